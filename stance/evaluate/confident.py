"""Confident learning: which given labels are likely wrong, from out-of-fold probabilities.

Everything takes the number of each text's given label and its probabilities ``(n_texts,
n_labels)``, by a classifier that has not seen the text.

References
----------
C. G. Northcutt, L. Jiang, I. L. Chuang (2021), "Confident Learning: Estimating Uncertainty in
Dataset Labels", Journal of Artificial Intelligence Research 70.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_ROUNDING = 1e-6
"""Probabilities that differ by less count as equal: the mean of equal numbers may miss them."""


def self_confidence(given: Numbers, probabilities: Floats) -> Floats:
    """The probability of each given label, 0..1; the lower, the more suspect.

    >>> self_confidence(np.array([0]), np.array([[0.2, 0.8]])).tolist()
    [0.2]
    """
    own: Floats = probabilities[np.arange(len(given)), given]
    return own


def normalised_margin(given: Numbers, probabilities: Floats) -> Floats:
    """(P(given) - P(most probable other) + 1) / 2, 0..1; the lower, the more suspect.

    >>> normalised_margin(np.array([0]), np.array([[0.2, 0.7, 0.1]])).tolist()
    [0.25]
    """
    _, other = best_other(given, probabilities)
    margin: Floats = (self_confidence(given, probabilities) - other + 1) / 2
    return margin


def best_other(given: Numbers, probabilities: Floats) -> tuple[Numbers, Floats]:
    """The most probable label that was not given, and its probability.

    >>> best_other(np.array([0]), np.array([[0.2, 0.7, 0.1]]))
    (array([1]), array([0.7]))
    """
    others = probabilities.copy()
    others[np.arange(len(given)), given] = -1.0
    best: Numbers = others.argmax(axis=1)
    return best, others.max(axis=1)


def label_thresholds(given: Numbers, probabilities: Floats) -> Floats:
    """The mean self-confidence of the texts given each label: from there on one is confident.

    A label that no text was given has a threshold that nothing reaches. Equation 2 of the paper.

    Examples
    --------
    >>> probabilities = np.array([[0.9, 0.1], [0.7, 0.3], [0.4, 0.6]])
    >>> label_thresholds(np.array([0, 0, 1]), probabilities).tolist()
    [0.8, 0.6]
    """
    own = self_confidence(given, probabilities)
    counts = np.bincount(given, minlength=probabilities.shape[1])
    sums = np.bincount(given, weights=own, minlength=probabilities.shape[1])
    means: Floats = np.where(counts > 0, sums / np.maximum(counts, 1), np.inf)
    return means


def confident_joint(given: Numbers, probabilities: Floats) -> Numbers:
    """How many texts given the label of a row are confidently of the label of a column.

    A text is confidently of the most probable label among those that reach their thresholds; of
    none, if none does. Equation 1 of the paper.

    Examples
    --------
    >>> probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.3, 0.7], [0.2, 0.8]])
    >>> confident_joint(np.array([0, 0, 0, 1, 1]), probabilities).tolist()
    [[2, 1], [0, 1]]
    """
    reached = probabilities >= label_thresholds(given, probabilities) - _ROUNDING
    rows = np.flatnonzero(reached.any(axis=1))
    confident = np.where(reached, probabilities, -1.0).argmax(axis=1)
    joint = np.zeros((probabilities.shape[1],) * 2, dtype=np.int64)
    np.add.at(joint, (given[rows], confident[rows]), 1)
    return joint


def true_label_counts(given: Numbers, probabilities: Floats) -> Numbers:
    """The confident joint scaled up to all texts: each row sums to the texts given its label.

    Each label keeps one confident text at least, so that it is never emptied. Equation 3 of the
    paper, as whole numbers of the same sums.

    Examples
    --------
    >>> probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.3, 0.7], [0.2, 0.8]])
    >>> true_label_counts(np.array([0, 0, 0, 1, 1]), probabilities).tolist()
    [[2, 1], [0, 2]]
    """
    joint = confident_joint(given, probabilities)
    np.fill_diagonal(joint, joint.diagonal().clip(min=1))
    counts = np.bincount(given, minlength=len(joint))
    scaled = joint / joint.sum(axis=1, keepdims=True) * counts[:, None]
    return np.array([_whole(row, total) for row, total in zip(scaled, counts, strict=True)])


def _whole(shares: Floats, total: int) -> Numbers:
    """Whole numbers of the same sum, nearest to the shares."""
    whole = np.rint(shares).astype(np.int64)
    missing = int(total - whole.sum())
    raised = np.argsort(shares - whole, kind="stable")  # those rounded up most come first
    whole[raised[: max(-missing, 0)]] -= 1
    whole[raised[::-1][: max(missing, 0)]] += 1
    return whole


def likely_errors(given: Numbers, probabilities: Floats) -> NDArray[np.bool_]:
    """Which labels are likely wrong: pruning by noise rate.

    Of the texts given one label, as many as are estimated to be of another are taken: those with
    the largest margin of the other's probability over the given's. None whose given label is the
    most probable. Section 3.2 of the paper, method 4.

    Examples
    --------
    >>> probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.3, 0.7], [0.2, 0.8]])
    >>> likely_errors(np.array([0, 0, 0, 1, 1]), probabilities).tolist()
    [False, False, True, False, False]
    """
    counts = true_label_counts(given, probabilities)
    found = np.zeros(len(given), dtype=bool)
    for label, other in np.argwhere(counts > 0).tolist():
        rows = np.flatnonzero(given == label)
        if label == other or len(rows) < 2:  # noqa: PLR2004 - a label keeps one text
            continue
        margins = probabilities[rows, other] - probabilities[rows, label]
        order = np.argsort(-margins, kind="stable")
        found[rows[order[: counts[label, other]]]] = True
    _, other_best = best_other(given, probabilities)
    doubted: NDArray[np.bool_] = found & (
        other_best > self_confidence(given, probabilities) + _ROUNDING
    )
    return doubted
