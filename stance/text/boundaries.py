# ruff: noqa: PLR2004 - bytes and lengths stand as they are
"""Where sentences end: the rules, as functions over UTF-8 bytes that numba can compile.

A line break ends every sentence. A run of stops takes with it the quotes, brackets and emoji that
close after it; then what follows decides, and after a single full stop also the word before it.
"""

from typing import Any

from stance.text import characters as ch
from stance.text.scanning import (
    ABBREVIATION,
    CARRYING,
    COLON,
    CONTINUING,
    DOMAIN,
    ENDING,
    EXCLAIMING,
    FULL_STOP,
    GUARDED,
    HYPHEN,
    LEFT,
    NUMBERED,
    REPORTING,
    RIGHT,
    SEMICOLON,
    STARTER,
    TITLE,
    before_spaces,
    kind_at,
    past_blank,
    past_closers,
    past_letters,
    past_spaces,
    past_stops,
    word_marks,
)

# What the word before a single full stop makes of that stop, beside the marks of the table.
PLAIN = 0  # an ordinary word: the sentence ends
NUMERAL = 512  # a short number: it ends before a capital
ITEM = 1024  # the number or letter of a list item: it never ends
CLIPPED = 2048  # small letters without a vowel: an abbreviation, or careless spelling (bgt)

Follower = tuple[int, int, int, int]  # see `find_follower`

LONGEST_TOKEN = 24  # bytes; longer ones are ordinary words
SHORTEST_OWNED = 6  # letters of a word in -nya that is no name: Ibunya, but not Kenya
SLASH, AT, STAR, BANG = 0x2F, 0x40, 0x2A, 0x21


def token_start(data: Any, start: int, stop: int) -> int:
    """Where the letters, digits and inner dots that end at `stop` begin."""
    first = max(start, stop - LONGEST_TOKEN)
    i = stop
    while i > first:
        byte = data[i - 1]
        if not (48 <= byte <= 57 or 97 <= byte | 32 <= 122 or byte == FULL_STOP or byte >= 0x80):
            break
        i -= 1
    return i


def is_numeral(data: Any, start: int, stop: int) -> bool:
    """Whether a token is a short number, of at most three digits, dots apart."""
    for i in range(start, stop):
        if not (48 <= data[i] <= 57 or data[i] == FULL_STOP):
            return False
    return 0 < stop - start <= 3 or (stop - start <= 5 and data[start + 1] == FULL_STOP)


def is_roman(data: Any, start: int, stop: int) -> bool:
    """Whether a token is a number such as IV or XII."""
    for i in range(start, stop):
        if data[i] not in (0x49, 0x56, 0x58, 0x4C, 0x43):
            return False
    return start < stop


def has_vowel(data: Any, start: int, stop: int) -> bool:
    """Whether a token has one of a, e, i, o, u or a letter beyond ASCII."""
    for i in range(start, stop):
        if data[i] | 32 in (0x61, 0x65, 0x69, 0x6F, 0x75) or data[i] >= 0x80:
            return True
    return False


def dotted_kind(data: Any, start: int, stop: int, words: Any) -> int:
    """What a token with inner dots is: a degree (S.H), a phrase (a.n), or ordinary (detik.com)."""
    marks = word_marks(data, start, stop, words) & ABBREVIATION
    if marks:
        return marks
    piece, upper, single = start, False, False
    for i in range(start, stop + 1):
        if i == stop or data[i] == FULL_STOP:
            length = i - piece
            if length > 4 or past_letters(data, piece, i) < i:
                return PLAIN
            single = single or length == 1
            upper = upper or (length > 0 and data[piece] < 97)
            if i == stop and word_marks(data, piece, i, words) & DOMAIN:
                return PLAIN
            piece = i + 1
    if not single:
        return PLAIN
    return GUARDED if upper else TITLE


def begins_item(data: Any, start: int, i: int, kinds: Any) -> bool:
    """Whether a list item can begin at `i`: at the sentence's start, or after a colon."""
    before = before_spaces(data, start, i, kinds)
    if before == start or data[before - 1] == LEFT:
        return True
    return before < i and data[before - 1] in (COLON, SEMICOLON)


def word_kind(data: Any, first: int, stop: int, words: Any) -> int:
    """What a word of ASCII letters makes of the full stop after it."""
    marks = word_marks(data, first, stop, words) & ABBREVIATION
    length = stop - first
    if length == 1 or (marks & TITLE and length == 2 and data[stop - 1] < 97):
        return GUARDED  # NY. and MS. may be names, unlike Ny. and Ms.
    if marks:
        return marks
    # Tb. and Drg. are abbreviations, DPR. is a name like any other
    if length > 4 or data[first + 1] < 97 or has_vowel(data, first, stop):
        return PLAIN
    return GUARDED if data[first] < 97 else CLIPPED


def stop_kind(data: Any, start: int, stop: int, kinds: Any, words: Any) -> int:
    """What the word before the full stop at `stop` makes of it."""
    first = token_start(data, start, stop)
    length = stop - first
    if length in (0, LONGEST_TOKEN):
        return PLAIN
    if is_numeral(data, first, stop):
        return ITEM if begins_item(data, start, first, kinds) else NUMERAL
    if first == start and (length == 1 or is_roman(data, first, stop)):
        return ITEM
    if length == 1 and first > start and data[first - 1] == HYPHEN:
        return PLAIN  # F-16 and Blok-M are no initials
    if past_letters(data, first, stop) == stop:
        return word_kind(data, first, stop, words)
    return dotted_kind(data, first, stop, words)


def find_follower(data: Any, i: int, end: int, kinds: Any) -> Follower:
    """What follows from `i` on, after opening quotes and brackets.

    The kind of its first character and its place, the end of its ASCII letters, and whether the
    last opener was a quote (OPEN) or a bracket (BRACKET), or there was none (OTHER).
    """
    opener = ch.OTHER
    while i < end:
        kind, following = kind_at(data, i, end, kinds)
        if kind not in (ch.OPEN, ch.QUOTE, ch.APOSTROPHE, ch.BRACKET, ch.MARK):
            return kind, i, past_letters(data, i, end), opener
        if kind != ch.MARK:
            opener = ch.BRACKET if kind == ch.BRACKET else ch.OPEN
        i = following
    return ch.OTHER, i, i, opener


def starts_sentence(data: Any, i: int, last: int, words: Any) -> bool:
    """Whether a capitalised word is a usual first word rather than a name: Namun, Ibunya."""
    if word_marks(data, i, last, words) & STARTER:
        return True
    owned = last - i >= SHORTEST_OWNED and data[last - 3] == 0x6E  # n, y, a
    return owned and data[last - 2] == 0x79 and data[last - 1] == 0x61


def continues(data: Any, i: int, last: int, words: Any) -> bool:
    """Whether a word cannot begin a sentence as it is spelled: WIB and bahwa, not Bahwa."""
    one_case = last > i and (data[i] < 97) == (data[last - 1] < 97)
    return one_case and word_marks(data, i, last, words) & CONTINUING != 0


def stop_ends(before: int, follower: Follower, careless: bool, data: Any, words: Any) -> bool:
    """Whether a single full stop ends the sentence, by the word before it and what follows."""
    kind, i, last, opener = follower
    if before & (TITLE | ITEM) or continues(data, i, last, words):
        return False
    if kind == ch.LOWER:
        # a stop after an ordinary word ends even a sloppy sentence, but not before "(ant)"
        return opener != ch.BRACKET and (before == PLAIN or (before == CLIPPED and careless))
    if before in (PLAIN, CLIPPED):
        return True
    if before & ENDING:
        return opener != ch.BRACKET
    if kind == ch.DIGIT or (before & NUMBERED and is_roman(data, i, last)):
        return False
    starts = opener == ch.OPEN or starts_sentence(data, i, last, words)
    return starts or before & (NUMBERED | NUMERAL) != 0


def attributes(data: Any, i: int, end: int, words: Any) -> bool:
    """Whether names and a verb of saying follow: Presiden Putin bertanya.

    A colon after the verb announces the next quotation instead.
    """
    for _ in range(4):
        last = past_letters(data, i, end)
        if last == i or data[i] >= 97:
            announces = last < end and data[last] == COLON
            return not announces and word_marks(data, i, last, words) & REPORTING != 0
        i = last + 1
    return False


def strong_ends(follower: Follower, closed: bool, data: Any, run: Any, words: Any) -> bool:
    """Whether a question or exclamation mark before a space ends the sentence."""
    kind, i, last, opener = follower
    start, stop, _, _, end = run
    if opener == ch.OTHER and kind == ch.LOWER:
        return word_marks(data, i, last, words) & CARRYING == 0
    name = token_start(data, start, stop)
    if data[stop] == BANG and word_marks(data, name, stop, words) & EXCLAIMING:
        return starts_sentence(data, i, last, words)
    return not (closed and attributes(data, i, end, words))


def run_ends(strongest: int, follower: Follower, data: Any, run: Any, tables: Any) -> bool:
    """Whether a run of stops before a space ends the sentence."""
    kind, i, _, opener = follower
    start, stop, after_stops, after, end = run
    _, kinds, keys, marks = tables
    words = (keys, marks)
    bare = opener == ch.OTHER
    closed = bare and after > after_stops
    if (bare and kind in (ch.JOINER, ch.CLOSE)) or (closed and kind == ch.LOWER):
        return False  # "Kami siap!" kata dia
    if opener == ch.BRACKET and i < end and data[i] == STAR:
        return False  # (*), where a newsroom's article ends
    careless = kind_at(data, start, end, kinds)[0] == ch.LOWER
    if strongest == ch.DOT:
        before = stop_kind(data, start, stop, kinds, words)
        return stop_ends(before, follower, careless, data, words)
    if strongest == ch.STRONG:
        return strong_ends(follower, closed, data, run, words)
    # an ellipsis before a lower-case letter goes on, unless its writer never uses capitals
    return kind not in (ch.LOWER, ch.DIGIT) or opener == ch.OPEN or careless


def glued_ends(strongest: int, follower: Follower, data: Any, run: Any, tables: Any) -> bool:
    """Whether a run of stops ends the sentence although no space follows: selesai.Kemudian."""
    kind, i, last, opener = follower
    start, stop, after_stops, after, _ = run
    _, kinds, keys, marks = tables
    words = (keys, marks)
    if kind != ch.UPPER or strongest != ch.DOT:
        return kind == ch.UPPER
    first = token_start(data, start, stop)
    if first > start and data[first - 1] in (SLASH, AT, COLON):
        return False  # an address
    if last - i < 2 or word_marks(data, i, last, words) & DOMAIN:
        return False  # S.H, Detik.Com
    if after > after_stops:
        return True
    before = stop_kind(data, start, stop, kinds, words)
    if opener == ch.OPEN or data[stop - 1] == RIGHT:
        return before & (TITLE | GUARDED | ITEM) == 0
    # an upper-case word before the stop is rather part of a name: TEMPO.CO, Ph.D, A.Yani
    ordinary = before in (PLAIN, NUMBERED) and stop - first >= 3
    return ordinary and (data[stop - 1] >= 97 or data[first] < 65)


def sentence_end(data: Any, start: int, end: int, odd: bool, tables: Any) -> tuple[int, bool]:
    """Where the sentence that begins at `start` ends, and whether a straight quote is then open."""
    interesting, kinds, _, _ = tables
    i = start
    while i < end:
        if not interesting[data[i]]:
            i += 1
            continue
        kind, following = kind_at(data, i, end, kinds)
        if kind == ch.BREAK:
            return before_spaces(data, start, i, kinds), False
        if kind == ch.QUOTE:
            odd = not odd
        if kind >= ch.DOT:
            after_stops, strongest = past_stops(data, i, end, kinds)
            following, odd = past_closers(data, after_stops, end, odd, kinds)
            further = past_spaces(data, following, end, kinds)
            run = (start, i, after_stops, following, end)
            follower = find_follower(data, further, end, kinds)
            if further == end or kind_at(data, further, end, kinds)[0] == ch.BREAK:
                ends = True
            elif further > following:
                ends = run_ends(strongest, follower, data, run, tables)
            else:
                ends = glued_ends(strongest, follower, data, run, tables)
            if (ends and i > start) or strongest == ch.WIDE:
                return following, odd
        i = following
    return before_spaces(data, start, end, kinds), odd


def count_characters(data: Any, start: int, stop: int) -> int:
    """The number of code points that begin in a stretch of UTF-8 bytes."""
    count = 0
    for i in range(start, stop):
        count += (data[i] & 0xC0) != 0x80
    return count


def most_sentences(data: Any, offsets: Any, interesting: Any) -> int:
    """An upper bound of the number of sentences: one a document and one a stop or line break."""
    count = len(offsets)
    for i in range(offsets[0], offsets[len(offsets) - 1]):
        count += interesting[data[i]]
    return count


def find_sentences(data: Any, offsets: Any, tables: Any, found: Any) -> int:
    """Find the sentences of all documents, each written as a column of `found`.

    `offsets` holds the first byte of each document and, last, the end of the last one. The rows
    of `found` are the document's index, the first byte and the one past the last, the first code
    point and the one past the last, the latter two counted from the document's start. What comes
    back is the number of sentences or, where they may not fit, the room to be made, negated.
    """
    kinds = tables[1]
    room, n = len(found[0]), 0
    if room < len(data) // 2 + len(offsets):
        most = most_sentences(data, offsets, tables[0])
        if most > room:
            return -most
    for document in range(len(offsets) - 1):
        i, end = offsets[document], offsets[document + 1]
        character, odd = 0, False
        while True:
            start = past_blank(data, i, end, kinds)
            character += count_characters(data, i, start)
            if start == end:
                break
            i, odd = sentence_end(data, start, end, odd, tables)
            found[0][n], found[1][n], found[2][n], found[3][n] = document, start, i, character
            character += count_characters(data, start, i)
            found[4][n] = character
            n += 1
    return n
