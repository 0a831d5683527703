from datetime import date, datetime, timedelta, timezone

import pytest

from stance.corpus.duplicates import mark_duplicates
from stance.errors import SettingError
from stance.records import Article

WIRE = (
    "Menteri luar negeri kedua negara bertemu di Wina pada hari Selasa untuk membahas gencatan "
    "senjata yang diusulkan oleh utusan khusus dan disambut baik oleh para pengamat di ibu kota."
)


def article(name, text=WIRE, **fields):
    return Article(id=name, title=name, text=text, **fields)


def originals(articles, **options):
    return {one.id: one.duplicate_of for one in mark_duplicates(articles, **options)[0]}


def test_wire_copy_is_marked_and_noted():
    articles, notes = mark_duplicates([article("a"), article("b", f"JAKARTA, {WIRE}")])

    assert [one.duplicate_of for one in articles] == [None, "a"]
    assert [(note.kind, note.what, note.document_id) for note in notes] == [
        ("marked", "duplicate", "b")
    ]
    assert notes[0].detail.endswith("like a")


def test_other_articles_are_left_alone():
    other = "Harga beras di pasar induk turun setelah panen raya di beberapa provinsi pekan ini."

    assert originals([article("a"), article("b", other)]) == {"a": None, "b": None}


def test_the_earliest_is_the_original_whatever_the_order():
    wib = timezone(timedelta(hours=7))
    articles = [
        article("unknown"),
        article("minute", published=datetime(2019, 9, 10, 8, tzinfo=wib)),
        article("day", published=date(2019, 9, 10)),
        article("late", published=date(2019, 9, 12)),
    ]

    assert originals(articles) == {
        "unknown": "day", "minute": "day", "day": None, "late": "day",
    }  # fmt: skip


def test_articles_without_words_are_no_duplicates_of_each_other():
    assert originals([article("a", ""), article("b", "..."), article("c", "")]) == {
        "a": None, "b": None, "c": None,
    }  # fmt: skip


def test_short_texts_compare_as_a_whole():
    assert originals([article("a", "Dua kata"), article("b", "dua KATA!")])["b"] == "a"


def test_a_mark_that_is_there_stays():
    assert originals([article("a"), article("b", duplicate_of="elsewhere")])["b"] == "elsewhere"


def test_the_threshold_is_an_exact_share_of_common_shingles():
    one = " ".join(f"k{number}" for number in range(14))  # ten shingles
    two = " ".join(f"k{number}" for number in range(4, 18))  # six of them common, 14 in all

    assert originals([article("a", one), article("b", two)], threshold=6 / 14)["b"] == "a"
    assert originals([article("a", one), article("b", two)], threshold=0.43)["b"] is None


@pytest.mark.parametrize("threshold", [0, -1, 1.1])
def test_an_impossible_threshold(threshold):
    with pytest.raises(SettingError, match="over 0 and up to 1"):
        mark_duplicates([], threshold=threshold)
