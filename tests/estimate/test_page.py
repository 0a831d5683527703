"""The page about estimates: its examples run, its list of warnings is the code's."""

import ast
import doctest
import inspect
import re

from stance.estimate import articles, cautions


def test_examples_run(root):
    found = doctest.testfile(str(root / "docs" / "estimates.md"), module_relative=False)
    assert (found.failed, found.attempted > 3) == (0, True)


def test_every_warning_is_explained(root):
    page = (root / "docs" / "estimates.md").read_text(encoding="utf-8")
    listed = page.split("## The warnings")[1].split("## ")[0]
    strings = [
        node.value
        for module in (articles, cautions)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    codes = {found[1] for text in strings if (found := re.match(r"([a-z]+(?:-[a-z]+)?): ", text))}
    assert len(codes) > 12
    assert codes == set(re.findall(r"`([a-z-]+)`", listed))
