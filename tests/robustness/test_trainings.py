"""Cross-fitted probabilities, held against the bundles that training gives."""

from dataclasses import replace

import numpy as np
import pytest

from stance.errors import InputError
from stance.model import Grid
from stance.robustness.sentences import Sentences
from stance.robustness.trainings import FOLDS, Texts, run_trainings
from stance.score import score_documents
from stance.score.fold_bundles import plan_trainings, train_folds
from stance.score.folds import cut_folds

MARKS = ("yes", "marks", "2", "joint")
WHOLE = ("no", "words", "2", "joint")
BY_KIND = ("no", "words", "2", "by kind")


@pytest.fixture(scope="module")
def table(corpus, labels):
    return Sentences.of(corpus, labels, gold=None).table


@pytest.fixture(scope="module")
def texts(corpus, labels, table):
    return Texts.of(corpus, labels, table, seed=0)


@pytest.fixture(scope="module")
def found(texts):
    return run_trainings([MARKS, WHOLE], texts)


def test_they_are_those_of_the_folds_bundles_but_for_calibration(
    corpus, labels, codebook, table, texts, found
):
    from stance.model import train

    grid = Grid(features=("marks",), strengths=(2.0,))
    bundle = train(labels.texts, codebook=codebook, grid=grid)
    labelled = {text.document_id for text in labels.texts}
    fold_of = cut_folds(corpus, labelled=labelled, folds=FOLDS, rng=np.random.default_rng(0))
    plan = plan_trainings(labels, bundle=bundle, fold_of=fold_of, folds=FOLDS, seed=0)
    for fold, own in enumerate(train_folds(plan)):
        scores = score_documents(corpus, bundle=own)
        assert scores["text"].to_pylist() == table["text"].to_pylist()
        rows = texts.folds == fold
        for other in ("neutral", "confrontational"):
            theirs = np.log(scores["p_cooperative"]) - np.log(scores[f"p_{other}"])
            place = codebook.labels.index(other)
            ours = np.log(found[MARKS][:, 0]) - np.log(found[MARKS][:, place])
            # Calibrated scores are linear in each other: they correlate wholly.
            assert np.corrcoef(theirs[rows], ours[rows])[0, 1] == pytest.approx(1.0, abs=1e-9)


def test_probabilities_add_up_and_differ_by_how_texts_are_prepared(found):
    for shares in found.values():
        np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert np.abs(found[MARKS] - found[WHOLE]).max() > 0.01


def test_copies_are_in_one_fold_and_have_no_say(table, texts, found):
    ids = np.array(table["document_id"].to_pylist())
    first, copy = ids == "d01", ids == "e1"
    assert set(texts.folds[first]) == set(texts.folds[copy])
    np.testing.assert_array_equal(found[MARKS][first], found[MARKS][copy])


def test_the_labels_of_a_fold_do_not_reach_its_scores(corpus, labels, table, texts, found):
    own = [name for name, fold in zip(table["article_id"].to_pylist(), texts.folds, strict=True)
           if fold == 0]  # fmt: skip
    turned = {"cooperative": "confrontational", "confrontational": "cooperative"}
    changed = [
        replace(row, label=turned.get(row.label, row.label)) if row.document_id in own else row
        for row in labels.texts
    ]
    again = Texts.of(corpus, replace(labels, texts=tuple(changed)), table, seed=0)
    other = run_trainings([MARKS], again)[MARKS]
    fold = texts.folds == 0
    np.testing.assert_array_equal(other[fold], found[MARKS][fold])
    assert np.abs(other[~fold] - found[MARKS][~fold]).max() > 0.01


def test_workers_change_nothing(texts, found):
    again = run_trainings([WHOLE, MARKS], texts, jobs=2)
    for training, shares in found.items():
        np.testing.assert_array_equal(again[training], shares)


def test_strengths_are_told_apart(texts):
    trainings = [("yes", "words", strength, "joint") for strength in ("8", "0.5")]
    loose, tight = run_trainings(trainings, texts).values()
    assert np.abs(loose - tight).max() > 0.001


def test_each_kind_by_a_classifier_of_its_own(corpus, labels, table):
    apart = run_trainings([BY_KIND], Texts.of(corpus, labels, table, seed=0))[BY_KIND]
    articles = tuple(row for row in labels.texts if row.kind == "article")
    alone = Texts.of(corpus, replace(labels, texts=articles), table, seed=0)
    own = np.array(table["kind"].to_pylist()) == "article"
    expected = run_trainings([WHOLE], alone)[WHOLE]
    np.testing.assert_allclose(apart[own], expected[own], atol=1e-9)
    assert np.abs(apart[~own] - expected[~own]).max() > 0.01


def test_a_kind_with_too_few_labels_has_no_classifier(corpus, labels, table):
    fewer = tuple(row for row in labels.texts if row.kind == "article" or row.document_id != "d08")
    texts = Texts.of(corpus, replace(labels, texts=fewer), table, seed=0)
    (error,) = run_trainings([BY_KIND], texts).values()
    assert isinstance(error, InputError)
    assert "got 'cooperative' in 2 (of comments)" in str(error)


def test_where_the_labels_are_in_any_order(corpus, labels, table, found):
    backwards = replace(labels, texts=labels.texts[::-1])
    again = run_trainings([MARKS], Texts.of(corpus, backwards, table, seed=0))
    np.testing.assert_array_equal(again[MARKS], found[MARKS])
