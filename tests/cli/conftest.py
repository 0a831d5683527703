"""What the commands are run on where the size of a corpus is not the point."""

import json
import os
import pty
import shutil
import subprocess
import sys

import numpy as np
import pyarrow as pa
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


LABELS = ("cooperative", "neutral", "confrontational")


@pytest.fixture(scope="session")
def labelled_scores(tmp_path_factory):
    """A folder with scores of 32 articles and 64 comments of 2015-2018, and ledgers of labels.

    `gold.jsonl` has every second sentence, with a probability of .5; `articles.jsonl` those of
    articles only, `early.jsonl` those of the first two years, `train.jsonl` the same for training.
    """
    import stance
    from stance.score_table import score_schema

    path, rng = tmp_path_factory.mktemp("labelled"), np.random.default_rng(3)
    rows = [
        row
        for number in range(32)
        for name in (f"b{number}", f"b{number}#1", f"b{number}#2")
        for row in _scored(name, number, rng)
    ]
    table = pa.Table.from_pylist(rows, schema=score_schema(LABELS))
    stance.write_scores(table, path / "scores.parquet")
    stance.write_scores(table, path / "scores.csv")
    gold = [_labelled(row, rng) for row in rows[::2]]
    ledgers = {
        "gold": gold,
        "articles": [row for row in gold if "#" not in row["document_id"]],
        "early": [row for row in gold if int(row["document_id"][1:].partition("#")[0]) % 4 < 2],
        "train": [row | {"purpose": "train"} for row in gold],
    }
    for name, lines in ledgers.items():
        text = "".join(json.dumps(row) + "\n" for row in lines)
        (path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return path


def _scored(name, number, rng):
    is_comment, tone = "#" in name, rng.dirichlet([2, 2, 2])
    for index in range(1 if is_comment else 4):
        shares, text = rng.dirichlet(6 * tone + 0.2), f"Kalimat {index} dari {name}."
        yield {
            "task": "stance", "kind": "comment" if is_comment else "article", "document_id": name,
            "article_id": f"b{number}", "index": index, "start": 50 * index,
            "end": 50 * index + len(text), "text": text, "label": LABELS[int(shares.argmax())],
            "score": shares[0] - shares[2], "p_cooperative": shares[0], "p_neutral": shares[1],
            "p_confrontational": shares[2], "intercept": 0.0, "terms": [],
            "title": f"Berita {number}", "outlet": "Warta Nusa" if number % 3 else "Kabar Samudra",
            "published": f"{2015 + number % 4}-03-27", "published_precision": "day",
            "model": "0123", "trained_on": False,
        }  # fmt: skip


def _labelled(row, rng):
    from stance.corpus.labels.annotations import text_digest

    shares = [row[f"p_{label}"] for label in LABELS]
    return {
        "document_id": row["document_id"], "start": row["start"], "end": row["end"],
        "digest": text_digest(row["text"]), "task": "stance",
        "label": str(rng.choice(LABELS, p=shares)),
        "annotator": "siti", "codebook": "stance-1", "purpose": "gold", "probability": 0.5,
        "created": "2026-01-31",
    }  # fmt: skip


@pytest.fixture(scope="session")
def on_terminal():
    """A function that runs `stance` in a terminal of so many columns: code, and what is seen."""
    return _on_terminal


def _on_terminal(*arguments, columns, cwd):
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", "from stance.cli.main import main; main()", *map(str, arguments)],
        stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, cwd=cwd,
        env={**os.environ, "TERM": "xterm", "NO_COLOR": "1", "COLUMNS": str(columns)},
    ) as child:  # fmt: skip
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 1 << 16):
                seen += part
        except OSError:  # how Linux says that the other end is closed
            pass
        errors = child.stderr.read()
    os.close(ours)
    return child.returncode, seen.decode().replace("\r\n", "\n"), errors.decode()
