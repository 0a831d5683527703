"""Classifiers that are linear in the features, and calibrations of their scores.

A learner takes features, labels (numbers in the order of the codebook), their number and
strengths, and gives a function from features to scores for each strength, the weakest first.
"""

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array, hstack, vstack
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from stance.model.calibration import fit_calibration, log_softmax
from stance.model.classifier import fit_path

# Two thresholds can cross; what lies between them then has hardly a probability.
_LEAST = 0.01


def shipped(features, labels, n_labels, strengths):
    path = fit_path(features, labels, n_labels=n_labels, strengths=strengths)
    return [linear(weights, intercept) for weights, intercept in path]


def linear(weights, intercept):
    return lambda features: features @ weights.T + intercept


def unweighted(features, labels, n_labels, strengths):  # noqa: ARG001 - all are called alike
    model, fitted = LogisticRegression(max_iter=5000, warm_start=True), []
    for strength in strengths:
        model.set_params(C=strength).fit(features, labels)
        fitted.append(linear(model.coef_.copy(), model.intercept_.copy()))
    return fitted


def each(make, features, labels, strengths):
    models = [make(strength).fit(features, labels) for strength in strengths]
    return [model.decision_function for model in models]


def svm(features, labels, n_labels, strengths):  # noqa: ARG001
    return each(
        lambda c: LinearSVC(C=c, class_weight="balanced", random_state=0),
        features,
        labels,
        strengths,
    )


def ridge(features, labels, n_labels, strengths):  # noqa: ARG001
    return each(
        lambda c: RidgeClassifier(alpha=1 / c, class_weight="balanced", solver="sparse_cg"),
        features,
        labels,
        strengths,
    )


def elastic(features, labels, n_labels, strengths):  # noqa: ARG001
    def make(strength):
        return LogisticRegression(
            C=strength,
            l1_ratio=0.2,
            solver="saga",
            class_weight="balanced",
            max_iter=60,
            tol=1e-3,
            random_state=0,
        )

    return each(make, features, labels, strengths)


def complement(features, labels, n_labels, strengths):  # noqa: ARG001
    models = [ComplementNB(alpha=1 / strength).fit(features, labels) for strength in strengths]
    return [model.predict_joint_log_proba for model in models]


def naive_weights(features, labels, n_labels, strengths):
    """Each feature times its log ratio of naive Bayes, a binary model a label.

    S. Wang, C. D. Manning (2012), "Baselines and Bigrams: Simple, Good Sentiment and Topic
    Classification".
    """
    ratios, models = [], []
    for label in range(n_labels):
        own = labels == label
        inside, outside = (1 + features[rows].sum(axis=0) for rows in (own, ~own))
        ratio = np.log(inside / inside.sum()) - np.log(outside / outside.sum())
        scaled = features.multiply(ratio[np.newaxis]).tocsr()
        ratios.append(ratio)
        models.append(fit_path(scaled, own.astype(int), n_labels=2, strengths=strengths))
    fitted = []
    for number in range(len(strengths)):
        rows = [models[label][number] for label in range(n_labels)]
        weights = np.array([(w[1] - w[0]) * r for (w, _), r in zip(rows, ratios, strict=True)])
        fitted.append(linear(weights, np.array([b[1] - b[0] for _, b in rows])))
    return fitted


def thresholds(features, labels, n_labels, strengths):
    """One weight a feature, a threshold between neighbours: each text asked at every threshold.

    J. Rennie, N. Srebro (2005), "Loss Functions for Preference Levels: Regression with Discrete
    Ordered Labels" (all-threshold).
    """
    places = range(1, n_labels)
    # A large indicator makes the penalty on the thresholds negligible.
    signs = [
        csr_array(10 * np.eye(n_labels - 1)[[place - 1] * features.shape[0]]) for place in places
    ]
    stacked = vstack([hstack([features, sign], format="csr") for sign in signs], format="csr")
    beyond = np.concatenate([labels >= place for place in places])
    weights = np.tile(alike(labels, n_labels), n_labels - 1)
    fitted = []
    for strength in strengths:
        model = LogisticRegression(C=strength, fit_intercept=False, max_iter=5000)
        model.fit(stacked, beyond, sample_weight=weights)
        own, cuts = np.split(model.coef_[0], [features.shape[1]])
        fitted.append(lambda rows, own=own, cuts=cuts: between((rows @ own)[:, None] + 10 * cuts))
    return fitted


def two_binary(features, labels, n_labels, strengths):
    """A model for each threshold; a label's probability is what lies between two."""
    weights, fitted = alike(labels, n_labels), []
    for strength in strengths:
        model = LogisticRegression(C=strength, max_iter=5000)
        coefficients, intercepts = [], []
        for place in range(1, n_labels):
            model.fit(features, labels >= place, sample_weight=weights)
            coefficients.append(model.coef_[0].copy())
            intercepts.append(model.intercept_[0])
        score = linear(np.array(coefficients), np.array(intercepts))
        fitted.append(lambda rows, score=score: between(score(rows)))
    return fitted


def alike(labels, n_labels):
    """Weights with which all labels weigh alike."""
    return (len(labels) / n_labels / np.bincount(labels, minlength=n_labels))[labels]


def between(scores):
    """Logarithms of the labels' probabilities from the scores of lying beyond each threshold."""
    beyond = 1 / (1 + np.exp(-scores))
    ends = np.hstack([np.ones((len(scores), 1)), beyond, np.zeros((len(scores), 1))])
    return np.log(np.maximum(ends[:, :-1] - ends[:, 1:], _LEAST))


LEARNERS = {
    function.__name__: function
    for function in (
        shipped,
        unweighted,
        svm,
        ridge,
        elastic,
        complement,
        naive_weights,
        thresholds,
        two_binary,
    )
}


def calibrate_shipped(scores, labels):
    return fit_calibration(scores, labels).apply


def calibrate_none(scores, labels):  # noqa: ARG001
    return lambda rows: rows


def calibrate_temperature(scores, labels):
    def loss(parameter):
        return -log_softmax(np.exp(parameter[0]) * scores)[np.arange(len(labels)), labels].mean()

    scale = np.exp(minimize(loss, np.zeros(1), method="L-BFGS-B", bounds=[(-3, 3)]).x[0])
    return lambda rows: scale * rows


def calibrate_vector(scores, labels):
    n_labels = scores.shape[1]

    def loss(parameters):
        changed = scores * parameters[:n_labels] + parameters[n_labels:]
        return -log_softmax(changed)[np.arange(len(labels)), labels].mean()

    start = np.append(np.ones(n_labels), np.zeros(n_labels))
    bounds = [(0.05, 20)] * n_labels + [(-5, 5)] * n_labels
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds).x
    return lambda rows: rows * found[:n_labels] + found[n_labels:]


def calibrate_matrix(scores, labels):
    """A logistic regression over the logarithms of the probabilities.

    M. Kull et al. (2019), "Beyond temperature scaling: Obtaining well-calibrated multiclass
    probabilities with Dirichlet calibration".
    """
    model = LogisticRegression(C=100.0, max_iter=1000).fit(log_softmax(scores), labels)
    return lambda rows: model.decision_function(log_softmax(rows))


CALIBRATIONS = {
    "shipped": calibrate_shipped,
    "none": calibrate_none,
    "temperature": calibrate_temperature,
    "vector": calibrate_vector,
    "matrix": calibrate_matrix,
}
