"""A Parquet file of scores of any size, tallied part by part: only its documents' sums are held."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from stance.errors import InputError
from stance.estimate.gold import GoldMatcher
from stance.estimate.scored import ABOUT_DOCUMENTS, NEEDED, order_scores
from stance.estimate.tally import Tally, merge_tallies, place_gold, tally, tally_ordered
from stance.score_table import PROBABILITY

_ROWS_AT_ONCE = 500_000
_PLACES = ("start", "end")


def tally_file(
    path: str | Path, *, gold: pa.Table | None = None, columns: Sequence[str] = ()
) -> Tally:
    """The sums of a Parquet file of scores, as `stance.estimate.tally.tally` gives of a table.

    Parameters
    ----------
    path
        The file, as `write_scores` wrote it. Where the sentences of documents are scattered over
        it, it is read whole.
    gold
        Gold labels of some of its sentences. The texts are read only where labels have digests,
        to see whether the labelled sentences have changed.
    columns
        More columns about documents to keep, for grouping.

    Raises
    ------
    InputError
        The file cannot be read, or as for `tally`.
    """
    with _readable(path):
        strings = [field.name for field in pq.read_schema(path) if pa.types.is_string(field.type)]
        repeated = _wanted(strings, columns, more=_PLACES)
        with pq.ParquetFile(path, read_dictionary=repeated) as file:
            return _tallied(file, gold, columns)


def read_table(path: str | Path) -> pa.Table:
    """A Parquet file of scores as a table, but for the terms of its sentences.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    with _readable(path):
        names = [name for name in pq.read_schema(path).names if name != "terms"]
        return pq.read_table(path, columns=names)


@contextmanager
def _readable(path: str | Path) -> Iterator[None]:
    """What the system or Arrow says of an unreadable file, as an `InputError`."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        number = EISDIR if Path(path).is_dir() else getattr(error, "errno", None)
        if number is not None:
            raise InputError(
                f"Expected to read scores in {str(path)!r}, but: {os.strerror(number)}. "
                "Check its name and permissions."
            ) from error
        why = str(error).partition("\n")[0][:160].rstrip(".")
        raise InputError(
            f"Expected a whole Parquet file of scores, but {str(path)!r} cannot be read: {why}. "
            "Write it again with `stance score`."
        ) from error


def _tallied(file: pq.ParquetFile, gold: pa.Table | None, columns: Sequence[str]) -> Tally:
    matcher = None if gold is None else GoldMatcher(gold)
    names = _wanted(file.schema_arrow.names, columns, more=_for_gold(gold))
    parts = []
    for table in _whole_documents(file, names):
        ordered = order_scores(table, columns=columns)
        try:
            matched = None if matcher is None else place_gold(ordered, matcher.match(table))
        except InputError:
            # The sentence may be in another part, if documents are scattered.
            return tally(file.read(columns=names), gold=gold, columns=columns)
        parts.append(tally_ordered(ordered, gold=matched))
    if not parts:
        raise InputError("Expected scored sentences, got a score table without rows.")
    merged = merge_tallies(parts)
    if merged.documents.num_rows < sum(part.documents.num_rows for part in parts):
        # A sentence that is there twice would go unnoticed in two parts.
        return tally(file.read(columns=names), gold=gold, columns=columns)
    return merged if matcher is None else merged.with_notes(matcher.notes())


def _for_gold(gold: pa.Table | None) -> tuple[str, ...]:
    """The columns that gold labels need: the texts only if there is something to hold them to."""
    if gold is None:
        return ()
    held = "digest" in gold.column_names and gold["digest"].null_count < gold.num_rows
    return (*_PLACES, "text") if held else _PLACES


def _wanted(names: Sequence[str], columns: Sequence[str], *, more: Sequence[str]) -> list[str]:
    """The columns to read: not the terms, and mostly not the texts, which are most of the file."""
    known = {*NEEDED, *ABOUT_DOCUMENTS, *columns, "error", *more}
    return [name for name in names if name in known or name.startswith(PROBABILITY)]


def _whole_documents(file: pq.ParquetFile, names: Sequence[str]) -> Iterator[pa.Table]:
    """Parts of the file that end where a document does, each with a scored sentence."""
    held = None
    for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=names, use_threads=False):
        table = pa.Table.from_batches([batch])
        table = table if held is None else pa.concat_tables([held, table]).combine_chunks()
        if "document_id" not in names:
            yield table  # which refuses it with the names of all columns that are missing
            return
        start = _end_of_part(table)
        held = table.slice(start)
        if start:
            yield table.slice(0, start)
    if held is not None and held.num_rows:
        yield held


def _end_of_part(table: pa.Table) -> int:
    """Where the last document with a scored sentence begins; 0 if no other has one before it."""
    scored = np.arange(table.num_rows)
    if "error" in table.column_names:
        scored = np.flatnonzero(table["error"].is_null().to_numpy())
    if not len(scored):
        return 0
    ids = table["document_id"].slice(0, int(scored[-1]) + 1)
    other = pc.not_equal(ids, ids[-1]).to_numpy()
    before = np.flatnonzero(np.asarray(other, dtype=bool))
    if not len(before) or scored[0] > before[-1]:
        return 0
    return int(before[-1]) + 1
