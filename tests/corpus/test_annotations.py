import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.labels.annotations import (
    anchor,
    format_annotation,
    parse_annotation,
    read_ledger,
    resolve,
    text_digest,
)
from stance.errors import InputError
from stance.records import Annotation, Codebook

BOOK = Codebook(
    task="stance", version="stance-1", labels=("cooperative", "neutral", "confrontational")
)
SENTENCE = "Kedua pihak sepakat bertemu."
ANNOTATION = Annotation(
    document_id="a",
    start=0,
    end=len(SENTENCE),
    digest=text_digest(SENTENCE),
    task="stance",
    label="cooperative",
    annotator="x",
    codebook="stance-1",
    purpose="train",
    probability=1.0,
    created="2026-01-01",
    flags=("mixed",),
)


def test_a_ledger_line_comes_back_as_it_was():
    assert parse_annotation(format_annotation(ANNOTATION), codebook=BOOK, where="x") == ANNOTATION


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": "hostile"}, "Expected one of the labels cooperative, neutral, confrontational"),
        ({"purpose": "fun"}, "Expected the purpose 'train' or 'gold' at x, line 1, got 'fun'"),
        ({"probability": 0}, "Expected a selection probability above 0 and at most 1"),
        ({"probability": "1"}, "Expected a selection probability above 0 and at most 1"),
        ({"start": 9, "end": 3}, "Expected whole numbers 0 <= start < end"),
        ({"start": None}, "Expected whole numbers 0 <= start < end"),
        ({"colour": "blue"}, "Expected an annotation with the fields annotator, codebook"),
    ],
)
def test_a_bad_line_is_refused_with_its_place(change, message):
    row = json.loads(format_annotation(ANNOTATION)) | change
    with pytest.raises(InputError, match=message):
        parse_annotation(json.dumps(row), codebook=BOOK, where="x, line 1")


@pytest.mark.parametrize("line", ["", "{", "[]", "3", "null"])
def test_what_is_not_an_annotation_is_refused(line):
    with pytest.raises(InputError, match="at x"):
        parse_annotation(line, codebook=BOOK, where="x")


def test_a_ledger_keeps_only_its_task(tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    other = replace(ANNOTATION, task="sentiment", label="positive")
    ledger.write_text(f"{format_annotation(ANNOTATION)}\n\n{format_annotation(other)}\n")
    assert read_ledger(ledger, codebook=BOOK) == [ANNOTATION]


def test_a_ledger_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"Expected a label ledger in UTF-8 at .*none\.jsonl"):
        read_ledger(tmp_path / "none.jsonl", codebook=BOOK)


@given(st.text(max_size=50), st.text(max_size=50))
def test_a_label_finds_its_moved_sentence(before, after):
    place = anchor(ANNOTATION, before + SENTENCE + after)
    assert place is not None
    assert (before + SENTENCE + after)[slice(*place)] == SENTENCE


@pytest.mark.parametrize("text", ["", "Kedua", "Kedua pihak sepakat berpisah."])
def test_a_lost_sentence_is_said(text):
    assert anchor(ANNOTATION, text) is None


@pytest.mark.parametrize(
    ("votes", "gold"),
    [
        ([("x", "neutral")], "neutral"),
        ([("x", "neutral"), ("y", "cooperative"), ("z", "neutral")], "neutral"),
        ([("x", "neutral"), ("y", "cooperative")], None),
        ([("x", "neutral"), ("y", "neutral"), ("adjudicator", "cooperative")], "cooperative"),
        ([("x", "neutral"), ("x", "cooperative")], "cooperative"),
    ],
)
def test_gold_is_the_adjudicator_then_the_majority_then_nobody(votes, gold):
    rows = [replace(ANNOTATION, annotator=who, label=label) for who, label in votes]
    assert list(resolve(rows).values()) == [gold]
