import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.tables.repairs import repair_line, repair_text


def golden(root):
    lines = (root / "tests/golden/repairs.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        yield line.replace("\\n", "\n").replace("\\u00a0", "\xa0").split("\t")


def test_golden_rows(root):
    wrong = [
        (why, given_text, repair_text(given_text).text, expected)
        for given_text, expected, why in golden(root)
        if repair_text(given_text).text != expected
    ]

    assert wrong == []


def test_what_is_repaired_needs_no_further_repair(root):
    again = [expected for _, expected, _ in golden(root) if repair_text(expected).counts]

    assert again == []


def test_every_repair_is_counted():
    text = " , - Menteri  , tiba.,Baca juga:,‚ÄúDamai,‚Äù kata dia.\x00\u200b\ud800"

    assert repair_text(text).counts == {
        "broken-characters": 1,
        "furniture": 1,
        "joined-paragraphs": 2,
        "lead": 1,
        "link-gaps": 1,
        "mojibake": 2,
        "null-bytes": 1,
        "zero-width": 1,
    }


def test_a_title_is_one_line():
    repaired = repair_line(" Rusia\r\n¬†dan  NATO‚Äôs ")

    assert repaired.text == "Rusia dan  NATO’s"
    assert repaired.counts == {"line-ends": 1, "mojibake": 2}


@pytest.mark.parametrize("text", ["", " ", ",", ".,", " , ", ".,,,. ,", "a.,B c", ",\n,"])
def test_nothing_but_commas(text):
    assert repair_text(text).text.count(",") <= text.count(",")


@given(st.text(alphabet="Ab .,\"“”'()-\n?1–:", max_size=60))
def test_no_word_is_lost(text):
    kept = repair_text(text).text

    assert [letter for letter in kept if letter.isalnum()] == [
        letter for letter in text if letter.isalnum()
    ]


@given(st.text())
def test_any_text_passes(text):
    repair_text(text).text.encode()
    assert "\n" not in repair_line(text).text


def test_time_grows_with_length_only():
    text = "Sidang dimulai.,Pemerintah , membawa  ,, usul itu. , ,," * 20_000
    start = time.perf_counter()
    repair_text(text)

    assert time.perf_counter() - start < 10


@pytest.mark.parametrize("filler", [" ", "\n", ".", ". ", "(", "[,", "(baca: "])
def test_a_long_run_of_anything_costs_no_more(filler):
    start = time.perf_counter()
    repair_text(f"Sidang dimulai.,Pemerintah {filler * 200_000}x")

    assert time.perf_counter() - start < 10
