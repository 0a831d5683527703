"""Score tables written by hand."""

import numpy as np
import pyarrow as pa
import pytest

LABELS = ("pro", "even", "con")
SCORES = {"pro": 0.5, "even": 0.0, "con": -0.5}


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture(scope="session")
def score_table():
    """A score table from short rows; see `_row`."""
    return lambda rows: pa.table(
        {name: [row[name] for row in map(_row, rows)] for name in _row({"id": "a"})}
        if rows
        else {name: [] for name in _row({"id": "a"})}
    )


@pytest.fixture(scope="session")
def five_rows(score_table):
    """2016: article a (pro, pro, con), comment c (con); 2017: article b (even)."""
    return score_table(
        [
            {"id": "a", "index": 0, "label": "pro", "published": "2016-03-27"},
            {"id": "a", "index": 1, "label": "pro", "published": "2016-03-27"},
            {"id": "a", "index": 2, "label": "con", "published": "2016-03-27"},
            {"id": "b", "index": 0, "label": "even", "published": "2017-10-01"},
            {"id": "c", "index": 0, "label": "con", "published": "2016-03-27", "under": "a"},
        ]
    )


def _row(short):
    """A row of the score table; `under` makes it a comment, `error` a failure."""
    error, label = short.get("error"), short.get("label", "even")
    shares = {name: 0.5 if name == label else 0.25 for name in LABELS}
    return {
        "task": "stance",
        "kind": "comment" if "under" in short else "article",
        "document_id": short["id"],
        "article_id": short.get("under", short["id"]),
        "index": None if error else short.get("index", 0),
        "label": None if error else label,
        "score": None if error else short.get("score", SCORES[label]),
        **{f"p_{name}": None if error else share for name, share in shares.items()},
        "title": short.get("title"),
        "outlet": short.get("outlet", "warta.example"),
        "published": short.get("published"),
        "published_precision": short.get("precision", "day"),
        "duplicate_of": short.get("duplicate_of"),
        "commenter": short.get("commenter"),
        "model": short.get("model", "0123456789ab"),
        "trained_on": short.get("trained_on", False),
        "error": error,
    }


@pytest.fixture(scope="session")
def placed_table(score_table):
    """A score table whose sentences have places and texts: ten characters each, by their index."""

    def placed(rows):
        table = score_table(rows)
        index = [place or 0 for place in table["index"].to_pylist()]
        texts = [f"{row['id']} {place}." for row, place in zip(rows, index, strict=True)]
        columns = {
            "start": [10 * place for place in index],
            "end": [10 * place + 9 for place in index],
            "text": texts,
        }
        for name, values in columns.items():
            table = table.append_column(name, pa.array(values))
        return table

    return placed


@pytest.fixture(scope="session")
def gold_table():
    """Gold labels from short rows: document, index, label and, if not 1, the probability."""
    return lambda rows: pa.table(
        {
            "document_id": [row[0] for row in rows],
            "start": [10 * row[1] for row in rows],
            "end": [10 * row[1] + 9 for row in rows],
            "label": [row[2] for row in rows],
            "probability": [row[3] if len(row) > 3 else 1.0 for row in rows],
        }
    )
