"""The laws of the architecture that no linter checks."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import stance

PACKAGE = Path(stance.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "starter" not in path.parts)
NOT_WORDS = {"utils", "helpers", "common", "base", "manager", "process", "handle", "get"}
HEAVY = {"altair", "dateparser", "datasketch", "jinja2", "numba", "pyarrow", "rich", "Sastrawi",
         "scipy", "sklearn", "trafilatura"}  # fmt: skip
LONGEST_MODULE = 350
LONGEST_FUNCTION = 40


def module_name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_modules_and_functions_stay_short(path):
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST_MODULE
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (body[-1].end_lineno - body[0].lineno + 1) if body else 0
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_names_are_words_of_the_field(path):
    words = set(path.stem.split("_"))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            words |= set(node.name.lower().strip("_").split("_"))
    assert not words & NOT_WORDS


def test_importing_stance_is_light():
    code = "import sys, stance; print(' '.join({name.split('.')[0] for name in sys.modules}))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(out.stdout.split())


def test_the_front_door_opens():
    assert stance.__all__ == sorted(stance.__all__)
    for name in stance.__all__:
        assert getattr(stance, name) is not None
    assert set(dir(stance)) == set(stance.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        stance.nonsense  # noqa: B018


def test_every_public_function_documents_itself():
    for name in stance.__all__:
        if not name.startswith("__"):
            assert getattr(stance, name).__doc__, name
