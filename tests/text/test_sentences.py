"""The splitter: its table of rules, what holds for any text, its quality and its speed."""

import csv
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stance.errors import InputError
from stance.records import Comment
from stance.text import abbreviations, boundaries, scanning, sentences
from stance.text.scanning import word_key, word_marks
from stance.text.sentences import Spans, compiled, split, split_buffer, split_documents

ROOT = Path(__file__).resolve().parents[2]


def golden_rows() -> list[tuple[str, str, str]]:
    with (ROOT / "tests/golden/sentences.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(text, expected, why) for text, expected, why in rows[1:]]


def pieces(text: str) -> list[str]:
    return [sentence.text for sentence in split(text)]


def load(path: Path, name: str) -> ModuleType:
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- the table of rules ---------------------------------------------------------------------


@pytest.mark.parametrize(("text", "expected", "why"), golden_rows())
def test_golden_row(text: str, expected: str, why: str) -> None:
    assert " | ".join(pieces(text.replace("⏎", "\n"))) == expected, why


def test_golden_table_is_large_and_repeats_nothing() -> None:
    rows = golden_rows()
    assert len(rows) >= 120
    assert len({text for text, _, _ in rows}) == len(rows)
    assert all(why for _, _, why in rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Satu.\r\nDua.\rTiga.\u2028Empat.\x0cLima.",
            ["Satu.", "Dua.", "Tiga.", "Empat.", "Lima."],
        ),
        ("\ufeffSatu. Dua.", ["\ufeffSatu.", "Dua."]),
        ("Satu.\u00a0Dua.\u3000Tiga.", ["Satu.", "Dua.", "Tiga."]),
        ("Satu.\tDua.\x00 Tiga.", ["Satu.", "Dua.\x00 Tiga."]),
        ("Satu. \u0301Dua.", ["Satu.", "\u0301Dua."]),
        ('"A!" Abu Bakar Siti Aminah Dewi pergi.', ['"A!"', "Abu Bakar Siti Aminah Dewi pergi."]),
    ],
)
def test_what_a_table_cannot_hold(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t \u3000\u2029"])
def test_blank_text_has_no_sentences(text: str) -> None:
    assert split(text) == []


def test_sentences_bear_document_and_order() -> None:
    found = split("Ya. Tidak.", document_id="d7")
    assert [(s.document_id, s.index, s.start, s.end) for s in found] == [
        ("d7", 0, 0, 3),
        ("d7", 1, 4, 10),
    ]


# --- any text at all --------------------------------------------------------------------------

TELLING = st.sampled_from(
    [
        *".,:;!?…。؟\"'“”‘’«»()[]-–#@ \n\t\u00a0\u2028\x00",
        *"aZİß5ñЖ中ا🙂👍\u0301\u200d\ufe0f\ud800\udfff",
        *(
            "...",
            ". ",
            '." ',
            ".” ",
            "Dr. ",
            "No. ",
            "dll. ",
            "S.H. ",
            "1. ",
            "II. ",
            "Ia ",
            "kata ",
        ),
        *("WIB ", "bahwa ", "Yahoo! ", "a.m. ", "[12]", "(*)", " ” ", " . ", "Ibunya ", "NY. "),
        *("10.42 ", "kompas.com ", "selesai.Ia", "Tb. ", "bgt. ", " :) ", " 😀 ", "PT. ", "B.J. "),
    ]
)
ANY_TEXT = st.one_of(
    st.lists(TELLING, max_size=40).map("".join),
    st.text(st.characters(codec=None, exclude_categories=()), max_size=60),
)


@given(ANY_TEXT)
@example("a.\u0301 B")
@example("\ud83d. Ya")
def test_sentences_hold_every_character_but_spaces(text: str) -> None:
    found = split(text)
    assert all(text[s.start : s.end] == s.text == s.text.strip() != "" for s in found)
    assert [s.index for s in found] == list(range(len(found)))
    edges = [0, *(place for s in found for place in (s.start, s.end)), len(text)]
    assert edges == sorted(edges)
    gaps = (text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    assert not "".join(gaps).strip()
    assert found == split(text)


@given(st.lists(ANY_TEXT, max_size=5))
@example([text.replace("⏎", "\n") for text, _, _ in golden_rows()])
@example(["Ya\n" * 100])
def test_compiled_and_uncompiled_rules_agree(texts: list[str]) -> None:
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    data = np.frombuffer(b"".join(parts), np.uint8)
    offsets = np.cumsum([0, *map(len, parts)])
    quick = sentences.find_compiled(data, offsets)
    slow = sentences.find_uncompiled(data, offsets)
    assert np.array_equal(quick, slow.reshape(5, -1))


@given(st.lists(ANY_TEXT, max_size=5))
def test_a_buffer_of_documents_is_split_like_each_of_them(texts: list[str]) -> None:
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    data, offsets = b"".join(parts), np.cumsum([0, *map(len, parts)])
    spans = split_buffer(data, offsets)
    expected = [(n, s.start, s.end, s.text) for n, t in enumerate(texts) for s in split(t)]
    found = [
        (document, start, end, data[first:last].decode("utf-8", "surrogatepass"))
        for document, first, last, start, end in zip(*map(np.ndarray.tolist, spans), strict=True)
    ]
    assert found == expected


@given(st.lists(ANY_TEXT, max_size=5))
def test_documents_are_split_like_their_texts(texts: list[str]) -> None:
    comments = [
        Comment(id=f"c{n}", article_id="a", text=text, position=n) for n, text in enumerate(texts)
    ]
    assert split_documents(comments) == [split(c.text, document_id=c.id) for c in comments]


@given(st.binary(max_size=40))
def test_bytes_that_are_not_utf8_do_no_harm(data: bytes) -> None:
    spans = split_buffer(data, [0, len(data)])
    assert all(0 <= a < b <= len(data) for a, b in zip(*spans[1:3], strict=True))


def test_every_space_of_python_is_a_space_here() -> None:
    spaces = [chr(code) for code in range(0x11000) if chr(code).isspace()]
    assert all(pieces(f"{space}Ya.{space}Tidak.{space}") == ["Ya.", "Tidak."] for space in spaces)


def test_many_short_sentences_find_room() -> None:
    assert len(split("a\n" * 50_000)) == 50_000


def test_rules_say_what_room_they_need() -> None:
    text = b"Ya. Tidak. Mungkin."
    found = [[0] for _ in range(5)]
    assert boundaries.find_sentences(text, [0, len(text)], sentences.tables(), found) == -5


NASTY = [".", '"', " ", "\n", "Dr. ", ".” ", "( ", '. "', "。", "... ", "😀 ", "1. ", "! a", ". :"]
NASTY += [" .", ".  ", ". .a", ". ” ", '. " ', ".[1] ", ".[1", "! Yahoo"]


@pytest.mark.parametrize("unit", NASTY)
def test_time_is_linear(unit: str) -> None:
    def seconds(size: int) -> float:
        text = ("Ya" + unit * (size // len(unit)) + "b")[:size]
        data = text.encode()
        start = time.perf_counter()
        split_buffer(data, [0, len(data)])
        return time.perf_counter() - start

    split("Ya.")
    short, long = (min(seconds(size) for _ in range(3)) for size in (50_000, 800_000))
    assert long < 16 * short * 6 + 0.01  # a quadratic rule would take 256 times as long


# --- buffers --------------------------------------------------------------------------------


def test_arrow_strings_are_split_in_place() -> None:
    column = pa.array(["Tidak ini.", "Ya. Éh tidak?", "", "Mungkin"])[1:]
    _, offsets, data = column.buffers()
    places = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    spans = split_buffer(data, places)
    assert spans.document.tolist() == [0, 0, 2]
    assert spans.start.tolist() == [0, 4, 0]
    assert spans.end.tolist() == [3, 13, 7]
    assert spans.byte_start.tolist() == [10, 14, 24]


@pytest.mark.parametrize("offsets", [[], [0, 9], [2, 1], [-1, 2]])
def test_offsets_that_leave_the_buffer_are_refused(offsets: list[int]) -> None:
    with pytest.raises(InputError, match=r"ascending offsets from 0 to 3, .* got \["):
        split_buffer(b"Ya.", offsets)


def test_no_document_has_no_sentences() -> None:
    assert [len(row) for row in split_buffer(b"", [0])] == [0] * len(Spans._fields)


# --- words ------------------------------------------------------------------------------------


def test_every_listed_word_is_found_with_its_marks() -> None:
    table = abbreviations.word_table()
    for word, marks in abbreviations.marked_words().items():
        found = word_marks(word.upper().encode(), 0, len(word), table)
        assert found == marks, word


def test_other_words_have_no_marks() -> None:
    table = abbreviations.word_table()
    assert word_marks(b"damai", 0, 5, table) == 0
    assert word_marks("é".encode(), 0, 2, table) == 0


def test_no_word_is_two_kinds_of_abbreviation() -> None:
    kinds = (scanning.TITLE, scanning.NUMBERED, scanning.ENDING, scanning.GUARDED)
    for word, marks in abbreviations.marked_words().items():
        assert sum(bool(marks & kind) for kind in kinds) <= 1, word
        assert word.isascii(), word


def test_keys_of_words_differ() -> None:
    words = abbreviations.marked_words()
    assert len({word_key(word.encode(), 0, len(word)) for word in words}) == len(words)


def test_kinds_follow_unicode_where_no_rule_names_the_character() -> None:
    kinds = sentences.tables()[1]
    letters = [c for c in map(chr, range(0x100, 0x2000)) if unicodedata.category(c) == "Lu"]
    assert all(kinds[ord(c)] == sentences.characters.UPPER for c in letters)


# --- compilation ------------------------------------------------------------------------------


def tiny_module(folder: Path, addend: int) -> ModuleType:
    path = folder / "tiny.py"
    path.write_text(
        f"AMOUNT = {addend}\n\n\ndef more(x):\n    return x + AMOUNT\n\n\n"
        "def double(x):\n    return 2 * more(x)\n"
    )
    module = load(path, "tiny")
    sys.modules["tiny"] = module
    return module


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[[int], ModuleType]:
    yield lambda addend: tiny_module(tmp_path, addend)
    sys.modules.pop("tiny", None)


def test_machine_code_is_kept_under_a_name_that_changes_with_the_rules(
    tiny: Callable[[int], ModuleType], tmp_path: Path
) -> None:
    assert compiled(tiny(1))(3) == 8
    assert compiled(tiny(5))(3) == 16
    kept = {path.name.split("-")[0] for path in tmp_path.rglob("*.nbi")}
    assert len(kept) == 2


def test_rules_are_compiled_where_nothing_can_be_kept(
    tiny: Callable[[int], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("numba.core.caching.CacheImpl._locator_classes", [])
    assert compiled(tiny(1))(3) == 8
    assert not list(tmp_path.rglob("*.nbi"))


def test_a_full_disk_does_not_stop_the_split(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel, calls = sentences.kernel(), []

    def full_at_first(*arguments: object) -> int:
        calls.append(arguments)
        if len(calls) == 1:
            raise OSError(28, "No space left on device")
        return kernel(*arguments)

    monkeypatch.setattr(sentences, "kernel", lambda: full_at_first)
    data = np.frombuffer(b"Ya. Tidak.", np.uint8)
    assert sentences.find_compiled(data, np.array([0, 10])).shape == (5, 2)


def test_small_pages_need_no_compiler() -> None:
    code = (
        "import sys; from stance.text.sentences import split_buffer; "
        "spans = split_buffer(b'Ya. Tidak.', [0, 10]); "
        "print(spans.end.tolist(), 'numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[3, 10] False\n"


# --- quality and speed --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def experiment() -> ModuleType:
    pytest.importorskip("pysbd")
    return load(ROOT / "experiments/splitting/run.py", "splitting_run")


@pytest.mark.parametrize("past_closers", [False, True])
@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize(
    ("name", "gate"), [("csui-train", 0.993), ("ntrex-dev", 0.993), ("gsd-dev", 0.95)]
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::SyntaxWarning")
def test_boundaries_of_real_text(
    shared: Path, experiment: ModuleType, name: str, gate: float, past_closers: bool, last: bool
) -> None:
    path = shared / f"data/splitter/{name}.txt"
    measured = experiment.boundary_f1(path, pieces, past_closers=past_closers, last=last)
    assert measured["f1"] >= gate, measured


def test_f1_counts_boundaries(experiment: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "gold.txt"
    path.write_text("Satu.\nDua.\nTiga\nEmpat.\n\nLima.\nEnam.")
    lines = experiment.boundary_f1(path, lambda text: text.split("\n"))
    assert (lines["right"], lines["wrong"], lines["missed"]) == (1, 0, 3)
    assert (lines["precision"], lines["recall"], lines["f1"]) == (1.0, 0.25, 0.4)
    assert experiment.boundary_f1(path, pieces, last=True)["right"] == 6


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::SyntaxWarning")
def test_split_is_far_quicker_than_the_peer(experiment: ModuleType) -> None:
    text = experiment.repeated("\n".join(row[0] for row in golden_rows()), 30_000)
    size, segment = len(text.encode()), experiment.peer()
    split(text)
    ours = max(experiment.megabytes_a_second(lambda: split(text), size) for _ in range(5))
    peer = experiment.megabytes_a_second(lambda: segment(text), size)
    assert ours > 20 * peer
