"""Trees of HTML: parsed, searched by the rules' selectors, turned into lines of visible text."""

import re
from contextlib import suppress
from typing import Any

from lxml import etree

from stance.corpus.comments import nodes

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
})  # fmt: skip
_SILENT = frozenset({
    "button", "head", "iframe", "noscript", "object", "script", "select", "style", "svg",
    "template", "textarea",
})  # fmt: skip
_STEP = re.compile(
    r"(?P<tag>[a-z][a-z0-9]*)?(?P<rest>(?:[.#][\w-]+|\[[\w:-]+(?:=[^\]]*)?\])*)", re.I
)
_PART = re.compile(
    r"\.(?P<cls>[\w-]+)|#(?P<id>[\w-]+)|\[(?P<name>[\w:-]+)(?:=(?P<value>[^\]]*))?\]"
)


def parse(text: str) -> Any:
    """The tree of an HTML page, mended where it is broken; `None` where nothing is left of it."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_pis=True)
    with suppress(etree.LxmlError, ValueError):
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    return None


def _step(step: str) -> str:
    match = _STEP.fullmatch(step)
    if match is None:
        return ""
    conditions = [_condition(part) for part in _PART.finditer(match["rest"])]
    return f"//{match['tag'] or '*'}" + "".join(f"[{condition}]" for condition in conditions)


def _condition(part: re.Match[str]) -> str:
    if part["cls"]:
        return f"contains(concat(' ', normalize-space(@class), ' '), ' {part['cls']} ')"
    if part["id"]:
        return f"@id='{part['id']}'"
    if part["value"] is None:
        return f"@*[name()='{part['name']}']"
    value = part["value"].strip("\"'").replace("'", "")
    return f"@*[name()='{part['name']}']='{value}'"


def select(tree: Any, selector: str) -> list[Any]:
    """The elements that a rule's selector names, in the page's order.

    Examples
    --------
    >>> from lxml import etree
    >>> page = etree.HTML('<div class="a b"><p id="x">1</p></div><p>2</p>')
    >>> [p.text for p in select(page, ".b p")], [p.text for p in select(page, "p[id=x]")]
    (['1'], ['1'])
    """
    steps = [_step(step) for step in selector.split()]
    return list(tree.xpath("." + "".join(steps))) if steps and all(steps) else []


def visible_text(element: Any) -> str:
    r"""The text of an element as a browser shows it: one line a block.

    >>> from lxml import etree
    >>> visible_text(etree.HTML("<p>Satu <b>dua</b>.</p><p>Tiga</p><script>x</script>"))
    'Satu dua.\nTiga'
    """
    parts: list[str] = []
    silent = 0
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else None
        if event == "start":
            silent += tag in _SILENT
            if tag in _BLOCKS:
                parts.append("\n")
            if node.text and not silent:
                parts.append(re.sub(r"\s+", " ", node.text))
            continue
        if event == "end":
            silent -= tag in _SILENT
            if tag in _BLOCKS:
                parts.append("\n")
        if node.tail and node is not element and not silent:
            parts.append(re.sub(r"\s+", " ", node.tail))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def visible_line(element: Any) -> str:
    """An element's text on one line."""
    return " ".join("".join(element.itertext()).split())


def take_out(node: Any, within: Any) -> None:
    """Removes `node` from below `within`, but not the text after it."""
    if any(up is within for up in node.iterancestors()):
        nodes.take_out(node)


def depth(tree: Any) -> int:
    """How deep the elements of a tree are nested.

    >>> depth(etree.HTML("<p>a<b>b</b></p>"))
    4
    """
    deepest = now = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        now += 1 if event == "start" else -1
        deepest = max(deepest, now)
    return deepest
