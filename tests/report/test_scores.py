"""Score files of every form are read alike, and wrong ones are refused in one line."""

import json
import math
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from stance.errors import InputError
from stance.report.scores import provenance, read_scores
from stance.score import write_scores
from stance.score_table import labels_of

ENDINGS = ("parquet", "csv", "jsonl")


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_written_is_read_back_whole(scores: pa.Table, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"scores.{ending}"
    write_scores(scores, path)
    assert read_scores(path).equals(scores, check_metadata=True)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_table_of_failures_only_is_read(scores: pa.Table, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"scores.{ending}"
    write_scores(scores.slice(scores.num_rows - 1), path)
    assert read_scores(path)["error"].to_pylist() == ["expected text, got 3 NUL bytes."]


def test_labels_keep_the_codebooks_order(scores: pa.Table) -> None:
    assert labels_of(scores) == ("cooperative", "neutral", "confrontational")


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_missing_sidecar_only_leaves_the_origin_unknown(
    scores: pa.Table, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"scores.{ending}"
    write_scores(scores, path)
    (tmp_path / f"scores.{ending}.meta.json").unlink()
    read = read_scores(path)
    assert read.equals(scores)
    assert provenance(read) == {"bundle": {}, "corpus": {}, "versions": {}, "cross_fitted": {}}


@pytest.mark.parametrize("stored", [b"not JSON", b"[1]", b'{"bundle": 3}', b"[" * 100_000])
def test_an_origin_of_another_form_is_unknown(scores: pa.Table, stored: bytes) -> None:
    other = scores.replace_schema_metadata({b"stance": stored})
    assert provenance(other) == {"bundle": {}, "corpus": {}, "versions": {}, "cross_fitted": {}}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_was_cut_short_is_refused(
    scores: pa.Table, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"scores.{ending}"
    write_scores(scores, path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=f"scores.{ending}"):
        read_scores(path)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00\x00", b"\xff\xfe\xfd\n\xff"])
def test_what_is_no_table_is_refused(tmp_path: Path, ending: str, content: bytes) -> None:
    path = tmp_path / f"scores.{ending}"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_scores(path)
    assert "\n" not in str(caught.value)


def test_missing_columns_are_named(scores: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("judul,isi\nSatu,Dua\n")
    with pytest.raises(InputError, match=r"no column 'task', 'kind'.*'judul, isi'"):
        read_scores(path)


def test_a_table_needs_probabilities(scores: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "scores.parquet"
    write_scores(scores.drop_columns([f"p_{label}" for label in labels_of(scores)]), path)
    with pytest.raises(InputError, match=r"no column 'p_<label>'"):
        read_scores(path)


def test_another_ending_no_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.parquet").mkdir()
    with pytest.raises(InputError, match=r"\.parquet, \.csv or \.jsonl"):
        read_scores(tmp_path / "scores.xlsx")
    with pytest.raises(InputError, match="No such file"):
        read_scores(tmp_path / "scores.parquet")
    with pytest.raises(InputError, match="directory"):
        read_scores(tmp_path / "folder.parquet")


def _with(
    scores: pa.Table, name: str, values: list[Any], kind: pa.DataType | None = None
) -> pa.Table:
    place = scores.column_names.index(name)
    column = scores[name].to_pylist()
    column[: len(values)] = values
    return scores.set_column(place, name, pa.array(column, kind or scores.schema.field(name).type))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("score", 1.5, "-1 to 1 in the column 'score', got 1.5"),
        ("score", float("nan"), "got nan"),
        ("p_neutral", -0.25, "0 to 1 in the column 'p_neutral', got -0.25"),
        ("p_neutral", None, "got None"),
        ("kind", "tweet", "'article' or 'comment', got 'tweet'"),
        ("task", "sentiment", "one task, got 'sentiment, stance'"),
        ("text", None, "text of every scored sentence"),
        ("terms", [{"term": "damai", "words": "damai", "contribution": math.inf}], "finite"),
        ("terms", [{"term": "damai", "words": "damai", "contribution": None}], "finite"),
        ("terms", [{"term": None, "words": None, "contribution": 0.5}], "a term and"),
    ],
)
def test_impossible_values_are_refused(
    scores: pa.Table, tmp_path: Path, name: str, value: object, said: str
) -> None:
    path = tmp_path / "scores.parquet"
    write_scores(_with(scores, name, [value]), path)
    with pytest.raises(InputError, match=said):
        read_scores(path)


def test_sentences_without_any_term_are_read(scores: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "scores.parquet"
    write_scores(_with(scores, "terms", [[]] * scores.num_rows), path)
    assert read_scores(path)["terms"].to_pylist() == [[]] * scores.num_rows


def test_a_column_of_another_type_is_refused(scores: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "scores.parquet"
    wrong = [f"nomor {row}" for row in range(scores.num_rows)]
    write_scores(_with(scores, "index", wrong, pa.string()), path)
    with pytest.raises(InputError, match=r"'index'.*int32"):
        read_scores(path)


def test_words_for_truth_are_read_as_truth(scores: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "scores.parquet"
    words = ["TRUE" if known else "False" for known in scores["trained_on"].to_pylist()]
    write_scores(_with(scores, "trained_on", words, pa.string()), path)
    assert read_scores(path)["trained_on"].equals(scores["trained_on"])


@pytest.mark.parametrize("line", ["{broken", "[1, 2]", '"text"'])
def test_a_line_that_is_no_object_is_named(scores: pa.Table, tmp_path: Path, line: str) -> None:
    path = tmp_path / "scores.jsonl"
    write_scores(scores.slice(0, 2), path)
    path.write_text(path.read_text() + "\n" + line + "\n")
    with pytest.raises(InputError, match="line 4"):
        read_scores(path)


def test_terms_that_are_no_json_are_refused(scores: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "scores.jsonl"
    write_scores(scores.slice(0, 1), path)
    row = json.loads(path.read_text())
    row["terms"] = json.dumps(row["terms"])
    path.write_text(json.dumps(row))
    assert read_scores(path).equals(scores.slice(0, 1))
    path.write_text(json.dumps(row | {"terms": "[{"}))
    with pytest.raises(InputError, match="'terms' to hold JSON"):
        read_scores(path)


def test_a_broken_sidecar_is_refused(scores: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    write_scores(scores, path)
    (tmp_path / "scores.csv.meta.json").write_text("{")
    with pytest.raises(InputError, match=r"scores\.csv\.meta\.json"):
        read_scores(path)


def test_a_csv_without_terms_names_the_column(scores: pa.Table, tmp_path: Path) -> None:
    from pyarrow import csv

    path = tmp_path / "scores.csv"
    csv.write_csv(scores.drop_columns(["terms"]), path)
    with pytest.raises(InputError, match="no column 'terms'"):
        read_scores(path)
