from dataclasses import replace
from datetime import date

import pytest

from stance.corpus.labels import join_labels, read_groups, read_labels
from stance.corpus.labels.annotations import format_annotation, text_digest
from stance.errors import InputError
from stance.records import Annotation, Article, Codebook, Comment, Corpus

BOOK = Codebook(
    task="stance", version="stance-1", labels=("cooperative", "neutral", "confrontational")
)
ARTICLE = Article(id="a", title="Judul", text="Mereka sepakat. Moskow mengancam.", outlet="X")
COMMENT = Comment(id="a#0", article_id="a", text="damai dong", position=0)
CORPUS = Corpus(articles=(ARTICLE,), comments=(COMMENT,))


def annotate(document, text, label, annotator="x", start=None):
    place = document.text.find(text) if start is None else start
    return Annotation(
        document_id=document.id,
        start=place,
        end=place + len(text),
        digest=text_digest(text),
        task="stance",
        label=label,
        annotator=annotator,
        codebook="stance-1",
        purpose="train",
        probability=1.0,
        created=date(2026, 1, 1).isoformat(),
    )


def test_labels_join_their_sentences_and_keep_an_article_and_its_comments_together():
    rows = [
        annotate(ARTICLE, "Moskow mengancam.", "confrontational"),
        annotate(ARTICLE, "Mereka sepakat.", "cooperative"),
        annotate(COMMENT, "damai dong", "cooperative"),
    ]
    labels = join_labels(rows, corpus=CORPUS, codebook=BOOK)
    assert [(row.text, row.label, row.document_id, row.kind) for row in labels.texts] == [
        ("Mereka sepakat.", "cooperative", "a", "article"),
        ("Moskow mengancam.", "confrontational", "a", "article"),
        ("damai dong", "cooperative", "a", "comment"),
    ]
    assert labels.notes == ()


def test_a_label_says_where_its_sentence_comes_from():
    article = replace(ARTICLE, published=date(2019, 3, 4), published_precision="day")
    rows = [
        annotate(ARTICLE, "Moskow mengancam.", "neutral"),
        annotate(COMMENT, "damai", "neutral"),
    ]
    corpus = replace(CORPUS, articles=(article,))
    for row in join_labels(rows, corpus=corpus, codebook=BOOK).texts:
        assert (row.outlet, row.published) == ("X", date(2019, 3, 4))
    assert [row.start for row in join_labels(rows, corpus=corpus, codebook=BOOK).texts] == [16, 0]


def test_a_table_may_say_kind_outlet_and_date(tmp_path):
    table = tmp_path / "labels.csv"
    table.write_text(
        "text,label,kind,outlet,tanggal\nYa.,neutral,comment,Warta Nusa,4 Maret 2019\n"
        "Ya.,neutral,opini,,entah\n"
    )
    first, second = read_labels(table, columns={"published": "tanggal"}).texts
    assert (first.kind, first.outlet, first.published) == (
        "comment",
        "Warta Nusa",
        date(2019, 3, 4),
    )
    assert (second.kind, second.outlet, second.published) == ("article", None, None)


def test_groups_that_contradict_each_other_are_refused(tmp_path):
    table = tmp_path / "topics.csv"
    table.write_text("document_id,topic\na,Krimea\na,energi\n")
    with pytest.raises(InputError, match="Expected one 'topic' a document"):
        read_groups(table, "topic")
    with pytest.raises(InputError, match="Expected a column 'desk'"):
        read_groups(table, "desk")


def test_groups_are_those_of_the_documents_that_labels_have(tmp_path):
    table = tmp_path / "gold.csv"
    table.write_text(
        "text,label,document_id,article_id,topic\nYa.,neutral,a#0,a,Krimea\nYa.,neutral,b,,energi\n"
    )
    names = {row.document_id for row in read_labels(table).texts}
    assert read_groups(table, "topic") == {"a": "Krimea", "b": "energi"}
    assert names == {"a", "b"}


def test_nothing_is_dropped_or_shifted_in_silence():
    rows = [
        annotate(ARTICLE, "Mereka sepakat.", "cooperative", start=3),
        annotate(ARTICLE, "Kalimat lain.", "neutral", start=0),
        annotate(Article(id="b", title="", text="x"), "x", "neutral"),
        annotate(COMMENT, "damai dong", "cooperative"),
        annotate(COMMENT, "damai dong", "neutral", annotator="y"),
    ]
    labels = join_labels(rows, corpus=CORPUS, codebook=BOOK)
    assert [row.text for row in labels.texts] == ["Mereka sepakat."]
    assert [note.what for note in labels.notes] == [
        "re-anchored",
        "no-sentence",
        "no-document",
        "tied",
    ]


def test_a_ledger_finds_the_articles_beside_it(tmp_path):
    (tmp_path / "labels").mkdir()
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.csv").write_text("id,title,text\na,Judul,Mereka sepakat.\n")
    ledger = tmp_path / "labels" / "ledger.jsonl"
    ledger.write_text(format_annotation(annotate(ARTICLE, "Mereka sepakat.", "cooperative")) + "\n")
    for path in (ledger, tmp_path / "labels"):
        assert [row.label for row in read_labels(path).texts] == ["cooperative"]


def test_a_ledger_without_documents_says_what_to_do(tmp_path):
    (tmp_path / "ledger.jsonl").write_text(
        format_annotation(annotate(ARTICLE, "Mereka sepakat.", "cooperative")) + "\n"
    )
    with pytest.raises(InputError, match="Name the documents with --corpus"):
        read_labels(tmp_path / "ledger.jsonl")


def test_labels_that_belong_to_other_documents_are_refused(tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_text(format_annotation(annotate(ARTICLE, "Mereka sepakat.", "cooperative")) + "\n")
    with pytest.raises(InputError, match="found none that belong to the 0 articles"):
        read_labels(ledger, corpus=Corpus(articles=()))


@pytest.mark.parametrize("name", ["empty-folder", "nothing.csv"])
def test_where_there_are_no_labels_it_is_said(tmp_path, name):
    (tmp_path / "empty-folder").mkdir()
    with pytest.raises(InputError, match=name):
        read_labels(tmp_path / name)


def test_a_table_of_labelled_texts_with_its_own_column_names(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("kalimat;sikap\nMereka sepakat.;cooperative\nRapat ditunda.; neutral\n")
    labels = read_labels(table, columns={"text": "kalimat", "label": "sikap"})
    assert [(row.text, row.label) for row in labels.texts] == [
        ("Mereka sepakat.", "cooperative"),
        ("Rapat ditunda.", "neutral"),
    ]
    assert len({row.document_id for row in labels.texts}) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "Expected the columns 'text' and 'label'"),
        ("text,label\nHalo.,hostile\n", "Expected one of the labels cooperative, neutral"),
        ("text,label\n", "empty"),
    ],
)
def test_a_bad_table_is_refused(tmp_path, content, message):
    (tmp_path / "mine.csv").write_text(content)
    with pytest.raises(InputError, match=message):
        read_labels(tmp_path / "mine.csv")


def test_remarks_above_the_column_names_are_not_rows(tmp_path):
    table = tmp_path / "mine.tsv"
    table.write_text("# two annotators\n# 2026\ntext\tlabel\n# tidak\tneutral\nYa.\tbad\n")
    with pytest.raises(InputError, match="line 5, got 'bad'"):
        read_labels(table)


def test_a_quotation_mark_in_a_text_swallows_no_rows(tmp_path):
    table = tmp_path / "mine.tsv"
    rows = [
        '"Kami siap.\tneutral',
        "Ya.\tneutral",
        'Ia berkata "tidak"\tneutral',
        'Maju!"\tneutral',
    ]
    table.write_text("text\tlabel\n" + "\n".join(rows) + "\n")
    assert [row.text for row in read_labels(table).texts] == [row.split("\t")[0] for row in rows]
