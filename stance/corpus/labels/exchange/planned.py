"""A plan of sentences to label, as a file: written for annotators, read again for their labels."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from stance.corpus.labels.annotations import Place
from stance.corpus.labels.exchange.cells import bare_cell, guard_cell
from stance.corpus.labels.exchange.items import Item
from stance.corpus.labels.exchange.loading import load
from stance.corpus.labels.exchange.plain import json_lines
from stance.errors import InputError, SettingError
from stance.files import write_atomically
from stance.plan_table import PLAN_SCHEMA

_MARKS: Final = ("stratum", "probability", "round", "design")
"""Columns that together no other file for annotators has."""


def write_plan(sentences: pa.Table, path: str | Path) -> None:
    """Write the sentences of a plan as a table, ready for annotators to fill `label` and `flags`.

    Parameters
    ----------
    sentences
        `stance.plan_table.PLAN_SCHEMA`, as `stance.plan` gives them.
    path
        Ends in ``.jsonl``, ``.csv`` (in which no spreadsheet finds a formula) or ``.parquet``.

    Raises
    ------
    SettingError
        If the file ends in something else.
    OutputError
        If it cannot be written.
    """
    write = find_plan_writer(path)
    write_atomically(path, lambda aside: write(sentences, aside))


def find_plan_writer(path: str | Path) -> Callable[[pa.Table, Path], object]:
    """What writes a plan in the form that a file's ending names.

    Raises
    ------
    SettingError
        If there is none.
    """
    ending = Path(path).suffix.lower()
    if ending not in _WRITERS:
        raise SettingError(
            f"Expected a plan that ends in {', '.join(_WRITERS)}, got {str(path)!r}. Rename it."
        )
    return _WRITERS[ending]


def read_plan(path: str | Path) -> pa.Table:
    """The sentences of a plan that `write_plan` wrote.

    Raises
    ------
    InputError
        If the file cannot be read, is no plan, or a cell is not what it was written as.
    """
    path = Path(path)
    rows = _parquet_rows(path) if path.suffix.lower() == ".parquet" else _text_rows(path)
    missing = [name for name in PLAN_SCHEMA.names if name not in rows[0][1]]
    if missing:
        raise InputError(
            f"Expected a plan, as `stance plan` writes it, at {path}, got a table without "
            f"{', '.join(missing)}. Name the file that `stance plan` wrote."
        )
    cells = [_typed(row, f"{path}, line {line}") for line, row in rows]
    return pa.Table.from_pylist(cells, schema=PLAN_SCHEMA)


def is_plan(path: Path) -> bool:
    """Whether a file begins as a plan does; of other files nothing is said."""
    try:
        if path.suffix.lower() == ".parquet":
            with path.open("rb") as stream:
                return set(_MARKS) <= set(pq.read_schema(stream).names)
        if path.suffix.lower() not in {".jsonl", ".csv"} or not path.is_file():
            return False
        with path.open(encoding="utf-8-sig", errors="replace") as lines:
            first = lines.readline()
    except (OSError, pa.ArrowException):
        return False
    if path.suffix.lower() == ".csv":
        return set(_MARKS) <= {name.strip('"\n\r') for name in first.split(",")}
    return all(f'"{name}": ' in first for name in _MARKS)


def items_of_plan(plan: pa.Table) -> list[Item]:
    """The sentences of a plan's last round, which are those nobody has been asked for yet."""
    rows = plan.to_pylist()
    last = max(row["round"] for row in rows)
    return [
        Item(
            text=row["text"],
            document_id=row["document_id"],
            start=row["start"],
            end=row["end"],
            digest=row["digest"],
            title=row["title"] or "",
            kind="comment" if row["kind"] == "comment" else "article",
            probability=row["probability"],
            purpose="gold",
        )
        for row in rows
        if row["round"] == last
    ]


def planned_probabilities(plan: pa.Table) -> dict[Place, float]:
    """The probability of every sentence of a plan, by its place.

    >>> row = {"document_id": "a", "start": 0, "end": 8, "probability": 0.25}
    >>> planned_probabilities(pa.Table.from_pylist([row]))
    {('a', 0, 8): 0.25}
    """
    rows = plan.select(["document_id", "start", "end", "probability"]).to_pylist()
    return {(row["document_id"], row["start"], row["end"]): row["probability"] for row in rows}


def _write_csv(sentences: pa.Table, path: Path) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(sentences.column_names)
    for row in sentences.to_pylist():
        writer.writerow(guard_cell("" if one is None else str(one)) for one in row.values())
    # The mark by which spreadsheets know UTF-8.
    path.write_text("\ufeff" + stream.getvalue(), encoding="utf-8", newline="")


def _write_jsonl(sentences: pa.Table, path: Path) -> None:
    path.write_text(json_lines(sentences.to_pylist()), encoding="utf-8", newline="\n")


_WRITERS: Final[dict[str, Callable[[pa.Table, Path], object]]] = {
    ".jsonl": _write_jsonl,
    ".csv": _write_csv,
    ".parquet": pq.write_table,
}


def _parquet_rows(path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    try:
        with path.open("rb") as stream:
            rows = pq.ParquetFile(stream).read().to_pylist()
    except (OSError, pa.ArrowException) as error:
        why = str(getattr(error, "strerror", None) or error).partition("\n")[0][:120]
        raise InputError(
            f"Expected a plan, as `stance plan` writes it, at {path}, but: {why}. Check the name."
        ) from error
    if not rows:
        raise InputError(f"Expected planned sentences in {path}, found none. Draw the plan anew.")
    return list(enumerate(rows, start=1))


def _text_rows(path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    if not path.is_file():
        raise InputError(
            f"Expected a plan, as `stance plan` writes it, but there is no file at {path}. Check "
            "the name."
        )
    (loaded,) = load(path)
    if loaded.shape != "table":
        return list(loaded.rows)
    bare = ({name: bare_cell(str(one)) for name, one in row.items()} for _, row in loaded.rows)
    return [(line, row) for (line, _), row in zip(loaded.rows, bare, strict=True)]


def _typed(row: Mapping[str, Any], where: str) -> dict[str, Any]:
    """A row whose numbers are numbers again, and whose empty cells are none."""
    cells = {name: None if row[name] == "" else row[name] for name in PLAN_SCHEMA.names}
    try:
        cells |= {name: int(row[name]) for name in ("start", "end", "round")}
        cells["probability"] = probability = float(row["probability"])
    except (TypeError, ValueError) as error:
        raise InputError(
            f"Expected numbers as start, end, round and probability at {where}, but: {error}. Take "
            "the file as `stance plan` wrote it."
        ) from error
    texts = [name for name in PLAN_SCHEMA.names if PLAN_SCHEMA.field(name).type == pa.string()]
    flags = cells["flags"]
    cells["flags"] = " ".join(map(str, flags)) if isinstance(flags, list) else flags
    wrong = [name for name in texts if cells[name] is not None and not isinstance(cells[name], str)]
    lacking = [name for name in ("text", "document_id", "digest", "design") if not cells[name]]
    if wrong or lacking or not 0 < probability <= 1:
        name = [*wrong, *lacking, "probability"][0]
        raise InputError(
            f"Expected {name!r} as `stance plan` wrote it at {where}, got {row[name]!r:.60}. Take "
            "the plan's own file."
        )
    return cells
