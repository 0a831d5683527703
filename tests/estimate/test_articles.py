import numpy as np
import pytest
from scipy import stats

from stance.errors import InputError, SettingError
from stance.estimate import articles, estimate_articles
from stance.estimate.table import SCHEMA


def codes(row):
    return [warning.split(":")[0] for warning in row["warnings"]]


def test_by_hand(five_rows, rng):
    table = estimate_articles(five_rows, rng=rng)
    assert table.schema == SCHEMA
    a, b = table.to_pylist()
    assert (a["group"], b["group"]) == ("a", "b")
    assert a["value"] == pytest.approx(0.5 / 3)
    assert (a["n_sentences"], a["n_documents"], a["n_articles"]) == (3, 1, 1)
    assert -1.0 <= a["low"] < a["value"] < a["high"] <= 1.0
    assert (b["value"], b["low"], b["high"]) == (0.0, None, None)
    assert b["warnings"] == ["few-sentences: an interval needs 3 scored sentences, here: 1."]


@pytest.mark.parametrize("n", [3, 8, 40])
def test_interval_equals_students(score_table, rng, n):
    scores = np.random.default_rng(n).uniform(-0.3, 0.3, n)
    rows = [{"id": "a", "index": i, "score": float(score)} for i, score in enumerate(scores)]
    row = estimate_articles(score_table(rows), rng=rng, replications=20_000, level=0.9)
    exact = stats.ttest_1samp(scores, 0.0).confidence_interval(0.9)
    found = row.to_pylist()[0]
    assert found["value"] == pytest.approx(scores.mean())
    assert (found["low"], found["high"]) == pytest.approx((exact.low, exact.high), abs=0.01)


def test_an_articles_interval_is_its_own(score_table, monkeypatch):
    numbers = np.random.default_rng(4)
    rows = [
        {"id": f"a{a}", "index": i, "score": float(numbers.uniform(-1, 1))}
        for a in range(12)
        for i in range(3 + a % 3)
    ]
    table = score_table(rows)
    whole = estimate_articles(table, rng=np.random.default_rng(1))
    shuffled = table.take(numbers.permutation(len(rows)))
    assert estimate_articles(shuffled, rng=np.random.default_rng(1)).equals(whole)
    monkeypatch.setattr(articles, "_ARTICLES_AT_ONCE", 1)
    assert estimate_articles(table, rng=np.random.default_rng(1)).equals(whole)
    alone = score_table([row for row in rows if row["id"] == "a7"])
    row = estimate_articles(alone, rng=np.random.default_rng(1)).to_pylist()[0]
    assert row == next(other for other in whole.to_pylist() if other["group"] == "a7")


def test_equal_sentences_show_no_spread(score_table, rng):
    table = score_table([{"id": "a", "index": i, "score": 0.1} for i in range(4)])
    row = estimate_articles(table, rng=rng).to_pylist()[0]
    assert (row["value"], row["low"], codes(row)) == (0.1, None, ["no-spread"])


def test_ends_of_the_scale_and_failures_are_told(score_table, rng):
    rows = [{"id": "a", "index": i, "score": s} for i, s in enumerate((1.0, 0.9, -0.2))]
    table = score_table([*rows, {"id": "b", "error": "no text"}])
    a, b = estimate_articles(table, rng=rng).to_pylist()
    assert (a["high"], codes(a)) == (1.0, ["clipped"])
    assert (b["value"], b["n_sentences"], codes(b)) == (None, 0, ["failed", "few-sentences"])


def test_comments_are_no_articles(five_rows, rng):
    assert estimate_articles(five_rows.slice(4), rng=rng).num_rows == 0


@pytest.mark.parametrize("minimum", [1, 0, 2.5, True, None])
def test_minimum_must_be_possible(five_rows, rng, minimum):
    with pytest.raises(SettingError, match="whole number of sentences from 2"):
        estimate_articles(five_rows, rng=rng, minimum=minimum)


def test_bad_tables_are_refused(five_rows, rng):
    with pytest.raises(InputError, match="the columns score"):
        estimate_articles(five_rows.drop_columns(["score"]), rng=rng)
