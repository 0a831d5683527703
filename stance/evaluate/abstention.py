"""Labelling only what the classifier is sure of: what is gained, and from which probability on.

References
----------
Y. Geifman, R. El-Yaniv (2017), "Selective classification for deep neural networks".
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.evaluate.draws import Figure, figure_of, sum_by_document
from stance.evaluate.predictions import Predictions

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

WANTED = (0.05, 0.1, 0.15, 0.2, 0.3)
"""Error rates for which a threshold is sought."""
FEWEST_KEPT = 20
"""An error rate of fewer texts than this chooses no threshold."""
_FOLDS = 5
_CURVE_POINTS = 50
_DRAWS_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """The share of texts that are labelled, the surest first, and the share of errors in them."""

    coverage: float
    risk: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """What comes of labelling only texts whose probability reaches a threshold.

    `threshold` is chosen on all texts, for use on new ones; `error` and `coverage` are measured on
    texts that took no part in choosing (five folds of whole documents, each under the threshold
    of the others). No threshold (`None`) reaches the wanted error rate where there is none.
    """

    wanted: float
    threshold: float | None
    error: Figure | None
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCoverage:
    """The curve, the mean of its risks (`area`, lower is better) and thresholds for its use.

    `error` is the share of errors where nothing is left out: an area as large as that means that
    the probabilities say nothing of which labels are right.
    """

    curve: tuple[CurvePoint, ...]
    area: Figure
    error: float
    abstention: tuple[Abstention, ...]


def risk_coverage(
    predictions: Predictions, weights: Floats, *, rng: np.random.Generator
) -> RiskCoverage:
    """How the share of errors falls when the least certain texts are left without a label.

    Parameters
    ----------
    predictions
        Probabilities and truth.
    weights
        Draws of documents, as `draw_documents` makes them.
    rng
        Decides which documents share a fold in choosing thresholds.

    Examples
    --------
    The three surest of four texts are right: the risks are 0, 0, 0 and 1/4.

    >>> predictions = Predictions(
    ...     labels=("pro", "contra"), truth=np.array([0, 0, 0, 0]), groups=np.arange(4),
    ...     probabilities=np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.4, 0.6]]),
    ... )
    >>> found = risk_coverage(predictions, np.ones((100, 4)), rng=np.random.default_rng(0))
    >>> found.area.value, found.error
    (0.0625, 0.25)
    """
    certainty = predictions.probabilities.max(axis=1)
    wrong = (predictions.predicted != predictions.truth).astype(np.float64)
    order = np.argsort(-certainty, kind="stable")
    ranked = _mean_of_ties(certainty[order], wrong[order])
    risks = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
    folds = rng.permutation(int(predictions.groups.max()) + 1)[predictions.groups] % _FOLDS
    return RiskCoverage(
        curve=_curve(risks),
        area=figure_of(float(risks.mean()), _areas(ranked, weights, predictions.groups[order])),
        error=float(wrong.mean()),
        abstention=tuple(
            _abstention(wanted, certainty, wrong, folds, (predictions.groups, weights))
            for wanted in WANTED
        ),
    )


def _mean_of_ties(certainty: Floats, wrong: Floats) -> Floats:
    """Texts of equal certainty have no order among them: each gets the mean of their errors."""
    _, tie = np.unique(-certainty, return_inverse=True)
    means: Floats = (np.bincount(tie, weights=wrong) / np.bincount(tie))[tie]
    return means


def _areas(ranked: Floats, weights: Floats, groups: Numbers) -> Floats:
    """The mean risk in each draw; a document that is drawn twice counts twice."""
    areas = np.empty(len(weights))
    for start in range(0, len(weights), _DRAWS_AT_ONCE):  # texts times draws may not fit
        own = weights[start : start + _DRAWS_AT_ONCE][:, groups]
        kept = np.cumsum(own, axis=1)
        risks = np.cumsum(own * ranked, axis=1) / np.maximum(kept, 1)
        areas[start : start + len(own)] = (risks * own).sum(axis=1) / kept[:, -1]
    return areas


def _curve(risks: Floats) -> tuple[CurvePoint, ...]:
    n = len(risks)
    places = np.unique(np.linspace(1, n, min(n, _CURVE_POINTS)).round().astype(int))
    return tuple(
        CurvePoint(coverage=float(place / n), risk=float(risks[place - 1])) for place in places
    )


def choose_threshold(certainty: Floats, wrong: Floats, *, wanted: float) -> float | None:
    """The lowest probability from which on the share of errors is at most `wanted`.

    `None` if no threshold that keeps `FEWEST_KEPT` texts reaches it.
    """
    order = np.argsort(-certainty, kind="stable")
    kept = np.arange(1, len(order) + 1)
    risks = np.cumsum(wrong[order]) / kept
    ends = np.append(certainty[order][1:] < certainty[order][:-1], True)  # of equal certainties
    possible = ends & (kept >= FEWEST_KEPT) & (risks <= wanted)
    return float(certainty[order][np.flatnonzero(possible)[-1]]) if possible.any() else None


def _abstention(
    wanted: float,
    certainty: Floats,
    wrong: Floats,
    folds: Numbers,
    drawing: tuple[Numbers, Floats],
) -> Abstention:
    kept = np.zeros(len(certainty), dtype=bool)
    for fold in range(_FOLDS):
        here = folds == fold
        threshold = choose_threshold(certainty[~here], wrong[~here], wanted=wanted)
        if threshold is not None:
            kept[here] = certainty[here] >= threshold
    error = None
    if kept.any():
        groups, weights = drawing
        errors, counts = (
            weights @ sum_by_document(np.column_stack([kept * wrong, kept * 1.0]), groups)
        ).T
        shares = np.divide(errors, counts, out=np.full_like(errors, np.nan), where=counts > 0)
        error = figure_of(float(wrong[kept].mean()), shares)
    return Abstention(
        wanted=wanted,
        threshold=choose_threshold(certainty, wrong, wanted=wanted),
        error=error,
        coverage=float(kept.mean()),
    )
