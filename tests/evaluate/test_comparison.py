"""Paired comparisons: the same draws for both, tests that know documents."""

import numpy as np
import pytest

from stance.errors import InputError
from stance.evaluate.comparison import compare
from stance.evaluate.predictions import Predictions, one_hot


def of(right, groups):
    """Predictions of two labels, right where `right` is 1."""
    truth = np.zeros(len(right), dtype=np.int64)
    labels = 1 - np.asarray(right)
    return Predictions(
        labels=("a", "b"), truth=truth, probabilities=one_hot(labels, 2), groups=np.asarray(groups)
    )


def test_a_classifier_differs_from_itself_in_nothing():
    one = of([1, 0, 1, 1], [0, 0, 1, 2])
    found = compare(one, one)
    assert {figure.value for figure in found.differences.values()} == {0.0}
    assert set(found.permutation_p.values()) == {1.0}


def test_mcnemar_is_the_binomial_test_of_what_differs():
    found = compare(of([1] * 10, range(10)), of([0] * 8 + [1] * 2, range(10)))
    assert (found.only_first, found.only_second) == (8, 0)
    assert found.mcnemar_p == pytest.approx(2 * 0.5**8)


def test_one_document_is_one_observation():
    """Forty sentences of two documents are two coins, whatever McNemar thinks."""
    groups = np.repeat([0, 1], 20)
    found = compare(of([1] * 40, groups), of([0] * 40, groups))
    assert found.mcnemar_p < 1e-9
    assert found.permutation_p["accuracy"] > 0.4


def test_the_permutation_test_is_seldom_wrong_where_there_is_no_difference():
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(20), 5)
    found = []
    for _ in range(60):
        one, other = (rng.random(100) < 0.6 for _ in range(2))
        found.append(compare(of(one, groups), of(other, groups), draws=100))
    wrong = [row.permutation_p["accuracy"] < 0.05 for row in found]
    assert np.mean(wrong) <= 0.12


def test_other_texts_are_refused():
    with pytest.raises(InputError, match="Expected predictions of the same texts"):
        compare(of([1, 1], [0, 1]), of([1], [0]))
