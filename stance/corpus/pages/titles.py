"""An HTML page's title and its site's name, told apart: a window shows both on one line."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from stance.corpus.pages.lines import Judge
from stance.corpus.pages.markup import select, visible_line, visible_text
from stance.corpus.pages.metadata import Metadata, one_line
from stance.corpus.pages.outlets import normal_line

_BREAK = re.compile(r"\s+[-–—|»·:«]+\s+|:\s+|\s*\|\s*")
_SITE_SUFFIX = re.compile(r"\s+[-–—|»·]\s+[^-–—|»·]{2,40}$")
_MOST_PIECES = 6  # of a window's title, tried one by one
_FEWEST_WORDS = 3  # of a headline; a site's name or a section has fewer
_LONGEST_SITE = 40  # code points
_MOST_HEADINGS = 20


def page_title(tree: Any) -> str | None:
    """What the window shows."""
    return next(filter(None, (one_line(visible_line(node)) for node in tree.iter("title"))), None)


def find_title(tree: Any, said: Metadata, judge: Judge) -> str | None:
    """The article's title: the outlet's own place, metadata, a heading, the window's title.

    A heading that is part of the window's title goes before one that is not, the longer before the
    shorter: the site's name may be a heading too.
    """
    own = [selector for table in judge.tables[:-1] for selector in table.html["title"]]
    window = page_title(tree)
    known = next(filter(None, (*_headings(tree, own), *map(one_line, said.headlines))), None)
    if known:
        return _without_site(known, said, judge)
    headings = _headings(tree, judge.tables[-1].html["title"])
    inside = _inside(headings, window)
    parts = [] if inside else _visible_pieces(tree, window)
    if best := max((*inside, *parts), key=lambda text: len(text.split()), default=None):
        return best
    if headings:
        return _without_site(headings[0], said, judge)
    return _SITE_SUFFIX.sub("", window) if window else None


def find_site(tree: Any, title: str | None, judge: Judge) -> str | None:
    """The site's name, as the window shows it beside the article's title.

    Only a name that the page bears elsewhere too, and that is not one of a site's usual sections.
    """
    window = page_title(tree)
    if not (window and title and title in window):
        return None
    before, _, after = window.partition(title)
    pieces = [*_pieces(before)[:1], *_pieces(after)[-1:]]
    lines = {normal_line(line) for line in visible_text(tree).split("\n")}
    sections = {name for table in judge.tables for name in table.sections}
    for name in pieces:
        word = normal_line(name)
        if word in sections or len(name) > _LONGEST_SITE:
            continue
        # "... | NATO" may be a topic: one word alone must head or close the page.
        if word in lines or (" " in word and any(word in line for line in lines)):
            return name
    return None


def _headings(tree: Any, selectors: Sequence[str]) -> list[str]:
    found = (one_line(visible_line(n)) for s in selectors for n in select(tree, s)[:_MOST_HEADINGS])
    return [text for text in found if text]


def _inside(texts: Iterable[str], window: str | None) -> list[str]:
    """The texts that the window's title holds and that are long enough for a headline."""
    whole = normal_line(window or "")
    long = (text for text in texts if len(text.split()) >= _FEWEST_WORDS)
    return [text for text in long if normal_line(text) in whole]


def _visible_pieces(tree: Any, window: str | None) -> list[str]:
    """The pieces of the window's title that stand on the page in a line of their own."""
    breaks = list(_BREAK.finditer(window or ""))[:_MOST_PIECES]
    if window is None or not breaks:
        return []
    starts = [0, *(gap.end() for gap in breaks)]
    ends = [*(gap.start() for gap in breaks), len(window)]
    lines = {normal_line(line) for line in visible_text(tree).split("\n")}
    pieces = (window[start:end] for start in starts for end in ends if start < end)
    return [text for text in _inside(pieces, window) if normal_line(text) in lines]


def _pieces(text: str | None) -> list[str]:
    parts = (part.strip(" -–—|»·:«") for part in _BREAK.split(text or ""))
    return [part for part in parts if part]


def _without_site(title: str, said: Metadata, judge: Judge) -> str:
    """A title without the site's name after a dash or a bar."""
    bare = _SITE_SUFFIX.sub("", title)
    suffix = title[len(bare) :].strip(" -–—|»·")
    names = (said.site, *(table.outlet for table in judge.tables))
    named = normal_line(suffix) in {normal_line(name) for name in names if name}
    return bare if suffix and (named or judge.rules.of_name(suffix)) else title
