"""What the nodes of a tree are by their class and id, and their text as lines.

Everything walks with its own stack: saved pages nest deeper than Python may recurse.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from stance.corpus.comments.words import one_of, rules

Node = Any  # an lxml element; lxml has no type hints
MOST_TOKENS = 40
LONGEST_TOKEN = 60
ORDERED = ("name", "when")


@dataclass(slots=True)
class Roles:
    """The roles of classes and ids by the rules, each token judged once."""

    _patterns: dict[str, list[re.Pattern[str]]] = field(default_factory=dict)
    _known: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for role, entries in rules()["html"].items():
            groups = entries if role in ORDERED else [one_of(entries)]
            self._patterns[role] = [re.compile(entry, re.IGNORECASE) for entry in groups]

    def of(self, node: Node) -> dict[str, int]:
        """The node's roles, each with the place of its word in the rules: lower is surer."""
        if not isinstance(node.tag, str):
            return {}
        tokens = f"{node.get('class') or ''} {node.get('id') or ''}".split()
        roles: dict[str, int] = {}
        for token in tokens[:MOST_TOKENS]:
            for role, place in self._token(token).items():
                roles[role] = min(place, roles.get(role, place))
        if node.tag in rules()["html"]["skip_tags"]:
            roles["skip"] = 0
        if node.tag == "time" or node.get("data-utime"):
            roles["when"] = -1
        return roles

    def label(self, node: Node) -> re.Match[str] | None:
        """What a screen reader is told of a comment: its writer, perhaps its time."""
        label = " ".join((node.get("aria-label") or "")[:300].split())
        return self._patterns["label"][0].fullmatch(label) if label else None

    def _token(self, token: str) -> dict[str, int]:
        token = token[:LONGEST_TOKEN]
        if token not in self._known:
            self._known[token] = {
                role: place
                for role, patterns in self._patterns.items()
                for place in [next((i for i, p in enumerate(patterns) if p.fullmatch(token)), -1)]
                if place >= 0
            }
        return self._known[token]


def skip_tags() -> frozenset[str]:
    """Tags that nobody's words are in."""
    return frozenset(rules()["html"]["skip_tags"])


def block_tags() -> frozenset[str]:
    """Tags that begin and end a line."""
    return frozenset(rules()["html"]["block_tags"])


def walk(root: Node, skip: Callable[[Node], bool] = lambda _: False) -> Iterator[tuple[Node, bool]]:
    """Every node twice, on entering (`True`) and on leaving, but for the skipped and theirs."""
    stack = [(root, True)]
    while stack:
        node, entering = stack.pop()
        yield node, entering
        if entering:
            stack.append((node, False))
            if isinstance(node.tag, str):
                stack.extend((child, True) for child in reversed(node) if not skip(child))


@dataclass(slots=True)
class Line:
    """One line of a tree's text and the places it comes from."""

    text: str
    places: list[tuple[Node, str]]


def lines_of(
    root: Node,
    *,
    skip: Callable[[Node], bool],
    breaks: Callable[[Node], bool] = lambda _: False,
) -> list[Line]:
    """A tree's text as a browser would break it into lines, without the blank ones.

    `breaks` tells which inline nodes (a name, a time) stand in a line of their own.
    """
    writer, blocks = _Writer(), block_tags()
    for node, entering in _walk_text(root, skip):
        own = isinstance(node.tag, str)
        if own and (node.tag in blocks or breaks(node)):
            writer.end_line()
        if entering and own and not (node is not root and skip(node)):
            writer.write(node, "text")
        if not entering and node is not root:
            writer.write(node, "tail")
    writer.end_line()
    return writer.lines


def _walk_text(root: Node, skip: Callable[[Node], bool]) -> Iterator[tuple[Node, bool]]:
    """Like `walk`, but a skipped node is still entered and left, for the text behind it."""
    stack = [(root, True)]
    while stack:
        node, entering = stack.pop()
        yield node, entering
        if entering:
            stack.append((node, False))
            if isinstance(node.tag, str) and (node is root or not skip(node)):
                stack.extend((child, True) for child in reversed(node))


class _Writer:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._parts: list[str] = []
        self._places: list[tuple[Node, str]] = []

    def write(self, node: Node, where: str) -> None:
        text = getattr(node, where)
        if text:
            self._parts.append(text)
            self._places.append((node, where))

    def end_line(self) -> None:
        text = " ".join("".join(self._parts).split())
        if text:
            self.lines.append(Line(text, self._places))
            self._places = []
        self._parts = []


def take_out(node: Node) -> None:
    """Remove a node but not the text behind it."""
    parent = node.getparent()
    if parent is None:
        node.clear(keep_tail=True)
        return
    tail, before = node.tail, node.getprevious()
    node.tail = None
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(node)
