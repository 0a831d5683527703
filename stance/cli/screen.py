"""What every command shows: progress on terminals, JSON lines when piped, errors in one line."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from stance.errors import SettingError

# What moves the cursor, rings, sets the window's title or turns the direction of writing around.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?|-")


def plain(text: str) -> str:
    r"""The text with characters that command a terminal shown as escapes, so that they do nothing.

    >>> plain("Judul\x1b[2J \U0001f600")
    'Judul\\x1b[2J \U0001f600'
    """
    return _UNSAFE.sub(lambda found: ascii(found.group())[1:-1], text)


def on_terminal() -> bool:
    """Whether a person is looking at standard output."""
    return sys.stdout.isatty()


def folder(path: Path) -> str:
    """How a folder is written in messages: with one slash at its end."""
    return plain(str(path).rstrip("/")) + "/"


def count(number: int, noun: str) -> str:
    """A number of things, as one says it.

    >>> count(1, "article"), count(1200, "comment")
    ('1 article', '1,200 comments')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def thousandths(figures: Mapping[str, Any]) -> tuple[str, str, str]:
    """Precision, recall and F1 as they stand in a table; a dash where they are not defined.

    >>> thousandths({"n_sentences": 3, "precision": 0.5, "recall": 1.0, "f1": 2 / 3})
    ('0.500', '1.000', '0.667')
    """
    if not figures["n_sentences"]:
        return ("-", "-", "-")
    return (f"{figures['precision']:.3f}", f"{figures['recall']:.3f}", f"{figures['f1']:.3f}")


def show_json(row: Mapping[str, Any]) -> None:
    """One machine-readable line on standard output, escaped where its encoding is not UTF-8."""
    line = json.dumps(row, ensure_ascii=False, default=str)
    try:
        line.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        line = json.dumps(row, default=str)
    typer.echo(plain(line) if on_terminal() else line)


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table for people; numbers are set to the right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # As `Text`: a text may hold what rich takes for its own marks, such as "[/b]".
    table = Table(title=Text(plain(title)), title_justify="left", header_style="bold")
    for place, column in enumerate(columns):
        numeric = bool(rows) and all(_NUMBER.fullmatch(str(row[place])) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else plain(str(cell))) for cell in row))
    Console().print(table)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A callback `(done, total)` that draws a bar on standard error, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def parse_columns(pairs: Sequence[str] | None) -> dict[str, str] | None:
    """The column map of repeated ``--column field=NAME`` options.

    Raises
    ------
    SettingError
        If a pair has no ``=`` or an empty side.
    """
    columns = {}
    for pair in pairs or ():
        field, separator, name = pair.partition("=")
        if not (field and separator and name):
            raise SettingError(
                f"Expected --column FIELD=NAME, such as --column text=isi, got {pair!r}."
            )
        columns[field] = name
    return columns or None
