"""What the commands that estimate share: gold labels in, tables of estimates on the screen."""

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
    """A line a group: what it rests on, and its value by each method with its interval."""
    rows = [row for row in estimates.to_pylist() if row["quantity"] == quantity]
    groups = list(dict.fromkeys(row["group"] for row in rows))
    cells = {(row["group"], row["method"]): row for row in rows}
    methods = [name for name in METHODS if any(row["method"] == name for row in rows)]
    screen.show_table(
        title,
        ["", "articles", "sentences", "gold", *(said for name in methods for said in (name, ""))],
        [
            (
                group,
                f"{cells[group, methods[0]]['n_articles']}",
                f"{cells[group, methods[0]]['n_sentences']}",
                f"{cells[group, methods[-1]]['n_gold']}",
                *(
                    said
                    for name in methods
                    for said in value_and_interval(cells.get((group, name), {}))
                ),
            )
            for group in groups
        ],
    )


def value_and_interval(row: Mapping[str, Any]) -> tuple[str, str]:
    """A value with its sign, and its interval; dashes where there is none.

    >>> value_and_interval({"value": 0.125, "low": -0.05, "high": 0.3})
    ('+0.125', '-0.050 to +0.300')
    >>> value_and_interval({"value": 0.125, "low": None, "high": None})
    ('+0.125', '')
    """
    value, low, high = (row.get(name) for name in ("value", "low", "high"))
    if value is None:
        return "-", ""
    return f"{value:+.3f}", "" if low is None else f"{low:+.3f} to {high:+.3f}"


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


def gathered(estimates: "pa.Table", quantity: str) -> list[str]:
    """The warnings of one quantity's rows: each code once, with the first text and the groups."""
    groups: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for row in estimates.to_pylist():
        if row["quantity"] != quantity or row["method"] == "labels only":
            continue
        for warning in row["warnings"]:
            code, _, text = warning.partition(": ")
            texts.setdefault(code, text)
            groups.setdefault(code, []).append(row["group"])
    return [_gathered(code, texts[code], groups[code]) for code in texts]


def _gathered(code: str, text: str, groups: Sequence[str]) -> str:
    names = list(Counter(groups))
    if len(names) == 1:
        return f"{names[0]}: {text} [{code}]"
    return f"{names[0]}: {text} So, or alike, in {len(names)} groups. [{code}]"
