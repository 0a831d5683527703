"""One walk over a tree that finds its threads and the comments in them."""

from dataclasses import dataclass, field

from stance.corpus.comments.nodes import Node, Roles, walk

NEVER_TAKEN = ("html", "body", "main", "head")


@dataclass(slots=True, eq=False)
class Item:
    """A node that may be one comment, with what is known of its own parts."""

    node: Node
    parent: "Item | None"
    label: bool = False
    name: tuple[int, Node] | None = None
    when: tuple[int, Node] | None = None
    body: Node | None = None
    top: bool = True

    @property
    def is_signed(self) -> bool:
        """Whether a writer or a time is named, without which nothing is a comment."""
        return self.label or self.name is not None or self.when is not None


@dataclass(slots=True, eq=False)
class Region:
    """A node that holds a thread, unless the article itself is in it."""

    node: Node
    safe: bool = True


@dataclass(slots=True)
class Survey:
    """The items and the outermost safe regions of a tree, in the page's order."""

    items: list[Item] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)


def survey(root: Node, roles: Roles) -> Survey:
    """What there is of comments in a tree."""
    walker = _Walker(roles)
    for node, entering in walk(root, skip=lambda n: n.tag in ("script", "style", "template")):
        if isinstance(node.tag, str):
            (walker.enter if entering else walker.leave)(node)
    _adopt(walker.items)
    found = Survey(items=[item for item in walker.items if item.is_signed])
    found.regions = _outermost(walker.regions, found.items)
    return found


def _adopt(items: list[Item]) -> None:
    """Give each item the nearest comment around it; parents come first, so one step suffices."""
    for item in items:
        if item.parent is not None and not item.parent.is_signed:
            item.parent = item.parent.parent


def _outermost(regions: list[Region], items: list[Item]) -> list[Region]:
    inside = {item.node for item in items}
    chosen: list[Region] = []
    covered: set[Node] = set()
    for region in regions:
        if not region.safe or region.node in inside:
            continue
        if region.node not in covered:
            chosen.append(region)
            covered.update(region.node.iter())
    return chosen


class _Walker:
    def __init__(self, roles: Roles) -> None:
        self.items: list[Item] = []
        self.regions: list[Region] = []
        self._roles = roles
        self._open: list[tuple[Node, Item | None]] = []  # items and holders of replies
        self._open_regions: list[Region] = []
        self._last: Item | None = None
        self._disqus: list[Node] = []

    def enter(self, node: Node) -> None:
        roles = self._roles.of(node)
        label = self._roles.label(node) is not None
        if node.tag == "h1" or "article" in roles or node.tag in NEVER_TAKEN:
            self._spare()
        if "thread" in roles and node.tag not in NEVER_TAKEN and "article" not in roles:
            self.regions.append(Region(node))
            self._open_regions.append(self.regions[-1])
        if "disqus" in roles:
            self._disqus.append(node)
        holder = self._open[-1][1] if self._open else None
        if "item" in roles or label or ("disqus_item" in roles and self._disqus):
            self.items.append(Item(node=node, parent=holder, label=label))
            self._open.append((node, self.items[-1]))
        elif "children" in roles and holder is None:
            self._open.append((node, self._last))
        elif holder is not None:
            _note(holder, node, roles)

    def leave(self, node: Node) -> None:
        if self._open and self._open[-1][0] is node:
            self._last = self._open.pop()[1]
        if self._open_regions and self._open_regions[-1].node is node:
            self._open_regions.pop()
        if self._disqus and self._disqus[-1] is node:
            self._disqus.pop()

    def _spare(self) -> None:
        """Mark the regions that are open as holding the article; inner ones first."""
        for region in reversed(self._open_regions):
            if not region.safe:
                break
            region.safe = False


def _note(item: Item, node: Node, roles: dict[str, int]) -> None:
    """Keep the surest name, time and body among an item's own nodes."""
    if "name" in roles and (item.name is None or roles["name"] < item.name[0]):
        item.name = roles["name"], node
    if "when" in roles and (item.when is None or roles["when"] < item.when[0]):
        item.when = roles["when"], node
    if "body" in roles and item.body is None and "skip" not in roles:
        item.body = node
