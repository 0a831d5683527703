"""Where on a page the article stands: title, dateline, credits, and its first to last paragraph."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from stance.corpus.dates import DateReading
from stance.corpus.pages.datelines import Dateline, split_dateline
from stance.corpus.pages.lines import Judge, Kind, Line, is_name, is_sentence
from stance.corpus.pages.marked import Marked, furniture_of, mark
from stance.corpus.pages.outlets import normal_line
from stance.corpus.pages.particulars import (
    agency_below,
    byline,
    collect_credits,
    counters_above,
    date_index,
)

_SOLID = 120  # code points: a last line this long is a paragraph whose full stop was forgotten
_LEADS = 4  # paragraphs among which a dateline may still show that a caption or a deck went before
_ENOUGH = 2  # paragraphs after which a credit closes the article
_LABEL_WORDS = 4  # of a line that only announces links
_SITE_WORDS = 3  # of an outlet's name beside a writer's
_BYLINE_WORDS = 7
_NEAR = 12  # lines below an invitation in which the text must go on
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


def lay_out(lines: Sequence[Line], judge: Judge, *, title: str | None = None) -> Draft:
    """The article among the lines of a whole page; `title` is one that is known from elsewhere."""
    marked = mark(lines, judge)
    first = _first_paragraph(marked)
    if first is None:
        return Draft(title=title, furniture=furniture_of(marked, ()))
    title_at = _title_index(marked, first, title)
    title = marked.lines[title_at].text if title_at is not None else title
    start = _start(marked, first, title)
    body = list(_body(marked, start, title))
    return _draft(marked, body, title=title, title_at=title_at)


def lay_out_body(lines: Sequence[Line], judge: Judge, *, title: str | None = None) -> Draft:
    """The article among lines of which the head and the foot of the page are already gone."""
    marked = mark(lines, judge)
    start = next(iter(marked.of_kind("paragraph", "sentence")), len(marked.lines))
    start = _past_captions(marked, start)
    return _draft(marked, list(_body(marked, start, title)), title=title, title_at=None)


def _draft(
    marked: Marked, body: Sequence[int], *, title: str | None, title_at: int | None
) -> Draft:
    judge, lines = marked.judge, marked.lines
    texts = [lines[i].text for i in body]
    opening = split_dateline(texts[0], judge) if texts else None
    if opening:
        texts[0] = opening.rest
    if texts:
        texts[-1] = judge.without_closing(texts[-1])
    collect_credits(marked, body, title=title)
    date_at = date_index(marked, body, title_at)
    published = judge.date(lines[date_at].text) if date_at is not None else None
    opening = opening or Dateline(rest="")
    outside = furniture_of(marked, body)
    author = marked.credits.get("author") or byline(marked, date_at, title_at)
    if author and len(texts) > _ENOUGH and texts[-1].startswith(f"{author} adalah "):
        texts.pop()  # who the writer is
    return Draft(
        title=title,
        paragraphs=tuple(filter(None, texts)),
        published=published or opening.published,
        date_line=lines[date_at].number if date_at is not None else None,
        author=author,
        editor=marked.credits.get("editor"),
        source=marked.credits.get("source") or agency_below(marked, body) or opening.source,
        place=opening.place,
        outlet=opening.outlet or _named_outside(opening.also, outside),
        line=lines[body[0]].number if body else None,
        furniture=outside,
        counters=counters_above(marked, body),
    )


def _named_outside(name: str | None, outside: Sequence[str]) -> str | None:
    """A name beside the dateline's place, if a line outside the text is that name: the outlet's."""
    wanted = normal_line(name or "")
    return name if wanted and any(normal_line(line) == wanted for line in outside) else None


def _first_paragraph(marked: Marked) -> int | None:
    """The first line that is no title: the second one, where the first is a deck.

    A deck stands between the title and the date or the author, which nothing above it gives.
    """
    found = marked.of_kind("paragraph") or marked.of_kind("sentence")
    if len(found) < 2 or marked.of_kind("date", "credit", before=found[0]):  # noqa: PLR2004
        return found[0] if found else None
    between = set(marked.kinds[found[0] + 1 : found[1]])
    deck = between & {"date", "credit"} and not between & {"links", "end"}
    return found[1] if deck else found[0]


def _title_index(marked: Marked, first: int, title: str | None) -> int | None:
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
            - 4 * (marked.kinds[i] == "sentence" and texts[i] != wanted and _is_deck(marked, i))
            + 3 * (_kind_before(marked, i) == "date")
            + 2 * (words > 4)  # noqa: PLR2004 - longer than the names of outlets and sections
            - 4 * (words < 3)  # noqa: PLR2004
            - 4 * (_is_name(marked, i) and words < _BYLINE_WORDS)
            - 4 * (marked.judge.rules.of_name(marked.lines[i].text) is not None)
        )
    if wanted and wanted not in times:
        return None
    return max(scores, key=lambda i: scores[i], default=None)


def _next_kind(marked: Marked, i: int) -> Kind | None:
    """What stands below a line, past furniture, a deck and one name."""
    passed = 0
    for n in range(i + 1, len(marked.lines)):
        if marked.kinds[n] in {"blank", "drop"}:
            continue
        if passed or not (_is_name(marked, n) or _is_deck(marked, n)):
            return marked.kinds[n]
        passed += 1
    return None


def _is_deck(marked: Marked, i: int) -> bool:
    return marked.kinds[i] == "sentence" and marked.lines[i].text.endswith(".")


def _is_name(marked: Marked, i: int) -> bool:
    """Whether a line is a writer's name, or that with the outlet's: ``Rina Sari - detikNews``."""
    name, _, outlet = marked.lines[i].text.replace(" | ", " - ").partition(" - ")
    return marked.kinds[i] == "short" and is_name(name) and len(outlet.split()) <= _SITE_WORDS


def _kind_before(marked: Marked, i: int) -> Kind | None:
    above = (kind for kind in reversed(marked.kinds[:i]) if kind not in {"blank", "drop"})
    return next(above, None)


def _start(marked: Marked, first: int, title: str | None) -> int:
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


def _past_captions(marked: Marked, start: int) -> int:
    """A paragraph with a dateline opens the text: what stands above is a caption or a deck."""
    leads = [i for i in marked.of_kind("paragraph", "sentence") if i >= start][:_LEADS]
    opens = (i for i in leads if split_dateline(marked.lines[i].text, marked.judge))
    return next(opens, start)


def _body(marked: Marked, start: int, title: str | None) -> Iterator[int]:
    """The lines of the text from `start` to its last whole sentence."""
    kept: list[int] = []
    seen: set[str] = set()
    in_links = False
    for i in range(start, len(marked.lines)):
        kind, text = marked.kinds[i], marked.lines[i].text
        if _closes(marked, i, enough=len(kept) >= _ENOUGH):
            break
        if kind in {"links", "pause", "blank"}:
            # "Baca juga:" alone on its line is followed by the titles of other articles.
            after_links = in_links and marked.kinds[i - 1] in {"links", "pause"}
            in_links = _announces(text, kind) if kind != "blank" else after_links
            continue
        if in_links and (kind == "short" or text.endswith(("?", "!"))):
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


def _closes(marked: Marked, i: int, *, enough: bool) -> bool:
    """Whether the text ends above a line; below an invitation it goes on if a paragraph follows."""
    kind = marked.kinds[i]
    if kind == "pause":
        passed = {"blank", "drop", "pause", "caption"}
        below = [k for k in islice(marked.kinds, i + 1, i + _NEAR) if k not in passed]
        # "Saksikan video berikut:" announces one title.
        announced = marked.lines[i].text.endswith(":") and below[:1] == ["short"]
        return below[announced : announced + 1] != ["paragraph"]
    return kind == "end" or (kind == "credit" and enough)


def _announces(text: str, kind: Kind) -> bool:
    """Whether a line of links is only their label."""
    label = text.rstrip(": ")
    if kind == "pause":
        return label != text
    return ":" not in label and (label != text or len(label.split()) <= _LABEL_WORDS)


def _is_solid(marked: Marked, i: int) -> bool:
    text = marked.lines[i].text
    return is_sentence(marked.judge.without_closing(text)) or len(text) >= _SOLID
