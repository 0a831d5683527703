"""Tables of an evaluation or a validation, from the same JSON that a pipe gets."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from stance.cli import screen

_FIGURES = {
    "macro_f1": ("macro-F1", "1 is best"),
    "accuracy": ("accuracy", "1 is best"),
    "weighted_kappa": ("kappa, quadratic weights", "1 is best, 0 chance"),
    "ordinal_error": ("labels off", "0 is best"),
    "log_loss": ("log loss", "0 is best"),
    "brier": ("Brier score", "0 is best"),
    "calibration_error": ("calibration error", "0 is best"),
    "classwise_error": ("calibration error by label", "0 is best"),
}
_STRATA = ("kind", "outlet", "year")
_REFUSALS = {
    "few-sizes": "too few sizes could be trained",
    "no-rise": "the curve does not clearly rise",
    "edge": "no power law fits",
    "unstable": "other documents would give another law",
    "wide": "the interval at twice the documents is too wide",
}


def write_result(row: Mapping[str, Any], output: Path | None) -> None:
    """Write a result as JSON to a file, if one is named."""
    import json

    from stance.files import write_atomically

    if output is not None:
        text = json.dumps(row, ensure_ascii=False, indent=1) + "\n"
        write_atomically(output, lambda aside: aside.write_text(text, encoding="utf-8"))


def show_judgement(row: Mapping[str, Any]) -> None:
    """The tables of a result: figures, labels, baselines, groups, years, curve, warnings."""
    _show_figures(row)
    _show_labels(row["per_label"])
    _show_baselines(row["baselines"])
    for name in _STRATA:
        if len(row["strata"].get(name, [])) > 1 and name != "year":
            _show_strata(name, row["strata"][name])
    if row.get("random"):
        _show_random(row)
    if row.get("years"):
        _show_years(row["years"])
    if row.get("curve"):
        _show_curve(row["curve"])
    for warning in row["warnings"]:
        typer.echo(f"Mind: {screen.plain(warning)}", err=True)


def number(figure: Mapping[str, Any] | None) -> str:
    """A figure with three decimals; a dash where it is not defined.

    >>> number({"value": 0.61903, "low": None, "high": None}), number(None)
    ('0.619', '-')
    """
    return "-" if figure is None or figure["value"] is None else f"{figure['value']:.3f}"


def interval(figure: Mapping[str, Any] | None) -> str:
    """The interval of a figure; nothing where it has none.

    >>> interval({"value": 0.61903, "low": 0.58, "high": 0.65})
    '0.580 to 0.650'
    """
    if figure is None or figure["low"] is None:
        return ""
    return f"{figure['low']:.3f} to {figure['high']:.3f}"


def _show_figures(row: Mapping[str, Any]) -> None:
    screen.show_table(
        f"{screen.count(row['n_sentences'], 'sentence')} of "
        f"{screen.count(row['n_documents'], 'document')}",
        ["figure", "value", "95 % interval", ""],
        [
            (said, number(row["figures"][name]), interval(row["figures"][name]), best)
            for name, (said, best) in _FIGURES.items()
            if name in row["figures"]
        ],
    )


def _show_labels(labels: Sequence[Mapping[str, Any]]) -> None:
    rates = ("precision", "recall", "f1")
    screen.show_table(
        "Per label",
        ["label", "sentences", "precision", "recall", "F1", "95 % interval of F1"],
        [
            (
                label["label"],
                label["n_sentences"],
                *(number(label[rate]) if label["n_sentences"] else "-" for rate in rates),
                interval(label["f1"]),
            )
            for label in labels
        ],
    )


def _show_baselines(baselines: Sequence[Mapping[str, Any]]) -> None:
    if not baselines:
        return
    screen.show_table(
        "Beside it",
        ["baseline", "macro-F1", "difference", "95 % interval", "p"],
        [
            (
                baseline["name"],
                number(baseline["figures"]["macro_f1"]),
                f"{difference['value']:+.3f}",
                interval(difference),
                f"{baseline['comparison']['permutation_p']['macro_f1']:.3f}",
            )
            for baseline in baselines
            for difference in [baseline["comparison"]["differences"]["macro_f1"]]
        ],
    )


def _show_strata(name: str, strata: Sequence[Mapping[str, Any]]) -> None:
    screen.show_table(
        f"By {name}",
        [name, "sentences", "documents", "macro-F1", "95 % interval", "calibration error"],
        [
            (
                stratum["group"],
                stratum["n_sentences"],
                stratum["n_documents"],
                number(stratum["figures"].get("macro_f1")),
                interval(stratum["figures"].get("macro_f1")),
                number(stratum["figures"].get("calibration_error")),
            )
            for stratum in strata
        ],
    )


def _show_random(row: Mapping[str, Any]) -> None:
    claimed, difference = row["random"]["claimed"], row["random"]["difference"]["macro_f1"]
    typer.echo(
        f"Folds of single sentences would have claimed macro-F1 {number(claimed['macro_f1'])} "
        f"({difference['value']:+.3f}, {interval(difference)})."
    )


def _show_years(years: Mapping[str, Any]) -> None:
    periods = years["periods"]
    cells = {(cell["train"], cell["test"]): cell for cell in years["cells"]}
    screen.show_table(
        "Macro-F1 by period of training (rows) and of judging (columns)",
        ["trained on", *periods],
        [
            (train, *(number(cells[train, test]["figures"].get("macro_f1")) for test in periods))
            for train in periods
        ],
    )


def _show_curve(curve: Mapping[str, Any]) -> None:
    screen.show_table(
        "Learning curve",
        ["training documents", "macro-F1", "95 % interval"],
        [
            (round(size["n_documents"]), number(size["macro_f1"]), interval(size["macro_f1"]))
            for size in curve["sizes"]
        ],
    )
    foretold = curve["foretold"]
    if foretold["refusal"]:
        why = _REFUSALS[foretold["refusal"]]
        typer.echo(f"What more documents would bring cannot be foretold: {why}.")
    else:
        last = foretold["points"][-1]
        typer.echo(
            f"With {round(last['n_documents'])} training documents, if the curve goes on as it is: "
            f"macro-F1 {number(last['macro_f1'])} ({interval(last['macro_f1'])})."
        )
