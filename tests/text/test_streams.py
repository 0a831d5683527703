"""Marks, hidden names and runs of letters: what follows the words, and where it comes from."""

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joblib import Parallel, delayed

from stance.text import LETTERS, STREAM, Lexicon, Preparation
from stance.text.stems import FormTable

USUAL = Preparation()
PIECES = [
    "Rusia", "rusia-nya", "Rusia-Ukraina", "anti-NATO", "Amerika  Serikat", "Amerika", "-", " ",
    "tidak", "gatau", "menyerang", "nyerang", "ayo damai", ".", ", ", " - ", "…", "2014", "@rusia",
    "https://rusia.id/a-b ", "&amp;", "\n", "kerja sama", "ﷺ", "\ud800", "#", "|", "~", "ortu",
    "ketidakadilan",
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.text(st.characters(codec=None))
)
WAYS = [
    {"names": names, "letters": letters} for names in (True, False) for letters in (True, False)
]


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: "-".join(k for k in way if way[k]))
def preparation(request, lexicon):
    return Preparation(lexicon=lexicon, forms=USUAL.forms, **request.param)


@pytest.fixture(scope="module")
def nameless(lexicon):
    return Preparation(lexicon=lexicon, names=False, letters=True, forms=USUAL.forms)


def streams(preparation, text):
    """The tokens of the words, then those of each stream."""
    parts = [[]]
    for token in preparation.tokens(text):
        parts.append([]) if token.term == STREAM else parts[-1].append(token)
    return parts


def said(tokens, text):
    return [(token.term, text[token.start : token.end]) for token in tokens]


@given(text=TEXTS)
def test_tokens_and_texts_agree(preparation, text):
    tokens = preparation.tokens(text)
    assert preparation.texts([text]) == [" ".join(token.term for token in tokens)]
    assert all(token.term.split() == [token.term] for token in tokens)


@given(text=TEXTS)
def test_words_do_not_overlap_and_the_streams_lie_upon_them(preparation, text):
    words, *others = streams(preparation, text)
    assert len(others) == 1 + preparation.letters
    assert all(0 <= token.start < token.end <= len(text) for token in words)
    assert all(one.end <= two.start for one, two in pairwise(words))
    starts = {token.start for token in words}
    for token in [token for stream in others for token in stream]:
        assert token.start in starts
        assert token.start < token.end <= len(text)


@given(text=TEXTS)
def test_with_names_the_words_are_those_without_a_lexicon(lexicon, text):
    for letters in (False, True):
        marked = Preparation(lexicon=lexicon, letters=letters, forms=USUAL.forms)
        assert streams(marked, text)[0] == USUAL.tokens(text)


@given(texts=st.lists(TEXTS, max_size=4), most=st.integers(0, 5))
def test_memory_changes_no_answer(nameless, lexicon, texts, most):
    small = Preparation(
        lexicon=lexicon, names=False, letters=True, forms=FormTable(max_forms=most)
    )  # fmt: skip
    small.learn(texts)
    assert small.texts(texts) == nameless.texts(texts)
    assert len(small._terms) <= most
    assert len(small._reader._keys) <= most


def test_words_too_long_to_be_words_are_not_remembered(lexicon):
    preparation = Preparation(lexicon=lexicon, letters=True)
    assert preparation.texts(["x" * 10_000]) == [f"{'x' * 10_000} | |"]
    assert preparation._terms == preparation._reader._keys == {}


def test_marks_have_the_span_of_their_words(lexicon):
    text = "“Rusia” tdk akan  menyerang, kata Amerika  Serikat."
    _, marks = streams(Preparation(lexicon=lexicon), text)
    assert said(marks, text) == [
        ("#state", "Rusia"),
        ("#negation", "tdk"),
        ("#not:fight", "menyerang"),
        ("#not:confrontational", "menyerang"),
        ("#state", "Amerika  Serikat"),
    ]


def test_informal_spelling_is_read_as_formal(lexicon):
    text = "Rusia gatau nyerang"
    assert Preparation(lexicon=lexicon).texts([text]) == [
        "rusia tidak tahu serang | #state #negation #not:fight #not:confrontational"
    ]
    plain = Preparation(lexicon=lexicon, slang=False).texts([text])
    assert plain == ["rusia gatau nyerang | #state"]


def test_expressions_end_at_punctuation(lexicon):
    preparation = Preparation(lexicon=lexicon)
    assert preparation.texts(["Amerika, Serikat"]) == ["amerika serikat |"]
    turned = [text.split()[-1] for text in preparation.texts(
        ["Tidak menyerang", "Tidak: menyerang", "Tidak - menyerang", "Tidak (menyerang)"]
    )]  # fmt: skip
    assert turned == ["#not:confrontational", *["#confrontational"] * 3]


def test_a_hyphenated_entry_is_looked_up_whole():
    lexicon = Lexicon(layers={"acts": {"tuding-menuding": "accuse", "tuding": "point"}})
    texts = Preparation(lexicon=lexicon).texts(["tuding-menuding", "Tuding‑Menuding", "tuding"])
    assert [text.partition(" | ")[2] for text in texts] == ["#accuse", "#accuse", "#point"]


HIDDEN = {
    "NATO menuduh Rusia": "<alliance> tuduh <state>",
    "Rusia-lah, Rusianya": "<state> <state>",
    "Amerika\nSerikat; Amerika saja": "<state> amerika saja",
    "perang Rusia-NATO": "perang <state> <alliance>",
    "anti-Rusia": "anti <state>",
    "anti-Eropa": "anti-eropa",
    "militer Rusia": "militer <state>",
    "@rusia https://rusia.id": "<pengguna> <tautan>",
}


@pytest.mark.parametrize("text", HIDDEN)
def test_names_give_place_to_their_class(lexicon, text):
    # An expression that holds a name does not keep it.
    layers = {**lexicon.layers, "actors": {**lexicon.layers["actors"], "militer rusia": "office"}}
    preparation = Preparation(lexicon=Lexicon(layers=layers), names=False)
    assert preparation.texts([text])[0].partition(" |")[0] == HIDDEN[text]


def test_of_two_names_the_longer_is_hidden():
    names = {"one": {"rusia": "state"}, "two": {"rusia bersatu": "alliance"}}
    preparation = Preparation(lexicon=Lexicon(layers=names), names=False)
    assert preparation.texts(["Rusia Bersatu dan Rusia"]) == [
        "<alliance> dan <state> | #state #alliance #state"
    ]


def test_a_hidden_name_has_the_span_of_its_words(nameless):
    text = "sikap pro-Rusia dan Amerika  Serikat-nya"
    words, *_ = streams(nameless, text)
    assert said(words, text) == [
        ("sikap", "sikap"), ("pro", "pro"), ("<state>", "Rusia"), ("dan", "dan"),
        ("<state>", "Amerika  Serikat-nya"),
    ]  # fmt: skip


@given(st.lists(st.sampled_from([*PIECES, "Nato", "RUSIA", "amerika serikat"]), max_size=8))
def test_nothing_tells_a_hidden_name(nameless, words):
    text = " ".join(words).casefold()
    (prepared,) = nameless.texts([text])
    assert not {"rusia", "nato"} & set(prepared.replace("-", " ").split())
    assert "~_rus" not in prepared


def test_letters_are_runs_of_the_word_as_written():
    text = "Damai!"
    tokens = Preparation(letters=True).tokens(text)
    runs = [token.term.removeprefix(LETTERS) for token in tokens[2:]]
    word = "_damai_"
    assert runs == [word[at : at + n] for n in (2, 3, 4, 5) for at in range(len(word) - n + 1)]
    assert {token[1:] for token in tokens[2:]} == {(0, 5)}


def test_what_stands_for_something_else_has_no_letters():
    preparation = Preparation(letters=True)
    text = "2014 @budi https://warta.id/x 10rb"
    assert preparation.texts([text]) == ["<angka> <pengguna> <tautan> <angka> |"]


def test_without_lexicon_there_are_no_marks():
    assert Preparation(names=False).texts(["Rusia."]) == ["rusia"]
    assert Preparation(lexicon=Lexicon(layers={})).texts(["Rusia."]) == ["rusia |"]


def test_the_number_of_processes_changes_nothing(nameless, lexicon, monkeypatch):
    monkeypatch.setattr("stance.text.stems._WORTH_A_POOL", 2)
    texts = ["Rusia menyerang negara2", "NATO merundingkan perdamaian", "", "gak ngancam"]
    fresh = Preparation(lexicon=lexicon, names=False, letters=True)
    assert fresh.texts(texts, jobs=2) == nameless.texts(texts)


def test_learning_ahead_looks_every_word_up(lexicon, monkeypatch):
    preparation = Preparation(lexicon=lexicon, names=False)
    preparation.learn(["Rusia-Ukraina menyerang."])
    monkeypatch.setattr(preparation, "_learn", None)
    assert preparation.texts(["menyerang. Rusia-Ukraina"]) == [
        "serang <state> ukraina | #fight #confrontational #state"
    ]


def test_a_preparation_can_be_sent_to_another_process(nameless):
    call = delayed(nameless.texts)(["NATO"])
    assert Parallel(n_jobs=2)([call, call]) == [["<alliance> | #alliance |"]] * 2


@pytest.mark.parametrize(
    "text",
    ["tidak menyerang " * 30_000, "rusia-" * 80_000 + "x", "amerika " * 60_000, "." * 500_000,
     " - " * 150_000, " " + "-" * 500_000, "rusia-nato " * 40_000, "a" * 500_000, "#| ~" * 99_000],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_half_a_megabyte_of_anything_takes_little_time(lexicon, text):
    preparation = Preparation(lexicon=lexicon, names=False, forms=USUAL.forms)
    started = process_time()
    preparation.texts([text])
    assert process_time() - started < 5
