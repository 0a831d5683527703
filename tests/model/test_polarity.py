"""The scale's arithmetic: places of terms, polarity, shrinking, and where labels begin."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from stance.errors import InputError
from stance.model.polarity import assumed_shares, cut, place_terms, polarity_of, shrink


def blocks(n=40):
    """Sentences of terms 0 and 1, or of terms 1 and 2, or of terms 3 and 4 only."""
    rows = [[1, 1, 0, 0, 0]] * n + [[0, 1, 1, 0, 0]] * n + [[0, 0, 0, 1, 1]] * n
    return csr_array(np.array(rows, dtype=float))


def test_terms_that_never_meet_are_near_if_they_meet_the_same_others():
    vectors = place_terms(blocks(), dimensions=2, seed=0)
    near, far = polarity_of(vectors, first=[0], last=[3])[[2, 4]]
    assert vectors.shape == (5, 2)
    assert near > 0.9
    assert far < -0.9


@pytest.mark.parametrize(("at_most", "expected"), [(1, 1), (3, 3), (300, 4)])
def test_there_are_no_more_dimensions_than_asked_for_or_than_terms_allow(at_most, expected):
    assert place_terms(blocks(), dimensions=at_most, seed=0).shape == (5, expected)


def test_few_sentences_have_few_dimensions():
    assert place_terms(blocks(n=5), dimensions=300, seed=0).shape[1] == 1


def test_sides_weigh_alike_however_many_seeds_they_have():
    vectors = np.array([[1.0, 0.0], [2.0, 0.0], [3.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    assert polarity_of(vectors, first=[0, 1, 2], last=[3])[4] == pytest.approx(0)


def test_the_mean_of_all_sentences_is_near_zero_and_rare_terms_weigh_less():
    features = csr_array(np.array([[1.0, 1.0]] * 30 + [[1.0, 0.0]] * 60))
    frequent, rare = shrink(np.array([1.0, -1.0]), features)
    # Centred at (90 - 30) / 120 = .5: +.5 * 90/100 and -1.5 * 30/40.
    assert (frequent, rare) == pytest.approx((0.45, -1.125))


@given(st.lists(st.floats(-5, 5), min_size=20, max_size=60, unique=True), st.integers(2, 5))
def test_labels_get_the_assumed_shares(scores, n_labels):
    scores = np.round(np.array(scores), 6) + np.linspace(0, 1e-4, len(scores))
    slopes, intercepts = cut(scores, n_labels=n_labels)
    labels = (scores[:, np.newaxis] * slopes + intercepts).argmax(axis=1)
    shares = np.bincount(labels, minlength=n_labels) / len(scores)
    assert np.abs(shares - assumed_shares(n_labels)).max() <= 2 / len(scores)


@given(st.floats(0.01, 100), st.floats(-10, 10))
def test_the_unit_of_the_scores_does_not_matter(unit, shift):
    scores = np.linspace(-1, 2, 31) ** 3
    slopes, intercepts = cut(scores, n_labels=3)
    other_slopes, other = cut(unit * scores + shift, n_labels=3)
    before = scores[:, np.newaxis] * slopes + intercepts
    assert np.allclose((unit * scores + shift)[:, np.newaxis] * other_slopes + other, before)


def test_scores_that_are_mostly_alike_are_no_scale():
    with pytest.raises(InputError, match="half of them score alike"):
        cut(np.array([0.0] * 9 + [1.0]), n_labels=3)
