"""What the characters are to the splitter: one table of kinds, indexed by code point.

Only what decides about sentences is told apart. Everything above the Basic Multilingual Plane is
a letter or an emoji and needs no table.
"""

import unicodedata

OTHER = 0  # symbols that may begin a sentence: # @ $ * and bullets
SPACE = 1
BREAK = 2  # a line break, which always ends a sentence
LOWER = 3
UPPER = 4
LETTER = 5  # a letter without case, as in Arabic or Chinese
DIGIT = 6
MARK = 7  # combining marks and joiners: transparent
OPEN = 8  # an opening quotation mark
BRACKET = 9  # an opening bracket
CLOSE = 10  # a closing quotation mark or bracket
APOSTROPHE = 11  # ' opens, closes and elides
EMOJI = 12
JOINER = 13  # punctuation that goes on with the sentence before it: , ; : / - %
QUOTE = 14  # " opens and closes
DOT = 15
ELLIPSIS = 16
STRONG = 17  # question and exclamation marks
WIDE = 18  # full-width stops, after which no space is written

TABLE_SIZE = 0x10000
_LAST_CASED = 0x2E80  # from here on the table holds only ideographs and what is named below

_NAMED = {
    BREAK: "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029",
    OPEN: "“‘„‚‹«`",
    BRACKET: "([{",
    CLOSE: "”’»›)]}",
    APOSTROPHE: "'´",
    JOINER: ",;:/\\-‐‑‒–—―%&=<>|~،؛",
    QUOTE: '"',
    DOT: ".",
    ELLIPSIS: "…",
    STRONG: "!?‼⁇⁈⁉‽؟۔।॥",
    WIDE: "。！？．｡",
    SPACE: "\u3000",
    MARK: "\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff",
}
_EMOJI = ((0x2190, 0x2200), (0x2300, 0x2400), (0x25A0, 0x27C0), (0x2B00, 0x2C00))
_BULLETS = "▪▫■□●○◦◆◇►▶➢➤✓✔•→"  # among the symbols, those that begin an item


def _kind(character: str) -> int:
    category = unicodedata.category(character)
    if character.isspace():
        return SPACE
    if category == "Nd":
        return DIGIT
    if category[0] == "M":
        return MARK
    if category[0] != "L":
        return OTHER
    if character.islower():
        return LOWER
    return UPPER if category in ("Lu", "Lt") else LETTER


def character_kinds() -> bytes:
    """The kind of each code point of the Basic Multilingual Plane.

    Examples
    --------
    >>> kinds = character_kinds()
    >>> [kinds[ord(character)] for character in "aÄ5.…"] == [LOWER, UPPER, DIGIT, DOT, ELLIPSIS]
    True
    """
    table = bytearray(map(_kind, map(chr, range(_LAST_CASED))))
    table.extend([LETTER] * (TABLE_SIZE - _LAST_CASED))
    for first, last in _EMOJI:
        table[first:last] = bytes([EMOJI] * (last - first))
    table[0xD800:0xE000] = bytes(0x800)  # lone surrogates are OTHER
    for kind, characters in [*_NAMED.items(), (OTHER, _BULLETS)]:
        for character in characters:
            table[ord(character)] = kind
    return bytes(table)


def byte_stops(kinds: bytes) -> bytes:
    r"""Whether the splitter must look at a character, by the first byte of its UTF-8 form.

    All other bytes, which are nearly all of a text, are passed over.

    Examples
    --------
    >>> stops = byte_stops(character_kinds())
    >>> [stops[byte] for byte in b"a .\n"]
    [0, 0, 1, 1]
    """
    stops = bytearray(256)
    for code, kind in enumerate(kinds):
        if kind == BREAK or kind >= QUOTE:
            stops[chr(code).encode()[0]] = 1
    return bytes(stops)
