"""The page about estimates: its examples run, its list of warnings is the code's."""

import ast
import doctest
import inspect
import re

from stance.estimate import articles, cautions, changes, gold, omissions


def test_examples_run(root):
    found = doctest.testfile(str(root / "docs" / "estimates.md"), module_relative=False)
    assert (found.failed, found.attempted > 3) == (0, True)


def listed(root, page, heading):
    """The codes in the first column of a page's table of warnings."""
    text = (root / "docs" / page).read_text(encoding="utf-8")
    table = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (.*?) \|", table, re.MULTILINE)
    return set(re.findall(r"`([a-z-]+)`", " ".join(cells)))


def test_every_warning_is_explained(root):
    strings = [
        node.value
        for module in (articles, cautions, changes, gold, omissions)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    codes = {found[1] for text in strings if (found := re.match(r"([a-z]+(?:-[a-z]+)*): ", text))}
    # `_notes` of gold.py puts these together.
    codes |= {"gold-elsewhere", "gold-failed", "gold-tied"}
    explained = listed(root, "estimates.md", "The warnings")
    explained |= listed(root, "corrected.md", "More warnings")
    assert len(codes) > 25
    assert codes - explained == set()
