"""Where on a page the article stands: title, dateline, credits, and its first to last paragraph."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from stance.corpus.dates import DateReading
from stance.corpus.pages.datelines import Dateline, join_datelines, split_dateline
from stance.corpus.pages.lines import (
    Judge,
    Kind,
    Line,
    is_name,
    is_sentence,
    name_case,
    read_credits,
)
from stance.corpus.pages.outlets import normal_line

_SOLID = 120  # code points: a last line this long is a paragraph whose full stop was forgotten
_LEADS = 4  # paragraphs among which a dateline may still show that a caption or a deck went before
_ENOUGH = 2  # paragraphs after which a credit closes the article
_LONGEST_NAME = 60  # code points
_TITLE_WORDS = range(2, 41)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was found on a page, before it becomes an article.

    `furniture` are the lines outside the text, which may name the outlet; `line` is that of the
    first paragraph, `date_line` that of the date. `counters` are bare numbers above the text.
    """

    title: str | None = None
    paragraphs: tuple[str, ...] = ()
    published: DateReading | None = None
    date_line: int | None = None
    author: str | None = None
    editor: str | None = None
    source: str | None = None
    place: str | None = None
    outlet: str | None = None
    url: str | None = None
    line: int | None = None
    furniture: tuple[str, ...] = ()
    counters: tuple[int, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Marked:
    """Lines with what they are, and what is found in them."""

    judge: Judge
    lines: Sequence[Line]
    kinds: list[Kind]
    pieces: list[str]
    credits: dict[str, str] = field(default_factory=dict)

    def of_kind(self, *kinds: Kind, before: int | None = None) -> list[int]:
        return [i for i, kind in enumerate(self.kinds[:before]) if kind in kinds]


def lay_out(lines: Sequence[Line], judge: Judge, *, title: str | None = None) -> Draft:
    """The article among the lines of a whole page; `title` is one that is known from elsewhere."""
    marked = _mark(lines, judge)
    first = _first_paragraph(marked)
    if first is None:
        return Draft(title=title, furniture=_furniture(marked, ()))
    title_at = _title_index(marked, first, title)
    title = marked.lines[title_at].text if title_at is not None else title
    start = _start(marked, first, title)
    body = list(_body(marked, start, title))
    return _draft(marked, body, title=title, title_at=title_at)


def lay_out_body(lines: Sequence[Line], judge: Judge, *, title: str | None = None) -> Draft:
    """The article among lines of which the head and the foot of the page are already gone."""
    marked = _mark(lines, judge)
    start = next(iter(marked.of_kind("paragraph", "sentence")), len(marked.lines))
    start = _past_captions(marked, start)
    return _draft(marked, list(_body(marked, start, title)), title=title, title_at=None)


def _mark(lines: Sequence[Line], judge: Judge) -> _Marked:
    """The lines with what they are, once furniture inside them is gone."""
    joined = join_datelines(lines)
    pieces = [piece for line in joined for piece in judge.inline_pieces(line.text)]
    clean = [Line(number=line.number, text=judge.without_inline(line.text)) for line in joined]
    kinds = [judge.kind(line.text) for line in clean]
    return _Marked(judge=judge, lines=clean, kinds=kinds, pieces=pieces)


def _furniture(marked: _Marked, body: Sequence[int]) -> tuple[str, ...]:
    inside = set(body)
    # A credited source is another outlet than the page's own.
    outside = (
        line.text
        for i, line in enumerate(marked.lines)
        if i not in inside and "source" not in read_credits(line.text, marked.judge.tables)
    )
    return (*filter(None, outside), *marked.pieces)


def _draft(
    marked: _Marked, body: Sequence[int], *, title: str | None, title_at: int | None
) -> Draft:
    judge, lines = marked.judge, marked.lines
    texts = [lines[i].text for i in body]
    opening = split_dateline(texts[0], judge) if texts else None
    if opening:
        texts[0] = opening.rest
    if texts:
        texts[-1] = judge.without_closing(texts[-1])
    _collect_credits(marked, body)
    date_at = _date_index(marked, body, title_at)
    published = judge.date(lines[date_at].text) if date_at is not None else None
    opening = opening or Dateline(rest="")
    return Draft(
        title=title,
        paragraphs=tuple(filter(None, texts)),
        published=published or opening.published,
        date_line=lines[date_at].number if date_at is not None else None,
        author=marked.credits.get("author") or _byline(marked, date_at),
        editor=marked.credits.get("editor"),
        source=marked.credits.get("source") or _agency(marked, body) or opening.source,
        place=opening.place,
        outlet=opening.outlet,
        line=lines[body[0]].number if body else None,
        furniture=_furniture(marked, body),
        counters=_counters(marked, body),
    )


def _first_paragraph(marked: _Marked) -> int | None:
    """The first line that is no title: the second one, where the first is a deck.

    A deck stands between the title and the date or the author, which nothing above it gives.
    """
    found = marked.of_kind("paragraph") or marked.of_kind("sentence")
    if len(found) < 2 or marked.of_kind("date", "credit", before=found[0]):  # noqa: PLR2004
        return found[0] if found else None
    between = set(marked.kinds[found[0] + 1 : found[1]])
    deck = between & {"date", "credit"} and not between & {"links", "end"}
    return found[1] if deck else found[0]


def _title_index(marked: _Marked, first: int, title: str | None) -> int | None:
    """The most title-like line above the text; the first of equals."""
    texts = [normal_line(line.text) for line in marked.lines]
    wanted = normal_line(title) if title else None
    times = Counter(texts)
    scores: dict[int, int] = {}
    for i in marked.of_kind("short", "sentence", before=first):
        words = len(texts[i].split())
        if words not in _TITLE_WORDS and texts[i] != wanted:
            continue
        scores[i] = (
            8 * (texts[i] == wanted)
            + 5 * (times[texts[i]] > 1)
            + 3 * (_next_kind(marked, i) in {"date", "credit"})
            + 3 * (_kind_before(marked, i) == "date")
            + 2 * (words > 4)  # noqa: PLR2004 - longer than the names of outlets and sections
            - 4 * (words < 3)  # noqa: PLR2004
            - 4 * (is_name(marked.lines[i].text) and words < 5)  # noqa: PLR2004
            - 4 * (marked.judge.rules.of_name(marked.lines[i].text) is not None)
        )
    if wanted and wanted not in times:
        return None
    return max(scores, key=lambda i: scores[i], default=None)


def _next_kind(marked: _Marked, i: int) -> Kind | None:
    below = (kind for kind in marked.kinds[i + 1 :] if kind not in {"blank", "drop"})
    return next(below, None)


def _kind_before(marked: _Marked, i: int) -> Kind | None:
    above = (kind for kind in reversed(marked.kinds[:i]) if kind not in {"blank", "drop"})
    return next(above, None)


def _start(marked: _Marked, first: int, title: str | None) -> int:
    """The first line of the text: the first sentence below the title, the date and the credits."""
    wanted = normal_line(title) if title else None
    head = [
        i
        for i in range(first)
        if marked.kinds[i] in {"date", "credit", "caption"}
        or normal_line(marked.lines[i].text) == wanted
    ]
    below = max(head, default=first if wanted is None else -1) + 1
    start = next((i for i in range(below, first) if marked.kinds[i] == "sentence"), first)
    return _past_captions(marked, start)


def _past_captions(marked: _Marked, start: int) -> int:
    """A paragraph with a dateline opens the text: what stands above is a caption or a deck."""
    leads = [i for i in marked.of_kind("paragraph", "sentence") if i >= start][:_LEADS]
    opens = (i for i in leads if split_dateline(marked.lines[i].text, marked.judge))
    return next(opens, start)


def _body(marked: _Marked, start: int, title: str | None) -> Iterator[int]:
    """The lines of the text from `start` to its last whole sentence."""
    kept: list[int] = []
    seen: set[str] = set()
    in_links = False
    for i in range(start, len(marked.lines)):
        kind, text = marked.kinds[i], marked.lines[i].text
        if kind == "end" or (kind == "credit" and len(kept) >= _ENOUGH):
            break
        if kind in {"links", "blank"}:
            # "Baca juga:" alone on its line is followed by the titles of other articles.
            in_links = kind == "links" or (in_links and marked.kinds[i - 1] == "links")
            continue
        if in_links and kind == "short":
            continue
        in_links = False
        again = normal_line(text)
        if (
            kind in {"drop", "caption", "credit", "date"}
            or again in seen
            or again == normal_line(title or "")
        ):
            continue
        if len(text) > len(title or "") and kind == "paragraph":
            seen.add(again)
        kept.append(i)
    last = max((n for n, i in enumerate(kept) if _is_solid(marked, i)), default=-1)
    yield from kept[: last + 1]


def _is_solid(marked: _Marked, i: int) -> bool:
    text = marked.lines[i].text
    return is_sentence(marked.judge.without_closing(text)) or len(text) >= _SOLID


def _collect_credits(marked: _Marked, body: Sequence[int]) -> None:
    """Credits above the text count before those below it."""
    for i in marked.of_kind("credit"):
        for role, name in read_credits(marked.lines[i].text, marked.judge.tables).items():
            value = name or _name_below(marked, i)
            if value and marked.judge.rules.of_name(value) is None:
                marked.credits.setdefault(role, value)
    if not body:
        marked.credits.clear()


def _name_below(marked: _Marked, i: int) -> str | None:
    """The name under a label that stands alone on its line."""
    below = [line.text for line in marked.lines[i + 1 : i + 4] if line.text]
    if not below or len(below[0]) > _LONGEST_NAME or is_sentence(below[0]):
        return None
    return name_case(below[0])


def _date_index(marked: _Marked, body: Sequence[int], title_at: int | None) -> int | None:
    """The dateline: below the title, else above it, else right below the text.

    A date above the title may be the day of the visit, and one with a label such as "Diperbarui"
    that of a change; a date without a year counts only where no other is.
    """
    if not body:
        return None
    dates = marked.of_kind("date")
    above = [i for i in dates if i < body[0]]
    below = [i for i in dates if body[-1] < i <= _foot(marked, body[-1])]
    title = -1 if title_at is None else title_at

    def rank(i: int) -> tuple[bool, bool, bool, int]:
        reading = marked.judge.date(marked.lines[i].text)
        whole = reading is not None and reading.precision in {"day", "minute"}
        changed = reading is not None and _is_change(reading.before)
        return (not whole, changed, i < title, i)

    return min(above or below, key=rank, default=None)


def _is_change(label: str) -> bool:
    return label.casefold().startswith(
        ("diperbarui", "update", "last", "modif", "diubah", "terakhir")
    )


def _foot(marked: _Marked, last: int) -> int:
    """The third line below the text, or the last before other articles are announced."""
    foot = last
    below = (i for i in range(last + 1, len(marked.lines)) if marked.lines[i].text)
    for i in islice(below, 3):
        if marked.kinds[i] in {"end", "links"}:
            break
        foot = i
    return foot


def _counters(marked: _Marked, body: Sequence[int]) -> tuple[int, ...]:
    texts = (line.text for line in marked.lines[: body[0] if body else 0])
    return tuple(int(text) for text in texts if re.fullmatch(r"[0-9]{1,6}", text))


def _agency(marked: _Marked, body: Sequence[int]) -> str | None:
    """A news agency's name on a line of its own under the text."""
    if not body:
        return None
    foot = range(body[-1] + 1, _foot(marked, body[-1]) + 1)
    names = (marked.lines[i].text.strip("()[] .") for i in foot if marked.lines[i].text)
    return next((name for name in names if marked.judge.agency(name)), None)


def _byline(marked: _Marked, date_at: int | None) -> str | None:
    """A name before the date on its line or, by the outlet's rules, on a line beside it."""
    if date_at is None:
        return None
    reading = marked.judge.date(marked.lines[date_at].text)
    for part in (reading.before if reading else "").replace("|", ",").replace("·", ",").split(","):
        credit = read_credits(part, marked.judge.tables)
        if credit.get("author"):
            return credit["author"]
        name = part.partition(" - ")[0].strip()
        if is_name(name) and marked.judge.rules.of_name(name) is None:
            return name
    if not any(table.lone_byline for table in marked.judge.tables):
        return None
    beside = [
        line.text
        for line in (
            *marked.lines[max(date_at - 2, 0) : date_at][::-1],
            *marked.lines[date_at + 1 : date_at + 3],
        )
    ]
    names = (text.partition(" - ")[0].rstrip(",") for text in beside)
    return next(
        (name for name in names if is_name(name) and marked.judge.rules.of_name(name) is None), None
    )
