"""A multiverse to a file and back."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from stance.errors import InputError, SettingError
from stance.files import write_together
from stance.robustness.choices import USUAL
from stance.robustness.summary import cautions_of, summarise

if TYPE_CHECKING:
    from stance.robustness.running import Multiverse

_KEY = b"stance"
_ENDINGS = (".parquet", ".csv", ".json")
_TYPES: dict[str, pa.DataType] = {
    "spec": pa.int32(),
    "baseline": pa.bool_(),
    **dict.fromkeys(("value", "low", "high", "p"), pa.float64()),
    **dict.fromkeys(("n_gold", "n_groups"), pa.int64()),
}
_NEEDED = ("spec", "quantity", "value", "low", "high", "p", "baseline", "error")


def check_ending(path: str | Path) -> None:
    """Refuse a file that cannot be written, before any work is done.

    Raises
    ------
    SettingError
        Its name ends in none of .parquet, .csv and .json.
    """
    if Path(path).suffix.lower() not in _ENDINGS:
        raise SettingError(
            f"Expected a name ending in {', '.join(_ENDINGS)} for the multiverse, got "
            f"{Path(path).name!r}. Choose such a name."
        )


def write_multiverse(found: "Multiverse", path: str | Path) -> None:
    """Write a multiverse; no half-written file ever stands under the final name.

    Beside a CSV file its settings and warnings stand in ``<file>.meta.json``.

    Parameters
    ----------
    found
        As `multiverse` gives it.
    path
        A name that ends in ``.parquet``, ``.csv`` or ``.json``.

    Raises
    ------
    SettingError
        The name has another ending.
    OutputError
        The file cannot be written.
    """
    check_ending(path)
    final = Path(path)
    about = {"settings": dict(found.settings), "warnings": list(found.warnings)}
    table = found.specifications
    kind = final.suffix.lower()
    files: dict[str, Callable[[Path], object]]
    if kind == ".parquet":
        files = {final.name: _parquet(table.replace_schema_metadata({_KEY: json.dumps(about)}))}
    elif kind == ".csv":
        files = {final.name: _text(_csv(table)), f"{final.name}.meta.json": _text(_json(about))}
    else:
        rows = {"specifications": table.to_pylist(), "summary": found.summary.to_pylist()}
        files = {final.name: _text(_json({**about, **rows}))}
    write_together(final.parent, files)


def read_multiverse(path: str | Path) -> "Multiverse":
    """The multiverse in a file, as `write_multiverse` wrote it.

    Raises
    ------
    InputError
        The file cannot be read, or is none of a multiverse.
    """
    from stance.robustness.running import Multiverse

    file = Path(path)
    readers = {".parquet": _read_parquet, ".csv": _read_csv, ".json": _read_json}
    reader = readers.get(file.suffix.lower())
    if reader is None:
        raise InputError(
            f"Expected a multiverse in a {', '.join(_ENDINGS)} file, got {file.name[:60]!r}. "
            "Make one with `stance multiverse ... -o multiverse.parquet`."
        )
    try:
        table, about = reader(file)
        settings, warnings = dict(about["settings"]), tuple(map(str, about["warnings"]))
        _check_columns(table)
    except (OSError, ValueError, KeyError, TypeError) as error:
        why = getattr(error, "strerror", None) or str(error).partition("\n")[0][:120]
        raise InputError(
            f"Expected a multiverse in {str(file)!r}, but: {why}. Write it anew with "
            "`stance multiverse`."
        ) from error
    varied = tuple(name for name in USUAL if name in table.column_names)
    summary = summarise(table, varied)
    own = cautions_of(table, summary)
    return Multiverse(
        specifications=table,
        summary=summary,
        settings=settings,
        warnings=tuple(dict.fromkeys((*own, *warnings))),
    )


def _check_columns(table: pa.Table) -> None:
    missing = [name for name in _NEEDED if name not in table.column_names]
    if missing:
        raise ValueError(f"there is no column {', '.join(missing)}")
    if sum(map(bool, table["baseline"].to_pylist())) != 1:
        raise ValueError("there is not one baseline")


_Read = tuple[pa.Table, Mapping[str, Any]]


def _read_parquet(file: Path) -> _Read:
    from pyarrow import parquet

    table = parquet.ParquetFile(file).read()
    about = json.loads((table.schema.metadata or {})[_KEY])
    return table.replace_schema_metadata(None), about


def _read_csv(file: Path) -> _Read:
    about = json.loads(file.with_name(f"{file.name}.meta.json").read_text(encoding="utf-8"))
    with file.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    rows = [
        {name: _value(name, cell) if cell else None for name, cell in line.items()}
        for line in lines
    ]
    return _table(rows), about


def _read_json(file: Path) -> _Read:
    about = json.loads(file.read_text(encoding="utf-8"))
    return _table(about["specifications"]), about


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    kinds = [(name, _TYPES.get(name, pa.string())) for name in rows[0]] if rows else []
    return pa.Table.from_pylist(rows, schema=pa.schema(kinds))


def _value(name: str, cell: str) -> Any:
    kind = _TYPES.get(name, pa.string())
    if kind == pa.bool_():
        return cell == "True"
    if pa.types.is_integer(kind):
        return int(cell)
    return float(cell) if pa.types.is_floating(kind) else cell


def _csv(table: pa.Table) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.column_names)
    writer.writerows(row.values() for row in table.to_pylist())
    return stream.getvalue()


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _text(text: str) -> Callable[[Path], object]:
    return lambda aside: aside.write_text(text, encoding="utf-8", newline="\n")


def _parquet(table: pa.Table) -> Callable[[Path], object]:
    from pyarrow import parquet

    return lambda aside: parquet.write_table(table, aside, compression="zstd")
