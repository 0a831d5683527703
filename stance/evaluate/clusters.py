"""Texts that belong together: of one document, or of documents that share near-equal sentences.

Wire copy and quoted statements stand in several articles. With one of them in training, the other
is no new text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.evaluate.predictions import number_groups
from stance.records import LabelledText

Numbers = NDArray[np.int64]

SIMILARITY = 0.5
"""Share of common three-word runs from which two sentences count as near-equal."""
FEWEST_WORDS = 5
"""Shorter sentences ("Setuju sekali") are equal by chance, and link nothing."""
_RUN = 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NearPair:
    """Two near-equal sentences, by their places; `similarity` is 1 for equal words."""

    first: int
    second: int
    similarity: float


def near_pairs(texts: Sequence[str]) -> list[NearPair]:
    """All pairs of near-equal sentences of five words or more, by exact comparison.

    Examples
    --------
    >>> near_pairs(["Dua pihak sepakat bertemu lagi.", "Lain.", "DUA pihak sepakat bertemu lagi"])
    [NearPair(first=0, second=2, similarity=1.0)]
    """
    runs = _runs(texts)
    if runs is None:
        return []
    common = (runs @ runs.T).tocoo()
    sizes = np.asarray(runs.sum(axis=1)).ravel()
    upper = common.row < common.col
    rows, columns, shared = common.row[upper], common.col[upper], common.data[upper]
    similarity = shared / (sizes[rows] + sizes[columns] - shared)
    near = np.flatnonzero(similarity >= SIMILARITY)
    pairs = [
        NearPair(first=int(rows[k]), second=int(columns[k]), similarity=float(similarity[k]))
        for k in near
    ]
    return sorted(pairs, key=lambda pair: (pair.first, pair.second))


def _runs(texts: Sequence[str]) -> Any:
    """Sparse matrix ``(n_texts, n_runs)`` of which three-word runs each text has."""
    from scipy.sparse import csr_matrix

    numbers: dict[tuple[str, ...], int] = {}
    rows, columns = [], []
    for row, text in enumerate(texts):
        words = _WORD.findall(text.casefold())
        if len(words) < FEWEST_WORDS:
            continue
        found = {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
        columns += [numbers.setdefault(run, len(numbers)) for run in found]
        rows += [row] * len(found)
    if not rows:
        return None
    shape = (len(texts), len(numbers))
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)


def cluster_texts(texts: Sequence[LabelledText]) -> Numbers:
    """The cluster of each text: its document, joined with those that share a near-equal sentence.

    Clusters are numbered from 0 in the order of their first text. They stay whole in every split
    and in every draw of an interval.

    Examples
    --------
    >>> rows = [
    ...     LabelledText(text="Kedua pihak sepakat bertemu lagi.", label="a", document_id="1"),
    ...     LabelledText(text="Rapat mulai pukul tujuh pagi.", label="a", document_id="2"),
    ...     LabelledText(text="Kedua pihak sepakat bertemu lagi!", label="a", document_id="3"),
    ... ]
    >>> cluster_texts(rows).tolist()
    [0, 1, 0]
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    documents = number_groups([text.document_id for text in texts])
    pairs = near_pairs([text.text for text in texts])
    ends = [(documents[pair.first], documents[pair.second]) for pair in pairs]
    size = int(documents.max()) + 1
    one, other = zip(*ends, strict=True) if ends else ((), ())
    graph = csr_matrix((np.ones(len(ends)), (one, other)), shape=(size, size))
    _, joined = connected_components(graph, directed=False)
    return number_groups(joined[documents].tolist())
