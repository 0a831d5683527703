"""Read a comment's parts from its node."""

from itertools import islice

from stance.corpus.comments.blocks import RawComment
from stance.corpus.comments.cues import (
    LONGEST_WHEN,
    Kind,
    button_words,
    has_reply,
    is_badge,
    is_count,
    is_job,
    is_when,
    kind_of,
    signature_of,
    split_target,
)
from stance.corpus.comments.nodes import Line, Node, Roles, lines_of, skip_tags
from stance.corpus.comments.survey import Item

EDGES = (Kind.WHEN, Kind.BUTTONS, Kind.FURNITURE, Kind.SIGNED)
TIMED = ("time", "abbr", "a", "span")
NEAR = 12  # nodes inside a time's node that may bear the machine's time


def read_items(items: list[Item], roles: Roles) -> list[RawComment]:
    """The comments that have a text, each answering the nearest one around it."""
    nodes = {item.node for item in items}
    comments: list[RawComment] = []
    index: dict[Item, int | None] = {}  # of the item itself, or of what its replies answer
    for item in items:
        parent = index.get(item.parent) if item.parent is not None else None
        name, when, lines = _parts(item, roles, nodes)
        index[item] = parent
        if lines:
            index[item] = len(comments)
            text = "\n".join(lines)
            comments.append(RawComment(name=name, when=when, text=text, reply_to=parent))
    return comments


def _parts(item: Item, roles: Roles, nodes: set[Node]) -> tuple[str | None, str | None, list[str]]:
    name, when = _name(item, roles, nodes), _when(item, roles, nodes)
    if item.body is not None:
        return name, when, [line.text for line in _lines(item.body, roles, nodes, set())]
    named = {part[1] for part in (item.name, item.when) if part is not None}
    lines = [line.text for line in _lines(item.node, roles, nodes, named)]
    return _trimmed(name, when, lines)


def _lines(node: Node, roles: Roles, items: set[Node], named: set[Node]) -> list[Line]:
    """A node's lines without other comments and without what its writer did not write."""
    tags = skip_tags()

    def skip(part: Node) -> bool:
        return (
            part.tag in tags
            or (part in items and part is not node)
            or part in named
            or "skip" in roles.of(part)
        )

    return lines_of(node, skip=skip)


def _name(item: Item, roles: Roles, items: set[Node]) -> str | None:
    if item.label and (label := roles.label(item.node)):
        return label["name"]
    if item.name is None:
        return None

    def skip(part: Node) -> bool:
        own = roles.of(part)
        return part in items or "when" in own or ("skip" in own and "name" not in own)

    lines = lines_of(item.name[1], skip=skip)
    name = lines[0].text if lines else ""
    if signature := signature_of(name) or signature_of(f"{name}:"):
        name = signature.name
    return split_target(name)[0] or None


def _when(item: Item, roles: Roles, items: set[Node]) -> str | None:
    """The machine's time if there is one, else the reader's."""
    if item.when is None:
        label = roles.label(item.node) if item.label else None
        return label["when"] if label else None
    node = item.when[1]
    for each in [node, *islice(node.iterdescendants(), NEAR)]:
        for attribute in ("datetime", "title") if each.tag in TIMED or each is node else ():
            value = (each.get(attribute) or "").strip()
            if any(c.isdigit() for c in value) and len(value) <= LONGEST_WHEN:
                return value
    tags = skip_tags()
    lines = lines_of(node, skip=lambda n: n.tag in tags or n in items)
    told = [line.text.strip(" •·|-–,") for line in lines]
    dated = [line for line in told if len(line) <= LONGEST_WHEN and any(map(str.isdigit, line))]
    return next((line for line in told if is_when(line)), dated[0] if dated else None)


def _trimmed(
    name: str | None, when: str | None, lines: list[str]
) -> tuple[str | None, str | None, list[str]]:
    """Lines without the name, time, job and buttons at their ends, where no node holds the text."""
    first, last = 0, len(lines)
    while first < last and _is_above_text(lines[first], name, alone=last - first == 1):
        signature = signature_of(lines[first])
        when = when or (lines[first] if is_when(lines[first]) else None)
        if signature:
            name, when = name or signature.name, when or signature.when
        first += 1
    while last - first > 1 and (
        kind_of(lines[last - 1]) in EDGES
        or (kind_of(lines[last - 2]) is Kind.BUTTONS and is_count(lines[last - 1]))
    ):
        last -= 1
    if last - first == 1 and has_reply(button_words(lines[first])):
        return name, when, []
    return name, when, lines[first:last]


def _is_above_text(line: str, name: str | None, *, alone: bool) -> bool:
    if kind_of(line) in (Kind.WHEN, Kind.FURNITURE, Kind.SIGNED):
        return True
    # "berkata:" is left of "Budi berkata:" where the name has a node of its own
    left = signature_of(f"x {line}")
    if left is not None and left.says and left.name == "x":
        return True
    return not alone and (line == name or is_job(line) or is_badge(line))
