"""Confident learning, by hand and against the package of its authors."""

import warnings

import numpy as np
import pytest

from stance.evaluate.confident import (
    best_other,
    confident_joint,
    label_thresholds,
    likely_errors,
    normalised_margin,
    self_confidence,
    true_label_counts,
)


@pytest.fixture(scope="module")
def oracle():
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore")  # of its own dependencies
        return pytest.importorskip("cleanlab", reason="cleanlab is not installed")


def noisy(seed, *, n=400, n_labels=3, noise=0.15, sharpness=2.0):
    """Labels of which some are flipped, and probabilities that know the true ones a little."""
    rng = np.random.default_rng(seed)
    true = rng.choice(n_labels, size=n, p=rng.dirichlet(np.full(n_labels, 4.0)))
    logits = rng.normal(size=(n, n_labels))
    logits[np.arange(n), true] += sharpness
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    given = np.where(rng.random(n) < noise, rng.integers(n_labels, size=n), true)
    return given, probabilities


def disagree_on_definition(given, probabilities):
    """Rows where the most probable label of all does not reach its threshold, but two others do.

    The paper takes the most probable of those that reach theirs, the package that of all.
    """
    reached = probabilities >= label_thresholds(given, probabilities) - 1e-6
    best = probabilities.argmax(axis=1)
    return (reached.sum(axis=1) > 1) & ~reached[np.arange(len(given)), best]


@pytest.mark.parametrize("seed", range(12))
def test_every_step_equals_the_authors_package(oracle, seed):
    from cleanlab import count, rank
    from cleanlab.filter import find_label_issues

    given, probabilities = noisy(seed, n_labels=2 + seed % 3)
    assert not disagree_on_definition(given, probabilities).any()
    np.testing.assert_allclose(
        label_thresholds(given, probabilities), count.get_confident_thresholds(given, probabilities)
    )
    joint = count.compute_confident_joint(given, probabilities, calibrate=False)
    np.testing.assert_array_equal(confident_joint(given, probabilities), joint)
    counts = count.compute_confident_joint(given, probabilities, calibrate=True)
    np.testing.assert_array_equal(true_label_counts(given, probabilities), counts)
    found = find_label_issues(given, probabilities, filter_by="prune_by_noise_rate", n_jobs=1)
    np.testing.assert_array_equal(likely_errors(given, probabilities), found)
    for ours, method in (
        (self_confidence, "self_confidence"),
        (normalised_margin, "normalized_margin"),
    ):
        theirs = rank.get_label_quality_scores(given, probabilities, method=method)
        np.testing.assert_allclose(ours(given, probabilities), theirs)


def test_the_confident_label_is_the_most_probable_of_those_that_reach_their_thresholds():
    # The last text does not reach the first threshold, though the first label is its likeliest.
    probabilities = np.array([[0.9, 0.1, 0], [0.4, 0.2, 0.4], [0.5, 0.4, 0.1], [0.5, 0.3, 0.2]])
    given = np.array([0, 1, 2, 1])
    assert label_thresholds(given, probabilities).tolist() == [0.9, 0.25, 0.1]
    assert confident_joint(given, probabilities)[1].tolist() == [0, 1, 1]


def test_flipped_labels_are_found_before_others():
    rng = np.random.default_rng(0)
    true = rng.integers(3, size=300)
    probabilities = np.full((300, 3), 0.1)
    probabilities[np.arange(300), true] = 0.8
    given = true.copy()
    given[:15] = (true[:15] + 1) % 3
    found = likely_errors(given, probabilities)
    assert found[:15].all()
    assert not found[15:].any()
    assert set(np.argsort(normalised_margin(given, probabilities))[:15]) == set(range(15))
    assert (best_other(given, probabilities)[0][:15] == true[:15]).all()


def test_labels_that_nothing_was_given_or_only_one_text_are_left_alone():
    probabilities = np.array([[0.2, 0.8, 0.0], [0.1, 0.9, 0.0], [0.3, 0.7, 0.0]])
    given = np.array([0, 1, 1])
    assert label_thresholds(given, probabilities)[2] == np.inf
    assert true_label_counts(given, probabilities).sum(axis=1).tolist() == [1, 2, 0]
    assert not likely_errors(given, probabilities).any()
