"""Labels that are likely wrong: planted ones are found, with what speaks for another."""

import csv
import json
from dataclasses import replace

import pytest

import stance
from stance.corpus.labels.given import GivenLabel
from stance.errors import InputError, SettingError
from stance.evaluate.suspects import find_twins, select_suspects
from stance.records import LabelledText

FOLDS = 2  # each is a training


def row(text, label, document="a", **annotators):
    own = LabelledText(text=text, label=label, document_id=document, start=0)
    return GivenLabel(text=own, document_id=document, annotators=annotators)


@pytest.fixture(scope="module")
def rows(labelled):
    """The labelled sentences for tests, one of them with a label that is plainly wrong."""
    found = [
        GivenLabel(text=text, document_id=text.document_id, annotators={"x": text.label})
        for text in labelled
    ]
    wrong = next(n for n, one in enumerate(found) if one.text.label == "confrontational")
    text = replace(found[wrong].text, label="cooperative")
    said = {"x": "cooperative", "y": "cooperative"}
    found[wrong] = GivenLabel(text=text, document_id=text.document_id, annotators=said)
    twin = replace(text, label="confrontational", document_id="elsewhere", text=f"{text.text}!")
    return [*found, GivenLabel(text=twin, document_id="elsewhere", annotators={})]


@pytest.fixture(scope="module")
def suspects(rows, codebook):
    return stance.find_suspects(rows, codebook=codebook, folds=FOLDS)


def test_suspects_are_ranked_by_their_margin(suspects):
    assert [one.rank for one in suspects] == list(range(1, len(suspects) + 1))
    margins = [one.margin for one in suspects]
    assert margins == sorted(margins)
    for one in suspects:
        given, other = one.probabilities[one.label], one.probabilities[one.suggested]
        assert one.margin == pytest.approx((given - other + 1) / 2)
        assert sum(one.probabilities.values()) == pytest.approx(1)


def test_an_equal_sentence_with_another_label_is_named(rows, suspects):
    unequal = select_suspects(suspects, reason="unequal")
    planted = rows[-1].text.text
    by_document = {one.document_id: one for one in unequal if one.text.rstrip("!") in planted}
    assert len(by_document) == 2
    (twin,) = by_document["elsewhere"].twins
    assert (twin.label, by_document[twin.document_id].label) == ("cooperative", "cooperative")


def test_terms_speak_for_the_suggested_label(suspects):
    for one in suspects:
        assert all(contribution > 0 for _, contribution in one.terms)
        contributions = [contribution for _, contribution in one.terms]
        assert contributions == sorted(contributions, reverse=True)


def test_the_result_does_not_depend_on_the_number_of_processes_and_progress_is_told(
    rows, codebook, suspects
):
    seen = []

    def step(done, total):
        seen.append((done, total))

    again = stance.find_suspects(rows, codebook=codebook, folds=FOLDS, jobs=2, progress=step)
    assert [one.to_dict() for one in again] == [one.to_dict() for one in suspects]
    assert seen == [(1, FOLDS), (2, FOLDS)]


def test_near_equal_sentences_are_twins_and_those_that_turn_the_meaning_are_not():
    text = "Kedua pihak sepakat menarik semua pasukan dari wilayah perbatasan pada hari Senin besok"
    rows = [
        row(f"{text}.", "cooperative", "a"),
        row(f"{text} pagi.", "neutral", "b"),
        row(text.replace("sepakat", "menolak"), "confrontational", "c"),
        row(f"{text}.", "cooperative", "d"),
    ]
    assert {number: len(twins) for number, twins in find_twins(rows).items()} == {0: 1, 1: 2, 3: 1}


def test_agreement_counts_only_where_two_annotators_agree_and_the_model_is_certain(rows, suspects):
    against = select_suspects(suspects, reason="against-agreement")
    for one in against:
        assert len(one.annotators) > 1
        assert one.probabilities[one.suggested] >= 0.8
    alone = [one for one in suspects if len(one.annotators) < 2]
    assert not any("against-agreement" in one.reasons for one in alone)


@pytest.mark.parametrize("name", ["suspects.jsonl", "suspects.csv"])
def test_suspects_are_written_whole(name, tmp_path, suspects):
    formula = replace(suspects[0], text="=1+1")
    path = tmp_path / name
    stance.write_suspects([formula, *suspects[1:]], path)
    if path.suffix == ".jsonl":
        lines = path.read_text(encoding="utf-8").splitlines()
        assert json.loads(lines[0]) == json.loads(json.dumps(formula.to_dict()))
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert table[0]["text"] == "'=1+1"
    assert json.loads(table[0]["probabilities"]) == formula.probabilities
    assert len(table) == len(suspects)


def test_what_cannot_be_is_refused(tmp_path, codebook):
    with pytest.raises(SettingError, match=r"ends in \.jsonl or \.csv, got 'a\.xlsx'"):
        stance.write_suspects([], "a.xlsx")
    with pytest.raises(InputError, match="Expected labelled texts"):
        stance.find_suspects([], codebook=codebook)


def test_labels_of_a_ledger_come_with_their_annotators_and_those_of_a_table_without(tmp_path, root):
    ledger = tmp_path / "ledger.jsonl"
    files = root / "tests" / "corpus" / "labels"
    corpus = stance.read(files / "documents.jsonl")
    stance.import_labels(files / "potato" / "annotations.jsonl", ledger, corpus=corpus)
    given = stance.read_given(ledger, corpus=corpus)
    first = next(one for one in given.rows if (one.document_id, one.text.start) == ("selat-01", 0))
    assert first.annotators == {"siti": "cooperative", "budi": "cooperative"}
    assert {note.what for note in given.notes} == {"tied"}
    assert given.rows == tuple(sorted(given.rows, key=lambda one: one.document_id))
    texts = stance.read_labels(ledger, corpus=corpus).texts
    assert tuple(one.text for one in given.rows) == texts
    table = tmp_path / "labels.csv"
    table.write_text("text,label\nKami sepakat.,cooperative\n", encoding="utf-8")
    assert stance.read_given(table).rows[0].annotators == {}
