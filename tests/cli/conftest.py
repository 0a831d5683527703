"""What the commands are run on where the size of a corpus is not the point, and how."""

import io
import json
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from subprocess import CompletedProcess

import pytest


@pytest.fixture(scope="session")
def run():
    """A function that runs `stance` in this process, which has loaded most of it already.

    What a process of its own adds (its streams, signals and ends) is tested in
    `test_commands.py` and `test_bad_input.py`.
    """
    return _run


@pytest.fixture(scope="session")
def little(tmp_path_factory, root):
    """A folder with twelve of the starter articles, and labels/ with the ledger of their labels."""
    folder = tmp_path_factory.mktemp("little")
    pages = sorted((root / "articles").iterdir())[1::20]
    for name in ("articles", "labels"):
        (folder / name).mkdir()
    for page in pages:
        shutil.copy(page, folder / "articles")
    ids = {page.stem for page in pages}
    ledger = (root / "labels" / "stance.jsonl").read_text(encoding="utf-8")
    lines = [line for line in ledger.splitlines(keepends=True) if _article_of(line) in ids]
    (folder / "labels" / "stance.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


def _article_of(line):
    return json.loads(line)["document_id"].partition("#")[0]


def _run(*arguments, cwd="."):
    """The exit code, standard output and standard error, as `subprocess.run` would give them."""
    from stance.cli.app import run

    said, complained = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    words = ["stance", *map(str, arguments)]
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(complained):
        patch.setattr(sys, "argv", words)
        patch.chdir(cwd)
        code = run()
    return CompletedProcess(words, code, _text_of(said), _text_of(complained))


def _text_of(stream):
    stream.flush()
    return stream.buffer.getvalue().decode()
