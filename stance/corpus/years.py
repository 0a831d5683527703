"""The year of an article that names weekdays, days and months, but no year.

``Kamis (21/10)`` fits few years. Every such pair of a text must agree on the year; the years that
the text names choose among those left, else the latest that is not in the future of the reading.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR = 2005
"""No earlier year is proposed unless the text names it: such datelines spread with online news."""

_HALF_A_YEAR = timedelta(days=183)
_YEAR = re.compile(r"(?<![\d.,/])(?:19|20)\d\d(?![\d%]|[.,]\d)")
# "hingga 2030", "pada 2030 mendatang": a plan, which says nothing about when it was written.
_PLAN = re.compile(
    r"\b(?:hingga|sampai|menjelang|until|by)\s+(?:tahun\s+)?(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d\s+(?:mendatang|nanti|kelak)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWithoutYear:
    """A weekday (Monday is 0) with a day of a month."""

    weekday: int
    day: int
    month: int


def fitting_days(
    pairs: Sequence[DayWithoutYear], *, today: date, named: Iterable[int] = ()
) -> tuple[date, ...]:
    """The days that the first of `pairs` can be, oldest first, so that all the others agree.

    From `FIRST_YEAR` (or an earlier year in `named`) to `today`, and the first one after `today`,
    which shows a reader how far off the alternative is. The other pairs are taken to lie within
    half a year of the first, so that ``Senin (3/1)`` may follow ``Kamis (30/12)``.

    Examples
    --------
    >>> thursday = DayWithoutYear(weekday=3, day=21, month=10)
    >>> [day.year for day in fitting_days([thursday], today=date(2026, 1, 1))]
    [2010, 2021, 2027]
    """
    first = min([FIRST_YEAR, *(year for year in named if year > 0)])
    days: list[date] = []
    # The same weekday and date come back within twelve years, 29 February within forty.
    for year in range(first, min(today.year + 41, date.max.year)):
        day = _in_year(pairs[0], year)
        if day is None or not all(_agrees(pair, day) for pair in pairs[1:]):
            continue
        days.append(day)
        if day > today:
            break
    return tuple(days)


def choose_day(days: Sequence[date], *, text: str, today: date) -> date | None:
    """The one of `days` that `text` speaks for, or the latest that is not after `today`.

    A text names its own year or earlier ones, plans apart: so a day in the latest year that it
    names is taken; where that year does not fit, the latest day after it.

    Examples
    --------
    >>> days = date(2010, 10, 21), date(2021, 10, 21), date(2027, 10, 21)
    >>> choose_day(days, text="KTT Lisabon 2010 menjadi titik balik.", today=date(2026, 1, 1))
    datetime.date(2010, 10, 21)
    >>> choose_day(days, text="Sejak 2014 hubungan membeku.", today=date(2026, 1, 1))
    datetime.date(2021, 10, 21)
    """
    past = [day for day in days if day <= today]
    latest = max((year for year in named_years(text) if year <= today.year), default=0)
    same = [day for day in past if day.year == latest]
    return next(iter([*same[-1:], *past[-1:]]), None)


def named_years(text: str) -> frozenset[int]:
    """The years a text names, plans apart.

    Examples
    --------
    >>> sorted(named_years("Sejak 1994 hingga 2030; anggaran 2.014 dolar, KTT 2010."))
    [1994, 2010]
    """
    return frozenset(int(year) for year in _YEAR.findall(_PLAN.sub(" ", text)))


def _in_year(pair: DayWithoutYear, year: int) -> date | None:
    try:
        day = date(year, pair.month, pair.day)
    except ValueError:
        return None
    return day if day.weekday() == pair.weekday else None


def _agrees(pair: DayWithoutYear, day: date) -> bool:
    near = (_in_year(pair, year) for year in (day.year - 1, day.year, day.year + 1))
    return any(other is not None and abs(other - day) < _HALF_A_YEAR for other in near)
