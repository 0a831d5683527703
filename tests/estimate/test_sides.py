"""Articles and comments, each corrected by its own labels."""

import numpy as np
import pytest

from stance.estimate import compare_gap
from stance.estimate.periods import Manner
from stance.estimate.sides import Sides, gap_of
from stance.estimate.simulate import Sample, Setting, Side, simulate
from stance.estimate.sums import paired_weights
from stance.estimate.tally import tally

LABEL = ("pro", "con", "even")


@pytest.fixture(scope="module")
def pairs(placed_table):
    """Articles a and b of two sentences with two comments and one; d has no comment."""
    rows = [{"id": name, "index": k, "label": LABEL[k]} for name in "abd" for k in (0, 1)]
    under = {"c1": "a", "c2": "a", "c3": "b", "c4": "gone"}
    return placed_table([*rows, *({"id": c, "under": a, "label": "con"} for c, a in under.items())])


@pytest.fixture(scope="module")
def census(gold_table):
    """Every sentence has a gold label, all of articles pro, all of comments but c2 even."""
    articles = [(name, k, "pro") for name in "abd" for k in (0, 1)]
    comments = [(name, 0, "pro" if name == "c2" else "even") for name in ("c1", "c2", "c3", "c4")]
    return gold_table([*articles, *comments])


def by_method(table):
    return {row["method"]: row for row in table.to_pylist()}


def codes(row):
    return [warning.split(":")[0] for warning in row["warnings"]]


def test_every_article_and_every_comment_weighs_alike(pairs):
    sums = tally(pairs)
    weights = dict(
        zip(sums.documents["document_id"].to_pylist(), paired_weights(sums), strict=True)
    )
    assert weights == {
        "a": 0.5, "b": 0.5, "d": 0.0, "c1": 0.5, "c2": 0.5, "c3": 1.0, "c4": 0.0
    }  # fmt: skip


def test_a_census_gives_the_gap_of_the_labels(pairs, census):
    """Comments of a: (0 + 1) / 2, of b: 0; articles 1: gaps of .5 and 1."""
    found = by_method(compare_gap(pairs, gold=census))
    assert found["labels only"]["value"] == pytest.approx(0.75)
    assert found["corrected"]["value"] == pytest.approx(0.75)
    assert found["corrected"]["n_gold"] == 7
    assert found["uncorrected"]["value"] == pytest.approx(0.5)


@pytest.mark.parametrize(("kind", "has"), [("article", "comment"), ("comment", "article")])
def test_a_side_without_gold_leaves_the_gap_open(pairs, census, kind, has):
    is_comment = np.char.startswith(np.array(census["document_id"].to_pylist()), "c")
    gold = census.filter(is_comment if has == "comment" else ~is_comment)
    found = by_method(compare_gap(pairs, gold=gold))
    for method in ("labels only", "corrected"):
        row = found[method]
        assert (row["value"], row["low"], row["high"]) == (None, None, None)
        assert row["warnings"][0].startswith(f"not-identified: no gold label in {kind}s here")
    assert found["uncorrected"]["value"] is not None


def test_gold_of_what_has_no_pair_does_not_count(pairs, gold_table):
    found = by_method(compare_gap(pairs, gold=gold_table([("d", 0, "pro"), ("c4", 0, "pro")])))
    row = found["corrected"]
    assert (row["value"], row["n_gold"]) == (None, 0)
    assert codes(row)[:2] == ["not-identified", "not-identified"]


def test_the_error_knows_that_both_sides_share_articles():
    """What moves an article and its comments together leaves their gap as it is."""
    sample = Sample(documents=60, sentences=20)
    setting = Setting(
        n_articles=60, correlation=0.9, articles=Side(sample=sample),
        comments=Side(sample=sample), n_comments=8.0,
    )  # fmt: skip
    sums = simulate(setting, np.random.default_rng(6)).tally()
    sides = Sides.of(sums)
    places = np.arange(sums.documents.num_rows)
    moments = sides.moments(places, manner=Manner(), tuning=1.0)
    apart = np.sqrt(sum(side.errors[-1] ** 2 for side in moments))
    assert gap_of(moments, -1).error < 0.95 * apart


def test_equal_pairs_show_no_spread(pairs, gold_table):
    gold = gold_table([(name, 0, "pro") for name in ("a", "b")] +
                      [(name, 0, "con") for name in ("c1", "c3")])  # fmt: skip
    row = by_method(compare_gap(pairs, gold=gold))["labels only"]
    assert (row["value"], row["low"]) == (2.0, None)
    assert "no-spread" in codes(row)
    assert "nan" not in " ".join(row["warnings"])


def test_one_article_has_no_interval(pairs, gold_table):
    row = by_method(compare_gap(pairs, gold=gold_table([("a", 0, "pro"), ("c1", 0, "con")])))
    assert (row["corrected"]["value"] is not None, row["corrected"]["low"]) == (True, None)
    notes = [note for note in row["corrected"]["warnings"] if note.startswith("one-gold")]
    assert [note.split()[1] for note in notes] == ["articles:", "comments:"]


def test_the_moments_are_those_of_each_side_alone(pairs, census):
    sums = tally(pairs, gold=census)
    sides = Sides.of(sums)
    places = np.arange(sums.documents.num_rows)
    own, theirs = sides.moments(places, manner=Manner(), tuning=0.0)
    assert (own.values[-1], theirs.values[-1]) == pytest.approx((1.0, 0.25))
