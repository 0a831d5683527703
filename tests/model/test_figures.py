"""The figures equal scikit-learn's on any labels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    f1_score,
    precision_recall_fscore_support,
)

from stance.model.figures import (
    accuracy,
    calibration_error,
    count_confusion,
    macro_f1,
    precision_recall_f1,
)

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30)


@given(PAIRS)
def test_figures_equal_those_of_scikit_learn(pairs):
    truth, predicted = np.array(pairs).T
    confusion = count_confusion(truth, predicted, n_labels=4)
    expected = precision_recall_fscore_support(
        truth, predicted, labels=range(4), zero_division=0.0
    )[:3]
    assert (confusion == confusion_matrix(truth, predicted, labels=range(4))).all()
    assert np.allclose(precision_recall_f1(confusion), expected)
    assert accuracy(confusion) == pytest.approx(accuracy_score(truth, predicted))
    expected_f1 = f1_score(truth, predicted, average="macro", zero_division=0.0)
    assert macro_f1(confusion) == pytest.approx(expected_f1)


def test_calibration_error_counts_by_hand():
    # .95 and .95, both right: off by .05 each; .55, wrong: off by .55.
    probabilities = np.array([[0.95, 0.05], [0.05, 0.95], [0.55, 0.45]])
    truth = np.array([0, 1, 1])
    assert calibration_error(probabilities, truth) == pytest.approx((0.05 + 0.05 + 0.55) / 3)


def test_certain_and_right_is_perfect():
    assert calibration_error(np.eye(3), np.arange(3)) == 0
