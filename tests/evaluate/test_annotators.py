import json

import numpy as np
import pytest

import stance
from stance.corpus.labels.annotations import text_digest
from stance.errors import InputError, SettingError
from stance.records import Article, Comment, Corpus

TEXT = "Satu sepakat. Dua cerah. Tiga menolak."
SPANS = ((0, 13), (14, 24), (25, 38))
CORPUS = Corpus(
    articles=tuple(Article(id=name, title="J", text=TEXT, outlet=f"Warta {name}") for name in "ab"),
    comments=(Comment(id="a#1", article_id="a", text="Semoga damai", position=0),),
)
LETTERS = {"c": "cooperative", "n": "neutral", "x": "confrontational"}


def ledger(tmp_path, said, comment=None):
    """A ledger of `said`: annotator -> a letter a sentence, of article a and then of b."""
    rows = []
    for who, letters in said.items():
        for place, letter in enumerate(letters):
            start, end = SPANS[place % 3]
            rows.append(row(who, "ab"[place // 3], letter, TEXT, start, end))
    for who, letter in (comment or {}).items():
        rows.append(row(who, "a#1", letter, "Semoga damai", 0, 12))
    path = tmp_path / "ledger.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def row(who, document, letter, text, start, end):
    return {
        "document_id": document, "start": start, "end": end, "label": LETTERS[letter.lower()],
        "digest": text_digest(text[start:end]), "task": "stance", "annotator": who,
        "codebook": "stance-1.1", "purpose": "gold", "probability": 1.0, "created": "2026-01-01",
        "flags": ["unsure"] if letter.isupper() else [],
    }  # fmt: skip


def compare(path, **settings):
    rng = np.random.default_rng(0)
    return stance.compare_annotators(path, corpus=CORPUS, rng=rng, draws=20, **settings)


def test_two_annotators_make_one_pair_overall_and_by_kind(tmp_path):
    said = {"y": "cnx" "cnx", "x": "cnn" "cnx"}  # fmt: skip
    found = compare(ledger(tmp_path, said, {"x": "c", "y": "c"}))
    assert [(row.by, row.group) for row in found.rows] == [
        ("all", "all"), ("kind", "article"), ("kind", "comment"),
    ]  # fmt: skip
    assert {row.annotators for row in found.rows} == {("x", "y")}
    assert [row.measured.n_sentences for row in found.rows] == [7, 6, 1]
    assert [row.n_documents for row in found.rows] == [3, 2, 1]
    assert found.rows[0].measured.n_clusters == 2  # the comment goes with its article
    assert found.rows[0].measured.agreement.value == pytest.approx(6 / 7)


def test_three_annotators_are_compared_together_and_in_pairs(tmp_path):
    found = compare(ledger(tmp_path, {"x": "cnx", "y": "cnx", "z": "ccx"}), by=())
    assert [row.annotators for row in found.rows] == [
        ("x", "y", "z"), ("x", "y"), ("x", "z"), ("y", "z"),
    ]  # fmt: skip
    assert found.rows[0].measured.kappa is None
    assert found.rows[1].measured.kappa.value == 1


def test_the_adjudicator_is_no_annotator_but_has_the_last_word(tmp_path):
    found = compare(ledger(tmp_path, {"x": "cnX", "y": "cnc", "adjudicator": "cnn"}))
    assert found.annotators == ("x", "y")
    (one,) = found.disagreements
    assert (one.text, one.adjudicated) == ("Tiga menolak.", "neutral")
    assert one.labels == {"x": "confrontational", "y": "cooperative"}
    assert one.flags == {"x": ("unsure",)}


def test_groups_by_outlet_and_year(tmp_path):
    found = compare(ledger(tmp_path, {"x": "cnxcnx", "y": "cnxcnc"}), by=("outlet", "year"))
    assert [(row.by, row.group, row.measured.n_sentences) for row in found.rows] == [
        ("all", "all", 6), ("outlet", "Warta a", 3), ("outlet", "Warta b", 3),
        ("year", "unknown", 6),
    ]  # fmt: skip


def test_few_documents_are_a_warning_and_nan_becomes_none(tmp_path):
    found = compare(ledger(tmp_path, {"x": "cnx", "y": "cnx"}), by=())
    (only,) = json.loads(json.dumps(found.to_dict(), allow_nan=False))["rows"]
    assert only["measured"]["warnings"] == ["one document only: no interval can be drawn"]
    assert only["measured"]["kappa"] == {"value": 1.0, "low": None, "high": None}


def test_one_annotator_alone_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"two annotators labelled, found none \(annotators: x\)"):
        compare(ledger(tmp_path, {"x": "cnx", "adjudicator": "cnx"}))


def test_an_unknown_grouping_is_refused(tmp_path):
    with pytest.raises(SettingError, match="Expected groups by kind, outlet, year, got 'age'"):
        compare(ledger(tmp_path, {"x": "cnx", "y": "cnx"}), by=("age",))


def test_the_same_seed_gives_the_same_figures(tmp_path):
    path = ledger(tmp_path, {"x": "cnxcnx", "y": "cnxcnc"})
    assert compare(path).to_dict() == compare(path).to_dict()
