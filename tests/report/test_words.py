"""Words, numbers and dates in both languages."""

import re

import pytest

from stance.report.wording import Both, Wording, caution, day_words, percent_words, score_words
from stance.report.words import LABELS, MONTHS, TASKS, WARNINGS, WORDS

PLACEHOLDER = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_say_the_same_things(key: str) -> None:
    indonesian, english = WORDS[key]
    assert indonesian
    assert english
    fillings = [
        {name.lower() for name in PLACEHOLDER.findall(said)} for said in (indonesian, english)
    ]
    assert fillings[0] == fillings[1]


@pytest.mark.parametrize("table", [TASKS, LABELS, WARNINGS])
def test_tables_are_whole(table: dict[str, tuple[str, str]]) -> None:
    assert all(said for pair in table.values() for said in pair)


def test_every_warning_of_the_estimates_has_words() -> None:
    from importlib.resources import files

    source = files("stance.estimate").joinpath("cautions.py").read_text(encoding="utf-8")
    source += files("stance.estimate").joinpath("articles.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'f?"([a-z]+(?:-[a-z]+)*): ', source))
    assert codes
    assert codes <= WARNINGS.keys()


def test_a_year_has_twelve_months() -> None:
    assert [len(names) for names in MONTHS.values()] == [12, 12]


def test_an_unknown_warning_keeps_its_text() -> None:
    assert caution("new-code", "new-code: said anew.", "id") == "new-code: said anew."


def test_html_of_both_escapes() -> None:
    said = Both("<b>satu</b>", "<b>one</b>").__html__()
    assert "<b>" not in said
    assert "&lt;b&gt;one" in said


def test_values_may_be_in_both_languages() -> None:
    wording = Wording(task="stance", labels=("cooperative", "neutral", "confrontational"))
    said = wording.words("js_score", score=score_words(-0.5))
    assert said == Both("skor −0,50", "score −0.50")


def test_unknown_dates_and_shares() -> None:
    assert day_words(None) == Both("tanpa tanggal", "undated")
    assert percent_words(None) == Both("–", "–")
