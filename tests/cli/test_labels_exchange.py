"""`stance labels export`, `import` and `suspect` as a user runs them: real files."""

import json

import pytest


@pytest.fixture(scope="module")
def files(root):
    return root / "tests" / "corpus" / "labels"


@pytest.mark.parametrize("command", ["export", "import", "suspect"])
def test_each_sub_command_has_help_and_an_example(run, command):
    done = run("labels", command, "--help")
    assert done.returncode == 0
    assert f"Example: stance labels {command}" in " ".join(done.stdout.split())


def test_from_a_corpus_to_a_tool_and_back(run, files, tmp_path):
    out = tmp_path / "kalimat.jsonl"
    corpus = files / "documents.jsonl"
    done = run("labels", "export", corpus, "--format", "prodigy", "-o", out, "--kind", "article")
    assert json.loads(done.stdout)["sentences"] == 6, done.stderr
    tasks = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    tasks = [task | {"accept": ["neutral"], "answer": "accept"} for task in tasks]
    out.write_text("".join(json.dumps(task) + "\n" for task in tasks), encoding="utf-8")
    done = run("labels", "import", out, "--annotator", "siti", "-o", tmp_path / "l.jsonl")
    said = json.loads(done.stdout)
    assert (said["format"], said["added"], said["annotators"]) == ("prodigy", 6, {"siti": 6})


def test_what_was_left_out_is_data(run, files, tmp_path):
    path = files / "by-hand" / "prodigy-teach.jsonl"
    done = run(
        "labels", "import", path, "--annotator", "siti", "--corpus", files / "documents.jsonl",
        "-o", tmp_path / "l.jsonl",
    )  # fmt: skip
    said = json.loads(done.stdout)
    assert said["notes"] == {"ambiguous": 1, "not-found": 1, "rejected": 1}
    assert [one["line"] for one in said["left_out"]] == [2, 3, 4]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export", "documents.jsonl", "--format", "brat", "-o", "x"], "one of the formats csv"),
        (["export", "documents.jsonl", "--format", "csv", "-o", "x", "--kind", "page"], "--kind"),
        (["import", "nothing.csv", "-o", "x"], "Expected a file with labels at nothing.csv"),
        (["import", "potato/annotations.csv", "-o", "x", "--known", "all"], "--known refuse or"),
        (["import", "potato/annotations.csv", "-o", "x", "--purpose", "test"], "--purpose train"),
        (
            ["import", "potato/annotations.csv", "-o", "x", "--annotator", "a", "--annotator", "b"],
            "Expected one --annotator NAME, got 'a' and 'b'",
        ),
        (["suspect", "documents.jsonl", "--reason", "odd"], "one of the reasons doubted"),
        (["suspect", "documents.jsonl", "-o", "x.xlsx"], "ends in .jsonl or .csv"),
    ],
)
def test_what_cannot_be_is_one_line_and_writes_nothing(run, arguments, message, files):
    done = run("labels", *arguments, cwd=files)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.startswith("stance: Expected ")
    assert not (files / "x").exists()


def test_suspects_of_a_table_go_to_a_file(run, root, tmp_path):
    table = root / "tests" / "golden" / "labelled-sentences.tsv"
    out = tmp_path / "suspects.jsonl"
    done = run(
        "labels", "suspect", table, "--column", "document_id=document", "--folds", 2, "-o", out
    )
    said = json.loads(done.stdout)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert (said["written"], said["suspects"]) == (len(rows), len(rows))
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
