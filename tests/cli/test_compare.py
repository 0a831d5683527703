"""`stance compare` as a user runs it."""

import json
import re

import pyarrow.parquet as pq
import pytest

import stance

GOLD = ("scores.parquet", "--labels", "gold.jsonl")
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
TABLES = ["gaps", "articles", "sentences", "invariance", "verdicts"]


@pytest.fixture(scope="module")
def ask(run, labelled_scores):
    return lambda *arguments: run("compare", *arguments, cwd=labelled_scores)


def rows_of(done, table):
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [row for row in rows if row["table"] == table]


def test_help_has_an_example(ask):
    assert "Example: stance compare scores.parquet" in " ".join(ask("--help").stdout.split())


def test_a_pipe_gets_what_python_gives(ask, labelled_scores):
    done = ask(*GOLD, "--by", "outlet")
    scores = stance.read_scores(labelled_scores / "scores.parquet")
    gold = stance.read_gold(labelled_scores / "gold.jsonl")
    found = stance.compare(scores, gold, by="outlet")
    assert rows_of(done, "gaps") == [{"table": "gaps", **row} for row in found.gaps.to_pylist()]
    assert [row["group"] for row in rows_of(done, "gaps")[::3]] == [
        "all", "Kabar Samudra", "Warta Nusa"
    ]  # fmt: skip
    assert len(rows_of(done, "articles")) == 32
    assert {row["kind"] for row in rows_of(done, "sentences")} == {"article", "comment"}


def test_a_side_without_labels_is_not_identified(ask):
    done = ask("scores.parquet", "--labels", "articles.jsonl")
    values = {row["method"]: row["value"] for row in rows_of(done, "gaps")}
    assert values["corrected"] is values["labels only"] is None
    assert values["uncorrected"] is not None
    assert "no gold label in comments here" in done.stderr
    assert "[not-identified]" in done.stderr


def test_without_labels_nothing_is_corrected_and_it_is_said(ask):
    done = ask("scores.parquet")
    assert {row["method"] for row in rows_of(done, "gaps")} == {"uncorrected"}
    assert done.stderr.startswith("Mind: without --labels nothing is corrected")


def test_labels_that_trained_take_part_when_asked(ask):
    assert "got 96 for train" in ask("scores.parquet", "--labels", "train.jsonl").stderr
    taken = ask("scores.parquet", "--labels", "train.jsonl", "--purpose", "train")
    assert rows_of(taken, "gaps") == rows_of(ask(*GOLD), "gaps")


def test_files_of_each_kind(ask, tmp_path):
    gaps = rows_of(ask(*GOLD), "gaps")
    for name in ("x.csv", "x.parquet", "x.json", "x"):
        (said,) = map(json.loads, ask(*GOLD, "-o", tmp_path / name).stdout.splitlines())
        assert (said["gaps"], said["output"]) == (3, str(tmp_path / name))
    assert (tmp_path / "x.csv").read_text(encoding="utf-8").startswith("group,task,quantity,")
    values = pq.read_table(tmp_path / "x.parquet")["value"].to_pylist()
    assert values == [row["value"] for row in gaps]
    whole = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert list(whole) == ["settings", *TABLES]
    files = {path.name for path in (tmp_path / "x").iterdir()}
    assert files == {*(f"{name}.csv" for name in TABLES), "settings.json"}


def test_eighty_columns_hold_it_all(on_terminal, labelled_scores):
    code, seen, _ = on_terminal("compare", *GOLD, columns=80, cwd=labelled_scores)
    tables, _, told = ESCAPE.sub("", seen).partition("What sets the first of them apart:\n")
    assert code == 0
    assert max(map(len, tables.splitlines())) <= 80
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in tables.splitlines()]
    assert [row[:4] for row in rows if row][:3] == [
        ["all", "32", "0", "uncorrected"], ["", "32", "96", "labels only"],
        ["", "32", "96", "corrected"],
    ]  # fmt: skip
    assert "2 comments)" in tables
    assert re.fullmatch(r"(  article [+-]\d\.\d{3}  Kalimat .*\n){3}(  comment .*\n){2}", told)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*GOLD, "-o", "x.xlsx"), "or a folder, got 'x.xlsx'"),
        ((*GOLD, "--by", "kind"), "what an article and its comments share"),
        ((*GOLD, "--by", "colour"), "Expected by to be year, quarter, month or a column"),
        ((*GOLD, "--level", "0"), "Expected level between 0 and 1"),
        (("none.parquet",), "No such file or directory"),
        (("scores.parquet", "--labels", "none.jsonl"), "there is no file at none.jsonl"),
    ],
)
def test_what_cannot_be_compared_is_one_line(ask, arguments, message):
    done = ask(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
