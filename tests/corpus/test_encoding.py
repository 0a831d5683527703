import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.encoding import decode, is_binary, mend_mojibake

CLEAN = "“Damai,” kata Émile – naïve… 34 km² di Kyiv’s ‘kota’ seharga £5."


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (codecs.BOM_UTF8 + CLEAN.encode(), "byte-order-mark"),
        (CLEAN.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + CLEAN.encode("utf-16-be"), "utf-16"),
        (CLEAN.encode("cp1252"), "cp1252"),
    ],
)
def test_each_encoding_gives_the_same_text_and_says_which_it_was(data, code):
    decoded = decode(data)

    assert decoded.text == CLEAN
    assert decoded.repairs == (code,)


def test_clean_utf8_is_returned_untouched():
    decoded = decode(CLEAN.encode())

    assert (decoded.text, decoded.repairs, decoded.counts) == (CLEAN, (), ())


def test_bytes_without_meaning_in_cp1252_are_latin_1():
    assert decode(b"caf\xe9 \x81").repairs[0] == "latin-1"


def test_line_ends_become_line_feeds_and_are_counted():
    decoded = decode(b"satu\rdua\r\ntiga\n")

    assert decoded.text == "satu\ndua\ntiga\n"
    assert dict(zip(decoded.repairs, decoded.counts, strict=True)) == {"line-ends": 2}


def test_null_bytes_are_removed_and_counted():
    decoded = decode(b"da\x00ma\x00i")

    assert (decoded.text, decoded.repairs, decoded.counts) == ("damai", ("null-bytes",), (2,))


def test_a_file_pasted_from_two_encodings_is_decided_line_by_line():
    decoded = decode("café\n".encode() + "naïve\n".encode("cp1252") + b"caf\xc3\xa9 \xff\n")

    assert decoded.text == "café\nnaïve\ncafé �\n"
    assert decoded.repairs == ("cp1252", "invalid-utf-8")


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("‚ÄòDamai‚Äô", "‘Damai’"),
        ("satu¬†dua", "satu\xa0dua"),
        ("â€œDamaiâ€\x9d", "“Damai”"),
        ("cafÃ©", "café"),
        ("caf√©", "café"),
        ("\x93Damai\x94", "“Damai”"),
        ("â€œâ€˜bisuâ€™", "“‘bisu’"),
        ("“‚Äòcampur‚Äô”", "“‘campur’”"),
    ],
)
def test_mojibake_is_mended(broken, whole):
    mended, places = mend_mojibake(broken)

    assert mended == whole
    assert places > 0


@pytest.mark.parametrize("text", [CLEAN, "CAFÉ”", "√π", "„Ä", "É…", "°C”", "–—…", "»¬°", "ü”"])
def test_text_that_only_looks_odd_stays(text):
    assert mend_mojibake(text) == (text, 0)


def test_mending_can_be_left_to_the_caller():
    assert decode("caf√©".encode(), mend=False).text == "caf√©"


@pytest.mark.parametrize(
    ("data", "binary"),
    [
        (b"", False),
        (b"NATO dan Rusia\n", False),
        (b"\x00NATO\x00", False),
        ("NATO".encode("utf-16"), False),
        (b"\x89PNG\r\n\x1a\n", True),
        (b"PK\x03\x04zip", True),
        (bytes(range(256)) * 8, True),
        ("Kedua pihak bertemu – “damai”.".encode("cp1252"), False),
    ],
)
def test_binary_content_is_recognised(data, binary):
    assert is_binary(data) is binary


@given(st.binary())
def test_any_bytes_become_text_that_utf8_can_hold(data):
    decoded = decode(data)

    decoded.text.encode()
    assert not set(decoded.text) & {"\r", "\0"}
    assert len(decoded.repairs) == len(decoded.counts)
    assert all(count > 0 for count in decoded.counts)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], max_codepoint=0x17F)))
def test_mending_never_adds_characters(text):
    assert len(mend_mojibake(text)[0]) <= len(text)
