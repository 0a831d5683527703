"""Articles drawn anew agree with articles left out."""

import numpy as np
import pytest

from stance.estimate.corrected import corrected, counted
from stance.estimate.intervals import Draws
from stance.estimate.redrawn import redrawn, replicates, replicates_counted
from stance.estimate.simulate import Setting, simulate
from stance.estimate.sums import Clusters, sums_of
from stance.estimate.tally import tally


@pytest.fixture(scope="module")
def world():
    return simulate(Setting(n_articles=100, sentences=(5, 30)), np.random.default_rng(4)).tally()


def sums_and_moments(counts, **how):
    sums = sums_of(counts, np.arange(counts.documents.num_rows), Clusters.of(counts))
    return sums, corrected(sums, **how)


def draws(number=2000):
    return Draws.of(np.random.default_rng(1), number)


@pytest.mark.parametrize("tuning", [0.0, 0.5, 1.0])
def test_errors_near_the_jackknifes(world, tuning):
    sums, moments = sums_and_moments(world, tuning=tuning)
    drawn = redrawn(sums, moments, draws())
    np.testing.assert_allclose(drawn.errors, moments.errors, rtol=0.12)
    np.testing.assert_array_equal(drawn.values, moments.values)


def test_draws_lie_around_the_value_and_keep_their_sum(world):
    sums, moments = sums_and_moments(world)
    drawn = replicates(sums, moments.tuning, draws())
    assert drawn.shape == (2000, 3)
    np.testing.assert_allclose(drawn.mean(axis=0), moments.values, atol=0.005)
    np.testing.assert_allclose(drawn[:, :2].sum(axis=1), 1.0)
    np.testing.assert_allclose(drawn[:, 0] - drawn[:, 1], drawn[:, 2])


def test_uncorrected_draws(world):
    sums, _ = sums_and_moments(world)
    drawn = replicates_counted(sums, draws())
    plain = counted(sums)
    np.testing.assert_allclose(drawn.mean(axis=0), plain.values, atol=0.005)
    np.testing.assert_allclose(drawn.std(axis=0), plain.errors, rtol=0.1)


def test_one_article_with_gold_has_no_error(placed_table, gold_table):
    rows = [{"id": name, "label": label} for name, label in (("a", "pro"), ("b", "con"))]
    counts = tally(placed_table(rows), gold=gold_table([("a", 0, "pro")]))
    sums, moments = sums_and_moments(counts)
    assert np.isnan(redrawn(sums, moments, draws(100)).errors).all()


def test_what_failed_is_not_drawn(placed_table, gold_table):
    """Else a draw could consist of failures only, and have no mean."""
    rows = [{"id": "a", "label": "pro"}, {"id": "b", "label": "con"}]
    failed = [{"id": f"f{k}", "error": "empty"} for k in range(6)]
    gold = gold_table([("a", 0, "pro")])
    drawn = [
        replicates_counted(sums_and_moments(tally(placed_table(table), gold=gold))[0], draws(500))
        for table in (rows, [*rows, *failed])
    ]
    np.testing.assert_array_equal(drawn[0], drawn[1])
    assert np.isfinite(drawn[1]).all()


def test_the_same_draws_give_the_same_values(world):
    sums, moments = sums_and_moments(world)
    one, other = (replicates(sums, moments.tuning, draws(100)) for _ in range(2))
    np.testing.assert_array_equal(one, other)
