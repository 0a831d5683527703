"""Sums a document: all that an estimator needs of a score table, and mergeable."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stance.errors import InputError
from stance.estimate.gold import Gold, match_gold
from stance.estimate.scored import (
    Floats,
    Integers,
    ScoredSentences,
    order_scores,
    unique_documents,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """The sums of scored sentences, one row a document.

    Attributes
    ----------
    task, labels
        What was scored, and its labels in codebook order.
    documents
        What is known of each document: kind, document_id, article_id and, where the score table
        has them, title, outlet, published, published_precision, duplicate_of, commenter, model,
        trained_on and any column that was asked for.
    n_sentences, n_failed
        Scored sentences, and rows with an error, which are left out of all sums.
    score_sum, score_squares
        Sums of the stance scores (-1..+1 each) and of their squares.
    label_counts, probability_sums
        One column a label: sentences with that label, and the sum of its probabilities.
    gold_counts
        One column a label: sentences whose gold label it is.
    gold_confusion, gold_probabilities
        Shape ``(n_documents, n_labels, n_labels)``: over the sentences with a gold label, each
        weighted by one over its probability of selection, by gold label (second axis) the
        predicted labels and the sums of the labels' probabilities (third axis).
    notes
        Warnings about gold labels that took no part.
    """

    task: str
    labels: tuple[str, ...]
    documents: pa.Table
    n_sentences: Integers
    n_failed: Integers
    score_sum: Floats
    score_squares: Floats
    label_counts: Integers
    probability_sums: Floats
    gold_counts: Integers
    gold_confusion: Floats
    gold_probabilities: Floats
    notes: tuple[str, ...] = ()

    def take(self, places: NDArray[Any]) -> Self:
        """The tally of some documents: their places, or a mask."""
        chosen = np.flatnonzero(places) if places.dtype == bool else places
        return self._with(self.documents.take(chosen), lambda sums: sums[chosen])

    def of_kind(self, kind: str | None) -> Self:
        """The tally of the articles or of the comments; of both for `None`."""
        if kind is None:
            return self
        return self.take(np.asarray(pc.equal(self.documents["kind"], kind)))

    def scored(self) -> Self:
        """The tally of the documents that have a scored sentence."""
        return self.take(self.n_sentences > 0)

    def with_notes(self, notes: tuple[str, ...]) -> Self:
        """The same with warnings about gold labels."""
        return replace(self, notes=notes)

    def articles(self) -> tuple[list[str], Integers]:
        """The article ids in order, and for each document the place of its article."""
        encoded = pc.dictionary_encode(self.documents["article_id"].combine_chunks())
        order = np.asarray(pc.sort_indices(encoded.dictionary)).astype(np.int64)
        rank = np.argsort(order)
        ids = encoded.dictionary.take(order).to_pylist()
        return ids, rank[np.asarray(encoded.indices, dtype=np.int64)]

    def _with(self, documents: pa.Table, change: Callable[[Any], Any]) -> Self:
        return type(self)(
            task=self.task,
            labels=self.labels,
            documents=documents,
            notes=self.notes,
            **{name: change(getattr(self, name)) for name in _SUMS},
        )


_WHOLE = {"task", "labels", "documents", "notes"}
_SUMS = tuple(field.name for field in fields(Tally) if field.name not in _WHOLE)


def tally(scores: pa.Table, *, gold: pa.Table | None = None, columns: Sequence[str] = ()) -> Tally:
    """The sums of a score table, document by document.

    Parameters
    ----------
    scores
        A score table.
    gold
        Gold labels of some of its sentences, as `read_gold` gives them.
    columns
        More columns about documents to keep, for grouping.

    Raises
    ------
    InputError
        See `stance.estimate.scored.order_scores` and `stance.estimate.gold.match_gold`.

    Examples
    --------
    >>> table = pa.table({
    ...     "task": ["stance"] * 3, "kind": ["article"] * 3, "document_id": ["a", "a", "b"],
    ...     "article_id": ["a", "a", "b"], "index": [0, 1, 0],
    ...     "label": ["pro", "con", "pro"], "score": [0.5, -0.25, 1.0],
    ...     "p_pro": [0.75, 0.375, 1.0], "p_con": [0.25, 0.625, 0.0]})
    >>> sums = tally(table)
    >>> sums.n_sentences.tolist(), sums.score_sum.tolist(), sums.label_counts.tolist()
    ([2, 1], [0.25, 1.0], [[1, 1], [1, 0]])
    """
    if isinstance(scores, str | Path):
        from stance.estimate.streamed import tally_file

        return tally_file(scores, gold=gold, columns=columns)
    ordered = order_scores(scores, columns=columns)
    matched = None if gold is None else match_gold(scores, gold)
    return tally_ordered(ordered, gold=matched and place_gold(ordered, matched))


def place_gold(ordered: ScoredSentences, gold: Gold) -> Gold:
    """The gold labels of rows of a table as those of its sentences in order."""
    by_row = np.argsort(ordered.rows, kind="stable")
    places = by_row[np.searchsorted(ordered.rows[by_row], gold.rows)]
    return replace(gold, rows=places)


def tally_ordered(ordered: ScoredSentences, *, gold: Gold | None = None) -> Tally:
    """The same of sentences that are in the order of their documents already.

    Parameters
    ----------
    ordered
        The sentences.
    gold
        The gold labels; its `rows` are places of sentences.
    """
    n_documents, n_labels = ordered.documents.num_rows, len(ordered.labels)
    of_sentence = np.repeat(np.arange(n_documents), np.diff(ordered.starts))

    def total(values: Floats) -> Floats:
        return np.bincount(of_sentence, weights=values, minlength=n_documents).astype(np.float64)

    cells = np.bincount(of_sentence * n_labels + ordered.codes, minlength=n_documents * n_labels)
    return Tally(
        task=ordered.task,
        labels=ordered.labels,
        documents=ordered.documents,
        n_sentences=np.diff(ordered.starts),
        n_failed=ordered.n_failed,
        score_sum=total(ordered.scores),
        score_squares=total(ordered.scores**2),
        label_counts=cells.reshape(n_documents, n_labels),
        probability_sums=np.column_stack([total(column) for column in ordered.probabilities.T]),
        **_gold_sums(ordered, of_sentence, gold),
        notes=() if gold is None else gold.notes,
    )


def _gold_sums(
    ordered: ScoredSentences, of_sentence: Integers, gold: Gold | None
) -> dict[str, NDArray[Any]]:
    n_labels = len(ordered.labels)
    shape = (ordered.documents.num_rows, n_labels, n_labels)
    counts = np.zeros(shape[:2], dtype=np.int64)
    confusion, expected = np.zeros(shape), np.zeros(shape)
    if gold is not None:
        documents = of_sentence[gold.rows]
        np.add.at(counts, (documents, gold.codes), 1)
        np.add.at(confusion, (documents, gold.codes, ordered.codes[gold.rows]), gold.weights)
        weighted = gold.weights[:, np.newaxis] * ordered.probabilities[gold.rows]
        np.add.at(expected, (documents, gold.codes), weighted)
    return {"gold_counts": counts, "gold_confusion": confusion, "gold_probabilities": expected}


def merge_tallies(tallies: Sequence[Tally]) -> Tally:
    """The tally of several shards together: that of the whole table.

    A document may be split over shards. Counts are exact; sums of a document in one shard are
    exact too, those of a split document equal the whole's up to rounding.

    Raises
    ------
    InputError
        There is no tally, they differ in task, labels or columns, or a document in two of them
        contradicts itself.
    """
    if not tallies:
        raise InputError("Expected one tally or more to merge, got none.")
    first = tallies[0]
    for other in tallies[1:]:
        _check_alike(first, other)
    rows = pa.concat_tables([part.documents for part in tallies])
    documents, of_row = unique_documents(rows)

    def merged(name: str) -> NDArray[Any]:
        parts = np.concatenate([getattr(part, name) for part in tallies])
        whole = np.zeros((documents.num_rows, *parts.shape[1:]), dtype=parts.dtype)
        np.add.at(whole, of_row, parts)
        return whole

    return Tally(
        task=first.task,
        labels=first.labels,
        documents=documents,
        notes=tuple(dict.fromkeys(note for part in tallies for note in part.notes)),
        **{name: merged(name) for name in _SUMS},
    )


def _check_alike(first: Tally, other: Tally) -> None:
    if (first.task, first.labels) != (other.task, other.labels):
        raise InputError(
            f"Expected tallies of one task, got {first.task} ({', '.join(first.labels)}) and "
            f"{other.task} ({', '.join(other.labels)})."
        )
    if first.documents.schema.names != other.documents.schema.names:
        raise InputError(
            "Expected tallies with the same columns, got "
            f"{', '.join(first.documents.schema.names)} and "
            f"{', '.join(other.documents.schema.names)}."
        )
