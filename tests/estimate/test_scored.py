import json

import numpy as np
import pyarrow as pa
import pytest

from stance.errors import InputError
from stance.estimate import without_duplicates
from stance.estimate.scored import order_scores


def changed(table, name, values):
    place = table.column_names.index(name)
    return table.set_column(place, name, pa.array(values))


def test_order_and_starts(five_rows):
    ordered = order_scores(five_rows.take([4, 2, 3, 0, 1]))
    assert ordered.task == "stance"
    assert ordered.labels == ("pro", "even", "con")
    assert ordered.starts.tolist() == [0, 3, 4, 5]
    assert ordered.scores.tolist() == [0.5, 0.5, -0.5, 0.0, -0.5]
    assert ordered.codes.tolist() == [0, 0, 2, 1, 2]


def test_a_table_without_errors_or_extras(five_rows):
    names = ["task", "kind", "document_id", "article_id", "index", "label", "score", "p_pro"]
    ordered = order_scores(five_rows.select([*names, "p_even", "p_con"]))
    assert ordered.n_failed.tolist() == [0, 0, 0]
    assert ordered.documents.column_names == ["kind", "document_id", "article_id"]


def test_rounded_bounds_are_put_right(five_rows):
    table = changed(five_rows, "score", [1.0000002, 0.5, -0.5, 0.0, -1.0000002])
    assert order_scores(table).scores.max() == 1.0
    assert order_scores(table).scores.min() == -1.0


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("score", [0.5, float("nan"), 0.0, 0.0, 0.0], r"'score', got nan in document 'a' \(1 "),
        ("score", [0.5, None, None, 0.0, 0.0], r"'score', got nan in document 'a' \(2 such"),
        ("score", [0.5, 7.0, 0.0, 0.0, 0.0], "from -1 to \\+1 in the column 'score', got 7.0"),
        ("score", ["x"] * 5, "numbers in the column 'score', got string"),
        ("p_con", [-0.5] * 5, r"from \+0 to \+1 in the column 'p_con', got -0.5"),
        ("index", [0, 1, None, 0, 0], "whole numbers in the column 'index', got nan"),
        ("index", [0, 1, 1, 0, 0], "sentence 1 of 'a' is there twice"),
        ("label", ["pro", "pro", "kontra", "even", "con"], "one of pro, even, con, got 'kontra'"),
        ("label", ["pro", None, "pro", "even", "con"], "one of pro, even, con, got 'None'"),
        ("kind", ["article"] * 4 + ["reply"], "one of article, comment, got 'reply'"),
        ("article_id", ["a", "a", "a", None, "a"], "'article_id' in every row"),
        ("document_id", [None] * 5, "'document_id' in every row of the score table, 5 rows"),
        ("task", ["stance"] * 4 + ["sentiment"], "one task, got sentiment, stance"),
        ("outlet", ["x", "y", "x", "x", "x"], "'outlet' a document, 'a' has 'x' and 'y'"),
        ("error", ["no text"] * 5, "all 5 rows are failures, the first: 'no text'"),
    ],
)
def test_bad_values(five_rows, name, values, message):
    with pytest.raises(InputError, match=message):
        order_scores(changed(five_rows, name, values))


def test_missing_columns_are_named(five_rows):
    with pytest.raises(InputError, match=r"the columns label, score in .* which has: task, kind"):
        order_scores(five_rows.drop_columns(["score", "label"]))
    with pytest.raises(InputError, match=r"p_<label> for each of two or more labels, got 1"):
        order_scores(five_rows.drop_columns(["p_pro", "p_con"]))
    with pytest.raises(InputError, match="the columns nowhere"):
        order_scores(five_rows, columns=["nowhere"])


def test_other_things_than_tables(five_rows):
    with pytest.raises(InputError, match=r"\(pyarrow.Table\), got DataFrame"):
        order_scores(five_rows.to_pandas())
    with pytest.raises(InputError, match="without rows"):
        order_scores(five_rows.slice(0, 0))


def test_nested_columns_do_not_describe_documents(five_rows):
    table = five_rows.append_column("terms", pa.array([["x"]] * 5))
    with pytest.raises(InputError, match="'terms' holds list"):
        order_scores(table, columns=["terms"])


def test_dates_may_be_dates(five_rows):
    days = np.array(["2016-03-27"] * 3 + ["2017-10-01", "2016-03-27"], dtype="datetime64[D]")
    table = changed(five_rows, "published", days)
    assert order_scores(table).documents["published"].to_pylist()[0] == "2016-03-27"


def test_without_duplicates(score_table):
    table = score_table(
        [
            {"id": "a", "label": "pro"},
            {"id": "b", "index": 0, "duplicate_of": "a"},
            {"id": "b", "index": 1, "duplicate_of": "a"},
            {"id": "c", "under": "b"},
        ]
    )
    table = table.replace_schema_metadata({b"stance": b'{"bundle": {"format": 1}}', b"k": b"v"})
    kept = without_duplicates(table)
    assert kept["document_id"].to_pylist() == ["a", "c"]
    assert kept.schema.metadata[b"k"] == b"v"
    assert json.loads(kept.schema.metadata[b"stance"]) == {
        "bundle": {"format": 1},
        "left_out": {"duplicate_articles": 1, "duplicate_comments": 0},
    }
    with pytest.raises(InputError, match="the columns duplicate_of"):
        without_duplicates(table.drop_columns(["duplicate_of"]))
