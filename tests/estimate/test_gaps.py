import numpy as np
import pytest
from scipy import stats

from stance.errors import SettingError
from stance.estimate import article_gaps, compare_gap
from stance.estimate.table import SCHEMA


def codes(row):
    return [warning.split(":")[0] for warning in row["warnings"]]


@pytest.fixture(scope="module")
def debate(score_table):
    """Article a: 0.5, comments mean (0 + (-0.25)) / 2; b: 0.25 against 0.5; d has no comment."""
    return score_table(
        [
            {"id": "a", "index": 0, "score": 0.75, "published": "2016-01-01", "title": "A"},
            {"id": "a", "index": 1, "score": 0.25, "published": "2016-01-01", "title": "A"},
            {"id": "c1", "under": "a", "index": 0, "score": 0.5, "published": "2016-01-01"},
            {"id": "c1", "under": "a", "index": 1, "score": -0.5, "published": "2016-01-01"},
            {"id": "c2", "under": "a", "score": -0.25, "published": "2016-01-01"},
            {"id": "b", "score": 0.25, "published": "2017-01-01"},
            {"id": "c3", "under": "b", "score": 0.5, "published": "2017-01-01"},
            {"id": "d", "score": 1.0, "published": "2018-01-01"},
            {"id": "c4", "under": "gone", "score": 1.0},
        ]
    )


def test_points_by_hand(debate):
    points = article_gaps(debate).to_pylist()
    assert [point["article_id"] for point in points] == ["a", "b"]
    first = points[0]
    assert (first["article_score"], first["comments_score"]) == (0.5, -0.125)
    assert (first["gap"], points[1]["gap"]) == (0.625, -0.25)
    assert (first["title"], first["published"]) == ("A", "2016-01-01")
    counts = ("n_comments", "n_article_sentences", "n_comment_sentences")
    assert [first[name] for name in counts] == [2, 2, 3]


def test_points_without_titles(debate):
    points = article_gaps(debate.drop_columns(["title"]))
    assert points["title"].to_pylist() == [None, None]


def test_gap_by_hand(debate, rng):
    table = compare_gap(debate, rng=rng)
    assert table.schema == SCHEMA
    (row,) = table.to_pylist()
    assert (row["group"], row["quantity"], row["method"]) == ("all", "gap", "uncorrected")
    assert row["value"] == pytest.approx((0.625 - 0.25) / 2)
    assert (row["n_articles"], row["n_documents"], row["n_sentences"]) == (2, 5, 7)
    assert codes(row) == ["few-articles", "clipped", "without-comments", "without-article"]
    assert (row["low"], row["high"]) == (-2.0, 2.0)


def test_groups_without_pairs_are_rows(debate, rng):
    rows = {row["group"]: row for row in compare_gap(debate, by="year", rng=rng).to_pylist()}
    assert list(rows) == ["2016", "2017", "2018", "undated"]
    assert (rows["2016"]["value"], rows["2016"]["low"]) == (0.625, None)
    assert codes(rows["2016"]) == ["one-article"]
    for group in ("2018", "undated"):
        row = rows[group]
        assert [row[name] for name in ("value", "low", "high")] == [None] * 3
        assert row["warnings"][0].startswith("no-pair: no article here has both")
        assert row["n_sentences"] == 0


def test_interval_equals_a_paired_t_test(score_table, rng):
    numbers = np.random.default_rng(23)
    own, answers = numbers.uniform(-0.3, 0.3, 15), numbers.uniform(-0.3, 0.3, (15, 3))
    table = score_table(
        [{"id": f"a{a}", "score": float(score)} for a, score in enumerate(own)]
        + [
            {"id": f"c{a}.{c}", "under": f"a{a}", "score": float(score)}
            for a, scores in enumerate(answers)
            for c, score in enumerate(scores)
        ]
    )
    (row,) = compare_gap(table, rng=rng, replications=20_000).to_pylist()
    exact = stats.ttest_rel(own, answers.mean(axis=1)).confidence_interval(0.95)
    frame = table.to_pandas()
    means = frame.groupby(["kind", "article_id"])["score"].mean()
    assert row["value"] == pytest.approx((means["article"] - means["comment"]).mean(), abs=1e-11)
    assert (row["low"], row["high"]) == pytest.approx((exact.low, exact.high), abs=0.005)
    shuffled = table.take(numbers.permutation(table.num_rows))
    one, other = (compare_gap(t, rng=np.random.default_rng(1)) for t in (table, shuffled))
    assert one.equals(other)


def test_equal_gaps_show_no_spread(score_table, rng):
    table = score_table(
        [{"id": f"a{n}", "score": 0.5} for n in range(3)]
        + [{"id": f"c{n}", "under": f"a{n}", "score": 0.25} for n in range(3)]
    )
    (row,) = compare_gap(table, rng=rng).to_pylist()
    assert (row["value"], row["low"], row["n_articles"]) == (0.25, None, 3)
    assert codes(row) == ["few-articles", "no-spread"]


def test_failed_documents_make_no_pair(score_table, rng):
    table = score_table([{"id": "a", "label": "pro"}, {"id": "c", "under": "a", "error": "empty"}])
    (row,) = compare_gap(table, rng=rng).to_pylist()
    assert codes(row) == ["no-pair", "without-comments", "failed"]
    assert article_gaps(table).num_rows == 0


def test_a_table_of_comments_only(score_table, rng):
    table = score_table([{"id": "c", "under": "a"}])
    (row,) = compare_gap(table, rng=rng).to_pylist()
    assert codes(row) == ["no-pair", "without-article"]


@pytest.mark.parametrize("by", ["kind", "commenter"])
def test_by_must_be_shared(score_table, rng, by):
    table = score_table([{"id": "a"}, {"id": "c", "under": "a", "commenter": "5f"}])
    with pytest.raises(SettingError, match=f"'{by}' differs within article 'a'"):
        compare_gap(table, by=by, rng=rng)


def test_settings_are_checked(debate, rng):
    with pytest.raises(SettingError, match="level between"):
        compare_gap(debate, rng=rng, level=2)
    with pytest.raises(SettingError, match="got 'period'"):
        compare_gap(debate, rng=rng, by="period")
