"""TF-IDF over prepared text: which terms there are, and what each weighs.

A term is a word (a stem), a mark of the lexicon, two neighbours of either kind joined by a space,
or a run of letters. Every word and mark of the training texts is a term; pairs and runs only if
they occur in two texts: rarer ones are most of all, and they take length from the words.

Terms are counted once; what they weigh is worked out anew for every choice of texts, so that
nothing of a fold's test side reaches its training side.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.text import LETTERS, STREAM

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

FEATURES: dict[str, Any] = {
    "analyzer": "word",
    "token_pattern": r"\S+",
    "ngram_range": [1, 2],
    "min_texts": {"word": 1, "pair": 2, "letters": 2},
    "share": {"word": 1.0, "pair": 1.0, "letters": 0.3},
    "sublinear_tf": True,
    "smooth_idf": True,
    "norm": "l2",
}
"""The settings of these features, as a bundle's manifest records them.

`min_texts` is the number of texts that a term must occur in, `share` what its weight is multiplied
with: a word (or mark), a pair of them, a run of letters. There are ten times as many runs of
letters as words; at full weight they would drown them.
"""


def kind_of(term: str) -> str:
    """Whether a term is a ``word`` (or mark), a ``pair``, or a run of ``letters``.

    >>> [kind_of(term) for term in ("tidak", "#accuse", "tidak akan", "~ida")]
    ['word', 'word', 'pair', 'letters']
    """
    if " " in term:
        return "pair"
    return "letters" if term.startswith(LETTERS) else "word"


def terms_of(prepared: str) -> list[str]:
    """The terms of one prepared text, with repetitions.

    >>> terms_of("tidak akan serang")
    ['tidak', 'akan', 'serang', 'tidak akan', 'akan serang']
    >>> terms_of("nato tuduh | #accuse")  # no pair reaches over the end of the words
    ['nato', 'tuduh', '#accuse', 'nato tuduh']
    """
    tokens = prepared.split()
    pairs = [
        f"{first} {second}"
        for first, second in pairwise(tokens)
        if first != STREAM != second and not first.startswith(LETTERS)
    ]
    return [*(token for token in tokens if token != STREAM), *pairs]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCounts:
    """How often each term occurs in each text: ``counts[text, term]``, sparse, with `terms`."""

    terms: tuple[str, ...]
    counts: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighting:
    """The terms that some texts make known: their columns in the counts, and what they weigh."""

    columns: Numbers
    idf: Floats


def count_terms(prepared: Sequence[str]) -> TermCounts:
    """The terms of prepared texts, in the order of their code points, and their counts."""
    from scipy.sparse import csr_array

    found = [Counter(terms_of(text)) for text in prepared]
    terms = tuple(sorted(set().union(*found)))
    place = {term: number for number, term in enumerate(terms)}
    columns = np.array([place[term] for some in found for term in some], dtype=np.int64)
    values = np.array([n for some in found for n in some.values()], dtype=np.float64)
    ends = np.cumsum([0, *map(len, found)])
    counts = csr_array((values, columns, ends), shape=(len(prepared), len(terms)))
    counts.sort_indices()
    return TermCounts(terms=terms, counts=counts)


def choose_terms(counted: TermCounts, rows: Numbers | None = None) -> Weighting:
    """The terms that a model of these texts has, and their weights: ``1 + ln((1+n) / (1+df))``.

    Parameters
    ----------
    counted
        The counts of all texts.
    rows
        The texts that may be looked at; all by default.
    """
    seen = counted.counts if rows is None else counted.counts[rows]
    texts = np.bincount(seen.indices, minlength=len(counted.terms))
    kinds = [kind_of(term) for term in counted.terms]
    fewest = np.array([FEATURES["min_texts"][kind] for kind in kinds])
    share = np.array([FEATURES["share"][kind] for kind in kinds])
    columns = np.flatnonzero(texts >= fewest)
    idf = 1 + np.log((1 + seen.shape[0]) / (1 + texts[columns]))
    return Weighting(columns=columns, idf=idf * share[columns])


def weigh(counted: TermCounts, weighting: Weighting, rows: Numbers | None = None) -> Any:
    """The features of texts: ``(1 + ln count) * idf``, each row of length 1."""
    from sklearn.preprocessing import normalize

    counts = counted.counts if rows is None else counted.counts[rows]
    features = counts[:, weighting.columns].tocsr()
    features.data = (1 + np.log(features.data)) * weighting.idf[features.indices]
    return normalize(features, copy=False)


def make_vectorizer(terms: Sequence[str], *, idf: Floats) -> Any:
    """A scikit-learn `TfidfVectorizer` with exactly these terms, in this order, and weights."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        vocabulary=list(terms),
        lowercase=False,
        token_pattern=FEATURES["token_pattern"],
        ngram_range=tuple(FEATURES["ngram_range"]),
        sublinear_tf=FEATURES["sublinear_tf"],
        smooth_idf=FEATURES["smooth_idf"],
        norm=FEATURES["norm"],
        dtype=np.float64,
    )
    vectorizer.idf_ = np.array(idf, dtype=np.float64)
    return vectorizer
