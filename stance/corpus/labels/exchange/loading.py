"""Any file that a tool gives back -> rows, whatever the tool: JSON, JSON lines, CSV, TSV, zips."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal

from stance.corpus.tables.rows import read_rows
from stance.errors import InputError

Shape = Literal["json", "jsonl", "table"]
Row = Mapping[str, Any]

_TABLES: Final = (".csv", ".tsv")
_LARGEST: Final = 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """One file's rows, each with its line (in a JSON array: its number) from 1.

    `name` is the file's own; inside a zip or a folder, the path there. `zipped` says that it came
    out of a zip.
    """

    file: str
    name: str
    shape: Shape
    columns: tuple[str, ...]
    rows: tuple[tuple[int, Row], ...]
    zipped: bool = False


def load(path: str | Path) -> tuple[Loaded, ...]:
    """The rows of a file; of each file, if it is a zip or a folder.

    Raises
    ------
    InputError
        If there is no such file, it holds no rows, or it cannot be read; the message names the
        line.
    """
    path = Path(path)
    if path.is_dir():
        files = sorted(one for one in path.rglob("*") if one.suffix in {*_TABLES, ".jsonl"})
        found = [load_one(_bytes(one), str(one), str(one.relative_to(path))) for one in files]
    elif zipfile.is_zipfile(path):
        found = _unzip(path)
    else:
        found = [load_one(_bytes(path), str(path), path.name)]
    if not found:
        raise InputError(
            f"Expected files that end in .jsonl, .csv or .tsv in {path}, found none. Name the "
            "file that the tool gave you."
        )
    return tuple(found)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"Expected a file with labels at {path}, but: {error.strerror}. Check the name."
        ) from error


def _unzip(path: Path) -> list[Loaded]:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            # Before unpacking: a zip of a few bytes may hold more than fits into memory.
            if sum(part.file_size for part in parts) > _LARGEST:
                raise InputError(f"Expected at most 1 GiB in {path}, got more. Export fewer.")
            return [
                load_one(archive.read(part), f"{path}/{part.filename}", part.filename, zipped=True)
                for part in parts
            ]
    # RuntimeError: a password; NotImplementedError: a compression that Python does not know.
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise InputError(
            f"Expected a zip that can be unpacked, got {path}: {error}. Export it anew."
        ) from error


def load_one(data: bytes, file: str, name: str, *, zipped: bool = False) -> Loaded:
    """The rows of one file's bytes; its name's ending says whether it is a table."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if PurePosixPath(name).suffix.lower() in _TABLES and not zipped:
            return _saved_table(Path(file), name)
        raise InputError(
            f"Expected text in UTF-8 in {file}, got other bytes ({error}). Export it anew."
        ) from error
    shape, rows = _rows(text, file, PurePosixPath(name).suffix.lower())
    if not rows:
        raise InputError(f"Expected labelled sentences in {file}, found none. Export it anew.")
    columns = tuple(dict.fromkeys(str(key) for _, row in rows for key in row))
    return Loaded(
        file=file, name=name, shape=shape, columns=columns, rows=tuple(rows), zipped=zipped
    )


def _rows(text: str, file: str, ending: str) -> tuple[Shape, list[tuple[int, Row]]]:
    if ending in _TABLES:
        return "table", _table(text, file, "\t" if ending == ".tsv" else ",")
    if text.lstrip().startswith("["):
        found = _json(text, file)
        return "json", [_row(one, f"{file}, entry {n}", n) for n, one in enumerate(found, start=1)]
    # Lines end at line feeds only: str.splitlines would also cut at U+2028 within a text.
    lines = ((n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip())
    return "jsonl", [
        _row(_json(line, f"{file}, line {n}"), f"{file}, line {n}", n) for n, line in lines
    ]


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"Expected JSON at {where}, got {text.strip()[:60]!r}. If it is a table, name it .csv "
            "or .tsv; else export it anew."
        ) from error


def _row(value: Any, where: str, number: int) -> tuple[int, Row]:
    if not isinstance(value, dict):
        raise InputError(
            f"Expected a JSON object for each sentence at {where}, got {str(value)[:60]!r}. Export "
            "it anew."
        )
    return number, value


def _table(text: str, file: str, delimiter: str) -> list[tuple[int, Row]]:
    """Strictly by the rules of CSV: nothing in a text is repaired, so that its digest stays."""
    first = text.partition("\n")[0]
    if delimiter == "," and first.count(";") > first.count(","):
        delimiter = ";"  # how spreadsheets save CSV where the comma is the decimal sign
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, Row]] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        line = reader.line_num + 1
        for cells in reader:
            if any(cells) and len(cells) != len(header):
                raise InputError(
                    f"Expected {len(header)} cells, as there are columns, at {file}, line {line}, "
                    f"got {len(cells)}. Correct the line, or save the table anew."
                )
            if any(cells):
                rows.append((line, dict(zip(header, cells, strict=True))))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"Expected a table that can be read at {file}, line {reader.line_num}, but: {error}. "
            "Correct the line, or save the table anew."
        ) from error
    return rows


def _saved_table(path: Path, name: str) -> Loaded:
    """A table that a spreadsheet saved in an older encoding."""
    rows = read_rows(path)
    return Loaded(file=str(path), name=name, shape="table", columns=rows.columns, rows=rows.rows)
