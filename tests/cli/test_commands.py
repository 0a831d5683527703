"""The commands as a user runs them: real files, and real processes where they matter."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

STANCE = [sys.executable, "-c", "from stance.cli.main import main; main()"]


def run_alone(*arguments, stdin=None):
    """In a process of its own."""
    return subprocess.run(
        [*STANCE, *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        timeout=120,
        check=False,
    )


def json_lines(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory, little):
    folder = tmp_path_factory.mktemp("trained") / "bundle"
    # One candidate: what is chosen, and how, is tested where it is quick.
    done = run_alone(
        "train", little / "labels", "-o", folder, "--features", "marks", "--strengths", "2"
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def page(root):
    return sorted((root / "articles").glob("*.txt"))[0]


@pytest.fixture(scope="module")
def scored(tmp_path_factory, bundle, page):
    """The page's scores, as a command wrote them, and what the command said."""
    path = tmp_path_factory.mktemp("scored") / "scores.parquet"
    done = run_alone("score", page, "--model", bundle, "-o", path)
    assert done.returncode == 0, done.stderr
    return path, json.loads(done.stdout)


@pytest.fixture(scope="module")
def reported(tmp_path_factory, scored):
    """The report of these scores."""
    folder = tmp_path_factory.mktemp("reported") / "report"
    done = run_alone("report", scored[0], "-o", folder)
    assert done.returncode == 0, done.stderr
    return folder


COMMANDS = ["read", "sentences", "train", "evaluate", "score", "explain", "report", "demo"]


def test_help_lists_every_command():
    done = run_alone("--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert command in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_and_an_example(run, command):
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"Example: stance {command}" in " ".join(done.stdout.split())


def test_read_writes_a_corpus_and_says_what_it_did(tmp_path, little):
    done = run_alone("read", little / "articles", "-o", tmp_path / "corpus")
    assert done.returncode == 0, done.stderr
    (summary,) = json_lines(done.stdout)
    articles = json_lines((tmp_path / "corpus" / "articles.jsonl").read_text(encoding="utf-8"))
    assert summary["articles"] == len(articles) == len(list((little / "articles").iterdir()))
    assert done.stderr == ""


def test_sentences_have_offsets_into_their_document(tmp_path, page):
    run_alone("read", page, "-o", tmp_path / "corpus")
    (article,) = json_lines((tmp_path / "corpus" / "articles.jsonl").read_text(encoding="utf-8"))
    rows = json_lines(run_alone("sentences", page).stdout)
    own = [row for row in rows if row["document_id"] == article["id"]]
    assert len(own) > 5
    for row in own:
        assert article["text"][row["start"] : row["end"]] == row["text"]


def test_train_score_and_report_follow_each_other(scored, reported):
    path, said = scored
    assert said["sentences"] == pq.read_table(path).num_rows
    assert (reported / "index.html").stat().st_size > 10_000


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_scores_in_other_formats_make_the_same_report(
    run, tmp_path, bundle, page, reported, ending
):
    path, folder = tmp_path / f"scores.{ending}", tmp_path / "report"
    assert run("score", page, "-m", bundle, "-o", path).returncode == 0
    done = run("report", path, "-o", folder)
    assert done.returncode == 0, done.stderr
    tables = [
        {path.name: path.read_bytes() for path in (one / "tables").iterdir()}
        for one in (folder, reported)
    ]
    assert tables[0]
    assert tables[0] == tables[1]


def test_score_without_output_prints_json_lines(bundle, page):
    rows = json_lines(run_alone("score", page, "--model", bundle).stdout)
    assert len(rows) > 5
    assert all(-1 <= row["score"] <= 1 for row in rows)


def test_explained_contributions_add_up_to_the_log_odds(run, bundle):
    done = run("explain", "Rusia menolak berunding. NATO menawarkan dialog.", "--model", bundle)
    rows = json_lines(done.stdout)
    assert [row["text"] for row in rows] == ["Rusia menolak berunding.", "NATO menawarkan dialog."]
    for row in rows:
        total = row["intercept"] + sum(term["contribution"] for term in row["terms"])
        assert total == pytest.approx(row["log_odds"], abs=1e-9)


def test_explain_reads_standard_input(bundle):
    rows = json_lines(run_alone("explain", "-", "-m", bundle, stdin="Kedua pihak sepakat.").stdout)
    assert [row["text"] for row in rows] == ["Kedua pihak sepakat."]


@pytest.mark.parametrize("text", ["", " \n", "-"])
def test_explain_refuses_an_empty_text(bundle, text):
    done = run_alone("explain", text, "-m", bundle, stdin="")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("stance: Expected a text to explain, got none.")


def test_train_chooses_among_the_features_and_strengths_that_are_named(run, tmp_path):
    table = tmp_path / "reviews.csv"
    rows = [("Rasanya enak sekali.", "positive"), ("Pelayanan buruk.", "negative")] * 3
    rows += [("Toko ini di Bandung.", "neutral"), ("Buka pukul 10.00.", "neutral")]
    table.write_text("isi,label\n" + "".join(f"{text},{label}\n" for text, label in rows))
    options = ["--task", "sentiment", "--column", "text=isi", "-o", tmp_path / "bundle"]
    named = ["--features", "words, marks-letters", "--strengths", "0.5,2"]
    done = run("train", table, *options, *named)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "bundle" / "manifest.json").read_text(encoding="utf-8"))
    tried = [(row["features"], row["C"]) for row in manifest["selection"]]
    assert tried == [(name, C) for name in ("words", "marks-letters") for C in (0.5, 2.0)]


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--features", "words,emoji", "got emoji. Name others with --features."),
        ("--strengths", "1,strong", "such as 0.5,1,2, got 'strong'. Correct it."),
        ("--strengths", "2,1", "in ascending order, got 2.0, 1.0."),
    ],
)
def test_train_refuses_other_features_and_strengths_before_any_work(
    run, tmp_path, option, value, said
):
    done = run("train", tmp_path / "no-labels-here", "-o", tmp_path / "bundle", option, value)
    assert done.returncode == 2
    assert said in done.stderr


def test_train_refuses_a_folder_with_other_content_before_any_work(run, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("")
    done = run("train", tmp_path / "no-labels-here", "-o", tmp_path / "mine")
    assert done.returncode == 2
    assert "other content such as 'thesis.txt'" in done.stderr


def test_evaluate_judges_a_bundle_on_a_table(run, tmp_path, bundle):
    table = tmp_path / "held-out.csv"
    table.write_text(
        "kalimat,label\nKedua pihak sepakat bertemu.,cooperative\n"
        "Moskow mengancam membalas.,confrontational\nRapat dimulai pukul 10.00.,neutral\n"
    )
    done = run("evaluate", table, "-m", bundle, "--column", "text=kalimat")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["n_sentences"] == 3


BAD = [
    (["read", "nothing-here", "-o", "out"], "nothing-here"),
    (["read", "empty.txt", "-o", "out"], "empty.txt"),
    (["read", "binary.html", "-o", "out"], "binary.html"),
    (["read", "table.csv", "-o", "out"], "table.csv"),
    (["read", "table.csv", "-o", "out", "--column", "text"], "Expected --column FIELD=NAME"),
    (["read", "table.csv", "-o", "out", "--today", "yesterday"], "Expected a day as YYYY-MM-DD"),
    (["score", "table.csv", "--model", "empty.txt"], "empty.txt"),
    (["train", "unknown.csv", "-o", "out"], "hostile"),
    (["train", "one-class.csv", "-o", "out"], "label"),
    (["train", "empty.txt", "-o", "out"], "empty.txt"),
    (["train", "unknown.csv", "-o", "out", "--task", "mood"], "mood"),
    (["report", "table.csv", "-o", "out"], "table.csv"),
    (["report", "truncated.parquet", "-o", "out"], "truncated.parquet"),
    (["fly"], "No such command"),
]


@pytest.fixture
def bad_files(tmp_path):
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.html").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    (tmp_path / "unknown.csv").write_text("text,label\nKami berunding.,hostile\n")
    (tmp_path / "one-class.csv").write_text("text,label\n" + "Kami berunding.,neutral\n" * 9)
    (tmp_path / "truncated.parquet").write_bytes(b"PAR1\x00\x00")
    return tmp_path


@pytest.mark.parametrize(("arguments", "said"), BAD, ids=[" ".join(row[0][:2]) for row in BAD])
def test_bad_input_is_one_clear_line_and_exit_code_2(run, bad_files, arguments, said):
    before = sorted(bad_files.iterdir())
    done = run(*arguments, cwd=bad_files)
    assert done.returncode == 2
    assert done.stderr.startswith("stance: ")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert sorted(bad_files.iterdir()) == before, "nothing is left behind"


def test_an_unwritable_folder_is_said(run, tmp_path, page):
    (tmp_path / "file").write_text("")
    done = run("read", page, "-o", tmp_path / "file" / "corpus")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_full_disk_is_said_and_leaves_nothing(page):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*STANCE, "sentences", str(page)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("stance: The system refused: [Errno 28] No space left on device")
    assert done.stderr.count("\n") == 1


def test_the_reader_of_a_pipe_may_leave(little):
    child = subprocess.Popen(
        [*STANCE, "sentences", str(little / "articles")],  # more than a pipe holds
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert json.loads(child.stdout.readline())["index"] == 0
    child.stdout.close()
    errors = child.stderr.read()
    child.stderr.close()
    assert child.wait(timeout=60) in {0, 1}
    assert errors == ""


def test_ctrl_c_ends_with_130_and_no_traceback(tmp_path, root):
    pages = tmp_path / "pages"
    pages.mkdir()
    source = sorted((root / "articles").glob("*.html"))[0].read_bytes()
    for number in range(3000):
        (pages / f"{number}.html").write_bytes(source)
    child = subprocess.Popen(
        [*STANCE, "read", str(pages), "-o", str(tmp_path / "corpus")],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    time.sleep(2)
    child.send_signal(signal.SIGINT)
    try:
        _, errors = child.communicate(timeout=30)
    finally:
        child.kill()
        child.wait()
    assert child.returncode == 130
    assert "Traceback" not in errors
    assert not (tmp_path / "corpus").exists()
