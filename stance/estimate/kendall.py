"""Kendall's S, the pairs that rise less those that fall: how it is spread if nothing trends."""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Nearer to 1 the series is one long swing, and no number of periods shows a trend.
_HIGHEST_CORRELATION = 0.95


def risen(values: Floats) -> int:
    """S: the number of pairs whose later value is higher, less those whose later one is lower.

    >>> risen(np.array([0.1, 0.3, 0.2, 0.2]))
    1
    """
    first, second = np.triu_indices(len(values), 1)
    return int(np.sign(values[second] - values[first]).sum())


def tau(s: int, ties: Integers) -> float:
    """Kendall's tau-b, -1..+1, from S and the sizes of the groups of equal values.

    NaN where all values are equal.

    >>> tau(6, np.array([1, 1, 1, 1])), tau(5, np.array([1, 2, 1]))
    (1.0, 0.9128709291752769)
    """
    n = int(ties.sum())
    pairs = n * (n - 1) / 2
    untied = pairs - float((ties * (ties - 1) / 2).sum())
    return s / math.sqrt(pairs * untied) if untied else math.nan


def share_beyond(least: int, ties: Integers) -> float:
    """The share of all orders of the values in which S is at least `least` either way.

    Parameters
    ----------
    least
        From 0.
    ties
        The sizes of the groups of equal values: ones where all differ.

    Examples
    --------
    Of the 24 orders of four values one always rises and one always falls:

    >>> round(24 * share_beyond(6, np.array([1, 1, 1, 1])))
    2
    """
    # Orders by their number of inversions: the product of 1 + q + .. + q^(j-1) over periods, and
    # over the same of each tied group (the q-multinomial coefficient). S = untied pairs - 2 of it.
    counts = _orders(int(ties.sum()))
    for size in ties:
        counts = np.polynomial.polynomial.polydiv(counts, _orders(int(size)))[0].round()
    s = len(counts) - 1 - 2 * np.arange(len(counts))
    return float(counts[np.abs(s) >= least].sum() / counts.sum())


def normal_share_beyond(least: int, variance: float) -> float:
    """`share_beyond` by the normal distribution, for many values."""
    from scipy.special import ndtr

    # S moves in steps of two, hence the continuity correction of one.
    return float(2.0 * ndtr(-max(least - 1, 0) / math.sqrt(variance))) if variance else 1.0


def variance_of(ties: Integers) -> float:
    """The variance of S where all orders of the values are equally likely.

    >>> variance_of(np.ones(4, dtype=int))
    8.666666666666666
    """
    n = float(ties.sum())
    groups = float((ties * (ties - 1.0) * (2.0 * ties + 5.0)).sum())
    return (n * (n - 1.0) * (2.0 * n + 5.0) - groups) / 18.0


def inflation_of(series: Floats) -> float:
    """How often as large the variance of S is where neighbours are alike, from 1.

    Hamed and Rao's factor, with the autocorrelations of ranks that an AR(1) series has. See
    `stance.estimate.series` for the sources.

    Parameters
    ----------
    series
        Shape ``(n_periods,)``, more than four of them numbers; NaN where a period has none.
    """
    from scipy.stats import rankdata

    kept = np.flatnonzero(~np.isnan(series))
    n = len(kept)
    first, second = np.triu_indices(n, 1)
    rises = series[kept][second] - series[kept][first]
    detrended = series[kept] - np.median(rises / (kept[second] - kept[first])) * kept
    ranks = np.zeros(len(series))  # 0 is the mean: a missing period adds nothing
    ranks[kept] = rankdata(detrended) - (n + 1) / 2
    if not ranks.any():
        return 1.0
    measured = float((ranks[:-1] * ranks[1:]).sum() / (ranks**2).sum())
    # Only likeness widens: periods that seem to alternate are no reason for a bolder claim.
    correlation = min(max((n * measured + 2.0) / (n - 4.0), 0.0), _HIGHEST_CORRELATION)
    lags = np.arange(1.0, n - 2)
    weights = (n - lags) * (n - lags - 1.0) * (n - lags - 2.0) / (n * (n - 1.0) * (n - 2.0))
    return 1.0 + 2.0 * float((weights * correlation**lags).sum())


def _orders(n: int) -> Floats:
    """How many orders of `n` different values have 0, 1, 2, .. inversions."""
    counts = np.ones(1)
    for size in range(2, n + 1):
        counts = np.convolve(counts, np.ones(size))
    return counts
