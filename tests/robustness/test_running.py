"""One estimate under many choices, held against the commands that make one at a time."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

import stance
from stance.errors import InputError, SettingError
from stance.robustness.running import Multiverse
from stance.robustness.sentences import Sentences
from stance.robustness.trainings import Texts, run_trainings

MARKS = ("yes", "marks", "2", "joint")


@pytest.fixture(scope="module")
def gold(corpus, labels):
    """Two in three of the sentences, as if they had been drawn."""
    from stance.robustness.sentences import _own_gold

    table, _ = _own_gold(Sentences.of(corpus, labels, gold=None).table, labels)
    return table.take([row for row in range(table.num_rows) if row % 3])


@pytest.fixture(scope="module")
def declared():
    return stance.Declared(
        {
            "stems": ("yes", "no"),
            "counting": ("probability", "label"),
            "duplicates": ("kept", "dropped"),
            "method": ("corrected", "labels only", "uncorrected"),
        }
    )


@pytest.fixture(scope="module")
def found(corpus, labels, gold, declared):
    return stance.multiverse(corpus, labels, gold=gold, choices=declared)


@pytest.fixture(scope="module")
def scores(corpus, labels, gold):
    """The score table of the baseline."""
    table = Sentences.of(corpus, labels, gold=gold).table
    shares = run_trainings([MARKS], Texts.of(corpus, labels, table, seed=0))[MARKS]
    names = np.array(labels.codebook.labels)
    columns = {f"p_{name}": shares[:, place] for place, name in enumerate(names)}
    columns |= {"score": shares[:, 0] - shares[:, -1], "label": names[shares.argmax(axis=1)]}
    for name, column in columns.items():
        table = table.set_column(table.column_names.index(name), name, pa.array(column))
    return table


def row_of(found, **choices):
    rows = found.specifications.to_pylist()
    (row,) = (row for row in rows if all(row[name] == value for name, value in choices.items()))
    return row


@pytest.mark.parametrize("counting", ["probability", "label"])
@pytest.mark.parametrize("method", ["corrected", "labels only"])
def test_values_are_those_of_trends(found, scores, gold, counting, method):
    one = stance.trends(
        scores, gold, rng=np.random.default_rng(0), choices=stance.Choices(counting=counting)
    )
    (theirs,) = (
        row for row in one.changes.to_pylist()
        if (row["quantity"], row["method"], row["what"]) == ("score", method, "slope")
    )  # fmt: skip
    about = {"stems": "yes", "counting": counting, "duplicates": "kept"}
    if method == "labels only":
        about |= {"stems": "-", "counting": "-"}
    ours = row_of(found, method=method, **about)
    for name in ("value", "low", "high", "p"):
        assert ours[name] == pytest.approx(theirs[name], abs=1e-9)


def test_the_gap_is_that_of_compare(corpus, labels, scores, gold, declared):
    estimand = stance.Estimand(what="gap")
    found = stance.multiverse(corpus, labels, gold=gold, choices=declared, estimand=estimand)
    rows = stance.compare(scores, gold).gaps.to_pylist()
    (theirs,) = (row for row in rows if row["method"] == "corrected")
    ours = found.specifications.to_pylist()[0]
    assert ours["value"] == pytest.approx(theirs["value"], abs=1e-9)
    assert ours["high"] == pytest.approx(theirs["high"], abs=1e-9)


def test_a_row_a_specification_and_one_baseline(found, declared):
    rows = found.specifications.to_pylist()
    assert len(rows) == len(declared.specifications()) == 2 * (4 + 1 + 4)
    assert [row["spec"] for row in rows if row["baseline"]] == [0]
    assert {row["n_groups"] for row in rows} == {3}
    assert len({row["value"] for row in rows}) > 10


@pytest.mark.parametrize(("what", "kind"), [("change", "article"), ("score", None)])
def test_other_estimands_have_values(corpus, labels, gold, declared, what, kind):
    estimand = stance.Estimand(what=what, kind=kind, quantity="confrontational")
    found = stance.multiverse(corpus, labels, gold=gold, choices=declared, estimand=estimand)
    rows = found.specifications.to_pylist()
    assert all(row["low"] < row["value"] < row["high"] for row in rows)
    assert set(found.specifications["quantity"].to_pylist()) == {"confrontational"}


def test_a_specification_that_fails_is_a_row_and_is_counted(corpus, labels, gold):
    declared = stance.Declared({"classifier": ("joint", "by kind"), "stems": ("yes", "no")})
    # The readers of two articles are too few for a classifier of their own.
    fewer = [row for row in labels.texts if (row.kind, row.document_id) != ("comment", "d08")]
    found = stance.multiverse(
        corpus, replace(labels, texts=tuple(fewer)), gold=gold, choices=declared
    )
    rows = found.specifications.to_pylist()
    failed = [row for row in rows if row["value"] is None]
    assert [row["classifier"] for row in failed] == ["by kind"] * 2
    assert all("Expected every label in 3 or more of 5 folds" in row["error"] for row in failed)
    assert found.summary.to_pylist()[0]["n_failed"] == 2
    assert found.warnings[0].startswith("failed: 2 of 4 specifications have no value")


def test_where_all_fail_the_first_error_is_raised(corpus, labels, gold):
    undated = type(corpus)(
        articles=tuple(type(row)(id=row.id, title="", text=row.text) for row in corpus.articles),
        comments=corpus.comments,
    )
    with pytest.raises(InputError, match="Expected 3 or more periods with gold labels"):
        stance.multiverse(
            undated, labels, gold=gold, choices=stance.Declared({"unit": ("sentence", "paragraph")})
        )


def test_workers_change_nothing_and_progress_is_told(corpus, labels, gold, declared, found):
    told = []
    again = stance.multiverse(
        corpus, labels, gold=gold, choices=declared, jobs=2,
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert again.specifications.equals(found.specifications)
    assert again.settings == found.settings
    assert told == [(done, 20) for done in range(1, 21)]


def test_where_all_is_labelled_it_says_so(corpus, labels):
    small = type(corpus)(articles=corpus.articles[:-1], comments=corpus.comments)
    found = stance.multiverse(small, labels)
    assert found.warnings[0].startswith("all-labelled:")
    corrected = [row for row in found.specifications.to_pylist() if row["unit"] == "sentence"]
    assert len({row["value"] for row in corrected}) == 1


@pytest.mark.parametrize("wrong", [{"jobs": 0}, {"seed": -1}])
def test_settings_that_are_not_possible_are_refused(corpus, labels, wrong):
    with pytest.raises(SettingError):
        stance.multiverse(corpus, labels, **wrong)


def test_an_unknown_quantity_is_refused_before_the_work(corpus, labels):
    with pytest.raises(SettingError, match="Expected the quantity to be one of cooperative"):
        stance.multiverse(corpus, labels, estimand=stance.Estimand(quantity="tone"))


def test_a_gap_without_gold_on_a_side_is_an_error(corpus, labels, gold, declared):
    articles = gold.filter(pa.array(["c" not in name for name in gold["document_id"].to_pylist()]))
    estimand = stance.Estimand(what="gap")
    with pytest.raises(InputError, match="Expected gold labels of comments"):
        stance.multiverse(corpus, labels, gold=articles, choices=declared, estimand=estimand)


def test_a_threshold_asks_for_a_middle_label(corpus, labels, gold):
    declared = stance.Declared({"counting": ("label",), "threshold": ("none", "0.9")})
    found = stance.multiverse(corpus, labels, gold=gold, choices=declared)
    plain, strict = found.specifications["value"].to_pylist()
    assert plain != strict


@pytest.mark.parametrize("ending", ["parquet", "csv", "json"])
def test_it_is_read_as_it_was_written(found, tmp_path, ending):
    path = tmp_path / f"multiverse.{ending}"
    stance.write_multiverse(found, path)
    again = stance.read_multiverse(path)
    assert isinstance(again, Multiverse)
    assert again.specifications.to_pylist() == found.specifications.to_pylist()
    assert again.specifications.schema == found.specifications.schema
    assert again.summary.equals(found.summary)
    assert (again.settings, again.warnings) == (found.settings, found.warnings)


def test_other_endings_are_refused(found, tmp_path):
    with pytest.raises(SettingError, match=r"Expected a name ending in \.parquet"):
        stance.write_multiverse(found, tmp_path / "multiverse.xlsx")
    with pytest.raises(InputError, match=r"Expected a multiverse in a \.parquet"):
        stance.read_multiverse(tmp_path / "multiverse.xlsx")


@pytest.mark.parametrize(
    "content", ["", "{}", '{"settings": {}, "warnings": [], "specifications": []}']
)
def test_a_file_of_something_else_is_refused(tmp_path, content):
    path = tmp_path / "multiverse.json"
    path.write_text(content)
    with pytest.raises(InputError, match=r"Expected a multiverse in .*multiverse\.json"):
        stance.read_multiverse(path)
