import numpy as np
import pytest

from stance.errors import InputError, SettingError
from stance.estimate.breaks import find_breaks


def cheapest_cut(values, penalty, minimum):
    """Every cut's cost, by the recursion that tries each last segment."""
    best = {0: (-penalty, [])}
    for end in range(minimum, len(values) + 1):
        costs = [
            (best[start][0] + np.var(values[start:end]) * (end - start) + penalty, start)
            for start in range(end - minimum + 1)
            if start in best
        ]
        cost, start = min(costs)
        best[end] = (cost, [*best[start][1], *([start] if start else [])])
    return best[len(values)][1]


@pytest.mark.parametrize("minimum", [1, 2, 3])
def test_no_cut_is_cheaper(rng, minimum):
    for n_periods in range(2 * minimum, 30):
        steps = rng.normal(size=n_periods) * (rng.random(n_periods) < 0.2) * 3.0
        values = rng.normal(0.0, 0.02, n_periods) + 0.02 * np.cumsum(steps)
        found = find_breaks(values, errors=np.full(n_periods, 0.02), minimum=minimum)
        expected = cheapest_cut(values, found.penalty, minimum)
        assert [one.index for one in found.breaks] == expected


def test_the_search_of_ruptures_finds_the_same_steps(rng):
    import ruptures

    values = np.repeat([0.1, 0.6, 0.3], 10) + rng.normal(0.0, 0.03, 30)
    found = find_breaks(values, errors=np.full(30, 0.03))
    pelt = ruptures.Pelt(model="l2", jump=1, min_size=2).fit(values).predict(pen=found.penalty)
    assert [one.index for one in found.breaks] == pelt[:-1] == [10, 20]


def test_levels_and_the_rule_can_be_counted_by_hand():
    found = find_breaks([1.0, 2.0, 1.0, 2.0, 7.0, 9.0], errors=[1.0] * 6)
    (one,) = found.breaks
    assert (one.index, one.before, one.after, one.change) == (4, 1.5, 8.0, 6.5)
    assert (one.low, one.high, np.isnan(one.share)) == (None, None, True)
    assert found.penalty == pytest.approx(3.0 * np.log(6.0))
    assert found.warnings == ()


def test_a_step_is_found_and_its_date_is_covered():
    rng = np.random.default_rng(11)
    truth, n_worlds, n_found, n_covered = np.repeat([0.0, 3.0], 6), 100, 0, 0
    for _ in range(n_worlds):
        values = truth + rng.normal(size=12)
        drawn = values + rng.normal(size=(100, 12))
        breaks = find_breaks(values, errors=np.ones(12), replicates=drawn).breaks
        n_found += bool(breaks)
        n_covered += any(one.low <= 6 <= one.high for one in breaks)
    assert n_found >= 95
    assert n_covered >= 0.9 * n_found


def test_no_step_is_seldom_found():
    rng = np.random.default_rng(12)
    falsely = sum(
        bool(find_breaks(rng.normal(size=n), errors=np.ones(n)).breaks)
        for n in (4, 8, 16)
        for _ in range(200)
    )
    assert falsely <= 0.07 * 600


def test_draws_give_share_and_interval(rng):
    values = np.repeat([0.0, 1.0], 5)
    shifted = np.repeat([0.0, 1.0], [7, 3])
    draws = np.vstack([np.tile(values, (60, 1)), np.tile(shifted, (30, 1)), np.zeros((10, 10))])
    (one,) = find_breaks(values, errors=np.full(10, 0.1), replicates=draws).breaks
    assert (one.index, one.share, one.low, one.high) == (5, 0.6, 5, 7)


def test_a_break_that_few_draws_show_is_said():
    values = np.repeat([0.0, 1.0], 5)
    draws = np.vstack([values, np.zeros((9, 10))])
    found = find_breaks(values, errors=np.full(10, 0.1), replicates=draws)
    assert found.n_draws == 10
    assert found.warnings == (
        "unsure-break: 10% of the draws have a break within one period of place 5.",
    )


def test_each_draw_speaks_for_the_break_it_is_nearest_to():
    values = np.repeat([0.0, 1.0, 0.0], 6)
    only_late = np.repeat([0.0, 1.0], [13, 5])
    draws = np.vstack([np.tile(values, (3, 1)), only_late])
    early, late = find_breaks(values, errors=np.full(18, 0.1), replicates=draws).breaks
    assert (early.index, early.low, early.high, early.share) == (6, 6, 6, 0.75)
    assert (late.index, late.low, late.high, late.share) == (12, 12, 13, 1.0)


def test_periods_without_a_value_are_skipped_and_said():
    values = [0.0, 0.0, np.nan, 0.0, 1.0, np.nan, 1.0, 1.0]
    draws = np.array([values, [0.0, np.nan, np.nan, 0.0, 0.0, 0.0, 1.0, 1.0]])
    found = find_breaks(values, errors=[0.1] * 8, replicates=draws)
    (one,) = found.breaks
    assert (one.index, one.low, one.high) == (4, 4, 6)
    assert (found.n_periods, found.n_missing) == (6, 2)
    assert found.warnings == ("missing: 2 of 8 periods have no value and were left out.",)


@pytest.mark.parametrize(
    ("values", "code"),
    [([], "short-series"), ([0.1, 0.9, 0.2], "short-series"), ([0.3] * 9, "constant")],
)
def test_short_and_constant_series_have_no_break(values, code):
    found = find_breaks(values, errors=[0.1] * len(values))
    assert found.breaks == ()
    assert [note.split(":")[0] for note in found.warnings] == [code]


def test_without_errors_the_differences_give_the_spread():
    found = find_breaks([0.0, 0.1, 0.0, 0.1, 5.0, 5.1, 5.0, 5.1])
    squares = [0.01] * 6 + [4.9**2]
    assert found.sigma == pytest.approx(np.sqrt(np.mean(squares) / 2.0))
    assert [one.index for one in found.breaks] == [4]
    assert [note.split(":")[0] for note in found.warnings] == ["no-errors"]


def test_segments_have_at_least_the_minimum():
    values = [0.0] * 6 + [9.0] + [0.0] * 6
    assert find_breaks(values, errors=[1.0] * 13, minimum=1).breaks[0].index == 6
    found = find_breaks(values, errors=[1.0] * 13, minimum=4).breaks
    edges = [0, *(one.index for one in found), 13]
    assert min(np.diff(edges)) >= 4


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"values": [0.1, np.inf]}, "1 infinite"),
        ({"values": [[0.1, 0.2]]}, "one row"),
        ({"values": [0.1, 0.2, 0.3, 0.4], "errors": [0.1]}, "Expected 4 errors"),
        ({"values": [0.1, 0.2, 0.3, 0.4], "errors": [0.1, 0.1, 0.0, 0.1]}, "0 at place 2"),
        ({"values": [0.1, 0.2, 0.3, 0.4], "errors": [0.1, np.nan, 1, 1]}, "nan at place 1"),
        ({"values": [0.1, 0.2], "replicates": np.zeros((5, 3))}, "replicates of 2 periods"),
    ],
)
def test_series_that_cannot_be_searched_are_refused(given, message):
    with pytest.raises(InputError, match=message):
        find_breaks(**given)


@pytest.mark.parametrize("minimum", [0, -1, 1.5, True, "2"])
def test_minimum_must_be_possible(minimum):
    with pytest.raises(SettingError, match="minimum to be a whole number"):
        find_breaks([0.1] * 8, minimum=minimum)
