import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from stance.errors import SettingError
from stance.estimate import intervals
from stance.estimate.intervals import Draws, around_share, check_level, standard_error


def test_replicates_have_the_spread_of_a_mean(rng):
    values = rng.normal(0.0, 1.0, 200)
    draws = Draws.of(rng, 4000)
    replicates = draws.ratios(values[:, np.newaxis], np.ones(200))
    assert replicates.shape == (4000, 1)
    assert replicates.mean() == pytest.approx(values.mean(), abs=0.01)
    expected = values.std(ddof=1) / np.sqrt(200)
    assert standard_error(replicates, n_effective=200.0)[0] == pytest.approx(expected, rel=0.05)


def test_draws_are_the_same_in_blocks(rng, monkeypatch):
    draws = Draws.of(rng, 250)
    values = rng.integers(0, 64, (7, 2)) / 64
    whole = draws.ratios(values, np.ones(7))
    assert len(whole) == 250
    monkeypatch.setattr(intervals, "_CELLS_AT_ONCE", 100)
    np.testing.assert_array_equal(draws.ratios(values, np.ones(7)), whole)


def test_a_ratio_weighs_by_size():
    replicates = Draws(entropy=1, replications=100).ratios(np.array([[3.0]]), np.array([4.0]))
    assert set(replicates.ravel()) == {0.75}


@pytest.mark.parametrize("rng", [None, 0, np.random.RandomState(0)])
def test_rng_must_be_a_generator(rng):
    with pytest.raises(SettingError, match=r"numpy\.random\.Generator"):
        Draws.of(rng, 1000)


@pytest.mark.parametrize("replications", [0, 99, 1000.0, True, "many"])
def test_replications_must_be_enough(rng, replications):
    with pytest.raises(SettingError, match="whole number from 100"):
        Draws.of(rng, replications)


@pytest.mark.parametrize("level", [0, 1, -0.1, 95, float("nan"), True, "0.95", None])
def test_level_must_be_possible(level):
    with pytest.raises(SettingError, match="between 0 and 1"):
        check_level(level)


@given(st.floats(0.001, 0.999), st.floats(1e-9, 1e6))
def test_share_interval_stays_in_range(share, margin):
    low, high = around_share(share, margin)
    assert 0.0 <= low <= share <= high <= 1.0


@given(st.lists(st.integers(1, 500), min_size=1, max_size=30))
def test_effective_number_is_between_one_and_all(sizes):
    effective = intervals.effective_number(np.array(sizes))
    assert 1.0 - 1e-12 <= effective <= len(sizes) + 1e-9


@pytest.mark.parametrize("n", [3, 10, 30])
def test_unseen_share_equals_clopper_pearson(n):
    exact = stats.binomtest(0, n).proportion_ci(0.9, method="exact").high
    assert intervals.farthest_unseen_share(0.9, n_effective=n) == pytest.approx(exact)
