"""A file of figures in, checked so that a page can be made of it: what `stance validate` wrote."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from stance.errors import InputError

Evaluation = Mapping[str, Any]

FORMAT = 1
FIGURES = (
    *("macro_f1", "accuracy", "weighted_kappa", "ordinal_error"),
    *("log_loss", "brier", "calibration_error", "classwise_error"),
)
"""The figures in the order in which they are shown."""
_LARGEST = 1 << 26
_PARTS: dict[str, type] = {
    "labels": list, "figures": dict, "per_label": list, "confusion": list, "reliability": list,
    "risk_coverage": dict, "baselines": list, "strata": dict, "calibration_floor": dict,
    "n_sentences": int, "n_documents": int,
}  # fmt: skip


def read_evaluation(path: str | Path) -> Evaluation:
    """The figures in a file that `stance validate -o` or `stance evaluate -o` wrote.

    Raises
    ------
    InputError
        If there is no such file, or it holds something else.
    """
    file = Path(path)
    try:
        if file.stat().st_size > _LARGEST:
            _refuse(file, "a far larger file")
        row = json.loads(file.read_bytes())
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise InputError(
            f"Expected to read an evaluation in {str(file)!r}, but: {why}. Check the name."
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"Expected an evaluation in JSON in {str(file)!r}, got something else. Make one with "
            "`stance validate LABELS -o validation.json`."
        ) from error
    return checked(row, str(file))


def checked(row: Any, where: str | Path = "the evaluation") -> Evaluation:
    """The same figures, if they are such and of a format that is known.

    Raises
    ------
    InputError
        If they are not.
    """
    if not isinstance(row, dict) or row.get("format") != FORMAT:
        _refuse(where, "JSON of another kind or format")
    for name, kind in _PARTS.items():
        if not isinstance(row.get(name), kind):
            _refuse(where, f"one without {name!r}")
    try:
        _touch(row)
    except (KeyError, TypeError, IndexError, ValueError) as error:
        raise InputError(
            f"Expected an evaluation as `stance validate` writes it in {where}, got one whose "
            f"figures are not whole ({type(error).__name__}: {error}). Make it again."
        ) from error
    return row


def _refuse(where: str | Path, got: str) -> NoReturn:
    raise InputError(
        f"Expected an evaluation as `stance validate` writes it in {where}, got {got}. Make one "
        "with `stance validate LABELS -o validation.json`."
    )


def _touch(row: Evaluation) -> None:
    """Everything that the page shows, once, as what it must be."""
    n_labels = len(row["labels"])
    figures = [row["figures"]["macro_f1"], row["figures"]["accuracy"], row["calibration_floor"]]
    for label in row["per_label"]:
        figures += [label[rate] for rate in ("precision", "recall", "f1")]
        _numbers(label, "n_sentences", "n_predicted")
    for entry in row["baselines"]:
        figures += [entry["figures"]["macro_f1"], entry["comparison"]["differences"]["macro_f1"]]
        _text(entry["name"])
    for found in row["reliability"]:
        figures.append(found["right"])
        _numbers(found, "low", "high", "probability", "n_sentences", "n_documents")
    for point in row["risk_coverage"]["curve"]:
        _numbers(point, "coverage", "risk")
    figures.append(row["risk_coverage"]["area"])
    for strata in row["strata"].values():
        for stratum in strata:
            _text(stratum["group"])
            _numbers(stratum, "n_sentences", "n_documents")
            figures += stratum["figures"].values()
    for figure in [*figures, *row["figures"].values()]:
        _figure(figure)
    if [len(cells) for cells in row["confusion"]] != [n_labels] * n_labels:
        raise ValueError("confusion is not square")
    if len(row["per_label"]) != n_labels:
        raise ValueError("per_label has other labels")
    _touch_parts(row)


def _touch_parts(row: Evaluation) -> None:
    """What only some evaluations have."""
    if row.get("years"):
        periods = row["years"]["periods"]
        cells = {(cell["train"], cell["test"]) for cell in row["years"]["cells"]}
        if cells != {(train, test) for train in periods for test in periods}:
            raise ValueError("years has other cells than periods")
        for cell in row["years"]["cells"]:
            _numbers(cell, "n_train", "n_test", "n_documents")
            for figure in cell["figures"].values():
                _figure(figure)
    if row.get("curve"):
        for size in [*row["curve"]["sizes"], *row["curve"]["foretold"]["points"]]:
            _numbers(size, "n_documents")
            _figure(size["macro_f1"])
        _text(row["curve"]["foretold"]["refusal"])
    if row.get("random"):
        _figure(row["random"]["claimed"]["macro_f1"])
        _figure(row["random"]["difference"]["macro_f1"])
    for found in row["risk_coverage"]["abstention"]:
        _numbers(found, "wanted", "coverage")
        if found["error"] is not None:
            _figure(found["error"])


def _figure(figure: Mapping[str, Any]) -> None:
    for name in ("value", "low", "high"):
        if not isinstance(figure[name], int | float | None):
            raise TypeError(f"{name} is {figure[name]!r:.40}")


def _numbers(row: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if not isinstance(row[name], int | float) or isinstance(row[name], bool):
            raise TypeError(f"{name} is {row[name]!r:.40}")


def _text(value: Any) -> None:
    if not isinstance(value, str):
        raise TypeError(f"a name is {value!r:.40}")


def best_baseline(baselines: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The baseline with the highest macro-F1, the first of equals."""
    known = [entry for entry in baselines if entry["figures"]["macro_f1"]["value"] is not None]
    return max(known, key=lambda entry: entry["figures"]["macro_f1"]["value"], default=None)
