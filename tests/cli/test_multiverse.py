"""`stance multiverse` as a user runs it."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import stance


@pytest.fixture(scope="module")
def choices(tmp_path_factory):
    path = tmp_path_factory.mktemp("choices") / "choices.toml"
    path.write_text('features = ["words"]\nunit = ["sentence", "paragraph"]\n', encoding="utf-8")
    return path


LABELS = ("--labels", "labels", "--purpose", "train", "--what", "score")


def test_it_writes_a_row_a_specification(run, little, choices, tmp_path):
    out = tmp_path / "multiverse.parquet"
    done = run(
        "multiverse", "articles", *LABELS, "--choices", choices, "-o", out, "-j", 1, cwd=little
    )
    assert done.returncode == 0, done.stderr
    found, said = stance.read_multiverse(out), json.loads(done.stdout)
    assert found.specifications["unit"].to_pylist() == ["sentence", "paragraph"]
    assert (said["n"], said["n_failed"], said["output"]) == (2, 0, str(out))
    assert found.settings["estimand"]["what"] == "score"
    assert "Mind: all-labelled: every sentence has a gold label" in done.stderr


def test_it_pipes_json_lines(run, little, choices, bundle, tmp_path):
    bundle.save(tmp_path / "bundle")
    options = ("--choices", choices, "-m", tmp_path / "bundle", "-j", 1)
    done = run("multiverse", "articles", *LABELS, *options, cwd=little)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["baseline"] for row in rows[:2]] == [True, False]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "multiverse.xlsx"), "Expected a name ending in .parquet, .csv, .json"),
        (("--choices", "none.toml"), "Expected choices in TOML at none.toml"),
        (("--quantity", "tone"), "Expected the quantity to be one of"),
    ],
)
def test_errors_are_one_line(run, little, arguments, message):
    done = run("multiverse", "articles", *LABELS, *arguments, cwd=little)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_scores_are_no_documents(run, little, tmp_path):
    names = ("document_id", "score", "label", "text")
    pq.write_table(pa.table({name: ["a"] for name in names}), tmp_path / "scores.parquet")
    done = run("multiverse", tmp_path / "scores.parquet", *LABELS, cwd=little)
    assert done.returncode == 2
    assert "got a file of scores" in done.stderr
