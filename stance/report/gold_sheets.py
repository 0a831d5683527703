"""The tables of corrected estimates: on the page, and as rows of the CSV files."""

from collections.abc import Sequence
from dataclasses import fields

from stance.estimate.invariance_rates import CALIBRATION, RATES
from stance.estimate.periods import UNCORRECTED
from stance.estimate.with_gold import CORRECTED, LABELS_ONLY
from stance.records import Estimate
from stance.report.cells import Cell, Column, Sheet
from stance.report.gold_tables import GoldTables, Kind, Row
from stance.report.gold_words import (
    chance_words,
    group_name,
    joined,
    method_words,
    reach_words,
    small_row,
    value_words,
)
from stance.report.wording import Both, Wording, count_words, group_words
from stance.report.words import WORDS

_ESTIMATE = tuple(field.name for field in fields(Estimate))
_NUMBERS = ("value", "low", "high", "error", "degrees", "p", "p_holm", "p_bh")
GOLD_COLUMNS: dict[str, tuple[str, ...]] = {
    "comment_years": _ESTIMATE,
    "gap_outlets": _ESTIMATE,
    "changes": (
        *("kind", "quantity", "method", "what", "before", "after"), *_NUMBERS, "n_groups",
        "warnings",
    ),
    "series": (
        *("kind", "quantity", "method", "test", "p_method", "tau", "p", "slope", "low", "high"),
        *("inflation", "n_periods", "n_missing", "warnings"),
    ),
    "breaks": (
        *("kind", "quantity", "method", "period", "low", "high", "before", "after", "change"),
        *("share", "penalty", "n_draws", "warnings"),
    ),
    "budget": (
        *("kind", "group", "task", "quantity", "part", "variance", "share", "half_width"),
        *("n_gold", "warnings"),
    ),
    "rates": (
        *("by", "group", "task", "quantity", "rate", "value", "low", "high", "error", "degrees"),
        *("n_gold", "n_gold_articles", "warnings"),
    ),
    "verdicts": (
        *("by", "quantity", "rate", "verdict", "p", "p_adjusted", "difference", "low", "high"),
        *("group", "against", "reach", "n_groups", "fewest_gold", "warnings"),
    ),
}  # fmt: skip
"""The columns of the CSV files that only a report with gold labels has."""


def gold_rows(gold: GoldTables) -> dict[str, Sequence[Row]]:
    """The rows of every CSV file that gold labels add to, or change."""
    kinds = {"article": gold.articles} | ({"comment": gold.comments} if gold.comments else {})

    def of_kinds(name: str) -> list[Row]:
        return [
            {**row, "kind": kind} for kind, found in kinds.items() for row in getattr(found, name)
        ]

    def of_gaps(by: str) -> list[Row]:
        return [row for row in gold.gaps if row["by"] == by]

    return {
        "summary": [*gold.articles.overall, *of_gaps("all")],
        "yearly": gold.articles.years,
        "outlets": gold.articles.outlets,
        "gap_years": of_gaps("year"),
        "comment_years": gold.comments.years if gold.comments else [],
        "gap_outlets": of_gaps("outlet"),
        **{name: of_kinds(name) for name in ("changes", "series", "breaks", "budget")},
        "rates": gold.rates,
        "verdicts": gold.verdicts,
        "curve": gold.curve,
    }


def gold_sheets(gold: GoldTables, wording: Wording) -> list[Sheet]:
    """The tables of the page, those that hold corrected figures."""
    comments: Kind | None = gold.comments
    found = [
        _grouped("yearly", "col_year", gold.articles.years, wording),
        *([_grouped("comment_years", "col_year", comments.years, wording)] if comments else []),
        _grouped("outlets", "col_outlet", gold.articles.outlets, wording),
        _gaps("gap_years", "col_year", "year", gold, wording),
        _gaps("gap_outlets", "col_outlet", "outlet", gold, wording),
        _changes(gold, wording),
        _verdicts(gold, wording),
        _curve(gold, wording),
    ]
    return [sheet for sheet in found if sheet.rows]


def _columns(heads: Sequence[tuple[Both, bool]]) -> list[Column]:
    return [Column(title=title, numeric=numeric) for title, numeric in heads]


def _three(wording: Wording) -> list[tuple[Both, bool]]:
    return [
        (method_words(method, wording), True) for method in (CORRECTED, LABELS_ONLY, UNCORRECTED)
    ]


def _grouped(name: str, heading: str, rows: Sequence[Row], wording: Wording) -> Sheet:
    """Years or outlets: counts, the score by every method, the corrected shares."""
    words = wording.words
    heads = [
        (words(heading), False),
        *((words(key), True) for key in ("col_articles", "col_sentences", "col_gold")),
        *_three(wording),
        *((joined(" ", wording.label(label), "(%)"), True) for label in wording.labels),
    ]
    cells = []
    for group, known in _by_group(rows).items():
        about = known["score", UNCORRECTED]
        corrected = known.get(("score", CORRECTED), about)
        cells.append(
            [
                Cell(text=group_words(group, wording)),
                Cell(text=count_words(about["n_articles"])),
                Cell(text=count_words(about["n_sentences"])),
                Cell(text=count_words(corrected["n_gold"])),
                *(_cell(known.get(("score", m)), wording) for m in (CORRECTED, LABELS_ONLY)),
                _cell(about, wording),
                *(_cell(known.get((label, CORRECTED)), wording) for label in wording.labels),
            ]
        )
    key = f"table_{name}"
    return Sheet(name=name, title=words(key), columns=_columns(heads), rows=cells)


def _by_group(rows: Sequence[Row]) -> dict[str, dict[tuple[str, str], Row]]:
    groups: dict[str, dict[tuple[str, str], Row]] = {}
    for row in rows:
        groups.setdefault(row["group"], {})[row["quantity"], row["method"]] = row
    return groups


def _cell(row: Row | None, wording: Wording) -> Cell:
    """A value with its interval, or that it is not identified."""
    if row is None or row["value"] is None:
        return Cell(text=wording.words("not_identified") if row else "")
    return Cell(
        text=value_words(row["value"], row["quantity"]),
        small=reach_words(row, row["quantity"]) or "",
    )


def _gaps(name: str, heading: str, by: str, gold: GoldTables, wording: Wording) -> Sheet:
    heads = [
        (wording.words(heading), False),
        *((wording.words(key), True) for key in ("col_articles", "col_gold")),
        *_three(wording),
    ]
    rows = [row for row in gold.gaps if row["by"] == by]
    cells = []
    for group, known in _by_group(rows).items():
        about = known["gap", UNCORRECTED]
        corrected = known.get(("gap", CORRECTED), about)
        cells.append(
            [
                Cell(text=group_words(group, wording)),
                Cell(text=count_words(about["n_articles"])),
                Cell(text=count_words(corrected["n_gold"])),
                *(_cell(known.get(("gap", m)), wording) for m in (CORRECTED, LABELS_ONLY)),
                _cell(about, wording),
            ]
        )
    title = wording.words(f"table_{name}")
    return Sheet(name=name, title=title, columns=_columns(heads), rows=cells)


def _changes(gold: GoldTables, wording: Wording) -> Sheet:
    """Slopes and changes from the first period to the last, corrected; events stand elsewhere."""
    keys = ("fact_articles", "col_label", "col_what", "col_from_to")
    heads = [(wording.words(key), False) for key in keys]
    heads[0] = (wording.words("judged_kind"), False)
    heads += [(method_words(CORRECTED, wording), True), (wording.words("col_chance"), True)]
    kinds = {"article": gold.articles} | ({"comment": gold.comments} if gold.comments else {})
    cells = [
        [
            Cell(text=wording.words(f"kind_{kind}")),
            Cell(text=quantity_words(row["quantity"], wording)),
            Cell(text=wording.words(f"what_{row['what']}")),
            Cell(text=f"{row['before']} – {row['after']}"),
            _small(row),
            Cell(text=chance_words(row["p_holm"])),
        ]
        for kind, found in kinds.items()
        for row in found.changes
        if row["method"] == CORRECTED and row["what"] in {"slope", "change"}
    ]
    title = wording.words("table_changes")
    return Sheet(name="changes", title=title, columns=_columns(heads), rows=cells)


def _small(row: Row) -> Cell:
    value, reach = small_row(row)
    return Cell(text=value, small=reach)


def _verdicts(gold: GoldTables, wording: Wording) -> Sheet:
    keys = ("col_group", "col_label", "col_rate", "col_verdict", "col_difference", "col_between")
    heads = [(wording.words(key), key == "col_difference") for key in keys]
    heads.append((wording.words("col_chance"), True))
    cells = [
        [
            Cell(text=wording.words(f"verdict_by_{row['by']}")),
            Cell(text=quantity_words(row["quantity"], wording)),
            Cell(text=wording.words(f"rate_{row['rate']}")),
            Cell(text=wording.words("verdict_" + row["verdict"].replace(" ", "_"))),
            Cell(
                text=value_words(row["difference"], "score"), small=reach_words(row, "score") or ""
            ),
            Cell(text=_pair(row, wording)),
            Cell(text=chance_words(row["p_adjusted"])),
        ]
        for row in gold.verdicts
    ]
    title = wording.words("table_verdicts")
    return Sheet(name="verdicts", title=title, columns=_columns(heads), rows=cells)


def _pair(row: Row, wording: Wording) -> Both | str:
    if row["group"] is None:
        return ""
    return joined(" – ", *(group_name(row["by"], row[k], wording) for k in ("group", "against")))


def rates_sheet(gold: GoldTables, by: str, wording: Wording) -> Sheet:
    """How the classifier errs in each group of a kind: a row a group and label.

    The CSV file that belongs to it holds all groupings.
    """
    heads = [(wording.words(key), False) for key in ("col_group", "col_label")]
    heads += [(wording.words(f"rate_{rate}"), True) for rate in RATES]
    heads.append((wording.words("col_gold"), True))
    groups: dict[tuple[str, str], dict[str, Row]] = {}
    for row in gold.rates:
        if row["by"] == by:
            groups.setdefault((row["group"], row["quantity"]), {})[row["rate"]] = row
    cells = [
        [
            Cell(text=group_name(by, group, wording)),
            Cell(text=quantity_words(quantity, wording)),
            *(rate_cell(known.get(rate), rate) for rate in RATES),
            Cell(text=count_words(known[CALIBRATION]["n_gold"])),
        ]
        for (group, quantity), known in groups.items()
    ]
    title = wording.words(f"errors_by_{by}")
    return Sheet(name="rates", title=title, columns=_columns(heads), rows=cells)


def rate_cell(row: Row | None, rate: str) -> Cell:
    """An error rate in percent, a calibration with its sign; empty where nothing is known."""
    if row is None or row["value"] is None:
        return Cell(text="–" if row else "")
    kind = "score" if rate == CALIBRATION else "share"
    return Cell(text=value_words(row["value"], kind), small=reach_words(row, kind) or "")


def _curve(gold: GoldTables, wording: Wording) -> Sheet:
    heads: list[tuple[Both, bool]] = [(Both("#", "#"), True)]
    heads += [(Both(*WORDS.get(f"choice_{name}", (name, name))), False) for name in gold.choices]
    heads += [(wording.words("judged_figure"), True), (Both("p", "p"), True)]
    cells = [
        [
            Cell(text=str(row["spec"]) + (" ◇" if row["baseline"] else "")),
            *(Cell(text=str(row[name])) for name in gold.choices),
            _small(row),
            Cell(text=chance_words(row["p"])),
        ]
        for row in gold.curve
    ]
    title = wording.words("table_curve")
    return Sheet(name="curve", title=title, columns=_columns(heads), rows=cells)


def quantity_words(name: str, wording: Wording) -> Both:
    """A quantity of the estimates: a label, the mean score, or the gap."""
    key = f"quantity_{name}"
    return wording.words(key) if key in WORDS else wording.label(name)
