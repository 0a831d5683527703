"""A Parquet file of scores of any size, tallied part by part: only its documents' sums are held."""

from collections.abc import Iterator, Sequence
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
_PLACES = ("start", "end", "error")


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
        Gold labels of some of its sentences; their digests are not checked, since the texts are
        not read.
    columns
        More columns about documents to keep, for grouping.

    Raises
    ------
    InputError
        The file cannot be read, or as for `tally`.
    """
    try:
        texts = [field.name for field in pq.read_schema(path) if pa.types.is_string(field.type)]
        wanted = _wanted(texts, columns, with_places=True)
        with pq.ParquetFile(path, read_dictionary=wanted) as file:
            return _tallied(file, gold, columns)
    except OSError as error:
        why = error.strerror or str(error).splitlines()[0]
        raise InputError(
            f"Expected to read scores in {str(path)!r}, but: {why}. Check its name and permissions."
        ) from error
    except pa.ArrowException as error:
        why = str(error).partition("\n")[0][:160].rstrip(".")
        raise InputError(
            f"Expected a whole Parquet file of scores, but {str(path)!r} cannot be read: {why}. "
            "Write it again with `stance score`."
        ) from error


def _tallied(file: pq.ParquetFile, gold: pa.Table | None, columns: Sequence[str]) -> Tally:
    matcher = None if gold is None else GoldMatcher(gold)
    names = _wanted(file.schema_arrow.names, columns, with_places=gold is not None)
    parts = []
    for table in _whole_documents(file, names):
        ordered = order_scores(table, columns=columns)
        matched = None if matcher is None else place_gold(ordered, matcher.match(table))
        parts.append(tally_ordered(ordered, gold=matched))
    if not parts:
        raise InputError("Expected scored sentences, got a score table without rows.")
    merged = merge_tallies(parts)
    if merged.documents.num_rows < sum(part.documents.num_rows for part in parts):
        # A sentence that is there twice would go unnoticed in two parts.
        return tally(file.read(columns=names), gold=gold, columns=columns)
    return merged if matcher is None else merged.with_notes(matcher.notes())


def _wanted(names: Sequence[str], columns: Sequence[str], *, with_places: bool) -> list[str]:
    """The columns to read: not the texts and their terms, which are most of the file."""
    known = {*NEEDED, *ABOUT_DOCUMENTS, *columns, "error", *(_PLACES if with_places else ())}
    return [name for name in names if name in known or name.startswith(PROBABILITY)]


def _whole_documents(file: pq.ParquetFile, names: Sequence[str]) -> Iterator[pa.Table]:
    """Parts of the file that end where a document does."""
    held = None
    for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=names, use_threads=False):
        table = pa.Table.from_batches([batch])
        table = table if held is None else pa.concat_tables([held, table]).combine_chunks()
        if "document_id" not in names:
            yield table  # which refuses it with the names of all columns that are missing
            return
        start = _last_document(table)
        held = table.slice(start)
        if start:
            yield table.slice(0, start)
    if held is not None and held.num_rows:
        yield held


def _last_document(table: pa.Table) -> int:
    """Where the rows of the last document begin."""
    ids = table["document_id"]
    other = pc.not_equal(ids, ids[-1]).to_numpy()
    found = np.flatnonzero(np.asarray(other, dtype=bool))
    return int(found[-1]) + 1 if len(found) else 0
