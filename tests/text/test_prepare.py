import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joblib import Parallel, delayed

from stance.text import prepare, slang, stems
from stance.text.prepare import Preparation, Token, stem, text_version
from stance.text.stems import FormTable

GOLDEN = Path(__file__).parents[1] / "golden" / "prepare.tsv"
USUAL = Preparation()
WRITTEN = st.lists(
    st.sampled_from(
        ["kerja", "sama", "bekerja", "Kerja", "-", " ", "\n", "tak", "hanya", "nya", "2", "gak",
         "'", "¼A", "&amp;", "&", "@", "www.", "https://", "1.", "ketidak", "adilan",
         "ﷺ", "½", "é", "\u0301",
         "\u200b", "_", "ß", "İ", "😀", "\ud800", "\x00", "negara", "#", "gatau", "ßß", "ǆ"]
    )
).map("".join)  # fmt: skip
ANY = st.one_of(WRITTEN, st.text(st.characters(codec=None)))


def rows(path):
    lines = path.read_text(encoding="utf-8").split("\n")[1:]
    return [line.split("\t") for line in lines if line]


@pytest.mark.parametrize(("text", "prepared", "why"), rows(GOLDEN))
def test_golden(text, prepared, why):
    assert stem(text) == prepared, why


@given(text=ANY, stems=st.booleans(), slang=st.booleans())
def test_tokens_and_texts_agree(text, stems, slang):
    preparation = Preparation(stems=stems, slang=slang, forms=USUAL.forms)
    tokens = preparation.tokens(text)
    assert preparation.texts([text]) == [" ".join(token.term for token in tokens)]
    assert all(token.term and token.term.split() == [token.term] for token in tokens)
    ends = [0, *(token.end for token in tokens)]
    assert all(end <= token.start < token.end for end, token in zip(ends, tokens, strict=False))
    assert ends[-1] <= len(text)


@given(texts=st.lists(ANY), max_forms=st.integers(0, 5))
def test_memory_changes_no_answer(texts, max_forms):
    small = Preparation(forms=FormTable(max_forms=max_forms))
    assert small.texts(texts) == USUAL.texts(texts)
    assert len(small._terms) <= max_forms


def test_spans_hold_the_written_words():
    text = "Menlu RI: “Kerja  sama itu tdk batal.”"
    spans = {token.term: text[token.start : token.end] for token in USUAL.tokens(text)}
    assert spans["kerjasama"] == "Kerja  sama"
    assert spans["tidak"] == "tdk"
    assert spans["menlu"] == "Menlu"


def test_one_word_with_two_terms_is_shared_out():
    assert USUAL.tokens("ortu") == [Token("orang", 0, 2), Token("tua", 2, 4)]


def test_stems_and_slang_can_be_left_out():
    text = ["Gak nyerang, takkan menyerang"]
    assert Preparation(stems=False).texts(text) == ["tidak menyerang takkan menyerang"]
    assert Preparation(slang=False).texts(text) == ["gak nyerang tidak akan serang"]
    assert Preparation(stems=False, slang=False).texts(text) == ["gak nyerang takkan menyerang"]


def test_phrases_stay_joined_without_stems():
    assert Preparation(stems=False).texts(["Bekerja sama"]) == ["kerjasama"]


def test_the_number_of_processes_changes_nothing(monkeypatch):
    monkeypatch.setattr(stems, "_WORTH_A_POOL", 5)
    texts = [
        "menyerang negara2 itu",
        "kesepakatan damai dirundingkan",
        "",
        "gak ngancam siapa-siapa",
    ]
    assert Preparation().texts(texts, jobs=2) == USUAL.texts(texts)


def test_a_preparation_can_be_sent_to_another_process():
    call = delayed(USUAL.texts)(["Mereka menyerang"])
    assert Parallel(n_jobs=2)([call, call]) == [["mereka serang"]] * 2


def test_formal_text_is_hardly_changed_by_slang(shared):
    lines = (shared / "data/news-2019/articles.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["content"] for line in lines[::5]]
    plain, made_formal = (
        [term for text in Preparation(stems=False, slang=slang, forms=USUAL.forms).texts(texts)
         for term in text.split()]
        for slang in (False, True)
    )  # fmt: skip
    changed = sum(a != b for a, b in zip(plain, made_formal, strict=True))
    assert changed / len(plain) < 0.001


@pytest.mark.parametrize(
    "text",
    ["a" * 10**6, "1" * 10**6 + "x", "a-" * 500_000, "1." * 500_000, "kerja " * 100_000,
     "&#" * 500_000, "kerja" + " " * 10**6, "@" * 10**6, "www." * 250_000, "http://" * 140_000,
     "a'" * 500_000,
     ("kerja" + " " * 1000) * 1000, "\u0301" * 10**6, "_" * 10**6],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_a_megabyte_of_anything_takes_no_time(text):
    started = process_time()
    USUAL.texts([text])
    assert process_time() - started < 3


def test_words_too_long_to_be_words_are_not_remembered():
    preparation = Preparation()
    preparation.texts(["x" * 10_000])
    assert preparation._terms == {}


def test_the_version_changes_with_every_table_and_rule(monkeypatch, tmp_path):
    plain = fresh_version()
    assert plain == fresh_version() == text_version()
    seen = {plain}
    for module, name in ((stems, "EXCEPTIONS"), (slang, "TABLE"), (prepare, "PHRASES")):
        changed = tmp_path / name
        changed.write_bytes(getattr(module, name).read_bytes() + b"\n")
        with monkeypatch.context() as patch:
            patch.setattr(module, name, changed)
            seen.add(fresh_version())
    for module in (stems, slang, prepare):
        with monkeypatch.context() as patch:
            patch.setattr(module, "RULES", 1000)
            seen.add(fresh_version())
    assert len(seen) == 7


def fresh_version():
    """The version as another process would find it."""
    stems.stems_version.cache_clear()
    text_version.cache_clear()
    found = text_version()
    stems.stems_version.cache_clear()
    text_version.cache_clear()
    return found


def test_nothing_shows_when_there_is_nothing():
    assert USUAL.texts([]) == []
    assert USUAL.texts(["", " \n"]) == ["", ""]
    assert USUAL.tokens("") == []
