"""The gold labels of a ledger as the table that estimates read."""

import pytest

from stance.corpus.labels.annotations import format_annotation, text_digest
from stance.corpus.labels.gold_rows import read_gold
from stance.errors import InputError, SettingError
from stance.gold_table import GOLD_SCHEMA
from stance.records import Annotation

DIGEST = text_digest("Sepakat.")


def note(who="ayu", label="neutral", **other):
    fields = {
        "document_id": "a", "start": 0, "end": 8, "digest": DIGEST, "task": "stance",
        "codebook": "stance-1", "purpose": "gold", "probability": 0.5, "created": "2026-01-01",
    }  # fmt: skip
    return Annotation(annotator=who, label=label, **{**fields, **other})


@pytest.fixture
def ledger(tmp_path):
    def write(*rows, name="ledger.jsonl"):
        path = tmp_path / name
        path.write_text("".join(f"{format_annotation(row)}\n" for row in rows), encoding="utf-8")
        return path

    return write


def test_one_row_a_sentence_in_order_of_document_and_place(ledger):
    path = ledger(note(document_id="b"), note(start=9, end=17), note(), note(who="bima"))
    gold = read_gold(path)
    assert gold.schema == GOLD_SCHEMA
    assert [(row["document_id"], row["start"]) for row in gold.to_pylist()] == [
        ("a", 0), ("a", 9), ("b", 0),
    ]  # fmt: skip
    assert gold["probability"].to_pylist() == [0.5] * 3


def test_the_adjudicator_decides_else_the_majority_and_a_tie_is_null(ledger):
    path = ledger(
        note("ayu"), note("bima", "cooperative"), note("adjudicator", "confrontational"),
        note("ayu", start=9, end=17), note("bima", "cooperative", start=9, end=17),
        note("ayu", start=18, end=26), note("bima", start=18, end=26),
    )  # fmt: skip
    assert read_gold(path)["label"].to_pylist() == ["confrontational", None, "neutral"]


def test_the_ledgers_of_a_folder_count_together(ledger, tmp_path):
    ledger(note("ayu"), name="ayu.jsonl")
    ledger(note("bima", "cooperative"), note("bima", start=9, end=17), name="bima.jsonl")
    assert read_gold(tmp_path)["label"].to_pylist() == [None, "neutral"]


def test_other_purposes_take_no_part_in_deciding(ledger):
    train = note("bima", "cooperative", purpose="train", probability=1.0)
    path = ledger(note("ayu"), train, note(start=9, end=17, purpose="train"))
    assert read_gold(path)["label"].to_pylist() == ["neutral"]
    both = read_gold(ledger(note("ayu"), note("ayu", purpose="train")), purposes=("train", "gold"))
    assert both["purpose"].to_pylist() == ["train"]


def test_without_gold_the_labels_of_other_purposes_are_counted(ledger):
    path = ledger(note(purpose="train"), note("bima", purpose="train"))
    with pytest.raises(InputError, match=r"for gold in .*, got 2 for train\. Plan sentences"):
        read_gold(path)
    with pytest.raises(InputError, match="got none of this task"):
        read_gold(path, task="sentiment", purposes=("train",))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"probability": 0.25}, r"one probability a sentence .* got 0\.5 and 0\.25 for 'a'"),
        ({"digest": "0" * 16}, "one digest a sentence"),
    ],
)
def test_annotations_of_one_sentence_that_disagree_about_it(change, message, ledger):
    with pytest.raises(InputError, match=message):
        read_gold(ledger(note("ayu"), note("bima", **change)))


def test_an_annotators_later_line_replaces_the_probability(ledger):
    gold = read_gold(ledger(note(probability=0.25), note(probability=0.5)))
    assert gold["probability"].to_pylist() == [0.5]


def test_what_is_no_ledger_or_no_purpose(ledger, tmp_path):
    table = tmp_path / "labels.csv"
    table.write_text("text,label\nSepakat.,neutral\n", encoding="utf-8")
    with pytest.raises(InputError, match="a label ledger"):
        read_gold(table)
    with pytest.raises(SettingError, match=r"train, gold, as in \('gold',\), got 'gold'"):
        read_gold(ledger(note()), purposes="gold")
