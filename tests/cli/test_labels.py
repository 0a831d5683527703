"""`stance codebook` and `stance labels ...` as a user runs them: real files."""

import json

import pytest

import stance


@pytest.fixture
def broken(tmp_path, little):
    """The ledger's first lines, one of them with a slip, and one that is none."""
    lines = (little / "labels" / "stance.jsonl").read_text(encoding="utf-8").splitlines()[:3]
    path = tmp_path / "ledger.jsonl"
    path.write_text("\n".join([lines[0].replace("cooperative", "warm"), "{", *lines]), "utf-8")
    return path


@pytest.mark.parametrize("command", ["check", "agree", "resolve"])
def test_each_sub_command_has_help_and_an_example(run, command):
    done = run("labels", command, "--help")
    assert done.returncode == 0
    assert f"Example: stance labels {command}" in " ".join(done.stdout.split())


def test_a_clean_ledger_passes_and_one_with_slips_does_not(run, broken, little):
    done = run("labels", "check", little / "labels")
    assert (done.returncode, json.loads(done.stdout)["errors"]) == (0, 0)
    done = run("labels", "check", broken, "--corpus", little / "articles")
    assert done.returncode == 1
    problems = json.loads(done.stdout)["problems"]
    assert [(one["code"], one["line"]) for one in problems[:2]] == [
        ("unknown-label", 1), ("unparsable", 2),
    ]  # fmt: skip


def test_agreement_is_one_json_object_with_the_disagreements(run, little):
    done = run("labels", "agree", little / "labels", "--by", "kind, outlet", "--draws", 50)
    found = json.loads(done.stdout)
    assert {row["by"] for row in found["rows"]} == {"all", "kind", "outlet"}
    n = found["rows"][0]["measured"]["n_sentences"]
    agreed = found["rows"][0]["measured"]["agreement"]["value"]
    assert len(found["disagreements"]) == pytest.approx(n * (1 - agreed))


def test_resolve_writes_a_table_and_says_how_it_was_decided(run, tmp_path, little):
    done = run("labels", "resolve", little / "labels", "-o", tmp_path / "gold.csv")
    summary = json.loads(done.stdout)
    labels = stance.read_labels(tmp_path / "gold.csv")
    assert len(labels.texts) == summary["sentences"] == sum(summary["decided_by"].values())


def test_resolve_refuses_another_ending_before_it_reads(run, tmp_path):
    done = run("labels", "resolve", tmp_path / "none", "-o", "gold.xlsx")
    assert done.returncode == 2
    assert "ends in .jsonl or .csv" in done.stderr


def test_the_codebook_is_markdown_in_a_pipe_and_a_page_in_a_file(run, tmp_path):
    assert run("codebook", "--language", "en").stdout.startswith("# Codebook: stance\n")
    done = run("codebook", "sentiment", "-o", tmp_path / "book.html")
    assert json.loads(done.stdout)["codebook"] == "sentiment-1.1"
    assert (tmp_path / "book.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_codebook_as_text_is_without_colours_and_within_the_line(run, tmp_path):
    assert run("codebook", "-o", tmp_path / "book.txt", "--language", "en").returncode == 0
    lines = (tmp_path / "book.txt").read_text(encoding="utf-8").splitlines()
    assert any("▼ confrontational  A quoted threat." in line for line in lines)
    assert max(map(len, lines)) <= 96
    assert not any("\x1b" in line for line in lines)


def test_the_codebook_in_another_format_is_refused(run, tmp_path):
    done = run("codebook", "-o", tmp_path / "book.pdf")
    assert done.returncode == 2
    assert "ends in .txt, .md, .html" in done.stderr
