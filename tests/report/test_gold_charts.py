"""Charts of corrected estimates, as data and as images."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pyarrow as pa
import pytest

from stance.records import Event, Translated
from stance.report import charts
from stance.report.budget_chart import budget_words, budget_years
from stance.report.curve_chart import choice_words, curve_words
from stance.report.gold_charts import event_marks
from stance.report.gold_points import by_outlet, yearly
from stance.report.gold_specs import gold_charts, gold_images
from stance.report.gold_tables import Evidence, GoldTables
from stance.report.look import LIGHT, NAMED
from stance.report.tables import Tables, compute_tables
from stance.report.wording import Both, Wording

WORDING = Wording(task="stance", labels=("cooperative", "neutral", "confrontational"))
DRAWING = charts.Drawing(language="en", colours=LIGHT, width=700)


def estimate(**given: Any) -> dict[str, Any]:
    plain = {
        "group": "2016", "quantity": "score", "method": "corrected", "value": 0.1, "low": 0.0,
        "high": 0.2, "n_gold": 12, "n_sentences": 90, "n_articles": 4,
    }  # fmt: skip
    return plain | given


@pytest.fixture(scope="module")
def tables(unseen: pa.Table, gold: pa.Table, events: Any, curve: pa.Table) -> Tables:
    evidence = Evidence(gold=gold, events=events, multiverse=curve)
    return compute_tables(unseen, rng=np.random.default_rng(0), evidence=evidence)


@pytest.fixture(scope="module")
def found(tables: Tables) -> GoldTables:
    assert tables.gold is not None
    return tables.gold


def test_a_year_is_one_point_with_every_method() -> None:
    rows = [
        estimate(),
        estimate(method="labels only", value=0.3, low=None, high=None),
        estimate(method="uncorrected", value=0.05),
        estimate(group="2018", value=None, low=None, high=None),
        estimate(group="undated"),
    ]
    first, empty, unknown = yearly(rows, "score", WORDING).rows
    assert (first["value"], first["labels"], first["raw"]) == (0.1, 0.3, 0.05)
    assert first["pick"] == {"year": "2016"}
    assert (empty["year"], empty["known"]) == (2017, False)
    assert (unknown["value"], unknown["why"]["en"]) == (None, "not identified")


def test_a_point_says_all_its_figures_in_both_languages() -> None:
    row = yearly([estimate(), estimate(method="uncorrected", value=0.05)], "score", WORDING).rows[0]
    assert row["said"]["en"][:2] == ["2016", "corrected: +0.10 (95% 0.00 … +0.20)"]
    assert row["said"]["id"][1] == "terkoreksi: +0,10 (95% 0,00 … +0,20)"
    assert row["said"]["en"][-1] == "12 gold labels · 90 sentences · 4 articles"


def test_years_without_gold_show_what_two_assumptions_make_of_them() -> None:
    rows = [
        estimate(value=None, low=None, high=None, n_gold=0),
        estimate(method="stable calibration", value=0.1),
        estimate(method="stable classes (PACC)", value=0.3),
    ]
    assert yearly(rows, "score", WORDING).rows[0]["stable"] == [
        ["stable calibration", 0.1],
        ["stable classes (PACC)", 0.3],
    ]


def test_outlets_without_a_gap_stand_last_and_say_why() -> None:
    gaps = {"Antero": None, "Warta": 0.1, "Kabar": 0.4}
    rows = [
        estimate(group=name, quantity="gap", value=value, low=None, high=None,
                 n_articles=0 if value is None else 3)
        for name, value in gaps.items()
    ]  # fmt: skip
    found = by_outlet(rows, WORDING).rows
    assert [row["group"] for row in found] == ["Kabar", "Warta", "Antero"]
    assert found[-1]["why"]["en"] == "no article with comments"
    assert found[0]["pick"] == {"outlet": "Kabar", "comments": True}


def test_numbers_of_neighbouring_events_do_not_stand_over_one_another() -> None:
    days = [date(2014, 3, 18), date(2014, 7, 17), date(2014, 9, 1), date(2016, 1, 1)]
    events = [Event(day=day, name=Translated(en="x", id="x")) for day in days]
    marks = event_marks([2010, 2020], events)
    assert [(row["number"], row["level"]) for row in marks] == [(1, 0), (2, 1), (3, 2), (4, 0)]


def test_the_budget_of_a_year_adds_up_and_a_loss_has_no_height() -> None:
    halves = {"sampling": 0.1, "labels": 0.05, "saved": -0.02}
    rows = [
        {"group": "2016", "quantity": "score", "part": part, "half_width": half,
         "variance": half**2}
        for part, half in halves.items()
    ]  # fmt: skip
    found = budget_years(rows, WORDING)
    assert [(row["from"], row["to"]) for row in found] == [(0, 0.1), (0.1, 0.15), (0.15, 0.15)]
    assert found[0]["said"]["en"][-1] == "saved by the classifier: −0.020"


def test_the_budget_in_words() -> None:
    variances = {"sampling": 0.03, "labels": 0.01, "saved": 0.04}
    rows = [
        {"group": "stance", "quantity": "score", "part": part, "half_width": 0.1, "variance": one}
        for part, one in variances.items()
    ]
    said = budget_words(rows, "stance", WORDING)
    assert said is not None
    assert all(share in said.en for share in ("75%", "25%", "50%"))


def test_the_curve_in_words(found: GoldTables) -> None:
    said = curve_words(found.curve, found.estimand, WORDING)
    assert said.en.startswith("The slope of the articles’ score a year: 5 of 8 ")
    assert "in 3 of these" in said.en


def test_unknown_choices_keep_their_names() -> None:
    assert choice_words("stems", "yes") == Both("stem: ya", "stems: yes")
    assert choice_words("colour", "blue").en == "colour: blue"


def test_every_chart_is_there_and_names_no_address(tables: Tables, found: GoldTables) -> None:
    drawn = gold_charts(tables, found, charts.Drawing(language="id", colours=NAMED), WORDING)
    names = {"trend", "comments", "dots", "gap_years", "gap_outlets", "budget", "curve"}
    assert names | {"share-0", "share-1", "share-2"} == drawn.keys()
    datasets: dict[str, list[dict[str, Any]]] = {}
    specs = [charts.page_spec(chart, datasets) for chart in drawn.values()]
    assert "http" not in json.dumps([specs, datasets])


def test_images_are_whole_xml_with_their_legend(tables: Tables, found: GoldTables) -> None:
    images = gold_images(tables, found, DRAWING, WORDING)
    for image in images.values():
        ET.fromstring(image)  # noqa: S314 - made a line above
    assert "dashed: uncorrected" in images["trend"]
    assert "short stroke: uncorrected" in images["gap_years"]
    assert ">2</text>" in images["trend"]  # the second event's number


def test_a_gap_that_is_not_identified_is_said_in_words(
    unseen: pa.Table, make_gold: Callable[..., pa.Table]
) -> None:
    evidence = Evidence(gold=make_gold(unseen, kinds=["article"]))
    tables = compute_tables(unseen, rng=np.random.default_rng(0), evidence=evidence)
    assert tables.gold is not None
    images = gold_images(tables, tables.gold, DRAWING, WORDING)
    assert "not identified" in images["gap_years"]


@pytest.mark.parametrize(
    "shape",
    [{"n_articles": 5, "comments": False}, {"n_articles": 5, "dates": False}, {"n_articles": 1}],
    ids=["without-comments", "without-dates", "one"],
)
def test_small_corpora_are_drawn_too(
    make_unseen: Callable[..., pa.Table],
    make_gold: Callable[..., pa.Table],
    shape: dict[str, Any],
) -> None:
    scores = make_unseen(**shape)
    evidence = Evidence(gold=make_gold(scores))
    tables = compute_tables(scores, rng=np.random.default_rng(0), evidence=evidence)
    assert tables.gold is not None
    for image in gold_images(tables, tables.gold, DRAWING, WORDING).values():
        ET.fromstring(image)  # noqa: S314 - made a line above
