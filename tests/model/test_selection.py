"""Folds keep documents whole, leak nothing, and each is judged by the choice of the others."""

import numpy as np
import pytest

from stance.model.selection import Fold, choose, judge, make_folds, score_out_of_fold

LABELS = np.arange(60) % 3
DOCUMENTS = [f"d{row // 4}" for row in range(60)]


def test_no_document_is_on_both_sides():
    folds = make_folds(LABELS, DOCUMENTS, seed=3)
    assert len(folds) == 5
    for fold in folds:
        sides = [{DOCUMENTS[row] for row in rows} for rows in (fold.train, fold.test)]
        assert not sides[0] & sides[1]
    assert sorted(row for fold in folds for row in fold.test) == list(range(60))


def test_folds_depend_on_the_seed_alone():
    first, again, other = (make_folds(LABELS, DOCUMENTS, seed=seed) for seed in (1, 1, 2))
    assert [fold.test.tolist() for fold in first] == [fold.test.tolist() for fold in again]
    assert [fold.test.tolist() for fold in first] != [fold.test.tolist() for fold in other]


def test_there_are_no_more_folds_than_sentences_of_the_rarest_label():
    labels = np.array([0] * 10 + [1] * 2)
    assert len(make_folds(labels, [f"d{row}" for row in range(12)], seed=0)) == 2


def test_a_word_that_only_its_own_document_has_tells_nothing():
    # Each document has one word, which gives its label away to whoever has seen the document.
    prepared = [f"kata{document}" for document in DOCUMENTS]
    labels = np.array([int(document[1:]) % 2 for document in DOCUMENTS])
    folds = make_folds(labels, DOCUMENTS, seed=0)
    scores = score_out_of_fold(prepared, labels, folds)
    for raw in scores.values():
        for fold in folds:
            assert np.ptp(raw[fold.test], axis=0) == pytest.approx(0)


def test_steps_are_told():
    steps = []
    prepared = [f"kata {label}" for label in LABELS]
    folds = make_folds(LABELS, DOCUMENTS, seed=0)
    score_out_of_fold(prepared, LABELS, folds, step=lambda *numbers: steps.append(numbers))
    assert steps == [(done, 31) for done in range(1, 31)]


def test_the_looser_fit_is_chosen_on_a_tie():
    scores = np.eye(3)[LABELS]
    assert choose({4.0: scores, 2.0: scores.copy()}, LABELS).strength == 2.0


def test_no_fold_takes_part_in_its_own_choice():
    # Strength 1 is right on fold 0 and no use elsewhere; so the others choose strength 2 for it.
    truth = np.array([0, 1] * 20)
    right, useless = np.eye(2)[truth] * 4, np.zeros((40, 2))
    folds = [
        Fold(train=np.arange(20, 40), test=np.arange(20)),
        Fold(train=np.arange(20), test=np.arange(20, 40)),
    ]
    scores = {
        1.0: np.concatenate([right[:20], useless[20:]]),
        2.0: np.concatenate([useless[:20], right[20:]]),
    }
    figures = judge(scores, truth, folds, names=("a", "b"))
    assert figures["accuracy"] == 0.5
    assert figures["log_loss"] > 0.6
