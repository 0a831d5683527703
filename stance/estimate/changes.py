"""How a series of groups changes: slopes, first against last, before and after events, pairs."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np
import pyarrow as pa

from stance.errors import SettingError
from stance.estimate import cautions
from stance.estimate.contrasts import contrast, slope_weights
from stance.estimate.corrected import Moments
from stance.estimate.groups import PERIODS, UNDATED, UNKNOWN
from stance.estimate.many import benjamini_hochberg, holm
from stance.estimate.periods import Group
from stance.estimate.scored import Floats
from stance.estimate.table import rows_table
from stance.records import Event

MOST_PAIRED = 12
"""So many groups that are no periods are compared pair by pair."""
_FEWEST_FOR_SLOPE = 3
_MONTHS_A_PERIOD = {"year": 12, "quarter": 3, "month": 1}
# Less than this of an error is only the rounding of equal values.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One difference of a quantity between groups.

    `what` is ``slope`` (a year), ``change`` (last minus first period), ``event`` (the periods
    after it minus those before) or ``difference`` (`after` minus `before`, two groups). `before`
    and `after` name the groups, or the event. `p` is for a true value of 0; `p_holm` and `p_bh`
    are adjusted for the other quantities (or pairs) of the same table, by Holm and by Benjamini
    and Hochberg.
    """

    quantity: str
    method: str
    what: str
    before: str
    after: str
    value: float
    low: float
    high: float
    error: float
    degrees: float
    p: float
    p_holm: float = math.nan
    p_bh: float = math.nan
    n_groups: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    what: str
    before: str
    after: str
    weights: Floats


def is_known(name: str) -> bool:
    """Whether a group is a period or a value, and not those that have none."""
    return name not in {UNDATED, UNKNOWN}


def time_of(period: str) -> float:
    """When a period begins, in years.

    >>> time_of("2016"), time_of("2016-Q3"), time_of("2016-04")
    (2016.0, 2016.5, 2016.25)
    """
    year, _, part = period.partition("-")
    if not part:
        return float(year)
    months = (int(part[1:]) - 1) * 3 if part.startswith("Q") else int(part) - 1
    return int(year) + months / 12.0


def period_of(day: date, by: str) -> str:
    """The period that a day belongs to.

    >>> period_of(date(2014, 3, 18), "quarter")
    '2014-Q1'
    """
    if by == "year":
        return f"{day.year:04d}"
    if by == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return f"{day.year:04d}-{day.month:02d}"


def following(period: str, by: str) -> str:
    """The period after a period.

    >>> following("2016-Q4", "quarter"), following("2016-11", "month")
    ('2017-Q1', '2016-12')
    """
    months = round(time_of(period) * 12) + _MONTHS_A_PERIOD[by]
    return period_of(date(months // 12, months % 12 + 1, 1), by)


def measure_changes(
    groups: Sequence[Group],
    labels: Sequence[str],
    *,
    by: str,
    events: Sequence[Event] = (),
    level: float = 0.95,
) -> list[Changed]:
    """Every difference that a series of groups allows, for each method and quantity.

    Parameters
    ----------
    groups
        As `estimate_groups` gives them. Those without a value or an error by a method take no
        part in its differences, which a warning says.
    labels
        In codebook order.
    by
        What made the groups: a period, or a column.
    events
        Only for periods: the mean of those after the event's own minus that of those before.
    level
        The intervals' nominal coverage, 0..1.

    Raises
    ------
    SettingError
        There are events, but no periods.
    """
    if events and by not in PERIODS:
        raise SettingError(
            f"Expected events with periods ({', '.join(PERIODS)}), got groups by {by!r}. "
            "Leave the events out."
        )
    named = [group for group in groups if is_known(group.name)]
    methods = dict.fromkeys(method for group in named for method in group.moments)
    found = []
    # All methods speak of the same groups, or their differences could not be compared.
    common = [group for group in named if all(_is_sure(group, method) for method in methods)]
    for method in methods:
        sure = common or [group for group in named if _is_sure(group, method)]
        left_out = [group.name for group in named if group not in sure]
        for question in _questions([group.name for group in sure], by=by, events=events):
            rows = _answers(sure, labels, method=method, question=question, level=level)
            found += [replace(row, warnings=(*row.warnings, *_left_out(left_out))) for row in rows]
    return _adjusted(found)


def changes_table(rows: Sequence[Changed]) -> pa.Table:
    """One row a difference, with the fields of `Changed`; what cannot be said is null."""
    return rows_table([asdict(row) for row in rows], _SCHEMA)


_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("quantity", "method", "what", "before", "after")),
        *(
            (name, pa.float64())
            for name in ("value", "low", "high", "error", "degrees", "p", "p_holm", "p_bh")
        ),
        ("n_groups", pa.int64()),
        ("warnings", pa.list_(pa.string())),
    ]
)


def _is_sure(group: Group, method: str) -> bool:
    moments = group.moments.get(method)
    return moments is not None and bool(np.isfinite(moments.errors).all())


def _left_out(names: Sequence[str]) -> tuple[str, ...]:
    if not names:
        return ()
    shown = ", ".join(names[:8]) + (" and others" if len(names) > 8 else "")  # noqa: PLR2004
    return (f"left-out: {shown}: no value with an error there.",)


def _questions(names: Sequence[str], *, by: str, events: Sequence[Event]) -> Iterator[_Question]:
    n = len(names)
    if n < 2:  # noqa: PLR2004 - nothing to compare
        return
    if by not in PERIODS:
        if n <= MOST_PAIRED:
            for first, second in combinations(range(n), 2):
                weights = np.zeros(n)
                weights[[first, second]] = -1.0, 1.0
                yield _Question(
                    what="difference", before=names[first], after=names[second], weights=weights
                )
        return
    times = np.array([time_of(name) for name in names])
    if n >= _FEWEST_FOR_SLOPE:
        yield _Question(
            what="slope", before=names[0], after=names[-1], weights=slope_weights(times)
        )
    weights = np.zeros(n)
    weights[[0, -1]] = -1.0, 1.0
    yield _Question(what="change", before=names[0], after=names[-1], weights=weights)
    for event in events:
        own = period_of(event.day, by)
        before = np.array([name < own for name in names])
        after = np.array([name > own for name in names])
        if before.any() and after.any():
            weights = after / after.sum() - before / before.sum()
            yield _Question(what="event", before=own, after=event.name.en, weights=weights)


def _answers(
    groups: Sequence[Group],
    labels: Sequence[str],
    *,
    method: str,
    question: _Question,
    level: float,
) -> Iterator[Changed]:
    moments = [group.moments[method] for group in groups]
    for place, quantity in enumerate((*labels, "score")):
        found = contrast(moments, question.weights, place)
        certain = _all_vary(moments, question.weights, place)
        low, high = found.interval(level) if certain else (math.nan, math.nan)
        yield Changed(
            quantity=quantity,
            method=method,
            what=question.what,
            before=question.before,
            after=question.after,
            value=found.value,
            low=low,
            high=high,
            error=found.error if certain else math.nan,
            degrees=found.degrees,
            p=found.p if certain else math.nan,
            n_groups=int(np.count_nonzero(question.weights)),
            warnings=() if certain else (cautions.no_spread("articles of a group"),),
        )


def _all_vary(moments: Sequence[Moments], weights: Floats, place: int) -> bool:
    """Whether every group that takes part has an error above 0: none at all is no certainty."""
    errors = [group.errors[place] for group, weight in zip(moments, weights, strict=True) if weight]
    return bool(min(errors) > _NOTHING)


def _adjusted(rows: Sequence[Changed]) -> list[Changed]:
    """With p-values that allow for the others of the same method and kind of difference."""
    adjusted = list(rows)
    for family in {(row.method, row.what) for row in rows}:
        places = [k for k, row in enumerate(rows) if (row.method, row.what) == family]
        known = [k for k in places if math.isfinite(rows[k].p)]
        p = np.array([rows[k].p for k in known])
        for k, by_holm, by_bh in zip(known, holm(p), benjamini_hochberg(p), strict=True):
            adjusted[k] = replace(rows[k], p_holm=float(by_holm), p_bh=float(by_bh))
    return adjusted
