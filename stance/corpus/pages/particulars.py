"""What a page says of its article outside the text: date, author, editor, source, counters."""

import re
from collections.abc import Sequence
from itertools import islice

from stance.corpus.pages.lines import is_name, is_sentence, name_case, read_credits
from stance.corpus.pages.marked import Marked

_LONGEST_NAME = 60  # code points
_BY = re.compile(
    r"\s*(?:by|oleh)\s+(?P<name>[^\W\d][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){0,4})\s*(?:[|•·,(]|$)", re.I
)


def collect_credits(marked: Marked, body: Sequence[int], *, title: str | None) -> None:
    """Credits above the text count before those below it."""
    for i in marked.of_kind("credit"):
        for role, name in read_credits(marked.lines[i].text, marked.judge.tables).items():
            value = name or _name_beside(marked, i, title)
            if value and marked.judge.rules.of_name(value) is None:
                marked.credits.setdefault(role, value)
    if not body:
        marked.credits.clear()


def _name_beside(marked: Marked, i: int, title: str | None) -> str | None:
    """The name under a label that stands alone on its line, or above it: never furniture."""
    below = [n for n in range(i + 1, min(i + 4, len(marked.lines))) if marked.lines[n].text][:1]
    if below and marked.kinds[below[0]] in {"short", "sentence"}:
        text = marked.lines[below[0]].text
        if len(text) <= _LONGEST_NAME and not is_sentence(text):
            return name_case(text)
    above = marked.lines[i - 1].text if i else ""
    return name_case(above) if is_name(above) and above != title else None


def date_index(marked: Marked, body: Sequence[int], title_at: int | None) -> int | None:
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


def _foot(marked: Marked, last: int) -> int:
    """The third line below the text, or the last before other articles are announced."""
    foot = last
    below = (i for i in range(last + 1, len(marked.lines)) if marked.lines[i].text)
    for i in islice(below, 3):
        if marked.kinds[i] in {"end", "links"}:
            break
        foot = i
    return foot


def counters_above(marked: Marked, body: Sequence[int]) -> tuple[int, ...]:
    """The bare numbers above the text: comments, shares, views."""
    texts = (line.text for line in marked.lines[: body[0] if body else 0])
    return tuple(int(text) for text in texts if re.fullmatch(r"[0-9]{1,6}", text))


def agency_below(marked: Marked, body: Sequence[int]) -> str | None:
    """A news agency's name on a line of its own under the text."""
    if not body:
        return None
    foot = range(body[-1] + 1, _foot(marked, body[-1]) + 1)
    names = (marked.lines[i].text.strip("()[] .") for i in foot if marked.lines[i].text)
    return next((name for name in names if marked.judge.agency(name)), None)


def byline(marked: Marked, date_at: int | None, title_at: int | None) -> str | None:
    """A name on the date's line or, by the outlet's rules, beside it and not above the title."""
    if date_at is None:
        return None
    reading = marked.judge.date(marked.lines[date_at].text)
    if reading and (name := _name_before(reading.before, marked) or _name_after(reading.after)):
        return name
    top = max(date_at - 2, 0)
    top = title_at + 1 if title_at is not None and top <= title_at < date_at else top
    above = [line.text for line in marked.lines[top:date_at] if line.text][::-1]
    below = [line.text for line in marked.lines[date_at + 1 : date_at + 3]]
    if not any(table.lone_byline for table in marked.judge.tables):
        # "- Selasa, 9 Januari 2024" goes on from the line above.
        above, below = above[:1] if marked.lines[date_at].text[0] in "-–—|/" else [], []
    names = map(first_name, (*above, *below))
    return next((name for name in names if _is_writer(name, marked)), None)


def first_name(text: str) -> str:
    """What stands before a dash, a bar or a comma: ``Rina Sari - detikNews``.

    >>> first_name("Bagas Prasetya | Fakhri Hermansah"), first_name("Putu Reza,")
    ('Bagas Prasetya', 'Putu Reza')
    """
    return re.split(r"\s+[-–|·•]\s+|,", text, maxsplit=1)[0].strip()


def _name_before(before: str, marked: Marked) -> str | None:
    for part in before.replace("|", ",").replace("·", ",").split(","):
        credit = read_credits(part, marked.judge.tables)
        if credit.get("author"):
            return credit["author"]
        name = part.partition(" - ")[0].strip()
        if _is_writer(name, marked):
            return name
    return None


def _name_after(after: str) -> str | None:
    """The name in ``14 Maret 2015 oleh warungrusia``: a pen name too, for nothing else is there."""
    found = _BY.match(after)
    if found is None or found["name"].casefold() in {"admin", "redaksi"}:
        return None
    return name_case(found["name"])


def _is_writer(name: str, marked: Marked) -> bool:
    return is_name(name) and marked.judge.rules.of_name(name) is None
