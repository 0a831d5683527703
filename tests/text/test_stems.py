import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import InputError, OutputError, SettingError
from stance.text import stems
from stance.text.prepare import read_phrases
from stance.text.stems import EXCEPTIONS, FormTable, Stemmer, read_exceptions, read_rows

ANY_STEMMER = Stemmer()
GOLDEN = Path(__file__).parents[1] / "golden" / "stems.tsv"
# Every kind of affix, whether the word exists or not.
AFFIXES = """{} {}nya {}an {}kan {}i {}lah di{} di{}kan me{} men{} meng{} mem{}i ber{} ter{} se{}
    ke{}an per{}an pe{} peng{}an memper{}kan {0}-{0} ber{0}-{0}an"""


@pytest.fixture(scope="module")
def plain():
    """Sastrawi as it comes, without cache."""
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
    from Sastrawi.Stemmer.Stemmer import Stemmer as Sastrawi
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    return Sastrawi(ArrayDictionary(StemmerFactory().get_words()))


@pytest.fixture(scope="module")
def table():
    return FormTable()


def rows(path):
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line]


def differing(plain, forms):
    """Forms with another stem than Sastrawi's, except where an exception says so."""
    ours = dict(zip(forms, FormTable().stems(forms), strict=True))
    excepted = set(read_exceptions())
    return [
        (form, stem, plain.stem(form))
        for form, stem in ours.items()
        if stem != plain.stem(form)
        and "ketidak" not in form
        and not any(part in excepted for part in candidates(form))
    ]


def candidates(form):
    yield form
    bare = stems._CLITIC.sub("", form)
    yield from (bare, bare.partition("-")[0])


@pytest.mark.parametrize(("form", "stem", "why"), rows(GOLDEN))
def test_golden(table, form, stem, why):
    assert table.stem(form) == stem, why


def test_affixed_roots_are_stemmed_as_sastrawi_does(plain):
    roots = sorted(plain.dictionary.words)[::60]
    forms = [affix.format(root) for root in roots for affix in AFFIXES.split() if root.isalpha()]
    assert len(forms) > 9000
    assert differing(plain, forms) == []


def test_roots_are_stemmed_as_sastrawi_does(plain):
    roots = [root for root in plain.dictionary.words if stems._PLAIN.fullmatch(root)]
    assert len(roots) > 29000
    assert differing(plain, roots) == []


def test_words_of_real_news_are_stemmed_as_sastrawi_does(plain, shared):
    lines = (shared / "data/news-2019/articles.jsonl").read_text(encoding="utf-8").splitlines()
    text = " ".join(json.loads(line)["content"] for line in lines[::4]).lower()
    forms = sorted(set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", text)))
    assert len(forms) > 5000
    assert differing(plain, forms) == []


def test_no_worse_than_sastrawi_on_treebank_lemmas(plain, table, shared):
    pairs = rows(shared / "data/stems/ud-pud-dev.tsv")
    ours = sum(table.stem(form) == lemma for form, lemma in pairs)
    theirs = sum(plain.stem(form) == lemma for form, lemma in pairs)
    assert ours > theirs


def test_every_exception_changes_something(plain):
    listed = [(form, stem) for stem, forms, _ in read_rows(EXCEPTIONS) for form in forms.split()]
    assert len(listed) > 250
    assert [form for form, stem in listed if plain.stem(form) == stem] == []


def test_exceptions_are_listed_once_with_a_reason():
    table = list(read_rows(EXCEPTIONS))
    forms = [form for _, some, _ in table for form in some.split()]
    assert len(forms) == len(set(forms))
    assert all(len(row) == 3 and row[2] for row in table)


def test_stems_of_exceptions_and_terms_of_expressions_are_their_own_stems(table):
    ends = {part for stem in read_exceptions().values() for part in stem.split()}
    ends |= set(read_phrases().values())
    assert {end: table.stem(end) for end in ends} == {end: end for end in ends}


@given(form=st.text(st.characters(codec=None)))
def test_any_form_has_a_stem(form):
    stem = ANY_STEMMER.stem(form)
    assert stem == " ".join(stem.split()) or stem == form


@pytest.mark.parametrize(
    "form", ["a" * 100_000, "ketidak" * 10_000, "-" * 10_000, "", "-", "a-b-c"]
)
def test_odd_forms_are_their_own_stems(form):
    assert Stemmer().stem(form) == form


def test_a_form_is_stemmed_once(monkeypatch):
    table, seen = FormTable(), []
    stem = table._stemmer.stem
    monkeypatch.setattr(table._stemmer, "stem", lambda form: seen.append(form) or stem(form))
    assert table.stems(["serangan", "damai", "serangan"]) == ["serang", "damai", "serang"]
    assert table.stem("serangan") == "serang"
    assert seen == ["serangan", "damai"]


@pytest.mark.parametrize("max_forms", [0, 1, 2])
def test_a_full_table_answers_all_the_same(max_forms):
    table = FormTable(max_forms=max_forms)
    forms = ["serangan", "menuduh", "perdamaian", "serangan"]
    assert table.stems(forms) == ["serang", "tuduh", "damai", "serang"]
    assert [table.stem(form) for form in forms] == ["serang", "tuduh", "damai", "serang"]
    assert len(table) == max_forms


def test_the_number_of_processes_changes_nothing(monkeypatch, plain):
    monkeypatch.setattr(stems, "_WORTH_A_POOL", 10)
    forms = [f"meng{root}kan" for root in sorted(plain.dictionary.words)[:300]]
    assert FormTable().stems(forms, jobs=2) == FormTable().stems(forms)


def test_threads_get_the_same_answers(plain):
    forms = [f"di{root}i" for root in sorted(plain.dictionary.words)[:200]]
    stemmer = Stemmer()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(stemmer.stem, forms)) == [plain.stem(form) for form in forms]


def test_a_saved_table_comes_back(tmp_path):
    table = FormTable()
    table.stems(["serangan", "ketidakadilan", "\ud800", "Ω"])
    table.save(tmp_path / "forms.json")
    loaded = FormTable.load(tmp_path / "forms.json")
    assert loaded._stems == table._stems
    assert len(FormTable.load(tmp_path / "forms.json", max_forms=2)) == 2


def test_the_same_table_is_saved_as_the_same_bytes(tmp_path):
    for name, forms in (("a", ["serangan", "damai"]), ("b", ["damai", "serangan"])):
        table = FormTable()
        table.stems(forms)
        table.save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "it cannot be read"),
        ("[" * 100_000, "it cannot be read"),
        ("[]", "it is something else"),
        ('{"format": "stance-forms-1", "stems_version": "0ld"}', "it was made by version 0ld"),
        ('{"format": "stance-forms-1", "stems_version": VERSION}', "it holds something"),
        ('{"format": "stance-forms-1", "stems_version": VERSION, "stems": {"a": 1}}', "no stem"),
        ('{"format": "stance-forms-1", "stems_version": VERSION, "stems": {"a": " "}}', "no stem"),
    ],
)
def test_another_file_is_refused(tmp_path, content, reason):
    path = tmp_path / "forms.json"
    path.write_text(content.replace("VERSION", json.dumps(stems.stems_version())))
    with pytest.raises(InputError, match=reason) as caught:
        FormTable.load(path)
    assert str(path) in str(caught.value)
    assert "Delete the file" in str(caught.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        FormTable.load(tmp_path / "nothing.json")


def test_a_table_is_not_saved_over_a_folder(tmp_path):
    with pytest.raises(OutputError):
        FormTable().save(tmp_path)


def test_a_negative_size_is_refused():
    with pytest.raises(SettingError, match=r"Expected max_forms to be 0 or more, got -1\."):
        FormTable(max_forms=-1)
