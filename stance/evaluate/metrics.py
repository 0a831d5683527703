"""Figures of predictions with intervals: right or wrong, how far off, how well the odds are known.

Everything is a function of sums over documents, so that each of a thousand draws of documents
costs a row of a matrix product.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.evaluate.draws import Figure, figure_of, sum_by_document, totals_of
from stance.evaluate.predictions import Predictions
from stance.model.figures import CALIBRATION_BINS

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

# A probability of 0 for the truth would make one text outweigh all others.
_LEAST = 1e-15


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelJudgement:
    """How well one label is found, and how often it truly occurs and is predicted."""

    label: str
    n_sentences: int
    n_predicted: int
    precision: Figure
    recall: Figure
    f1: Figure


def document_sums(predictions: Predictions) -> dict[str, Floats]:
    """What the figures need of each document, in blocks ``(n_documents, n_columns)``.

    ``confusion`` counts texts by true and predicted label; ``losses`` sums log loss and Brier
    score; ``bins`` and ``classwise`` sum, in bins of probability, how far it is above the share of
    texts for which it came true.
    """
    truth, probabilities = predictions.truth, predictions.probabilities
    n, n_labels = probabilities.shape
    hits = np.eye(n_labels)[truth]
    cells = np.zeros((n, n_labels * n_labels))
    cells[np.arange(n), truth * n_labels + predictions.predicted] = 1
    loss = -np.log(np.maximum(probabilities[np.arange(n), truth], _LEAST))
    brier = ((probabilities - hits) ** 2).sum(axis=1)
    certainty = probabilities.max(axis=1)
    right = (predictions.predicted == truth).astype(np.float64)
    classwise = [
        _binned(probabilities[:, label], probabilities[:, label] - hits[:, label])
        for label in range(n_labels)
    ]
    blocks = {
        "confusion": cells,
        "losses": np.column_stack([loss, brier]),
        "bins": _binned(certainty, certainty - right),
        "classwise": np.hstack(classwise),
    }
    return {name: sum_by_document(block, predictions.groups) for name, block in blocks.items()}


def _binned(probability: Floats, values: Floats) -> Floats:
    """Each text's value in the column of its bin of probability, and 0 in the others."""
    columns = np.zeros((len(values), CALIBRATION_BINS))
    columns[np.arange(len(values)), bin_of(probability)] = values
    return columns


def bin_of(probability: Floats) -> Numbers:
    """The bin of each probability: ten of equal width, the last closed above.

    >>> bin_of(np.array([0.0, 0.05, 0.1, 0.99, 1.0])).tolist()
    [0, 0, 1, 9, 9]
    """
    return np.minimum((probability * CALIBRATION_BINS).astype(np.int64), CALIBRATION_BINS - 1)


def accuracy_of(totals: Mapping[str, Floats]) -> Floats:
    """The share of right labels, 0..1, higher is better, for each row of totals."""
    confusion = _square(totals)
    share: Floats = np.trace(confusion, axis1=1, axis2=2) / confusion.sum(axis=(1, 2))
    return share


def macro_f1_of(totals: Mapping[str, Floats]) -> Floats:
    """The mean F1 of the labels that occur, truly or predicted; 0..1, higher is better."""
    confusion = _square(totals)
    occurs = confusion.sum(axis=1) + confusion.sum(axis=2) > 0
    mean: Floats = (label_rates_of(totals)[2] * occurs).sum(axis=1) / occurs.sum(axis=1)
    return mean


def label_rates_of(totals: Mapping[str, Floats]) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1 of each label: ``(n_rows, n_labels)``; 0 where nothing divides."""
    confusion = _square(totals)
    right = np.diagonal(confusion, axis1=1, axis2=2)
    predicted, true = confusion.sum(axis=1), confusion.sum(axis=2)
    return (
        right / np.maximum(predicted, 1),
        right / np.maximum(true, 1),
        2 * right / np.maximum(predicted + true, 1),
    )


def ordinal_error_of(totals: Mapping[str, Floats]) -> Floats:
    """How many places in the codebook's order a prediction is off, on average; 0 is perfect.

    To take the first label for the last of three is an error of 2, for the middle one of 1.
    """
    confusion = _square(totals)
    places = np.arange(confusion.shape[1])
    distance = np.abs(places[:, np.newaxis] - places)
    error: Floats = (confusion * distance).sum(axis=(1, 2)) / confusion.sum(axis=(1, 2))
    return error


def weighted_kappa_of(totals: Mapping[str, Floats]) -> Floats:
    """Cohen's kappa with quadratic weights: 1 is perfect, 0 is chance; NaN with one label only.

    References
    ----------
    J. Cohen (1968), "Weighted kappa: nominal scale agreement with provision for scaled
    disagreement or partial credit", Psychological Bulletin 70(4).
    """
    confusion = _square(totals)
    places = np.arange(confusion.shape[1])
    distance = (places[:, np.newaxis] - places) ** 2
    chance = confusion.sum(axis=2)[:, :, np.newaxis] * confusion.sum(axis=1)[:, np.newaxis, :]
    expected = (chance * distance).sum(axis=(1, 2)) / confusion.sum(axis=(1, 2))
    seen = (confusion * distance).sum(axis=(1, 2))
    kappa: Floats = 1 - np.divide(
        seen, expected, out=np.full_like(expected, np.nan), where=expected > 0
    )
    return kappa


def log_loss_of(totals: Mapping[str, Floats]) -> Floats:
    """Mean -ln P(true label): 0 is perfect, ln(number of labels) knows nothing."""
    loss: Floats = totals["losses"][:, 0] / totals["confusion"].sum(axis=1)
    return loss


def brier_of(totals: Mapping[str, Floats]) -> Floats:
    """Mean squared distance between probabilities and the truth, summed over labels: 0..2.

    References
    ----------
    G. W. Brier (1950), "Verification of forecasts expressed in terms of probability", Monthly
    Weather Review 78(1).
    """
    brier: Floats = totals["losses"][:, 1] / totals["confusion"].sum(axis=1)
    return brier


def calibration_error_of(totals: Mapping[str, Floats]) -> Floats:
    """Expected calibration error of the most probable label: 0 is perfect, 1 the worst."""
    error: Floats = np.abs(totals["bins"]).sum(axis=1) / totals["confusion"].sum(axis=1)
    return error


def classwise_error_of(totals: Mapping[str, Floats]) -> Floats:
    """The calibration error of each label's probability, averaged over labels: 0 is perfect.

    References
    ----------
    M. Kull et al. (2019), "Beyond temperature scaling: Obtaining well-calibrated multiclass
    probabilities with Dirichlet calibration".
    """
    n_labels = totals["classwise"].shape[1] // CALIBRATION_BINS
    distance = np.abs(totals["classwise"]).sum(axis=1) / n_labels
    error: Floats = distance / totals["confusion"].sum(axis=1)
    return error


FIGURES: dict[str, Callable[[Mapping[str, Floats]], Floats]] = {
    "accuracy": accuracy_of,
    "macro_f1": macro_f1_of,
    "ordinal_error": ordinal_error_of,
    "weighted_kappa": weighted_kappa_of,
    "log_loss": log_loss_of,
    "brier": brier_of,
    "calibration_error": calibration_error_of,
    "classwise_error": classwise_error_of,
}
"""Each figure as a function of totals, one value a row."""
OF_LABELS = ("accuracy", "macro_f1", "ordinal_error", "weighted_kappa")
"""The figures that a method without probabilities has too."""


def figures_of(predictions: Predictions, weights: Floats) -> dict[str, Figure]:
    """Every figure of predictions with its interval.

    Parameters
    ----------
    predictions
        Probabilities and truth.
    weights
        Draws of documents, as `draw_documents` makes them.

    Examples
    --------
    Three of four texts right; of the two labels, F1 is .8 and .667.

    >>> predictions = Predictions(
    ...     labels=("pro", "contra"), truth=np.array([0, 0, 1, 1]), groups=np.arange(4),
    ...     probabilities=np.array([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.3, 0.7]]),
    ... )
    >>> figures = figures_of(predictions, np.ones((100, 4)))
    >>> figures["accuracy"].value, round(figures["macro_f1"].value, 3)
    (0.75, 0.733)
    >>> figures["ordinal_error"].value, figures["weighted_kappa"].value
    (0.25, 0.5)
    """
    sums = document_sums(predictions)
    whole, drawn = totals_of(sums), totals_of(sums, weights)
    names = OF_LABELS if predictions.labels_only else FIGURES
    return {name: figure_of(FIGURES[name](whole)[0], FIGURES[name](drawn)) for name in names}


def label_judgements(predictions: Predictions, weights: Floats) -> tuple[LabelJudgement, ...]:
    """Precision, recall and F1 of each label with intervals, in codebook order."""
    sums = {"confusion": document_sums(predictions)["confusion"]}
    whole, drawn = totals_of(sums), totals_of(sums, weights)
    confusion = _square(whole)[0]
    rates = list(zip(label_rates_of(whole), label_rates_of(drawn), strict=True))
    judged = []
    for place, label in enumerate(predictions.labels):
        precision, recall, f1 = (figure_of(now[0, place], draws[:, place]) for now, draws in rates)
        judged.append(
            LabelJudgement(
                label=label,
                n_sentences=int(confusion[place].sum()),
                n_predicted=int(confusion[:, place].sum()),
                precision=precision,
                recall=recall,
                f1=f1,
            )
        )
    return tuple(judged)


def _square(totals: Mapping[str, Floats]) -> Floats:
    """The confusion matrices: ``(n_rows, n_labels, n_labels)``, true by predicted."""
    cells = totals["confusion"]
    n_labels = round(cells.shape[1] ** 0.5)
    return cells.reshape(len(cells), n_labels, n_labels)
