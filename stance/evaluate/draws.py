"""Intervals by drawing whole documents: their sentences resemble each other and go together.

A figure is computed from sums over documents, so that a draw of documents is a weighted sum: one
matrix product gives the figure in every draw.

References
----------
A. C. Cameron, J. B. Gelbach, D. L. Miller (2008), "Bootstrap-Based Improvements for Inference with
Clustered Errors", Review of Economics and Statistics 90(3).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

LEVEL = 0.95
DRAWS = 1000
FEW_DOCUMENTS = 30
"""Below so many documents a percentile interval is too narrow, and the result says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with its 95 % interval over draws of documents; NaN where it is not defined."""

    value: float
    low: float
    high: float

    @property
    def leaves_out_zero(self) -> bool:
        """Whether the whole interval lies on one side of 0: for differences."""
        return self.low > 0 or self.high < 0


def draw_documents(n_documents: int, *, draws: int = DRAWS, rng: np.random.Generator) -> Floats:
    """How often each document is in each draw: ``(draws, n_documents)``, rows summing to the count.

    Examples
    --------
    >>> weights = draw_documents(4, draws=3, rng=np.random.default_rng(0))
    >>> weights.shape, weights.sum(axis=1).tolist()
    ((3, 4), [4.0, 4.0, 4.0])
    """
    shares = np.full(n_documents, 1 / n_documents)
    return rng.multinomial(n_documents, shares, size=draws).astype(np.float64)


def interval_of(values: Floats) -> tuple[float, float]:
    """The percentile interval of a figure's draws; draws in which it is not defined are left out.

    >>> [round(end, 6) for end in interval_of(np.arange(101.0))]
    [2.5, 97.5]
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return float(low), float(high)


def figure_of(value: float, draws: Floats) -> Figure:
    """A figure of the texts as they are, with the interval of its draws."""
    low, high = interval_of(draws)
    return Figure(value=float(value), low=low, high=high)


def sum_by_document(values: Floats, groups: Numbers) -> Floats:
    """Sums of each column over the texts of each document: ``(n_documents, n_columns)``.

    Parameters
    ----------
    values
        ``(n_texts, n_columns)``.
    groups
        The number of each text's document, from 0 and without gaps.

    Examples
    --------
    >>> sum_by_document(np.array([[1.0], [2.0], [4.0]]), np.array([0, 1, 0])).tolist()
    [[5.0], [2.0]]
    """
    sums = np.zeros((int(groups.max()) + 1, values.shape[1]))
    np.add.at(sums, groups, values)
    return sums


def totals_of(sums: Mapping[str, Floats], weights: Floats | None = None) -> dict[str, Floats]:
    """Each block of sums added up over all documents (one row), or over those of each draw."""
    if weights is None:
        return {name: block.sum(axis=0, keepdims=True) for name, block in sums.items()}
    return {name: weights @ block for name, block in sums.items()}
