"""A score table as a file: Parquet, CSV or JSON lines, by the ending of its name."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from stance.errors import SettingError
from stance.files import write_together
from stance.score.columns import strings
from stance.score_table import METADATA

_ROWS = 5000


def write_scores(table: pa.Table, path: str | Path) -> None:
    """Write a score table; no half-written file ever stands under the final name.

    Parquet keeps everything. In CSV the column `terms` is JSON, nulls are empty cells, and in CSV
    and JSON lines what the schema's metadata says stands beside, in ``<file>.meta.json``.

    The cells of a CSV are the data as they are. A spreadsheet takes a text that begins with
    ``=``, ``+``, ``-`` or ``@`` for a formula: import such a file with all columns as text.

    Parameters
    ----------
    table
        A table as `score_documents` gives it.
    path
        A name that ends in ``.parquet``, ``.csv`` or ``.jsonl``.

    Raises
    ------
    SettingError
        If the name has another ending.
    OutputError
        If the file cannot be written, or there is a folder of that name.
    """
    final = Path(path)
    writer = find_writer(final)
    files: dict[str, Callable[[Path], object]] = {final.name: lambda aside: writer(table, aside)}
    if writer is not _write_parquet:
        about = json.loads((table.schema.metadata or {}).get(METADATA, b"{}"))
        content = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
        files[f"{final.name}.meta.json"] = lambda aside: _write_text(content, aside)
    write_together(final.parent, files)


def find_writer(path: Path) -> Callable[[pa.Table, Path], None]:
    """What writes a file of this name; to be asked before long work whose result it shall hold.

    Raises
    ------
    SettingError
        If the name has another ending than ``.parquet``, ``.csv`` or ``.jsonl``.
    """
    writers: dict[str, Callable[[pa.Table, Path], None]] = {
        ".parquet": _write_parquet,
        ".csv": _write_csv,
        ".jsonl": _write_jsonl,
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise SettingError(
            f"Expected a name ending in {', '.join(writers)} for the scores, got {path.name!r}. "
            "Choose such a name."
        )
    return writer


def _write_text(content: str, aside: Path) -> None:
    aside.write_text(content, encoding="utf-8", newline="\n")


def _write_parquet(table: pa.Table, aside: Path) -> None:
    from pyarrow import parquet

    parquet.write_table(table, aside, compression="zstd")


def _write_csv(table: pa.Table, aside: Path) -> None:
    from pyarrow import csv

    place = table.column_names.index("terms")
    terms = [None if cell is None else _json(cell) for cell in table["terms"].to_pylist()]
    csv.write_csv(table.set_column(place, "terms", strings(terms)), aside)


def _write_jsonl(table: pa.Table, aside: Path) -> None:
    with aside.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{_json(row)}\n" for row in _rows(table))


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=_ROWS):
        yield from batch.to_pylist()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
