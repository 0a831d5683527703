"""Calibrated probabilities that stay linear: a temperature, and an offset a label.

Both are fitted to scores of texts that the scoring model had not seen, and then multiplied and
added into its weights and intercepts, so that nothing but the linear model is left.

References
----------
C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger (2017), "On Calibration of Modern Neural Networks":
temperature scaling, and its extension by a bias.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

# Beyond these a calibration only says that there were too few texts to fit one.
_SCALES = (0.05, 20.0)
_OFFSETS = (-5.0, 5.0)
_MOST_STEPS = 100
_SHARES = (1.0, 0.5, 0.25, 0.1, 0.01, 0.001)  # of a Newton step
_SMALLEST_GAIN = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """``scores / temperature + offsets`` are calibrated scores.

    A temperature above 1 makes every prediction less certain. The offsets sum to 0; a label with
    a higher one becomes more probable everywhere.
    """

    temperature: float
    offsets: tuple[float, ...]

    def apply(self, scores: Floats) -> Floats:
        """Calibrated scores of the same shape ``(n_texts, n_labels)``."""
        calibrated: Floats = scores / self.temperature + np.asarray(self.offsets)
        return calibrated

    def fold_into(self, weights: Floats, intercept: Floats) -> tuple[Floats, Floats]:
        """Weights and intercepts whose scores need no further calibration."""
        offsets = np.asarray(self.offsets)
        return weights / self.temperature, intercept / self.temperature + offsets


def log_softmax(scores: Floats) -> Floats:
    """Logarithms of the probabilities of each row of scores.

    >>> np.exp(log_softmax(np.log([[1.0, 3.0]]))).round(3).tolist()
    [[0.25, 0.75]]
    """
    shifted: Floats = scores - scores.max(axis=1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def log_loss(scores: Floats, labels: Numbers) -> float:
    """Mean negative logarithm of the probability of the true label: 0 is perfect.

    >>> round(log_loss(np.zeros((3, 2)), np.array([0, 1, 1])), 4)  # two labels, no idea: ln 2
    0.6931
    """
    return float(-log_softmax(scores)[np.arange(len(labels)), labels].mean())


def fit_calibration(scores: Floats, labels: Numbers) -> Calibration:
    """The temperature and offsets with the least log loss on these scores.

    Parameters
    ----------
    scores
        ``(n_texts, n_labels)``, from a model that was not trained on these texts.
    labels
        The number of each text's true label.
    """
    truth = np.eye(scores.shape[1])[labels]
    parameters = np.append(1.0, np.zeros(scores.shape[1]))
    loss = _loss(parameters, scores, labels)
    for _ in range(_MOST_STEPS):
        slope, curvature = _slope_and_curvature(parameters, scores, truth)
        step = np.linalg.solve(curvature, slope)
        # A full Newton step may overshoot where the probabilities are extreme.
        for share in _SHARES:
            tried = _within_bounds(parameters - share * step)
            new = _loss(tried, scores, labels)
            if new < loss:
                break
        if loss - new < _SMALLEST_GAIN:
            break
        parameters, loss = tried, new
    return Calibration(temperature=float(1 / parameters[0]), offsets=tuple(parameters[1:].tolist()))


def _loss(parameters: Floats, scores: Floats, labels: Numbers) -> float:
    return log_loss(parameters[0] * scores + parameters[1:], labels)


def _slope_and_curvature(
    parameters: Floats, scores: Floats, truth: Floats
) -> tuple[Floats, Floats]:
    """First and second derivatives of the log loss by the scale and the offsets."""
    shares = np.exp(log_softmax(parameters[0] * scores + parameters[1:]))
    error = shares - truth
    slope = np.append((error * scores).sum(), error.sum(axis=0))
    away = scores - (shares * scores).sum(axis=1, keepdims=True)
    by_offset = (shares * away).sum(axis=0)
    curvature = np.diag(np.append((shares * scores * away).sum(), shares.sum(axis=0)))
    curvature[0, 1:] = curvature[1:, 0] = by_offset
    curvature[1:, 1:] -= shares.T @ shares
    # The same number added to all offsets changes nothing: this holds them where they are.
    return slope, curvature + 1e-6 * len(scores) * np.eye(len(slope))


def _within_bounds(parameters: Floats) -> Floats:
    offsets = np.clip(parameters[1:], *_OFFSETS)
    return np.append(np.clip(parameters[0], *_SCALES), offsets - offsets.mean())
