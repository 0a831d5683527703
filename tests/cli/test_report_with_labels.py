"""`stance report` with gold labels, events and a multiverse, and the labels that a demo draws."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import stance
from stance.cli.demo import of_plan

EVENTS = "day,en,id\n2016-06-01,An event,Suatu peristiwa\n"
SPECIFICATIONS = [
    {"spec": 0, "stems": "yes", "value": 0.01, "baseline": True},
    {"spec": 1, "stems": "no", "value": -0.02, "baseline": False},
]


@pytest.fixture(scope="module")
def curve(tmp_path_factory):
    """A file as `stance multiverse -o` writes it."""
    path = tmp_path_factory.mktemp("curve") / "multiverse.parquet"
    rows = [
        row | {"quantity": "score", "low": -0.1, "high": 0.1, "p": 0.5, "error": None}
        for row in SPECIFICATIONS
    ]
    kinds = {"spec": pa.int32(), "baseline": pa.bool_()}
    kinds |= dict.fromkeys(("stems", "quantity", "error"), pa.string())
    schema = pa.schema([(name, kinds.get(name, pa.float64())) for name in rows[0]])
    table = pa.Table.from_pylist(rows, schema=schema)
    settings = {"estimand": {"what": "slope", "kind": "article"}}
    about = json.dumps({"settings": settings, "warnings": []})
    pq.write_table(table.replace_schema_metadata({"stance": about}), path)
    return path


def test_a_report_with_labels_is_corrected(run, labelled_scores, curve, tmp_path):
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    done = run(
        "report", labelled_scores / "scores.parquet", "--labels", labelled_scores / "gold.jsonl",
        "--events", tmp_path / "events.csv", "--multiverse", curve, "-o", tmp_path / "report",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "Suatu peristiwa" in page
    assert "The slope of the articles’ score a year: 1 of 2 sets of choices" in page
    assert (tmp_path / "report" / "tables" / "verdicts.csv").exists()


def test_events_without_labels_are_refused(run, labelled_scores, tmp_path):
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    done = run("report", labelled_scores / "scores.parquet", "--events", tmp_path / "events.csv",
               "-o", tmp_path / "report")  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "report").exists()


def test_only_drawn_sentences_count_with_the_plans_probabilities(labelled_scores):
    book = stance.read_codebook("stance")
    known = stance.read_ledger(labelled_scores / "gold.jsonl", codebook=book)
    places = [(one.document_id, one.start) for one in known[:2]]
    plan = pa.table(
        {
            "document_id": [name for name, _ in places],
            "start": [start for _, start in places],
            "probability": [0.25, 0.75],
        }
    )
    drawn = of_plan(known, plan)
    assert [(one.document_id, one.start) for one in drawn] == places
    assert [one.probability for one in drawn] == [0.25, 0.75]
    assert {one.purpose for one in drawn} == {"gold"}
