"""Cleaning: small functions from string to string, none of which knows about stems or stance.

They work on single written words. Whole texts are never rewritten, because every offset must point
into the original text (see `stance.text.prepare`).
"""

import re
import unicodedata

# What a reader cannot see and a page may hold anywhere: soft hyphen, zero-width characters,
# joiners, direction marks, byte order mark, variation selectors.
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
MARKS = "\u0300-\u036f"

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_MARKS = re.compile(f"[{MARKS}]")
_APOSTROPHES = re.compile("['`´‘’‚‛ʼʹʻ′＇]")
_HYPHENS = re.compile("[‐‑−﹣－]")
_REPEATS = re.compile(r"(.)\1{2,}")
_DOUBLES = re.compile(r"(.)\1+")


def remove_invisible(text: str) -> str:
    r"""The text without characters that take no room.

    >>> remove_invisible("per\u00adang\u200b")
    'perang'
    """
    return _INVISIBLE.sub("", text)


def remove_apostrophes(text: str) -> str:
    """The text without apostrophes of any kind.

    >>> remove_apostrophes("Jum’at"), remove_apostrophes("Qur'an")
    ('Jumat', 'Quran')
    """
    return _APOSTROPHES.sub("", text)


def straighten_hyphens(text: str) -> str:
    """The text with every kind of hyphen written as ``-``; dashes are no hyphens.

    >>> straighten_hyphens("negara‑negara")
    'negara-negara'
    """
    return _HYPHENS.sub("-", text)


def fold_accents(text: str) -> str:
    """The text with Latin letters bare of accents, and with one form for every letter (NFKC).

    >>> fold_accents("Erdoğan"), fold_accents("ﬁnal")
    ('Erdogan', 'final')
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", _MARKS.sub("", unicodedata.normalize("NFKD", text)))


def shorten_repeats(text: str) -> str:
    """The text with letters written three times or more written twice.

    >>> shorten_repeats("bangeeet"), shorten_repeats("maaf")
    ('bangeet', 'maaf')
    """
    return _REPEATS.sub(r"\1\1", text)


def remove_repeats(text: str) -> str:
    """The text with repeated letters written once.

    >>> remove_repeats("perangggg"), remove_repeats("maaf")
    ('perang', 'maf')
    """
    return _DOUBLES.sub(r"\1", text)


def fold(text: str) -> str:
    """One spelling for all ways to write a word: small letters, no accents, no apostrophes.

    >>> fold("JUM’AT"), fold("Negara‑Negara"), fold("Erdoğan")
    ('jumat', 'negara-negara', 'erdogan')
    """
    bare = straighten_hyphens(remove_apostrophes(remove_invisible(text)))
    return fold_accents(bare).lower()
