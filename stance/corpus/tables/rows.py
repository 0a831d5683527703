"""Table files -> rows, each with the line it stands on: JSON lines, JSON, CSV, TSV, Parquet."""

import csv
import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from stance.corpus.encoding import decode, is_binary
from stance.corpus.tables.columns import NAMES
from stance.errors import InputError
from stance.records import Note

SUFFIXES: Final = (".csv", ".json", ".jsonl", ".ndjson", ".parquet", ".tsv")
"""The endings of tables; all but Parquet may be followed by ``.gz``."""

_DELIMITERS: Final = (",", ";", "\t", "|")
_LARGEST: Final = 2**30
_SNIFFED: Final = 100_000  # code points
_END: Final = "\x1eend of the table\x1e"
_SHOWN: Final = 60
_LONGEST_REASON: Final = 160
_LONGEST_LINE: Final = 50_000_000  # code points; a row of this length holds no article


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A table: its columns, its rows with their line (or row) numbers from 1, and its faults."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, Any]], ...]
    notes: tuple[Note, ...] = ()

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Each row with its number."""
        return iter(self.rows)


def table_suffix(path: Path) -> str | None:
    """The ending that says which kind of table a file is, or `None` for another file.

    >>> table_suffix(Path("berita.CSV.gz")), table_suffix(Path("halaman.html"))
    ('.csv', None)
    """
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [".gz"]:
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in SUFFIXES else None


def read_rows(path: str | Path) -> Rows:
    """The rows of a table file, whatever its encoding, line ends or delimiter.

    Raises
    ------
    InputError
        The file cannot be read, or is not the kind of table that its ending says.
    """
    path = Path(path)
    kind = table_suffix(path)
    if kind == ".parquet":
        return _parquet_rows(path)
    data = _bytes(path)
    if is_binary(data):
        raise InputError(f"Expected a table of text, got binary data ({path}). Export it as CSV.")
    decoded = decode(data, mend=False)  # mojibake is mended and counted article by article
    notes = tuple(
        Note(kind="repaired", what=code, file=str(path), detail=f"{count} in the file")
        for code, count in zip(decoded.repairs, decoded.counts, strict=True)
    )
    if kind in (".csv", ".tsv"):
        return _delimited_rows(decoded.text, file=str(path), notes=notes)
    return _json_rows(decoded.text, file=str(path), notes=notes)


def _bytes(path: Path) -> bytes:
    try:
        if path.suffix.lower() != ".gz":
            return path.read_bytes()
        with gzip.open(path) as file:
            data = file.read(_LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"Expected to read {str(path)!r}, but: {why}. Check the file, or copy it again."
        ) from error
    if len(data) > _LARGEST:
        raise InputError(
            f"Expected at most 1 GiB when unpacked, got more ({path}). Split the table."
        )
    return data


def _parquet_rows(path: Path) -> Rows:
    try:
        # As a stream: pyarrow cannot open a name that is not UTF-8.
        with path.open("rb") as stream:
            table = pq.ParquetFile(stream).read()
        rows = enumerate(_with_plain_times(table).to_pylist(), start=1)
        return Rows(columns=tuple(table.column_names), rows=tuple(rows))
    # KeyError: a time zone that this computer does not know.
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError) as error:
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        first = why.strip().splitlines()[0].rstrip(".")[:_LONGEST_REASON]
        raise InputError(
            f"Expected a Parquet file that can be read, got {path}: {first}. Export it anew."
        ) from error


def _with_plain_times(table: pa.Table) -> pa.Table:
    """Dates that Python's calendar does not reach as text: one of them must not cost the table."""
    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type) or pa.types.is_date(field.type):
            column = table.column(place)
            try:
                column.to_pylist()
            except (ValueError, OverflowError):
                table = table.set_column(place, field.name, column.cast(pa.string()))
    return table


def _json_rows(text: str, *, file: str, notes: tuple[Note, ...]) -> Rows:
    """JSON lines; else one JSON array of objects, or an object that holds one."""
    whole = _whole_json(text)
    found = enumerate(whole, start=1) if whole is not None else _json_lines(text)
    rows: list[tuple[int, Mapping[str, Any]]] = []
    faults: list[Note] = []
    for line, value in found:
        if isinstance(value, dict):
            rows.append((line, value))
        else:
            what = "not-json" if value is _BROKEN else "not-a-row"
            faults.append(Note(kind="skipped", what=what, file=file, line=line))
    if not rows:
        shown = text.strip()[:_SHOWN]
        raise InputError(
            f"Expected rows as JSON objects, one a line, got {shown!r} ({file}). Export the table "
            "as JSON lines, or as CSV with the ending .csv."
        )
    columns = tuple(dict.fromkeys(str(name) for _, row in rows for name in row))
    return Rows(columns=columns, rows=tuple(rows), notes=(*notes, *faults))


_BROKEN: Final = object()
# Never going back, so that a file of blank lines takes no longer than another.
_SECOND_LINE: Final = re.compile(r"\{[^\n]*\}[^\S\n]*+\n\s*+\{")


def _json_lines(text: str) -> Iterator[tuple[int, Any]]:
    # Lines end at line feeds only: str.splitlines would also cut at U+2028 within a text.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, _json(line)


def _whole_json(text: str) -> list[Any] | None:
    start = text[:_SHOWN].lstrip()
    if not start.startswith(("[", "{")) or _SECOND_LINE.match(text):
        return None
    value = _json(text)
    if isinstance(value, dict):
        lists = [item for item in value.values() if isinstance(item, list) and item]
        rows = [item for item in lists if all(isinstance(row, dict) for row in item)]
        # One object with a list of rows, unless it is itself an article with its comments.
        is_row = any(name.lower() in NAMES["text"] for name in value)
        return rows[0] if len(rows) == 1 and not is_row else [value]
    return value if isinstance(value, list) else None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # also: an integer of more than 4300 digits
        return _BROKEN


def _delimited_rows(text: str, *, file: str, notes: tuple[Note, ...]) -> Rows:
    lines = _without_remarks(text.split("\n"))
    for number, whole in enumerate(lines, start=1):
        if len(whole) > _LONGEST_LINE:
            raise InputError(
                f"Expected lines of at most {_LONGEST_LINE:,} characters, got {len(whole):,} "
                f"({file}, line {number}). Split the text, or give it as JSON lines."
            )
    delimiter = _sniff(lines)
    cells, fault = _quoted_or_plain(lines, delimiter=delimiter)
    faults = [Note(kind="marked", what=what, file=file, line=line) for what, line in fault]
    if not cells:
        raise InputError(
            f"Expected a table with a line of column names, got nothing ({file}). Export it anew."
        )
    columns = tuple(name.strip() for name in cells[0][1])
    rows: list[tuple[int, Mapping[str, Any]]] = []
    for line, values in cells[1:]:
        if len(values) > len(columns):
            detail = f"{len(values)} cells for {len(columns)} columns"
            faults.append(
                Note(kind="marked", what="extra-cells", file=file, line=line, detail=detail)
            )
            # An unquoted delimiter: in the last column it can only have been text.
            last = delimiter.join(values[len(columns) - 1 :])
            values = [*values[: len(columns) - 1], last]  # noqa: PLW2901
        rows.append((line, dict(zip(columns, values, strict=False))))
    return Rows(columns=columns, rows=tuple(rows), notes=(*notes, *faults))


def _quoted_or_plain(
    lines: list[str], *, delimiter: str
) -> tuple[list[tuple[int, list[str]]], list[tuple[str, int]]]:
    """The rows, and what was wrong with which line's quotes, if anything.

    A quotation mark that only belongs to a text would swallow the rows down to the next one.
    """
    quoted, whole = _cells(lines, delimiter=delimiter, quoted=True)
    wrapped = [line for line, values in quoted if any("\n" in value for value in values)]
    if whole and not wrapped:
        return quoted, []
    plain, _ = _cells(lines, delimiter=delimiter, quoted=False)
    if not whole:
        return plain, [("quote-not-closed", quoted[-1][0])]
    if all(len(values) == len(plain[0][1]) for _, values in plain):
        return plain, [("quotes-as-text", wrapped[0])]
    return quoted, []


def _without_remarks(lines: list[str]) -> list[str]:
    """Lines before the column names that begin with ``# `` say something about the table."""
    end = next((n for n, line in enumerate(lines) if not line.startswith("# ")), len(lines))
    return ["" for _ in lines[:end]] + lines[end:]  # emptied, so that line numbers stay true


def _cells(
    lines: Iterable[str], *, delimiter: str, quoted: bool
) -> tuple[list[tuple[int, list[str]]], bool]:
    """Rows that hold anything, with their first lines; and whether every quote was closed."""
    before = csv.field_size_limit(_LARGEST)  # the module's only way to read long articles
    try:
        # A last row that must come out as it is, or a quote was still open before it.
        reader = csv.reader(
            (f"{line}\n" for line in (*lines, _END)),
            delimiter=delimiter,
            quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        )
        found, start = [], 1
        for values in reader:
            found.append((start, values))
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"Expected a table, got one that breaks off: {error}. Export it anew."
        ) from error
    finally:
        csv.field_size_limit(before)
    whole = found[-1][1] == [_END]
    kept = [(line, values) for line, values in found if any(value.strip() for value in values)]
    return (kept[:-1] if whole else kept), whole


def _sniff(lines: Sequence[str]) -> str:
    """The delimiter that gives the most known column names, then the most even rows."""
    text = "\n".join(line[:_SNIFFED] for line in islice(lines, _SNIFFED))[:_SNIFFED]
    head = text.lstrip("\n").split("\n")[:-1] or [text]

    def fitness(delimiter: str) -> tuple[int, int, int]:
        header = [name.strip(' "').lower() for name in head[0].split(delimiter)]
        known = sum(re.sub(r"[\W_]+", "", name) in _KNOWN for name in header)
        even = sum(line.count(delimiter) == len(header) - 1 for line in head)
        return known, (even if len(header) > 1 else 0), len(header)

    return max(_DELIMITERS, key=fitness)


_KNOWN: Final = frozenset(name for names in NAMES.values() for name in names)
