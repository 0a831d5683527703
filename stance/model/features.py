"""TF-IDF over prepared text: which terms there are, and what each weighs.

A term is a word (a stem) or two neighbouring words joined by a space. Every word of the training
texts is a term, a pair only if it occurs in two texts: rarer pairs are most of all pairs, and
they take length from the words (`experiments/features-start`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

FEATURES: dict[str, Any] = {
    "analyzer": "word",
    "token_pattern": r"\S+",
    "ngram_range": [1, 2],
    "min_texts": [1, 2],
    "sublinear_tf": True,
    "smooth_idf": True,
    "norm": "l2",
}
"""The settings of these features, as a bundle's manifest records them.

`min_texts` is the number of texts that a word, and that a pair, must occur in.
"""


def terms_of(prepared: str) -> list[str]:
    """The words and the word pairs of one prepared text, with repetitions.

    >>> terms_of("tidak akan serang")
    ['tidak', 'akan', 'serang', 'tidak akan', 'akan serang']
    """
    words = prepared.split()
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def choose_terms(prepared: Iterable[str]) -> list[str]:
    """The terms that a model of these prepared texts has, in the order of their code points.

    >>> choose_terms(["tidak serang", "tidak serang lagi"])
    ['lagi', 'serang', 'tidak', 'tidak serang']
    """
    counts: Counter[str] = Counter()
    for text in prepared:
        counts.update(set(terms_of(text)))
    fewest = FEATURES["min_texts"]  # of a word, of a pair
    return sorted(term for term, count in counts.items() if count >= fewest[" " in term])


def make_vectorizer(terms: Sequence[str], *, idf: NDArray[np.float64] | None = None) -> Any:
    """A scikit-learn `TfidfVectorizer` with exactly these terms, in this order.

    Parameters
    ----------
    terms
        Words and word pairs.
    idf
        The weight of each term; without it the vectorizer has yet to be fitted.
    """
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
    if idf is not None:
        vectorizer.idf_ = np.array(idf, dtype=np.float64)
    return vectorizer
