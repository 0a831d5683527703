"""The figures of a report equal what can be counted in the score table."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from stance.report.tables import Tables, compute_tables, dated, warnings_of, widened


@pytest.fixture(scope="module")
def tables(scores: pa.Table) -> Tables:
    return compute_tables(scores, rng=np.random.default_rng(0))


def test_counts_are_those_of_the_table(tables: Tables, scores: pa.Table) -> None:
    scored = [row for row in scores.to_pylist() if row["error"] is None]
    comments = {row["document_id"] for row in scored if row["kind"] == "comment"}
    assert tables.counts["articles"] == 24
    assert tables.counts["comments"] == len(comments)
    assert tables.counts["sentences"] == len(scored)
    assert tables.counts["commented"] == tables.counts["uncommented"] == 12
    assert tables.counts["trained_on"] == sum(row["trained_on"] for row in scored)
    named = ("undated", "inferred", "duplicates", "failed")
    assert [tables.counts[name] for name in named] == [1, 1, 1, 1]


def test_an_articles_score_is_the_mean_of_its_sentences(tables: Tables, scores: pa.Table) -> None:
    first = tables.articles[0]
    own = scores.filter(pc.equal(scores["document_id"], first["article_id"]))
    assert first["score"] == pytest.approx(np.mean(own["score"].to_pylist()))
    assert first["low"] < first["score"] < first["high"]


def test_articles_stand_in_the_order_of_dates_the_undated_last(tables: Tables) -> None:
    days = [row["published"] for row in tables.articles]
    assert days[-1] is None
    assert days[:-1] == sorted(days[:-1], key=lambda day: day[:10])


def test_gaps_run_from_the_highest_to_the_lowest(tables: Tables) -> None:
    gaps = [row["gap"] for row in tables.gaps]
    assert gaps == sorted(gaps, reverse=True)
    assert len(gaps) == 12
    assert tables.gap is not None
    assert tables.gap["value"] == pytest.approx(np.mean(gaps))


def test_a_year_without_articles_has_no_estimate(tables: Tables) -> None:
    years = {row["group"] for row in dated(tables.yearly)}
    assert {"2010", "2024"} <= years
    assert "2015" not in years
    assert "undated" not in years


def test_shares_of_a_group_add_up_to_one(tables: Tables) -> None:
    for row in widened([*tables.yearly, *tables.outlets]):
        assert sum(row[label]["value"] for label in tables.labels) == pytest.approx(1)


def test_warnings_are_listed_once_with_their_groups(tables: Tables) -> None:
    warnings = {row["code"]: row for row in warnings_of(tables)}
    assert len(warnings) == len(warnings_of(tables))
    assert warnings["inferred-dates"]["groups"] == ["2011"]
    assert "Warta Nusa" in warnings["trained-on"]["groups"]


def test_the_same_seed_gives_the_same_figures(scores: pa.Table) -> None:
    made = [compute_tables(scores, rng=np.random.default_rng(3)) for _ in range(2)]
    assert made[0] == made[1]


def test_failures_alone_have_no_estimates(scores: pa.Table) -> None:
    failed = scores.filter(pc.is_valid(scores["error"]))
    tables = compute_tables(failed, rng=np.random.default_rng(0))
    assert tables.articles == tables.overall == tables.yearly == tables.gaps == []
    assert tables.estimate("score") is None
    assert tables.counts["failed"] == 1


def test_no_rows_at_all_have_no_estimates(scores: pa.Table) -> None:
    tables = compute_tables(scores.slice(0, 0), rng=np.random.default_rng(0))
    assert tables.counts["sentences"] == 0


def test_comments_without_their_articles_have_no_gap(scores: pa.Table) -> None:
    comments = scores.filter(pc.equal(scores["kind"], "comment"))
    tables = compute_tables(comments, rng=np.random.default_rng(0))
    assert tables.gap is None
    assert tables.counts["articles"] == 0
    assert tables.counts["comments"] > 0


def test_no_comments_no_dates_one_article(make_scores: Callable[..., pa.Table]) -> None:
    table = make_scores(1, comments=False, dates=False)
    tables = compute_tables(table, rng=np.random.default_rng(0))
    assert len(tables.articles) == 1
    assert tables.gap is None
    assert dated(tables.yearly) == []
