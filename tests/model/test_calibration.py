"""Temperature and offsets are found where they are known, and fold into a linear model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.model.calibration import Calibration, fit_calibration, log_loss, log_softmax

RNG = np.random.default_rng(11)
TRUE_SCORES = RNG.normal(size=(4000, 3)) * 2
LABELS = np.array([RNG.choice(3, p=row) for row in np.exp(log_softmax(TRUE_SCORES))])


def test_known_temperature_and_offsets_are_found():
    distorted = (TRUE_SCORES - np.array([0.5, 0.0, -0.5])) * 3
    calibration = fit_calibration(distorted, LABELS)
    assert calibration.temperature == pytest.approx(3, rel=0.06)
    assert calibration.offsets == pytest.approx((0.5, 0.0, -0.5), abs=0.12)


def test_mean_probabilities_are_the_labels_shares():
    distorted = TRUE_SCORES * 0.3 + np.array([1.0, 0.0, 0.0])
    calibrated = fit_calibration(distorted, LABELS).apply(distorted)
    shares = np.bincount(LABELS) / len(LABELS)
    assert np.exp(log_softmax(calibrated)).mean(axis=0) == pytest.approx(shares, abs=1e-3)


def test_calibrating_never_raises_the_loss():
    calibrated = fit_calibration(TRUE_SCORES * 5, LABELS).apply(TRUE_SCORES * 5)
    assert log_loss(calibrated, LABELS) < log_loss(TRUE_SCORES * 5, LABELS)


def test_folding_into_the_weights_gives_the_same_scores():
    calibration = Calibration(temperature=2.5, offsets=(0.3, -0.1, -0.2))
    features, weights, intercept = RNG.random((5, 4)), RNG.random((3, 4)), RNG.random(3)
    folded_weights, folded_intercept = calibration.fold_into(weights, intercept)
    expected = calibration.apply(features @ weights.T + intercept)
    assert np.allclose(features @ folded_weights.T + folded_intercept, expected, atol=1e-12)


def test_perfectly_told_apart_texts_stay_within_bounds():
    scores = np.array([[1.0, 0.0], [0.0, 1.0]] * 3)
    calibration = fit_calibration(scores, np.array([0, 1] * 3))
    assert calibration.temperature >= 0.05 - 1e-12
    assert sum(calibration.offsets) == pytest.approx(0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=5))
def test_log_softmax_sums_to_one(row):
    assert np.exp(log_softmax(np.array([row]))).sum() == pytest.approx(1)
