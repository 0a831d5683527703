"""How good predictions are, counted from true labels and probabilities.

Labels are numbers from 0 in codebook order; ``confusion[t, p]`` counts the texts of the true label
`t` that were predicted as `p`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

CALIBRATION_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFigures:
    """How well one label is found: precision, recall and F1, 0..1, higher is better."""

    label: str
    n_sentences: int
    precision: float
    recall: float
    f1: float


def count_confusion(truth: Numbers, predicted: Numbers, *, n_labels: int) -> Numbers:
    """The matrix ``(n_labels, n_labels)`` of true against predicted labels.

    >>> count_confusion(np.array([0, 0, 1]), np.array([0, 1, 1]), n_labels=2).tolist()
    [[1, 1], [0, 1]]
    """
    cells = np.bincount(truth * n_labels + predicted, minlength=n_labels * n_labels)
    return cells.reshape(n_labels, n_labels).astype(np.int64)


def precision_recall_f1(confusion: Numbers) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1 of each label, 0..1; 0 where there is nothing to divide by.

    >>> [figure.tolist() for figure in precision_recall_f1(np.array([[1, 1], [0, 2]]))]
    [[1.0, 0.6666666666666666], [0.5, 1.0], [0.6666666666666666, 0.8]]
    """
    right = np.diag(confusion).astype(np.float64)
    predicted, true = confusion.sum(axis=0), confusion.sum(axis=1)
    return (
        right / np.maximum(predicted, 1),
        right / np.maximum(true, 1),
        2 * right / np.maximum(predicted + true, 1),
    )


def label_figures(confusion: Numbers, labels: Sequence[str]) -> tuple[LabelFigures, ...]:
    """Each label's figures, in the order of `labels`, with how many texts truly have it.

    >>> [(row.label, row.n_sentences, row.f1) for row in label_figures(np.eye(2, dtype=int), "ab")]
    [('a', 1, 1.0), ('b', 1, 1.0)]
    """
    columns = (confusion.sum(axis=1), *precision_recall_f1(confusion))
    return tuple(
        LabelFigures(
            label=label, n_sentences=int(count), precision=float(precision),
            recall=float(recall), f1=float(f1),
        )
        for label, count, precision, recall, f1 in zip(labels, *columns, strict=True)
    )  # fmt: skip


def macro_f1(confusion: Numbers) -> float:
    """The mean F1 of the labels that occur, truly or predicted; 0..1, higher is better.

    >>> macro_f1(np.array([[1, 1, 0], [0, 2, 0], [0, 0, 0]]))  # (2/3 + 4/5) / 2
    0.7333333333333334
    """
    occurs = (confusion.sum(axis=0) + confusion.sum(axis=1)) > 0
    return float(precision_recall_f1(confusion)[2][occurs].mean())


def accuracy(confusion: Numbers) -> float:
    """The share of texts whose predicted label is the true one, 0..1."""
    return float(np.trace(confusion) / confusion.sum())


def calibration_error(probabilities: Floats, truth: Numbers) -> float:
    """Expected calibration error of the most probable label: 0 is perfect, 1 the worst.

    The texts are binned by the probability of their predicted label (ten bins of equal width);
    the error is the mean, over texts, of the distance between a bin's mean probability and its
    share of right predictions.

    Parameters
    ----------
    probabilities
        ``(n_texts, n_labels)``, rows summing to 1.
    truth
        The number of each text's true label.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger (2017), "On Calibration of Modern Neural Networks".

    Examples
    --------
    Two predictions at .8, one of them right: the share is .5, the distance .3.

    >>> round(calibration_error(np.array([[0.8, 0.2], [0.8, 0.2]]), np.array([0, 1])), 6)
    0.3
    """
    certainty = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    bins = np.minimum((certainty * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)
    distance = np.bincount(bins, weights=certainty - right, minlength=CALIBRATION_BINS)
    return float(np.abs(distance).sum() / len(truth))
