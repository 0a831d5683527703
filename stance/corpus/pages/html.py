"""One saved HTML page -> what is known of its article: rules first, then trafilatura."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from lxml import etree

from stance.corpus.comments import CommentBlock, take_from_tree
from stance.corpus.dates import DateReading
from stance.corpus.pages.layout import Draft, lay_out, lay_out_body
from stance.corpus.pages.lines import Judge, Line, name_case, read_credits, read_lines
from stance.corpus.pages.markup import depth, parse, select, take_out, visible_line, visible_text
from stance.corpus.pages.metadata import Metadata, one_line, read_head
from stance.corpus.pages.outlets import OutletRules, Rules
from stance.corpus.pages.titles import find_site, find_title

DEEPEST_TREE = 400
"""Nested elements; trafilatura goes down recursively and is not asked about deeper pages."""

LARGEST_TREE = 2_000_000
"""Characters of markup; trafilatura's time grows faster than the page."""

_TAGS = re.compile(r"<(?:script|style)\b[^<]*</(?:script|style)\s*>|<[^<>]*>", re.IGNORECASE)
_LONGEST_NAME = 80  # code points, of several authors together
_AFTER_NAME = re.compile(
    r"\s+[-–|]\s+|,\s*(?=(?:jurnalis|wartawan|reporter|okezone)\b)", re.IGNORECASE
)


def read_html(text: str, *, rules: Rules, today: date) -> tuple[Draft, CommentBlock | None]:
    """The article of an HTML page and its block of comments.

    The outlet's table is found by the page's address, else by its site's name, else by a marker.
    For each part the order is: the outlet's own selectors, JSON-LD, meta elements, the selectors
    for any page; for the text: the outlet's selectors, those for any page, trafilatura, and
    at last all visible lines as for a text page. The comments are taken out before.
    """
    tree = parse(text)
    if tree is None:
        return Draft(), None
    said = read_head(tree)
    outlet = _outlet(tree, said, rules)
    tables = (outlet, rules.any_page) if outlet else (rules.any_page,)
    judge = Judge(rules=rules, tables=tables, today=today)
    block = take_from_tree(tree)
    title = find_title(tree, said, judge)
    # What stands inside the text's element is read before that element loses its furniture.
    published, authors = _published(tree, said, judge), list(_authors(tree, said, judge))
    author = next(filter(_is_full_name, authors), None)
    editor = _text_at(tree, [s for table in tables for s in table.html["editor"]])
    site = find_site(tree, title, judge)
    draft = _article(tree, judge, title=title or (block.title if block else None))
    if not draft.paragraphs and depth(tree) >= DEEPEST_TREE:
        # The parser lets go of what is nested too deep; the bare text still holds it.
        draft = lay_out(read_lines(_TAGS.sub("\n", text)), judge, title=title)
    return replace(
        draft,
        title=title or draft.title,
        published=_sharper(published, draft.published),
        author=author or draft.author or next(iter(authors), None),
        editor=(_without_label(editor, judge) if editor else None) or draft.editor,
        outlet=(outlet.outlet if outlet else None) or said.site or draft.outlet or site,
        url=said.url,
    ), block


def _outlet(tree: Any, said: Metadata, rules: Rules) -> OutletRules | None:
    found = rules.of_url(said.url) if said.url else None
    if found is None and said.site:
        found = rules.of_name(said.site)
    if found is None:
        heads = [visible_line(node) for node in tree.iter("title")]
        found = rules.of_marker([*heads, *_site_frame(tree)])
    return found


def _site_frame(tree: Any) -> Iterator[str]:
    """The beginning of the page's heads and feet, where a site says its name."""
    for tag in ("header", "footer"):
        for node in tree.iter(tag):
            yield visible_text(node)[:500]


def _text_at(tree: Any, selectors: Sequence[str]) -> str | None:
    for selector in selectors:
        for node in select(tree, selector):
            if text := one_line(node.get("content") or visible_line(node)):
                return text
    return None


def _published(tree: Any, said: Metadata, judge: Judge) -> DateReading | None:
    """The first of the page's dates that names a day, with the minute if another tells it."""
    found: DateReading | None = None
    for text in _date_texts(tree, said, judge):
        reading = judge.date(text)
        if reading and reading.value and reading.precision != "inferred":
            found = _sharper(found, reading)
            if found and found.precision == "minute":
                break
    return found


def _sharper(first: DateReading | None, other: DateReading | None) -> DateReading | None:
    """The first reading, unless it is a day of which the other tells the minute."""
    if first is None or other is None:
        return first or other
    if first.precision == "day" and other.precision == "minute" and _day(first) == _day(other):
        return other
    return first


def _day(reading: DateReading) -> str:
    return reading.value.isoformat()[:10] if reading.value else ""


def _date_texts(tree: Any, said: Metadata, judge: Judge) -> Iterator[str]:
    for table in judge.tables[:-1]:
        yield from _dates_at(tree, table.html["date"])
    yield from said.dates
    yield from _dates_at(tree, judge.tables[-1].html["date"])


def _dates_at(tree: Any, selectors: Sequence[str]) -> Iterator[str]:
    for selector in selectors:
        for node in select(tree, selector):
            if not _in_frame(node):
                said = node.get("datetime") or node.get("content")
                yield said or (node.tag == "abbr" and node.get("title")) or visible_line(node)


def _in_frame(node: Any) -> bool:
    """Whether an element belongs to the site rather than the article: today's date, other news."""
    above = {up.tag for up in node.iterancestors()}
    return bool(above & {"nav", "aside", "footer"}) or (
        "header" in above and not above & {"article", "main"}
    )


def _authors(tree: Any, said: Metadata, judge: Judge) -> Iterator[str]:
    """The names that may be the author's, the most trusted first."""
    own = [selector for table in judge.tables[:-1] for selector in table.html["author"]]
    tries = (
        _text_at(tree, own),
        *said.authors,
        _text_at(tree, judge.tables[-1].html["author"]),
    )
    for found in filter(None, tries):
        name = _without_label(found, judge)
        if name and judge.rules.of_name(name) is None and name != said.site:
            yield name


def _is_full_name(name: str) -> bool:
    """Whether a name is more than what somebody logs in with: ``editor01``."""
    return " " in name and not any(map(str.isdigit, name))


def _without_label(text: str, judge: Judge) -> str | None:
    """A name without "Penulis:" before it and ", Jurnalis" or " - detikNews" after it."""
    found = read_credits(text, judge.tables)
    if found:
        return next(iter(found.values())) or None
    name = _AFTER_NAME.split(text, maxsplit=1)[0].strip(" ,-|")
    if not name or len(name) > _LONGEST_NAME or "://" in name:
        return None
    return None if name.casefold() in {"admin", "redaksi"} else name_case(name)


def _article(tree: Any, judge: Judge, *, title: str | None) -> Draft:
    """The text by the rules' element, else by trafilatura, else from all visible lines."""
    page = lay_out(read_lines(visible_text(tree)), judge, title=title)
    body = _body_element(tree, judge)  # which loses its furniture: so the page is read first
    inner = lay_out_body(_lines_of(body, judge) if body is not None else [], judge, title=title)
    if not inner.paragraphs:
        inner = lay_out_body(read_lines(_extracted(tree) or ""), judge, title=title)
    if not inner.paragraphs:
        return page
    # Credits and dates may stand outside the element with the text.
    return replace(
        inner,
        author=inner.author or page.author,
        editor=inner.editor or page.editor,
        source=inner.source or page.source,
        outlet=inner.outlet or page.outlet,
        published=inner.published or page.published,
    )


def _body_element(tree: Any, judge: Judge) -> Any:
    for table in judge.tables:
        for selector in table.html["body"]:
            nodes = select(tree, selector)
            if nodes:
                return max(nodes, key=lambda node: len(visible_text(node)))
    return None


def _lines_of(body: Any, judge: Judge) -> list[Line]:
    for table in judge.tables:
        for selector in table.html["drop"]:
            for node in select(body, selector):
                take_out(node, body)
    return read_lines(visible_text(body))


def _extracted(tree: Any) -> str | None:
    """The main text after trafilatura, one paragraph a line."""
    if depth(tree) > DEEPEST_TREE:
        return None
    markup = etree.tostring(tree, encoding="unicode", method="html")
    if len(markup) > LARGEST_TREE:
        return None
    from trafilatura import extract

    found = extract(markup, include_comments=False, include_tables=False, favor_precision=True)
    return str(found) if found else None
