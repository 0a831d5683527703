"""Many series looked at together: p-values that say how surprising each is among all of them.

Of twenty outlets without any trend, one is expected below p = .05. Holm's values bound the chance
of a single false claim among all; Benjamini and Hochberg's bound the share of false ones among
what is claimed, and so leave more standing.

References
----------
.. [1] S. Holm (1979). A Simple Sequentially Rejective Multiple Test Procedure. Scandinavian
       Journal of Statistics 6(2).
.. [2] Y. Benjamini, Y. Hochberg (1995). Controlling the False Discovery Rate: A Practical and
       Powerful Approach to Multiple Testing. Journal of the Royal Statistical Society B 57(1).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError

Floats = NDArray[np.float64]


def holm(p_values: Sequence[float] | Floats) -> Floats:
    """Holm's adjusted p-values: below .05, at most 5 % risk that any such claim is false.

    Holds however the series depend on each other.

    Parameters
    ----------
    p_values
        One a series, each 0..1. NaN (nothing was tested) stays NaN and does not count as a test.

    Returns
    -------
    Floats
        Shape ``(n_series,)``, 0..1, never below the given ones.

    Raises
    ------
    InputError
        A p-value is outside 0..1, or they are not one row.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    values, order = _ordered(p_values)
    steps = np.arange(len(order), 0, -1) * values[order]
    return _put_back(np.maximum.accumulate(steps), order, len(values))


def benjamini_hochberg(p_values: Sequence[float] | Floats) -> Floats:
    """Benjamini and Hochberg's: of the claims below .05, at most 5 % are expected to be false.

    Holds for independent series, and for such that depend on each other positively.

    Parameters
    ----------
    p_values
        One a series, each 0..1. NaN (nothing was tested) stays NaN and does not count as a test.

    Returns
    -------
    Floats
        Shape ``(n_series,)``, 0..1, between the given ones and Holm's.

    Raises
    ------
    InputError
        A p-value is outside 0..1, or they are not one row.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    values, order = _ordered(p_values)
    steps = values[order] * len(order) / np.arange(1, len(order) + 1)
    return _put_back(np.minimum.accumulate(steps[::-1])[::-1], order, len(values))


def _ordered(p_values: Sequence[float] | Floats) -> tuple[Floats, NDArray[np.int64]]:
    """The values, and the places of those that are numbers, from the smallest up."""
    values = np.asarray(p_values, dtype=np.float64)
    if values.ndim != 1:
        raise InputError(f"Expected one row of p-values, got the shape {values.shape}.")
    outside = (values < 0.0) | (values > 1.0)
    if outside.any():
        place = int(np.argmax(outside))
        raise InputError(
            f"Expected p-values from 0 to 1, got {values[place]:g} at place {place}. "
            "Give NaN where nothing was tested."
        )
    order = np.argsort(values, kind="stable")
    return values, order[: np.count_nonzero(~np.isnan(values))]


def _put_back(adjusted: Floats, order: NDArray[np.int64], n_series: int) -> Floats:
    result = np.full(n_series, np.nan)
    result[order] = np.minimum(adjusted, 1.0)
    return result
