"""A file of scores in, the score table out: whatever its ending, with the same columns."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from stance.errors import InputError
from stance.score_table import COLUMNS, METADATA, PROBABILITY, labels_of, score_schema

_FEWEST_LABELS = 2
_LONGEST_QUOTE = 60


def read_scores(path: str | Path) -> pa.Table:
    """The scores in a Parquet, CSV or JSONL file, as `write_scores` wrote them.

    Parameters
    ----------
    path
        A file whose name ends in ``.parquet``, ``.csv`` or ``.jsonl``. Beside CSV and JSONL,
        ``<name>.meta.json`` tells where the scores come from; a report can do without it.

    Returns
    -------
    pyarrow.Table
        One row a sentence, with the columns of `stance.score_table.COLUMNS` and one probability
        (``p_<label>``) a label, from the label scored +1 to the one scored -1; a failed document
        is one row whose ``error`` is set. The schema's metadata ``stance`` is JSON: bundle,
        corpus, versions.

    Raises
    ------
    InputError
        If there is no such file, it cannot be read (as after a copy that was cut short), a column
        is missing or of the wrong type, or a value is impossible.
    """
    file = Path(path)
    readers: dict[str, Callable[[Path], pa.Table]] = {
        ".parquet": _read_parquet,
        ".csv": _read_csv,
        ".jsonl": _read_jsonl,
    }
    reader = readers.get(file.suffix.lower())
    if reader is None:
        raise InputError(
            f"Expected scores in a .parquet, .csv or .jsonl file, got {_quoted(file.name)}. "
            "Make one with `stance score ... -o scores.parquet`."
        )
    try:
        table = reader(file)
    except OSError as error:
        why = error.strerror or str(error).splitlines()[0]
        raise InputError(
            f"Expected to read scores in {str(file)!r}, but: {why}. "
            "Check the name and its permissions."
        ) from error
    except (pa.ArrowException, UnicodeDecodeError) as error:
        why = str(error).partition("\n")[0][:160].rstrip(".")
        raise InputError(
            f"Expected a whole {file.suffix} file of scores, but {str(file)!r} cannot be read: "
            f"{why}. Write it again with `stance score`."
        ) from error
    return _checked(table, str(file))


def provenance(scores: pa.Table) -> dict[str, Any]:
    """What the scores say of where they come from: ``bundle``, ``corpus``, ``versions``.

    ``cross_fitted`` tells of the folds, where the scores are out of fold.

    Examples
    --------
    >>> table = pa.table({"a": [1]}).replace_schema_metadata({"stance": '{"bundle": {"seed": 0}}'})
    >>> provenance(table)
    {'bundle': {'seed': 0}, 'corpus': {}, 'versions': {}, 'cross_fitted': {}}
    """
    stored = (scores.schema.metadata or {}).get(METADATA, b"{}")
    try:
        known = json.loads(stored)
    except (ValueError, RecursionError):
        known = {}
    parts = known if isinstance(known, dict) else {}
    return {
        name: parts[name] if isinstance(parts.get(name), dict) else {}
        for name in ("bundle", "corpus", "versions", "cross_fitted")
    }


def _read_parquet(file: Path) -> pa.Table:
    if file.is_dir():
        raise IsADirectoryError(None, "Is a directory", str(file))
    with file.open("rb") as stream:
        return pq.ParquetFile(stream).read()


def _read_csv(file: Path) -> pa.Table:
    import pyarrow.csv as pa_csv

    if not file.stat().st_size:
        raise InputError(f"Expected a table of scores in {str(file)!r}, got an empty file.")
    kinds = {name: kind for name, kind in COLUMNS.items() if name != "terms"}
    table = pa_csv.read_csv(
        pa.BufferReader(file.read_bytes()),  # pyarrow cannot open a name that is not UTF-8
        # A row must fit into one block, and a sentence may be as long as the file.
        read_options=pa_csv.ReadOptions(block_size=max(1 << 20, file.stat().st_size + 1)),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            column_types={**kinds, "terms": pa.string()},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    return _with_terms(table, file).replace_schema_metadata(_sidecar(file))


def _with_terms(table: pa.Table, file: Path) -> pa.Table:
    if "terms" not in table.column_names:
        return table
    cells = table["terms"].to_pylist()
    parsed = [_terms(cell, file, line) for line, cell in enumerate(cells, start=1)]
    place = table.column_names.index("terms")
    return table.set_column(place, "terms", pa.array(parsed, COLUMNS["terms"]))


def _terms(cell: Any, file: Path, line: int) -> Any:
    if not isinstance(cell, str):
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"Expected the column 'terms' to hold JSON, got {_quoted(cell)} "
            f"({str(file)!r}, row {line})."
        ) from error


def _read_jsonl(file: Path) -> pa.Table:
    with file.open(encoding="utf-8-sig", newline="\n") as stream:
        rows = list(_json_lines(stream, file))
    if not rows:
        raise InputError(f"Expected a table of scores in {str(file)!r}, got an empty file.")
    names = list(rows[0])
    fields = [(name, COLUMNS.get(name, pa.float64())) for name in names]
    table = pa.Table.from_pylist(rows, schema=pa.schema(fields))
    return table.replace_schema_metadata(_sidecar(file))


def _json_lines(stream: TextIO, file: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise InputError(
                f"Expected one JSON object a line, got {_quoted(line)} "
                f"({str(file)!r}, line {number}). Write it again with `stance score`."
            )
        if "terms" in row:
            row["terms"] = _terms(row["terms"], file, number)
        yield row


def _sidecar(file: Path) -> dict[bytes, bytes]:
    beside = file.with_name(file.name + ".meta.json")
    try:
        content = json.loads(beside.read_text(encoding="utf-8"))
    except FileNotFoundError:
        content = {}
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"Expected JSON in {str(beside)!r}: {error}. Remove it, or write the scores again."
        ) from error
    return {METADATA: json.dumps(content, ensure_ascii=False).encode()}


def _checked(table: pa.Table, where: str) -> pa.Table:
    missing = [name for name in COLUMNS if name not in table.column_names]
    labels = labels_of(table)
    if missing or len(labels) < _FEWEST_LABELS:
        lacking = missing or ["p_<label>"]
        raise InputError(
            f"Expected a table of scores, but {where!r} has no column "
            f"{', '.join(map(repr, lacking[:4]))}{' ...' if len(lacking) > 4 else ''}; "  # noqa: PLR2004
            f"it has {_quoted(', '.join(table.column_names))}. Make one with `stance score`."
        )
    schema = score_schema(labels)
    cast = pa.table(
        [_cast(table[name], name, where) for name in schema.names], schema=schema
    ).replace_schema_metadata(table.schema.metadata)
    _refuse_impossible(cast, where)
    return cast


def _cast(column: pa.ChunkedArray, name: str, where: str) -> pa.ChunkedArray:
    kind = COLUMNS.get(name, pa.float64())
    try:
        if pa.types.is_boolean(kind) and pa.types.is_string(column.type):
            column = pc.utf8_lower(column)
        return column.cast(kind)
    except (pa.ArrowException, NotImplementedError) as error:
        why = str(error).partition("\n")[0][:120]
        raise InputError(
            f"Expected the column {name!r} of {where!r} to hold {kind}: {why}. "
            "Score the documents again."
        ) from error


def _refuse_impossible(table: pa.Table, where: str) -> None:
    """Values that would make every number of a report wrong without anybody noticing."""
    scored = table.filter(pc.is_null(table["error"]))
    for name in ("score", *(PROBABILITY + label for label in labels_of(table))):
        least = -1.0 if name == "score" else 0.0
        column = scored[name]
        fine = pc.and_(pc.greater_equal(column, least - 1e-6), pc.less_equal(column, 1 + 1e-6))
        wrong = scored.filter(pc.invert(pc.fill_null(fine, False)))
        if wrong.num_rows:
            raise InputError(
                f"Expected numbers of {least:g} to 1 in the column {name!r}, got "
                f"{wrong[name][0].as_py()!r} for document "
                f"{_quoted(str(wrong['document_id'][0].as_py()))} ({where!r}). "
                "Score the documents again."
            )
    tasks = pc.unique(table["task"]).to_pylist()
    if len(tasks) > 1 or None in tasks:
        raise InputError(
            f"Expected the scores of one task, got {_quoted(', '.join(map(str, tasks)))} in "
            f"{where!r}. Keep one task a file."
        )
    kinds = set(pc.unique(table["kind"]).to_pylist()) - {"article", "comment"}
    if kinds:
        raise InputError(
            f"Expected the kind 'article' or 'comment', got {_quoted(min(map(str, kinds)))} "
            f"in {where!r}. Score the documents again."
        )
    _refuse_unreadable(scored, where)


def _refuse_unreadable(scored: pa.Table, where: str) -> None:
    """Sentences that the page could not show."""
    if scored["text"].null_count:
        raise InputError(
            f"Expected the text of every scored sentence in {where!r}, {scored['text'].null_count} "
            "have none. Score the documents again."
        )
    terms = pc.list_flatten(scored["terms"])
    finite = pc.fill_null(pc.is_finite(pc.struct_field(terms, "contribution")), False)
    sound = pc.and_(finite, pc.is_valid(pc.struct_field(terms, "term")))
    if pc.any(pc.invert(sound)).as_py():
        raise InputError(
            f"Expected a term and a finite contribution for each of the 'terms' in {where!r}, got "
            "others. Score the documents again."
        )


def _quoted(text: str) -> str:
    short = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
    return repr(short.rstrip(os.linesep))
