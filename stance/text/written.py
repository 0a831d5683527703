"""Written words: what a text is cut into before each becomes a term, or several, or none."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from stance.text.clean import INVISIBLE, MARKS

LINK, USER, NUMBER = "<tautan>", "<pengguna>", "<angka>"
HIDING = "<"
"""What every term begins with that stands for something else; no word does."""

_LETTER = f"[\\w{INVISIBLE}{MARKS}]"
_WORD = f"[^\\W_]{_LETTER}*+(?:[-‐‑'’ʼ`´][^\\W_]{_LETTER}*+)*+"
_LINK = r"(?:[Hh][Tt][Tt][Pp][Ss]?://|[Ww][Ww][Ww]\.)\S++"
_USER = r"@\w++"
_ENTITY = r"&(?:[A-Za-z]{2,8}|\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6});"
# "1.250.000,5", "10:42", "5/5/2023"; in "20-an" and "5km" the letters decide (see _NUMERAL).
_NUMBER = r"\d++(?:[.,:/]\d++)*+(?!-?[^\W\d_])"
_PUNCTUATION = r"[.,;:!?()\[\]\"“”„«»…]|\s[-–—]+\s"
_TAIL = "(?:-?(?:nya|lah|kah|pun))?"
_END = r"(?!-?\w)"

_BREAK = re.compile(_PUNCTUATION)
_BETWEEN_HYPHENS = re.compile("[^-‐‑]+")
_LINK_START = re.compile(r"(?i:https?://|www\.)")
_ONLY_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_UNIT = "rb|ribu|jt|juta|k|m|cm|mm|km|kg|gr|mb|gb|thn|th|x"
_NUMERAL = re.compile(rf"(?:ke-?|rp|usd?)?\d+(?:{_UNIT})?(?:-?(?:an|nya)|-\d+)*")

Written = tuple[str, int]
"""A word as written, and where it begins."""


class Token(NamedTuple):
    """One term and the span of the written word (or words) it comes from, in code points.

    A tuple, because every word of every text may become one: it is made three times as fast as a
    frozen dataclass.
    """

    term: str
    start: int
    end: int


def scanner(phrases: Iterable[str]) -> re.Pattern[str]:
    """The pattern that finds the written words, longest kinds first."""
    starts = "".join(sorted({phrase[0] for phrase in phrases}))
    # The look at the first letter spares most words the tree of phrases.
    phrase = f"(?=[{starts}{starts.upper()}]){_tree(list(phrases))}{_TAIL}{_END}"
    return re.compile(f"{phrase}|{_LINK}|{_USER}|{_ENTITY}|{_NUMBER}|{_WORD}")


def with_punctuation(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """A pattern of `scanner` that finds the punctuation between the words, too."""
    return re.compile(f"{pattern.pattern}|{_PUNCTUATION}")


def is_punctuation(word: str) -> bool:
    """Whether what `with_punctuation` found is a mark of punctuation."""
    return not word[-1].isalnum() and _BREAK.fullmatch(word) is not None


def placeholder(word: str) -> str | None:
    """What stands for a link, a user or a number; nothing for an entity; `None` for words."""
    if word[0] in "@&":
        return USER if word[0] == "@" else ""
    if _LINK_START.match(word):
        return LINK
    return NUMBER if _ONLY_NUMBER.fullmatch(word) else None


def pieces_of(folded: str) -> list[str]:
    """The words in a written word that was folded: mostly one; numerals as `NUMBER`.

    >>> pieces_of("negara-negara"), pieces_of("20-an"), pieces_of("satu_dua")
    (['negara-negara'], ['<angka>'], ['satu', 'dua'])
    """
    return [NUMBER if _NUMERAL.fullmatch(p) else p for p in _WORDS.findall(folded)]


def word_tokens(found: Iterable[Written], terms: dict[str, str]) -> Iterator[Token]:
    """The tokens of written words, by the terms of each."""
    for word, start in found:
        term = terms[word]
        if " " in term:
            yield from _spread(term, start, word)
        elif term:
            yield Token(term, start, start + len(word))


def _tree(phrases: list[str]) -> str:
    """A pattern for any of some phrases, in capitals or not, that reads each letter once.

    >>> _tree(["no", "nol"])
    '[nN][oO](?:[lL]|)'
    """
    branches = []
    for first, group in groupby(sorted(filter(None, phrases)), key=lambda phrase: phrase[0]):
        letter = r"(?:\s+|-)" if first == " " else f"[{first}{first.upper()}]"
        branches.append(letter + _tree([phrase[1:] for phrase in group]))
    # The end of a phrase comes last: a longer phrase is preferred.
    branches += [""] if "" in phrases else []
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _spread(terms: str, start: int, word: str) -> Iterator[Token]:
    """Tokens for the terms of one written word: between hyphens, or each its share of the letters.

    >>> [(t.start, t.end) for t in _spread("tidak sepakat", 0, "Ketidaksepakatan")]
    [(0, 7), (7, 16)]
    >>> [(t.start, t.end) for t in _spread("pro <state>", 0, "pro-Ukraina")]
    [(0, 3), (4, 11)]
    """
    parts = terms.split()
    joined = list(_BETWEEN_HYPHENS.finditer(word))
    if len(joined) == len(parts):
        for term, part in zip(parts, joined, strict=True):
            yield Token(term, start + part.start(), start + part.end())
        return
    letters = sum(map(len, parts))
    here = done = 0
    for left, term in zip(range(len(parts) - 1, -1, -1), parts, strict=True):
        done += len(term)
        # At least one letter for each, also for those that follow.
        end = min(max(here + 1, round(len(word) * done / letters)), len(word) - left)
        yield Token(term, start + here, start + end)
        here = end
