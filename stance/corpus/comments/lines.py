"""Find the readers' comments among the lines of a saved text page.

An article must never be taken for comments. So a block begins with a heading, the comments follow
it closely, and something that articles do not have must speak for them: a quoted title in the
heading, reply buttons, times told from now, or the number that was announced.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from stance.corpus.comments.blocks import CommentBlock, RawComment
from stance.corpus.comments.cues import Heading, Kind, heading_of, is_form, is_name, is_relative
from stance.corpus.comments.numbered import MARKER, read_numbered
from stance.corpus.comments.page import DROPPED, Page
from stance.corpus.comments.signed import (
    Reading,
    find_feet,
    find_heads,
    read_footed,
    read_headed,
    read_signed,
)

STRANGE_LINES = 3  # "site name", "Login", "1" between a heading and the first comment
STRANGE_LENGTH = 80
LONGEST_UNANNOUNCED = 300
LONGEST_LONE = 1500  # characters of a single comment that nothing but its heading vouches for


@dataclass(frozen=True, slots=True)
class _Found:
    heading: Heading | None
    first: int
    last: int
    comments: list[RawComment]


@dataclass(frozen=True, slots=True)
class _Group:
    first: int
    last: int
    heading: Heading


BARE = Heading(announced=None, title=None, quoted=False)


def find_in_lines(lines: Sequence[str]) -> CommentBlock | None:
    """The readers' comments of a text page, or `None` if it has none and announces none.

    A page that only announces a number ("0 Komentar") gives a block without comments.

    Examples
    --------
    >>> block = find_in_lines(["Isi.", "2 Komentar", "Budi", "1 jam yang lalu", "Setuju", "Balas"])
    >>> block.announced, block.comments[0].text, (block.first_line, block.last_line)
    (2, 'Setuju', (2, 6))
    >>> find_in_lines(["Komentar Presiden", "1. Damai", "2. Perang"]) is None
    True
    """
    page = Page(lines)
    found = _under_headings(page)
    filled = [block for block in found if block.comments] or _without_heading(page)
    if filled:
        return _block(page, _merged(page, filled))
    lone = [b for b in found if b.heading and b.heading.announced is not None]
    quoted = [b for b in lone if b.heading and (b.heading.quoted or b.heading.title is None)]
    return _block(page, quoted[-1]) if quoted else None


def read_thread(lines: Sequence[str]) -> list[RawComment]:
    """The comments of lines that are known to be a thread: its node says so."""
    page = Page(lines)
    start = _first_row(page, 0, len(page))
    while start < len(page) and page.kind[start] is Kind.HEADING:
        start = _first_row(page, start + 1, len(page))
    reading = read_signed(page, start, page.end_of_signed(start, len(page)))
    return reading.comments if reading and not _begins_with_article(reading.comments) else []


def _under_headings(page: Page) -> list[_Found]:
    """What stands under each heading.

    A bare "Komentar" may be a line of somebody's comment: below a heading that has comments it ends
    nothing. Below one that has none it may be the real heading, the upper one only a link.
    """
    groups = _headings(page)
    ends = [group.first for group in groups[1:]] + [len(page)] * bool(groups)
    strong = len(page)
    reaches = []
    for group in reversed(groups):
        reaches.append(strong)
        strong = group.first if group.heading != BARE else strong
    found, done = [], -1
    for group, end, reach in zip(groups, ends, reversed(reaches), strict=True):
        if group.first <= done:
            continue
        block = _under_heading(page, group, end)
        above = page.kind[page.last_filled(end - 1, group.first)]
        if end < reach and (block.comments or above in (Kind.WHEN, Kind.SIGNED)):
            block = _under_heading(page, group, reach)
        done = block.last if block.comments else done
        found.append(block)
    return found


def _headings(page: Page) -> list[_Group]:
    """The page's headings, those that stand together ("Komentar (5)", "Terbaru") as one."""
    groups: list[_Group] = []
    row = 0
    while row < len(page):
        if page.kind[row] is Kind.HEADING and (heading := page.heading(row)):
            last = row if heading == heading_of(page.text[row]) else row + 1
            before = groups[-1] if groups else None
            if before and all(page.kind[r] in DROPPED for r in range(before.last + 1, row)):
                groups[-1] = _Group(before.first, last, _richer(before.heading, heading))
            else:
                groups.append(_Group(row, last, heading))
            row = last
        row += 1
    return groups


def _richer(one: Heading, other: Heading) -> Heading:
    best = one if one.title or not other.title else other
    announced = one.announced if one.announced is not None else other.announced
    return Heading(announced=announced, title=best.title, quoted=best.quoted)


def _under_heading(page: Page, group: _Group, stop: int) -> _Found:
    heading, row = group.heading, group.last
    start = _first_row(page, row + 1, stop) if heading.announced != 0 else stop
    if start < stop and MARKER.fullmatch(page.text[start]):
        comments, last = read_numbered(page, start, stop)
        if _numbered_is_trusted(page, comments, heading, page.next_filled(last + 1, stop)):
            return _Found(heading, group.first, last, [c for c in comments if c.text])
    reading = read_signed(page, start, page.end_of_signed(start, stop))
    if reading and _is_near(page, row, reading.first) and _is_trusted(reading, heading):
        return _Found(heading, group.first, reading.last, reading.comments)
    return _Found(heading, group.first, row, [])


def _first_row(page: Page, row: int, stop: int) -> int:
    """The first row below a heading that is neither furniture nor the form above the comments."""
    while row < stop:
        kind, text = page.kind[row], page.text[row]
        label = is_form(text)
        if not (label or kind in (*DROPPED, Kind.FORM_START, Kind.BUTTONS) or text.isdigit()):
            return row
        row += 1
    return stop


def _is_near(page: Page, heading: int, first: int) -> bool:
    """Whether hardly anything unknown stands between a heading and the first comment."""
    text = (row for row in range(heading + 1, first) if page.kind[row] is Kind.TEXT)
    strange = [row for row in text if any(map(str.isalpha, page.text[row]))]
    if len(strange) > STRANGE_LINES:
        return all(is_form(page.text[row]) for row in strange)
    return all(len(page.text[row]) <= STRANGE_LENGTH for row in strange)


def _numbered_is_trusted(
    page: Page, comments: list[RawComment], heading: Heading, below: int
) -> bool:
    if heading.quoted or any(comment.name for comment in comments):
        return bool(comments)
    form = below < len(page) and page.kind[below] is Kind.FORM_START
    return form or (heading.announced or 0) >= max(1, len(comments))


def _is_trusted(reading: Reading, heading: Heading) -> bool:
    """Whether something speaks for comments that an article would not have."""
    comments = reading.comments
    if not comments or _begins_with_article(comments):
        return False
    relative = sum(is_relative(comment.when) for comment in comments)
    if len(comments) == 1 and heading == BARE and not relative:
        # a menu's "Komentar", a title, a date, a short article, its button "Laporkan"?
        return any(reading.footers) and len(comments[0].text) <= LONGEST_UNANNOUNCED
    if any(reading.footers) or (heading.quoted and comments[0].name):
        return True
    if len(comments) == 1:
        return heading.announced == 1
    return heading.announced is not None or 2 * relative >= len(comments)


def _begins_with_article(comments: list[RawComment]) -> bool:
    """Whether the first "comment" is the page's title, date and body below a link "5 Komentar"."""
    first, *others = [len(comment.text) for comment in comments] or [0]
    return first > LONGEST_LONE and first > 4 * max(others, default=0)


def _without_heading(page: Page) -> list[_Found]:
    """Comments whose heading was lost: at least two, each with a time and a reply button."""
    heads = find_heads(page, 0, len(page))
    answered = [
        (head, end)
        for head, end in zip(heads, [h.first for h in heads[1:]] + [len(page)], strict=False)
        if head.name and _ends_in_buttons(page, head.body, end, last=end == len(page))
    ]
    if len(answered) > 1:
        reading = read_headed(page, [head for head, _ in answered], len(page))
        return [_Found(None, reading.first, reading.last, reading.comments)]
    return _footed_without_heading(page)


def _ends_in_buttons(page: Page, body: int, end: int, *, last: bool) -> bool:
    if last:
        return any(page.is_footer(row) for row in range(body, page.end_of_comments(body, end)))
    row = end - 1
    while row > body and page.kind[row] in DROPPED:
        row -= 1
    return page.kind[row] is Kind.BUTTONS and row > body


def _footed_without_heading(page: Page) -> list[_Found]:
    feet = [(row, timed) for row, timed in find_feet(page, 0, len(page)) if timed]
    if len(feet) < 2:  # noqa: PLR2004 - one may be the page's own "Suka · Bagikan · 3"
        return []
    start = feet[0][0]
    while start > 0 and page.kind[start - 1] is Kind.TEXT:
        start -= 1
    if feet[0][0] - start < 2 or not is_name(page.text[start]):  # noqa: PLR2004 - name and text
        return []
    reading = read_footed(page, feet, start)
    return [_Found(None, reading.first, reading.last, reading.comments)]


def _merged(page: Page, found: list[_Found]) -> _Found:
    """The largest block, with those that follow one another at once as one."""
    groups: list[_Found] = []
    for block in found:
        before = groups[-1] if groups else None
        if before and page.end_of_form(before.last, block.first) >= page.last_filled(
            block.first - 1, before.last
        ):
            groups[-1] = _joined(before, block)
        else:
            groups.append(block)
    return max(groups, key=lambda block: len(block.comments))


def _joined(before: _Found, block: _Found) -> _Found:
    offset = len(before.comments)
    moved = [
        RawComment(
            name=c.name,
            when=c.when,
            text=c.text,
            reply_to=None if c.reply_to is None else c.reply_to + offset,
        )
        for c in block.comments
    ]
    return _Found(
        before.heading or block.heading, before.first, block.last, before.comments + moved
    )


def _block(page: Page, found: _Found) -> CommentBlock:
    heading = found.heading
    return CommentBlock(
        comments=tuple(found.comments),
        announced=heading.announced if heading else None,
        title=heading.title if heading else None,
        first_line=found.first + 1,
        last_line=page.end_of_form(found.last, len(page)) + 1,
    )
