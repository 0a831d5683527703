from dataclasses import replace
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

import stance
from stance.errors import InputError, SettingError
from stance.estimate.gold import Gold
from stance.estimate.quantifiers import expectation_maximised
from stance.estimate.scored import ScoredSentences, order_scores
from stance.estimate.simulate import LABELS, Sample, Setting, Side, simulate
from stance.estimate.stability import sentence_probabilities, stability_rows
from stance.estimate.stability_methods import (
    Evidence,
    adjusted,
    evidence_of,
    expected_maximised,
    stable_calibration,
)
from stance.estimate.tally import tally_ordered

CALIBRATION, ACC = "stable calibration", "stable classes (ACC)"
PACC, EMQ = "stable classes (PACC)", "stable classes (EMQ)"
SHIFTED = (0.3, 0.55)


def codes(row):
    return [warning.split(":")[0] for warning in row.warnings]


def by_method(rows, quantity="cooperative"):
    return {row.method: row for row in rows if row.quantity == quantity}


def corpus(documents, lengths, codes_and_gold, probability):
    """A tally with gold labels of the first year only, fully labelled there."""
    called, true = codes_and_gold
    ordered = ScoredSentences(
        task="stance",
        labels=LABELS,
        documents=documents,
        starts=np.concatenate([[0], np.cumsum(lengths)]),
        scores=2.0 * probability - 1.0,
        codes=called,
        probabilities=np.column_stack([probability, 1.0 - probability]),
        rows=np.arange(len(called)),
        n_failed=np.zeros(len(lengths), dtype=np.int64),
    )
    first = np.char.startswith(documents["published"].to_numpy().astype(str), "2015")
    rows = np.flatnonzero(np.repeat(first, lengths))
    gold = Gold(rows=rows, codes=true[rows], weights=np.ones(len(rows)))
    return tally_ordered(ordered, gold=gold)


def without_gold_of(counted, year):
    """The tally, the places of the year's documents, and nothing known of them."""
    days = counted.documents["published"].to_pylist()
    is_here = np.array([day.startswith(year) for day in days])
    names = ("gold_counts", "gold_confusion", "gold_probabilities")
    kept = {name: getattr(counted, name).copy() for name in names}
    for sums in kept.values():
        sums[is_here] = 0
    return replace(counted, **kept), np.flatnonzero(is_here)


def prior_shift(seed, *, documents=40):
    """Two years with the same error rates and another prevalence; gold in the first alone."""
    setting = Setting(
        periods=("2015", "2016"),
        n_articles=80,
        sentences=(8, 30),
        articles=Side(
            prevalence=SHIFTED, sample=Sample(documents=documents, sentences=5)
        ),
        trained_on=(SHIFTED[0], 0.8, 0.88),
    )  # fmt: skip
    world = simulate(setting, np.random.default_rng([11, seed]))
    counted, places = without_gold_of(world.tally(), "2016")
    probability = world.kinds["article"].probability
    is_here = np.isin(world.kinds["article"].document, places)
    return counted, places, np.column_stack([probability, 1.0 - probability])[is_here]


def covariate_shift(seed, *, n_articles=40, length=8):
    """Two years in which a predicted label is as often right, but predicted otherwise often."""
    rng = np.random.default_rng([13, seed])
    years = np.repeat(["2015-01-01", "2016-01-01"], n_articles)
    called_share = rng.beta(*np.where(years[:, np.newaxis] < "2016", (3, 7), (6, 4)).T)
    lengths = np.full(2 * n_articles, length)
    called = (rng.random(lengths.sum()) > np.repeat(called_share, length)).astype(np.int64)
    # Of those predicted cooperative 80 % are, of the others 15 %.
    is_true = rng.random(len(called)) < np.where(called == 0, 0.8, 0.15)
    names = [f"a{place}" for place in range(2 * n_articles)]
    documents = pa.table(
        {
            "kind": ["article"] * len(names),
            "document_id": names,
            "article_id": names,
            "published": years.tolist(),
        }
    )
    sure = np.where(called == 0, 0.8, 0.15)
    counted = corpus(documents, lengths, (called, np.where(is_true, 0, 1)), sure)
    return counted, np.arange(n_articles, 2 * n_articles)


def test_stable_classes_cover_where_prevalence_alone_has_changed():
    """200 worlds; the other assumption is wrong there, and far off."""
    found = [by_method(_rows_of_shift(seed)) for seed in range(200)]
    truth = SHIFTED[1]
    for method in (ACC, PACC, EMQ):
        held = [rows[method].low <= truth <= rows[method].high for rows in found]
        assert 0.92 <= np.mean(held) <= 0.99, method
        assert np.mean([rows[method].value for rows in found]) == pytest.approx(truth, abs=0.02)
    calibration = [rows[CALIBRATION] for rows in found]
    assert np.mean([row.value for row in calibration]) < truth - 0.08
    assert np.mean([row.low <= truth <= row.high for row in calibration]) < 0.5


def _rows_of_shift(seed):
    counted, places, probabilities = prior_shift(seed)
    return stability_rows(counted, places, group="2016", probabilities=probabilities)


def test_stable_calibration_covers_where_what_is_predicted_has_changed():
    """200 worlds with .6 predicted cooperative, after .3; the other assumption is wrong there."""
    truth = 0.6 * 0.8 + 0.4 * 0.15
    found = [by_method(stability_rows(*covariate_shift(seed), group="2016")) for seed in range(200)]
    held = [rows[CALIBRATION].low <= truth <= rows[CALIBRATION].high for rows in found]
    assert 0.92 <= np.mean(held) <= 0.98
    assert np.mean([rows[ACC].value for rows in found]) > truth + 0.05


def test_sensitivity_is_said():
    rows = by_method(_rows_of_shift(0))
    one, other = rows[CALIBRATION].value, rows[ACC].value
    for row in rows.values():
        (note,) = [note for note in row.warnings if note.startswith("assumptions: ")]
        assert note == (
            f"assumptions: stable calibration gives {one:.2f}, stable classes {other:.2f}; "
            f"they differ by {abs(other - one):.2f}."
        ).replace("0.", ".")


def test_rows_tell_what_they_rest_on():
    counted, places, _ = prior_shift(0)
    rows = stability_rows(counted, places, group="2016")
    assert [row.method for row in rows[::3]] == [CALIBRATION, ACC, PACC]
    assert [row.quantity for row in rows[:3]] == [*LABELS, "score"]
    assert {(row.group, row.n_gold, row.n_gold_articles) for row in rows} == {("2016", 200, 40)}
    assert rows[0].n_articles == rows[0].n_documents == 80
    assert "200 gold labels of other groups stand in" in rows[0].warnings[0]
    assert rows[2].value == pytest.approx(rows[0].value - rows[1].value)


def test_own_gold_is_not_used():
    setting = Setting(periods=("2015", "2016"), n_articles=40)
    counted = simulate(setting, np.random.default_rng(1)).tally()
    less, places = without_gold_of(counted, "2016")
    assert stability_rows(counted, places, group="2016") == stability_rows(
        less, places, group="2016"
    )


@pytest.mark.parametrize("method", [CALIBRATION, ACC, PACC])
def test_errors_near_those_of_leaving_articles_out(method):
    """Each article of either side left out, and the estimate made again."""
    counted, places, _ = prior_shift(3)
    row = by_method(stability_rows(counted, places, group="2016"))[method]
    n, is_here = len(counted.n_sentences), np.zeros(len(counted.n_sentences), dtype=bool)
    is_here[places] = True
    has_gold = counted.gold_counts.any(axis=1)
    total = 0.0
    for side in (np.flatnonzero(has_gold), places):
        values = []
        for left in side:
            kept = np.delete(np.arange(n), left)
            rows = stability_rows(
                counted.take(kept), np.flatnonzero(is_here[kept]), group="2016"
            )  # fmt: skip
            values.append(by_method(rows)[method].value)
        total += (len(side) - 1) / len(side) * ((np.array(values) - row.value) ** 2).sum()
    assert row.error == pytest.approx(np.sqrt(total), rel=0.03)


def test_errors_of_emq_near_those_of_leaving_articles_out():
    counted, places, probabilities = prior_shift(3)
    evidence = evidence_of(counted, counted.take(places), probabilities=probabilities)
    found = expected_maximised(evidence)
    gold = evidence.confusion.sum(axis=2)

    def estimate(kept, gold):
        prior = gold.sum(axis=0) / gold.sum()
        return expectation_maximised(probabilities[kept], prior=prior)[0]

    everything = np.ones(len(probabilities), dtype=bool)
    here = [estimate(evidence.article_of != a, gold) for a in range(len(evidence.sizes))]
    elsewhere = [estimate(everything, np.delete(gold, a, axis=0)) for a in range(len(gold))]
    for values, influences in ((here, found.here), (elsewhere, found.elsewhere)):
        n = len(values)
        total = (n - 1) / n * ((np.array(values) - found.values[0]) ** 2).sum()
        assert (influences[:, 0] ** 2).sum() == pytest.approx(total, rel=0.06)


def three_labels(seed=0, *, n_gold=60, n_here=50, length=10):
    """Articles with three labels, seen through the same errors; the group's mix is another."""
    rng = np.random.default_rng(seed)
    rates = np.array([[0.7, 0.2, 0.1], [0.15, 0.7, 0.15], [0.05, 0.25, 0.7]])
    confusion, expected = np.zeros((2, n_gold, 3, 3))
    prior, mix = np.array([0.4, 0.35, 0.25]), np.array([0.2, 0.3, 0.5])

    def sentences(shares):
        true = rng.choice(3, size=length, p=rng.dirichlet(5.0 * shares))
        called = np.array([rng.choice(3, p=rates[label]) for label in true])
        joint = prior[:, np.newaxis] * rates
        return true, called, (joint / joint.sum(axis=0))[:, called].T

    for article in range(n_gold):
        true, called, probabilities = sentences(prior)
        np.add.at(confusion[article], (true, called), 1.0)
        np.add.at(expected[article], true, probabilities)
    group = [sentences(mix) for _ in range(n_here)]
    return Evidence(
        labels=("pro", "even", "con"),
        confusion=confusion,
        expected=expected,
        sizes=np.full(n_here, float(length)),
        counts=np.array([np.bincount(called, minlength=3) for _, called, _ in group], dtype=float),
        sums=np.array([probabilities.sum(axis=0) for *_, probabilities in group]),
        article_of=np.repeat(np.arange(n_here), length),
        probabilities=np.concatenate([probabilities for *_, probabilities in group]),
    )


def without_article(evidence, side, place):
    """The same evidence without one article elsewhere, or here."""
    if side == "elsewhere":
        names, kept = ("confusion", "expected"), {}
    else:
        stays = evidence.article_of != place
        names = ("sizes", "counts", "sums")
        kept = {
            "article_of": np.unique(evidence.article_of[stays], return_inverse=True)[1],
            "probabilities": evidence.probabilities[stays],
        }
    return replace(
        evidence, **kept, **{n: np.delete(getattr(evidence, n), place, axis=0) for n in names}
    )


@pytest.mark.parametrize(
    "method",
    [stable_calibration, adjusted, partial(adjusted, by_probability=True), expected_maximised],
)
@pytest.mark.parametrize("side", ["elsewhere", "here"])
def test_influences_of_three_labels(method, side):
    """Each article's part is how far the estimate moves when it is left out."""
    evidence = three_labels()
    found = method(evidence)
    influences = getattr(found, side)
    n = len(influences)
    moved = [found.values - method(without_article(evidence, side, a)).values for a in range(n)]
    expected = np.array(moved) * np.sqrt((n - 1) / n)
    assert influences == pytest.approx(expected, abs=0.15 * np.abs(expected).max())
    assert (influences**2).sum(axis=0) == pytest.approx((expected**2).sum(axis=0), rel=0.08)
    assert influences.sum(axis=1) == pytest.approx(np.zeros(n), abs=1e-9)
    assert found.values.sum() == pytest.approx(1.0)


def test_probabilities_of_documents():
    scores = simulate(Setting(n_articles=30), np.random.default_rng(1)).scores()
    ordered = order_scores(scores)
    found = sentence_probabilities(ordered, np.array([2, 0]))
    expected = np.concatenate([ordered.probabilities[40:60], ordered.probabilities[:20]])
    assert (found == expected).all()
    assert sentence_probabilities(ordered, np.array([], dtype=np.int64)).shape == (0, 2)


def test_probabilities_must_be_those_of_the_group():
    counted, places, probabilities = prior_shift(0)
    with pytest.raises(InputError, match=r"Expected the probabilities of \d+ sentences and 2"):
        stability_rows(counted, places, group="2016", probabilities=probabilities[1:])


def test_without_any_gold_nothing_is_identified():
    counted, places, _ = prior_shift(0)
    nothing, _ = without_gold_of(counted, "2015")
    rows = stability_rows(nothing, places, group="2016")
    assert np.isnan([row.value for row in rows]).all()
    assert codes(rows[0])[:2] == ["no-gold", "not-identified"]
    assert "assumptions" not in codes(rows[0])


def test_a_label_without_gold_leaves_classes_unknown():
    """Gold elsewhere is all cooperative: what is predicted still means something, and no more."""
    counted, places = covariate_shift(0)
    only = counted.gold_confusion.copy()
    only[:, 1] = 0.0
    rows = by_method(stability_rows(replace(counted, gold_confusion=only), places, group="2016"))
    assert rows[CALIBRATION].value == 1.0
    assert np.isnan(rows[ACC].value)
    assert any("found none of confrontational" in note for note in rows[ACC].warnings)


def test_gold_in_one_article_has_no_interval():
    counted, places, _ = prior_shift(0)
    labelled = np.flatnonzero(counted.gold_counts.all(axis=1))[:1]
    kept = np.concatenate([labelled, places])
    rows = stability_rows(counted.take(kept), np.arange(1, len(kept)), group="2016")
    assert np.isfinite(rows[0].value)
    assert np.isnan([rows[0].low, rows[0].high]).all()
    assert codes(rows[0])[0] == "one-gold-article"


def test_a_group_of_one_article_has_no_interval():
    counted, places, _ = prior_shift(0)
    others = np.delete(np.arange(len(counted.n_sentences)), places)
    few = counted.take(np.concatenate([others, places[:1]]))
    rows = stability_rows(few, np.array([len(others)]), group="2016")
    assert np.isfinite(rows[0].value)
    assert np.isnan(rows[0].low)
    assert "one-article" in codes(rows[0])


def test_a_group_without_sentences():
    counted, _, _ = prior_shift(0)
    rows = stability_rows(counted, np.array([], dtype=np.int64), group="2017")
    assert np.isnan(rows[0].value)
    assert "no-sentences" in codes(rows[0])


def test_the_level_is_checked():
    counted, places, _ = prior_shift(0)
    with pytest.raises(SettingError, match="level between"):
        stability_rows(counted, places, group="2016", level=95)


@pytest.mark.parametrize("kind", ["article", "comment", None])
def test_trends_show_both_assumptions_for_a_year_without_labels(kind):
    both = Side(sample=Sample(documents=20, sentences=3))
    setting = Setting(periods=("2011", "2012"), n_articles=30, articles=both, comments=both)
    world = simulate(setting, np.random.default_rng(2))
    scores, gold = world.scores(), world.gold()
    old = scores.filter(pc.starts_with(scores["published"], "2011"))["document_id"].combine_chunks()
    labelled = gold.filter(pc.is_in(gold["document_id"], value_set=old))
    found = stance.trends(scores, labelled, kind=kind, rng=np.random.default_rng(0))
    rows = [row for row in found.estimates.to_pylist() if row["quantity"] == "cooperative"]
    values = {row["method"]: row["value"] for row in rows if row["group"] == "2012"}
    assert values["corrected"] is None
    assert 0.0 < values["stable calibration"] < 1.0
    assert 0.0 < values["stable classes (EMQ)"] < 1.0
    assert not any(row["method"].startswith("stable") for row in rows if row["group"] == "2011")
