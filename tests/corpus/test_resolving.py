from dataclasses import replace

import pytest

import stance
from stance.corpus.labels.annotations import format_annotation, text_digest
from stance.corpus.labels.resolving import resolve_labels, write_gold
from stance.errors import InputError, SettingError
from stance.records import Annotation, Article, Comment, Corpus

TEXT = "Kedua pihak sepakat. Cuaca cerah."
ARTICLE = Article(id="a", title="Judul", text=TEXT, outlet="Warta")
COMMENT = Comment(id="a#1", article_id="a", text="Semoga damai", position=0)
CORPUS = Corpus(articles=(ARTICLE,), comments=(COMMENT,))


def row(who, label, *, document="a", start=0, end=20, flags=()):
    text = {"a": TEXT, "a#1": COMMENT.text}[document]
    return Annotation(
        document_id=document, start=start, end=end, digest=text_digest(text[start:end]),
        task="stance", label=label, annotator=who, codebook="stance-1.1", purpose="gold",
        probability=0.5, created="2026-01-01", flags=flags,
    )  # fmt: skip


def gold_of(tmp_path, *rows):
    path = tmp_path / "ledger.jsonl"
    path.write_text("".join(f"{format_annotation(one)}\n" for one in rows), encoding="utf-8")
    return resolve_labels(path, corpus=CORPUS)


def test_the_adjudicator_decides_and_the_flags_are_his(tmp_path):
    rows = [row("x", "neutral", flags=("mixed",)), row("y", "cooperative"),
            row("adjudicator", "cooperative", flags=("unsure",))]  # fmt: skip
    (gold,) = gold_of(tmp_path, *rows).labels
    assert (gold.label, gold.decided_by, gold.flags) == ("cooperative", "adjudicator", ("unsure",))
    assert (gold.n_annotators, gold.unanimous, gold.text) == (2, False, "Kedua pihak sepakat.")


def test_the_majority_decides_and_one_alone_is_said(tmp_path):
    rows = [row("x", "neutral"), row("y", "cooperative"), row("z", "neutral"),
            row("x", "neutral", start=21, end=33)]  # fmt: skip
    first, second = gold_of(tmp_path, *rows).labels
    assert (first.label, first.decided_by, first.unanimous) == ("neutral", "majority", False)
    assert (second.decided_by, second.n_annotators, second.unanimous) == ("single", 1, True)


def test_a_tie_has_no_gold_label_and_is_said(tmp_path):
    gold = gold_of(tmp_path, row("x", "neutral"), row("y", "cooperative"))
    assert gold.labels == ()
    assert [note.what for note in gold.notes] == ["tied"]


def test_an_annotators_last_word_counts(tmp_path):
    rows = [row("x", "neutral"), row("y", "cooperative"), row("x", "cooperative")]
    (gold,) = gold_of(tmp_path, *rows).labels
    assert (gold.label, gold.unanimous) == ("cooperative", True)


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_the_table_reads_back_with_the_comment_in_its_articles_group(tmp_path, ending):
    rows = [row("x", "neutral", flags=("mixed", "unsure")),
            row("x", "cooperative", document="a#1", end=12)]  # fmt: skip
    gold = gold_of(tmp_path, *rows)
    write_gold(gold.labels, tmp_path / f"gold.{ending}")
    back = stance.read_labels(tmp_path / f"gold.{ending}").texts
    assert back == stance.read_labels(tmp_path / "ledger.jsonl", corpus=CORPUS).texts
    assert [text.document_id for text in back] == ["a", "a"]
    assert [text.kind for text in back] == ["article", "comment"]


def test_a_column_named_for_documents_wins_over_the_articles(tmp_path):
    gold = gold_of(tmp_path, row("x", "cooperative", document="a#1", end=12))
    write_gold(gold.labels, tmp_path / "gold.csv")
    columns = {"document_id": "document_id"}
    (back,) = stance.read_labels(tmp_path / "gold.csv", columns=columns).texts
    assert back.document_id == "a#1"


def test_the_starter_labels_read_back_as_they_are(tmp_path, root):
    corpus = stance.read(root / "articles")
    gold = stance.resolve_labels(root / "labels", corpus=corpus)
    stance.write_gold(gold.labels, tmp_path / "gold.jsonl")
    expected = stance.read_labels(root / "labels", corpus=corpus).texts
    assert stance.read_labels(tmp_path / "gold.jsonl").texts == expected


def test_another_ending_and_a_table_are_refused(tmp_path):
    with pytest.raises(SettingError, match=r"ends in \.jsonl or \.csv, got 'gold\.xlsx'"):
        write_gold([], "gold.xlsx")
    (tmp_path / "table.csv").write_text("text,label\nYa,neutral\n")
    with pytest.raises(InputError, match="Expected a label ledger"):
        resolve_labels(tmp_path / "table.csv", corpus=CORPUS)


def test_labels_of_other_documents_are_refused(tmp_path):
    path = tmp_path / "ledger.jsonl"
    path.write_text(format_annotation(replace(row("x", "neutral"), document_id="b")))
    with pytest.raises(InputError, match="belong to the 2 documents given, found none"):
        resolve_labels(path, corpus=CORPUS)
