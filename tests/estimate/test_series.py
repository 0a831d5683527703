import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from stance.errors import InputError, SettingError
from stance.estimate.series import mann_kendall, theil_sen


def codes(found):
    return [note.split(":")[0] for note in found.warnings]


def autoregressive(rng, n_periods, correlation):
    series = np.zeros(n_periods + 30)
    for place, noise in enumerate(rng.normal(size=n_periods + 29), start=1):
        series[place] = correlation * series[place - 1] + noise
    return series[30:]


@pytest.mark.parametrize("n_periods", range(2, 11))
def test_exact_p_equals_scipy(rng, n_periods):
    for _ in range(5):
        values = rng.normal(size=n_periods)
        expected = stats.kendalltau(np.arange(n_periods), values, method="exact")
        found = mann_kendall(values)
        assert found.method == "exact"
        assert found.tau == pytest.approx(expected.statistic)
        assert found.p == pytest.approx(expected.pvalue)


# One-sided, from the table of Kendall's S (Kendall 1975, appendix table 1).
@pytest.mark.parametrize(
    ("n_periods", "s", "one_sided"),
    [(4, 4, 0.167), (4, 6, 0.042), (5, 8, 0.042), (5, 10, 0.0083), (8, 16, 0.031), (10, 23, 0.023)],
)
def test_exact_p_equals_the_published_table(n_periods, s, one_sided):
    # From the rising order, each neighbouring pair that is swapped takes 2 from S.
    values, swaps = list(range(n_periods)), (n_periods * (n_periods - 1) // 2 - s) // 2
    for _ in range(swaps):
        place = next(i for i in range(n_periods - 1) if values[i] < values[i + 1])
        values[place], values[place + 1] = values[place + 1], values[place]
    found = mann_kendall(values)
    assert found.s == s
    assert found.p / 2 == pytest.approx(one_sided, abs=6e-4)


@pytest.mark.parametrize("values", [[1, 1, 2, 3], [1, 2, 2, 2, 5], [3, 3, 1, 1, 2, 2]])
def test_ties_are_counted_over_all_orders(values):
    every = [mann_kendall(order).s for order in permutations(values)]
    found = mann_kendall(values)
    assert found.p == pytest.approx(np.mean(np.abs(every) >= abs(found.s)))
    assert found.tau == pytest.approx(stats.kendalltau(range(len(values)), values).statistic)


@pytest.mark.parametrize("values", [np.arange(24) % 7 + np.arange(24) / 9, np.arange(16) // 3 % 4])
def test_many_periods_are_near_to_scipy(values):
    found = mann_kendall(values, serial=False)
    expected = stats.kendalltau(np.arange(len(values)), values, method="asymptotic")
    assert found.method == "normal"
    assert found.tau == pytest.approx(expected.statistic)
    # Ours has the continuity correction, which makes it a little larger.
    assert 0.0 <= found.p - expected.pvalue < 0.04


def test_four_periods_are_said_to_be_too_few():
    found = mann_kendall([0.1, 0.2, 0.4, 0.8])
    assert found.p == pytest.approx(1 / 12)
    assert found.warnings == (
        "short-series: 4 periods cannot reach p < 0.05 whatever they show; "
        "the smallest possible p is 0.083.",
        "serial-correlation: 4 periods cannot show whether neighbours are alike; "
        "they are taken as independent.",
    )
    assert codes(mann_kendall([0.1, 0.2, 0.4, 0.8], level=0.9, serial=False)) == []


@pytest.mark.parametrize("values", [[], [0.4], [np.nan, 0.4]])
def test_one_period_is_no_trend(values):
    found, line = mann_kendall(values), theil_sen(range(len(values)), values)
    assert math.isnan(found.p)
    assert all(math.isnan(value) for value in (line.slope, line.low, line.high))
    assert "short-series" in codes(found)
    assert "short-series" in codes(line)


@pytest.mark.parametrize("n_periods", [5, 30])
def test_a_constant_series_has_no_trend(n_periods):
    found = mann_kendall([0.3] * n_periods)
    assert (found.s, found.p, math.isnan(found.tau)) == (0, 1.0, True)
    line = theil_sen(range(n_periods), [0.3] * n_periods)
    assert (line.slope, math.isnan(line.low), math.isnan(line.high)) == (0.0, True, True)
    assert "constant" in codes(found)
    assert "constant" in codes(line)


def test_missing_periods_are_left_out_and_said():
    found = mann_kendall([0.1, np.nan, 0.3, 0.2, np.nan, 0.5, 0.6])
    whole = mann_kendall([0.1, 0.3, 0.2, 0.5, 0.6])
    assert (found.s, found.p, found.n_periods, found.n_missing) == (whole.s, whole.p, 5, 2)
    assert found.warnings[0] == "missing: 2 of 7 periods have no value and were left out."
    line = theil_sen([1, 2, 3, 4], [0.5, np.nan, 1.5, 2.0])
    assert (line.slope, line.n_missing, line.intercept) == (0.5, 1, 0.0)


@given(st.lists(st.floats(-1.0, 1.0), min_size=11, max_size=25), st.sampled_from([0.8, 0.95]))
def test_slope_and_interval_equal_scipy(values, level):
    times = np.cumsum(1.0 + np.arange(len(values)) % 3)
    found = theil_sen(times, values, serial=False, level=level)
    expected = stats.theilslopes(values, times, alpha=level)
    assert found.slope == pytest.approx(expected.slope)
    assert found.intercept == pytest.approx(expected.intercept)
    if np.ptp(values) > 0.0 and not math.isnan(found.low):
        ends = (expected.low_slope, expected.high_slope)
        assert (found.low, found.high) == pytest.approx(ends)


def test_short_series_have_an_interval_that_covers_or_none():
    four = theil_sen(range(4), [0.1, 0.2, 0.4, 0.8])
    assert math.isnan(four.low)
    assert four.warnings[0] == (
        "short-series: 4 periods give no interval of 95%; "
        "the range of all their slopes covers 91.7%."
    )
    line = theil_sen(range(4), [0.1, 0.2, 0.4, 0.8], level=0.9)
    assert (line.low, line.high) == pytest.approx((0.1, 0.4))


@pytest.mark.parametrize("n_periods", [5, 7, 10, 16])
def test_the_interval_holds_the_true_slope(n_periods):
    rng, covered = np.random.default_rng(5), 0
    for _ in range(1000):
        line = theil_sen(range(n_periods), 0.3 * np.arange(n_periods) + rng.normal(size=n_periods))
        covered += line.low <= 0.3 <= line.high
    assert covered >= 930  # 950 less three standard errors


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.6])
def test_alike_neighbours_seldom_pass_for_a_trend(correlation):
    rng = np.random.default_rng(6)
    series = [autoregressive(rng, 40, correlation) for _ in range(300)]
    corrected = np.mean([mann_kendall(values).p < 0.05 for values in series])
    plain = np.mean([mann_kendall(values, serial=False).p < 0.05 for values in series])
    assert corrected <= 0.12
    assert corrected <= plain
    if correlation == 0.6:
        assert plain > 0.2


def test_serial_correlation_widens_the_slopes_interval_too():
    values = autoregressive(np.random.default_rng(8), 60, 0.7)
    plain, corrected = theil_sen(range(60), values, serial=False), theil_sen(range(60), values)
    assert corrected.slope == plain.slope
    assert corrected.inflation == mann_kendall(values).inflation > 1.5
    assert corrected.low < plain.low < plain.high < corrected.high


def test_one_long_swing_gives_no_interval():
    swing = np.sin(np.arange(12) / 2.0)
    line = theil_sen(range(12), swing, level=0.99)
    assert math.isnan(line.low)
    assert "so alike that no slope" in line.warnings[0]


@pytest.mark.parametrize(
    ("times", "values", "message"),
    [
        ([1, 2], [0.1, np.inf], "1 infinite"),
        ([1, 2], [[0.1], [0.2]], "one row"),
        ([2, 1], [0.1, 0.2], "times that ascend"),
        ([1, 1], [0.1, 0.2], "times that ascend"),
        ([1, np.nan], [0.1, 0.2], "times that ascend"),
        ([1, 2, 3], [0.1, 0.2], "Expected 2 times"),
    ],
)
def test_series_that_have_no_slope_are_refused(times, values, message):
    with pytest.raises(InputError, match=message):
        theil_sen(times, values)


def test_level_must_be_possible():
    with pytest.raises(SettingError, match="between 0 and 1"):
        mann_kendall([0.1, 0.2], level=95)
