"""The corpus as three files of JSON lines, and as Arrow tables.

Each line holds every field of its record, in order, so that a corpus can be read back exactly,
be compared line by line, and be recognised by its columns.
"""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from stance.errors import InputError, SettingError
from stance.files import write_together
from stance.records import Article, Comment, Corpus, Note

Record = Article | Comment | Note

FILES: Final[Mapping[str, type[Record]]] = MappingProxyType(
    {"articles.jsonl": Article, "comments.jsonl": Comment, "notes.jsonl": Note}
)
_NUMBERS: Final = ("position", "reply_to", "comments_announced", "line")
_SHOWN: Final = 60


def write_corpus(corpus: Corpus, folder: str | Path) -> None:
    """Write ``articles.jsonl``, ``comments.jsonl`` and ``notes.jsonl``, replacing older ones.

    Raises
    ------
    OutputError
        The folder cannot be written or the disk is full; what stood there stays.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> corpus = Corpus(articles=(Article(id="a1", title="Judul", text="Isi."),))
    >>> write_corpus(corpus, folder)
    >>> read_corpus(folder) == corpus
    True
    """
    records: tuple[Sequence[Record], ...] = (corpus.articles, corpus.comments, corpus.notes)
    writers = {name: partial(_write_lines, part) for name, part in zip(FILES, records, strict=True)}
    write_together(folder, writers)


def read_corpus(folder: str | Path) -> Corpus:
    """The corpus that `write_corpus` wrote to `folder`, exactly; a missing file counts as empty.

    Raises
    ------
    InputError
        A line is not a record of its file.
    """
    parts: dict[type[Record], tuple[Any, ...]] = {
        kind: tuple(_read_lines(Path(folder) / name, kind)) for name, kind in FILES.items()
    }
    return Corpus(articles=parts[Article], comments=parts[Comment], notes=parts[Note])


def is_corpus(folder: str | Path) -> bool:
    """Whether the folder holds a corpus as `write_corpus` writes it, judged by its first line."""
    path = Path(folder) / "articles.jsonl"
    try:
        with path.open(encoding="utf-8") as file:
            first = file.readline()
        return not first or set(json.loads(first)) == set(_fields(Article))
    except (OSError, ValueError, TypeError, RecursionError):
        return False


def to_arrow(records: Sequence[Record], *, of: type[Record] | None = None) -> pa.Table:
    """The records as an Arrow table, one column a field; dates as ISO text, as precise as known.

    Parameters
    ----------
    records
        Articles, comments or notes, of one type.
    of
        That type; needed only where `records` may be empty.

    Raises
    ------
    SettingError
        There are no records and `of` does not say of which type they would be.

    Examples
    --------
    >>> to_arrow([Note(kind="skipped", what="empty", file="a.txt")]).column("what").to_pylist()
    ['empty']
    >>> to_arrow([], of=Comment).num_rows
    0
    """
    kind = of or (type(records[0]) if records else None)
    if kind is None:
        raise SettingError("Expected at least one record or a type, got neither. Pass of=Article.")
    schema = pa.schema([(name, _arrow_type(name)) for name in _fields(kind)])
    return pa.Table.from_pylist([_row(record) for record in records], schema=schema)


def _fields(kind: type[Record]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def _arrow_type(name: str) -> pa.DataType:
    if name == "published_candidates":
        return pa.list_(pa.string())
    return pa.int32() if name in _NUMBERS else pa.string()


def _row(record: Record) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in _fields(type(record))}
    if row.get("published") is not None:
        row["published"] = row["published"].isoformat()
    if "published_candidates" in row:
        row["published_candidates"] = [day.isoformat() for day in row["published_candidates"]]
    return row


def _write_lines(records: Iterable[Record], path: Path) -> None:
    with path.open("wb") as file:
        for record in records:
            file.write(_line(_row(record)))


def _line(row: dict[str, Any]) -> bytes:
    try:
        return (json.dumps(row, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # half a surrogate pair exists in JSON, but not in UTF-8
        return (json.dumps(row) + "\n").encode()


def _read_lines(path: Path, kind: type[Record]) -> Iterable[Record]:
    if not path.exists():
        return
    try:
        # Lines end at line feeds only: str.splitlines would also cut at U+2028 within a text.
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(
            f"Expected to read {str(path)!r}, but: {error.strerror}. Check its permissions."
        ) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _record(line, kind, where=f"{path}, line {number}")


def _record(line: bytes, kind: type[Record], *, where: str) -> Record:
    try:
        row: dict[str, Any] = json.loads(line)
        for name, read in _READERS.items():
            if row.get(name) is not None:
                row[name] = read(row[name])
        return kind(**row)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        shown = line[:_SHOWN].decode(errors="replace")
        raise InputError(
            f"Expected a line with the fields of {kind.__name__}, got {shown!r} ({where}). "
            "Write the corpus anew with `stance read`."
        ) from error


def _read_date(text: str) -> date:
    return (
        date.fromisoformat(text) if len(text) == len("2019-09-10") else datetime.fromisoformat(text)
    )


def _read_dates(texts: list[str]) -> tuple[date, ...]:
    return tuple(map(_read_date, texts))


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {"published": _read_date, "published_candidates": _read_dates}
)
