"""The classifier against the bare scikit-learn one, also where labels are missing."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from stance.model.classifier import fit_classifier, fit_path, make_classifier

RNG = np.random.default_rng(5)
FEATURES = csr_matrix(RNG.random((40, 6)))


def softmax(scores):
    powers = np.exp(scores)
    return powers / powers.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("n_labels", [2, 3, 4])
def test_probabilities_equal_those_of_scikit_learn(n_labels):
    labels = np.arange(40) % n_labels
    weights, intercept = fit_classifier(FEATURES, labels, n_labels=n_labels, strength=2.0)
    plain = LogisticRegression(C=2.0, class_weight="balanced", max_iter=5000)
    expected = plain.fit(FEATURES, labels).predict_proba(FEATURES)
    assert np.allclose(softmax(FEATURES @ weights.T + intercept), expected, atol=1e-12)
    names = tuple("abcd"[:n_labels])
    again = make_classifier(weights, intercept, names)
    assert np.allclose(again.predict_proba(FEATURES), expected, atol=1e-12)
    assert set(again.predict(FEATURES)) <= set(names)


def test_a_missing_label_is_less_probable_than_all_others():
    weights, intercept = fit_classifier(FEATURES, np.arange(40) % 2 * 2, n_labels=3, strength=1.0)
    probabilities = softmax(FEATURES @ weights.T + intercept)
    assert weights.shape == (3, 6)
    assert (weights[1] == 0).all()
    assert (probabilities[:, 1] < 1 / 40).all()


def test_a_single_label_is_nearly_certain():
    weights, intercept = fit_classifier(
        FEATURES, np.ones(40, dtype=np.int64), n_labels=3, strength=1.0
    )
    assert not weights.any()
    assert softmax(intercept[np.newaxis])[0] == pytest.approx([1 / 42, 40 / 42, 1 / 42])


@pytest.mark.parametrize("n_labels", [2, 3])
def test_a_path_of_strengths_ends_where_single_fits_do(n_labels):
    labels, strengths = np.arange(40) % n_labels, [0.25, 1.0, 8.0]
    path = fit_path(FEATURES, labels, n_labels=3, strengths=strengths)
    for strength, (weights, intercept) in zip(strengths, path, strict=True):
        alone = fit_classifier(FEATURES, labels, n_labels=3, strength=strength)
        # Each fit stops where the slope is nearly flat, which depends on where it began.
        expected = softmax(FEATURES @ alone[0].T + alone[1])
        assert np.allclose(softmax(FEATURES @ weights.T + intercept), expected, atol=1e-3)


def test_each_strength_of_a_path_has_its_own_weights():
    labels = np.arange(40) % 3
    loose, close = fit_path(FEATURES, labels, n_labels=3, strengths=[0.1, 10.0])
    assert np.abs(loose[0]).sum() < np.abs(close[0]).sum()


def test_a_path_over_a_single_label_is_as_long():
    path = fit_path(FEATURES, np.zeros(40, dtype=np.int64), n_labels=2, strengths=[1.0, 2.0])
    assert len(path) == 2
    assert not path[1][0].any()
