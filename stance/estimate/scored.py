"""The score table, checked and put in order: the only place that knows its columns."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stance.errors import InputError
from stance.score_table import METADATA, PROBABILITY, labels_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

KINDS = ("article", "comment")
IDENTITY = ("kind", "document_id", "article_id")
NEEDED = ("task", *IDENTITY, "index", "label", "score")
ABOUT_DOCUMENTS = (
    *("title", "outlet", "published", "published_precision"),
    *("duplicate_of", "commenter", "model", "trained_on"),
)
# A stored probability may miss its bound by the rounding of a text format.
SLACK = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoredSentences:
    """The scored sentences of one task, document by document.

    `documents` has one row a document, in the order of kind, article and id, failed documents
    included. The sentences of document ``d`` are ``starts[d]:starts[d + 1]`` of `scores`, `codes`
    (places in `labels`) and `probabilities` (a column a label); `rows` are their rows in the
    table. `n_failed` counts a document's rows that hold an error instead of a score. But for
    `rows`, nothing here depends on the table's row order.
    """

    task: str
    labels: tuple[str, ...]
    documents: pa.Table
    starts: Integers
    scores: Floats
    codes: Integers
    probabilities: Floats
    rows: Integers
    n_failed: Integers


def order_scores(scores: pa.Table, *, columns: Sequence[str] = ()) -> ScoredSentences:
    """The sentences of a score table in the order of their documents, after all checks.

    Parameters
    ----------
    scores
        A score table: one row a sentence, or one row with `error` for a document that failed.
    columns
        More columns about documents to keep, such as one to group by.

    Raises
    ------
    InputError
        A column is missing or of another type, the table is empty or holds failures only, a
        score is not a number from -1 to +1, a sentence is there twice, a label has no
        probability column, there are two tasks, or a document contradicts itself.
    """
    _check_columns(scores, [*NEEDED, *columns])
    labels = _checked_labels(scores)
    failed = _failed_rows(scores)
    documents, of_row = unique_documents(_document_columns(scores, columns))
    order = _order_of_sentences(scores, of_row, failed)
    sentences = scores.select([*NEEDED, *(f"{PROBABILITY}{label}" for label in labels)])
    if not _is_identity(order, scores.num_rows):
        sentences = sentences.take(order)
    counts = np.bincount(of_row[order], minlength=documents.num_rows)
    return ScoredSentences(
        task=_task_of(sentences),
        labels=labels,
        documents=documents,
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        scores=_numbers(sentences, "score", lowest=-1.0),
        codes=_label_codes(sentences, labels),
        probabilities=np.column_stack(
            [_numbers(sentences, f"{PROBABILITY}{label}", lowest=0.0) for label in labels]
        ),
        rows=order,
        n_failed=np.bincount(of_row[failed], minlength=documents.num_rows).astype(np.int64),
    )


def unique_documents(rows: pa.Table) -> tuple[pa.Table, Integers]:
    """The distinct documents of `rows` in order, and for every row the place of its document.

    Raises
    ------
    InputError
        Two rows of one document disagree in any column.
    """
    ids = rows["document_id"].combine_chunks().dictionary_encode()
    keys = np.asarray(ids.indices, dtype=np.int64)
    keys = keys + len(ids.dictionary) * (np.asarray(_codes(rows["kind"], KINDS)))
    first = np.full(2 * len(ids.dictionary), -1, dtype=np.int64)
    first[keys[::-1]] = np.arange(len(keys), dtype=np.int64)[::-1]
    found = np.flatnonzero(first >= 0)
    documents = _decoded(rows.take(first[found]))
    order = np.asarray(
        pc.sort_indices(
            documents, [(name, "ascending") for name in ("kind", "article_id", "document_id")]
        )
    ).astype(np.int64)
    place = np.empty(len(first), dtype=np.int64)
    place[found[order]] = np.arange(len(order))
    _check_agreement(rows, first[keys])
    return documents.take(order), place[keys]


def _decoded(documents: pa.Table) -> pa.Table:
    """Columns that came as dictionaries, as which large files are read, as plain values."""
    plain = {
        name: column.cast(column.type.value_type).combine_chunks()
        if pa.types.is_dictionary(column.type)
        else column.combine_chunks()
        for name, column in zip(documents.column_names, documents.columns, strict=True)
    }
    return pa.table(plain)


def without_duplicates(scores: pa.Table) -> pa.Table:
    """The score table without the documents that nearly equal an earlier one.

    Estimates keep near-duplicates (wire copy is what readers were given) and warn of them; give
    them this table instead to count each text once. Comments under a dropped article stay: they
    are voices of their own. The schema's metadata ``stance`` then says how many articles and
    comments were left out, under ``left_out``.

    Raises
    ------
    InputError
        The table has no column `duplicate_of`.
    """
    _check_columns(scores, [*IDENTITY, "duplicate_of"])
    # A comment's rows name the original of its article, too.
    copies = pc.and_(pc.is_valid(scores["duplicate_of"]), pc.equal(scores["kind"], "article"))
    dropped = scores.filter(copies).select(["kind", "document_id"]).group_by("kind")
    counts = dropped.aggregate([("document_id", "count_distinct")]).to_pylist()
    known = dict(scores.schema.metadata or {})
    about = json.loads(known.get(METADATA, b"{}"))
    by_kind = {row["kind"]: row["document_id_count_distinct"] for row in counts}
    about["left_out"] = {f"duplicate_{kind}s": by_kind.get(kind, 0) for kind in KINDS}
    kept = scores.filter(pc.invert(copies))
    return kept.replace_schema_metadata({**known, METADATA: json.dumps(about).encode()})


def _check_columns(scores: pa.Table, names: Sequence[str]) -> None:
    if not isinstance(scores, pa.Table):
        raise InputError(
            f"Expected a score table (pyarrow.Table), got {type(scores).__name__}. "
            "read_scores gives one; pyarrow.table(frame) makes one of a data frame."
        )
    missing = [name for name in names if name not in scores.column_names]
    if missing:
        came = ", ".join(scores.column_names) or "none"
        raise InputError(
            f"Expected the columns {', '.join(missing)} in the score table, which has: "
            f"{came[:300]}. Give the table that scoring wrote."
        )
    if scores.num_rows == 0:
        raise InputError("Expected scored sentences, got a score table without rows.")


def _checked_labels(scores: pa.Table) -> tuple[str, ...]:
    labels = labels_of(scores)
    if len(labels) < 2:  # noqa: PLR2004 - a choice needs two
        raise InputError(
            "Expected a probability column p_<label> for each of two or more labels, "
            f"got {len(labels)} in: {', '.join(scores.column_names)[:300]}."
        )
    return labels


def _failed_rows(scores: pa.Table) -> NDArray[np.bool_]:
    if "error" not in scores.column_names:
        return np.zeros(scores.num_rows, dtype=bool)
    failed = np.asarray(pc.is_valid(scores["error"].combine_chunks()))
    if failed.all():
        first = str(scores["error"][0].as_py())[:80]
        raise InputError(
            f"Expected scored sentences, but all {len(failed)} rows are failures, the first: "
            f"{first!r}. Mend the documents and score them again."
        )
    return failed


def _document_columns(scores: pa.Table, columns: Sequence[str]) -> pa.Table:
    """The columns about documents, as plain strings, numbers and truth values."""
    wanted = dict.fromkeys([*IDENTITY, *ABOUT_DOCUMENTS, *columns])
    names = [name for name in wanted if name in scores.column_names]
    kept = {name: _plain(scores[name], name) for name in names}
    for name in IDENTITY:
        if kept[name].null_count:
            raise InputError(
                f"Expected {name!r} in every row of the score table, "
                f"{kept[name].null_count} rows have none."
            )
    return pa.table(kept)


def _plain(column: Any, name: str) -> Any:
    kind = column.type
    if pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type):
        return column.unify_dictionaries().combine_chunks()
    if pa.types.is_nested(kind) or pa.types.is_binary(kind):
        raise InputError(
            f"Expected a column of plain values about documents, {name!r} holds {kind}. "
            "Name a column such as outlet."
        )
    if name in IDENTITY or not (pa.types.is_boolean(kind) or pa.types.is_integer(kind)):
        return column.cast(pa.string()).combine_chunks()
    return column.combine_chunks()


def _check_agreement(rows: pa.Table, first: Integers) -> None:
    """Refuse a document whose rows tell different things about it."""
    for name in rows.column_names:
        codes = np.asarray(
            pc.fill_null(rows[name].combine_chunks().dictionary_encode().indices, -1)
        )
        differs = codes != codes[first]
        if differs.any():
            row = int(np.argmax(differs))
            document = rows["document_id"][row].as_py()
            values = sorted(str(rows[name][place].as_py()) for place in (row, int(first[row])))
            raise InputError(
                f"Expected one value of {name!r} a document, {document[:60]!r} has "
                f"{values[0][:40]!r} and {values[1][:40]!r}. "
                "Give each document an id of its own, and group by what belongs to documents."
            )


def _order_of_sentences(scores: pa.Table, of_row: Integers, failed: NDArray[np.bool_]) -> Integers:
    """The rows of scored sentences in the order of document and index."""
    kept = np.flatnonzero(~failed)
    index = _numbers(scores.select(["document_id", "index"]).take(kept), "index", lowest=None)
    index = index.astype(np.int64)
    documents = of_row[kept]
    later = (np.diff(documents) > 0) | ((np.diff(documents) == 0) & (np.diff(index) > 0))
    if later.all():  # as scoring writes it; sorting again would take longest of all
        return kept
    order = np.lexsort((index, documents))
    same = (np.diff(documents[order]) == 0) & (np.diff(index[order]) == 0)
    if same.any():
        row = int(kept[order[int(np.argmax(same))]])
        document = str(scores["document_id"][row].as_py())
        raise InputError(
            f"Expected each sentence once, sentence {scores['index'][row].as_py()} of "
            f"{document[:60]!r} is there twice. Keep the scores of one model and task, "
            "once each."
        )
    return kept[order]


def _is_identity(order: Integers, n_rows: int) -> bool:
    """Whether nothing would be moved or left out."""
    return len(order) == n_rows and bool((np.diff(order) == 1).all())


def _task_of(sentences: pa.Table) -> str:
    tasks = sorted(str(task) for task in pc.unique(sentences["task"]).to_pylist())
    if len(tasks) != 1:
        raise InputError(
            f"Expected the scores of one task, got {', '.join(tasks)[:200]}. "
            "Filter the table by its column task."
        )
    return tasks[0]


def _numbers(sentences: pa.Table, name: str, *, lowest: float | None) -> Floats:
    """A column as numbers from `lowest` (no limits where it is `None`) to 1, none missing."""
    try:
        column = sentences[name].combine_chunks().cast(pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InputError(
            f"Expected numbers in the column {name!r}, got {sentences[name].type}."
        ) from error
    numbers: Floats = np.asarray(pc.fill_null(column, np.nan))
    wrong = ~np.isfinite(numbers)
    if lowest is not None:
        wrong |= (numbers < lowest - SLACK) | (numbers > 1.0 + SLACK)
    if wrong.any():
        row = int(np.argmax(wrong))
        document = str(sentences["document_id"][row].as_py())
        span = "whole numbers" if lowest is None else f"numbers from {lowest:+.0f} to +1"
        raise InputError(
            f"Expected {span} in the column {name!r}, got {numbers[row]} in document "
            f"{document[:60]!r} ({int(wrong.sum())} such rows). Score the documents again."
        )
    return numbers if lowest is None else np.clip(numbers, lowest, 1.0)


def _label_codes(sentences: pa.Table, labels: tuple[str, ...]) -> Integers:
    return _codes(sentences["label"].cast(pa.string()), labels)


def _codes(column: Any, known: tuple[str, ...]) -> Integers:
    """The place of every value in `known`."""
    codes = pc.index_in(column, value_set=pa.array(known))
    if codes.null_count:
        other = column.filter(pc.is_null(codes))[0].as_py()
        raise InputError(
            f"Expected one of {', '.join(known)}, got {str(other)[:40]!r} in the score table."
        )
    return np.asarray(codes, dtype=np.int64)
