"""The day of an article whose page bears no dateline, from the weekdays its text names."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from stance.corpus.dates import MONTH, WEEKDAY, DateReading, month_number, read_date, weekday_number
from stance.corpus.years import DayWithoutYear, choose_day, fitting_days, named_years

_LEAD = 2  # paragraphs that may bear the day of the news with its year
# "Kamis (21/10)", "Rabu malam waktu setempat (12/1/2022)", "Senin, 18 Oktober"
_DAY = re.compile(
    rf"\b(?P<weekday>{WEEKDAY})\b,?(?:\s+\w+){{0,3}}?\s*"
    rf"(?:\(\s*(?P<day>\d{{1,2}})\s*/\s*(?P<month>\d{{1,2}})\s*(?:/\s*(?P<year>\d{{4}}))?\s*\)"
    rf"|\(?(?P<day_>\d{{1,2}})\s+(?P<month_>{MONTH})\b\.?(?:\s+(?P<year_>\d{{4}}))?\)?)",
    re.IGNORECASE,
)


def infer_date(paragraphs: Sequence[str], *, today: date) -> DateReading | None:
    """The day of the news as the text lets one infer it, or `None`.

    The first weekday with a day and a month counts: with its year where the lead gives one, else in
    the years in which all such pairs of the text agree, chosen among by the years the text names.

    Examples
    --------
    >>> reading = infer_date(["Kata NATO, Kamis (21/10).", "Pada Senin (18/10) Rusia menolak."],
    ...                      today=date(2026, 1, 1))
    >>> reading.value.isoformat(), [day.year for day in reading.candidates]
    ('2021-10-21', [2010, 2021, 2027])
    """
    text = "\n".join(paragraphs)
    found = list(_DAY.finditer(text))
    if not found:
        return None
    if found[0]["year"] or found[0]["year_"]:
        return _with_year(found[0], "\n".join(paragraphs[:_LEAD]), today)
    pairs = [pair for match in found if (pair := _pair(match))]
    if not pairs:
        return None
    days = fitting_days(pairs, today=today, named=named_years(text))
    chosen = choose_day(days, text=text, today=today)
    if chosen is None:
        return DateReading(value=None, precision="unknown", problem="weekday-wrong")
    return DateReading(value=chosen, precision="inferred", candidates=days, problem="year-inferred")


def _with_year(match: re.Match[str], lead: str, today: date) -> DateReading | None:
    if match.end() > len(lead):
        return None  # further down it may be the day of anything
    day = match["day"] or match["day_"]
    month = match["month"] or match["month_"]
    reading = read_date(
        f"{day} {month} {match['year'] or match['year_']}".replace(" ", "-"), today=today
    )
    if reading is None or reading.value is None or reading.value > today + timedelta(days=1):
        return None
    return DateReading(
        value=reading.value,
        precision="inferred",
        candidates=(reading.value,),
        problem="date-from-text",
    )


def _pair(match: re.Match[str]) -> DayWithoutYear | None:
    weekday = weekday_number(match["weekday"])
    month = month_number(match["month"] or match["month_"])
    if weekday is None or month is None or match["year"] or match["year_"]:
        return None
    return DayWithoutYear(weekday=weekday, day=int(match["day"] or match["day_"]), month=month)
