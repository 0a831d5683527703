"""What each line of a page is by itself: furniture, caption, credit, date or sentence."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from stance.corpus.dates import DateReading, read_date
from stance.corpus.pages.outlets import OutletRules, Phrases, Rules

Kind = Literal[
    "blank", "drop", "pause", "end", "links", "caption", "credit", "date", "short", "sentence",
    "paragraph",
]  # fmt: skip

LONGEST_FURNITURE = 300
"""Code points; a longer line is a paragraph, and no pattern is tried on it."""

_PARAGRAPH, _UNPUNCTUATED = 60, 200  # code points from which a line cannot be a title
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACE = re.compile(r"[\s\u200b\u200e\u200f\ufeff]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_CLOSERS = "\"'”’»)]* "
_NAME = r"[A-ZÀ-Þ][\w.'’-]*(?:\s+(?:[A-ZÀ-Þ][\w.'’-]*|bin|binti|al|van|von|de|der)){0,5}"
_NAMES = re.compile(rf"{_NAME}(?:(?:\s*[,;&]\s*|\s+(?:dan|and)\s+){_NAME}){{0,4}}")
# Headlines begin with these words too ("Laporan Intelijen AS"), so only a colon makes them labels.
_BARE_LABELS = frozenset({"oleh", "penulis", "by", "reporter", "editor", "pewarta", "ditulis oleh"})
_SIGNED_OFF = re.compile(r"\s[\[(][A-Za-z]{2,12}(?:/(?:[a-z]{2,8}|[A-Z]-\d{1,2})){1,3}[\])]$")
_LONGEST_NAMES = 80  # code points
_WRAPPED = range(45, 101)  # code points of a line that was broken to fit a screen
_FULL = 6  # lines that show by their length that they were broken
_SLACK = 2  # code points that a mail program leaves free


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a page with single spaces; `number` counts from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What lines are, after the tables of one page's outlet and those of any page."""

    rules: Rules
    tables: tuple[OutletRules, ...]
    today: date

    def kind(self, text: str) -> Kind:
        """What a line is; the order matters, since each kind may look like a later one."""
        if not text:
            return "blank"
        if len(text) > LONGEST_FURNITURE:
            return "paragraph"
        if read_date(text, today=self.today):
            return "date"  # before furniture, whose "a | b | c" a dateline may look like
        if read_credits(text, self.tables):
            return "credit"  # before captions: "Foto: ..." is a credit only by the tables
        for table in self.tables:
            by_phrase: tuple[tuple[Kind, Phrases], ...] = (
                ("drop", table.drop),
                ("links", table.links),  # before ends: "Artikel terkait: ..." inside the text
                ("pause", table.pause),
                ("end", table.end),
                ("caption", table.caption),
            )
            for kind, phrases in by_phrase:
                if phrases.match(text) and not (kind == "caption" and is_signed_off(text)):
                    return kind
        return _by_shape(text)

    def without_inline(self, text: str) -> str:
        """A paragraph without the furniture inside it."""
        for table in self.tables:
            text = table.inline.removed_from(text)
        return " ".join(text.split())

    def inline_pieces(self, text: str) -> list[str]:
        """The furniture inside a line."""
        return [piece for table in self.tables for piece in table.inline.all_in(text)]

    def without_closing(self, text: str) -> str:
        """An article's last paragraph without reporters' initials after it."""
        for table in self.tables:
            text = table.closing.removed_from(text)
        return text.strip()

    def date(self, text: str) -> DateReading | None:
        """The date a line is, if it is one."""
        return read_date(text, today=self.today)

    def agency(self, text: str) -> bool:
        """Whether a line is the bare name of an agency or newspaper that is given as the source."""
        word = text.strip("()[] .").casefold()
        return any(word == name.casefold() for table in self.tables for name in table.agencies)


def read_lines(text: str) -> list[Line]:
    r"""The lines of a page, numbered, with single spaces.

    >>> [line.text for line in read_lines("Satu\u00a0 dua\n\n tiga")]
    ['Satu dua', '', 'tiga']
    """
    parts = enumerate(split_lines(text), 1)
    return [Line(number=n, text=_SPACE.sub(" ", part).strip()) for n, part in parts]


def split_lines(text: str) -> list[str]:
    """The lines of a page as they stand, whatever ends them."""
    return _BREAKS.sub("\n", text).split("\n")


def join_wrapped(lines: Sequence[Line]) -> list[Line]:
    """The lines with paragraphs that were broken to fit a screen made whole again.

    Only where no line is longer than a screen's, and most lines that another follows end where its
    first word had no more room.

    >>> broken = [Line(number=n, text=f"{'kapal ' * 11}dan") for n in range(1, 8)]
    >>> [len(line.text) for line in join_wrapped([*broken, Line(number=8, text="laut.")])][0]
    495
    """
    longest = max((len(line.text) for line in lines if " " in line.text), default=0)
    blocks = list(_blocks(lines))
    width = max((len(line.text) for b in blocks if len(b) > 1 for line in b), default=0)
    pairs = [pair for block in blocks for pair in pairwise(block)]
    full = sum(_is_full(*pair, width) for pair in pairs)
    if longest >= _WRAPPED.stop or width not in _WRAPPED or full < max(_FULL, len(pairs) / 2):
        return list(lines)
    whole: list[Line] = []
    for block in blocks:
        whole.append(block[0])
        for above, line in pairwise(block):
            if _is_full(above, line, width):
                joined = f"{whole[-1].text} {line.text}"
                whole[-1] = Line(number=whole[-1].number, text=joined)
            else:
                whole.append(line)
        whole.append(Line(number=block[-1].number, text=""))
    return whole


def is_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does.

    >>> is_sentence("“Kami siap,” katanya."), is_sentence("NATO: “Kami Siap”")
    (True, False)
    """
    return text.rstrip(_CLOSERS)[-1:] in {".", "!", "?", "…"}


def is_signed_off(text: str) -> bool:
    """Whether a sentence ends with an agency and initials, which no caption does.

    >>> is_signed_off("Sidang ditutup. (afp/adk/kab)"), is_signed_off("Sidang. (AFP/Yves H)")
    (True, False)
    """
    found = _SIGNED_OFF.search(text)
    return found is not None and is_sentence(text[: found.start()])


def read_credits(text: str, tables: Sequence[OutletRules]) -> dict[str, str]:
    """Who wrote, edited or supplied an article, as one line credits them; empty for other lines.

    A label alone on its line (``Reporter``) gives an empty name: it is on the next line.

    Examples
    --------
    >>> from stance.corpus.pages.outlets import load_rules
    >>> tables = [load_rules().any_page]
    >>> read_credits("LAPORAN: <a href='/x'>RENI ERINA</a>", tables)
    {'author': 'Reni Erina'}
    >>> read_credits("Rep: Ayu Lestari/ Red: Budi", tables)
    {'author': 'Ayu Lestari', 'editor': 'Budi'}
    >>> read_credits("Oleh karena itu, NATO menolak.", tables)
    {}
    """
    text = " ".join(_TAG.sub(" ", text).split()).strip(" •·*-–—|")
    if not 2 < len(text) <= 160:  # noqa: PLR2004 - the length of a credit
        return {}
    found: dict[str, str] = {}
    for part in re.split(r"\s*[|•·]\s*|\s*/\s*(?=\w+\s*:)", text):
        credit = _credit(part, tables)
        if credit is None:
            return {}
        found.setdefault(*credit)
    return found


def is_name(text: str) -> bool:
    """Whether a line could be a person's name: two to five words, each with a capital."""
    return 2 <= len(text.split()) <= 5 and re.fullmatch(_NAME, text) is not None  # noqa: PLR2004


def name_case(name: str) -> str:
    """A name in small letters with capitals, where it was given in capitals only.

    >>> name_case("RENI ERINA"), name_case("M.R. O’NEIL-SARI"), name_case("Ria van Dam")
    ('Reni Erina', 'M.R. O’Neil-Sari', 'Ria van Dam')
    """
    if not name.isupper():
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), name)


def _by_shape(text: str) -> Kind:
    if not is_sentence(text):
        return "paragraph" if len(text) >= _UNPUNCTUATED else "short"
    ends_flat = text.rstrip(_CLOSERS)[-1:] in {".", "…"} or ". " in text
    return "paragraph" if len(text) >= _PARAGRAPH and ends_flat else "sentence"


def _credit(part: str, tables: Sequence[OutletRules]) -> tuple[str, str] | None:
    label, colon, value = part.partition(":")
    if colon and (role := _role(label, tables)):
        value = value.strip(" .")
        if len(value) > _LONGEST_NAMES:
            return None
        return role, value if role == "source" else name_case(value)
    if role := _role(part, tables):
        return role, ""
    first, _, value = part.partition(" ")
    if first.casefold() == "ditulis":
        first, value = "ditulis oleh", value.removeprefix("oleh").strip()
    if first.casefold() in _BARE_LABELS and _NAMES.fullmatch(value) and len(value.split()) > 1:
        role = _role(first, tables)
        return (role, name_case(value)) if role else None
    return None


def _role(label: str, tables: Iterable[OutletRules]) -> str | None:
    word = label.strip().casefold()
    for table in tables:
        roles: Mapping[str, tuple[str, ...]] = table.credits
        for role, labels in roles.items():
            if any(word == known.casefold() for known in labels):
                return role
    return None


def _blocks(lines: Iterable[Line]) -> Iterable[list[Line]]:
    block: list[Line] = []
    for line in lines:
        if line.text:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _is_full(above: Line, line: Line, width: int) -> bool:
    """Whether the first word of a line had no room on the line above it."""
    room = width - len(above.text) - 1
    return len(above.text) in _WRAPPED and len(line.text.partition(" ")[0]) > room - _SLACK
