"""Read a comment's parts from its node."""

from itertools import islice

from stance.corpus.comments.blocks import RawComment
from stance.corpus.comments.cues import Kind, is_job, is_when, kind_of, signature_of, split_target
from stance.corpus.comments.nodes import Line, Node, Roles, lines_of, skip_tags
from stance.corpus.comments.survey import Item
from stance.corpus.comments.words import patterns

EDGES = (Kind.WHEN, Kind.BUTTONS, Kind.FURNITURE, Kind.SIGNED)
LONGEST_WHEN = 80
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
    name, when = _name(item, roles, nodes), _when(item, nodes)
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


def _when(item: Item, items: set[Node]) -> str | None:
    """The machine's time if there is one, else the reader's."""
    if item.when is None:
        return None
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
    while lines and (kind_of(lines[0]) in EDGES or lines[0] == name or _is_aside(lines)):
        first = lines.pop(0)
        signature = signature_of(first)
        when = when or (first if is_when(first) else None)
        if signature:
            name, when = name or signature.name, when or signature.when
    while len(lines) > 1 and kind_of(lines[-1]) in EDGES:
        lines.pop()
    return name, when, lines


def _is_aside(lines: list[str]) -> bool:
    if len(lines) == 1:
        return False
    return is_job(lines[0]) or patterns().badge.fullmatch(lines[0][:LONGEST_WHEN]) is not None
