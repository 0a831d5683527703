"""`stance validate`, `stance evaluate` and `stance mistakes` as a user runs them."""

import json

import pytest

LABELS = ("cooperative", "neutral", "confrontational")


@pytest.fixture(scope="module")
def table(tmp_path_factory, labelled):
    """The labelled sentences of the tests as a table with outlets, years and topics."""
    path = tmp_path_factory.mktemp("judging") / "labels.tsv"
    rows = ["text\tlabel\tdocument_id\toutlet\tpublished\ttopic"]
    for row in labelled:
        number = int(row.document_id.strip("d"))
        outlet = ("Warta Nusa", "Antero Pos", "Kabar Samudra")[number % 3]
        topic = ("Krimea", "energi")[number % 2]
        day = f"{2010 + number // 3}-05-01"
        rows.append(f"{row.text}\t{row.label}\t{row.document_id}\t{outlet}\t{day}\t{topic}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def bundle(run, table):
    folder = table.parent / "bundle"
    assert run("train", table, "-o", folder, "--features", "marks").returncode == 0
    return folder


@pytest.fixture(scope="module")
def validation(run, table):
    """The figures of `stance validate`, as it wrote them, and what it printed."""
    path = table.parent / "validation.json"
    done = run("validate", table, "--folds", 3, "-o", path)
    assert (done.returncode, done.stderr) == (0, "")
    return path, json.loads(done.stdout)


@pytest.mark.parametrize("command", ["validate", "evaluate", "mistakes"])
def test_each_has_help_and_an_example(run, command):
    assert f"Example: stance {command}" in " ".join(run(command, "--help").stdout.split())


def test_validate_prints_what_it_writes(validation):
    path, printed = validation
    assert printed == json.loads(path.read_text(encoding="utf-8"))
    assert printed["split"] == "grouped"


@pytest.mark.parametrize(("split", "parts"), [("outlet", 3), ("topic", 2)])
def test_validate_splits_by_a_column(run, table, split, parts):
    done = run("validate", table, "--split", split)
    assert (done.returncode, done.stderr) == (0, "")
    row = json.loads(done.stdout)
    assert (row["split"], len(row["sides"])) == (split, parts)


def test_values_may_come_from_another_table(run, table, tmp_path, labelled):
    names = sorted({row.document_id for row in labelled})
    desks = tmp_path / "desks.csv"
    rows = [f"{name},{'AB'[k % 2]}" for k, name in enumerate(names)]
    desks.write_text("document_id,desk\n" + "\n".join(rows) + "\n", encoding="utf-8")
    done = run("validate", table, "--split", "desk", "--groups", desks)
    assert {side["name"] for side in json.loads(done.stdout)["sides"]} == {"A", "B"}


def test_a_validation_goes_into_a_report(run, table, bundle, validation, tmp_path):
    scores = tmp_path / "scores.parquet"
    assert run("score", table, "-m", bundle, "-o", scores).returncode == 0
    done = run("report", scores, "-o", tmp_path / "report", "--evaluation", validation[0])
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert 'id="quality"' in page


def test_evaluate_compares_two_bundles_and_finds_what_it_was_trained_on(
    run, table, bundle, tmp_path
):
    path = tmp_path / "evaluation.json"
    done = run(
        "evaluate", table, "-m", bundle, "--against", bundle, "--training", table, "-o", path
    )
    assert done.returncode == 0, done.stderr
    row = json.loads(path.read_text(encoding="utf-8"))
    assert row["shared"]["n_equal"] > 0
    assert row["baselines"][-1]["name"].startswith("bundle ")
    assert "too good" in row["leaks"]


def test_mistakes_are_lines_of_json_the_surest_first(run, table, bundle):
    done = run("mistakes", table, "--folds", 3, "--top", 4)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) <= 4
    assert [row["probability"] for row in rows] == sorted(
        (row["probability"] for row in rows), reverse=True
    )
    done = run("mistakes", table, "--model", bundle)
    assert "that trained the bundle" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--split", "desk"], "Expected a column 'desk'"),
        (["--split", "outlet", "--random"], "Expected the split 'grouped'"),
        (["--split", "desk", "--groups", "nothing.csv"], "there is no file at nothing.csv"),
        (["--folds", "1"], "--folds"),
    ],
)
def test_bad_requests_are_one_line(run, table, arguments, said):
    done = run("validate", table, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_unknown_label_and_a_wrong_file_are_refused(run, table, bundle, tmp_path):
    done = run("mistakes", table, "--label", "hostile")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Expected one of the labels cooperative, neutral, confrontational" in done.stderr
    scores = tmp_path / "scores.parquet"
    run("score", table, "-m", bundle, "-o", scores)
    done = run("report", scores, "-o", tmp_path / "report", "--evaluation", table)
    assert done.returncode == 2
    assert "Expected an evaluation in JSON" in done.stderr
