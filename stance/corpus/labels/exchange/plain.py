"""Plain tables and plain JSON lines: for spreadsheets, scripts, and tools not named here."""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any, Final

from stance.corpus.labels.exchange.cells import bare_cell, guard_cell
from stance.corpus.labels.exchange.items import (
    CARRIED,
    Answer,
    Choices,
    Item,
    carried_fields,
    text_or_none,
)
from stance.corpus.labels.exchange.loading import Loaded, Row
from stance.errors import InputError, OutputError

_COLUMNS: Final = ("text", "label", "flags", *CARRIED, "annotator", "created")
_OURS: Final = {"text", "label", "document_id", "start", "end", "digest"}
_BETWEEN: Final = re.compile(r"[\s,;|]+")


def write_csv(items: Sequence[Item], choices: Choices, name: str) -> dict[str, str]:
    """A table whose columns `label` and `flags` annotators fill; it opens in spreadsheets.

    Raises
    ------
    OutputError
        If a text holds half a character, which no table can.
    """
    del choices
    stream = io.StringIO(newline="")
    # All in quotes: line breaks, tabs and leading spaces of a text then stay as they are.
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    purposes = ("purpose",) if any(item.purpose for item in items) else ()
    columns = (*_COLUMNS, *purposes)
    writer.writerow(columns)
    for item in items:
        row = _fields(item) | {"flags": " ".join(item.flags)}
        cells = ("" if row.get(name) is None else str(row[name]) for name in columns)
        writer.writerow(map(guard_cell, cells))
    text = stream.getvalue()
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise OutputError(
            "Expected text that UTF-8 can hold, got half a character (a lone surrogate). Export as "
            "jsonl instead."
        ) from error
    return {name: "\ufeff" + text}  # the mark by which spreadsheets know UTF-8


def read_csv(loaded: Loaded, choices: Choices) -> list[Answer]:
    """A table with `text` and `label`, and whatever else of `write_csv` is there."""
    if set(loaded.columns) >= _OURS:  # only our own writer guards its cells
        rows = [
            (line, {name: _bare(cell) for name, cell in row.items()}) for line, row in loaded.rows
        ]
    else:
        rows = [(line, dict(row)) for line, row in loaded.rows]
    return [_answer(row, loaded.file, line, choices) for line, row in rows]


def write_jsonl(items: Sequence[Item], choices: Choices, name: str) -> dict[str, str]:
    """A JSON object a line, with `label` to be filled."""
    del choices
    return {name: json_lines(_fields(item) | {"flags": list(item.flags)} for item in items)}


def read_jsonl(loaded: Loaded, choices: Choices) -> list[Answer]:
    """Lines with `text` and `label`, and whatever else of `write_jsonl` is there."""
    return [_answer(row, loaded.file, line, choices) for line, row in loaded.rows]


def json_lines(rows: Any) -> str:
    """JSON lines of dictionaries."""
    return "".join(json_text(row) + "\n" for row in rows)


def json_text(value: Any, *, indent: int | None = None) -> str:
    """JSON as it is read by people; escaped where UTF-8 cannot hold it."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair exists in JSON, but not in UTF-8
        return json.dumps(value, indent=indent)
    return text


def _fields(item: Item) -> dict[str, Any]:
    own = {"text": item.text, "label": item.label, "flags": None}
    return own | item.carried | {"annotator": item.annotator, "created": item.created}


def _answer(row: Row, file: str, line: int, choices: Choices) -> Answer:
    if "label" not in row and choices.task not in row:
        raise InputError(
            f"Expected a column 'label' (or {choices.task!r}) at {file}, line {line}, got "
            f"{', '.join(map(str, row))}. Name the column so, or name the tool with --format."
        )
    label = str(row.get("label", row.get(choices.task)) or "").strip()
    given = row.get("flags") or []
    flags = given if isinstance(given, list) else _BETWEEN.split(str(given))
    return Answer(
        file=file,
        line=line,
        choices=tuple(one for one in (label, *map(str, flags)) if one) if label else (),
        annotator=text_or_none(row.get("annotator")),
        created=row.get("created"),
        **carried_fields(row),
    )


def _bare(cell: object) -> object:
    return bare_cell(cell) if isinstance(cell, str) else cell
