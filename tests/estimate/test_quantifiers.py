import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from stance.errors import InputError
from stance.estimate.quantifiers import (
    adjusted_count,
    expectation_maximised,
    probabilistic_adjusted_count,
    rates_of,
)

LABELS = ["pro", "even", "con"]
MIXES = {2: [(0.5, 0.5), (0.15, 0.85)], 3: [(0.4, 0.3, 0.3), (0.1, 0.6, 0.3)]}


@pytest.fixture(
    scope="module",
    params=[(2, 0), (2, 1), (3, 0), (3, 1), (3, 2)],
    ids="{0[0]}-labels-{0[1]}".format,
)
def measured(request):
    """A classifier, gold it has not seen, and the sentences of a period with another mix."""
    n_labels, seed = request.param
    rng = np.random.default_rng([n_labels, seed])

    def drawn(n_sentences, mix):
        codes = rng.choice(n_labels, size=n_sentences, p=mix)
        return rng.normal(1.3 * np.eye(n_labels)[codes], 1.0), codes

    training, gold = drawn(1500, MIXES[n_labels][0]), drawn(800, MIXES[n_labels][0])
    return LogisticRegression().fit(*training), gold, drawn(1200, MIXES[n_labels][1])


def theirs(method, classifier, gold, **more):
    return method(classifier, fit_classifier=False, val_split=None, **more).fit(*gold)


def test_adjusted_count_equals_quapy(measured):
    from quapy.method.aggregative import ACC

    classifier, gold, period = measured
    labels = LABELS[: len(classifier.classes_)]
    rates = rates_of(gold[1], predicted=classifier.predict(gold[0]), labels=labels)
    counted = np.bincount(classifier.predict(period[0]), minlength=len(labels)) / len(period[0])
    expected = theirs(ACC, classifier, gold).predict(period[0])
    np.testing.assert_allclose(adjusted_count(counted, rates=rates), expected, rtol=0, atol=1e-4)


def test_probabilistic_adjusted_count_equals_quapy(measured):
    from quapy.method.aggregative import PACC

    classifier, gold, period = measured
    labels = LABELS[: len(classifier.classes_)]
    rates = rates_of(gold[1], predicted=classifier.predict_proba(gold[0]), labels=labels)
    means = classifier.predict_proba(period[0]).mean(axis=0)
    expected = theirs(PACC, classifier, gold).predict(period[0])
    ours = probabilistic_adjusted_count(means, rates=rates)
    np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-4)


def test_expectation_maximised_equals_quapy(measured):
    from quapy.method.aggregative import EMQ

    classifier, gold, period = measured
    probabilities = classifier.predict_proba(period[0])
    # Its own tolerance of 1e-4 stops earlier than its answer is known to 1e-4.
    expected = theirs(EMQ, classifier, gold).aggregate(probabilities, epsilon=1e-9)
    prior = np.bincount(gold[1]) / len(gold[1])
    ours = expectation_maximised(probabilities, prior=prior)
    np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-4)


def test_each_is_nearer_to_the_truth_than_counting(measured):
    classifier, gold, period = measured
    truth = np.bincount(period[1]) / len(period[1])
    probabilities, labels = classifier.predict_proba(period[0]), LABELS[: len(truth)]
    rates = rates_of(gold[1], predicted=classifier.predict_proba(gold[0]), labels=labels)
    prior = np.bincount(gold[1]) / len(gold[1])
    counted = np.abs(probabilities.mean(axis=0) - truth).max()
    adjusted = probabilistic_adjusted_count(probabilities.mean(axis=0), rates=rates)
    assert np.abs(adjusted - truth).max() < counted
    assert np.abs(expectation_maximised(probabilities, prior=prior) - truth).max() < counted


def test_weights_count_like_repeated_sentences():
    codes, said = np.array([0, 0, 1]), np.array([0, 1, 1])
    twice = rates_of(codes[[0, 0, 1, 2]], predicted=said[[0, 0, 1, 2]], labels=LABELS[:2])
    weights = np.array([2.0, 1.0, 1.0])
    weighted = rates_of(codes, predicted=said, labels=LABELS[:2], weights=weights)
    np.testing.assert_allclose(weighted, twice)
    probabilities, prior = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8]]), np.array([0.5, 0.5])
    np.testing.assert_allclose(
        expectation_maximised(probabilities, prior=prior, weights=weights),
        expectation_maximised(probabilities[[0, 0, 1, 2]], prior=prior),
        atol=1e-6,
    )


@given(
    st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3).filter(lambda shares: sum(shares) > 0.1),
    st.floats(0.5, 0.95),
)
def test_no_possible_prevalence_fits_better(counted, right):
    counted = np.array(counted) / sum(counted)
    wrong = np.array([[0.0, 0.7, 0.3], [0.5, 0.0, 0.5], [0.2, 0.8, 0.0]])
    rates = right * np.eye(3) + (1.0 - right) * wrong
    ours = adjusted_count(counted, rates=rates)
    assert (ours >= 0.0).all()
    assert ours.sum() == pytest.approx(1.0)
    others = np.random.default_rng(0).dirichlet([0.5, 0.5, 0.5], 500)
    distances = np.linalg.norm(others @ rates - counted, axis=1)
    assert np.linalg.norm(ours @ rates - counted) <= distances.min() + 1e-9


def test_counts_beyond_what_the_rates_allow_end_at_the_border():
    rates = np.array([[0.8, 0.2], [0.1, 0.9]])
    np.testing.assert_allclose(adjusted_count(np.array([0.02, 0.98]), rates=rates), [0.0, 1.0])


def test_a_label_without_gold_is_named():
    with pytest.raises(InputError, match="found none of even among 2 gold labels"):
        rates_of(np.array([0, 2]), predicted=np.array([0, 1]), labels=LABELS)


@pytest.mark.parametrize(
    ("predicted", "weights", "message"),
    [
        (np.array([0, 1, 1]), None, "got the shapes"),
        (np.array([0, 2]), None, "codes from 0 to 1, got 0 to 2"),
        (np.array([0, 1]), np.array([1.0, 0.0]), "weights above 0"),
        (np.array([0, 1]), np.array([1.0, np.nan]), "weights above 0"),
        (np.ones((2, 3)), None, "got the shapes"),
    ],
)
def test_gold_that_does_not_fit_is_refused(predicted, weights, message):
    with pytest.raises(InputError, match=message):
        rates_of(np.array([0, 1]), predicted=predicted, labels=LABELS[:2], weights=weights)


@pytest.mark.parametrize(
    ("counted", "rates", "message"),
    [
        ([0.5, 0.5], [[0.6, 0.4], [0.6, 0.4]], "not identified"),
        ([0.5, 0.6], [[0.6, 0.4], [0.1, 0.9]], "add up to 1"),
        ([0.5, np.nan], [[0.6, 0.4], [0.1, 0.9]], "add up to 1"),
        ([0.2, 0.3, 0.5], [[0.6, 0.4], [0.1, 0.9]], "rates of 3 labels"),
    ],
)
def test_rates_that_allow_no_answer_are_refused(counted, rates, message):
    with pytest.raises(InputError, match=message):
        adjusted_count(np.array(counted), rates=np.array(rates))


@pytest.mark.parametrize(
    ("probabilities", "prior", "message"),
    [
        (np.empty((0, 2)), [0.5, 0.5], "weights of 0 sentences"),
        (np.eye(2), [1.0, 0.0], "priors above 0"),
        (np.eye(2), [0.5, 0.2, 0.3], "one prior a label"),
        (np.array([[0.5, np.nan]]), [0.5, 0.5], "missing"),
    ],
)
def test_probabilities_that_allow_no_answer_are_refused(probabilities, prior, message):
    with pytest.raises(InputError, match=message):
        expectation_maximised(probabilities, prior=np.array(prior))


def test_a_search_without_end_is_said():
    probabilities = np.array([[0.501, 0.499], [0.499, 0.501], [0.501, 0.499]])
    with pytest.raises(InputError, match="hardly tell the labels apart"):
        expectation_maximised(probabilities, prior=np.array([0.5, 0.5]), iterations=50)
