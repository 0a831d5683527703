"""Gold labels find their sentences, or say why not."""

import pyarrow as pa
import pytest

from stance.corpus.labels.annotations import text_digest
from stance.errors import InputError
from stance.estimate.gold import GoldMatcher, match_gold, sentence_digest

ROWS = [{"id": "a", "index": 0}, {"id": "a", "index": 1}, {"id": "b", "index": 0}]


@pytest.fixture
def scores(placed_table):
    return placed_table(ROWS)


def test_a_label_is_at_its_row_with_one_over_its_probability(scores, gold_table):
    found = match_gold(scores, gold_table([("b", 0, "con", 0.25), ("a", 1, "pro", 0.5)]))
    assert found.rows.tolist() == [1, 2]
    assert found.codes.tolist() == [0, 2]
    assert found.weights.tolist() == [2.0, 4.0]
    assert found.notes == ()


def test_the_digest_is_the_ledgers():
    assert sentence_digest("Rusia menolak \ud800.") == text_digest("Rusia menolak \ud800.")


@pytest.mark.parametrize("probability", [0.0, -0.5, 1.5, None, float("nan"), float("inf")])
def test_a_probability_that_is_none_is_refused(scores, gold_table, probability):
    gold = gold_table([("a", 0, "pro", 1.0), ("a", 1, "pro", probability)])
    with pytest.raises(InputError, match=r"above 0 and at most 1, got .* for 'a' at 10-19"):
        match_gold(scores, gold)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("a", 0, "pro"), ("a", 0, "con")], "'a' at 0-9 has two"),
        ([("a", 0, "hostile")], "Expected one of pro, even, con, got the gold label 'hostile'"),
        ([("a", 5, "pro")], "'a' at 50-59 at one scored sentence, found no scored sentence"),
        ([("z", 0, "pro"), ("y", 0, "pro")], "got 2 of others, such as 'z'"),
        ([("a", 0, 3)], "got the gold label '3'"),
        ([(None, 0, "pro")], "Expected 'document_id' for every gold label, 1 have none"),
        ([("a", 0, "pro", "often")], "'probability' of the gold labels to hold double, got string"),
        ([], "Expected gold labels, got a table without rows"),
    ],
)
def test_labels_that_cannot_be_used(scores, gold_table, rows, message):
    with pytest.raises(InputError, match=message):
        match_gold(scores, gold_table(rows))


def test_what_is_no_table_of_labels(scores, gold_table):
    with pytest.raises(InputError, match=r"pyarrow\.Table, got list"):
        match_gold(scores, [("a", 0)])
    with pytest.raises(InputError, match="the columns label, probability in"):
        match_gold(scores, gold_table([("a", 0, "pro")]).drop_columns(["label", "probability"]))
    with pytest.raises(InputError, match="Expected the column 'end' in the score table"):
        match_gold(scores.drop_columns(["end"]), gold_table([("a", 0, "pro")]))


def test_labels_of_another_task(scores, gold_table):
    gold = gold_table([("a", 0, "pro")]).append_column("task", pa.array(["sentiment"]))
    with pytest.raises(InputError, match="of the task stance, got 'sentiment' for 'a' at 0-9"):
        match_gold(scores, gold)


def test_what_trained_the_model_does_not_correct_it(placed_table, gold_table):
    scores = placed_table([{**row, "trained_on": row["id"] == "b"} for row in ROWS])
    assert match_gold(scores, gold_table([("a", 0, "pro")])).rows.tolist() == [0]
    with pytest.raises(InputError, match="trained on the article of 'b' at 0-9"):
        match_gold(scores, gold_table([("a", 0, "pro"), ("b", 0, "pro")]))


def test_what_takes_no_part_is_counted(placed_table, gold_table):
    scores = placed_table([*ROWS, {"id": "f", "error": "empty"}])
    labels = [("a", 0, "pro"), ("a", 1, None), ("f", 0, "pro"), ("f", 1, "con"), ("z", 0, "pro")]
    found = match_gold(scores, gold_table(labels))
    assert found.rows.tolist() == [0]
    assert found.notes == (
        "gold-elsewhere: left out 1 gold label of documents without scores.",
        "gold-failed: left out 2 gold labels of documents that could not be scored.",
        "gold-tied: left out 1 gold label on which the annotators are tied.",
    )


def digests(gold, texts):
    return gold.append_column("digest", pa.array([sentence_digest(text) for text in texts]))


def test_a_moved_sentence_is_found_again(scores, gold_table):
    gold = digests(gold_table([("a", 7, "pro")]), ["a 1."])
    assert match_gold(scores, gold).rows.tolist() == [1]


def test_a_changed_sentence_is_refused(scores, gold_table):
    gold = digests(gold_table([("a", 1, "pro")]), ["Lain."])
    with pytest.raises(InputError, match="The text or the splitter has changed since"):
        match_gold(scores, gold)
    # Without texts, nobody can tell.
    assert match_gold(scores.drop_columns(["text"]), gold).rows.tolist() == [1]


def test_two_labels_at_one_sentence_are_refused(scores, gold_table):
    gold = digests(gold_table([("a", 1, "pro"), ("a", 7, "pro")]), ["a 1.", "a 1."])
    with pytest.raises(InputError, match="two belong to one scored sentence"):
        match_gold(scores, gold)


def test_one_text_twice_is_told_apart_by_its_place(scores, gold_table):
    twice = scores.set_column(
        scores.column_names.index("text"), "text", pa.array(["Ya.", "Ya.", "b 0."])
    )
    assert match_gold(twice, digests(gold_table([("a", 1, "pro")]), ["Ya."])).rows.tolist() == [1]
    with pytest.raises(InputError, match="found several scored sentences"):
        match_gold(twice, digests(gold_table([("a", 7, "pro")]), ["Ya."]))


def test_parts_together_are_the_whole(scores, gold_table):
    matcher = GoldMatcher(gold_table([("a", 0, "pro"), ("b", 0, "con"), ("z", 0, "pro")]))
    assert matcher.match(scores.slice(0, 2)).rows.tolist() == [0]
    assert matcher.match(scores.slice(2)).rows.tolist() == [0]
    assert matcher.notes() == (
        "gold-elsewhere: left out 1 gold label of documents without scores.",
    )
