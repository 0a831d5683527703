"""A page's lines with what each of them is, and the walking over them that all forms share."""

from collections.abc import Iterable, Sequence
from itertools import dropwhile

from stance.corpus.comments.cues import (
    Heading,
    Kind,
    button_words,
    has_reply,
    heading_of,
    is_form,
    is_order,
    kind_of,
)

ENDS = (Kind.FORM_START, Kind.STOP)
DROPPED = (Kind.BLANK, Kind.FURNITURE)
CUES = (Kind.WHEN, Kind.SIGNED, Kind.BUTTONS)


class Page:
    """Stripped lines, their kinds and indentation. Rows count from 0."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.raw = lines
        self.text = [line.strip() for line in lines]
        self.kind = [kind_of(line) for line in self.text]

    def __len__(self) -> int:
        return len(self.text)

    def indent(self, row: int) -> int:
        """How far a line is indented, a tab reaching the next multiple of eight."""
        raw = self.raw[row]
        return len(raw[: len(raw) - len(raw.lstrip())].expandtabs(8))

    def heading(self, row: int) -> Heading | None:
        """The heading in this row, its number perhaps alone in the next."""
        found = heading_of(self.text[row])
        if found is None or found.announced is not None or found.title is not None:
            return found
        below = self.text[row + 1].strip("()[] ") if row + 1 < len(self) else ""
        if below.isascii() and below.isdigit() and len(below) < len("1000000"):
            return Heading(announced=int(below), title=None, quoted=False)
        return found

    def next_filled(self, row: int, stop: int) -> int:
        """The first row from `row` on that is not blank, or `stop`."""
        while row < stop and self.kind[row] is Kind.BLANK:
            row += 1
        return row

    def last_filled(self, row: int, start: int) -> int:
        """The last row up to `row` that is not blank, or one before `start`."""
        while row >= start and self.kind[row] is Kind.BLANK:
            row -= 1
        return row

    def last_worded(self, row: int, start: int) -> int:
        """The same, past the lines that hold nothing but a sign: the "•" between name and time."""
        while row >= start and not any(map(str.isalnum, self.text[row])):
            row -= 1
        return row

    def end_of_comments(self, first: int, stop: int) -> int:
        """The row at which, from a comment's `first` row on, the comments must have ended."""
        return next((row for row in range(first, stop) if self._ends(row)), stop)

    def end_of_signed(self, first: int, stop: int) -> int:
        """The same from a row above the comments, where a form may still stand."""
        cue = next((row for row in range(first, stop) if self.kind[row] in CUES), stop)
        for row in range(first, stop):
            if row < cue and self._is_order(row):
                continue
            if self._ends(row) and (self.kind[row] is Kind.STOP or row > cue):
                return row
        return stop

    def _is_order(self, row: int) -> bool:
        """Whether the row is one of the orders to choose from: "Terbaru", below it "Terpopuler"."""
        beside = (self.text[r] for r in (row - 1, row + 1) if 0 <= r < len(self))
        return is_order(self.text[row]) and any(map(is_order, beside))

    def _ends(self, row: int) -> bool:
        """Whether comments end here; what stands right below a name and time is a comment."""
        opened = row > 0 and self.kind[row - 1] in (Kind.WHEN, Kind.SIGNED)
        return self.kind[row] in ENDS and not opened

    def is_footer(self, row: int) -> bool:
        """Whether the row is a comment's buttons, one of which is the reply."""
        return self.kind[row] is Kind.BUTTONS and has_reply(button_words(self.text[row]))

    def end_of_form(self, last: int, stop: int) -> int:
        """The last row of the form and furniture below the comment that ends in row `last`."""
        in_form = False
        for row in range(last + 1, stop):
            kind = self.kind[row]
            in_form = in_form or kind in (Kind.FORM_START, Kind.FURNITURE)
            label = in_form and is_form(self.text[row])
            if not (label or kind in (*DROPPED, Kind.FORM_START, Kind.BUTTONS)):
                break
            if kind is not Kind.BLANK:
                last = row
        return last

    def body(self, rows: Iterable[int]) -> tuple[str, bool, int]:
        """A comment's text, whether a reply button closed it, and its last row that is text.

        Blank lines and furniture go from both ends and buttons from the end; between lines of
        text everything stays, for a writer may well say "Suka" in a line of its own. Where
        nothing but buttons is left the first of several is the writer's.
        """
        kept = list(dropwhile(lambda row: self.kind[row] in DROPPED, rows))
        buttons: list[int] = []
        while kept and (
            self.kind[kept[-1]] in (*DROPPED, Kind.BUTTONS) or self._is_tally(kept, buttons)
        ):
            row = kept.pop()
            if self.kind[row] is Kind.BUTTONS:
                buttons.append(row)
        if not kept and len(buttons) > 1 and self.text[buttons[-1]] == self.text[buttons[-2]]:
            kept = [buttons.pop()]
        return self.joined(kept), any(map(self.is_footer, buttons)), kept[-1] if kept else -1

    def _is_tally(self, kept: Sequence[int], buttons: Sequence[int]) -> bool:
        """Whether the last row is a bare number that counts likes: set apart, above buttons."""
        if len(kept) < 2 or not buttons or not self.text[kept[-1]].isdecimal():  # noqa: PLR2004
            return False
        return self.kind[kept[-2]] in (*DROPPED, Kind.BUTTONS)

    def joined(self, rows: Sequence[int]) -> str:
        """The rows' text with single blank lines kept as paragraph breaks."""
        lines: list[str] = []
        for row in rows:
            if self.text[row] or (lines and lines[-1]):
                lines.append(self.text[row])
        return "\n".join(lines).strip()
