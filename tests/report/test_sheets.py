"""The page's tables and what is told of a report's making."""

import csv
import io
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from stance.report.making import describe_making, unseen_sentence
from stance.report.sheets import SHOWN_ROWS, csv_files, sheets
from stance.report.tables import Tables, compute_tables
from stance.report.wording import Wording


@pytest.fixture(scope="module")
def tables(scores: pa.Table) -> Tables:
    return compute_tables(scores, rng=np.random.default_rng(0))


def wording_of(tables: Tables) -> Wording:
    return Wording(task=tables.task, labels=tables.labels)


def test_every_row_has_a_cell_for_every_column(tables: Tables) -> None:
    found = sheets(tables, wording_of(tables), listed={})
    assert [sheet.name for sheet in found] == ["yearly", "gap_years", "gaps", "outlets", "articles"]
    for sheet in found:
        assert all(len(row) == len(sheet.columns) for row in sheet.rows)


def test_articles_lead_to_their_panels(tables: Tables) -> None:
    listed = {tables.articles[3]["article_id"]: 3}
    articles = sheets(tables, wording_of(tables), listed=listed)[-1]
    assert [row[0].link for row in articles.rows if row[0].link is not None] == [3]


def test_long_tables_are_cut_on_the_page_but_not_in_the_file(
    make_scores: Callable[..., pa.Table],
) -> None:
    many = compute_tables(
        make_scores(SHOWN_ROWS + 5, 3, comments=False), rng=np.random.default_rng(0)
    )
    articles = sheets(many, wording_of(many), listed={})[-1]
    assert len(articles.rows) == SHOWN_ROWS
    assert articles.cut is not None
    assert articles.cut.id == "Yang tampak adalah 200 baris pertama dari 205; CSV memuat semuanya."
    assert csv_files(many)["articles"].count(b"artikel-") >= SHOWN_ROWS + 5


def test_making_bears_any_form_of_origin(tables: Tables) -> None:
    known = {
        "bundle": {"labels": {"cooperative": 3}, "validation": {"n": 7, "accuracy": "high"}},
        "corpus": {"notes": {"skipped": 2, "odd": {"thing": 1}, "list": [1]}},
        "versions": {},
    }
    making = describe_making(tables, wording_of(tables), known, rng=np.random.default_rng(5))
    assert [item[1].id for item in making["notes"]] == ["2", "1"]
    assert making["settings"][2][1] == "5"
    assert len(making["model"]) == 2


def test_no_notes_from_reading_are_not_unknown_notes(tables: Tables) -> None:
    known = {"bundle": {}, "corpus": {"notes": {}}, "versions": {}}
    making = describe_making(tables, wording_of(tables), known, rng=np.random.default_rng(0))
    assert [item[0].en for item in making["notes"]] == ["None."]


def test_making_tells_what_stands_where_counts_should(tables: Tables) -> None:
    known = {
        "bundle": {"labels": {"neutral": "banyak"}},
        "corpus": {"notes": {"skipped": {"empty": "dua"}}},
        "versions": {},
    }
    making = describe_making(tables, wording_of(tables), known, rng=np.random.default_rng(0))
    assert making["model"][0][1] == "banyak"
    assert making["notes"][0][1] == "dua"


def test_making_bears_a_generator_without_a_seed(tables: Tables) -> None:
    unknown = {"bundle": {"validation": [1]}, "corpus": {}, "versions": {}}
    rng = np.random.default_rng(0)
    rng.bit_generator.state = np.random.default_rng(1).bit_generator.state
    making = describe_making(tables, wording_of(tables), unknown, rng=rng)
    assert making["model"] == making["notes"] == making["versions"] == []


def test_every_file_says_how_its_figures_were_estimated(tables: Tables) -> None:
    for name, data in csv_files(tables).items():
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
        assert {row["method"] for row in rows} == {"uncorrected"}, name


def test_warnings_name_unknown_outlets_in_words(
    make_scores: Callable[..., pa.Table],
) -> None:
    scores = make_scores(4, 3)
    place = scores.column_names.index("outlet")
    nameless = scores.set_column(place, "outlet", pa.nulls(scores.num_rows, pa.string()))
    found = compute_tables(nameless, rng=np.random.default_rng(0))
    known = {"bundle": {}, "corpus": {}, "versions": {}}
    making = describe_making(found, wording_of(found), known, rng=np.random.default_rng(0))
    where = [item[1] for item in making["warnings"] if item[1]]
    assert any("media tidak diketahui" in groups.id for groups in where)
    assert any("outlet unknown" in groups.en for groups in where)
    assert not any("(unknown)" in groups.id + groups.en for groups in where)


@pytest.mark.parametrize(
    ("validation", "said"),
    [
        ({"n_sentences": 1234, "macro_f1": 0.617}, "1.234 kalimat"),
        ({"n_sentences": 1234, "macro_f1": 0.617}, "macro-F1-nya 0,62"),
        ({"n_sentences": 1234}, "tidak menyebutkan"),
        ({"n_sentences": "many", "macro_f1": 0.617}, "tidak menyebutkan"),
        (None, "tidak menyebutkan"),
    ],
)
def test_the_page_says_how_good_the_classifier_is(tables: Tables, validation, said) -> None:
    assert said in unseen_sentence({"validation": validation}, wording_of(tables)).id


TWO = {
    "labels": {"neutral": 6400},
    "validation": {"n_sentences": 6400, "macro_f1": 0.683},
    "comments": {
        "labels": {"neutral": 2036},
        "validation": {"n_sentences": 2036, "macro_f1": 0.741},
    },
}


def test_the_page_says_how_good_either_of_two_classifiers_is(tables: Tables) -> None:
    said = unseen_sentence(TWO, wording_of(tables))
    assert "0,68 pada 6.400 kalimat artikel berlabel dan 0,74 pada 2.036 kalimat" in said.id
    assert "0.68 over 6,400 labelled sentences of articles and 0.74 over 2,036 of" in said.en


def test_figures_of_one_of_two_classifiers_do_not_stand_for_both(tables: Tables) -> None:
    half = {**TWO, "comments": {"labels": {"neutral": 2036}}}
    assert "does not say" in unseen_sentence(half, wording_of(tables)).en


def test_making_counts_the_training_labels_of_articles_and_comments(tables: Tables) -> None:
    known = {"bundle": TWO, "corpus": {}, "versions": {}}
    making = describe_making(tables, wording_of(tables), known, rng=np.random.default_rng(0))
    said = {head.en: value.en for head, value in making["model"]}
    assert said["Articles: Training labels: neutral"] == "6,400"
    assert said["Comments: Training labels: neutral"] == "2,036"
    assert (said["Articles: macro-F1"], said["Comments: macro-F1"]) == ("0.68", "0.74")
