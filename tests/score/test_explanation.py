"""Explanations are exact, complete, and quote the sentence."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import InputError
from stance.score import explain

TEXT = "Kedua pihak sepakat bertemu. Mereka TIDAK akan menyerang, kata juru bicara!"


def test_contributions_add_up_to_the_log_odds(bundle):
    for explanation in explain(TEXT, bundle=bundle):
        total = math.fsum([explanation.intercept, *(t.contribution for t in explanation.terms)])
        assert total == pytest.approx(explanation.log_odds, abs=1e-12)
        first, *_, last = explanation.probabilities
        assert math.log(first / last) == pytest.approx(explanation.log_odds, abs=1e-9)
        assert explanation.score == pytest.approx(first - last, abs=1e-15)
        assert explanation.terms


def test_contributions_by_label_add_up_to_the_probabilities(bundle):
    explanation = explain(TEXT, bundle=bundle)[1]
    scores = bundle.intercept + np.sum([term.by_label for term in explanation.terms], axis=0)
    powers = np.exp(scores)
    assert explanation.probabilities == pytest.approx(tuple(powers / powers.sum()), abs=1e-12)


def test_probabilities_are_those_of_the_pipeline(bundle):
    found = [explanation.probabilities for explanation in explain(TEXT, bundle=bundle)]
    sentences = ["Kedua pihak sepakat bertemu.", "Mereka TIDAK akan menyerang, kata juru bicara!"]
    expected = bundle.to_sklearn().predict_proba(bundle.preparation().texts(sentences))
    assert np.abs(np.array(found) - expected).max() < 1e-12


def test_terms_are_ordered_and_quote_the_sentence(bundle):
    _, second = explain(TEXT, bundle=bundle)
    sizes = [abs(term.contribution) for term in second.terms]
    assert sizes == sorted(sizes, reverse=True)
    words = {term.term: term.words for term in second.terms}
    assert words["tidak"] == "TIDAK"
    assert words["serang"] == "menyerang"
    assert TEXT[second.start : second.end] == second.text


def test_a_pair_quotes_both_words_and_what_stands_between(bundle):
    assert "dua pihak" in bundle.terms
    [explanation] = explain("Kata kedua\u00a0PIHAK begitu", bundle=bundle)
    words = {term.term: term.words for term in explanation.terms}
    assert words["dua pihak"] == "kedua\u00a0PIHAK"


def test_two_terms_of_one_word_quote_their_parts(bundle):
    [explanation] = explain("Ketidaksepakatan", bundle=bundle)
    words = {term.term: term.words for term in explanation.terms}
    assert words["sepakat"] == "sepakatan"
    assert words["tidak"] == "Ketidak"


def test_a_text_without_known_words_has_the_intercept_alone(bundle):
    [explanation] = explain("Brontosaurus xilofon", bundle=bundle)
    assert explanation.terms == ()
    assert explanation.log_odds == pytest.approx(explanation.intercept, abs=1e-15)


def test_a_blank_text_has_no_explanations(bundle):
    assert explain(" \n", bundle=bundle) == []


def test_to_dict_is_json(bundle):
    row = explain(TEXT, bundle=bundle)[0].to_dict()
    assert json.loads(json.dumps(row))["terms"][0]["term"] == row["terms"][0]["term"]


def test_refuses_what_is_no_text(bundle):
    with pytest.raises(InputError) as refusal:
        explain(None, bundle=bundle)
    assert str(refusal.value) == "Expected a text, got NoneType."


@pytest.mark.parametrize("kind", ["article", "comment"])
def test_marks_and_letters_are_parts_of_the_sum(double, kind):
    text = "Rusia tidak menyerang NATO, kata Amerika Serikat!"
    [explanation] = explain(text, bundle=double, kind=kind)
    total = math.fsum([explanation.intercept, *(t.contribution for t in explanation.terms)])
    assert total == pytest.approx(explanation.log_odds, abs=1e-12)
    own = double.of(kind)
    prepared = own.preparation().texts([text])
    expected = own.to_sklearn().predict_proba(prepared)[0]
    assert explanation.probabilities == pytest.approx(tuple(expected), abs=1e-9)
    assert explanation.intercept == pytest.approx(own.intercept[0] - own.intercept[-1])


def test_marks_quote_the_words_they_come_from(double):
    [explanation] = explain("Rusia  sudah menyerang, NATO setuju", bundle=double, kind="comment")
    words = {term.term: term.words for term in explanation.terms}
    assert words["#fight"] == words["#fight #confrontational"] == "menyerang"
    assert words["#agree"] == words["~setuju"] == "setuju"
    assert words["#alliance"] == words["<alliance>"] == "NATO"
    assert "~nato" not in words


def test_a_text_is_an_articles_unless_said_otherwise(double):
    text = "usir mereka"
    usual, article, comment = (
        explain(text, bundle=double, **kind)
        for kind in ({}, {"kind": "article"}, {"kind": "comment"})
    )
    assert usual == article != comment


PIECES = [
    "sepakat ",
    "TDK ",
    "menyerang",
    "\ud800",
    "\x00",
    "😀",
    "\n",
    ". ",
    "Rp 1.250",
    "\u200b",
    "é",
]


TEXTS = st.lists(
    st.sampled_from([*PIECES, "Rusia-", "NATO ", "ayo damai", "tidak "]) | st.text(max_size=5),
    max_size=12,
).map("".join)


@given(text=TEXTS)
def test_any_comment_is_explained_exactly(double, text):
    for explanation in explain(text, bundle=double, kind="comment"):
        total = math.fsum([explanation.intercept, *(t.contribution for t in explanation.terms)])
        assert total == pytest.approx(explanation.log_odds, abs=1e-12)
        assert all(term.words and term.words in explanation.text for term in explanation.terms)
        json.dumps(explanation.to_dict()).encode("ascii")


@given(TEXTS)
def test_any_text_is_explained_exactly(bundle, text):
    for explanation in explain(text, bundle=bundle):
        total = math.fsum([explanation.intercept, *(t.contribution for t in explanation.terms)])
        assert total == pytest.approx(explanation.log_odds, abs=1e-12)
        assert all(term.words and term.words in explanation.text for term in explanation.terms)
        json.dumps(explanation.to_dict()).encode("ascii")
