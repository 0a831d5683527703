"""The tables that the page shows and the CSV files beside it."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from stance.records import Estimate
from stance.report.cells import Cell, Column, Sheet
from stance.report.gold_sheets import GOLD_COLUMNS, gold_rows, gold_sheets
from stance.report.panels import printable
from stance.report.tables import Row, Tables, widened
from stance.report.wording import (
    Both,
    Wording,
    count_words,
    day_words,
    group_words,
    percent_words,
    score_words,
)

SHOWN_ROWS = 200
"""So many rows of a table stand on the page; the CSV has them all."""

_ESTIMATE = tuple(field.name for field in fields(Estimate))
CSV_COLUMNS: dict[str, tuple[str, ...]] = {
    "summary": _ESTIMATE,
    "yearly": _ESTIMATE,
    "outlets": _ESTIMATE,
    "articles": (
        *("article_id", "title", "outlet", "published", "published_precision", "url"),
        *("score", "low", "high", "method", "n_sentences", "n_comments", "comments_score", "gap"),
        *("duplicate_of", "trained_on", "warnings"),
    ),
    "gaps": (
        *("article_id", "title", "outlet", "published", "article_score", "comments_score", "gap"),
        *("method", "n_comments", "n_article_sentences", "n_comment_sentences"),
    ),
    "gap_years": _ESTIMATE,
    **GOLD_COLUMNS,
    "curve": (),  # as its choices are
}
# A spreadsheet takes a text that begins like this for a formula and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_files(tables: Tables) -> dict[str, bytes]:
    """Every table that has rows, whole, as CSV by its name, with machine-readable headings.

    Numbers have a decimal point and up to twelve decimals, empty cells are unknown, the encoding
    is UTF-8 with a mark by which spreadsheets know it. A text that begins like a formula gets an
    apostrophe before it.
    """
    rows: dict[str, Sequence[Row]] = {
        "summary": [*tables.overall, *([tables.gap] if tables.gap else [])],
        "yearly": tables.yearly,
        "outlets": tables.outlets,
        "articles": tables.articles,
        "gaps": tables.gaps,
        "gap_years": tables.gap_years,
    }
    if tables.gold is not None:
        rows |= gold_rows(tables.gold)
        curve = ("spec", *tables.gold.choices, "quantity", "value", "low", "high", "p", "baseline")
        columns = CSV_COLUMNS | {"curve": curve}
    else:
        columns = CSV_COLUMNS
    return {name: _csv(columns[name], found) for name, found in rows.items() if found}


def sheets(tables: Tables, wording: Wording, *, listed: Mapping[str, int]) -> list[Sheet]:
    """The tables of the page.

    Parameters
    ----------
    tables
        The figures.
    wording
        The words.
    listed
        The place in the page's list of each article that has one there, by id.
    """
    gaps, articles = _gaps(tables, wording, listed), _articles(tables, wording, listed)
    if tables.gold is not None:
        found = [*gold_sheets(tables.gold, wording), gaps, articles]
    else:
        found = [
            _grouped("yearly", "col_year", tables.yearly, tables, wording),
            _gap_years(tables, wording),
            gaps,
            _grouped("outlets", "col_outlet", tables.outlets, tables, wording),
            articles,
        ]
    return [_cut(sheet, wording) for sheet in found if sheet.rows]


def interval_words(row: Mapping[str, Any] | None) -> Both | str:
    """The two ends of an interval, empty where there is none."""
    if row is None or row["low"] is None:
        return ""
    low, high = score_words(row["low"]), score_words(row["high"])
    return Both(f"{low.id} … {high.id}", f"{low.en} … {high.en}")


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_csv_cell(row[name]) for name in columns])
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        text = printable(value)
        return "'" + text if text.startswith(_FORMULA) else text
    return value


def _grouped(
    name: str, heading: str, rows: Sequence[Row], tables: Tables, wording: Wording
) -> Sheet:
    """Years or outlets: how many articles, their score, the share of each label."""
    columns = [
        Column(title=wording.words(heading)),
        Column(title=wording.words("col_articles"), numeric=True),
        Column(title=wording.words("col_sentences"), numeric=True),
        Column(title=wording.words("col_score"), numeric=True),
        *(Column(title=wording.label(label), numeric=True) for label in tables.labels),
        Column(title=wording.words("col_method")),
    ]
    return Sheet(
        name=name,
        title=wording.words(f"table_{name}"),
        columns=columns,
        rows=[_grouped_row(row, tables.labels, wording) for row in widened(rows)],
    )


def _grouped_row(row: Row, labels: Sequence[str], wording: Wording) -> list[Cell]:
    score = row["score"]
    return [
        Cell(text=group_words(row["group"], wording)),
        Cell(text=count_words(score["n_articles"])),
        Cell(text=count_words(score["n_sentences"])),
        Cell(text=score_words(score["value"]), small=interval_words(score)),
        *(
            Cell(text=percent_words(row[label]["value"]), small=_share_interval(row[label]))
            for label in labels
        ),
        Cell(text=_method(score["method"], wording)),
    ]


def _gap_years(tables: Tables, wording: Wording) -> Sheet:
    headings = (("col_year", 0), ("col_articles", 1), ("col_gap", 1), ("col_method", 0))
    rows = [
        [
            Cell(text=group_words(row["group"], wording)),
            Cell(text=count_words(row["n_articles"])),
            Cell(text=score_words(row["value"]), small=interval_words(row)),
            Cell(text=_method(row["method"], wording)),
        ]
        for row in tables.gap_years
    ]
    columns = [Column(title=wording.words(key), numeric=bool(n)) for key, n in headings]
    return Sheet(
        name="gap_years", title=wording.words("table_gap_years"), columns=columns, rows=rows
    )


def _gaps(tables: Tables, wording: Wording, listed: Mapping[str, int]) -> Sheet:
    headings = ("col_score", "col_comment_score", "col_gap", "col_comments")
    rows = [
        [
            *_named(row, wording, listed),
            Cell(text=score_words(row["article_score"])),
            Cell(text=score_words(row["comments_score"])),
            Cell(text=score_words(row["gap"])),
            Cell(text=count_words(row["n_comments"])),
        ]
        for row in tables.gaps
    ]
    return Sheet(
        name="gaps",
        title=wording.words("table_gaps"),
        columns=[*_name_columns(wording), *_numeric(headings, wording)],
        rows=rows,
    )


def _articles(tables: Tables, wording: Wording, listed: Mapping[str, int]) -> Sheet:
    headings = ("col_score", "col_sentences", "col_comments", "col_gap")
    rows = [
        [
            *_named(row, wording, listed),
            Cell(text=score_words(row["score"]), small=interval_words(row)),
            Cell(text=count_words(row["n_sentences"])),
            Cell(text=count_words(row["n_comments"])),
            Cell(text=score_words(row["gap"])),
        ]
        for row in tables.articles
    ]
    return Sheet(
        name="articles",
        title=wording.words("table_articles"),
        columns=[*_name_columns(wording), *_numeric(headings, wording)],
        rows=rows,
    )


def _named(row: Row, wording: Wording, listed: Mapping[str, int]) -> list[Cell]:
    return [
        Cell(
            text=printable(row["title"]) if row["title"] else wording.words("no_title"),
            link=listed.get(row["article_id"]),
        ),
        Cell(text=printable(row["outlet"]) if row["outlet"] else wording.words("no_outlet")),
        Cell(text=day_words(row["published"])),
    ]


def _name_columns(wording: Wording) -> list[Column]:
    return [
        Column(title=wording.words("col_article"), long=True),
        Column(title=wording.words("col_outlet")),
        Column(title=wording.words("col_date")),
    ]


def _numeric(keys: Sequence[str], wording: Wording) -> list[Column]:
    return [Column(title=wording.words(key), numeric=True) for key in keys]


def _method(name: str, wording: Wording) -> Both | str:
    return wording.words("method_uncorrected") if name == "uncorrected" else name


def _share_interval(row: Row) -> Both | str:
    if row["low"] is None:
        return ""
    low, high = percent_words(row["low"]), percent_words(row["high"])
    return Both(f"{low.id} … {high.id}", f"{low.en} … {high.en}")


def _cut(sheet: Sheet, wording: Wording) -> Sheet:
    if len(sheet.rows) <= SHOWN_ROWS:
        return sheet
    shown, all_rows = count_words(SHOWN_ROWS), count_words(len(sheet.rows))
    return Sheet(
        name=sheet.name,
        title=sheet.title,
        columns=sheet.columns,
        rows=sheet.rows[:SHOWN_ROWS],
        cut=wording.words("table_cut", shown=shown, n=all_rows),
    )
