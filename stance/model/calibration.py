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
    from scipy.optimize import minimize

    n_labels = scores.shape[1]
    truth = np.eye(n_labels)[labels]

    def loss_and_slope(parameters: Floats) -> tuple[float, Floats]:
        logs = log_softmax(parameters[0] * scores + parameters[1:])
        error = (np.exp(logs) - truth) / len(labels)
        return float(-(logs * truth).sum() / len(labels)), np.append(
            (error * scores).sum(), error.sum(axis=0)
        )

    start = np.append(1.0, np.zeros(n_labels))
    bounds = [_SCALES] + [_OFFSETS] * n_labels
    found = minimize(loss_and_slope, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    offsets = found[1:] - found[1:].mean()
    return Calibration(temperature=float(1 / found[0]), offsets=tuple(offsets.tolist()))
