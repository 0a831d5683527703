"""The sentences of a corpus with their gold labels: what all specifications share."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stance.errors import InputError
from stance.estimate.gold import Gold, match_gold, sentence_digest
from stance.estimate.scored import Floats, Integers, ScoredSentences, order_scores
from stance.estimate.tally import Tally, tally_ordered
from stance.gold_table import GOLD_SCHEMA
from stance.records import Corpus, LabelSet, Sentence
from stance.score.documents import place
from stance.score.rows import Placed, describe, locate
from stance.score.schema import storable
from stance.score.tokens import split_checked
from stance.score_table import score_schema


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sentences:
    """Every sentence of a corpus, without scores, and its gold label where it has one.

    Attributes
    ----------
    table
        A score table whose scores say nothing; what follows is in the order of its rows.
    paragraph_weights
        One over the number of sentences in the sentence's paragraph: shape ``(n_sentences,)``.
    ordered, gold
        The same document by document, and the gold labels by their places in that order.
    notes
        Warnings about documents and gold labels that take no part.
    """

    table: pa.Table
    paragraph_weights: Floats
    ordered: ScoredSentences
    gold: Gold
    notes: tuple[str, ...]

    @classmethod
    def of(cls, corpus: Corpus, labels: LabelSet, *, gold: pa.Table | None) -> Self:
        """The sentences of a corpus.

        Parameters
        ----------
        corpus
            What was read.
        labels
            Labels of its documents; the gold labels too, if `gold` is `None`.
        gold
            Gold labels as `read_gold` gives them.

        Raises
        ------
        InputError
            There are no sentences, or the gold labels are not of these documents.
        """
        table, paragraphs, notes = _split(corpus, labels)
        if gold is None:
            gold, missing = _own_gold(table, labels)
            notes += missing
        ordered = order_scores(table)
        matched = match_gold(table, gold)
        by_row = np.argsort(ordered.rows, kind="stable")
        places = by_row[np.searchsorted(ordered.rows[by_row], matched.rows)]
        return cls(
            table=table,
            paragraph_weights=1.0 / np.bincount(paragraphs)[paragraphs],
            ordered=ordered,
            gold=replace(matched, rows=places),
            notes=(*notes, *matched.notes),
        )

    def tally(self, probabilities: Floats, *, unit: str, duplicates: str) -> Tally:
        """The sums of all documents under given probabilities.

        Parameters
        ----------
        probabilities
            Of each sentence in the order of `table`: shape ``(n_sentences, n_labels)``.
        unit
            ``sentence``, or ``paragraph``: then a paragraph counts as one, with the mean of its
            sentences' probabilities and of their gold labels, each sentence of it being as likely
            as it is to have one.
        duplicates
            ``kept``, or ``dropped``: articles that nearly equal an earlier one; their comments are
            voices of their own and stay.
        """
        ordered = replace(self.ordered, probabilities=probabilities[self.ordered.rows])
        found = tally_ordered(ordered, gold=self.gold)
        if unit == "paragraph":
            found = self._by_paragraph(found, ordered)
        if duplicates == "kept":
            return found
        documents = found.documents
        copies = pc.and_(pc.equal(documents["kind"], "article"), pc.is_valid(_copies(documents)))
        return found.take(~np.asarray(copies))

    def _by_paragraph(self, found: Tally, ordered: ScoredSentences) -> Tally:
        """The sums with every sentence weighted by one over its paragraph's sentences."""
        weights = self.paragraph_weights[ordered.rows]
        n_documents = len(found.n_sentences)
        of_sentence = np.repeat(np.arange(n_documents), np.diff(ordered.starts))

        def total(values: Floats) -> Floats:
            return np.bincount(of_sentence, weights=weights * values, minlength=n_documents).astype(
                np.float64
            )

        gold = replace(self.gold, weights=self.gold.weights * weights[self.gold.rows])
        sums = [total(column) for column in ordered.probabilities.T]
        return replace(
            tally_ordered(ordered, gold=gold),
            n_sentences=np.rint(total(np.ones(len(weights)))).astype(np.int64),
            probability_sums=np.column_stack(sums),
        )


def _copies(documents: pa.Table) -> Any:
    return documents["duplicate_of"].combine_chunks()


def _split(corpus: Corpus, labels: LabelSet) -> tuple[pa.Table, Integers, tuple[str, ...]]:
    """The table of all sentences, the number of each one's paragraph, and what was left out."""
    documents = place(corpus)
    rows: list[dict[str, Any]] = []
    paragraphs: list[int] = []
    left_out = 0
    for one, found in zip(documents, split_checked([one.document for one in documents]),
                          strict=True):  # fmt: skip
        if isinstance(found, InputError) or not found:
            left_out += 1
            continue
        about = _about(one, labels)
        rows += [about | locate(sentence) for sentence in found]
        first = paragraphs[-1] + 1 if paragraphs else 0
        paragraphs += [first + number for number in _paragraphs(one.document.text, found)]
    if not rows:
        raise InputError(
            f"Expected sentences, found none in {len(documents)} documents. Check what was read."
        )
    table = pa.Table.from_pylist(rows, schema=score_schema(labels.codebook.labels))
    notes = (f"blank: left out {left_out} documents without a sentence.",) if left_out else ()
    return table, np.array(paragraphs, dtype=np.int64), notes


def _about(placed: Placed, labels: LabelSet) -> dict[str, Any]:
    document, names = placed.document, labels.codebook.labels
    article_id = getattr(document, "article_id", document.id)
    return {
        "task": labels.codebook.task,
        "kind": "article" if article_id is document.id else "comment",
        "document_id": storable(str(document.id)),
        "article_id": storable(str(article_id)),
        **describe(placed),
        "label": names[0],
        "score": 0.0,
        **{f"p_{name}": 1.0 / len(names) for name in names},
        "trained_on": False,
    }


def _paragraphs(text: str, sentences: Sequence[Sentence]) -> Iterator[int]:
    """The paragraph of each sentence: a new one wherever a line ends between two sentences."""
    number = 0
    yield number
    for before, after in pairwise(sentences):
        number += "\n" in text[before.end : after.start]
        yield number


def _own_gold(table: pa.Table, labels: LabelSet) -> tuple[pa.Table, tuple[str, ...]]:
    """The labels as gold labels, as if every sentence had been as likely to be labelled."""
    names = ["article_id", "kind", "start", "text", "end", "document_id"]
    free: dict[tuple[Any, ...], list[tuple[str, int]]] = defaultdict(list)
    for row in table.select(names).to_pylist():
        key = (row["article_id"], row["kind"], row["start"], row["text"])
        free[key].append((row["document_id"], row["end"]))
    rows, missing = [], 0
    for places in free.values():
        places.sort(reverse=True)
    for text in labels.texts:
        places = free.get((text.document_id, text.kind, text.start, text.text), [])
        if not places:
            missing += 1
            continue
        document_id, end = places.pop()
        rows.append(
            {"task": labels.codebook.task, "document_id": document_id, "start": text.start,
             "end": end, "digest": sentence_digest(text.text), "label": text.label,
             "probability": 1.0, "purpose": "train", "codebook": labels.codebook.version}
        )  # fmt: skip
    if not rows:
        raise InputError(
            f"Expected labels of the corpus's sentences, got {len(labels.texts)} labels of others. "
            "Give the corpus that was labelled, or gold labels as read_gold gives them."
        )
    notes = (f"elsewhere: left out {missing} labels of other sentences.",) if missing else ()
    return pa.Table.from_pylist(rows, schema=GOLD_SCHEMA), notes
