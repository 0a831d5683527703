"""`stance trends` as a user runs it."""

import csv
import json
import re

import numpy as np
import pyarrow.parquet as pq
import pytest

import stance

GOLD = ("scores.parquet", "--labels", "gold.jsonl")
METHODS = {"uncorrected", "labels only", "corrected"}
TABLES = {
    "estimates", "changes", "series", "breaks", "budget", "invariance", "verdicts", "covariances",
}  # fmt: skip
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def ask(run, labelled_scores):
    return lambda *arguments: run("trends", *arguments, cwd=labelled_scores)


@pytest.fixture(scope="module")
def piped(ask):
    """The rows of a plain run by table, and what it complained of."""
    done = ask(*GOLD)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: [row for row in rows if row["table"] == name] for name in TABLES}, done.stderr


def test_help_has_an_example(ask):
    assert "Example: stance trends scores.parquet" in " ".join(ask("--help").stdout.split())


def test_a_pipe_gets_every_table_as_json_lines(piped, labelled_scores):
    rows, _ = piped
    assert {name for name, own in rows.items() if own} == TABLES
    assert {row["method"] for row in rows["estimates"]} == METHODS
    assert [row["group"] for row in rows["estimates"][::12]] == ["2015", "2016", "2017", "2018"]
    scores = stance.read_scores(labelled_scores / "scores.parquet")
    gold = stance.read_gold(labelled_scores / "gold.jsonl")
    found = stance.trends(scores, gold, rng=np.random.default_rng(0))
    plain = [{"table": "estimates", **row} for row in found.estimates.to_pylist()]
    assert rows["estimates"] == plain


def test_what_to_mind_is_on_standard_error(piped):
    _, said = piped
    lines = said.splitlines()
    assert lines[0] == (
        "Mind: left out 32 gold labels of comments, since only articles are estimated. [gold-aside]"
    )
    assert all(line.startswith("Mind: ") and line.endswith("]") for line in lines)
    codes = [line.rpartition("[")[2] for line in lines]
    assert len(codes) == len(set(codes))


def test_the_same_seed_writes_the_same_bytes(ask, tmp_path):
    for name in ("one", "other"):
        assert ask(*GOLD, "--seed", 5, "-o", tmp_path / name).returncode == 0
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "other" / file.name).read_bytes(), file.name


def test_scores_in_another_form_give_the_same(ask, piped):
    done = ask("scores.csv", *GOLD[1:])
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row for row in rows if row["table"] == "estimates"] == piped[0]["estimates"]


def test_files_of_each_kind(ask, piped, tmp_path):
    rows = piped[0]["estimates"]
    for name in ("x.csv", "x.parquet", "x.json", "x"):
        done = ask(*GOLD, "-o", tmp_path / name)
        assert done.returncode == 0, done.stderr
        (said,) = map(json.loads, done.stdout.splitlines())
        assert (said["estimates"], said["output"]) == (len(rows), str(tmp_path / name))
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["group"] for row in csv.DictReader(stream)] == [row["group"] for row in rows]
    values = [row["value"] for row in rows]
    assert pq.read_table(tmp_path / "x.parquet")["value"].to_pylist() == values
    whole = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert set(whole) == TABLES | {"settings"}
    assert [row["value"] for row in whole["estimates"]] == values
    files = {path.name for path in (tmp_path / "x").iterdir()}
    assert files == {f"{name}.csv" for name in TABLES} | {"settings.json"}
    settings = json.loads((tmp_path / "x" / "settings.json").read_text(encoding="utf-8"))
    assert settings == whole["settings"]
    assert len(settings["digest"]) == 16


def test_without_labels_nothing_is_corrected_and_it_is_said(ask):
    done = ask("scores.parquet")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["method"] for row in rows if "method" in row} == {"uncorrected"}
    assert done.stderr.startswith("Mind: without --labels nothing is corrected")


def test_labels_that_trained_take_part_when_asked(ask, piped):
    refused = ask("scores.parquet", "--labels", "train.jsonl")
    assert refused.returncode == 2
    assert "for gold in train.jsonl, got 96 for train" in refused.stderr
    taken = ask("scores.parquet", "--labels", "train.jsonl", "--purpose", "train")
    rows = [json.loads(line) for line in taken.stdout.splitlines()]
    assert [row for row in rows if row["table"] == "estimates"] == piped[0]["estimates"]


def test_events_and_columns(ask, tmp_path):
    events = tmp_path / "events.csv"
    events.write_text("day,en,id\n2016-05-01,Summit,KTT\n", encoding="utf-8")
    rows = [json.loads(line) for line in ask(*GOLD, "--events", events).stdout.splitlines()]
    assert ("2016", "Summit") in {(row["before"], row["after"]) for row in rows if "before" in row}
    outlets = ask(*GOLD, "--by", "outlet", "--kind", "both")
    rows = [json.loads(line) for line in outlets.stdout.splitlines()]
    assert {row["what"] for row in rows if row["table"] == "changes"} == {"difference"}
    assert "gold-aside" not in outlets.stderr


def test_a_wide_terminal_has_a_line_a_year(on_terminal, labelled_scores):
    code, seen, _ = on_terminal("trends", *GOLD, columns=140, cwd=labelled_scores)
    lines = ESCAPE.sub("", seen).splitlines()
    assert (code, lines[0].strip()) == (0, "mean score by year")
    heads = [cell.strip() for cell in lines[2].strip("┃").split("┃")]
    assert heads == ["", "articles", "sentences", "gold", "uncorrected", "labels only", "corrected"]
    (row,) = [line for line in lines if line.startswith("│ 2015")]
    assert re.fullmatch(r"│ 2015 │ +8 │ +32 │ +16 (│ [+-]\.?\d\.\d{3} \(.* to .*\) ){3}│", row)


def test_eighty_columns_have_a_line_a_year_and_method(on_terminal, labelled_scores):
    _, seen, said = on_terminal(
        "trends", *GOLD, "--quantity", "neutral", columns=80, cwd=labelled_scores
    )
    lines = ESCAPE.sub("", seen).splitlines()
    assert max(map(len, lines[: lines.index(next(x for x in lines if x.startswith("Mann")))])) <= 80
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if "│" in line]
    year = rows[:3]
    assert [row[0] for row in year] == ["2015", "", ""]
    assert {row[3] for row in year} == METHODS
    assert all(re.fullmatch(r"0\.\d{3}", row[4]) for row in year)
    assert any(row[0] == "slope a year, 2015 to 2018" for row in rows)
    assert "4 periods cannot reach p < 0.05" in said


def test_a_terminal_is_told_what_was_written(on_terminal, labelled_scores, tmp_path):
    out = tmp_path / "x.csv"
    _, seen, _ = on_terminal("trends", *GOLD, "-o", out, columns=100, cwd=labelled_scores)
    assert f"estimates: 48 rows in {out}" in seen
    assert out.is_file()


def test_years_without_labels_show_both_assumptions(on_terminal, labelled_scores):
    _, seen, _ = on_terminal(
        "trends", "scores.csv", "--labels", "early.jsonl", columns=100, cwd=labelled_scores
    )
    below = ESCAPE.sub("", seen).partition("Without gold labels, under an assumption")[2]
    table = below.partition("└")[0]
    assert "2017" in table
    assert "2015" not in table
    assert "stable calibration" in table
    assert "stable classes" in table


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*GOLD, "-o", "x.xlsx"), "ends in .csv, .json, .parquet, or a folder, got 'x.xlsx'"),
        ((*GOLD, "--quantity", "tone"), "--quantity cooperative, neutral, confrontational, score"),
        ((*GOLD, "--by", "colour"), "Expected the columns colour in the score table"),
        ((*GOLD, "--level", "95"), "Expected level between 0 and 1"),
        (("none.parquet",), "'none.parquet', but: No such file or directory"),
        (("gold.jsonl",), "Expected a whole .jsonl file of scores"),
        (("scores.parquet", "--labels", "none.jsonl"), "there is no file at none.jsonl"),
        (("scores.parquet", "--labels", "scores.csv"), "Expected a label ledger (.jsonl"),
        ((*GOLD, "--events", "bad.csv"), "a day as 2014-03-18 at bad.csv, line 2, got 'Selasa'"),
        ((*GOLD, "--events", "none.csv"), "No such file or directory"),
        ((*GOLD, "--by", "outlet", "--events", "good.csv"), "Expected events with periods"),
    ],
)
def test_what_cannot_be_estimated_is_one_line(ask, labelled_scores, arguments, message):
    for name, day in (("bad", "Selasa"), ("good", "2016-01-01")):
        text = f"day,en,id\n{day},Summit,KTT\n"
        (labelled_scores / f"{name}.csv").write_text(text, encoding="utf-8")
    done = ask(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_change_between_two_periods_is_taken_apart(ask):
    done = ask(*GOLD, "--between", "2015,2018", "--factors", "outlet,duplicate")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    parts = {row["component"]: row["value"] for row in rows if row["table"] == "decomposition"}
    summed = parts["outlet"] + parts["duplicate"] + parts["within"] + parts["correction"]
    assert summed == pytest.approx(parts["corrected change"], abs=1e-9)
    values = {
        row["group"]: row["value"]
        for row in rows
        if row["table"] == "estimates"
        and (row["method"], row["quantity"]) == ("corrected", "score")
    }
    assert summed == pytest.approx(values["2018"] - values["2015"], abs=1e-9)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--between", "2015"), "Expected two periods"),
        (("--factors", "outlet"), "--between"),
        (("--between", "2015,1999"), "1999"),
        (("--between", "2015,2018", "--factors", "colour"), "colour"),
    ],
)
def test_a_change_that_cannot_be_taken_apart(ask, options, word):
    done = ask(*GOLD, *options)
    assert done.returncode == 2
    assert word in done.stderr
