"""Comments that a name and a time open, or a line of buttons closes.

Disqus signs in one line ("Budi • 3 tahun yang lalu"), newer WordPress and most Indonesian outlets
in two (name, then time); the Facebook plugin puts the time below the text, among the buttons.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from stance.corpus.comments.blocks import RawComment
from stance.corpus.comments.cues import (
    LONGEST_CUE,
    Kind,
    is_badge,
    is_job,
    is_name,
    signature_of,
    split_target,
    split_time,
)
from stance.corpus.comments.page import DROPPED, Page
from stance.corpus.comments.words import patterns

NESTED = 2  # columns by which a reply is indented at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What opens a comment: rows `first` to `body` - 1, then its text."""

    first: int
    body: int
    name: str | None
    when: str | None
    target: str | None = None
    bounded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Comments as one form reads them, with what speaks for the reading."""

    comments: list[RawComment]
    first: int
    last: int
    footers: list[bool]


def read_signed(page: Page, start: int, stop: int) -> Reading | None:
    """The comments between two rows, by whichever of the two forms fits."""
    heads = find_heads(page, start, stop)
    feet = find_feet(page, start, stop)
    closing = sum(1 for _, timed in feet if timed)
    if closing > 2 * len(heads) or (feet and not heads):
        return read_footed(page, feet, start)
    return read_headed(page, heads, stop) if heads else None


def find_heads(page: Page, start: int, stop: int) -> list[Head]:
    """The lines that open comments, of one shape throughout."""
    heads: list[Head] = []
    free = start
    closing = _closing(page, start, stop)
    for row in range(start, stop):
        head = None
        if row >= free and page.kind[row] is Kind.SIGNED:
            head = _one_line(page, row, stop)
        elif row >= free and page.kind[row] is Kind.WHEN and row not in closing:
            head = _two_lines(page, row, free)
        if head is not None:
            heads.append(head)
            free = head.body
    return _alike(heads)


def _closing(page: Page, start: int, stop: int) -> set[int]:
    """The times that stand among the buttons below comments, if most do.

    Where few do, "Balas" below a time is what somebody wrote.
    """
    times = [row for row in range(start, stop) if page.kind[row] is Kind.WHEN]
    closing = set()
    for row in times:
        below = page.next_filled(row + 1, stop)
        if below < stop and page.is_footer(below):
            closing.add(row)
    return closing if 2 * len(closing) > len(times) else set()


def _one_line(page: Page, row: int, stop: int) -> Head | None:
    signature = signature_of(page.text[row])
    if signature is None:
        return None
    body, when = row + 1, signature.when
    below = page.next_filled(body, min(stop, body + 2))
    if when is None and below < min(stop, body + 2) and page.kind[below] is Kind.WHEN:
        when, body = page.text[below], below + 1
    return Head(
        first=row,
        body=body,
        name=signature.name,
        when=when,
        target=signature.target,
        # a writer may say "presiden berkata:", but then no time follows
        bounded=when is not None or _bounded(page, row),
    )


def _two_lines(page: Page, row: int, free: int) -> Head:
    above = page.last_worded(row - 1, free)
    target = None
    if above >= free and (found := patterns().reply_line.fullmatch(page.text[above][:LONGEST_CUE])):
        target, above = found["target"], page.last_worded(above - 1, free)
    while above >= free and is_badge(page.text[above]):
        above = page.last_worded(above - 1, free)
    if above < free or page.kind[above] is not Kind.TEXT or not is_name(page.text[above]):
        return Head(first=row, body=row + 1, name=None, when=page.text[row], target=target)
    name, _, answered = split_target(page.text[above])
    return Head(
        first=above,
        body=row + 1,
        name=name,
        when=page.text[row],
        target=target or answered or None,
        bounded=_bounded(page, above),
    )


def _bounded(page: Page, row: int) -> bool:
    """Whether a head stands apart from the text above it."""
    return row == 0 or page.kind[row - 1] not in (Kind.TEXT, Kind.SIGNED, Kind.WHEN)


def _alike(heads: list[Head]) -> list[Head]:
    """Heads as most of them are, so that a dated line inside a comment opens nothing."""
    timed = [head for head in heads if head.name and head.when]
    heads = timed if 2 * len(timed) >= len(heads) else heads
    apart = [head for head in heads if head.name and head.bounded]
    return apart if 2 * len(apart) >= len(heads) else heads


def read_headed(page: Page, heads: list[Head], stop: int) -> Reading:
    """The comments that `heads` open."""
    last = stop if not heads else _end_of_last(page, heads, stop)
    ends = [head.first for head in heads[1:]] + [last]
    thread, final = _Thread(), 0
    for head, end in zip(heads, ends, strict=True):
        body = _after_badges(page, head.body, end)
        text, buttons, text_row = page.body(range(body, end))
        final = max(head.body - 1, text_row)
        if buttons:
            final = page.last_filled(end - 1, head.body)
        thread.add(page.indent(head.first), head, text, closed=buttons)
    return Reading(
        comments=thread.comments, first=heads[0].first, last=final, footers=thread.closed
    )


def _after_badges(page: Page, row: int, stop: int) -> int:
    below = page.next_filled(row, stop)
    if below + 1 < stop and is_badge(page.text[below]):
        return below + 1
    return row


def _end_of_last(page: Page, heads: list[Head], stop: int) -> int:
    """Where the last comment ends: at its buttons, or at a blank line, as the others do."""
    stop = page.end_of_comments(heads[-1].body, stop)
    closed = gaps = 0
    for head, following in pairwise(heads):
        rows = range(head.body, page.last_filled(following.first - 1, head.body) + 1)
        closed += bool(rows) and page.kind[rows[-1]] in (Kind.BUTTONS, Kind.FURNITURE)
        gaps += any(page.kind[row] is Kind.BLANK for row in rows[1:])
    for row in range(page.next_filled(heads[-1].body, stop) + 1, stop):
        if page.is_footer(row) and 2 * closed >= len(heads) - 1:
            return _after_buttons(page, row, stop)
        if page.kind[row] is Kind.BLANK and len(heads) > 1 and not gaps and not closed:
            return row
    return stop


def _after_buttons(page: Page, row: int, stop: int) -> int:
    while row < stop and page.kind[row] in (Kind.BUTTONS, Kind.BLANK):
        row += 1
    return row


def find_feet(page: Page, start: int, stop: int) -> list[tuple[int, bool]]:
    """The rows of buttons that close comments, and whether each bears or follows a time."""
    feet = []
    for row in range(start, stop):
        if page.is_footer(row):
            above = page.last_filled(row - 1, start)
            timed = any(c.isdigit() for c in page.text[row])
            feet.append((row, timed or (above >= start and page.kind[above] is Kind.WHEN)))
    return feet


def read_footed(page: Page, feet: Sequence[tuple[int, bool]], start: int) -> Reading:
    """The comments that `feet` close; the first of their lines is the name."""
    thread, first, row = _Thread(), None, start
    for foot, _ in feet:
        rows = [r for r in range(row, foot) if page.kind[r] not in DROPPED]
        row = foot + 1
        if not rows or page.kind[rows[0]] is Kind.BUTTONS:
            continue
        first = rows[0] if first is None else first
        head = _head_of_footed(page, rows[0], foot)
        text, _, _ = page.body(range(head.body, _timed(page, foot)))
        thread.add(page.indent(rows[0]), head, text, closed=True)
    last = feet[-1][0]
    return Reading(
        comments=thread.comments,
        first=start if first is None else first,
        last=last,
        footers=thread.closed,
    )


def _timed(page: Page, foot: int) -> int:
    above = page.last_filled(foot - 1, 0)
    return above if above >= 0 and page.kind[above] is Kind.WHEN else foot


def _head_of_footed(page: Page, row: int, foot: int) -> Head:
    name, _, target = split_target(page.text[row])
    body, end = row + 1, _timed(page, foot)
    when = page.text[end] if end < foot else _time_among_buttons(page.text[foot])
    if when is None:
        name, when = split_time(name)
    if not is_name(name):
        return Head(first=row, body=row, name=None, when=when)
    below = page.next_filled(body, end)
    while below + 1 < end and (is_badge(page.text[below]) or is_job(page.text[below])):
        body = below + 1
        below = page.next_filled(body, end)
    return Head(first=row, body=body, name=name, when=when, target=target or None)


def _time_among_buttons(line: str) -> str | None:
    """The last part of a line of buttons that is a time: ``Suka · Balas · 2 · 3 th``."""
    parts = [part.strip() for part in line.replace("•", "·").split("·")]
    timed = [part for part in parts if any(c.isdigit() for c in part) and not part.isdigit()]
    return timed[-1] if timed else None


class _Thread:
    """Collects comments and finds whom each one answers."""

    def __init__(self) -> None:
        self.comments: list[RawComment] = []
        self.closed: list[bool] = []
        self._by_name: dict[str, int] = {}
        self._levels: list[tuple[int, int]] = []  # indentation, index

    def add(self, indent: int, head: Head, text: str, *, closed: bool) -> None:
        """One more comment; one without text only keeps its place in the thread."""
        while self._levels and indent < self._levels[-1][0] + NESTED:
            self._levels.pop()
        parent = self._levels[-1][1] if self._levels else None
        if head.target:
            parent = self._by_name.get(head.target.lower(), parent)
        if not text:
            return
        index = len(self.comments)
        self._levels.append((indent, index))
        if head.name:
            self._by_name[head.name.lower()] = index
        self.closed.append(closed)
        self.comments.append(RawComment(name=head.name, when=head.when, text=text, reply_to=parent))
