"""Take the readers' comments out of the tree of a saved HTML page.

First by structure: nodes whose class or id says that they are comments (WordPress, Disqus, the
Facebook plugin, outlets' own). Where no node says so, the page's text is read like a text page,
first inside nodes that are named after comments, then everywhere.
"""

from collections.abc import Callable, Sequence

from stance.corpus.comments.blocks import CommentBlock, RawComment
from stance.corpus.comments.cues import Heading, heading_of, is_when
from stance.corpus.comments.items import read_items
from stance.corpus.comments.lines import find_in_lines, read_thread
from stance.corpus.comments.nodes import Line, Node, Roles, lines_of, skip_tags, take_out
from stance.corpus.comments.survey import Item, Region, survey

LONG_LINE = 80
MOST_FOREIGN = 600  # characters of long lines that a thread may hold beside its comments
NEIGHBOURS = 3


def take_from_tree(tree: Node) -> CommentBlock | None:
    """The readers' comments of an `lxml.html` tree, whose nodes are taken out of it.

    `None`, and the tree as it was, if the page has no comments and announces none.

    Examples
    --------
    >>> from lxml import html
    >>> tree = html.fromstring(
    ...     "<div><p>Isi.</p><ol class='commentlist'><li class='comment'>"
    ...     "<cite class='fn'>Budi</cite><p>Setuju</p></li></ol></div>"
    ... )
    >>> take_from_tree(tree).comments[0].text, tree.text_content()
    ('Setuju', 'Isi.')
    """
    root = tree.getroot() if hasattr(tree, "getroot") else tree
    if root is None:
        return None
    roles = Roles()
    found = survey(root, roles)
    comments = read_items(found.items, roles)
    if comments:
        return _take_items(found.items, found.regions, roles, comments)
    return _take_regions(found.regions, roles) or _take_lines(root, roles)


def _take_items(
    items: list[Item], regions: list[Region], roles: Roles, comments: Sequence[RawComment]
) -> CommentBlock:
    nodes = {item.node for item in items}
    heading: Heading | None = None
    for region in regions:
        lines = _own_lines(region.node, roles, nodes.__contains__)
        heading = heading or _first_heading(lines)
        if _is_foreign(lines):
            region.safe = False
    safe = [region.node for region in regions if region.safe]
    tops = [item.node for item in items if item.parent is None]
    beside = _heading_beside(tops[0], safe)
    for node in safe + tops + ([beside[0]] if beside and not heading else []):
        take_out(node)
    return _block(comments, heading or (beside[1] if beside else None))


def _take_regions(regions: list[Region], roles: Roles) -> CommentBlock | None:
    """Threads whose comments no class betrays, or that only announce a number."""
    for region in regions:
        lines = _own_lines(region.node, roles, lambda _: False)
        texts = [line.text for line in lines]
        comments = read_thread(texts)
        heading = _first_heading(lines) or _heading_of_neighbour(region.node)
        if comments or (heading and heading.announced is not None):
            for each in regions:
                take_out(each.node)
            return _block(comments, heading)
    return None


def _take_lines(root: Node, roles: Roles) -> CommentBlock | None:
    """The page read as lines; what belongs to the comments is emptied, its nodes stay."""
    lines = _own_lines(root, roles, lambda _: False)
    block = find_in_lines([line.text for line in lines])
    if block is None:
        return None
    for line in lines[block.first_line - 1 : block.last_line]:
        for node, where in line.places:
            setattr(node, where, None)
    return CommentBlock(
        comments=block.comments,
        announced=block.announced,
        title=block.title,
        first_line=0,
        last_line=0,
    )


def _own_lines(node: Node, roles: Roles, skip: Callable[[Node], bool]) -> list[Line]:
    """A node's lines with names and times set apart, as they are on the screen."""
    tags = skip_tags() - {"form", "button", "menu"}
    return lines_of(
        node,
        skip=lambda n: n.tag in tags or skip(n),
        breaks=lambda n: not {"name", "when"}.isdisjoint(roles.of(n)) or _is_when(n),
    )


def _is_when(node: Node) -> bool:
    return bool(node.text) and len(node) == 0 and is_when(node.text.strip())


def _first_heading(lines: list[Line]) -> Heading | None:
    headings = [heading for line in lines if (heading := heading_of(line.text))]
    known = [h for h in headings if h.announced is not None or h.title is not None]
    return known[0] if known else None


def _is_foreign(lines: list[Line]) -> bool:
    """Whether so much else stands in a thread's node that it may be the article."""
    return sum(len(line.text) for line in lines if len(line.text) > LONG_LINE) > MOST_FOREIGN


def _heading_beside(node: Node, taken: list[Node]) -> tuple[Node, Heading] | None:
    """The heading just above a thread that has no node of its own."""
    for _ in range(NEIGHBOURS):
        if node is None:
            return None
        before = node.getprevious()
        for _ in range(NEIGHBOURS):
            if before is None:
                break
            if heading := _heading_node(before):
                return before, heading
            before = before.getprevious()
        node = None if node in taken else node.getparent()
    return None


def _heading_node(node: Node) -> Heading | None:
    if not isinstance(node.tag, str) or len(node) > NEIGHBOURS:
        return None
    return heading_of(" ".join("".join(node.itertext()).split()))


def _heading_of_neighbour(node: Node) -> Heading | None:
    before = node.getprevious()
    return _heading_node(before) if before is not None else None


def _block(comments: Sequence[RawComment], heading: Heading | None) -> CommentBlock:
    return CommentBlock(
        comments=tuple(comments),
        announced=heading.announced if heading else None,
        title=heading.title if heading else None,
        first_line=0,
        last_line=0,
    )
