"""What the commands are run on where the size of a corpus is not the point."""

import json
import shutil

import pytest


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
