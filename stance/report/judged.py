"""The section on quality: how good the classifier is, in sentences and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stance.report.cells import Cell, Column
from stance.report.evaluation import FIGURES, Evaluation, best_baseline
from stance.report.judged_words import baseline_name, between, figure_name, fraction
from stance.report.panels import printable
from stance.report.wording import Both, Wording, count_words, percent_words

FEW_DOCUMENTS = 30
_FACTS = ("macro_f1", "accuracy", "weighted_kappa", "calibration_error")
_STRATA = ("kind", "outlet", "year")
_KINDS = ("article", "comment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """A cell of a coloured table: what it says, and how strong its colour is, 0 to 10."""

    text: Any
    small: Any
    strength: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A coloured table with a heading a row and a column."""

    rows: list[tuple[Any, list[Heat]]]
    columns: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A plain table of the section."""

    title: Both
    columns: list[Column]
    rows: list[list[Cell]]


def describe_quality(evaluation: Evaluation, wording: Wording) -> dict[str, Any]:
    """What the template says of an evaluation.

    Parameters
    ----------
    evaluation
        Figures as `read_evaluation` gives them.
    wording
        The words.
    """
    return {
        "lede": _how(evaluation, wording),
        "verdict": _verdict(evaluation, wording),
        "cautions": _cautions(evaluation, wording),
        "facts": _facts(evaluation, wording),
        "labels": _labels(evaluation["per_label"], wording),
        "figures": _figures(evaluation, wording),
        "strata": [
            _strata(name, evaluation["strata"][name], wording)
            for name in _STRATA
            if len(evaluation["strata"].get(name, [])) > 1
        ],
        "abstention": _abstention(evaluation["risk_coverage"]["abstention"], wording),
        "confusion": _confusion(evaluation, wording),
        "years": _years(evaluation["years"], wording) if evaluation.get("years") else None,
        "curve": bool(evaluation.get("curve") and evaluation["curve"]["sizes"]),
        "foretold": _foretold(evaluation, wording),
        "random": _random(evaluation, wording),
    }


def _how(evaluation: Evaluation, wording: Wording) -> Both:
    """By what the figures were made."""
    split = str(evaluation.get("split", ""))
    known = split in {"grouped", "temporal", "outlet", "kind"}
    key = f"judged_how_{split}" if known else "judged_how_column"
    if evaluation.get("what") == "held-out":
        key = "judged_how_held_out"
    parts = len({side["name"] for side in evaluation.get("sides", ()) if not side.get("failed")})
    return wording.words(
        key, n=count_words(evaluation["n_sentences"]), d=count_words(evaluation["n_documents"]),
        parts=count_words(parts), column=printable(split),
    )  # fmt: skip


def _verdict(evaluation: Evaluation, wording: Wording) -> Both | str:
    """Whether the best baseline is beaten: only where the interval of the difference says so."""
    best = best_baseline(evaluation["baselines"])
    figure = evaluation["figures"]["macro_f1"]
    if best is None or figure["value"] is None:
        return ""
    difference = best["comparison"]["differences"]["macro_f1"]
    key = "judged_same"
    if difference["low"] is not None and (difference["low"] > 0 or difference["high"] < 0):
        key = "judged_better" if difference["low"] > 0 else "judged_worse"
    return wording.words(
        key, f1=fraction(figure["value"]), reach=between(figure),
        name=baseline_name(best["name"], wording),
        other=fraction(best["figures"]["macro_f1"]["value"]),
        difference=_signed(difference["value"]), difference_reach=between(difference),
    )  # fmt: skip


def _signed(value: float | None) -> Both:
    plain = fraction(value)
    return Both(f"+{plain.id}", f"+{plain.en}") if value is not None and value > 0 else plain


def _cautions(evaluation: Evaluation, wording: Wording) -> list[Both]:
    """What weakens the figures."""
    found = []
    if evaluation["n_documents"] < FEW_DOCUMENTS:
        n = count_words(evaluation["n_documents"])
        found.append(wording.words("judged_few", n=n))
    missing = evaluation.get("n_labelled", 0) - evaluation["n_sentences"]
    if missing > 0:
        n, total = count_words(missing), count_words(evaluation["n_labelled"])
        found.append(wording.words("judged_missing", n=n, total=total))
    if evaluation.get("n_documents_trained_on"):
        n = count_words(evaluation["n_documents_trained_on"])
        found.append(wording.words("judged_trained", n=n))
    shared = evaluation.get("shared") or {}
    if shared.get("n_near_equal"):
        key = "judged_shared" if evaluation.get("what") == "validation" else "judged_shared_sides"
        found.append(wording.words(key, n=count_words(shared["n_near_equal"])))
    return found


def _facts(evaluation: Evaluation, wording: Wording) -> list[dict[str, Both]]:
    facts = []
    for name in _FACTS:
        figure = evaluation["figures"].get(name)
        if figure is None:
            continue
        detail = wording.words("judged_interval", reach=between(figure))
        if name == "calibration_error":
            floor = evaluation["calibration_floor"]
            detail = wording.words(
                "judged_floor", reach=between(figure), floor=fraction(floor["high"])
            )
        facts.append(
            {
                "name": figure_name(name, wording),
                "value": fraction(figure["value"]),
                "detail": detail,
            }
        )
    return facts


def _labels(labels: Sequence[Mapping[str, Any]], wording: Wording) -> Grid:
    keys = ("judged_precision", "judged_recall", "judged_f1")
    return Grid(
        title=wording.words("judged_labels"),
        columns=[
            Column(title=wording.words("judged_label")),
            Column(title=wording.words("col_sentences"), numeric=True),
            *(Column(title=wording.words(key), numeric=True) for key in keys),
        ],
        rows=[
            [
                Cell(text=wording.label(row["label"])),
                Cell(text=count_words(row["n_sentences"])),
                *(_cell(row[rate]) for rate in ("precision", "recall", "f1")),
            ]
            for row in labels
        ],
    )


def _cell(figure: Mapping[str, Any] | None) -> Cell:
    if figure is None:
        return Cell(text="–")
    return Cell(text=fraction(figure["value"]), small=between(figure))


def _figures(evaluation: Evaluation, wording: Wording) -> Grid:
    """Every figure, for the classifier and for each baseline."""
    rivals = evaluation["baselines"]
    return Grid(
        title=wording.words("judged_all"),
        columns=[
            Column(title=wording.words("judged_figure")),
            Column(title=wording.words("judged_rival_model"), numeric=True),
            *(Column(title=baseline_name(row["name"], wording), numeric=True) for row in rivals),
        ],
        rows=[
            [
                Cell(text=figure_name(name, wording), small=_best(name, wording)),
                _cell(evaluation["figures"].get(name)),
                *(_cell(row["figures"].get(name)) for row in rivals),
            ]
            for name in FIGURES
            if name in evaluation["figures"]
        ],
    )  # fmt: skip


def _best(name: str, wording: Wording) -> Both:
    """Which end of its scale is the good one."""
    high = name in {"macro_f1", "accuracy", "weighted_kappa"}
    return wording.words("judged_best_one" if high else "judged_best_zero")


def _strata(name: str, strata: Sequence[Mapping[str, Any]], wording: Wording) -> Grid:
    keys = ("macro_f1", "accuracy", "calibration_error")
    return Grid(
        title=wording.words(f"judged_by_{name}"),
        columns=[
            Column(title=wording.words(f"judged_{name}")),
            Column(title=wording.words("col_sentences"), numeric=True),
            Column(title=wording.words("judged_documents"), numeric=True),
            *(Column(title=figure_name(key, wording), numeric=True) for key in keys),
        ],
        rows=[
            [
                Cell(text=_group(row["group"], wording)),
                Cell(text=count_words(row["n_sentences"])),
                Cell(text=count_words(row["n_documents"])),
                *(_cell(row["figures"].get(key)) for key in keys),
            ]
            for row in strata
        ],
    )


def _group(name: str, wording: Wording) -> Both | str:
    return wording.words(f"judged_kind_{name}") if name in _KINDS else printable(name)


def _abstention(rows: Sequence[Mapping[str, Any]], wording: Wording) -> Grid:
    keys = ("judged_col_wanted", "judged_col_threshold", "judged_col_coverage", "judged_col_error")
    return Grid(
        title=wording.words("judged_abstention"),
        columns=[Column(title=wording.words(key), numeric=key != keys[0]) for key in keys],
        rows=[
            [
                Cell(text=percent_words(row["wanted"])),
                Cell(text=fraction(row["threshold"])),
                Cell(text=percent_words(row["coverage"])),
                Cell(text=percent_words(row["error"]["value"] if row["error"] else None)),
            ]
            for row in rows
        ],
    )


def _confusion(evaluation: Evaluation, wording: Wording) -> Matrix:
    """Counts, with their share of the true label's sentences as colour."""
    names = [wording.label(name) for name in evaluation["labels"]]
    rows = []
    for name, counts in zip(names, evaluation["confusion"], strict=True):
        total = max(1, sum(counts))
        cells = [
            Heat(
                text=count_words(n), small=percent_words(n / total), strength=round(10 * n / total)
            )
            for n in counts
        ]
        rows.append((name, cells))
    return Matrix(rows=rows, columns=names)


def _years(years: Mapping[str, Any], wording: Wording) -> Matrix:
    cells = {(cell["train"], cell["test"]): cell for cell in years["cells"]}
    periods = [name.replace("-", "–") for name in years["periods"]]
    rows = []
    for shown, train in zip(periods, years["periods"], strict=True):
        row = []
        for test in years["periods"]:
            cell = cells[train, test]
            figure = cell["figures"].get("macro_f1", {"value": None, "low": None, "high": None})
            strength = round(10 * min(1.0, max(0.0, figure["value"] or 0.0)))
            counts = wording.words(
                "judged_cell", n=count_words(cell["n_test"]), reach=between(figure)
            )
            row.append(Heat(text=fraction(figure["value"]), small=counts, strength=strength))
        rows.append((shown, row))
    return Matrix(rows=rows, columns=periods)


def _foretold(evaluation: Evaluation, wording: Wording) -> Both | str:
    if not evaluation.get("curve"):
        return ""
    found = evaluation["curve"]["foretold"]
    if found["refusal"] or not found["points"]:
        return wording.words("judged_no_forecast")
    last = found["points"][-1]
    return wording.words(
        "judged_forecast", n=count_words(round(last["n_documents"])),
        f1=fraction(last["macro_f1"]["value"]), reach=between(last["macro_f1"]),
    )  # fmt: skip


def _random(evaluation: Evaluation, wording: Wording) -> Both | str:
    claim = evaluation.get("random")
    if not claim:
        return ""
    difference = claim["difference"]["macro_f1"]
    return wording.words(
        "judged_random", f1=fraction(claim["claimed"]["macro_f1"]["value"]),
        difference=_signed(difference["value"]), reach=between(difference),
    )  # fmt: skip
