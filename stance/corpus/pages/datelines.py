"""The dateline that opens an article's first paragraph: place, outlet, agency, date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stance.corpus.dates import DateReading
from stance.corpus.pages.lines import Judge, Line

_OPENING = re.compile(
    r"(?P<head>[^\n]{2,90}?)(?:\s+[-–—―]+|\s*(?:--+|[–—]))\s+(?=[\"“‘'(\[A-Z0-9À-Þ])"
)
_ALONE = re.compile(r"[^\W\d].*[^\W_][)]?\s?(?:--|[-–—―])")
_DASHED = re.compile(r"(?:--|[-–—])\s+\S")
_LONGEST = 92  # code points, with the dash
_PARTS = re.compile(r"\s*[,()|]\s*")
_PLACE = re.compile(r"[A-ZÀ-Þ][\w.'’/-]*(?: [A-ZÀ-Þ][\w.'’/-]*){0,3}")
_DOMAIN = re.compile(
    r"[\w-]+\.(?:com|co|id|co\.id|or\.id|net|org|tv|news|info|asia|example)", re.IGNORECASE
)
_SHORTEST_PLACE = 3  # letters: "AS" and "UE" open sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """What stands before the dash, and `rest`, the text after it; `also` is a second name."""

    rest: str
    place: str | None = None
    also: str | None = None
    outlet: str | None = None
    source: str | None = None
    published: DateReading | None = None


def split_dateline(paragraph: str, judge: Judge) -> Dateline | None:
    """The dateline of a first paragraph, or `None` where it has none.

    Each part between commas and brackets must be an outlet, an agency, a date or a place; a place
    alone counts when it is written in capitals or is in the table of places.

    Examples
    --------
    >>> from datetime import date
    >>> from stance.corpus.pages.outlets import load_rules
    >>> rules = load_rules()
    >>> judge = Judge(rules=rules, tables=(rules.any_page,), today=date(2024, 1, 1))
    >>> line = split_dateline("BERLIN, Kabar.example – Perundingan dibuka.", judge)
    >>> line.place, line.outlet, line.rest
    ('BERLIN', 'Kabar.example', 'Perundingan dibuka.')
    >>> split_dateline("NATO – Dewan NATO-Rusia bersidang.", judge) is None
    True
    """
    opening = _OPENING.match(paragraph)
    if opening is None:
        return None
    places: list[str] = []
    found: dict[str, str] = {}
    published = judge.date(opening["head"].partition(",")[2]) if "," in opening["head"] else None
    parts = [opening["head"].partition(",")[0]] if published else _PARTS.split(opening["head"])
    for part in filter(None, parts):
        if role := _role(part, judge):
            found.setdefault(*role)
        elif _PLACE.fullmatch(part):
            places.append(part)
        else:
            return None
    if not (found or published or _is_place(places, judge)):
        return None
    return Dateline(
        rest=paragraph[opening.end() :],
        place=places[0] if places else None,
        also=places[1] if places[1:] else None,
        outlet=found.get("outlet"),
        source=found.get("source"),
        published=published if published and published.value else None,
    )


def join_datelines(lines: Sequence[Line]) -> list[Line]:
    """The lines with a dateline that stands alone (``Jakarta --``) joined to the text below it.

    >>> lines = [Line(number=1, text="Jakarta --"), Line(number=2, text="Sidang dibuka.")]
    >>> [line.text for line in join_datelines(lines)]
    ['Jakarta -- Sidang dibuka.']
    """
    joined: list[Line] = []
    opening: Line | None = None
    for line in lines:
        if joined and not opening and _goes_with(joined[-1].text, line.text):
            opening = joined.pop()
        if opening and line.text:
            joined.append(Line(number=opening.number, text=f"{opening.text} {line.text}"))
            opening = None
        elif not opening and len(line.text) <= _LONGEST and _ALONE.fullmatch(line.text):
            opening = line
        elif not opening:
            joined.append(line)
    return [*joined, opening] if opening else joined


def _goes_with(above: str, text: str) -> bool:
    """Whether a text begins with the dash of a dateline in capitals: ``RIGA``, ``-- Sidang``."""
    place = above.partition(",")[0].partition("(")[0]
    return _DASHED.match(text) is not None and len(above) <= _LONGEST and place.isupper()


def _role(part: str, judge: Judge) -> tuple[str, str] | None:
    outlet = judge.rules.of_name(part)
    if outlet and outlet.outlet:
        return "outlet", outlet.outlet
    if _DOMAIN.fullmatch(part):
        return "outlet", part
    if all(judge.agency(piece) for piece in part.split("/")):
        return "source", part
    return None


def _is_place(places: Sequence[str], judge: Judge) -> bool:
    if not places or len(places) > 2:  # noqa: PLR2004 - a town and its country
        return False
    word = places[0].casefold()
    if any(word in table.not_places for table in judge.tables):
        return False
    if any(word in table.places for table in judge.tables):
        return True
    if any(table.plain_dateline for table in judge.tables):
        return True
    return places[0].isupper() and len(word) >= _SHORTEST_PLACE
