"""Whether a probability of .7 is right in 7 of 10 cases: bin by bin, and against chance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.evaluate.draws import Figure, figure_of, interval_of, sum_by_document
from stance.evaluate.metrics import bin_of
from stance.evaluate.predictions import Predictions
from stance.model.figures import CALIBRATION_BINS

Floats = NDArray[np.float64]

_SIMULATIONS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The texts whose most probable label has a probability from `low` to `high`.

    `probability` is their mean probability and `right` the share whose label is right: equal
    where the classifier knows how good it is; `right` below `probability` means overconfident.
    """

    low: float
    high: float
    n_sentences: int
    n_documents: int
    probability: float
    right: Figure


def reliability_table(predictions: Predictions, weights: Floats) -> tuple[Bin, ...]:
    """The bins that hold texts, from the least certain to the most.

    Parameters
    ----------
    predictions
        Probabilities and truth.
    weights
        Draws of documents, as `draw_documents` makes them.

    Examples
    --------
    Two texts at .8, one of them right.

    >>> predictions = Predictions(
    ...     labels=("pro", "contra"), truth=np.array([0, 1]), groups=np.arange(2),
    ...     probabilities=np.array([[0.8, 0.2], [0.8, 0.2]]),
    ... )
    >>> (found,) = reliability_table(predictions, np.ones((100, 2)))
    >>> found.n_sentences, found.probability, found.right.value
    (2, 0.8, 0.5)
    """
    certainty = predictions.probabilities.max(axis=1)
    right = predictions.predicted == predictions.truth
    places = bin_of(certainty)
    table = []
    for place in range(CALIBRATION_BINS):
        here = places == place
        if not here.any():
            continue
        columns = np.column_stack([here & right, here]).astype(np.float64)
        sums = sum_by_document(columns, predictions.groups)
        hits, counts = (weights @ sums).T
        shares = np.divide(hits, counts, out=np.full_like(hits, np.nan), where=counts > 0)
        table.append(
            Bin(
                low=place / CALIBRATION_BINS,
                high=(place + 1) / CALIBRATION_BINS,
                n_sentences=int(here.sum()),
                n_documents=int((sums[:, 1] > 0).sum()),
                probability=float(certainty[here].mean()),
                right=figure_of(float(right[here].mean()), shares),
            )
        )
    return tuple(table)


def calibration_floor(predictions: Predictions, *, rng: np.random.Generator) -> Figure:
    """The calibration error that perfect probabilities would show, by chance alone.

    The error of finitely many texts is never 0. Here labels are drawn from the probabilities
    themselves; an observed error within this interval is no sign of bad calibration.
    """
    certainty = predictions.probabilities.max(axis=1)
    places = bin_of(certainty)
    errors = np.empty(_SIMULATIONS)
    for number in range(_SIMULATIONS):
        right = rng.random(len(certainty)) < certainty
        distance = np.bincount(places, weights=certainty - right, minlength=CALIBRATION_BINS)
        errors[number] = np.abs(distance).sum() / len(certainty)
    low, high = interval_of(errors)
    return Figure(value=float(errors.mean()), low=low, high=high)
