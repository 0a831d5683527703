"""Charts as Vega-Lite and as SVG."""

import json
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pyarrow as pa
import pytest

from stance.report import axes, charts
from stance.report.look import DARK, LIGHT, theme
from stance.report.tables import Tables, compute_tables


@pytest.fixture(scope="module")
def tables(scores: pa.Table) -> Tables:
    return compute_tables(scores, rng=np.random.default_rng(0))


@pytest.fixture
def drawing() -> charts.Drawing:
    return charts.Drawing(language="id", colours=LIGHT, width=700)


def rows_of(spec: dict[str, object], datasets: dict[str, list[dict[str, object]]], kind: str):  # type: ignore[no-untyped-def]
    return [row for rows in datasets.values() for row in rows if row.get("kind") == kind]


def test_the_trend_has_every_dated_article_and_every_year(
    tables: Tables, drawing: charts.Drawing
) -> None:
    datasets: dict[str, list[dict[str, object]]] = {}
    spec = charts.page_spec(charts.trend_chart(tables, drawing), datasets)
    assert len(rows_of(spec, datasets, "article")) == 23
    years = rows_of(spec, datasets, "year")
    assert [row["year"] for row in years] == list(range(2010, 2025))
    empty = next(row for row in years if row["year"] == 2015)
    assert (empty["value"], empty["low"], empty["n"]) == (None, None, 0)


def test_a_year_between_empty_ones_shows_its_interval_as_a_line(
    tables: Tables, drawing: charts.Drawing
) -> None:
    datasets: dict[str, list[dict[str, object]]] = {}
    spec = charts.page_spec(charts.trend_chart(tables, drawing), datasets)
    lone = {row["year"]: row["lone"] for row in rows_of(spec, datasets, "year")}
    with_interval = {
        row["year"] for row in rows_of(spec, datasets, "year") if row["low"] is not None
    }
    assert lone == {
        year: year - 1 not in with_interval and year + 1 not in with_interval for year in lone
    }


def test_specs_of_the_page_name_no_address(tables: Tables, drawing: charts.Drawing) -> None:
    datasets: dict[str, list[dict[str, object]]] = {}
    specs = [charts.page_spec(charts.trend_chart(tables, drawing), datasets),
             charts.page_spec(charts.gap_chart(tables, drawing), datasets)]  # fmt: skip
    assert "http" not in json.dumps([specs, datasets, theme(DARK)])


def test_charts_of_both_languages_share_their_rows(tables: Tables, drawing: charts.Drawing) -> None:
    datasets: dict[str, list[dict[str, object]]] = {}
    charts.page_spec(charts.gap_chart(tables, drawing), datasets)
    before = len(datasets)
    charts.page_spec(charts.gap_chart(tables, replace(drawing, language="en")), datasets)
    assert len(datasets) == before


@pytest.mark.parametrize(("language", "word"), [("id", "kooperatif"), ("en", "cooperative")])
def test_svg_is_whole_xml_in_the_chosen_language(
    tables: Tables, drawing: charts.Drawing, language: str, word: str
) -> None:
    drawn = replace(drawing, language=language)
    for chart in (charts.trend_chart(tables, drawn), charts.gap_chart(tables, drawn)):
        image = charts.svg(chart, drawn)
        ET.fromstring(image)  # noqa: S314 - made a line above
        assert word in image


def test_an_evil_title_is_text_in_the_svg(tables: Tables, drawing: charts.Drawing) -> None:
    image = charts.svg(charts.gap_chart(tables, drawing), drawing)
    assert "&lt;/script&gt;&lt;script&gt;" in image
    assert "<script" not in image
    assert "\u202e" not in image


def test_shares_stand_side_by_side(tables: Tables, drawing: charts.Drawing) -> None:
    image = charts.svg(charts.shares_chart(tables, replace(drawing, width=200)), drawing)
    assert all(name in image for name in ("kooperatif", "netral", "konfrontatif"))


def test_only_the_largest_gaps_are_drawn() -> None:
    gaps = [{"article_id": str(k), "gap": (k - 30) / 30} for k in range(60, -1, -1)]
    shown = charts.largest_gaps(gaps)
    assert len(shown) == charts.SHOWN_GAPS
    assert min(abs(row["gap"]) for row in shown) >= 10 / 30
    assert [row["gap"] for row in shown] == sorted((row["gap"] for row in shown), reverse=True)


def test_one_year_alone_can_be_drawn(
    make_scores: Callable[..., pa.Table], drawing: charts.Drawing
) -> None:
    tables = compute_tables(make_scores(1), rng=np.random.default_rng(0))
    ET.fromstring(charts.svg(charts.trend_chart(tables, drawing), drawing))  # noqa: S314


def test_days_fall_within_their_year() -> None:
    assert axes.moment("2016-01-01") == pytest.approx(2016, abs=0.002)
    assert axes.moment("2016-12-31T23:59:00+07:00") == pytest.approx(2017, abs=0.002)
    assert axes.moment("2015-07-02") == pytest.approx(2015.5, abs=0.002)
