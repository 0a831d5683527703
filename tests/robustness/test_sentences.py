"""Sentences and paragraphs, with gold labels."""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from stance.errors import InputError
from stance.records import Article, Comment, Corpus, LabelledText, LabelSet
from stance.robustness.sentences import Sentences

TEXT = "NATO dan Rusia sepakat. Kedua pihak berunding.\nMoskow menuduh NATO."


@pytest.fixture
def corpus():
    article = Article(id="a", title="", text=TEXT, published=date(2016, 3, 27))
    copy = replace(article, id="b", duplicate_of="a")
    said = Comment(id="c", article_id="b", text="setuju", position=0)
    return Corpus(articles=(article, copy), comments=(said,))


def label(text, said, **more):
    return LabelledText(text=text, label=said, start=TEXT.find(text), document_id="a", **more)


@pytest.fixture
def labels(codebook):
    rows = (
        label("NATO dan Rusia sepakat.", "cooperative"),
        label("Kedua pihak berunding.", "neutral"),
        label("Moskow menuduh NATO.", "confrontational"),
    )
    return LabelSet(texts=rows, codebook=codebook)


PROBABILITIES = np.array(
    [[0.8, 0.2, 0.0], [0.4, 0.6, 0.0], [0.0, 0.1, 0.9], *[[1.0, 0.0, 0.0]] * 4]
)


def test_a_paragraph_counts_as_one_with_the_means_of_its_sentences(corpus, labels):
    sentences = Sentences.of(corpus, labels, gold=None)
    found = sentences.tally(PROBABILITIES, unit="paragraph", duplicates="kept")
    assert found.n_sentences.tolist() == [2, 2, 1]
    # (.8 + .4) / 2 of the first paragraph, and that of the second.
    np.testing.assert_allclose(found.probability_sums[0], [0.6, 0.4 + 0.1, 0.9])
    np.testing.assert_allclose(found.gold_confusion[0].sum(axis=1), [0.5, 0.5, 1.0])
    np.testing.assert_allclose(found.gold_probabilities[0].sum(axis=0), [0.6, 0.5, 0.9])


def test_sentences_count_alike(corpus, labels):
    sentences = Sentences.of(corpus, labels, gold=None)
    found = sentences.tally(PROBABILITIES, unit="sentence", duplicates="kept")
    assert found.n_sentences.tolist() == [3, 3, 1]
    np.testing.assert_allclose(found.probability_sums[0], [1.2, 0.9, 0.9])
    assert found.gold_counts[0].tolist() == [1, 1, 1]


def test_a_copy_is_dropped_and_its_comments_stay(corpus, labels):
    sentences = Sentences.of(corpus, labels, gold=None)
    found = sentences.tally(PROBABILITIES, unit="sentence", duplicates="dropped")
    assert found.documents["document_id"].to_pylist() == ["a", "c"]


def test_labels_of_others_are_counted(corpus, labels):
    other = label("Tidak ada.", "neutral")
    more = replace(labels, texts=(*labels.texts, other))
    found = Sentences.of(corpus, more, gold=None)
    assert found.notes == ("elsewhere: left out 1 labels of other sentences.",)


def test_equal_comments_take_their_labels_one_each(corpus, codebook):
    twins = [Comment(id=f"c{n}", article_id="a", text="setuju", position=n) for n in range(2)]
    said = [
        LabelledText(text="setuju", label=name, document_id="a", kind="comment", start=0)
        for name in ("cooperative", "neutral")
    ]
    both = Corpus(articles=corpus.articles, comments=tuple(twins))
    labels = LabelSet(texts=tuple(said), codebook=codebook)
    found = Sentences.of(both, labels, gold=None)
    assert sorted(found.gold.codes.tolist()) == [0, 1]


def test_a_blank_document_is_said(corpus, labels):
    blank = replace(corpus, articles=(*corpus.articles, Article(id="z", title="", text="")))
    found = Sentences.of(blank, labels, gold=None)
    assert found.notes == ("blank: left out 1 documents without a sentence.",)


def test_labels_of_no_sentence_at_all_are_refused(corpus, codebook):
    labels = LabelSet(texts=(label("Tidak ada.", "neutral"),), codebook=codebook)
    with pytest.raises(InputError, match="Expected labels of the corpus's sentences"):
        Sentences.of(corpus, labels, gold=None)


def test_a_corpus_without_sentences_is_refused(labels):
    with pytest.raises(InputError, match="Expected sentences, found none"):
        Sentences.of(Corpus(articles=()), labels, gold=None)


def test_given_gold_keeps_its_probabilities(corpus, labels):
    gold = pa.table(
        {"document_id": ["a"], "start": [24], "end": [46], "label": ["neutral"],
         "probability": [0.25]}
    )  # fmt: skip
    found = Sentences.of(corpus, labels, gold=gold)
    assert found.gold.weights.tolist() == [4.0]
