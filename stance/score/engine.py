"""A bundle at work: prepared texts in, features and probabilities out, without scikit-learn.

The numbers are those of the scikit-learn pipeline that `Bundle.to_sklearn` gives, to 1e-9. Words
are looked up in one dictionary; pairs are found among sorted numbers, a pair's number being made
of those of its two words; all the rest is arithmetic on whole batches.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from stance.model import Bundle
from stance.model.calibration import log_softmax
from stance.records import Kind
from stance.text import LETTERS

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_NONE = -1
_NO_PAIR = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """The features of a batch that are not 0, by row and within it by term.

    `rows` numbers the texts and `terms` the bundle's terms; `values` are what the weights are
    multiplied with; `first` is the place of the word where the term first occurs (for a pair, of
    its first word), counted through all words of the batch. `n_rows` counts the texts.
    """

    rows: Numbers
    terms: Numbers
    values: Floats
    first: Numbers
    n_rows: int


class Engine:
    """A bundle made ready to score, with a preparation that remembers the words it has met.

    Parameters
    ----------
    bundle
        The bundle; it is not changed.
    kind
        The kind of documents to score: comments may have a classifier of their own.
    """

    def __init__(self, bundle: Bundle, *, kind: Kind = "article") -> None:
        self.whole = bundle
        self.bundle = bundle = bundle.of(kind)
        self.preparation = bundle.preparation()
        split = [term.split() for term in bundle.terms]
        self._words = {
            word: number for number, word in enumerate(dict.fromkeys(chain.from_iterable(split)))
        }
        # One entry more than words: the unknown word's number, -1, then finds no term.
        self._term_of_word = np.full(len(self._words) + 1, _NONE, dtype=np.int64)
        pairs = []
        for term, words in enumerate(split):
            numbers = [self._words[word] for word in words]
            if len(numbers) == 1:
                self._term_of_word[numbers[0]] = term
            else:
                pairs.append((self._pair_key(*numbers), term))
        pairs.sort()
        self._pair_keys = np.array([key for key, _ in pairs] + [_NO_PAIR], dtype=np.int64)
        self._term_of_pair = np.array([term for _, term in pairs] + [_NONE], dtype=np.int64)
        self.runs = np.array([term.startswith(LETTERS) for term in bundle.terms], dtype=np.bool_)

    def _pair_key(self, first: int, second: int) -> int:
        return first * len(self._words) + second

    def features(self, prepared: Sequence[str]) -> Features:
        """The features of prepared texts: ``(1 + ln count) * idf``, each text's of length 1."""
        rows, terms, places = self._occurrences([text.split() for text in prepared])
        keys, first, counts = np.unique(
            rows * len(self.bundle.terms) + terms, return_index=True, return_counts=True
        )
        rows = keys // len(self.bundle.terms)
        terms = keys - rows * len(self.bundle.terms)
        values = (1 + np.log(counts)) * self.bundle.idf[terms]
        length = np.sqrt(np.bincount(rows, weights=values**2, minlength=len(prepared)))
        return Features(
            rows=rows,
            terms=terms,
            values=values / length[rows],
            first=places[first],
            n_rows=len(prepared),
        )

    def _occurrences(self, texts: Sequence[Sequence[str]]) -> tuple[Numbers, Numbers, Numbers]:
        """Row, term and place of every occurrence of a term: all words, then all pairs."""
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        number = self._words.get
        words = np.array(
            [number(word, _NONE) for word in chain.from_iterable(texts)], dtype=np.int64
        )
        rows = np.repeat(np.arange(len(texts)), lengths)
        of_words = self._term_of_word[words]
        known = words >= 0
        left = np.flatnonzero((rows[:-1] == rows[1:]) & known[:-1] & known[1:])
        keys = words[left] * len(self._words) + words[left + 1]
        found = np.searchsorted(self._pair_keys, keys)
        of_pairs = np.where(self._pair_keys[found] == keys, self._term_of_pair[found], _NONE)
        at_words, at_pairs = np.flatnonzero(of_words >= 0), np.flatnonzero(of_pairs >= 0)
        places = np.concatenate([at_words, left[at_pairs]])
        return rows[places], np.concatenate([of_words[at_words], of_pairs[at_pairs]]), places

    def scores(self, features: Features) -> Floats:
        """The calibrated scores ``(n_texts, n_labels)`` whose softmax are the probabilities."""
        scores = np.empty((features.n_rows, len(self.bundle.labels)))
        for label, weights in enumerate(self.bundle.weights):
            parts = features.values * weights[features.terms]
            scores[:, label] = np.bincount(features.rows, weights=parts, minlength=len(scores))
        scores += self.bundle.intercept
        return scores

    @property
    def intercept(self) -> float:
        """``ln P(first label) / P(last label)`` of a text without any known term."""
        return float(self.bundle.intercept[0] - self.bundle.intercept[-1])

    def probabilities(self, prepared: Sequence[str]) -> Floats:
        """Probabilities ``(n_texts, n_labels)`` in codebook order; each row sums to 1."""
        return softmax(self.scores(self.features(prepared)))


def softmax(scores: Floats) -> Floats:
    """The probabilities of scores, row by row.

    >>> softmax(np.array([[0.0, 0.0]])).tolist()
    [[0.5, 0.5]]
    """
    probabilities: Floats = np.exp(log_softmax(scores))
    return probabilities
