import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.text import clean

FUNCTIONS = (
    clean.remove_invisible,
    clean.remove_apostrophes,
    clean.straighten_hyphens,
    clean.fold_accents,
    clean.shorten_repeats,
    clean.remove_repeats,
    clean.fold,
)


@pytest.mark.parametrize("function", FUNCTIONS)
@given(text=st.text(st.characters(codec=None)))
def test_no_text_stops_a_cleaner(function, text):
    assert isinstance(function(text), str)


@pytest.mark.parametrize("function", FUNCTIONS[:-2] + FUNCTIONS[5:6])
@given(text=st.text())
def test_cleaning_twice_changes_no_more(function, text):
    once = function(text)
    assert function(once) == once


@pytest.mark.parametrize("function", FUNCTIONS)
def test_plain_words_stay(function):
    assert function("menyerang negara-negara") == "menyerang negara-negara"


@pytest.mark.parametrize(
    "written", ["KAFÉ", "kafe\u0301", "ka\u200bfe", "ka\u00adfé", "ｋａｆｅ", "ka'fe"]
)
def test_fold_has_one_spelling_for_all(written):
    assert clean.fold(written) == "kafe"


def test_letters_of_other_scripts_stay():
    assert clean.fold_accents("Москва") == unicodedata.normalize("NFKC", "Москва").replace("й", "и")
