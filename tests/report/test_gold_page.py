"""The page of a report with gold labels, as a string and as files."""

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from stance.errors import SettingError
from stance.report import write_report
from stance.report.gold_page import describe_gold, facts_of
from stance.report.gold_sheets import GOLD_COLUMNS, gold_sheets, rates_sheet
from stance.report.gold_tables import Evidence, GoldTables
from stance.report.scores import provenance
from stance.report.tables import Tables, compute_tables
from stance.report.wording import Wording
from stance.report.writing import render_report

WORDING = Wording(task="stance", labels=("cooperative", "neutral", "confrontational"))


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture(scope="module")
def evidence(gold: pa.Table, events: Any, curve: pa.Table) -> Evidence:
    drawn = b'{"of": 900, "strata": ["year", "kind"], "plan": "0123456789abcdef"}'
    return Evidence(
        gold=gold.replace_schema_metadata({b"stance": drawn}), events=events, multiverse=curve
    )


@pytest.fixture(scope="module")
def tables(unseen: pa.Table, evidence: Evidence) -> Tables:
    return compute_tables(unseen, rng=rng(), evidence=evidence)


@pytest.fixture(scope="module")
def found(tables: Tables) -> GoldTables:
    assert tables.gold is not None
    return tables.gold


@pytest.fixture(scope="module")
def said(tables: Tables, unseen: pa.Table) -> dict[str, Any]:
    described = describe_gold(tables, WORDING, provenance(unseen), listed={"artikel-1": 1})
    assert described is not None
    return described


@pytest.fixture(scope="module")
def content(unseen: pa.Table, evidence: Evidence) -> dict[str, bytes]:
    return render_report(unseen, rng=rng(), evidence=evidence)


@pytest.fixture(scope="module")
def page(content: dict[str, bytes]) -> str:
    return content["index.html"].decode()


def test_the_opening_tells_the_corrected_mean_and_the_count_beside_it(
    said: dict[str, Any], found: GoldTables
) -> None:
    mean, raw = found.articles.of("corrected"), found.articles.of("uncorrected")
    assert mean is not None
    assert raw is not None
    assert f"{mean['value']:+.2f}".replace("-", "−") in said["lede"].en
    assert f"{raw['value']:+.2f}".replace("-", "−") in said["how"].en


def test_the_opening_says_that_labels_were_drawn_from_more(said: dict[str, Any]) -> None:
    assert "Of the 900 labelled sentences" in said["drawn"].en


def test_the_facts_are_those_of_the_tables(
    tables: Tables, found: GoldTables, unseen: pa.Table
) -> None:
    facts = facts_of(tables, found, provenance(unseen))
    assert facts["gold"] == found.n_gold
    assert (facts["first_year"], facts["last_year"]) == ("2010", "2024")
    assert (facts["macro_f1"], facts["plan"]) == (0.702, "0123456789abcdef")


def test_methods_are_said_in_both_languages_with_their_sources(said: dict[str, Any]) -> None:
    assert "Hájek" in said["methods"].id
    assert "prediction-powered" in said["methods"].en
    assert "@article{" in said["sources"]


def test_only_events_within_the_years_are_told(said: dict[str, Any]) -> None:
    assert [(row["number"], row["name"].id) for row in said["events"]] == [
        (1, "Aneksasi"),
        (2, "Perundingan"),
    ]


def test_an_event_has_the_change_around_it(said: dict[str, Any], found: GoldTables) -> None:
    changes = [row for row in found.articles.changes if row["what"] == "event"]
    change = next(
        row for row in changes if row["quantity"] == "score" and row["method"] == "corrected"
    )
    assert said["events"][0]["value"].en == f"{change['value']:+.2f}".replace("-", "−")


def test_telling_sentences_come_from_both_sides(said: dict[str, Any]) -> None:
    first = said["told"][0]
    assert first["article"]
    assert first["comment"]
    assert "gap" in first


def test_the_verdict_on_the_errors_is_a_plain_sentence(said: dict[str, Any]) -> None:
    assert [one["by"] for one in said["errors"]] == ["kind", "outlet", "year"]
    assert re.search(r"of 10 rates|of \d+ rates", said["errors"][0]["said"].en)


def test_without_gold_there_is_nothing_of_it(unseen: pa.Table) -> None:
    tables = compute_tables(unseen, rng=rng())
    assert describe_gold(tables, WORDING, provenance(unseen), listed={}) is None


def test_rows_of_tables_are_as_wide_as_their_headings(found: GoldTables) -> None:
    for sheet in [*gold_sheets(found, WORDING), rates_sheet(found, "kind", WORDING)]:
        assert {len(row) for row in sheet.rows} == {len(sheet.columns)}, sheet.name


def test_every_table_of_corrected_figures_is_a_file(content: dict[str, bytes]) -> None:
    for name, columns in GOLD_COLUMNS.items():
        head = content[f"tables/{name}.csv"].decode("utf-8-sig").partition("\n")[0]
        assert head == ",".join(columns)
    assert b"stems,unit,method" in content["tables/curve.csv"]
    assert b",labels only," in content["tables/yearly.csv"]


def test_links_lead_to_files_that_are_there(content: dict[str, bytes], page: str) -> None:
    linked = set(re.findall(r'href="((?:charts|tables)/[^"]+)"', page))
    assert linked <= content.keys()
    assert "charts/gap_outlets.svg" in linked


def test_no_word_is_left_unfilled_and_nothing_is_none(page: str) -> None:
    text = re.sub(r"<script.*?</script>|<style.*?</style>|<pre.*?</pre>", "", page, flags=re.S)
    text = re.sub(r"<[^>]+>", " ", text)
    assert not re.search(r"\{\w+\}|\bNone\b|\bnan\b", text)


def test_uncorrected_figures_are_marked_as_such(page: str) -> None:
    assert page.count('class="tag"') == 2  # each article, and each article against its comments
    assert "belum dikoreksi" in page


def test_the_same_state_gives_the_same_bytes(
    unseen: pa.Table, evidence: Evidence, content: dict[str, bytes]
) -> None:
    assert render_report(unseen, rng=rng(), evidence=evidence) == content


def test_events_without_gold_are_refused(unseen: pa.Table, events: Any, tmp_path: Any) -> None:
    with pytest.raises(SettingError, match="gold labels"):
        write_report(unseen, tmp_path, rng=rng(), events=events)
