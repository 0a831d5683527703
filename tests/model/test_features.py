"""Terms, their counts and their weights, against scikit-learn's own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from stance.model.features import (
    FEATURES,
    choose_terms,
    count_terms,
    kind_of,
    make_vectorizer,
    terms_of,
    weigh,
)

WORDS = st.text("ab \x1c\x85\u2028\u00a0é😀", max_size=12)
STREAMS = st.lists(st.sampled_from(["a", "b", "#m", "|", "~_a"]), max_size=8).map(" ".join)


def chosen(counted, rows=None):
    return [counted.terms[column] for column in choose_terms(counted, rows).columns]


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_terms_are_those_scikit_learn_finds(texts):
    analyse = make_vectorizer(["x"], idf=np.ones(1)).build_analyzer()
    assert [terms_of(text) for text in texts] == [analyse(text) for text in texts]


@given(STREAMS)
def test_no_pair_reaches_over_the_sign_between_streams_nor_holds_letters(prepared):
    # But for these two rules, the terms are scikit-learn's.
    analyse = make_vectorizer(["x"], idf=np.ones(1)).build_analyzer()
    kept = [
        term
        for term in analyse(prepared)
        if "|" not in term.split() and not (" " in term and term.startswith("~"))
    ]
    assert terms_of(prepared) == kept


def test_kinds_of_terms():
    terms = ["tidak", "<state>", "#not:fight", "tidak akan", "#a #b", "~ida", "~_"]
    kinds = ["word", "word", "word", "pair", "pair", "letters", "letters"]
    assert [kind_of(term) for term in terms] == kinds


@given(st.lists(WORDS.filter(lambda text: bool(text.split())), min_size=1, max_size=5))
def test_counts_are_those_of_scikit_learn(texts):
    counted = count_terms(texts)
    settings = {"lowercase": False, "token_pattern": r"\S+"}
    plain = CountVectorizer(ngram_range=(1, 2), **settings)
    expected = plain.fit_transform(texts)
    assert list(counted.terms) == plain.get_feature_names_out().tolist()
    assert (counted.counts.toarray() == expected.toarray()).all()


def test_texts_without_words_have_no_counts():
    counted = count_terms(["", "damai", " "])
    assert counted.terms == ("damai",)
    assert counted.counts.toarray().tolist() == [[0], [1], [0]]
    assert count_terms([]).terms == ()


def test_pairs_and_letters_must_occur_in_two_texts_and_words_in_one():
    texts = ["tidak akan serang | ~ab ~bc", "tidak akan | ~ab", "damai damai damai | ~bd ~bd"]
    assert chosen(count_terms(texts)) == [
        "akan", "damai", "serang", "tidak", "tidak akan", "~ab",
    ]  # fmt: skip


def test_only_the_texts_that_may_be_looked_at_make_terms_known():
    counted = count_terms(["a b", "a b", "c d", "c d"])
    assert chosen(counted, np.array([0, 1])) == ["a", "a b", "b"]
    assert chosen(counted, np.array([0, 2])) == ["a", "b", "c", "d"]


def test_weights_of_some_texts_are_those_of_a_corpus_of_them_alone():
    texts = ["a b c | #x ~ab", "a b | #x ~ab", "a c | #y ~ab", "b a"]
    rows = np.array([0, 1, 3])
    some, alone = count_terms(texts), count_terms([texts[row] for row in rows])
    assert chosen(some, rows) == chosen(alone)
    assert (choose_terms(some, rows).idf == choose_terms(alone).idf).all()
    one, other = weigh(some, choose_terms(some, rows), rows), weigh(alone, choose_terms(alone))
    assert np.array_equal(one.toarray(), other.toarray())


def test_runs_of_letters_weigh_a_share_of_what_words_weigh():
    texts = ["a | ~ab", "a | ~ab", "c"]
    weighting = choose_terms(count_terms(texts))
    plain = 1 + np.log(4 / 3)
    share = FEATURES["share"]["letters"]
    assert weighting.idf == pytest.approx([plain, 1 + np.log(4 / 2), plain * share])
    assert 0 < share < FEATURES["share"]["word"] == FEATURES["share"]["pair"] == 1


def test_weights_equal_the_plain_vectorizer_where_all_pairs_are_common():
    texts = ["damai itu indah", "damai itu indah", "perang perang"]
    settings = {"lowercase": False, "token_pattern": r"\S+", "sublinear_tf": True}
    plain = TfidfVectorizer(ngram_range=(1, 2), **settings)
    expected = plain.fit_transform([*texts, "perang perang"])
    counted = count_terms([*texts, "perang perang"])
    weighting = choose_terms(counted)
    assert chosen(counted) == plain.get_feature_names_out().tolist()
    assert np.allclose(weighting.idf, plain.idf_, rtol=0, atol=1e-15)
    assert np.allclose(weigh(counted, weighting).toarray(), expected.toarray(), atol=1e-15)


@given(st.lists(STREAMS.filter(lambda text: "b" in text), min_size=1, max_size=5))
def test_weighing_equals_the_vectorizer_of_a_bundle(texts):
    counted = count_terms(texts)
    weighting = choose_terms(counted)
    vectorizer = make_vectorizer(chosen(counted), idf=weighting.idf)
    expected = vectorizer.transform(texts).toarray()
    assert np.allclose(weigh(counted, weighting).toarray(), expected, rtol=0, atol=1e-14)
