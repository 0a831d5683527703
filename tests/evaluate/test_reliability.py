"""Reliability, abstention and their intervals."""

import numpy as np
import pytest

from stance.evaluate.abstention import choose_threshold, risk_coverage
from stance.evaluate.draws import draw_documents
from stance.evaluate.judging import judge, strata_of
from stance.evaluate.predictions import Predictions
from stance.evaluate.reliability import calibration_floor, reliability_table


def calibrated(n=4000, n_documents=200, *, boast=0.0, seed=0):
    """Two labels; the first has its stated probability, less what is boasted."""
    rng = np.random.default_rng(seed)
    stated = rng.uniform(0.5, 1.0, n)
    truth = (rng.random(n) >= stated - boast).astype(np.int64)
    return Predictions(
        labels=("pro", "contra"),
        truth=truth,
        probabilities=np.column_stack([stated, 1 - stated]),
        groups=np.arange(n) % n_documents,
    )


def weights_for(predictions):
    n_documents = int(predictions.groups.max()) + 1
    return draw_documents(n_documents, draws=300, rng=np.random.default_rng(0))


def test_bins_of_true_probabilities_hold_them():
    predictions = calibrated()
    table = reliability_table(predictions, weights_for(predictions))
    assert sum(row.n_sentences for row in table) == 4000
    inside = [row.right.low - 0.02 <= row.probability <= row.right.high + 0.02 for row in table]
    assert all(inside)


def test_boasted_probabilities_lie_above_the_share_of_right_labels():
    predictions = calibrated(boast=0.2)
    for row in reliability_table(predictions, weights_for(predictions)):
        assert row.right.high < row.probability


def test_the_error_of_true_probabilities_is_within_the_floor_and_a_boast_is_not():
    for boast, honest in ((0.0, True), (0.2, False)):
        predictions = calibrated(boast=boast)
        floor = calibration_floor(predictions, rng=np.random.default_rng(0))
        error = judge(predictions, draws=200).figures["calibration_error"].value
        assert (error <= floor.high) is honest


def test_the_risk_at_full_coverage_is_the_error_and_the_curve_falls():
    predictions = calibrated()
    found = risk_coverage(predictions, weights_for(predictions), rng=np.random.default_rng(0))
    assert found.curve[-1].coverage == 1
    assert found.curve[-1].risk == pytest.approx(found.error)
    assert found.area.value < found.error
    assert found.area.low < found.area.value < found.area.high


def test_ties_have_no_order():
    rights = [[0, 1, 1, 1], [1, 1, 1, 0]]
    areas = []
    for wrong in rights:
        same = Predictions(
            labels=("a", "b"), truth=np.array(wrong), groups=np.arange(4),
            probabilities=np.tile([0.7, 0.3], (4, 1)),
        )  # fmt: skip
        found = risk_coverage(same, np.ones((9, 4)), rng=np.random.default_rng(0))
        areas.append(found.area.value)
    assert areas == [0.75, 0.75]


def test_a_threshold_keeps_its_promise_out_of_fold():
    predictions = calibrated()
    found = risk_coverage(predictions, weights_for(predictions), rng=np.random.default_rng(0))
    for row in found.abstention:
        if row.error is not None:
            assert row.error.value == pytest.approx(min(row.wanted, found.error), abs=0.03)


def test_no_threshold_where_none_keeps_enough_texts():
    certainty, wrong = np.linspace(0.5, 0.99, 100), np.ones(100)
    assert choose_threshold(certainty, wrong, wanted=0.2) is None
    assert choose_threshold(certainty, np.zeros(100), wanted=0.2) == 0.5


def test_strata_count_what_is_too_small_for_figures():
    predictions = calibrated(n=300, n_documents=30)
    values = ["article"] * 290 + ["comment"] * 8 + [None] * 2
    article, comment = strata_of(predictions, values, draws=200)
    assert (article.n_sentences, comment.n_sentences) == (290, 8)
    assert article.figures["accuracy"].low < article.figures["accuracy"].value
    assert comment.figures == {}
