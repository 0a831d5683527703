import numpy as np
import pytest

from stance.errors import SettingError
from stance.estimate.budget import budget_table, error_budget, sampling_variance
from stance.estimate.corrected import corrected
from stance.estimate.periods import Manner, estimate_groups
from stance.estimate.simulate import Sample, Setting, Side, simulate
from stance.estimate.sums import Clusters, Sums, sums_of


def setting(*, documents=20, sentences=5, **more):
    return Setting(
        sentences=(5, 40), articles=Side(sample=Sample(documents=documents, sentences=sentences)),
        **more,
    )  # fmt: skip


def sums_of_world(world):
    counted = world.tally()
    return sums_of(counted, np.arange(len(counted.n_sentences)), Clusters.of(counted))


def by_hand(gold, n_gold):
    """Articles of ten sentences; a row of `gold` counts the labels in the sample."""
    n_articles = len(n_gold)
    return Sums(
        sizes=np.full(n_articles, 10.0),
        predicted=np.full((n_articles, 2), 5.0),
        gold_sizes=np.array(n_gold, dtype=float),
        gold=np.array(gold, dtype=float),
        gold_predicted=np.array(gold, dtype=float),
        n_gold=np.array(n_gold),
        articles=np.arange(n_articles),
        commenters=None,
    )


def test_sampling_is_what_labelling_everything_would_leave():
    """On average over 200 worlds, within 15 % of how much fully labelled worlds vary."""
    found, shares = [], []
    for seed in range(200):
        world = simulate(setting(), np.random.default_rng([3, seed]))
        found.append(sampling_variance(sums_of_world(world)))
        shares.append(world.kinds["article"].is_cooperative.mean())
    assert np.mean(found, axis=0)[0] == pytest.approx(np.var(shares, ddof=1), rel=0.15)
    assert np.mean(found, axis=0)[2] == pytest.approx(4.0 * np.var(shares, ddof=1), rel=0.15)


def test_parts_add_up_exactly():
    sums = sums_of_world(simulate(setting(), np.random.default_rng(5)))
    only, best = corrected(sums, tuning=0.0), corrected(sums)
    budget = error_budget(sums, only, best)
    assert budget.variances.sum(axis=0) == pytest.approx(only.errors**2, rel=1e-12)
    assert budget.variances[:2].sum(axis=0) == pytest.approx(best.errors**2, rel=1e-12)
    assert budget.shares.sum(axis=0) == pytest.approx(np.ones(3))
    assert (budget.variances[:2] >= 0.0).all()


def test_half_widths_add_up_to_those_of_the_intervals():
    world = simulate(setting(), np.random.default_rng(5))
    (group,) = estimate_groups(world.tally(), by=None, kind="article", manner=Manner())
    rows = [row for row in budget_table([group]).to_pylist() if row["quantity"] == "score"]
    sampling, labels, saved = (row["half_width"] for row in rows)
    intervals = {row.method: row for row in group.rows if row.quantity == "score"}
    assert 0.0 < sampling < sampling + labels < sampling + labels + saved
    best, only = intervals["corrected"], intervals["labels only"]
    assert sampling + labels == pytest.approx((best.high - best.low) / 2.0, rel=0.05)
    assert sampling + labels + saved == pytest.approx((only.high - only.low) / 2.0, rel=0.05)


def test_more_labels_shrink_the_part_of_labels():
    few, many = (_mean_budget(setting(documents=documents), n_worlds=40) for documents in (20, 100))
    assert many[1] < few[1] / 3.0
    assert many[0] == pytest.approx(few[0], rel=0.25)


def test_a_better_classifier_saves_more():
    good = Side(sensitivity=0.95, specificity=0.97)
    better = Setting(articles=good, trained_on=(0.35, 0.95, 0.97))
    assert _mean_budget(better, n_worlds=40)[2] > 1.3 * _mean_budget(Setting(), n_worlds=40)[2]


def _mean_budget(kind_of_world, *, n_worlds):
    """The parts of the first label's variance, averaged."""
    parts = []
    for seed in range(n_worlds):
        sums = sums_of_world(simulate(kind_of_world, np.random.default_rng([9, seed])))
        found = error_budget(sums, corrected(sums, tuning=0.0), corrected(sums))
        parts.append(found.variances[:, 0])
    return np.mean(parts, axis=0)


def test_sampling_is_never_above_the_total():
    """Everything is labelled, as the classifier would; the score has no other error."""
    sums = by_hand([[9, 1], [1, 9], [10, 0], [0, 10]], [10] * 4)
    best = corrected(sums)
    budget = error_budget(sums, corrected(sums, tuning=0.0), best)
    assert (budget.sampling <= best.errors**2).all()
    assert (budget.labels >= 0.0).all()


@pytest.mark.parametrize(
    ("gold", "n_gold"),
    [([[1, 0], [0, 1], [1, 0]], [1, 1, 1]), ([[3, 1], [0, 0]], [4, 0]), ([[0, 0]] * 2, [0, 0])],
)
def test_what_cannot_be_told_apart_is_not_claimed(gold, n_gold):
    """One label an article, one article, none."""
    assert np.isnan(sampling_variance(by_hand(gold, n_gold))).all()


def test_unknown_parts_are_null_and_said():
    one_each = setting(documents=30, sentences=1)
    world = simulate(one_each, np.random.default_rng(5))
    groups = estimate_groups(world.tally(), by=None, kind="article", manner=Manner())
    rows = budget_table(groups).to_pylist()
    assert {row["variance"] for row in rows if row["part"] != "saved"} == {None}
    assert rows[2]["variance"] is not None
    assert rows[0]["warnings"][0].startswith("no-parts: ")


def test_a_corrected_interval_that_is_wider_is_said():
    """A classifier that knows nothing, and is taken at its word."""
    guesses = Setting(articles=Side(sensitivity=0.5, specificity=0.5))
    world = simulate(guesses, np.random.default_rng(5))
    groups = estimate_groups(world.tally(), by=None, kind="article", manner=Manner(tuning=1.0))
    rows = budget_table(groups).to_pylist()
    assert rows[2]["part"] == "saved"
    assert rows[2]["variance"] < 0.0
    assert rows[2]["warnings"][0].startswith("nothing-saved: ")


def test_groups_without_gold_have_no_budget():
    world = simulate(Setting(articles=Side(sample=None)), np.random.default_rng(5))
    groups = estimate_groups(world.tally(), by=None, kind="article", manner=Manner())
    assert budget_table(groups).num_rows == 0


def test_the_level_is_checked():
    with pytest.raises(SettingError, match="level between"):
        budget_table([], level=95)
