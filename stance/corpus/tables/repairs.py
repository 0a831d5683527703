"""Scraped text -> readable text: what Indonesian scrapers leave, put right and counted.

Many scrapers take a page's text nodes and join them with commas. Where a paragraph ended stands
then ``.,``; where a link stood, whose words are lost, stands `` , ``. The comma is ordinary
punctuation as well, so each run of commas, full stops and spaces is judged by what stands before
and after it. A text that shows no such fault is returned untouched.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

from stance.corpus.encoding import mend_mojibake

_OPENING: Final = "“‘«(["
_CLOSING: Final = "”’»)]"
_STRAIGHT: Final = "\"'"
# Words whose full stop ends no sentence: the comma after it stays one ("dkk., lalu").
_ABBREVIATIONS: Final = (
    *("co", "corp", "inc", "ltd", "tbk", "jr", "sr", "dll", "dkk", "dsb", "dst", "vs"),
    *("dr", "hj", "jend", "kol", "gen", "mr", "mrs", "ms", "no", "prof", "st"),
)
# Words that end no paragraph: after them a link was lost, whatever follows ("kepada ,Reuters").
_UNFINISHED: Final = (
    *("dan", "di", "dari", "dengan", "ke", "kepada", "oleh", "pada", "sebuah", "sejumlah"),
    *("seorang", "seperti", "tentang", "untuk", "yang"),
)
_WEEKDAY = re.compile(r"(?:Senin|Selasa|Rabu|Kamis|Jum'?at|Sabtu|Minggu|Ahad)\b")
# What only a scraper writes: a paragraph joined to the next, or the rest of a removed dateline.
_JOINED = re.compile(
    r"[^\W\d_]{2}[.!?][\"”’)]?\s*,+(?=[\"“‘(]?[A-Z][\w ])|[.!?][\"”’)]?\s*,\s*,"
    r"|\A\s*,[\s,]*[-–—]\s|\A\s*[-–—]\s+,\s"
)
# Patterns that begin with spaces begin where these do and never give one back, lest a text of a
# hundred thousand spaces be walked through from each of them.
_RUN = re.compile(r"(?<![\s.])[\s.]*+,[\s,.]*+")
_STOPS = re.compile(r"[\s.]*")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
# Only so much is looked at before a run, so that the time stays linear in the text's length.
_WINDOW: Final = 12
_LEAD = re.compile(r"\A[\s,.]*(?:[-–—]+(?=[\s,]))?[\s,.]*")
# A link in brackets or quotes (`milik Houthi (,) di`): what is left of it says nothing.
_EMPTY_BRACKETS = re.compile(r"(?<!\s)\s*+(?:\(\s*,[\s,]*\)|\[\s*,[\s,]*\])")
_EMPTY_QUOTES = re.compile(r"(?<=\w)\s(?:\"\s*,[\s,]*\"|“\s*,[\s,]*”)(?=[\s,.)]|\Z)")
_SPACES = re.compile(r"[^\S\n]{2,}")
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?")

# Lines of the page that are not the article, whole lines only and in any case.
FURNITURE: Final = (
    r"advertisement|iklan|scroll to continue with content|scroll to resume content",
    r"(?:baca|simak|lihat|tonton)(?: pula| juga)? ?:.*",
    r"baca juga.{0,150}|read more\b.{0,150}|\[gambas:.{0,80}\]",
    r"(?:artikel|berita) ini (?:telah|sudah) (?:tayang|terbit|dimuat)\b.{0,200}",
    r"(?:lanjut|bersambung) ke halaman (?:berikutnya|selanjutnya).{0,40}",
    r"halaman selanjutnya.{0,40}",
)
_IN_BRACKETS = re.compile(
    r"(?<!\s)\s*+\((?:baca|simak|lihat)(?: pula| juga)? ?:[^()\n]{1,200}\)", re.IGNORECASE
)
_FURNITURE = re.compile("|".join(f"(?:{form})" for form in FURNITURE), re.IGNORECASE)

_Next = Literal["end", "closing", "start", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A text and how often each repair was made in it, by code."""

    text: str
    counts: dict[str, int]


def repair_text(text: str) -> Repaired:
    r"""The text as its page showed it, as far as that can still be known.

    Codes: ``broken-characters`` (lone surrogates), ``null-bytes``, ``line-ends``, ``mojibake``,
    ``zero-width`` (characters without width), ``lead`` (the rest of a removed dateline),
    ``joined-paragraphs``, ``link-gaps`` (each a link whose words are lost), ``furniture`` (lines
    that are not the article).

    Examples
    --------
    >>> repaired = repair_text(' , - Menlu  , tiba di Kyiv, Senin.,"Kami datang," kata dia.')
    >>> print(repaired.text)
    Menlu tiba di Kyiv, Senin.
    "Kami datang," kata dia.
    >>> repaired.counts
    {'joined-paragraphs': 1, 'lead': 1, 'link-gaps': 1}
    """
    counts: Counter[str] = Counter()
    text = _repair_characters(text, counts)
    if _JOINED.search(text):
        text = _part(text, counts)
    text = _drop_furniture(text, counts)
    return Repaired(text=text, counts={code: counts[code] for code in sorted(counts)})


def repair_line(text: str) -> Repaired:
    r"""The same for a title or a name, which is one line without furniture.

    >>> repair_line("Rusia¬†dan\nNATO ").text
    'Rusia\xa0dan NATO'
    """
    counts: Counter[str] = Counter()
    lines = _repair_characters(text, counts).split("\n")
    line = " ".join(line.strip() for line in lines if line.strip())
    return Repaired(text=line, counts={code: counts[code] for code in sorted(counts)})


def _repair_characters(text: str, counts: Counter[str]) -> str:
    for code, pattern, instead in (
        ("broken-characters", _SURROGATE, "\ufffd"),
        ("line-ends", _LINE_END, "\n"),
        ("null-bytes", "\0", ""),
    ):
        text, found = re.subn(pattern, instead, text)
        _count(counts, code, found)
    text, found = mend_mojibake(text)
    _count(counts, "mojibake", found)
    text, found = _ZERO_WIDTH.subn("", text)
    _count(counts, "zero-width", found)
    return text


def _count(counts: Counter[str], code: str, found: int) -> None:
    if found:
        counts[code] += found


def _part(text: str, counts: Counter[str]) -> str:
    """Part a comma-joined text into its paragraphs, and close the gaps where links stood."""
    lead = _LEAD.match(text)
    if lead and lead.group().strip():
        text = text[lead.end() :]
        counts["lead"] += 1
    for pattern in (_EMPTY_BRACKETS, _EMPTY_QUOTES):
        text, found = pattern.subn("", text)
        _count(counts, "link-gaps", found)

    def mend(match: re.Match[str]) -> str:
        run = match.group()
        mended = _mend_run(match)
        if mended != run:
            counts["joined-paragraphs" if mended.endswith("\n") else "link-gaps"] += 1
        return mended

    text = _SPACES.sub(" ", _RUN.sub(mend, text))
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if any(map(str.isalnum, line)))


def _mend_run(match: re.Match[str]) -> str:
    run = match.group()
    after = _what_follows(match.string, match.end())
    if after == "end":
        return "." if "." in run else ""
    stops = _STOPS.match(run).group()  # type: ignore[union-attr]  # it matches the empty string
    if "." in stops:
        return _after_stop(match, stops, after)
    if "." in run:
        # A gap before a full stop: "dilansir ,.,Menurut".
        tail = run[run.rindex(".") + 1 :]
        joined = "," in tail or (not tail and after == "start")
        return ".\n" if joined else ". " if tail else "."
    if run.count(",") > 1:
        return _several(run, after)
    return _single(match, after)


def _what_follows(text: str, end: int) -> _Next:
    if end == len(text):
        return "end"
    character, second = text[end], text[end + 1 : end + 2]
    if character in _CLOSING:
        return "closing"
    if character in _STRAIGHT:
        # A straight quote opens where a word follows at once, else it closes.
        return "start" if second.isalnum() or second in (*_OPENING, *_STRAIGHT, "…") else "closing"
    starts = character.isupper() or character.isdigit() or character in _OPENING
    return "start" if starts else "other"


def _after_stop(match: re.Match[str], stops: str, after: _Next) -> str:
    """A sentence ended before the comma: a paragraph's end, if it was not an abbreviation."""
    rest = match.group()[len(stops) :]
    stop = stops.strip()
    if after == "closing":
        return stop
    word = _last_word(match)
    shortened = word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper())
    if shortened and after == "other":
        return match.group() if rest == ", " else f"{stop}, " if ",," in rest else f"{stop} "
    return f"{stop}\n"


def _several(run: str, after: _Next) -> str:
    """Several commas without a full stop: gaps, with a comma of the text's own or without."""
    own_comma = run[0] == "," or ",," in run
    if after == "closing":
        return "," if own_comma else ""
    if after == "start" and run[-1] == ",":
        return "\n"
    return ", " if own_comma else " "


def _single(match: re.Match[str], after: _Next) -> str:
    run = match.group()
    gap = run[0] != ","
    if after == "closing":
        return "" if gap else run
    if run[-1] != ",":  # a space follows: ordinary, if none stands before
        return " " if gap else run
    before = match.string[match.start() - 1 : match.start()] if match.start() else ""
    if before.isdigit() and match.string[match.end()].isdigit():
        return run  # 1,5 million
    if before in ("!", "?", ":"):
        return "\n"
    if after == "start":
        broken = _last_word(match) in _UNFINISHED or _WEEKDAY.match(match.string, match.end())
        return " " if broken else "\n"
    return " " if gap or before == "-" else ", "


def _last_word(match: re.Match[str]) -> str:
    start = match.start()
    word = _LAST_WORD.search(match.string[max(0, start - _WINDOW) : start])
    return word.group() if word else ""


def _drop_furniture(text: str, counts: Counter[str]) -> str:
    text, found = _IN_BRACKETS.subn("", text)
    _count(counts, "furniture", found)
    lines = text.split("\n")
    kept = [line for line in lines if not _FURNITURE.fullmatch(line.strip())]
    if len(kept) == len(lines):
        return text
    counts["furniture"] += len(lines) - len(kept)
    return "\n".join(kept)
