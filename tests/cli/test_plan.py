"""`stance plan` as a user runs it: from scores to gold labels, and to how many are needed."""

import json

import numpy as np
import pyarrow as pa
import pytest

import stance
from stance.score_table import score_schema

LABELS = ("cooperative", "neutral", "confrontational")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the scores of 60 articles of six sentences, over two years."""
    path, rng, rows = tmp_path_factory.mktemp("plan"), np.random.default_rng(3), []
    for number in range(60):
        tone = rng.dirichlet([2, 2, 2])
        for index in range(6):
            shares = rng.dirichlet(6 * tone + 0.2)
            text = f"Kalimat {index} dari berita {number}."
            rows.append(
                {"task": "stance", "kind": "article", "document_id": f"b{number}",
                 "article_id": f"b{number}", "index": index, "start": 50 * index,
                 "end": 50 * index + len(text), "text": text,
                 "label": LABELS[int(np.argmax(shares))], "score": shares[0] - shares[2],
                 **{f"p_{label}": share for label, share in zip(LABELS, shares, strict=True)},
                 "intercept": 0.0, "terms": [], "title": "Judul", "outlet": "warta",
                 "published": f"{2016 + number % 2}-03-27", "published_precision": "day",
                 "model": "0123", "trained_on": False}
            )  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=score_schema(LABELS))
    stance.write_scores(table, path / "scores.parquet")
    return path


@pytest.fixture
def ran(run, folder):
    """A function that runs `stance` there: the exit code, rows of JSON, and complaints."""

    def run_there(*arguments):
        done = run(*arguments, cwd=folder)
        return done.returncode, [*map(json.loads, done.stdout.splitlines())], done.stderr

    return run_there


def answered(path):
    """Every sentence labelled, by its own text, as an annotator would."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row["label"] = LABELS[sum(map(ord, row["text"])) % 3]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_help_has_an_example(run):
    assert "Example: stance plan" in " ".join(run("plan", "--help").stdout.split())


def test_from_scores_to_gold_labels_in_two_rounds(ran, folder):
    code, strata, errors = ran(
        "plan", "scores.parquet", "--by", "year", "--budget", 60, "-o", "one.jsonl"
    )
    assert (code, errors) == (0, "")
    assert [row["drawn_sentences"] for row in strata] == [30, 30]
    ran("labels", "export", "one.jsonl", "--format", "jsonl", "-o", "ask.jsonl")
    answered(folder / "ask.jsonl")
    into = ("--annotator", "siti", "-o", "siti.jsonl")
    ran("labels", "import", "ask.jsonl", "--plan", "one.jsonl", *into)
    first = stance.read_gold(folder / "siti.jsonl")
    assert set(first["probability"].to_pylist()) == {round(60 / 360, 12)}

    code, sizes, errors = ran(
        "plan", "scores.parquet", "--by", "year", "--labels", "siti.jsonl", "--width", "0.3"
    )  # fmt: skip
    assert [(row["stratum"], row["n_gold"]) for row in sizes] == [("2016", 30), ("2017", 30)]

    ran(
        "plan", "scores.parquet", "--after", "one.jsonl", "--budget", 90, "-o", "two.jsonl"
    )  # fmt: skip
    ran("labels", "export", "two.jsonl", "--format", "jsonl", "-o", "ask.jsonl")
    answered(folder / "ask.jsonl")
    _, (said,), _ = ran("labels", "import", "ask.jsonl", "--plan", "two.jsonl", *into)
    assert said["revised"] == 60
    gold = stance.read_gold(folder / "siti.jsonl")
    assert gold.num_rows == 60 + said["added"]
    assert set(gold["probability"].to_pylist()) == {round(1 - (5 / 6) * (3 / 4), 12)}
    sums = stance.estimate_trend(stance.read_scores(folder / "scores.parquet"), gold=gold)
    assert {"corrected", "labels only"} <= set(sums["method"].to_pylist())


def test_without_an_output_the_sentences_are_shown(ran, folder):
    code, rows, _ = ran("plan", "scores.parquet", "--budget", 20, "--seed", 4)
    assert code == 0
    assert len(rows) == 20
    assert {row["purpose"] for row in rows} == {"gold"}
    assert not {"score", "p_cooperative"} & set(rows[0])


def test_the_same_seed_writes_the_same_bytes(ran, folder):
    for name in ("a.csv", "b.csv"):
        ran(
            "plan", "scores.parquet", "--budget", 40, "--uncertain", 0.5, "--seed", 7, "-o", name
        )  # fmt: skip
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Expected --budget, how many sentences to draw"),
        (["--width", "0.2"], "Expected --labels, the pilot's ledger, too"),
        (["--labels", "x.jsonl"], "Expected --width too"),
        (["--labels", "x.jsonl", "--width", "0.2", "--budget", "9"], "alone, which say how many"),
        (["--budget", "20", "-o", "plan.xlsx"], "Expected a plan that ends in"),
        (["--budget", "3"], "a budget of at least 4"),
        (["--budget", "20", "--by", "decade"], "year, quarter, month or a column"),
        (["--budget", "20", "--uncertain", "1"], "uncertain to be from 0"),
        (
            ["--budget", "20", "--after", "x.jsonl", "--sentences", "2"],
            "Expected --sentences to be",
        ),
        (["--budget", "20", "--after", "none.jsonl"], "there is no file at none.jsonl"),
    ],
)
def test_what_cannot_be_planned_is_one_line(ran, folder, arguments, message):
    code, rows, errors = ran("plan", "scores.parquet", *arguments)
    assert (code, rows) == (2, [])
    assert message in errors
    assert errors.count("\n") == 1
