"""Results of several tables: shown, piped as JSON lines, or written to a file or a folder."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.cli import screen
from stance.errors import SettingError

if TYPE_CHECKING:
    import pyarrow as pa

_ENDINGS = (".csv", ".json", ".parquet")


def check_output(output: Path | None) -> None:
    """Refuse a file of a kind that cannot be written, before any work is done.

    Raises
    ------
    SettingError
        The file's ending is none of .csv, .json and .parquet.
    """
    if output is not None and output.suffix and output.suffix.lower() not in _ENDINGS:
        raise SettingError(
            f"Expected a file that ends in {', '.join(_ENDINGS)}, or a folder, got "
            f"{output.name!r}. Name one of these."
        )


def write_tables(
    tables: Mapping[str, "pa.Table"], settings: Mapping[str, Any], output: Path
) -> None:
    """Write the first table to a CSV or Parquet file, all to a JSON file or into a folder.

    A folder gets one CSV file a table, and ``settings.json``.
    """
    from stance.files import write_atomically, write_together

    first = next(iter(tables.values()))
    kind = output.suffix.lower()
    if kind == ".parquet":
        write_atomically(output, _parquet(first))
    elif kind == ".csv":
        write_atomically(output, _text(csv_of(first)))
    elif kind == ".json":
        rows = {name: table.to_pylist() for name, table in tables.items()}
        write_atomically(output, _text(_json({"settings": dict(settings), **rows})))
    else:
        files = {f"{name}.csv": _text(csv_of(table)) for name, table in tables.items()}
        write_together(output, {**files, "settings.json": _text(_json(dict(settings)))})


def deliver(
    tables: Mapping[str, "pa.Table"],
    settings: Mapping[str, Any],
    output: Path | None,
    *,
    show: Callable[[], object],
) -> None:
    """Write results where a file is named; show them to people, or pipe them if nothing is written.

    `show` prints the tables for a terminal.
    """
    if output is not None:
        write_tables(tables, settings, output)
    if screen.on_terminal():
        show()
    elif output is None:
        pipe_tables(tables)
    if output is not None:
        say_written(tables, output)


def say_written(tables: Mapping[str, "pa.Table"], output: Path) -> None:
    """Where the results are, and how many rows of each table."""
    whole = output.suffix.lower() in {".json", ""}
    counts = {name: table.num_rows for name, table in tables.items()}
    if not whole:
        counts = dict(list(counts.items())[:1])
    if screen.on_terminal():
        import typer

        said = ", ".join(f"{name}: {screen.count(n, 'row')}" for name, n in counts.items() if n)
        typer.echo(screen.plain(f"{said} in {output}"))
    else:
        screen.show_json({**counts, "output": str(output)})


def pipe_tables(tables: Mapping[str, "pa.Table"]) -> None:
    """One JSON line a row; ``table`` says which it is of."""
    for name, table in tables.items():
        for row in table.to_pylist():
            screen.show_json({"table": name, **row})


def csv_of(table: "pa.Table") -> str:
    """A table as CSV; lists are joined by semicolons.

    >>> import pyarrow as pa
    >>> print(csv_of(pa.table({"a": [0.5], "notes": [["x: y", "z"]]})), end="")
    a,notes
    0.5,x: y; z
    """
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in table.to_pylist():
        writer.writerow(
            "; ".join(map(str, cell)) if isinstance(cell, list) else cell for cell in row.values()
        )
    return stream.getvalue()


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _text(text: str) -> Callable[[Path], object]:
    return lambda aside: aside.write_text(text, encoding="utf-8")


def _parquet(table: "pa.Table") -> Callable[[Path], object]:
    import pyarrow.parquet as pq

    return lambda aside: pq.write_table(table, aside)
