"""A scale from seed words: which side each term leans to, and where labels begin on the scale.

A term leans to the side whose seeds stand in sentences like its own. Sentences are alike if they
share terms, and also if they only share terms that elsewhere stand together: that is what the
singular value decomposition adds to mere counts of seeds.

References
----------
K. Watanabe (2021), "Latent Semantic Scaling: A Semisupervised Text Analysis Technique for New
Domains and Languages", Communication Methods and Measures 15(2): polarity as the mean cosine
similarity to seed words in a reduced space of sentences and terms.
"""

from collections.abc import Sequence
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

FEWEST_A_DIMENSION = 10
"""So many sentences there must be for each dimension: more dimensions would learn them by heart."""
HALF_WEIGHT = 10
"""A term of so many sentences keeps half of its polarity; a rarer one less, a frequent one more."""


def place_terms(features: Any, *, dimensions: int, seed: int) -> Floats:
    """Vectors ``(n_terms, n_dimensions)``: terms that stand in like sentences point alike.

    Parameters
    ----------
    features
        Sparse matrix ``(n_sentences, n_terms)``.
    dimensions
        How many at most; there are fewer for small corpora (`FEWEST_A_DIMENSION`).
    seed
        Of the randomised decomposition.
    """
    from sklearn.decomposition import TruncatedSVD
    from threadpoolctl import threadpool_limits

    n_sentences, n_terms = features.shape
    number = max(1, min(dimensions, n_sentences // FEWEST_A_DIMENSION, n_terms - 1))
    reduced = TruncatedSVD(number, random_state=seed)
    # One thread: sums over several depend on how many there are.
    with threadpool_limits(limits=1):
        reduced.fit(features)
    vectors: Floats = reduced.components_.T * reduced.singular_values_
    return vectors


def polarity_of(vectors: Floats, *, first: Sequence[int], last: Sequence[int]) -> Floats:
    """Each term's mean cosine to the seeds of the first side minus that to the last, -2..+2.

    Both sides weigh alike, however many seeds each has.

    >>> vectors = np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 3.0], [2.0, 0.0]])
    >>> polarity_of(vectors, first=[0], last=[1]).round(3).tolist()  # as the first, the last, both
    [1.0, -1.0, 0.0, 1.0]
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    directions = vectors / np.maximum(lengths, np.finfo(float).tiny)
    means = [directions[list(side)].mean(axis=0) for side in (first, last)]
    result: Floats = directions @ (means[0] - means[1])
    return result


def shrink(polarity: Floats, features: Any) -> Floats:
    """The polarity of terms, less where there are few sentences to know it from.

    Beforehand the mean is taken off, weighted with how much each term counts in all sentences, so
    that neither a long sentence nor one of unknown words leans to a side.

    Parameters
    ----------
    polarity
        Of each term.
    features
        Sparse matrix ``(n_sentences, n_terms)``.
    """
    mass = np.asarray(features.sum(axis=0)).ravel()
    sentences = np.bincount(features.indices, minlength=features.shape[1])
    centred = polarity - (mass @ polarity) / mass.sum()
    result: Floats = centred * sentences / (sentences + HALF_WEIGHT)
    return result


def assumed_shares(n_labels: int) -> tuple[float, ...]:
    """The shares of the labels that the scale is cut for: symmetric, most in the middle.

    >>> assumed_shares(2), assumed_shares(3)
    ((0.5, 0.5), (0.25, 0.5, 0.25))
    """
    steps = n_labels - 1
    return tuple(comb(steps, place) / 2**steps for place in range(n_labels))


def cut(scores: Floats, *, n_labels: int) -> tuple[Floats, Floats]:
    """Slopes and intercepts ``(n_labels,)`` that turn scores into log-odds of the labels.

    The labels get `assumed_shares` of these scores. The scale's unit is half the distance between
    the quartiles, its zero the median; the slopes go from +1 to -1 a unit. How steep probabilities
    then rise is a convention: nothing without labels could tell.

    Parameters
    ----------
    scores
        Of all sentences; higher leans to the first label.
    n_labels
        How many labels there are.

    Raises
    ------
    InputError
        If half of the sentences score alike: then there is no scale.

    Examples
    --------
    >>> slopes, intercepts = cut(np.arange(-4.0, 5.0), n_labels=3)
    >>> slopes.tolist(), intercepts.round(3).tolist()  # neutral from -2 to +2
    ([0.5, 0.0, -0.5], [-0.333, 0.667, -0.333])
    """
    low, centre, high = np.quantile(scores, [0.25, 0.5, 0.75])
    unit = (high - low) / 2
    if unit <= np.finfo(float).eps * np.abs(scores).max():
        raise InputError(
            "Expected sentences that lean more or less to a side, but half of them score alike: "
            "the seed words stand in too few of them. Add seed words, or sentences."
        )
    values = np.linspace(1, -1, n_labels)
    # Two neighbours are equally likely where the one's share ends and the other's begins.
    ends = 1 - np.cumsum(assumed_shares(n_labels))[:-1]
    borders = (np.quantile(scores, ends) - centre) / unit
    levels = np.append(0.0, np.cumsum(borders)) * (values[0] - values[1])
    intercepts: Floats = levels - values * centre / unit
    return values / unit, intercepts - intercepts.mean()
