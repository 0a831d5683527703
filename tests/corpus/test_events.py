from datetime import date

import pytest

from stance.corpus.events import read_events
from stance.errors import InputError

HEADER = "day,en,id\n"


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "events.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_events_in_order_of_their_days(file):
    rows = "2022-02-24,Invasion,Invasi\n2014-03-18,Annexation,Aneksasi\n"
    first, second = read_events(file(HEADER + rows))
    assert (first.day, first.name.en, first.name.id) == (
        date(2014, 3, 18),
        "Annexation",
        "Aneksasi",
    )
    assert second.name.id == "Invasi"


def test_one_name_stands_for_both(file):
    own, english = read_events(file(HEADER + "2014-03-18,,Aneksasi\n2014-03-19, Annexation ,\n"))
    assert (own.name.en, english.name.id) == ("Aneksasi", "Annexation")


def test_columns_in_any_order_and_a_byte_order_mark(file):
    text = '\ufeffid,source,day,en\n"Aneksasi, Krimea",x,2014-03-18,Annexation\n'
    (event,) = read_events(file(text))
    assert event.name.id == "Aneksasi, Krimea"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER + "18 Maret 2014,a,b\n", "a day as 2014-03-18 at .*, line 2, got '18 Maret 2014'"),
        (HEADER + "2014-03-18,a,b\n2014-02-30,a,b\n", "line 3, got '2014-02-30'"),
        (HEADER + "2014-03-18,, \n", "the event's name at .*, line 2, got none"),
        (HEADER + "2014-03-18,Annexation, of Crimea,b\n", "at .*, line 2, got 1 more"),
        (HEADER + "2014-03-18\n", "the event's name at .*, line 2, got none"),
        ("day;en;id\n", "the columns day, en, id in .*, got day;en;id"),
        ("", "the columns day, en, id in .*, got none"),
        (b"\xff\xfe\x00", "Expected events in UTF-8 at"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(file, text, message):
    with pytest.raises(InputError, match=message):
        read_events(file(text))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"nothing\.csv, but: No such file or directory"):
        read_events(tmp_path / "nothing.csv")


def test_a_file_without_events(file):
    assert read_events(file(HEADER)) == ()
