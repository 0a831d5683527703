from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.text.slang import Slang, add_men, read_slang
from stance.text.stems import FormTable

GOLDEN = Path(__file__).parents[1] / "golden" / "slang.tsv"
FORMS = FormTable()
SLANG = Slang(FORMS)
# Words of the dictionary that mean something else there, or nothing that anyone writes.
OVERRIDDEN = """
    abis aja ampat ampe anjir anter ati ato bentar cuman dalem dikit doang emang enggak entar gue
    jaman kagak kalo kasi kayak kesel liat nafas nasehat nih pengin resiko sampek sebel suda taun
    telpon uda ustad
"""


def rows(path):
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line]


@pytest.mark.parametrize(("form", "formal", "why"), rows(GOLDEN))
def test_golden(form, formal, why):
    assert SLANG.formal(form) == formal, why


def test_the_table_is_large_and_final():
    table, _ = read_slang()
    assert len(table) > 1000
    twice = {form: SLANG.formal(formal) for form, formal in table.items() if " " not in formal}
    assert {f: w for f, w in twice.items() if w != table[f]} == {}


def test_the_table_touches_no_other_word_of_the_dictionary():
    table, small = read_slang()
    roots = {form for form, formal in table.items() if FORMS.is_root(form) and form != formal}
    assert sorted(roots - small) == OVERRIDDEN.split()


def test_no_rule_touches_a_formal_word():
    dictionary = FORMS._stemmer._load().dictionary.words
    table, _ = read_slang()
    formal = [root for root in dictionary if root.isalpha() and root not in table]
    assert [root for root in formal if SLANG.formal(root) != root] == []


def test_capitals_are_acronyms_and_names():
    for form in ("dr", "pd", "kl", "nuduh", "mauu", "rncana"):
        assert SLANG.formal(form, small=False) == form
        assert SLANG.formal(form) != form


def test_a_sentence_may_begin_with_a_nasal_verb():
    assert SLANG.formal("nyerang", small=False) == "menyerang"


@given(form=st.text(st.sampled_from("abdegiknrstuy0245-")))
def test_any_form_has_formal_words(form):
    formal = SLANG.formal(form)
    assert formal == form or formal.split()


@pytest.mark.parametrize(
    "form", ["wk" * 50_000, "a" * 100_000, "ha" * 50_000 + "x", "nge" * 30_000]
)
def test_long_forms_stay(form):
    assert SLANG.formal(form) == form


@pytest.mark.parametrize(
    ("root", "verb"),
    [("pukul", "memukul"), ("protes", "memprotes"), ("duga", "menduga"), ("hina", "menghina"),
     ("veto", "memveto"), ("syukur", "mensyukur"), ("x", "mex"), ("k", "mengk")],
)  # fmt: skip
def test_add_men(root, verb):
    assert add_men(root) == verb
