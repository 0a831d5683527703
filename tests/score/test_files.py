"""Scores on disk: the same table back, whatever the ending, and nothing half-written."""

import csv
import json

import pyarrow.parquet as pq
import pytest

from stance.errors import OutputError, SettingError
from stance.records import Article, Comment, Corpus
from stance.report import read_scores
from stance.score import score_documents, write_scores

CORPUS = Corpus(
    articles=(
        Article(id="a", title='=SUM("A1"); drop', text='Mereka "sepakat".\nLalu, tidak \x00 😀.'),
        Article(id="b", title="", text=""),
    ),
    comments=(Comment(id="c", article_id="a", text="-damai @semua", position=0),),
)


@pytest.fixture(scope="module")
def table(bundle):
    return score_documents(CORPUS, bundle=bundle)


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl", "PARQUET"])
def test_the_same_table_comes_back(table, tmp_path, ending):
    path = tmp_path / "new" / f"scores.{ending}"
    write_scores(table, path)
    back = read_scores(path)
    assert back.to_pylist() == table.to_pylist()
    assert json.loads(back.schema.metadata[b"stance"]) == json.loads(
        table.schema.metadata[b"stance"]
    )


def test_parquet_is_the_table_itself(table, tmp_path):
    write_scores(table, tmp_path / "scores.parquet")
    assert pq.read_table(tmp_path / "scores.parquet").equals(table, check_metadata=True)
    assert [file.name for file in tmp_path.iterdir()] == ["scores.parquet"]


def test_csv_holds_terms_as_json_and_the_data_as_they_are(table, tmp_path):
    write_scores(table, tmp_path / "scores.csv")
    with (tmp_path / "scores.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0]["title"] == '=SUM("A1"); drop'
    assert json.loads(rows[0]["terms"])[0].keys() == {"term", "words", "contribution"}
    assert (tmp_path / "scores.csv.meta.json").is_file()


def test_jsonl_has_one_object_a_row(table, tmp_path):
    write_scores(table, tmp_path / "scores.jsonl")
    lines = (tmp_path / "scores.jsonl").read_text(encoding="utf-8").split("\n")
    assert [json.loads(line)["document_id"] for line in lines[:-1]] == ["a", "a", "b", "c"]


def test_a_table_without_origin_is_written(table, tmp_path):
    write_scores(table.replace_schema_metadata(None), tmp_path / "scores.jsonl")
    assert json.loads((tmp_path / "scores.jsonl.meta.json").read_text()) == {}


def test_writing_twice_gives_the_same_bytes(table, tmp_path):
    for name in ("one.parquet", "two.parquet"):
        write_scores(table, tmp_path / name)
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_refuses_other_endings(table, tmp_path):
    with pytest.raises(SettingError) as refusal:
        write_scores(table, tmp_path / "scores.xlsx")
    assert str(refusal.value) == (
        "Expected a name ending in .parquet, .csv, .jsonl for the scores, got 'scores.xlsx'. "
        "Choose such a name."
    )
    assert not list(tmp_path.iterdir())


def test_a_folder_of_that_name_stays(table, tmp_path):
    (tmp_path / "scores.csv").mkdir()
    with pytest.raises(OutputError, match=r"scores\.csv"):
        write_scores(table, tmp_path / "scores.csv")
    assert [entry.name for entry in tmp_path.iterdir()] == ["scores.csv"]
