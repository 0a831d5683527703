"""Folds keep documents whole, leak nothing, and each is judged by the choice of the others."""

import numpy as np
import pytest

from stance.model.features import count_terms
from stance.model.selection import (
    Fold,
    choose,
    judge,
    make_folds,
    score_out_of_fold,
    table_of,
)

LABELS = np.arange(60) % 3
DOCUMENTS = [f"d{row // 4}" for row in range(60)]


def test_no_document_is_on_both_sides():
    folds = make_folds(LABELS, DOCUMENTS, n_folds=5, seed=3)
    assert len(folds) == 5
    for fold in folds:
        sides = [{DOCUMENTS[row] for row in rows} for rows in (fold.train, fold.test)]
        assert not sides[0] & sides[1]
    assert sorted(row for fold in folds for row in fold.test) == list(range(60))


def test_folds_depend_on_the_seed_alone():
    first, again, other = (
        make_folds(LABELS, DOCUMENTS, n_folds=5, seed=seed) for seed in (1, 1, 2)
    )
    assert [fold.test.tolist() for fold in first] == [fold.test.tolist() for fold in again]
    assert [fold.test.tolist() for fold in first] != [fold.test.tolist() for fold in other]


def test_there_are_no_more_folds_than_sentences_of_the_rarest_label():
    labels = np.array([0] * 10 + [1] * 2)
    assert len(make_folds(labels, [f"d{row}" for row in range(12)], n_folds=5, seed=0)) == 2


def test_a_word_that_only_its_own_document_has_tells_nothing():
    # Each document has one word, which gives its label away to whoever has seen the document.
    prepared = [f"kata{document}" for document in DOCUMENTS]
    labels = np.array([int(document[1:]) % 2 for document in DOCUMENTS])
    folds = make_folds(labels, DOCUMENTS, n_folds=5, seed=0)
    scores = score_out_of_fold(
        {"words": count_terms(prepared)}, labels, folds, strengths=[0.5, 8.0]
    )
    assert scores.keys() == {("words", 0.5), ("words", 8.0)}
    for raw in scores.values():
        for fold in folds:
            assert np.ptp(raw[fold.test], axis=0) == pytest.approx(0)


def test_nothing_of_the_test_side_reaches_the_training_side():
    # A fold's scores stay the same whatever the other texts of its test side say.
    prepared = [f"kata{label} umum kata{row % 7}" for row, label in enumerate(LABELS)]
    folds = make_folds(LABELS, DOCUMENTS, n_folds=5, seed=0)
    first = folds[0].test[0]
    changed = [
        text if row == first or row not in folds[0].test else "lain lain kata0 baru"
        for row, text in enumerate(prepared)
    ]
    one, other = (
        score_out_of_fold({"words": count_terms(texts)}, LABELS, folds[:1], strengths=[1.0])
        for texts in (prepared, changed)
    )
    assert np.array_equal(one["words", 1.0][first], other["words", 1.0][first])
    assert one["words", 1.0][first].any()


def test_each_feature_set_is_scored_by_its_own_terms():
    blind, seeing = ["x"] * 60, [f"kata{label}" for label in LABELS]
    counted = {"blind": count_terms(blind), "seeing": count_terms(seeing)}
    folds = make_folds(LABELS, DOCUMENTS, n_folds=5, seed=0)
    scores = score_out_of_fold(counted, LABELS, folds, strengths=[1.0])
    assert choose(scores, LABELS).features == "seeing"
    assert (scores["seeing", 1.0].argmax(axis=1) == LABELS).all()
    assert not (scores["blind", 1.0].argmax(axis=1) == LABELS).all()


def test_scores_are_the_same_for_any_number_of_jobs():
    counted = {"words": count_terms([f"kata{label} x{row}" for row, label in enumerate(LABELS)])}
    folds = make_folds(LABELS, DOCUMENTS, n_folds=5, seed=0)
    one, two = (
        score_out_of_fold(counted, LABELS, folds, strengths=[0.5, 2.0], jobs=jobs)
        for jobs in (1, 2)
    )
    assert all(np.array_equal(raw, two[candidate]) for candidate, raw in one.items())


def test_a_step_is_a_fold_of_a_feature_set():
    steps = []
    counted = count_terms([f"kata {label}" for label in LABELS])
    folds = make_folds(LABELS, DOCUMENTS, n_folds=5, seed=0)
    score_out_of_fold(
        {"a": counted, "b": counted}, LABELS, folds, strengths=[1.0, 2.0],
        step=lambda *numbers: steps.append(numbers),
    )  # fmt: skip
    # The last step, the fit to all texts, comes later.
    assert steps == [(done, 11) for done in range(1, 11)]


def test_the_earlier_set_and_the_looser_fit_are_chosen_on_a_tie():
    scores = np.eye(3)[LABELS]
    candidates = [("words", 2.0), ("words", 4.0), ("marks", 2.0), ("marks", 4.0)]
    choice = choose({candidate: scores.copy() for candidate in candidates}, LABELS)
    assert (choice.features, choice.strength) == ("words", 2.0)


def test_the_table_has_a_row_a_candidate_and_the_choice_has_the_least_loss():
    rng = np.random.default_rng(4)
    scores = {
        ("words", 1.0): rng.normal(size=(60, 3)),
        ("marks", 1.0): np.eye(3)[LABELS] + rng.normal(size=(60, 3)) / 4,
    }
    rows = table_of(scores, LABELS)
    assert [(row["features"], row["C"]) for row in rows] == list(scores)
    best = min(rows, key=lambda row: row["log_loss"])
    choice = choose(scores, LABELS)
    assert (best["features"], best["C"]) == (choice.features, choice.strength)
    assert best["macro_f1"] > 0.9


def test_no_fold_takes_part_in_its_own_choice():
    # Strength 1 is right on fold 0 and no use elsewhere; so the others choose strength 2 for it.
    truth = np.array([0, 1] * 20)
    right, useless = np.eye(2)[truth] * 4, np.zeros((40, 2))
    folds = [
        Fold(train=np.arange(20, 40), test=np.arange(20)),
        Fold(train=np.arange(20), test=np.arange(20, 40)),
    ]
    scores = {
        ("words", 1.0): np.concatenate([right[:20], useless[20:]]),
        ("words", 2.0): np.concatenate([useless[:20], right[20:]]),
    }
    figures = judge(scores, truth, folds, names=("a", "b"))
    assert figures["accuracy"] == 0.5
    assert figures["log_loss"] > 0.6
