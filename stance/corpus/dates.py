"""Indonesian and English datelines -> the day or minute they say, and no more than that.

A small normaliser stands in front of dateparser, which has no answer for ``Jum'at, 5 Mei 2023
10:15 WIB``, ``Kompas.com - 04/06/2024, 09:20 WIB`` or ``17 Agust 2019``, and which completes
missing parts from the clock unless it is told not to. Here a text is a date only when all of it
has a dateline's form; a date inside a sentence is not read.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from stance.corpus.years import DayWithoutYear, fitting_days
from stance.records import Precision

WIB = timezone(timedelta(hours=7))
EARLIEST_YEAR = 1990
"""Online news in Indonesian begins in the middle of the nineties; an earlier year is a fault."""

LONGEST_DATELINE = 200
"""Code points; a longer text is a paragraph, whatever it begins with."""

_HOURS_FROM_UTC = {"WIB": 7, "WITA": 8, "WIT": 9, "UTC": 0, "GMT": 0}
# Spellings of Indonesian pages that dateparser does not know, or takes for something else.
_MONTHS = {
    "agust": "agustus", "ags": "agustus", "agst": "agustus", "agt": "agustus", "agu": "agustus",
    "pebruari": "februari", "peb": "februari", "feb": "februari", "nopember": "november",
    "nop": "november", "sept": "september", "mrt": "maret", "jan": "januari", "mar": "maret",
    "apr": "april", "jun": "juni", "jul": "juli", "sep": "september", "okt": "oktober",
    "oct": "october", "nov": "november", "des": "desember", "dec": "december", "aug": "august",
}  # fmt: skip
MONTH = (
    r"jan(?:uar[iy])?|[fp]eb(?:ruar[iy])?|mar(?:et|ch)?|mrt|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?|"
    r"agu(?:stus|st)?|agst|ags|agt|aug(?:ust)?|sep(?:tember|t)?|o[kc]t(?:ober)?|no[vp](?:ember)?|"
    r"de[sc](?:ember)?"
)
_MONTH_NAMES = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september",
    "oktober", "november", "desember",
)  # fmt: skip
_WEEKDAYS = {
    "senin": 0, "sen": 0, "monday": 0, "mon": 0, "selasa": 1, "sel": 1, "tuesday": 1, "tue": 1,
    "rabu": 2, "rab": 2, "wednesday": 2, "wed": 2, "kamis": 3, "kam": 3, "thursday": 3, "thu": 3,
    "jumat": 4, "jum": 4, "friday": 4, "fri": 4, "sabtu": 5, "sab": 5, "saturday": 5, "sat": 5,
    "minggu": 6, "ahad": 6, "min": 6, "sunday": 6, "sun": 6,
}  # fmt: skip
WEEKDAY = (
    r"senin|selasa|rabu|kamis|jum['’‘`]?at|sabtu|minggu|ahad|(?:mon|tues|wednes|thurs|fri|satur|"
    r"sun)day|sen|sel|rab|kam|jum|sab|min|mon|tue|wed|thu|fri|sat|sun"
)
_LABEL = (
    r"di(?:publikasikan|terbitkan|pos(?:ting|t)?(?:kan)?|perbarui|tulis|muat|unggah|tayangkan|rilis)|"
    r"terbit|tayang|tanggal|tgl|rilis|update|(?:last\s+)?updated|published|date|"
    r"(?:posted\s+by|ditulis\s+oleh)\s+[^\d|,]{1,40}?|posted"
)
_DATE = (
    rf"(?P<ymd>\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?[\s.-]*(?P<m1>{MONTH})\b\.?,?[\s-]*(?P<y1>\d{{4}}|\d\d\b)"
    rf"|(?P<m2>{MONTH})\b\.?\s*(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s*(?P<y2>\d{{4}})"
    rf"|(?P<d3>\d{{1,2}})[/.-](?P<m3>\d{{1,2}})[/.-](?P<y3>\d{{4}}|\d\d)(?!\d)"
    rf"|(?P<d4>\d{{1,2}})\s+(?P<m4>{MONTH})\b"
    rf"|(?P<d5>\d{{1,2}})/(?P<m5>\d{{1,2}})(?![/\d])"
)
_TIME = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?"
    r"(?!\d)(?:\s*(?P<half>[ap])\.?m\b\.?)?"
    r"(?:\s*\(?(?P<zone>WIB|WITA|WIT|UTC|GMT|Z)?(?P<offset>[+-]\d{1,2}(?::?\d\d)?)?\)?)"
)
_BETWEEN = r"(?:[\s,;|·•T–—-]|\b(?:pukul|pkl|jam|pada|at)\b\.?)*"
_DATELINE = re.compile(
    # What stands before: bullets, a label, an outlet or a byline, then a break.
    # A bare space is a break only after a label or before a weekday: "Serangan 24 Februari 2022" is
    # a headline.
    rf"\W*(?:(?P<before>(?:{_LABEL})|[^\W\d](?:[^\d]{{0,80}}?[\w.\])])?(?=\s*[-–—|•·:/,]|"
    rf"\s+(?:{WEEKDAY})\b))\s*(?:[-–—|•·:/,]|\b(?:on|pada)\b)?\s*)??[\W_]*"
    rf"(?:(?P<weekday>{WEEKDAY})\b\.?[\s,/–-]*)?\(?(?:{_DATE})\)?"
    rf"(?:{_BETWEEN}{_TIME})?"
    # What may follow: a reading time, a counter of views, never a sentence.
    r"(?P<after>\s*[-–—|•·,(].{0,50}|"
    r"\s+(?:by|oleh|in|di|dalam|admin|redaksi|diperbarui|diupdate|updated?)\b.{0,50})?\s*",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")
_CLOCK = re.compile(rf"\W*(?:pukul|jam|pkl)?\.?\s*{_TIME}\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReading:
    """What a dateline says.

    `value` is a `date` for precision ``day`` and ``inferred``, a `datetime` with a time zone for
    ``minute``, and `None` for ``unknown``. `candidates` are all days that a date without a year
    fits. `before` and `after` are what else stands on its line (an outlet, a byline, a label).
    `problem` names a fault: ``date-impossible``, ``date-in-future``, ``day-month-swapped`` (mended
    by the weekday), ``weekday-wrong`` (left as it is), ``year-inferred``.
    """

    value: date | None
    precision: Precision
    candidates: tuple[date, ...] = ()
    before: str = ""
    after: str = ""
    problem: str | None = None


def read_date(text: str, *, today: date, time: str | None = None) -> DateReading | None:
    """The date that `text` is, or `None` when `text` is not a dateline.

    Numbers with slashes are day first, unless the weekday beside them says otherwise. A time
    without a zone is Western Indonesia Time (UTC+7); UTC is turned into it, so that the day is the
    Indonesian one. Midnight to the second in a machine's form (``2019-09-18 00:00:00``) is a day
    without a time. A missing year is inferred from weekday, day and month.

    Parameters
    ----------
    text
        A line of a page, or the date column of a table.
    today
        The day of reading: no later date is believed, and years are inferred up to it.
    time
        The time column of a table, where it has one (``21:54 WIB``, ``15:38:00``).

    Examples
    --------
    >>> read_date("Jum'at, 5 Mei 2023 10:15 WIB", today=date(2024, 1, 1)).value.isoformat()
    '2023-05-05T10:15:00+07:00'
    >>> read_date("Kompas.com - 04/06/2024, 09:20 WIB", today=date(2025, 1, 1)).before
    'Kompas.com'
    >>> read_date("31 Februari 2020", today=date(2024, 1, 1)).problem
    'date-impossible'
    >>> read_date("Kedua pihak bertemu pada 5 Mei 2023.", today=date(2024, 1, 1)) is None
    True
    """
    text = " ".join(text.split())  # the pattern is slow on long runs of spaces
    # Most lines hold no figure, and the pattern takes its longest to find that they are no date.
    if len(text) > LONGEST_DATELINE or not _FIGURE.search(text):
        return None
    if (found := _DATELINE.fullmatch(text)) is None:
        return None
    before = (found["before"] or "").strip()
    clock = _CLOCK.fullmatch(time) if time else None
    if found["d4"] or found["d5"]:
        reading = _without_year(found, before=before, today=today)
    else:
        reading = _with_year(found, clock or found, before=before, today=today)
    after = (found["after"] or "").strip()
    return replace(reading, after=after) if reading and after else reading


def weekday_number(word: str) -> int | None:
    """Monday is 0; `None` for what is no weekday in Indonesian or English.

    Examples
    --------
    >>> weekday_number("Jum’at"), weekday_number("Ahad"), weekday_number("kemarin")
    (4, 6, None)
    """
    return _WEEKDAYS.get(re.sub(r"\W", "", word.casefold()))


def month_number(word: str) -> int | None:
    """January is 1; `None` for what is no month.

    Examples
    --------
    >>> month_number("Agust"), month_number("Pebruari"), month_number("10"), month_number("13")
    (8, 2, 10, None)
    """
    if word.isdecimal():
        return int(word) if 1 <= int(word) <= 12 else None  # noqa: PLR2004 - months
    parsed = _parse(f"1 {_month_word(word)} 2000")
    return parsed.month if parsed else None


def _with_year(
    found: re.Match[str], clock: re.Match[str], *, before: str, today: date
) -> DateReading:
    day, problem = _day(found, today)
    if day is None or day.year < EARLIEST_YEAR:
        return DateReading(
            value=None, precision="unknown", before=before, problem="date-impossible"
        )
    # A page saved east of here may be a day ahead of the reader's clock.
    if day > today + timedelta(days=1):
        problem = "date-in-future" if day.year <= today.year + 1 else "date-impossible"
        return DateReading(value=None, precision="unknown", before=before, problem=problem)
    moment = _moment(day, clock, machine=bool(found["ymd"]))
    if moment is None:
        return DateReading(value=day, precision="day", before=before, problem=problem)
    return DateReading(value=moment, precision="minute", before=before, problem=problem)


def _without_year(found: re.Match[str], *, before: str, today: date) -> DateReading | None:
    weekday = weekday_number(found["weekday"] or "")
    month = month_number(found["m4"] or found["m5"])
    if weekday is None or month is None:
        return None  # "12/1" alone may be a score or a page number
    pair = DayWithoutYear(weekday=weekday, day=int(found["d4"] or found["d5"]), month=month)
    days = fitting_days([pair], today=today)
    past = [day for day in days if day <= today]
    if not past:
        return DateReading(
            value=None, precision="unknown", before=before, problem="date-impossible"
        )
    return DateReading(
        value=past[-1],
        precision="inferred",
        candidates=days,
        before=before,
        problem="year-inferred",
    )


def _day(found: re.Match[str], today: date) -> tuple[date | None, str | None]:
    """The calendar day, and what was odd about it."""
    if found["ymd"]:
        year, month, day = re.split(r"[-/.]", found["ymd"])
        return _calendar_day(int(year), int(month), int(day)), None
    weekday = weekday_number(found["weekday"] or "")
    if found["d3"]:
        return _numeric_day(found, weekday=weekday, today=today)
    day, month, year = (found[f"{part}1"] or found[f"{part}2"] for part in "dmy")
    read = _parse(f"{int(day)} {_month_word(month)} {_year(year, today)}")
    odd = read is not None and weekday is not None and read.weekday() != weekday
    return read, "weekday-wrong" if odd else None


def _numeric_day(
    found: re.Match[str], *, weekday: int | None, today: date
) -> tuple[date | None, str | None]:
    one, two, year = int(found["d3"]), int(found["m3"]), _year(found["y3"], today)
    first, swapped = _calendar_day(year, two, one), _calendar_day(year, one, two)
    if weekday is None:
        return (first, None) if first else (swapped, "day-month-swapped")
    if first and first.weekday() == weekday:
        return first, None
    if swapped and swapped.weekday() == weekday:
        return swapped, "day-month-swapped"
    return first, "weekday-wrong"


def _calendar_day(year: int, month: int, day: int) -> date | None:
    """In words, because dateparser takes 2024-23-04 for the 23rd of April."""
    if month not in range(1, 13):
        return None
    return _parse(f"{day} {_MONTH_NAMES[month - 1]} {year:04d}")


def _year(digits: str, today: date) -> int:
    """Two digits are the latest such year that is at most one ahead of today."""
    if len(digits) == 4:  # noqa: PLR2004 - a full year
        return int(digits)
    year = today.year // 100 * 100 + int(digits)
    return year if year <= today.year + 1 else year - 100


def _moment(day: date, clock: re.Match[str], *, machine: bool) -> datetime | None:
    if clock["hour"] is None:
        return None
    hour, minute = int(clock["hour"]), int(clock["minute"])
    second = int(clock["second"] or 0)
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"].lower() == "p" else 0)
    midnight = clock["second"] and hour == minute == second == 0
    if (machine and midnight) or hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004
        return None
    zone = _zone(clock["zone"], clock["offset"])
    moment = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
    return moment.astimezone(WIB) if zone is UTC and day.year < date.max.year else moment


def _zone(name: str | None, offset: str | None) -> timezone:
    if offset:
        hours, minutes = int(offset[1:3].rstrip(":")), int(offset[-2:]) if len(offset) > 3 else 0  # noqa: PLR2004
        if hours * 60 + minutes >= 24 * 60:
            return WIB
        sign = -1 if offset[0] == "-" else 1
        shift = timedelta(hours=sign * hours, minutes=sign * minutes)
        return timezone(shift) if shift else UTC
    if name and name.upper() in _HOURS_FROM_UTC | {"Z": 0}:
        hours = _HOURS_FROM_UTC.get(name.upper(), 0)
        return timezone(timedelta(hours=hours)) if hours else UTC
    return WIB


def _month_word(word: str) -> str:
    return _MONTHS.get(word.casefold(), word.casefold())


def _parse(text: str) -> date | None:
    """The day of a whole, canonical date: dateparser, with nothing left to guess."""
    from dateparser.date import DateDataParser

    settings: dict[str, Any] = {
        "DATE_ORDER": "DMY",
        "PARSERS": ["absolute-time"],
        "PREFER_LOCALE_DATE_ORDER": False,
        # Only to keep dateparser from the clock: no part of the answer comes from it.
        "RELATIVE_BASE": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None),
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RETURN_AS_TIMEZONE_AWARE": False,
        "STRICT_PARSING": True,
    }
    moment = DateDataParser(languages=["id", "en"], settings=settings).get_date_data(text).date_obj
    return moment.date() if moment else None
