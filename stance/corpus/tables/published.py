"""When a table's article was published: its date columns, held against its URL."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from stance.corpus.dates import EARLIEST_YEAR, WIB, read_date
from stance.records import Precision

_PATH_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|\Z)")
# Some outlets end an article's address with the second at which it was made.
_PATH_SECOND = re.compile(r"-(1[0-9]{9})(?:/|\.html?)?(?:[?#].*)?\Z")
_YEAR_FIRST = re.compile(r"\s*((?:19|20)\d\d)(?![\d:.])[\s,-]*(.*)", re.DOTALL)
_HAS_YEAR: Final = re.compile(r"\d{4}|\d[-/. ]\d\d\Z|[^\W\d]{3}[-/. ]\d\d\b")
_LONGEST_CELL: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A date as precise as it is known, with the codes of what was repaired, inferred or odd."""

    value: date | None
    precision: Precision = "unknown"
    candidates: tuple[date, ...] = ()
    repaired: str | None = None
    inferred: str | None = None
    marked: str | None = None


def read_publication(
    day: Any, time: Any = None, *, url: str | None = None, today: date
) -> Publication:
    """The date that a row's cells give, mended or found by its URL where they are wrong or empty.

    Parameters
    ----------
    day, time
        The cells of the date and the time column: text, or dates as Parquet gives them.
    url
        The article's address. Where its date is the cell's with day and month exchanged (as a
        spreadsheet does), the URL's holds; where the cells give no date at all, the URL's is
        taken and said to be inferred. Any other difference leaves the cells' date: articles are
        put on line before or after the address is made.
    today
        No later date is believed.

    Examples
    --------
    >>> swapped = read_publication(
    ...     "2019-10-09 00:00:00", "23:59 WIB", url="https://kabar.example/2019/09/10/x",
    ...     today=date(2020, 1, 1),
    ... )
    >>> swapped.value.isoformat(), swapped.repaired
    ('2019-09-10T23:59:00+07:00', 'day-month-swapped')
    >>> read_publication("", url="https://kabar.example/2019/09/10/x", today=date(2020, 1, 1)).value
    datetime.date(2019, 9, 10)
    """
    read = _from_cells(day, time, today)
    named = _from_url(url or "", today)
    if read.value is None:
        if named is None:
            return read
        return Publication(value=named, precision="inferred", inferred="date-from-url")
    if named is not None and _swapped(read.value, named):
        value = read.value.replace(month=named.month, day=named.day)
        return Publication(value=value, precision=read.precision, repaired="day-month-swapped")
    return read


def _from_cells(day: Any, time: Any, today: date) -> Publication:
    if isinstance(day, date):
        return _from_value(day, time, today)
    text, clock = _text(day), _text(time)
    year_first = _YEAR_FIRST.fullmatch(clock)
    repaired = None
    if year_first and text and not _HAS_YEAR.search(text):
        # A scraper cut "26 Oktober 2019 20:19" one word too early.
        text, clock, repaired = f"{text} {year_first[1]}", year_first[2], "year-in-time"
    if not text:
        return Publication(value=None, marked="date-missing")
    reading = read_date(text, today=today, time=clock or None)
    if reading is None:
        return Publication(value=None, marked="date-unreadable")
    problem = reading.problem
    return Publication(
        value=reading.value,
        precision=reading.precision,
        candidates=reading.candidates,
        repaired=repaired or (problem if problem == "day-month-swapped" else None),
        inferred=problem if problem == "year-inferred" else None,
        marked=problem if problem not in ("day-month-swapped", "year-inferred") else None,
    )


def _from_value(day: date, time: Any, today: date) -> Publication:
    """A date or time stamp of a Parquet column; without a zone it is Western Indonesia Time."""
    if isinstance(day, datetime) and (day.hour, day.minute, day.second) != (0, 0, 0):
        local = day.replace(tzinfo=WIB) if day.tzinfo is None else day
        text = local.isoformat(timespec="seconds")
    else:
        text = f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
    return _from_cells(text, time, today)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()[:_LONGEST_CELL]


def _from_url(url: str, today: date) -> date | None:
    found = _PATH_DATE.search(url)
    if found:
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None
    elif second := _PATH_SECOND.search(url):
        day = datetime.fromtimestamp(int(second[1]), UTC).astimezone(WIB).date()
    else:
        return None
    return day if day.year >= EARLIEST_YEAR and day <= today + timedelta(days=1) else None


def _swapped(read: date, named: date) -> bool:
    same = (read.month, read.day) == (named.month, named.day)
    return (read.year, read.month, read.day) == (named.year, named.day, named.month) and not same
