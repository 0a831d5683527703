"""`stance.compare`: gaps, the articles farthest from their comments, and their sentences."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from scipy import stats

import stance
from stance.errors import InputError, SettingError
from stance.estimate.comparison import compare
from stance.estimate.simulate import Setting, Side, simulate

LABELS = ("pro", "even", "con")


@pytest.fixture(scope="module")
def rows():
    """Article a stands .5 to 1 above its comments, b below, c has one comment."""
    own = {"a": (0.9, 0.5, 0.7, 0.1), "b": (-0.5, -0.1, -0.3), "c": (0.0, 0.2, 0.1)}
    said = {"a": (-0.4, 0.0, 0.2), "b": (0.1, 0.3, -0.1), "c": (0.1,)}
    return [
        *({"id": name, "index": k, "score": score, "published": f"201{5 + (name == 'b')}-01-01"}
          for name, scores in own.items() for k, score in enumerate(scores)),
        *({"id": f"{name}{k}", "under": name, "score": score,
           "published": f"201{5 + (name == 'b')}-01-01"}
          for name, scores in said.items() for k, score in enumerate(scores)),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def scores(placed_table, rows):
    return placed_table(rows)


@pytest.fixture(scope="module")
def gold(gold_table, rows):
    return gold_table(
        [(row["id"], row.get("index", 0), LABELS[k % 3]) for k, row in enumerate(rows)]
    )


def test_the_farthest_articles_come_first(scores):
    found = stance.compare(scores).articles.to_pylist()
    assert [row["article_id"] for row in found] == ["a", "b", "c"]
    assert found[0]["gap"] == pytest.approx(0.55 + 0.2 / 3)
    assert {row["method"] for row in found} == {"uncorrected"}


def test_an_articles_interval_is_welchs(scores):
    first, second, third = stance.compare(scores).articles.to_pylist()
    welch = stats.ttest_ind([0.9, 0.5, 0.7, 0.1], [-0.4, 0.0, 0.2], equal_var=False)
    exact = welch.confidence_interval(0.95)
    assert (first["low"], first["high"]) == pytest.approx((exact.low, exact.high))
    assert second["low"] < second["gap"] < second["high"]
    assert (third["low"], third["high"]) == (None, None)


def test_the_sentences_lie_farthest_from_the_other_side(scores):
    found = stance.compare(scores).sentences.to_pylist()
    told = [(row["document_id"], row["index"]) for row in found if row["article_id"] == "a"]
    assert told == [("a", 0), ("a", 2), ("a", 1), ("a0", 0), ("a1", 0), ("a2", 0)]
    below = [row["score"] for row in found if row["article_id"] == "b" and row["kind"] == "article"]
    assert below == [-0.5, -0.3, -0.1]
    assert found[0]["text"] == "a 0."


def test_all_and_each_group(scores, gold):
    table = stance.compare(scores, gold, by="year").gaps.to_pylist()
    assert [row["group"] for row in table] == ["all"] * 3 + ["2015"] * 3 + ["2016"] * 3
    assert [row["method"] for row in table[:3]] == ["uncorrected", "labels only", "corrected"]
    assert {row["quantity"] for row in table} == {"gap"}


def test_a_census_gives_the_gap_of_the_labels(scores, gold, rows):
    values = {"pro": 1.0, "even": 0.0, "con": -1.0}
    labels = [values[LABELS[k % 3]] for k in range(len(rows))]
    gaps = []
    for name in "abc":
        own = [v for v, row in zip(labels, rows, strict=True) if row["id"] == name]
        said = [v for v, row in zip(labels, rows, strict=True) if row.get("under") == name]
        gaps.append(np.mean(own) - np.mean(said))
    found = {row["method"]: row for row in stance.compare(scores, gold).gaps.to_pylist()}
    assert found["corrected"]["value"] == pytest.approx(np.mean(gaps))
    assert found["labels only"]["value"] == pytest.approx(np.mean(gaps))


def test_without_labels_of_a_side(scores, gold):
    kept = [name in {"a", "b", "c"} for name in gold["document_id"].to_pylist()]
    found = stance.compare(scores, gold.filter(kept))
    rows = {row["method"]: row for row in found.gaps.to_pylist()}
    assert rows["corrected"]["value"] is rows["labels only"]["value"] is None
    assert rows["corrected"]["warnings"][0].startswith("not-identified: no gold label in comments")
    assert (found.verdicts.num_rows, found.invariance.num_rows) == (0, 0)


def test_without_labels_everything_is_uncorrected(scores):
    assert set(stance.compare(scores).gaps["method"].to_pylist()) == {"uncorrected"}


def test_without_comments(placed_table, gold_table, rows):
    own = placed_table([row for row in rows if "under" not in row])
    found = stance.compare(own, gold_table([("a", 0, "pro")]))
    assert found.articles.num_rows == found.sentences.num_rows == 0
    assert found.gaps["value"].null_count == found.gaps.num_rows
    assert found.gaps.to_pylist()[0]["warnings"][0].startswith("no-pair:")


def test_failed_comments_take_no_part(placed_table, rows):
    failed = {"id": "a9", "under": "a", "error": "empty", "published": "2015-01-01"}
    one, other = (stance.compare(placed_table(table)) for table in (rows, [*rows, failed]))
    assert one.articles.equals(other.articles)
    assert other.gaps.to_pylist()[0]["warnings"][-1].startswith("failed: 1 document")


def test_the_order_of_rows_does_not_matter(scores, gold):
    mixed = scores.take(np.random.default_rng(2).permutation(scores.num_rows))
    one, other = (stance.compare(table, gold, by="year") for table in (scores, mixed))
    for name in ("gaps", "articles", "sentences", "invariance", "verdicts"):
        assert getattr(one, name).equals(getattr(other, name)), name
    assert one.settings == other.settings


def test_what_cannot_be_compared(scores, gold):
    with pytest.raises(SettingError, match="'kind' differs within article"):
        stance.compare(scores, gold, by="kind")
    with pytest.raises(SettingError, match="Expected by to be year"):
        stance.compare(scores, gold, by="colour")
    with pytest.raises(InputError, match=r"pyarrow\.Table\), got list"):
        stance.compare([1, 2])


def test_labels_picked_by_hand_and_labels_without_a_pair_are_told():
    """Only what the classifier calls cooperative is labelled, as if nothing else could be."""
    setting = Setting(n_articles=40, comments=Side(), n_comments=0.7)
    world = simulate(setting, np.random.default_rng(1))
    scores = world.scores()
    picked = scores.filter(pc.equal(scores["label"], "cooperative")).slice(0, 60)
    gold = pa.table(
        {
            **{name: picked[name] for name in ("document_id", "start", "end", "label")},
            "probability": np.ones(60),
        }
    )
    codes = {note.partition(":")[0] for note in compare(scores, gold).warnings}
    assert {"weights-off", "gold-unpaired", "training-unknown"} <= codes
    sound = compare(scores, world.gold()).warnings
    assert not any(note.startswith("weights-off") for note in sound)


def test_a_file_is_compared_like_its_table(tmp_path):
    world = simulate(Setting(n_articles=30, comments=Side()), np.random.default_rng(1))
    pq.write_table(world.scores(), tmp_path / "scores.parquet")
    from_file = compare(tmp_path / "scores.parquet", world.gold())
    assert from_file.gaps.equals(compare(world.scores(), world.gold()).gaps)
