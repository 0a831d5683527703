"""Change points: where a series of period means steps to another level and stays there.

A series is cut into segments of constant mean. More segments always fit better, so each break
costs ``3 log(n) sigma^2``, with ``n`` periods and ``sigma`` their standard error: the modified
Bayesian information criterion [1]_. Without any break and with known, equal and independent
errors, this finds one in at most 5 % of series of 4 to 60 periods. For every number of breaks the
best cut comes from dynamic programming over every period, exactly; a pruned search (PELT) can
miss it where segments have a minimum length.

A steady slope is cut into steps, too: a break says that the level changed, not that it jumped.
Read it beside the slope.

References
----------
.. [1] N. R. Zhang, D. O. Siegmund (2007). A Modified Bayes Information Criterion with Applications
       to the Analysis of Comparative Genomic Hybridization Data. Biometrics 63(1).
.. [2] C. Truong, L. Oudre, N. Vayatis (2020). Selective Review of Offline Change Point Detection
       Methods. Signal Processing 167.
.. [3] J. von Neumann (1941). Distribution of the Ratio of the Mean Square Successive Difference
       to the Variance. Annals of Mathematical Statistics 12(4).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError, SettingError
from stance.estimate.intervals import check_level

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# A break that fewer draws show than this may be one article's doing.
_MOST_DRAWS = 0.5
_NEAR = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """One change of level.

    `index` is the place in the series of the first period after it. `before` and `after` are the
    means of the segments that it parts, `change` is `after` minus `before`. `share` is how many of
    the draws, 0..1, have a break within one period of it (higher: surer). `low` and `high` are the
    interval of `index` over the draws that have a break nearest to it. Without draws, `share` is
    NaN, and `low` and `high` are `None`.
    """

    index: int
    before: float
    after: float
    change: float
    share: float
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaks:
    """The breaks of a series in order of time, and by which rule they were found.

    `sigma` is the standard error of a period and `penalty` what a break must save in squared
    deviations; both are NaN where the series is too short or constant. `n_periods` are those with a
    value, `n_missing` those without, `n_draws` the draws behind shares and intervals.
    """

    breaks: tuple[Break, ...]
    sigma: float
    penalty: float
    n_periods: int
    n_missing: int
    n_draws: int
    warnings: tuple[str, ...]


def find_breaks(
    values: Sequence[float] | Floats,
    *,
    errors: Sequence[float] | Floats | None = None,
    replicates: Floats | None = None,
    minimum: int = 2,
    level: float = 0.95,
) -> Breaks:
    """Where the level of a series changes, with an interval of each date.

    Parameters
    ----------
    values
        One a period in order of time; NaN where the period has none. Periods without a value are
        left out and counted, so a segment may reach across them.
    errors
        The periods' standard errors. `None` takes them from the differences of neighbours [3]_,
        which finds a break too many in up to 12 % of series of fewer than 10 periods.
    replicates
        Shape ``(n_draws, n_periods)``: the series again, from whole articles drawn anew. Each is
        searched alike. Draws scatter around the estimates, not around the truth, so the intervals
        are wide rather than narrow.
    minimum
        The fewest periods of a segment.
    level
        The nominal coverage of the dates' intervals, 0..1.

    Raises
    ------
    InputError
        Shapes that do not fit, infinite values, or errors that are missing or not above 0.
    SettingError
        `minimum` or `level` is not possible.

    Examples
    --------
    >>> found = find_breaks([0.1, 0.2, 0.1, 0.7, 0.8, 0.7], errors=[0.05] * 6)
    >>> [(one.index, round(one.before, 3), round(one.after, 3)) for one in found.breaks]
    [(3, 0.133, 0.733)]
    """
    check_level(level)
    if isinstance(minimum, bool) or not isinstance(minimum, int) or minimum < 1:
        raise SettingError(f"Expected minimum to be a whole number from 1, got {minimum!r:.40}.")
    series = _series(values)
    kept = np.flatnonzero(~np.isnan(series))
    notes = _notes(series[kept], n_missing=len(series) - len(kept), minimum=minimum)
    draws, given = _draws(replicates, kept, len(series)), _errors(errors, series)
    found, sigma, penalty = np.empty(0, np.int64), math.nan, math.nan
    if len(kept) >= 2 * minimum and np.ptp(series[kept]) > 0.0:
        sigma = _sigma(series, given, kept)
        penalty = 3.0 * math.log(len(kept)) * sigma**2
        found = _starts(series[kept], penalty, minimum)
        if errors is None:
            notes.append(_from_differences(len(kept)))
    dates = [_starts(draw, penalty, minimum) for draw in draws] if len(found) else []
    breaks = tuple(_described(series[kept], kept, found, dates, level))
    return Breaks(
        breaks=breaks,
        sigma=sigma,
        penalty=penalty,
        n_periods=len(kept),
        n_missing=len(series) - len(kept),
        n_draws=len(draws),
        warnings=(*notes, *_unsure(breaks)),
    )


def _starts(series: Floats, penalty: float, minimum: int) -> Integers:
    """The places where segments after the first begin, in the series with its gaps."""
    present = np.flatnonzero(~np.isnan(series))
    values = series[present] - series[present].mean() if len(present) else series[present]
    sums = np.append(0.0, np.cumsum(values))
    best, saved = np.empty(0, np.int64), 0.0
    # No cut saves more than all squared deviations, so more breaks than this never pay.
    most = int(min(len(values) // minimum - 1, (values**2).sum() / penalty))
    for ends in _cuts(values, minimum=minimum, most=most):
        edges = np.concatenate([[0], ends])
        # Squared deviations of the whole less those within segments.
        gain = float((np.diff(sums[edges]) ** 2 / np.diff(edges)).sum())
        if gain - penalty * (len(ends) - 1) > saved:
            best, saved = ends[:-1], gain - penalty * (len(ends) - 1)
    return present[best]


def _cuts(values: Floats, *, minimum: int, most: int) -> Iterator[Integers]:
    """The best cut for each number of breaks from 1 to `most`: where its segments end."""
    import ruptures

    if most < 1:
        return
    # With the linear kernel its cost is the squared deviation from the segment's mean, and it
    # looks at every index; the first call keeps the cuts of fewer breaks for the later ones.
    search = ruptures.KernelCPD(kernel="linear", min_size=minimum).fit(values[:, np.newaxis])
    search.predict(n_bkps=most)
    for number in range(1, most + 1):
        yield np.array(search.predict(n_bkps=number), dtype=np.int64)


def _described(
    values: Floats, kept: Integers, found: Integers, dates: list[Integers], level: float
) -> Iterator[Break]:
    """Each break with its levels, and with what the draws say of its date."""
    edges = [0, *found.tolist(), len(values)]
    for number, start in enumerate(found.tolist(), start=1):
        before = float(values[edges[number - 1] : start].mean())
        after = float(values[start : edges[number + 1]].mean())
        low, high = _between([_nearest(drawn, found, start) for drawn in dates], level)
        near = [bool((np.abs(drawn - start) <= _NEAR).any()) for drawn in dates]
        yield Break(
            index=int(kept[start]),
            before=before,
            after=after,
            change=after - before,
            share=float(np.mean(near)) if near else math.nan,
            low=None if low is None else int(kept[low]),
            high=None if high is None else int(kept[high]),
        )


def _nearest(drawn: Integers, found: Integers, start: int) -> int | None:
    """The draw's break nearest to this one, among those that are nearer to it than to others."""
    owners = found[np.abs(drawn[:, np.newaxis] - found).argmin(axis=1)]
    own = drawn[owners == start]
    return int(own[np.abs(own - start).argmin()]) if len(own) else None


def _between(starts: list[int | None], level: float) -> tuple[int | None, int | None]:
    """The percentile interval, its ends rounded outwards to periods that were drawn."""
    known = [start for start in starts if start is not None]
    if not known:
        return None, None
    low = np.quantile(known, (1.0 - level) / 2.0, method="lower")
    high = np.quantile(known, (1.0 + level) / 2.0, method="higher")
    return int(low), int(high)


def _sigma(series: Floats, errors: Floats | None, kept: Integers) -> float:
    if errors is None:
        return math.sqrt(float((np.diff(series[kept]) ** 2).mean()) / 2.0)
    return math.sqrt(float((errors[kept] ** 2).mean()))


def _series(values: Sequence[float] | Floats) -> Floats:
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1 or np.isinf(series).any():
        raise InputError(
            f"Expected one row of finite values, NaN where a period has none; got the shape "
            f"{series.shape} with {np.count_nonzero(np.isinf(series))} infinite values."
        )
    return series


def _errors(errors: Sequence[float] | Floats | None, series: Floats) -> Floats | None:
    if errors is None:
        return None
    given = np.asarray(errors, dtype=np.float64)
    if given.shape != series.shape:
        raise InputError(f"Expected {len(series)} errors, got the shape {given.shape}.")
    wrong = ~np.isnan(series) & ~((given > 0.0) & np.isfinite(given))
    if wrong.any():
        place = int(np.argmax(wrong))
        raise InputError(
            f"Expected a standard error above 0 for every value, got {given[place]:g} at place "
            f"{place}. Make the value NaN where it has no interval, or give no errors."
        )
    return given


def _draws(replicates: Floats | None, kept: Integers, n_periods: int) -> Floats:
    if replicates is None:
        return np.empty((0, len(kept)))
    if replicates.ndim != 2 or replicates.shape[1] != n_periods:  # noqa: PLR2004 - a matrix
        raise InputError(
            f"Expected replicates of {n_periods} periods, got the shape {replicates.shape}."
        )
    drawn: Floats = replicates[:, kept]
    return drawn


def _notes(values: Floats, *, n_missing: int, minimum: int) -> list[str]:
    notes = []
    if n_missing:
        total = len(values) + n_missing
        notes.append(f"missing: {n_missing} of {total} periods have no value and were left out.")
    if len(values) < 2 * minimum:
        notes.append(
            f"short-series: {len(values)} periods cannot hold two segments of at least {minimum}, "
            "so no break was looked for."
        )
    elif np.ptp(values) == 0.0:
        notes.append("constant: all periods have the same value, so there is no break.")
    return notes


def _from_differences(n_periods: int) -> str:
    return (
        f"no-errors: what a break must save comes from the differences of {n_periods} neighbours, "
        "not from standard errors; short series show a break too many more often."
    )


def _unsure(breaks: tuple[Break, ...]) -> list[str]:
    return [
        f"unsure-break: {one.share:.0%} of the draws have a break within one period of place "
        f"{one.index}."
        for one in breaks
        if one.share < _MOST_DRAWS
    ]
