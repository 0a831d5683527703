# ruff: noqa: PLR2004 - bytes stand as they are: 97 is "a", 0x80 the first beyond ASCII
"""Reading UTF-8 bytes forwards: kinds of characters, words, and runs of stops and closers.

Plain Python in the subset that numba compiles: `data` is `bytes` or an array of bytes, and both
give the same. A run is passed over as a whole, so that the time stays linear in the text however
long a run of dots, quotes or spaces is.
"""

from typing import Any

from stance.text import characters as ch

# Marks of the words in `abbreviations`, which can be combined.
TITLE = 1  # never ends a sentence: Dr. Prof. Jend.
NUMBERED = 2  # goes on where a number follows: No. 5, hlm. 12
ENDING = 4  # may end a sentence, but not before a lower-case letter: dll. Tbk.
STARTER = 8  # begins a sentence where it is written with a capital: Namun, Ia, Menurut
CARRYING = 16  # goes on after a question or exclamation: kata, ujar, dan
DOMAIN = 32  # the end of an internet name: com, id
CAPITAL = 64  # an abbreviation only where it is written with a capital: Kol., not kol.
GUARDED = 128  # ends a sentence only where a usual first word follows: Tbk. Inc. S.H. J.
REPORTING = 256  # says who spoke after a quotation: berkata, bertanya
EXCLAIMING = 8192  # a name that ends with an exclamation mark: Yahoo!
CONTINUING = 16384  # spelled like this, never the first word of a sentence: WIB, bahwa
ABBREVIATION = TITLE | NUMBERED | ENDING | GUARDED

SIZE_OF_KEY = (1 << 62) - 1
COLON, SEMICOLON, HYPHEN, RIGHT, LEFT = 0x3A, 0x3B, 0x2D, 0x29, 0x28
UPPER_D, UPPER_P = 0x44, 0x50
FULL_STOP, STRAIGHT_QUOTE, SQUARE_LEFT, SQUARE_RIGHT = 0x2E, 0x22, 0x5B, 0x5D
LONGEST_NOTE = 6  # bytes of [12] and [123]


def word_key(data: Any, start: int, stop: int) -> int:
    """A number that stands for an ASCII word whatever its case; 0 for anything else.

    Dots inside the word count.

    Examples
    --------
    >>> word_key(b"Dr", 0, 2) == word_key(b"DR", 0, 2) != word_key(b"Mr", 0, 2)
    True
    >>> word_key(b"a.m", 0, 3) == word_key(b"A.M", 0, 3) != word_key(b"am", 0, 2)
    True
    >>> word_key("Über".encode(), 0, 5)
    0
    """
    key = 7
    for i in range(start, stop):
        byte = data[i] | 32
        if not (97 <= byte <= 122 or byte == FULL_STOP):
            return 0
        key = (key * 131 + byte) & SIZE_OF_KEY
    return key


def word_marks(data: Any, start: int, stop: int, words: Any) -> int:
    """The marks of a word of the table; 0 for every other word."""
    keys, marks = words
    key = word_key(data, start, stop)
    slot = key % len(keys)
    while key and keys[slot]:
        if keys[slot] == key:
            found = int(marks[slot])
            if found & CAPITAL and data[start] >= 97:
                return found & ~ABBREVIATION
            return found
        slot = (slot + 1) % len(keys)
    return 0


def past_letters(data: Any, i: int, end: int) -> int:
    """Where the run of ASCII letters that begins at `i` ends."""
    while i < end and 97 <= data[i] | 32 <= 122:
        i += 1
    return i


def kind_at(data: Any, i: int, end: int, kinds: Any) -> tuple[int, int]:
    """The kind of the character at `i`, and where the next one begins."""
    byte = int(data[i])
    if byte < 0x80:
        return int(kinds[byte]), i + 1
    width = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
    if i + width > end:
        return ch.OTHER, i + 1
    if width == 4:
        emoji = byte == 0xF0 and data[i + 1] == 0x9F
        return (ch.EMOJI if emoji else ch.LETTER), i + 4
    code = (byte & 0x1F) << 6 | data[i + 1] & 0x3F
    if width == 3:
        code = (byte & 0x0F) << 12 | (data[i + 1] & 0x3F) << 6 | data[i + 2] & 0x3F
    return int(kinds[code]), i + width


def past_spaces(data: Any, i: int, end: int, kinds: Any) -> int:
    """Where the spaces that begin at `i` end; a line break is not one."""
    while i < end:
        kind, following = kind_at(data, i, end, kinds)
        if kind != ch.SPACE:
            break
        i = following
    return i


def past_blank(data: Any, i: int, end: int, kinds: Any) -> int:
    """Where the spaces and line breaks that begin at `i` end."""
    while i < end:
        kind, following = kind_at(data, i, end, kinds)
        if kind not in (ch.SPACE, ch.BREAK):
            break
        i = following
    return i


def before_spaces(data: Any, start: int, i: int, kinds: Any) -> int:
    """Where the spaces that end at `i` begin, but not before `start`."""
    while i > start:
        last = i - 1
        while last > start and data[last] & 0xC0 == 0x80:
            last -= 1
        if kind_at(data, last, i, kinds)[0] != ch.SPACE:
            break
        i = last
    return i


def past_stops(data: Any, i: int, end: int, kinds: Any) -> tuple[int, int]:
    """Where a run of stops ends, and its strongest kind: two dots are an ellipsis.

    Spaces may part the stops, as in ". . .", but dots right before a word belong to the word.
    """
    first = kept = last = i
    strongest = latest = ch.DOT
    while i < end:
        kind, i = kind_at(data, i, end, kinds)
        if kind >= ch.DOT:
            latest, last = max(latest, kind), i
            continue
        if kept == first or kind in (ch.SPACE, ch.BREAK, ch.CLOSE):
            strongest, kept = latest, last
        if kind != ch.SPACE:
            break
    else:
        strongest, kept = latest, last
    if strongest == ch.DOT and kept > first + 1:
        strongest = ch.ELLIPSIS
    return kept, strongest


def past_emoticon(data: Any, i: int, end: int) -> int:
    """Where an emoticon such as :) ;-) :D that begins at `i` ends; `i` where there is none."""
    if i + 1 >= end or data[i] not in (COLON, SEMICOLON):
        return i
    mouth = i + 2 if data[i + 1] == HYPHEN and i + 2 < end else i + 1
    if data[mouth] in (RIGHT, LEFT, UPPER_D, UPPER_P):
        return mouth + 1
    return i


def closes(data: Any, i: int, end: int, kinds: Any) -> bool:
    """Whether a straight quote whose next character is at `i` can only close."""
    if i >= end:
        return True
    kind, _ = kind_at(data, i, end, kinds)
    return kind in (ch.SPACE, ch.BREAK, ch.CLOSE, ch.JOINER, ch.QUOTE) or kind >= ch.DOT


def past_note(data: Any, i: int, end: int) -> int:
    """Where the mark of a footnote such as [12] that begins at `i` ends; `i` where none does."""
    last = i + 1
    while last < end and last - i < LONGEST_NOTE and 48 <= data[last] <= 57:
        last += 1
    noted = data[i] == SQUARE_LEFT and i + 1 < last < end and data[last] == SQUARE_RIGHT
    return last + 1 if noted else i


def past_loose(data: Any, i: int, end: int, odd: bool, kinds: Any) -> int:
    """Where what closes a sentence from a distance ends; `i` where nothing does.

    That is a closing quote after spaces, or emoji or an emoticon that stand alone.
    """
    first = past_spaces(data, i, end, kinds)
    last = past_emoticon(data, first, end)
    while last < end:
        kind, following = kind_at(data, last, end, kinds)
        if last == first > i and (kind == ch.CLOSE or (kind == ch.QUOTE and odd)):
            return following if kind == ch.CLOSE or closes(data, following, end, kinds) else i
        if kind not in (ch.EMOJI, ch.MARK):
            alone = kind in (ch.SPACE, ch.BREAK)
            return last if alone and last > first else i
        last = following
    return last if last > first else i


def past_closers(data: Any, i: int, end: int, odd: bool, kinds: Any) -> tuple[int, bool]:
    """Where the quotes, brackets and emoji that close after a run of stops end.

    `odd` says whether a straight quote is open; the second value, whether one still is.
    """
    while i < end:
        kind, following = kind_at(data, i, end, kinds)
        if kind == ch.QUOTE and (odd or closes(data, following, end, kinds)):
            odd = False
        elif kind == ch.APOSTROPHE:
            if not closes(data, following, end, kinds):
                break
        elif kind not in (ch.CLOSE, ch.MARK, ch.EMOJI) and kind < ch.DOT:
            bracket = kind == ch.BRACKET
            following = past_note(data, i, end) if bracket else past_loose(data, i, end, odd, kinds)
            if following == i:
                break
            odd = odd and data[following - 1] != STRAIGHT_QUOTE
        i = following
    return i, odd
