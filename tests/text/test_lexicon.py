"""Lexicons: reading, finding the longest expression, turning it, and writing the same again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import InputError
from stance.text import Lexicon, read_lexicon
from stance.text.lexicon import BREAK, REACH, decode_lexicon, encode_lexicon

HEADER = "entry\tclass\tlean\n"


@pytest.fixture
def folder(tmp_path):
    acts = "# acts\nentry\tclass\tlean\tregister\nmenuduh\taccuse\tconfrontational\tformal\n"
    (tmp_path / "acts.tsv").write_text(acts, encoding="utf-8")
    (tmp_path / "particles.tsv").write_text("entry\tclass\ntidak\tnegation\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("not a layer", encoding="utf-8")
    return tmp_path


def found(lexicon, words):
    """What stands where: the words of each expression, and its marks."""
    words = words.split(" ")
    return [(" ".join(words[hit.first : hit.last]), hit.marks) for hit in lexicon.find(words)]


def marks(lexicon, words):
    return [mark for _, some in found(lexicon, words) for mark in some]


def test_reads_a_layer_a_file(folder):
    lexicon = read_lexicon(folder)
    assert lexicon.layers == {"acts": {"menuduh": "accuse"}, "particles": {"tidak": "negation"}}
    assert lexicon.leans == {"accuse": "confrontational"}
    assert read_lexicon(str(folder)) == lexicon


def test_line_ends_blank_lines_and_a_byte_order_mark_are_no_entries(folder):
    text = "\ufeff# acts\r\n\r\nentry\tclass\r\nmenuduh\taccuse\r\n"
    (folder / "acts.tsv").write_bytes(text.encode())
    assert read_lexicon(folder).layers["acts"] == {"menuduh": "accuse"}


REFUSALS = {
    "no header": (
        "menuduh\taccuse\n",
        "Expected the header 'entry', 'class' (and 'lean') in {file}, got menuduh, accuse. Add it "
        "as the first line.",
    ),
    "nothing": (
        "# only this\n",
        "Expected the header 'entry', 'class' (and 'lean') in {file}, got an empty file. Add it as "
        "the first line.",
    ),
    "capitals": (
        HEADER + "Menuduh\taccuse\t\n",
        "Expected 1 to 8 words in small letters, with single spaces, as entry at {file}, line 2, "
        "got 'Menuduh'. Correct the line.",
    ),
    "two spaces": (HEADER + "kerja  sama\tagree\t\n", "line 2, got 'kerja  sama'. Correct"),
    "no entry": (HEADER + "\taccuse\t\n", "as entry at {file}, line 2, got ''. Correct"),
    "too many words": (HEADER + "a b c d e f g h i\taccuse\t\n", "got 'a b c d e f g h i'."),
    "no class": (
        HEADER + "menuduh\n",
        "Expected small letters, digits and _ as class and lean at {file}, line 2, got '' and ''. "
        "Correct the line.",
    ),
    "a class that would be no mark": (HEADER + "damai\tsangat damai\t\n", "got 'sangat damai' and"),
    "a lean that would be no mark": (HEADER + "damai\tcalm\tFor\n", "got 'calm' and 'For'."),
    "an entry twice": (
        HEADER + "damai\tcalm\t\n# again\ndamai\tcalm\t\n",
        "Expected each entry once at {file}, line 4, got 'damai' again. Remove one.",
    ),
    "two leans": (
        HEADER + "damai\tcalm\tfor\ntenang\tcalm\tagainst\n",
        "Expected one lean (or none) for the class 'calm' at {file}, line 3, got 'against' after "
        "'for'. Correct one of them.",
    ),
    "no lean and then one": (
        HEADER + "damai\tcalm\t\ntenang\tcalm\tfor\n",
        "for the class 'calm' at {file}, line 3, got 'for' after ''.",
    ),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_refuses(what, tmp_path):
    text, message = REFUSALS[what]
    file = tmp_path / "acts.tsv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        read_lexicon(tmp_path)
    said = str(refusal.value)
    assert message.format(file=file) in said
    assert said.startswith("Expected ")
    assert "\n" not in said


def test_refuses_where_no_lexicon_is(tmp_path):
    with pytest.raises(InputError) as refusal:
        read_lexicon(tmp_path / "gone")
    assert str(refusal.value) == (
        f"Expected a lexicon, a folder of .tsv files, at {str(tmp_path / 'gone')!r}, got no "
        "folder. Name another folder."
    )
    with pytest.raises(InputError, match=r"got a folder without them\. Name another folder\."):
        read_lexicon(tmp_path)


def test_refuses_other_bytes(folder):
    (folder / "acts.tsv").write_bytes(b"entry\tclass\n\xff\taccuse\n")
    with pytest.raises(InputError) as refusal:
        read_lexicon(folder)
    start = f"Expected a lexicon file in UTF-8 at {folder / 'acts.tsv'}, but: "
    assert str(refusal.value).startswith(start)
    assert str(refusal.value).endswith(" Save it anew as UTF-8.")


def test_refuses_a_folder_in_place_of_a_file(folder):
    (folder / "zones.tsv").mkdir()
    with pytest.raises(InputError, match=r"but: Is a directory\. Save it anew"):
        read_lexicon(folder)


def test_refuses_a_file_name_that_cannot_be_written_again(folder):
    (folder / "acts.tsv").rename(folder / "a\tb.tsv")
    with pytest.raises(InputError) as refusal:
        read_lexicon(folder)
    assert str(refusal.value) == (
        r"Expected a file name of letters, digits, spaces, - and _ before .tsv, got 'a\tb.tsv'. "
        "Rename the file."
    )


def test_a_class_has_one_lean_in_all_files(folder):
    (folder / "particles.tsv").write_text("entry\tclass\ntuding\taccuse\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"particles\.tsv, line 2, got '' after 'confrontational'"):
        read_lexicon(folder)


def test_the_longest_expression_is_taken_from_the_left():
    entries = {"kerja": "a", "kerja sama": "b", "sama": "c", "sama kuat sekali": "d"}
    lexicon = Lexicon(layers={"one": entries})
    assert found(lexicon, "kerja sama kuat kerja") == [("kerja sama", ("#b",)), ("kerja", ("#a",))]
    # "sama kuat sekali" begins, but does not come.
    assert found(lexicon, "sama kuat") == [("sama", ("#c",))]
    assert found(lexicon, "kuat sama kuat sekali") == [("sama kuat sekali", ("#d",))]


def test_layers_are_looked_up_side_by_side():
    lexicon = Lexicon(layers={"one": {"x y": "long"}, "two": {"y": "short", "x": "first"}})
    assert found(lexicon, "x y") == [("x", ("#first",)), ("x y", ("#long",)), ("y", ("#short",))]


def test_punctuation_parts_expressions():
    lexicon = Lexicon(layers={"one": {"x y": "long"}})
    assert lexicon.find(["x", BREAK, "y"]) == []
    assert [hit[:2] for hit in lexicon.find([BREAK, "x", "y"])] == [(1, 3)]


@pytest.mark.parametrize("between", range(5))
def test_turning_reaches_so_many_words(lexicon, between):
    words = ["tidak", *["lagi"] * between, "menyerang"]
    turned = marks(lexicon, " ".join(words))[1:] == ["#not:fight", "#not:confrontational"]
    assert turned == (between < REACH)


def test_turning_stops_at_punctuation(lexicon):
    _, hit = lexicon.find(["tidak", BREAK, "menyerang"])
    assert hit.marks == ("#fight", "#confrontational")


def test_only_what_has_a_lean_is_turned_and_only_by_what_stands_before(lexicon):
    assert marks(lexicon, "tidak rusia") == ["#negation", "#state"]
    assert marks(lexicon, "damai tidak") == ["#calm", "#cooperative", "#negation"]
    assert marks(lexicon, "gagal sepakat") == ["#failing", "#not:agree", "#not:cooperative"]


def test_a_long_turning_expression_turns_what_follows_its_end(lexicon):
    assert marks(lexicon, "belum tentu akan ada damai")[1:] == ["#not:calm", "#not:cooperative"]


def test_an_expression_is_not_turned_by_its_own_words_nor_turns_its_layer():
    layers = {
        "acts": {"gagal sepakat": "reject", "damai": "calm"},
        "feelings": {"senang": "joy"},
        "particles": {"gagal": "failing"},
    }
    leans = {"reject": "against", "calm": "for", "joy": "for"}
    lexicon = Lexicon(layers=layers, leans=leans)
    assert marks(lexicon, "gagal sepakat damai") == [
        "#failing", "#reject", "#against", "#calm", "#for",
    ]  # fmt: skip
    # To another layer "gagal" is a word as any other.
    assert marks(lexicon, "gagal sepakat senang")[-2:] == ["#not:joy", "#not:for"]


def test_the_time_to_find_grows_with_the_words(lexicon):
    words = ["tidak", "menyerang"] * 100_000
    assert len(lexicon.find(words)) == 200_000


def test_key_is_the_word_as_written_or_without_clitic_or_formal(lexicon):
    assert lexicon.key("menyerang", "x") == "menyerang"
    assert [lexicon.key(f"rusia{end}", "x") for end in ("nya", "lah", "-kah", "pun")] == [
        "rusia"
    ] * 4
    assert lexicon.key("nyerang", "menyerang") == "menyerang"
    assert lexicon.key("nya", "nya") == "nya"


def test_knows_the_words_of_all_entries(lexicon):
    assert lexicon.knows("amerika")
    assert lexicon.knows("belum")
    assert not lexicon.knows("amerika serikat")


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=5).map(str.lower).filter(
    lambda word: len(word.split()) == 1 and word.split()[0] == word
)  # fmt: skip
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,3}", fullmatch=True)
LAYERS = st.dictionaries(
    st.from_regex(r"[a-z0-9_][a-z0-9_ -]{0,3}", fullmatch=True),
    st.dictionaries(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), NAMES, min_size=1),
    max_size=3,
)


@st.composite
def lexicons(draw):
    layers = draw(LAYERS)
    names = sorted({name for layer in layers.values() for name in layer.values()})
    leaning = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    return Lexicon(layers=layers, leans={name: draw(NAMES) for name in leaning})


@given(lexicons())
def test_what_is_written_is_read_again(lexicon):
    data = encode_lexicon(lexicon)
    assert decode_lexicon(data) == lexicon
    assert decode_lexicon(data).digest == lexicon.digest


@given(st.binary(max_size=60) | lexicons().map(encode_lexicon).map(lambda data: data[:-1] + b"\t"))
def test_anything_else_is_refused(data):
    try:
        lexicon = decode_lexicon(data)
    except ValueError:
        return
    assert encode_lexicon(lexicon) == data


@pytest.mark.parametrize(
    "line", ["acts\tdamai\tcalm", "acts\tdamai\t\t", "\tdamai\tcalm\t", "acts\tdamai\tC\t",
             "acts\tdamai\tcalm\tfor it", "a/b\tdamai\tcalm\t",
             "acts\ta  b\tcalm\t", "acts\tdamai\tcalm\tfor\nacts\tdamai\tcalm\tfor",
             "b\tdamai\tcalm\t\na\tdamai\tcalm\t"],
)  # fmt: skip
def test_a_line_that_was_not_written_so_is_refused(line):
    with pytest.raises(ValueError, match=r"lexicon|unpack"):
        decode_lexicon(f"{line}\n".encode())


def test_the_digest_changes_with_every_entry(lexicon):
    others = [
        {**lexicon.layers, "acts": {**lexicon.layers["acts"], "damai": "agree"}},
        {**lexicon.layers, "acts": {**lexicon.layers["acts"], "embargo": "sanction"}},
        {name: layer for name, layer in lexicon.layers.items() if name != "actors"},
        {("deeds" if name == "acts" else name): layer for name, layer in lexicon.layers.items()},
    ]
    changed = [Lexicon(layers=layers, leans=lexicon.leans) for layers in others]
    changed.append(Lexicon(layers=lexicon.layers, leans={**lexicon.leans, "calm": "neutral"}))
    assert len({lexicon.digest, *(other.digest for other in changed)}) == 6
    again = {name: dict(reversed(layer.items())) for name, layer in lexicon.layers.items()}
    assert Lexicon(layers=again, leans=lexicon.leans).digest == lexicon.digest


@given(st.lists(st.sampled_from(["tidak", "gagal", "ayo", "damai", "menyerang", "x", BREAK])))
def test_expressions_are_in_order_and_none_holds_punctuation(lexicon, words):
    hits = lexicon.find(words)
    assert hits == sorted(hits)
    for hit in hits:
        assert 0 <= hit.first < hit.last <= len(words)
        assert BREAK not in words[hit.first : hit.last]
        assert all(mark.startswith("#") for mark in hit.marks)
    assert lexicon.find(words) == hits


def test_the_lexicon_that_comes_along_can_be_read(root):
    lexicon = read_lexicon(root / "labels" / "lexicon")
    assert {"acts", "actors", "particles"} <= lexicon.layers.keys()
    assert decode_lexicon(encode_lexicon(lexicon)) == lexicon
