"""What pushed each score, in parts that a person can read.

A part is one term and exactly what it adds; only the runs of letters within one word are told
together, as one part, because nobody reads forty of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.score.engine import Engine, Features
from stance.score.tokens import TokenisedBatch
from stance.text import LETTERS

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a batch's scores, ordered by row and within it by magnitude.

    `terms` says what each part is: a term, or ``~`` and a word for all its runs of letters.
    `words` is what the sentence says there. `by_label` is ``(n_labels, n_parts)``: what the part
    adds to each label's own score; `contributions` is that of the first label less that of the
    last. The parts of row `r` are ``starts[r]`` to ``starts[r + 1]``.
    """

    rows: Numbers
    terms: Sequence[str]
    words: Sequence[str]
    by_label: Floats
    contributions: Floats
    starts: Numbers


def take_apart(
    features: Features, batch: TokenisedBatch, engine: Engine, *, most: int | None = None
) -> Parts:
    """The parts of every row's scores; of each row at most `most`, those of largest magnitude.

    Parts of the same magnitude stay in the order of their terms.
    """
    bundle = engine.bundle
    begins = np.array([start for start, _ in batch.spans], dtype=np.int64)[features.first]
    keys = np.where(
        engine.runs[features.terms],
        features.rows * (begins.max(initial=0) + 1) + begins,
        -1 - np.arange(len(features.rows)),
    )
    _, index, part = np.unique(keys, return_index=True, return_inverse=True)
    by_label: Floats = np.stack(
        [
            np.bincount(part, weights=features.values * row[features.terms], minlength=len(index))
            for row in bundle.weights
        ]
    )
    contributions = by_label[0] - by_label[-1]
    rows, terms = features.rows[index], features.terms[index]
    order = np.lexsort((terms, -np.abs(contributions), rows))
    starts = np.searchsorted(rows[order], np.arange(features.n_rows + 1))
    if most is not None:
        kept = np.arange(len(order)) - starts[rows[order]] < most
        order = order[kept]
        starts = np.searchsorted(rows[order], np.arange(features.n_rows + 1))
    names, words = _names(features, batch, engine, index[order])
    return Parts(
        rows=rows[order],
        terms=names,
        words=words,
        by_label=by_label[:, order],
        contributions=contributions[order],
        starts=starts,
    )


def _names(
    features: Features, batch: TokenisedBatch, engine: Engine, index: Numbers
) -> tuple[list[str], list[str]]:
    terms = [engine.bundle.terms[number] for number in features.terms[index]]
    places = zip(features.rows[index].tolist(), features.first[index].tolist(), terms, strict=True)
    words = [batch.words(*place) for place in places]
    names = [
        LETTERS + word.lower() if term.startswith(LETTERS) else term
        for term, word in zip(terms, words, strict=True)
    ]
    return names, words
