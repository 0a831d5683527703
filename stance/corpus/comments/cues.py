"""Which line is what: headings, times, names, buttons and forms, each judged by itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from stance.corpus.comments.words import patterns, rules

# No heading, name, time or button line is longer; what is longer is somebody's text. The limit
# also bounds the work of every pattern.
LONGEST_CUE = 160
LONGEST_WHEN = 80
LONGEST_FORM = 400
LONGEST_NAME = 60
MOST_WORDS_IN_NAME = 8
# what stands between a name and a time: "Budi • 3 years ago", "Lina - 12/05/2012 10:02 WIB"
SEPARATOR = re.compile(r"[•·|(\t]|\s[–—-]\s|,\s|\s\s")
_SYMBOLS = re.compile(r"^[^\w\s\"'“‘(\[.-]+\s+")


class Kind(IntEnum):
    """What a line is, judged by itself."""

    TEXT = 0
    BLANK = 1
    HEADING = 2
    FURNITURE = 3
    FORM_START = 4
    STOP = 5
    WHEN = 6
    BUTTONS = 7
    SIGNED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A line such as ``36 Responses to “TITLE”``; `quoted` if the title is in quotation marks."""

    announced: int | None
    title: str | None
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A line that names a comment's writer: ``Budi • 3 years ago``, ``Budi berkata:``."""

    name: str
    when: str | None
    target: str | None
    says: bool


def heading_of(line: str) -> Heading | None:
    """The heading that a stripped line is, if it is one.

    >>> heading_of("36 Responses to “Kontak Dibuka”")
    Heading(announced=36, title='Kontak Dibuka', quoted=True)
    >>> heading_of("Komentar (5)").announced
    5
    >>> heading_of("Komentar Presiden") is None
    True
    """
    if len(line) > LONGEST_CUE * 2 or not patterns().heading_cue.search(line.lower()):
        return None
    line = line.strip("#*_ \t")
    for pattern in patterns().headings:
        if found := pattern.fullmatch(line):
            return _heading(found.groupdict())
    return None


def _heading(groups: dict[str, str | None]) -> Heading:
    title, count = groups.get("title"), groups.get("n")
    quoted = title is not None and title[0] in "“\"'‘«„" and title[-1] in "”\"'’»“"
    return Heading(
        announced=_number(count) if count else None,
        # One pair alone: what it encloses may begin with a quotation of its own.
        title=(title[1:-1] if quoted and title else title or "").strip() or None,
        quoted=quoted,
    )


def _number(words: str) -> int:
    known: dict[str, int] = rules()["heading"]["numbers"]
    digits = re.sub(r"[^0-9]", "", words)
    return int(digits) if digits else known[" ".join(words.lower().split())]


def is_when(line: str) -> bool:
    """Whether the whole line is a time: ``3 jam yang lalu``, ``March 6, 2017 at 10:15 am``."""
    return len(line) <= LONGEST_WHEN and patterns().when.fullmatch(line.lower()) is not None


def is_relative(when: str | None) -> bool:
    """Whether a time is told from now, as comments do and articles seldom."""
    return when is not None and patterns().relative.fullmatch(when.lower()) is not None


def button_words(line: str) -> tuple[str, ...]:
    """The buttons of a line that holds nothing but buttons, counts and times; else nothing.

    >>> button_words("Suka · Balas · 2 · 3 th")
    ('suka', 'balas')
    >>> button_words("Reply dong min")
    ()
    """
    if len(line) > LONGEST_CUE:
        return ()
    # Taken piece by piece from the left, never going back, so that no line can be slow.
    line, words, place = line.lower(), [], 0
    separators = " \t\xa0·•|,.△▽⚑‹›()[]-−–—/&👍👎❤"
    while place < len(line):
        if line[place] in separators:
            place += 1
            continue
        found = patterns().button.match(line, place)
        if found is None:
            return ()
        place = found.end()
        if found["word"]:
            words.append(found["word"])
    return tuple(words)


def is_count(line: str) -> bool:
    """Whether a line holds only counts, short times or buttons: ``2 d``, ``12``."""
    return button_words(f"reply {line}") != ()


def has_reply(words: Iterable[str]) -> bool:
    """Whether one of the buttons answers or reports a comment, as no article's do."""
    return any(patterns().reply.fullmatch(word) for word in words)


def split_time(line: str) -> tuple[str, str | None]:
    """A name parted from a time that only a space sets off: ``Sari 3 jam yang lalu``."""
    for space in re.finditer(r"\s", line[:LONGEST_CUE]):
        if is_when(line[space.end() :]):
            return line[: space.start()].strip(), line[space.end() :]
    return line, None


def is_name(line: str) -> bool:
    """Whether a line could be a reader's name: short, and not a sentence."""
    if not 0 < len(line) <= LONGEST_NAME or len(line.split()) > MOST_WORDS_IN_NAME:
        return False
    return line[-1] not in "?!:;,…" and (line[-1] != "." or len(line.split()) <= 3)  # noqa: PLR2004 - "Yohana F."


def is_job(line: str) -> bool:
    """Whether a line tells a writer's work or school: ``Bekerja di Pelabuhan Ambon``.

    Only lines in title case: "Universitas mana yg bilang begitu" is somebody's text.
    """
    if (
        len(line) > LONGEST_NAME * 2
        or line[-1:] in "?!…:;,"
        or not patterns().job.fullmatch(line.lower())
    ):
        return False
    words = line.split()
    return all(not w[0].islower() or patterns().small.fullmatch(w.lower()) for w in words)


def signature_of(line: str) -> Signature | None:
    """The writer (and time) that a line names, if it does nothing else.

    >>> signature_of("Sri > Budi • 3 tahun yang lalu")
    Signature(name='Sri', when='3 tahun yang lalu', target='Budi', says=False)
    >>> signature_of("Bu Guru berkata:").says
    True
    >>> signature_of("Mereka menuntut: mundur") is None
    True
    """
    if len(line) > LONGEST_CUE:
        return None
    if ":" in line and (found := patterns().says.fullmatch(line)):
        return _said(found["head"], found["tail"])
    # a time takes the end of the line; what stands before its last 80 characters is no separator
    start = max(1, len(line) - LONGEST_WHEN - 3)
    if not patterns().when_cue.search(line[start:].lower()):
        return None
    for separator in SEPARATOR.finditer(line, start):
        when = line[separator.end() :].strip(") \t")
        if is_when(when):
            return _signed(line[: separator.start()], when, says=False)
    return None


def _said(head: str, tail: str) -> Signature | None:
    if tail:
        return _signed(head, tail, says=True) if is_when(tail) else None
    for joint in patterns().on.finditer(head):
        if is_when(head[joint.end() :]):
            return _signed(head[: joint.start()], head[joint.end() :], says=True)
    return _signed(head, None, says=True)


def _signed(name: str, when: str | None, *, says: bool) -> Signature | None:
    name, _, target = split_target(name)
    if not is_name(name):
        return None
    return Signature(name=name, when=when, target=target or None, says=says)


def split_target(name: str) -> tuple[str, str, str]:
    """A name parted from the name it answers: ``Sri > Budi``."""
    found = patterns().arrow.search(name, 1)
    if found is None:
        return name.strip(), "", ""
    return name[: found.start()].strip(), found[0], name[found.end() :].strip()


def is_badge(line: str) -> bool:
    """Whether a line is what a site adds to a name: ``Top fan``, ``Penulis``."""
    return len(line) <= LONGEST_CUE and patterns().badge.fullmatch(line.lower()) is not None


def is_form(line: str) -> bool:
    """Whether a line labels a field or button of a comment form."""
    return len(line) <= LONGEST_CUE and patterns().form.fullmatch(line.lower()) is not None


def is_order(line: str) -> bool:
    """Whether a line names one of the orders that comments can be shown in: ``Terpopuler``."""
    return len(line) <= LONGEST_CUE and patterns().order.fullmatch(line.lower()) is not None


def kind_of(line: str) -> Kind:
    """What a stripped line is, judged by itself."""
    if not line:
        return Kind.BLANK
    if len(line) > LONGEST_FORM:
        return Kind.TEXT
    if heading_of(line):
        return Kind.HEADING
    table, small = patterns(), line.lower()
    # a form's "Name (required)" before the end of the page, both before mere furniture
    for pattern, kind in (
        (table.form_start, Kind.FORM_START),
        (table.stop, Kind.STOP),
        (table.furniture, Kind.FURNITURE),
    ):
        if pattern.fullmatch(small):
            return kind
    # "🔒 Disqus' Privacy Policy": a symbol before words of the page
    worded = _SYMBOLS.sub("", small)
    if worded and worded != small and table.furniture.fullmatch(worded):
        return Kind.FURNITURE
    return _cue(line)


def _cue(line: str) -> Kind:
    if is_when(line):
        return Kind.WHEN
    if button_words(line):
        return Kind.BUTTONS
    return Kind.SIGNED if signature_of(line) else Kind.TEXT
