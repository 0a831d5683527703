"""The engine against scikit-learn's pipeline, on sentences and on any text at all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.model import Bundle
from stance.score.engine import Engine

SENTENCES = [
    "Kedua negara sepakat menarik pasukan, lalu sepakat menarik pasukan lagi.",
    "Mereka mengancam dan mengancam: sanksi baru!",
    "kata yang belum pernah ada",
    "",
    "Pasukan",
]


def test_probabilities_equal_those_of_scikit_learn(bundle, labelled):
    prepared = bundle.preparation().texts([*SENTENCES, *(text.text for text in labelled)])
    expected = bundle.to_sklearn().predict_proba(prepared)
    assert np.abs(Engine(bundle).probabilities(prepared) - expected).max() < 1e-12


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_texts_give_the_probabilities_of_scikit_learn(bundle, texts):
    prepared = bundle.preparation().texts([*texts, "sepakat"])
    expected = bundle.to_sklearn().predict_proba(prepared)
    assert np.abs(Engine(bundle).probabilities(prepared) - expected).max() < 1e-9


PIECES = ["Rusia", "NATO ", "tdk ", "menyerang", " ayo damai", ". ", "-", "2014", " min", "usir "]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=8).map("".join)


@pytest.mark.parametrize("kind", ["article", "comment"])
@given(texts=st.lists(TEXTS, max_size=4))
def test_each_kind_gives_the_probabilities_of_its_own_pipeline(double, kind, texts):
    own, engine = double.of(kind), Engine(double, kind=kind)
    prepared = engine.preparation.texts([*texts, "Rusia sepakat"])
    assert prepared == own.preparation().texts([*texts, "Rusia sepakat"])
    expected = own.to_sklearn().predict_proba(prepared)
    assert np.abs(engine.probabilities(prepared) - expected).max() < 1e-9


def test_the_kinds_differ_where_there_are_two_classifiers_and_else_do_not(double, bundle):
    for made, alike in ((double, False), (bundle, True)):
        prepared = made.preparation().texts(["Mereka sepakat."])
        article, comment = (
            Engine(made, kind=kind).probabilities(prepared) for kind in ("article", "comment")
        )
        assert np.array_equal(article, comment) == alike


WORDS = st.sampled_from(["sepakat", "serang", "tidak", "zzz", "pasukan", "tarik", "\x00", "\ud800"])


@given(st.lists(st.lists(WORDS, max_size=9).map(" ".join), min_size=1, max_size=5))
def test_repeated_words_and_pairs_count_as_in_scikit_learn(bundle, prepared):
    expected = bundle.to_sklearn().predict_proba(prepared)
    assert np.abs(Engine(bundle).probabilities(prepared) - expected).max() < 1e-12


@pytest.mark.parametrize("labels", [("a", "b"), ("a", "b", "c", "d")])
def test_any_number_of_labels(bundle, labels):
    rng = np.random.default_rng(2)
    terms = ["perang", "damai", "damai perang"]
    about = {**bundle.manifest, "codebook": {**bundle.manifest["codebook"], "labels": list(labels)}}
    made = Bundle.seal(
        about, terms=terms, lexicon=bundle.lexicon,
        arrays={
            "idf": rng.random(3) + 1,
            "weights": rng.normal(size=(len(labels), 3)),
            "intercept": rng.normal(size=len(labels)),
        },
    )  # fmt: skip
    prepared = ["damai perang", "perang damai", "", "damai damai perang"]
    expected = made.to_sklearn().predict_proba(prepared)
    assert np.abs(Engine(made).probabilities(prepared) - expected).max() < 1e-12


def test_a_pair_of_words_that_are_no_terms_themselves(bundle):
    about = dict(bundle.manifest)
    made = Bundle.seal(
        about, terms=["kerja sama"], lexicon=bundle.lexicon,
        arrays={
            "idf": np.ones(1),
            "weights": np.array([[1.0], [0], [-1]]),
            "intercept": np.zeros(3),
        },
    )  # fmt: skip
    features = Engine(made).features(
        ["kerja sama", "kerja", "sama kerja", "a kerja sama kerja sama"]
    )
    assert features.rows.tolist() == [0, 3]
    assert features.values.tolist() == [1, 1]
    assert features.first.tolist() == [0, 6]


def test_no_texts(bundle):
    assert Engine(bundle).probabilities([]).shape == (0, 3)


def test_a_text_is_scored_alike_in_any_company(bundle):
    engine = Engine(bundle)
    prepared = bundle.preparation().texts(SENTENCES)
    together = engine.probabilities(prepared)
    alone = np.vstack([engine.probabilities([text]) for text in prepared])
    assert np.array_equal(together, alone)
