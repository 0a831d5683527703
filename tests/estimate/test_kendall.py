from itertools import permutations

import numpy as np
import pytest

from stance.estimate.kendall import (
    inflation_of,
    normal_share_beyond,
    risen,
    share_beyond,
    variance_of,
)


@pytest.mark.parametrize("values", [[1, 2, 3, 4, 5], [1, 1, 2, 3, 3], [2, 2, 2, 1]])
def test_spread_over_all_orders(values):
    every = np.array([risen(np.array(order)) for order in permutations(values)])
    ties = np.unique(values, return_counts=True)[1]
    assert variance_of(ties) == pytest.approx(every.var())
    for least in range(int(every.max()) + 2):
        assert share_beyond(least, ties) == pytest.approx(np.mean(np.abs(every) >= least))


def test_from_eleven_periods_the_normal_share_is_near_to_the_exact_one():
    ties = np.ones(11, dtype=int)
    exact = np.array([share_beyond(s, ties) for s in range(1, 56, 2)])
    near = np.array([normal_share_beyond(s, variance_of(ties)) for s in range(1, 56, 2)])
    assert np.abs(near - exact).max() < 0.01
    assert np.abs(near - exact)[exact < 0.1].max() < 0.004


def test_a_line_and_alternating_periods_inflate_nothing():
    assert inflation_of(np.arange(12.0)) == 1.0
    assert inflation_of(np.arange(12.0) + np.tile([0.0, 3.0], 6)) == 1.0


def test_long_swings_inflate_and_a_gap_hides_little_of_it():
    swing = np.sin(np.arange(40) / 4.0)
    whole = inflation_of(swing)
    swing[17] = np.nan
    assert whole > 5.0
    assert inflation_of(swing) == pytest.approx(whole, rel=0.2)
