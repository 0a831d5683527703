"""Bytes as they were saved -> text, with every repair named and counted."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

_BINARY_STARTS = (
    b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF",
    b"\x7fELF", b"PAR1", b"ARROW1", b"SQLite format 3", b"\xd0\xcf\x11\xe0", b"BZh", b"7z\xbc\xaf",
    b"\xfd7zXZ", b"OggS", b"ID3",
)  # fmt: skip
_SAMPLE = 1 << 16
_CONTROL_SHARE = 0.02
# Control characters that text does not hold; NUL is left out, since saved pages do hold it.
_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"

_HIGH = re.compile(r"[^\x00-\x7f]+")
# What UTF-8 punctuation, no-break spaces and accented letters become when read as Mac Roman; no
# sentence holds a low quote before a capital A umlaut, or a root sign before an accented letter.
_MAC = re.compile(
    r"‚Ä[\x80-\U0010ffff]|¬[†´ª°∑®©•±≤≥µº]"
    r"|√[°±≤≥¥µ∂∑∏∫ªºΩæø†¢£§•¶ß®©™´¨≠ÆØ∞ÄÅÇÉÑÖÜá-ü]"
)
_CUT_QUOTE = "â€"  # a closing quote whose third byte, 0x9d, has no character in cp1252


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text and what was done to get it.

    `repairs` are codes in alphabetical order, and `counts` says how often each was made:
    ``byte-order-mark``, ``cp1252``, ``invalid-utf-8``, ``latin-1``, ``line-ends``, ``mojibake``,
    ``null-bytes``, ``utf-16``. Lines end in a line feed only.
    """

    text: str
    repairs: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()


def decode(data: bytes, *, mend: bool = True) -> Decoded:
    r"""Text of any bytes whatever; nothing is raised, and clean UTF-8 comes back as it is.

    With `mend` false, mojibake is left for `mend_mojibake` to count document by document.

    Examples
    --------
    >>> decode("“Damai”, katanya.".encode())
    Decoded(text='“Damai”, katanya.', repairs=(), counts=())
    >>> decode(b"\x93Damai\x94\r\nkatanya\x00.").repairs
    ('cp1252', 'line-ends', 'null-bytes')
    """
    repairs: Counter[str] = Counter()
    text = _characters(data, repairs)
    if "\x00" in text:
        repairs["null-bytes"] = text.count("\x00")
        text = text.replace("\x00", "")
    if "\r" in text:
        repairs["line-ends"] = text.count("\r")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if mend:
        text, repairs["mojibake"] = mend_mojibake(text)
    found = sorted((code, count) for code, count in repairs.items() if count)
    return Decoded(
        text=text,
        repairs=tuple(code for code, _ in found),
        counts=tuple(count for _, count in found),
    )


def is_binary(data: bytes) -> bool:
    r"""Whether the bytes are a picture, an archive, a program...: anything but text.

    >>> is_binary(b"%PDF-1.7 ..."), is_binary("NATO dan Rusia".encode("utf-16"))
    (True, False)
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    if data.startswith(_BINARY_STARTS):
        return True
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > _CONTROL_SHARE * len(sample)


def mend_mojibake(text: str) -> tuple[str, int]:
    r"""The text with characters that were decoded wrongly put right, and how many places that were.

    Only runs of non-ASCII characters are looked at, each by itself, so that text without such
    damage is returned untouched: curly quotes, accents and symbols stay.

    Examples
    --------
    >>> mend_mojibake("‚ÄòDamai‚Äô di Kyiv¬†kini, kata â€œdiaâ€")
    ('‘Damai’ di Kyiv\xa0kini, kata “dia”', 5)
    >>> mend_mojibake("“Damai” – naïve, 34 km²")
    ('“Damai” – naïve, 34 km²', 0)
    """
    if text.isascii():
        return text, 0
    mended = 0

    def mend(match: re.Match[str]) -> str:
        nonlocal mended
        run = match.group()
        repaired = _mend_run(run)
        mended += repaired != run
        return repaired

    return _HIGH.sub(mend, text), mended


def _characters(data: bytes, repairs: Counter[str]) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        repairs["utf-16"] = 1
        return data.decode("utf-16", errors="replace")
    if data.startswith(codecs.BOM_UTF8):
        repairs["byte-order-mark"] = 1
        data = data[len(codecs.BOM_UTF8) :]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(data, repairs)


def _not_utf8(data: bytes, repairs: Counter[str]) -> str:
    loose = data.decode("utf-8", errors="ignore")
    if loose.isascii():  # not one good UTF-8 sequence: a one-byte encoding
        return _one_byte(data, repairs)
    # Pasted together of both: each line says for itself which of the two it is.
    return "".join(_line(line, repairs) for line in data.splitlines(keepends=True))


def _line(line: bytes, repairs: Counter[str]) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if line.decode("utf-8", errors="ignore").isascii():
        return _one_byte(line, repairs)
    text = line.decode("utf-8", errors="replace")
    repairs["invalid-utf-8"] += text.count("�")
    return text


def _one_byte(data: bytes, repairs: Counter[str]) -> str:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:  # five bytes mean nothing in cp1252
        repairs["latin-1"] += 1
        return data.decode("latin-1")
    repairs["cp1252"] += 1
    return text


def _mend_run(run: str) -> str:
    if len(run) == 1 and run > "\x9f":  # one accented letter or curly quote: nothing was split up
        return run
    # ftfy is heavy to import, and most texts never need it.
    from ftfy import fix_encoding

    repaired = str(fix_encoding(run))
    if repaired == run:
        repaired = _MAC.sub(lambda match: str(fix_encoding(match.group())), run)
    return repaired.replace(_CUT_QUOTE, "”")
