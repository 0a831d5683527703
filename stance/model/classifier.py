"""The linear classifier: multinomial logistic regression, as weights and an intercept a label.

The labels weigh alike in training however often they occur: rare labels are learnt better so, and
the calibration puts their true frequency back (`experiments/features`).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CLASS_WEIGHT = "balanced"
_MOST_STEPS = 5000


def fit_classifier(
    features: Any, labels: NDArray[np.int64], *, n_labels: int, strength: float
) -> tuple[Floats, Floats]:
    """Weights ``(n_labels, n_terms)`` and intercepts ``(n_labels,)`` of a logistic regression.

    ``softmax(features @ weights.T + intercept)`` are its probabilities.

    Parameters
    ----------
    features
        Sparse matrix ``(n_texts, n_terms)``.
    labels
        The number of each text's label, from 0.
    n_labels
        How many labels there are; one that does not occur gets no weights and an intercept below
        all others, as if it had been seen less than once. (That happens in folds, not in bundles.)
    strength
        Inverse of the L2 penalty (scikit-learn's `C`): higher fits the texts more closely.
    """
    (fitted,) = fit_path(features, labels, n_labels=n_labels, strengths=[strength])
    return fitted


def fit_path(
    features: Any, labels: NDArray[np.int64], *, n_labels: int, strengths: Sequence[float]
) -> list[tuple[Floats, Floats]]:
    """What `fit_classifier` gives for each strength, each fit begun where the one before ended."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    present = np.unique(labels)
    if len(present) == 1:
        weights = np.zeros((n_labels, features.shape[1]))
        intercept = np.full(n_labels, -np.log(len(labels)))
        intercept[present] = 0.0
        return [(weights, intercept)] * len(strengths)
    model = LogisticRegression(class_weight=CLASS_WEIGHT, max_iter=_MOST_STEPS, warm_start=True)
    fitted = []
    # One thread: sums over several depend on how many there are, and on a busy machine they wait
    # for each other far longer than they work.
    with threadpool_limits(limits=1):
        for strength in strengths:
            model.set_params(C=strength).fit(features, labels)
            coefficients, constants = _one_row_a_label(model.coef_, model.intercept_)
            weights = np.zeros((n_labels, features.shape[1]))
            intercept = np.full(n_labels, constants.min() - np.log(len(labels)))
            weights[present], intercept[present] = coefficients, constants
            fitted.append((weights, intercept))
    return fitted


def _one_row_a_label(coefficients: Floats, constants: Floats) -> tuple[Floats, Floats]:
    """scikit-learn keeps one row for two labels; two halves of it have the same softmax."""
    if len(coefficients) > 1:
        return coefficients, constants
    return np.vstack([-coefficients, coefficients]) / 2, np.append(-constants, constants) / 2


def make_classifier(weights: Floats, intercept: Floats, labels: tuple[str, ...]) -> Any:
    """A scikit-learn `LogisticRegression` with these weights, as if it had been fitted to them.

    Its `classes_` are the labels in the given order.
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression()
    two = len(labels) == 2  # noqa: PLR2004 - scikit-learn keeps one row for two labels
    model.coef_ = weights[1:] - weights[:1] if two else np.array(weights)
    model.intercept_ = intercept[1:] - intercept[:1] if two else np.array(intercept)
    model.classes_ = np.array(labels, dtype=object)
    model.n_features_in_ = weights.shape[1]
    model.n_iter_ = np.zeros(1, dtype=np.int32)
    return model
