"""What is asked of a whole series of periods: does it tend one way, and where does it break."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from stance.estimate.breaks import find_breaks
from stance.estimate.changes import following, is_known, time_of
from stance.estimate.intervals import Draws
from stance.estimate.periods import UNCORRECTED, Group
from stance.estimate.redrawn import replicates, replicates_counted
from stance.estimate.scored import Floats
from stance.estimate.series import mann_kendall, theil_sen
from stance.estimate.table import rows_table

SERIES_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("quantity", "method", "test", "p_method")),
        *((name, pa.float64()) for name in ("tau", "p", "slope", "low", "high", "inflation")),
        ("n_periods", pa.int64()),
        ("n_missing", pa.int64()),
        ("warnings", pa.list_(pa.string())),
    ]
)
BREAKS_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("quantity", "method", "period", "low", "high")),
        *((name, pa.float64()) for name in ("before", "after", "change", "share")),
        ("penalty", pa.float64()),
        ("n_draws", pa.int64()),
        ("warnings", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How breaks are looked for: `minimum` is the fewest periods between two."""

    draws: Draws
    minimum: int
    level: float


def every_period(groups: Sequence[Group], by: str) -> list[str]:
    """All periods from the first to the last, those without documents included.

    Examples
    --------
    >>> from stance.estimate.periods import Group
    >>> some = [Group(name=name, places=None, rows=()) for name in ("2010", "2013", "undated")]
    >>> every_period(some, "year")
    ['2010', '2011', '2012', '2013']
    """
    known = sorted(group.name for group in groups if is_known(group.name))
    names = known[:1]
    while names and names[-1] < known[-1]:
        names.append(following(names[-1], by))
    return names


def series_table(
    groups: Sequence[Group], labels: Sequence[str], *, by: str, method: str, level: float
) -> pa.Table:
    """Mann-Kendall and Theil-Sen of each quantity's series.

    Parameters
    ----------
    groups
        The periods.
    labels
        In codebook order.
    by
        ``year``, ``quarter`` or ``month``.
    method
        Whose values make the series.
    level
        The intervals' nominal coverage, 0..1.

    Returns
    -------
    pyarrow.Table
        Two rows a quantity. ``slope``, ``low`` and ``high`` are a year, in the quantity's unit.
        The errors of the values take no part, so these tests speak of the series as it is drawn.
    """
    names = every_period(groups, by)
    times = np.array([time_of(name) for name in names])
    rows: list[dict[str, Any]] = []
    for place, quantity in enumerate((*labels, "score")):
        values = _values(groups, names, method, place)
        tested, line = mann_kendall(values, level=level), theil_sen(times, values, level=level)
        common = {"quantity": quantity, "method": method}
        known = {"n_periods": tested.n_periods, "n_missing": tested.n_missing}
        rows.append(
            _missing(SERIES_SCHEMA) | {
                "test": "Mann-Kendall", "p_method": tested.method, "tau": tested.tau,
                "p": tested.p, "inflation": tested.inflation, "warnings": tested.warnings,
            } | common | known
        )  # fmt: skip
        rows.append(
            _missing(SERIES_SCHEMA) | {
                "test": "Theil-Sen", "slope": line.slope, "low": line.low, "high": line.high,
                "inflation": line.inflation, "warnings": line.warnings,
            } | common | known
        )  # fmt: skip
    return rows_table(rows, SERIES_SCHEMA)


def breaks_table(
    groups: Sequence[Group], labels: Sequence[str], *, by: str, method: str, search: Search
) -> pa.Table:
    """Where each quantity's level changes: a row a break; without one, a row that says so."""
    names = every_period(groups, by)
    drawn = _drawn(groups, names, method, search.draws, n_quantities=len(labels) + 1)
    rows: list[dict[str, Any]] = []
    for place, quantity in enumerate((*labels, "score")):
        found = find_breaks(
            _values(groups, names, method, place),
            errors=_errors(groups, names, method, place),
            replicates=drawn[:, :, place],
            minimum=search.minimum,
            level=search.level,
        )
        common = {
            "quantity": quantity, "method": method, "penalty": found.penalty,
            "n_draws": found.n_draws, "warnings": found.warnings,
        }  # fmt: skip
        rows += [
            common | {
                "period": names[one.index], "before": one.before, "after": one.after,
                "change": one.change, "share": one.share,
                "low": None if one.low is None else names[one.low],
                "high": None if one.high is None else names[one.high],
            }
            for one in found.breaks
        ] or [_missing(BREAKS_SCHEMA) | common]  # fmt: skip
    return rows_table(rows, BREAKS_SCHEMA)


def _missing(schema: pa.Schema) -> dict[str, Any]:
    return dict.fromkeys(schema.names)


def _values(groups: Sequence[Group], names: Sequence[str], method: str, place: int) -> Floats:
    return _column(groups, names, method, place, "values")


def _errors(
    groups: Sequence[Group], names: Sequence[str], method: str, place: int
) -> Floats | None:
    """The standard errors; `None` where a period with a value has none."""
    errors = _column(groups, names, method, place, "errors")
    values = _values(groups, names, method, place)
    whole = np.isfinite(errors[np.isfinite(values)]) & (errors[np.isfinite(values)] > 0.0)
    return errors if whole.all() else None


def _column(
    groups: Sequence[Group], names: Sequence[str], method: str, place: int, what: str
) -> Floats:
    found = {
        group.name: float(getattr(group.moments[method], what)[place])
        for group in groups
        if method in group.moments
    }
    return np.array([found.get(name, math.nan) for name in names])


def _drawn(
    groups: Sequence[Group], names: Sequence[str], method: str, draws: Draws, *, n_quantities: int
) -> Floats:
    """The series of every draw: shape ``(n_draws, n_periods, n_quantities)``."""
    known = {group.name: group for group in groups if method in group.moments}
    drawn = np.full((draws.replications, len(names), n_quantities), np.nan)
    for place, name in enumerate(names):
        group = known.get(name)
        if group is None or not np.isfinite(group.moments[method].values).all():
            continue
        own = draws.apart(place)
        sums, moments = group.sums[method], group.moments[method]
        drawn[:, place] = (
            replicates_counted(sums, own)
            if method == UNCORRECTED
            else replicates(sums, moments.tuning, own)
        )
    return drawn
