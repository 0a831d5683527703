"""A table of the page, made of cells."""

from dataclasses import dataclass
from typing import Any

from stance.report.wording import Both


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's heading and how its cells are set."""

    title: Both
    numeric: bool = False
    long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a cell says, a smaller remark after it, and the article it leads to."""

    text: Any
    small: Any = None
    link: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of the page; `cut` says how many rows are not shown, if any."""

    name: str
    title: Both
    columns: list[Column]
    rows: list[list[Cell]]
    cut: Both | None = None
