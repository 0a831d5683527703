"""Datelines as a table that can be read without knowing Python."""

import csv
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.dates import month_number, read_date, weekday_number
from stance.corpus.years import DayWithoutYear, choose_day, fitting_days, named_years

TODAY = date(2024, 7, 1)
GOLDEN = Path(__file__).parent.parent / "golden" / "dates.tsv"
ROWS = list(
    csv.DictReader(GOLDEN.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
)


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_golden_dates(row):
    reading = read_date(row["text"], today=TODAY)
    if row["precision"] == "-":
        assert reading is None
        return
    assert reading is not None
    value = reading.value.isoformat() if reading.value else "-"
    assert (value, reading.precision) == (row["value"], row["precision"])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Selasa, 06/04/2024", "day-month-swapped"),
        ("04/23/2024", "day-month-swapped"),
        ("Senin, 1 Desember 2022", "weekday-wrong"),
        ("Minggu, 06/04/2024", "weekday-wrong"),
        ("31 Februari 2020", "date-impossible"),
        ("5 Mei 3000", "date-impossible"),
        ("12 Desember 2024", "date-in-future"),
        ("Kamis (21/10)", "year-inferred"),
        ("Kamis, 21 Oktober 2021", None),
    ],
)
def test_what_is_odd_about_a_date_is_named(text, problem):
    assert read_date(text, today=TODAY).problem == problem


def test_a_date_without_a_year_keeps_every_year_it_fits():
    reading = read_date("Kamis (21/10)", today=TODAY)
    assert [day.year for day in reading.candidates] == [2010, 2021, 2027]


def test_a_time_column_completes_the_date():
    read = read_date("2019-09-18 00:00:00", today=TODAY, time="21:54 WIB")
    assert read.value.isoformat() == "2019-09-18T21:54:00+07:00"
    assert read_date("10-Sep-19", today=TODAY, time="23:28").precision == "minute"
    assert read_date("10-Sep-19", today=TODAY, time="2019").precision == "day"


@pytest.mark.parametrize("time", ["25:00", "10:75", "10:10:99"])
def test_an_impossible_time_leaves_the_day(time):
    assert read_date("10 September 2019", today=TODAY, time=time).precision == "day"


def test_an_impossible_zone_is_western_indonesia():
    reading = read_date("2019-09-18T10:00:00+99:00", today=TODAY)
    assert reading.value.utcoffset() == timedelta(hours=7)


def test_what_stands_before_the_date_is_kept():
    assert read_date("Kompas.com - 04/06/2024, 09:20 WIB", today=TODAY).before == "Kompas.com"
    assert read_date("Kamis, 1 Desember 2022", today=TODAY).before == ""


def test_today_alone_decides_what_is_in_the_future():
    text = "Senin, 1 Juli 2024"
    assert read_date(text, today=date(2024, 7, 1)).value == date(2024, 7, 1)
    assert read_date(text, today=date(2024, 6, 1)).value is None


def test_weekdays_and_months_that_are_none():
    assert weekday_number("lusa") is None
    assert month_number("13") is None
    assert month_number("kapan") is None


def test_all_pairs_must_agree_on_the_year_across_its_turn():
    thursday = DayWithoutYear(weekday=3, day=30, month=12)  # Thursday 30 December 2021
    monday = DayWithoutYear(weekday=0, day=3, month=1)  # Monday 3 January 2022
    assert date(2021, 12, 30) in fitting_days([thursday, monday], today=TODAY)
    tuesday = DayWithoutYear(weekday=1, day=3, month=1)
    assert fitting_days([thursday, tuesday], today=TODAY) == ()


def test_an_earlier_year_is_proposed_only_when_named():
    pair = DayWithoutYear(weekday=3, day=21, month=10)
    assert fitting_days([pair], today=TODAY)[0].year == 2010
    assert fitting_days([pair], today=TODAY, named=[1999])[0].year == 1999


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("tidak ada tahun", 2021),
        ("KTT 2010 di Lisabon", 2010),
        ("sejak 2010 dan sesudah 2014", 2021),
        ("rencana hingga 2030", 2021),
        ("Konferensi 2010, lanjutannya pada 2024 mendatang", 2010),
        ("sejak 2023", 2021),
    ],
)
def test_named_years_choose(text, year):
    days = (date(2010, 10, 21), date(2021, 10, 21), date(2027, 10, 21))
    assert choose_day(days, text=text, today=TODAY).year == year


def test_nothing_to_choose_from():
    assert choose_day((), text="2010", today=TODAY) is None
    assert choose_day((date(2027, 10, 21),), text="", today=TODAY) is None


def test_numbers_that_are_no_years():
    assert named_years("1.999 orang, 2000%, 12/2001, Rp 2.014,5") == frozenset()


@given(st.text(max_size=300), st.text(max_size=20))
def test_any_text_is_read_or_refused(text, time):
    reading = read_date(text, today=TODAY, time=time)
    assert reading is None or reading.precision in {"minute", "day", "inferred", "unknown"}


def test_runs_of_spaces_and_strokes_cost_no_time():
    begin = perf_counter()
    for text in (f"di{' ' * 190}-2", f"Senin{' ' * 190}:1", "/" * 200):
        assert read_date(text, today=TODAY) is None

    assert perf_counter() - begin < 0.5


@given(st.dates(min_value=date(1995, 1, 1), max_value=TODAY))
def test_every_day_written_in_indonesian_is_read_back(day):
    months = (
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
    )
    weekdays = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
    text = f"{weekdays[day.weekday()]}, {day.day} {months.split()[day.month - 1]} {day.year}"
    reading = read_date(text, today=TODAY)
    assert (reading.value, reading.problem) == (day, None)
