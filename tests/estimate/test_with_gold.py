import math

import numpy as np
import pytest

from stance.estimate.corrected import corrected
from stance.estimate.sums import Clusters, sums_of
from stance.estimate.tally import tally
from stance.estimate.with_gold import is_known, share_or_mean

SHARE, SCORE, GAP = (0.0, 1.0), (-1.0, 1.0), (-2.0, 2.0)


def ends(*arguments, limits):
    claim = share_or_mean(*arguments, level=0.95, limits=limits)
    return claim.low, claim.high, claim.cut


@pytest.mark.parametrize(("value", "limits"), [(0.02, SHARE), (0.97, SHARE), (-0.99, SCORE)])
def test_intervals_stay_within_and_lean_to_the_middle(value, limits):
    low, high, cut = ends(value, 0.02, 5.0, limits=limits)
    assert limits[0] < low < value < high < limits[1]
    assert not cut
    middle = sum(limits) / 2
    assert (high - value > value - low) == (value < middle)


def test_a_score_is_treated_as_the_share_it_is():
    low, high, _ = ends(0.4, 0.06, 12.0, limits=SCORE)
    share = ends(0.7, 0.03, 12.0, limits=SHARE)
    assert (low, high) == pytest.approx((2 * share[0] - 1, 2 * share[1] - 1))


def test_a_gap_is_cut_at_its_limits():
    assert ends(1.9, 0.2, 1e9, limits=GAP) == (pytest.approx(1.508, abs=1e-3), 2.0, True)
    assert ends(0.0, 0.1, 1e9, limits=GAP)[:2] == pytest.approx((-0.196, 0.196), abs=1e-3)


def test_a_value_beyond_the_scale_comes_back_to_its_end():
    claim = share_or_mean(-0.01, 0.02, 50.0, level=0.95, limits=SHARE)
    assert (claim.value, claim.low, claim.cut) == (0.0, 0.0, True)
    assert claim.low <= claim.value < claim.high


def test_an_interval_wholly_beyond_the_scale_is_none():
    claim = share_or_mean(-0.05, 0.02, 50.0, level=0.95, limits=SHARE)
    assert (claim.value, claim.cut) == (0.0, True)
    assert math.isnan(claim.low)
    assert math.isnan(claim.high)


def test_without_an_error_nothing_is_claimed():
    for error in (math.nan, 0.0):
        claim = share_or_mean(0.4, error, 9.0, level=0.95, limits=SHARE)
        assert claim.value == 0.4
        assert math.isnan(claim.low)
    assert math.isnan(share_or_mean(math.nan, 0.1, 9.0, level=0.95, limits=SHARE).high)


def test_known_is_what_has_gold(placed_table, gold_table):
    sums = tally(placed_table([{"id": "a"}, {"id": "b"}]), gold=gold_table([("a", 0, "pro")]))
    known = [corrected(sums_of(sums, np.array([k]), Clusters.of(sums))) for k in (0, 1)]
    assert [is_known(moments) for moments in known] == [True, False]
