"""What the commands that estimate share: gold labels in, tables of estimates on the screen."""

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from stance.cli import screen
from stance.errors import SettingError

if TYPE_CHECKING:
    import pyarrow as pa

METHODS = ("uncorrected", "labels only", "corrected")
_PURPOSES = {"gold": ("gold",), "train": ("train",), "both": ("gold", "train")}


def read_gold(
    labels: Path | None, *, task: str, codebook: Path | None, purpose: str
) -> "pa.Table | None":
    """The gold labels that the options name, if they do."""
    if labels is None:
        return None
    import stance

    found: pa.Table = stance.read_gold(
        labels, task=task, codebook=codebook, purposes=_PURPOSES[purpose]
    )
    return found


def check_quantity(quantity: str, estimates: "pa.Table") -> None:
    """Refuse a quantity that was not estimated.

    Raises
    ------
    SettingError
        It is neither a label nor the score.
    """
    known = list(dict.fromkeys(estimates["quantity"].to_pylist()))
    if quantity not in known:
        raise SettingError(f"Expected --quantity {', '.join(known)}, got {quantity!r:.40}.")


def show_estimates(estimates: "pa.Table", quantity: str, title: str) -> None:
    """What each group rests on, and its value by each method with its interval.

    A line a group where the terminal is wide enough for it, else a line a group and method. Groups
    without gold labels have a table of their own, of what can be assumed.
    """
    rows = [row for row in estimates.to_pylist() if row["quantity"] == quantity]
    cells = {(row["group"], row["method"]): row for row in rows}
    groups = list(dict.fromkeys(row["group"] for row in rows))
    methods = [name for name in METHODS if any(row["method"] == name for row in rows)]
    title, wide = screen.plain(title), _by_group(cells, groups, methods)
    if _fits([_WIDE + tuple(methods), *wide]):
        screen.show_table(title, [*_WIDE, *methods], wide)
    else:
        screen.show_table(title, _LONG, _by_method(cells, groups, methods))
    assumed = [row for row in rows if row["method"] not in METHODS]
    if assumed:
        screen.show_table(
            "Without gold labels, under an assumption",
            ["", "method", "value", "interval"],
            [(row["group"], row["method"], *_said(row)) for row in assumed],
        )


_WIDE = ("", "articles", "sentences", "gold")
_LONG = ("", "articles", "gold", "method", "value", "interval")
_BORDERS = 3


def _by_group(
    cells: Mapping[tuple[str, str], Mapping[str, Any]], groups: list[str], methods: list[str]
) -> list[tuple[str, ...]]:
    return [
        (
            group,
            f"{cells[group, methods[0]]['n_articles']}",
            f"{cells[group, methods[0]]['n_sentences']}",
            f"{cells.get((group, methods[-1]), {}).get('n_gold', 0)}",
            *(_claim(cells.get((group, name), {})) for name in methods),
        )
        for group in groups
    ]


def _by_method(
    cells: Mapping[tuple[str, str], Mapping[str, Any]], groups: list[str], methods: list[str]
) -> list[tuple[str, ...]]:
    """A group's name stands in the first of its lines only."""
    return [
        (
            "" if place else group,
            f"{row['n_articles']}",
            f"{row['n_gold']}",
            name,
            *_said(row),
        )
        for group in groups
        for place, name in enumerate(methods)
        if (row := cells.get((group, name)))
    ]


def _said(row: Mapping[str, Any]) -> tuple[str, str]:
    """Shares have no sign."""
    return value_and_interval(row, signed=row.get("quantity") in {"score", "gap"})


def _claim(row: Mapping[str, Any]) -> str:
    value, interval = _said(row)
    return f"{value} ({interval})" if interval else value


def _fits(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table is no wider than the terminal."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return sum(widths) + _BORDERS * len(widths) < shutil.get_terminal_size().columns


def value_and_interval(row: Mapping[str, Any], *, signed: bool = True) -> tuple[str, str]:
    """A value and its interval, with their signs or, as for shares, without.

    >>> value_and_interval({"value": 0.125, "low": -0.05, "high": 0.3})
    ('+0.125', '-0.050 to +0.300')
    >>> value_and_interval({"value": 0.125, "low": None, "high": None})
    ('+0.125', '')
    >>> value_and_interval({"value": None}, signed=False)
    ('-', '')
    """
    value, low, high = (row.get(name) for name in ("value", "low", "high"))
    if value is None:
        return "-", ""
    form = "+.3f" if signed else ".3f"
    return f"{value:{form}}", "" if low is None else f"{low:{form}} to {high:{form}}"


def chance(p: float | None) -> str:
    """A p-value in a table.

    >>> chance(0.03217), chance(0.00001), chance(None)
    ('0.032', '<0.001', '-')
    """
    if p is None:
        return "-"
    return "<0.001" if p < 0.001 else f"{p:.3f}"  # noqa: PLR2004 - three decimals


def warn(warnings: Iterable[str]) -> None:
    """What to mind, each once, on standard error."""
    for warning in dict.fromkeys(warnings):
        typer.echo(f"Mind: {screen.plain(warning)}", err=True)


def coded(warning: str) -> str:
    """A warning with its code behind it.

    >>> coded("short-series: 3 periods are few.")
    '3 periods are few. [short-series]'
    """
    code, _, text = warning.partition(": ")
    return f"{text} [{code}]"


def all_warnings(
    warnings: Sequence[str], estimates: "pa.Table", quantity: str, *, labels: Path | None
) -> list[str]:
    """What concerns everything, then one quantity's rows; and a word where nothing is corrected."""
    known = [warning.partition(": ")[0] for warning in warnings]
    found = [coded(warning) for warning in warnings]
    if labels is None:
        found.insert(0, _UNCORRECTED)
    return [*found, *gathered(estimates, quantity, but=known)]


_UNCORRECTED = (
    "without --labels nothing is corrected: what the classifier gets wrong is in these values, and "
    "in no interval. [uncorrected]"
)


def gathered(estimates: "pa.Table", quantity: str, *, but: Sequence[str] = ()) -> list[str]:
    """The warnings of one quantity's rows: each code once, with the first text and the groups.

    Those with a code of `but` have been told.
    """
    groups: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for row in estimates.to_pylist():
        if row["quantity"] != quantity or row["method"] == "labels only":
            continue
        for warning in row["warnings"]:
            code, _, text = warning.partition(": ")
            texts.setdefault(code, text)
            groups.setdefault(code, []).append(row["group"])
    return [_gathered(code, texts[code], groups[code]) for code in texts if code not in but]


def _gathered(code: str, text: str, groups: Sequence[str]) -> str:
    names = list(Counter(groups))
    if len(names) == 1:
        return f"{names[0]}: {text} [{code}]"
    return f"{names[0]}: {text} Likewise in {len(names) - 1} more. [{code}]"
