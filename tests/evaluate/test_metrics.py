"""Figures against scikit-learn, and their intervals against plain resampling."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as theirs

from stance.evaluate.draws import draw_documents
from stance.evaluate.metrics import FIGURES, figures_of, label_judgements
from stance.evaluate.predictions import Predictions, one_hot
from stance.model.figures import calibration_error

LABELS = ("cooperative", "neutral", "confrontational")


def made_up(n=200, n_documents=20, seed=0, labels=LABELS):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, len(labels), n)
    scores = rng.normal(size=(n, len(labels))) + 1.5 * np.eye(len(labels))[truth]
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    groups = np.concatenate([np.arange(n_documents), rng.integers(0, n_documents, n - n_documents)])
    return Predictions(labels=labels, truth=truth, probabilities=probabilities, groups=groups)


def values_of(predictions):
    weights = np.ones((1, int(predictions.groups.max()) + 1))
    return {name: figure.value for name, figure in figures_of(predictions, weights).items()}


@given(seed=st.integers(0, 10_000))
def test_figures_equal_those_of_scikit_learn(seed):
    predictions = made_up(seed=seed)
    truth, predicted = predictions.truth, predictions.predicted
    found = values_of(predictions)
    assert found["accuracy"] == pytest.approx(theirs.accuracy_score(truth, predicted))
    assert found["macro_f1"] == pytest.approx(theirs.f1_score(truth, predicted, average="macro"))
    assert found["ordinal_error"] == pytest.approx(theirs.mean_absolute_error(truth, predicted))
    kappa = theirs.cohen_kappa_score(truth, predicted, weights="quadratic")
    assert found["weighted_kappa"] == pytest.approx(kappa)
    assert found["log_loss"] == pytest.approx(theirs.log_loss(truth, predictions.probabilities))
    brier = ((predictions.probabilities - np.eye(3)[truth]) ** 2).sum(axis=1).mean()
    assert found["brier"] == pytest.approx(brier)
    ours = calibration_error(predictions.probabilities, truth)
    assert found["calibration_error"] == pytest.approx(ours)


def test_per_label_figures_equal_those_of_scikit_learn():
    predictions = made_up()
    rows = label_judgements(predictions, np.ones((1, 20)))
    expected = theirs.precision_recall_fscore_support(predictions.truth, predictions.predicted)
    found = [(r.precision.value, r.recall.value, r.f1.value, r.n_sentences) for r in rows]
    assert np.allclose(found, np.array(expected).T)


def test_intervals_equal_those_of_documents_drawn_one_by_one():
    predictions = made_up(n=120, n_documents=12)
    weights = draw_documents(12, draws=200, rng=np.random.default_rng(1))
    values = []
    for drawn in weights.astype(int):
        rows = np.concatenate(
            [np.repeat(np.flatnonzero(predictions.groups == k), n) for k, n in enumerate(drawn)]
        )
        truth, predicted = predictions.truth[rows], predictions.predicted[rows]
        values.append(theirs.f1_score(truth, predicted, average="macro"))
    figure = figures_of(predictions, weights)["macro_f1"]
    assert (figure.low, figure.high) == pytest.approx(np.percentile(values, [2.5, 97.5]))


def test_perfect_predictions_have_perfect_figures():
    predictions = made_up()
    perfect = Predictions(
        labels=LABELS, truth=predictions.truth, groups=predictions.groups,
        probabilities=one_hot(predictions.truth, 3),
    )  # fmt: skip
    found = values_of(perfect)
    best = {"accuracy": 1.0, "macro_f1": 1.0, "weighted_kappa": 1.0}
    assert found == pytest.approx({name: best.get(name, 0.0) for name in FIGURES}, abs=1e-9)


def test_one_label_only_has_no_kappa():
    truth = np.zeros(4, dtype=np.int64)
    single = Predictions(
        labels=LABELS, truth=truth, probabilities=one_hot(truth, 3), groups=np.arange(4)
    )
    found = values_of(single)
    assert found["macro_f1"] == 1.0
    assert np.isnan(found["weighted_kappa"])


def test_a_thousand_draws_of_three_thousand_sentences_take_a_moment():
    predictions = made_up(n=3000, n_documents=300)
    start = time.perf_counter()
    weights = draw_documents(300, draws=1000, rng=np.random.default_rng(0))
    figures_of(predictions, weights)
    label_judgements(predictions, weights)
    assert time.perf_counter() - start < 4


def test_clustered_sentences_have_wider_intervals():
    one = made_up(n=400, n_documents=20)
    right = np.repeat(np.arange(20) % 2, 20)  # a document is all right or all wrong
    alike = Predictions(
        labels=("a", "b"), truth=np.zeros(400, dtype=np.int64),
        probabilities=one_hot(1 - right, 2), groups=np.repeat(np.arange(20), 20),
    )  # fmt: skip
    spread = [
        figures_of(p, draw_documents(20, rng=np.random.default_rng(0)))["accuracy"]
        for p in (one, alike)
    ]
    assert spread[1].high - spread[1].low > 3 * (spread[0].high - spread[0].low)
