"""What an HTML page says of itself in its head: meta elements and JSON-LD."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from typing import Any

_ARTICLE = re.compile(r"article|posting|report", re.IGNORECASE)
_DATE_KEYS = (
    "article:published_time", "datepublished", "publishdate", "dtk:publishdate",
    "content_publisheddate", "pubdate", "og:published_time", "dc.date", "date",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page's head says of itself: meta elements and JSON-LD."""

    meta: Mapping[str, str]
    linked: Mapping[str, Any]
    url: str | None

    @property
    def site(self) -> str | None:
        """The site's name."""
        return self.meta.get("og:site_name") or name_of(self.linked.get("publisher"))

    @property
    def headlines(self) -> tuple[str | None, ...]:
        """The article's title, from the place that decorates it least to the one that may."""
        heading = self.linked.get("headline")
        return (heading if isinstance(heading, str) else None, self.meta.get("og:title"))

    @property
    def dates(self) -> tuple[str, ...]:
        """The article's date, in the places that may bear it, the most trusted first."""
        linked = [self.linked.get(key) for key in ("datePublished", "dateCreated")]
        named = [self.meta.get(key) for key in _DATE_KEYS]
        return tuple(text for text in (*linked, *named) if isinstance(text, str))

    @property
    def authors(self) -> tuple[str | None, ...]:
        """The author's name, in the places that may bear it."""
        named = map(self.meta.get, ("author", "article:author", "content_author", "dable:author"))
        return (name_of(self.linked.get("author")), *named)


def read_head(tree: Any) -> Metadata:
    """The metadata of a parsed page; broken JSON is as if it were not there.

    Examples
    --------
    >>> from lxml import etree
    >>> page = etree.HTML('<meta property="og:site_name" content="Kabar"><link rel="canonical" '
    ...                   'href="https://kabar.example/1">')
    >>> head = read_head(page)
    >>> head.site, head.url
    ('Kabar', 'https://kabar.example/1')
    """
    meta: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop")
        if name and node.get("content"):
            meta.setdefault(name.casefold(), " ".join(node.get("content").split()))
    links = (node.get("href") for node in tree.iter("link") if node.get("rel") == "canonical")
    linked = next(_linked_articles(tree), {})
    url = next(filter(None, links), None) or meta.get("og:url")
    return Metadata(meta=meta, linked=linked, url=url if url and url.startswith("http") else None)


def _linked_articles(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The JSON-LD objects that describe an article."""
    for node in tree.iter("script"):
        if "ld+json" not in (node.get("type") or "") or not node.text:
            continue
        with suppress(ValueError, RecursionError):
            things = _things(json.loads(node.text, strict=False))
            yield from (thing for thing in things if _ARTICLE.search(str(thing.get("@type"))))


def _things(held: Any) -> Iterator[Mapping[str, Any]]:
    """Objects, those in a list, and those in a graph."""
    for thing in held if isinstance(held, list) else [held]:
        if isinstance(thing, dict):
            yield thing
            graph = thing.get("@graph")
            yield from (
                (one for one in graph if isinstance(one, dict)) if isinstance(graph, list) else ()
            )


def name_of(thing: Any) -> str | None:
    """The name of a JSON-LD person or organisation, or the names of a list of them."""
    if isinstance(thing, list):
        names = (name_of(one) for one in thing if not isinstance(one, list))
        return ", ".join(filter(None, names)) or None
    if isinstance(thing, dict):
        thing = thing.get("name")
    return one_line(thing) if isinstance(thing, str) else None


def one_line(text: str | None) -> str | None:
    """A text without line breaks and HTML entities, `None` for an empty one."""
    return " ".join(unescape(text).split()) or None if text else None
