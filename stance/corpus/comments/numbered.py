"""The numbered list of old WordPress themes, as browsers save it as text.

A number starts a comment only in sequence and at the list's own indentation, so that a list inside
a comment stays in it. Where the list's comments are set apart by blank lines, or signed ("Budi
berkata:"), a number that is not is text too.
"""

import re
from dataclasses import dataclass

from stance.corpus.comments.blocks import RawComment
from stance.corpus.comments.cues import Kind, is_name, is_when, signature_of
from stance.corpus.comments.page import Page

MARKER = re.compile(r"(\d{1,5})[.)](?:\s+(\S.*))?", re.DOTALL)
NESTED = 2  # columns by which a nested list is indented at least


@dataclass(frozen=True, slots=True)
class _Marker:
    row: int
    indent: int
    number: int
    rest: str
    signed: bool
    apart: bool


@dataclass(frozen=True, slots=True)
class _Start:
    marker: _Marker
    parent: int | None


def read_numbered(page: Page, start: int, stop: int) -> tuple[list[RawComment], int]:
    """The comments of a list whose first number stands in row `start`, and the last row of it."""
    stop = page.end_of_comments(start, stop)
    markers = [m for row in range(start, stop) if (m := _marker(page, row, stop)) is not None]
    if not markers or markers[0].row != start:
        return [], start
    starts = _best_sequence(markers)
    comments, last = [], start
    ends = [s.marker.row for s in starts[1:]] + [_end_of_last(page, starts, stop)]
    for begin, end in zip(starts, ends, strict=True):
        comment, last = _comment(page, begin, end)
        comments.append(comment)
    return comments, last


def _marker(page: Page, row: int, stop: int) -> _Marker | None:
    found = MARKER.fullmatch(page.text[row])
    if found is None:
        return None
    rest = found[2] or ""
    below = page.next_filled(row + 1, min(stop, row + 3))
    timed = below < stop and page.kind[below] is Kind.WHEN
    signed = signature_of(rest) is not None or (timed and is_name(rest))
    apart = row == 0 or page.kind[row - 1] is Kind.BLANK
    return _Marker(row, page.indent(row), int(found[1]), rest, signed, apart)


def _best_sequence(markers: list[_Marker]) -> list[_Start]:
    """The strictest reading that still explains more than half of the loosest one's comments."""
    loosest = _sequence(markers)
    for signed, apart in ((True, True), (True, False), (False, True)):
        chosen = [m for m in markers if (m.signed or not signed) and (m.apart or not apart)]
        if chosen and chosen[0] is markers[0]:
            strict = _sequence(chosen)
            if 2 * len(strict) > len(loosest):
                return strict
    return loosest


def _sequence(markers: list[_Marker]) -> list[_Start]:
    """The markers that continue the list, or open or continue a signed list inside it."""
    starts: list[_Start] = []
    levels: list[tuple[_Marker, int]] = []  # the latest marker of each list, and its index
    for marker in markers:
        level = _level(levels, marker)
        if level is None:
            continue
        parent = levels[level - 1][1] if level else None
        del levels[level:]
        levels.append((marker, len(starts)))
        starts.append(_Start(marker, parent))
    return starts


def _level(levels: list[tuple[_Marker, int]], marker: _Marker) -> int | None:
    if not levels:
        return 0
    for level in range(len(levels) - 1, max(-1, len(levels) - 12), -1):
        if _continues(levels[level][0], marker):
            return level
    top = levels[-1][0]
    deeper = marker.indent >= top.indent + NESTED
    return len(levels) if marker.signed and deeper and marker.number == 1 else None


def _continues(before: _Marker, marker: _Marker) -> bool:
    """Whether a number is the next (or, newest first, the previous) of the same list."""
    if abs(marker.number - before.number) != 1 or not marker.number:
        return False
    # lists are lined up at their numbers' first or last digit
    ends = [m.indent + len(str(m.number)) for m in (before, marker)]
    return marker.indent == before.indent or ends[0] == ends[1]


def _end_of_last(page: Page, starts: list[_Start], stop: int) -> int:
    """Where the last comment ends if no form does: at a line set left of the list."""
    edge = starts[0].marker.indent
    last = starts[-1].marker.row
    rows = range(starts[0].marker.row, last)
    if not edge or any(page.text[row] and page.indent(row) < edge for row in rows):
        return stop
    for row in range(last + 1, stop):
        if page.text[row] and page.indent(row) < edge and page.kind[row - 1] is Kind.BLANK:
            return row
    return stop


def _comment(page: Page, start: _Start, stop: int) -> tuple[RawComment, int]:
    marker, name, when, first = start.marker, None, None, start.marker.row + 1
    rest = marker.rest
    if marker.signed:
        name, when, rest = rest, None, ""
        if signature := signature_of(name):
            name, when = signature.name, signature.when
        below = page.next_filled(first, stop)
        if when is None and below < stop and is_when(page.text[below]):
            when, first = page.text[below], below + 1
    text, buttons, last = page.body(range(first, stop))
    whole = f"{rest}\n{_gap(page, first, stop)}{text}".strip() if rest else text
    last = max(last, marker.row)
    if buttons:
        last = page.last_filled(stop - 1, marker.row)
    return RawComment(name=name, when=when, text=whole, reply_to=start.parent), last


def _gap(page: Page, row: int, stop: int) -> str:
    """The paragraph break between a comment's first line and the rest, if there is one."""
    return "\n" if row < stop and page.kind[row] is Kind.BLANK else ""
