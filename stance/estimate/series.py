"""Whether a series of periods rises or falls, and by how much, without assuming a straight line.

Mann-Kendall counts the pairs of periods in which the later one is higher, less those in which it
is lower. Up to 10 periods its p-value is exact: it counts orders, ties included. Beyond that it
uses the normal distribution, with a variance that allows for neighbouring periods being alike
(Hamed & Rao). Their formula is used with the autocorrelations that follow from the first one, freed
of the bias that detrending a short series leaves in it: taking every one as measured misses most of
it. So corrected, p < .05 comes in 5 to 7 % of series without a trend where neighbours correlate by
.3, and by .6 in 11 % (12 periods) to 6 % (80 periods); uncorrected in 11 to 13 % and 26 to 32 %.

The slope is the median of the slopes of all pairs (Theil, Sen), and its interval holds the slopes
that Mann-Kendall would not reject.

References
----------
.. [1] H. B. Mann (1945). Nonparametric Tests Against Trend. Econometrica 13(3).
.. [2] M. G. Kendall (1975). Rank Correlation Methods, 4th ed. Griffin.
.. [3] P. K. Sen (1968). Estimates of the Regression Coefficient Based on Kendall's Tau. Journal of
       the American Statistical Association 63(324).
.. [4] K. H. Hamed, A. R. Rao (1998). A Modified Mann-Kendall Trend Test for Autocorrelated Data.
       Journal of Hydrology 204(1-4).
.. [5] K. H. Hamed (2009). Enhancing the Effectiveness of Prewhitening in Trend Analysis of
       Hydrologic Data. Journal of Hydrology 368(1-4): the first autocorrelation's bias.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError
from stance.estimate.intervals import check_level
from stance.estimate.kendall import (
    inflation_of,
    normal_share_beyond,
    risen,
    share_beyond,
    tau,
    variance_of,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Up to this many periods all orders are counted.
LARGEST_EXACT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class MannKendall:
    """A test of whether a series tends one way.

    `s` is the number of pairs that rise less those that fall. `tau` is -1 (every pair falls)..+1
    (every pair rises), with ties allowed for (tau-b). `p` is two-sided, by `method` ``exact`` or
    ``normal``. `inflation` is the factor, from 1, by which serial correlation widens the variance
    of `s`. What cannot be said is NaN, and a warning says why.
    """

    tau: float
    s: int
    p: float
    method: str
    inflation: float
    n_periods: int
    n_missing: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TheilSen:
    """A slope per unit of time, with its interval `low`..`high`.

    `intercept` is the line's value at time 0, through the medians. `inflation` is as in
    `MannKendall`. What cannot be said is NaN, and a warning says why.
    """

    slope: float
    low: float
    high: float
    intercept: float
    inflation: float
    n_periods: int
    n_missing: int
    warnings: tuple[str, ...]


def mann_kendall(
    values: Sequence[float] | Floats, *, serial: bool = True, level: float = 0.95
) -> MannKendall:
    """Whether a series tends to rise or to fall.

    Parameters
    ----------
    values
        One a period in order of time, equally far apart; NaN where the period has none. These are
        left out and counted.
    serial
        Whether to allow for serial correlation, which takes more than 10 periods.
    level
        One less the p-value that is asked for: a series that cannot reach it is said to be short.

    Raises
    ------
    InputError
        `values` is not one row, or holds infinite values.
    SettingError
        `level` is not possible.

    Examples
    --------
    Four years that rise every time are no evidence yet; one more year would be:

    >>> rising = mann_kendall([0.1, 0.2, 0.3, 0.4])
    >>> rising.tau, rising.s, round(rising.p, 3), rising.warnings[0][:12]
    (1.0, 6, 0.083, 'short-series')
    >>> round(mann_kendall([0.1, 0.2, 0.3, 0.4, 0.5]).p, 3)
    0.017
    """
    check_level(level)
    series, kept = _row(values, "values")
    present = series[kept]
    s, ties = risen(present), np.unique(present, return_counts=True)[1]
    exact = len(present) <= LARGEST_EXACT
    correct = serial and not exact
    inflation = inflation_of(series) if correct else 1.0
    variance = variance_of(ties) * inflation
    p = share_beyond(abs(s), ties) if exact else normal_share_beyond(abs(s), variance)
    return MannKendall(
        tau=tau(s, ties),
        s=s,
        p=p if len(present) > 1 else math.nan,
        method="exact" if exact else "normal",
        inflation=inflation,
        n_periods=len(present),
        n_missing=len(series) - len(present),
        warnings=(
            *_missing(series, kept),
            *(_too_short(ties, level) if exact else []),
            *_flat(present),
            *(_untested(len(present)) if serial and exact else []),
        ),
    )


def theil_sen(
    times: Sequence[float] | Floats,
    values: Sequence[float] | Floats,
    *,
    serial: bool = True,
    level: float = 0.95,
) -> TheilSen:
    """The slope of a series: the median slope of all pairs of periods, with Sen's interval.

    Parameters
    ----------
    times
        When each period is, ascending, such as the year: the unit that the slope is per.
    values
        One a period; NaN where it has none. These are left out and counted.
    serial
        Whether to allow for serial correlation, which takes more than 10 periods. It is measured
        between neighbours in the series.
    level
        The interval's nominal coverage, 0..1. Up to 10 periods the narrowest interval that covers
        it for certain is given, or none where even the range of all slopes covers less.

    Raises
    ------
    InputError
        `times` and `values` differ in length, `times` do not ascend, or there are infinite values.
    SettingError
        `level` is not possible.

    Examples
    --------
    >>> line = theil_sen([2016, 2017, 2018, 2019, 2020], [0.0, 0.25, 0.25, 0.5, 4.0])
    >>> line.slope, line.low, line.high
    (0.25, 0.0, 3.5)
    """
    check_level(level)
    series, kept = _row(values, "values")
    moments = _moments(times, len(series))
    present, when = series[kept], moments[kept]
    first, second = np.triu_indices(len(present), 1)
    slopes = np.sort((present[second] - present[first]) / (when[second] - when[first]))
    correct = serial and len(present) > LARGEST_EXACT
    inflation = inflation_of(series) if correct else 1.0
    slope = float(np.median(slopes)) if len(slopes) else math.nan
    low, high, notes = _sen(slopes, present, inflation, level)
    return TheilSen(
        slope=slope,
        low=low,
        high=high,
        intercept=float(np.median(present) - slope * np.median(when)) if len(slopes) else math.nan,
        inflation=inflation,
        n_periods=len(present),
        n_missing=len(series) - len(present),
        warnings=(
            *_missing(series, kept),
            *notes,
            *(_untested(len(present)) if serial and not correct else []),
        ),
    )


def _sen(
    slopes: Floats, values: Floats, inflation: float, level: float
) -> tuple[float, float, list[str]]:
    """The interval between two of the ordered slopes, with what is to be said of it."""
    if notes := _lone(len(values)) or _flat(values):
        return math.nan, math.nan, notes
    if len(values) <= LARGEST_EXACT:
        # Between the k-th lowest and the k-th highest lie the slopes with |S| up to n_pairs - 2k.
        lowest, covered = 0, 0.0
        for place in range(1, len(slopes) // 2 + 1):
            covers = 1.0 - share_beyond(len(slopes) - 2 * place + 1, np.ones(len(values), np.int64))
            covered = max(covered, covers)
            lowest = place if covers >= level else lowest
        if not lowest:
            return math.nan, math.nan, [_no_interval(len(values), covered, level)]
        return float(slopes[lowest - 1]), float(slopes[-lowest]), []
    from scipy.special import ndtri

    ties = np.unique(values, return_counts=True)[1]
    margin = float(ndtri((1.0 + level) / 2.0)) * math.sqrt(variance_of(ties) * inflation)
    lowest = round((len(slopes) - margin) / 2.0)
    if lowest < 1:
        return math.nan, math.nan, [_swings(len(values))]
    highest = min(round((len(slopes) + margin) / 2.0), len(slopes) - 1)
    return float(slopes[lowest - 1]), float(slopes[highest]), []


def _row(values: Sequence[float] | Floats, name: str) -> tuple[Floats, Integers]:
    """The series, and the places of the periods that have a value."""
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1 or np.isinf(series).any():
        raise InputError(
            f"Expected {name} to be one row of finite numbers, got the shape {series.shape} with "
            f"{np.count_nonzero(np.isinf(series))} infinite. Give NaN where a period has none."
        )
    return series, np.flatnonzero(~np.isnan(series))


def _moments(times: Sequence[float] | Floats, n_periods: int) -> Floats:
    moments, kept = _row(times, "times")
    if len(moments) != n_periods or len(kept) < n_periods or (np.diff(moments) <= 0.0).any():
        raise InputError(
            f"Expected {n_periods} times that ascend, one a value, got {len(moments)}: "
            f"{moments.tolist()!s:.60}."
        )
    return moments


def _missing(series: Floats, kept: Integers) -> list[str]:
    n_missing = len(series) - len(kept)
    if not n_missing:
        return []
    return [f"missing: {n_missing} of {len(series)} periods have no value and were left out."]


def _too_short(ties: Integers, level: float) -> list[str]:
    n = int(ties.sum())
    if notes := _lone(n):
        return notes
    smallest = share_beyond(n * (n - 1) // 2, np.ones(n, np.int64))
    if smallest < 1.0 - level:
        return []
    return [
        f"short-series: {n} periods cannot reach p < {1.0 - level:.2g} whatever they show; the "
        f"smallest possible p is {smallest:.3f}."
    ]


def _lone(n_periods: int) -> list[str]:
    if n_periods >= 2:  # noqa: PLR2004 - a pair
        return []
    return [f"short-series: a trend needs two periods with a value, here: {n_periods}."]


def _flat(values: Floats) -> list[str]:
    if len(values) < 2 or np.ptp(values) > 0.0:  # noqa: PLR2004 - a pair
        return []
    return ["constant: all periods have the same value, so no trend and no interval is given."]


def _untested(n_periods: int) -> list[str]:
    if n_periods < 2:  # noqa: PLR2004 - a pair
        return []
    return [
        f"serial-correlation: {n_periods} periods cannot show whether neighbours are alike; they "
        "are taken as independent."
    ]


def _no_interval(n_periods: int, covered: float, level: float) -> str:
    return (
        f"short-series: {n_periods} periods give no interval of {level:.0%}; the range of all "
        f"their slopes covers {covered:.1%}."
    )


def _swings(n_periods: int) -> str:
    return (
        f"serial-correlation: neighbours among {n_periods} periods are so alike that no slope can "
        "be told from a swing, so no interval is given."
    )
