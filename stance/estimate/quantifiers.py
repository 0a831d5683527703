"""Prevalence in a period that has no gold, from predictions there and gold of elsewhere.

Nothing in such a period can be checked, so each estimate stands on an assumption about what stays
the same between it and the periods with gold (Wu & Resnick 2024). All functions here assume that
sentences of one label look the same to the classifier everywhere (stable class-conditional
densities), and that only the mix of labels changes. `expectation_maximised` asks more: that the
probabilities are calibrated where `prior` is the prevalence. Counting probabilities as they are
assumes a stable calibration curve instead; how far the two lie apart shows how much the
assumption matters.

References
----------
.. [1] G. Forman (2008). Quantifying Counts and Costs via Classification. Data Mining and Knowledge
       Discovery 17(2): adjusted classify-and-count (ACC).
.. [2] A. Bella, C. Ferri, J. Hernandez-Orallo, M. J. Ramirez-Quintana (2010). Quantification via
       Probability Estimators. ICDM: the same with probabilities (PACC).
.. [3] M. Saerens, P. Latinne, C. Decaestecker (2002). Adjusting the Outputs of a Classifier to New
       a Priori Probabilities: A Simple Procedure. Neural Computation 14(1) (EMQ).
.. [4] M. Bunse (2022). On Multi-Class Extensions of Adjusted Classify and Count. LQ workshop,
       ECML/PKDD: least squares over the possible prevalences.
.. [5] S. Wu, P. Resnick (2024). Calibrate-Extrapolate: Rethinking Prevalence Estimation with Black
       Box Classifiers. ICWSM.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Rates whose mixes differ less than this in every direction tell some labels apart by rounding.
_TELLS_APART = 1e-6
_ROUNDING = 1e-6
_MATRIX = 2


def rates_of(
    true_codes: Integers,
    *,
    predicted: Integers | Floats,
    labels: Sequence[str],
    weights: Floats | None = None,
) -> Floats:
    """What the classifier says of sentences whose gold label is known.

    Parameters
    ----------
    true_codes
        Shape ``(n_gold,)``: each sentence's place in `labels`.
    predicted
        Shape ``(n_gold,)``, the predicted labels' places (for ACC), or ``(n_gold, n_labels)``,
        their probabilities (for PACC). The classifier must not have learned from these sentences.
    labels
        The codebook's labels, for the message.
    weights
        Shape ``(n_gold,)``, above 0: one over the probability of having been selected. `None`
        for equal ones.

    Returns
    -------
    Floats
        Shape ``(n_labels, n_labels)``: row ``t`` has the shares of the predicted labels (or the
        mean probabilities) among sentences that truly are ``t``, and adds up to 1.

    Raises
    ------
    InputError
        A label has no gold, a code is no place in `labels`, shapes differ, or a weight is not
        above 0.

    Examples
    --------
    >>> rates_of(np.array([0, 0, 1, 1]), predicted=np.array([0, 1, 1, 1]), labels=["pro", "con"])
    array([[0.5, 0.5],
           [0. , 1. ]])
    """
    n_labels = len(labels)
    weights = np.ones(len(true_codes)) if weights is None else np.asarray(weights, np.float64)
    _check_gold(true_codes, predicted, weights, n_labels)
    said = predicted if predicted.ndim == _MATRIX else np.eye(n_labels)[predicted]
    truth = np.eye(n_labels)[true_codes] * weights[:, np.newaxis]
    totals = truth.sum(axis=0)
    if unseen := [name for name, total in zip(labels, totals, strict=True) if total == 0.0]:
        raise InputError(
            f"Expected gold of every label, found none of {', '.join(unseen)} among "
            f"{len(true_codes)} gold labels. Label more sentences, or correct only where gold is."
        )
    rates: Floats = truth.T @ said / totals[:, np.newaxis]
    return rates


def adjusted_count(counted: Floats, *, rates: Floats) -> Floats:
    """The prevalence that, seen through the classifier's errors, comes nearest to what it counted.

    Adjusted classify-and-count: the least squares solution of ``rates.T @ prevalence = counted``
    among all prevalences that are possible (none below 0, adding up to 1), found exactly.

    Parameters
    ----------
    counted
        Shape ``(n_labels,)``: the share of each predicted label in the period, adding up to 1.
    rates
        Shape ``(n_labels, n_labels)``, from `rates_of` with predicted labels.

    Returns
    -------
    Floats
        Shape ``(n_labels,)``, 0..1, adding up to 1.

    Raises
    ------
    InputError
        Shares that do not add up to 1, shapes that do not fit, or rates that do not tell the
        labels apart, so that any prevalence fits.

    Examples
    --------
    Sensitivity .8 and specificity .9 turn a true prevalence of .5 into .45 counted:

    >>> adjusted_count(np.array([0.45, 0.55]), rates=np.array([[0.8, 0.2], [0.1, 0.9]])).round(9)
    array([0.5, 0.5])
    """
    from scipy.optimize import nnls

    _check_rates(counted, rates)
    # With prevalences that add up to 1 the distance is that of their mix of these columns from
    # the origin. Non-negative least squares with a row of ones gives a multiple of the nearest
    # mix: scaling a solution up or down never changes which mix is nearest.
    columns = rates.T - counted[:, np.newaxis]
    ones = np.ones((1, len(rates)))
    solution, _ = nnls(np.vstack([columns, ones]), np.append(np.zeros(len(counted)), 1.0))
    prevalence: Floats = solution / solution.sum()
    return prevalence


def probabilistic_adjusted_count(mean_probabilities: Floats, *, rates: Floats) -> Floats:
    """`adjusted_count` with probabilities in place of labels (PACC): smoother where gold is scarce.

    Parameters
    ----------
    mean_probabilities
        Shape ``(n_labels,)``: the mean probability of each label in the period.
    rates
        Shape ``(n_labels, n_labels)``, from `rates_of` with probabilities.

    Returns
    -------
    Floats
        Shape ``(n_labels,)``, 0..1, adding up to 1.

    Raises
    ------
    InputError
        As `adjusted_count`.

    Examples
    --------
    >>> rates = np.array([[0.7, 0.3], [0.2, 0.8]])
    >>> probabilistic_adjusted_count(np.array([0.45, 0.55]), rates=rates).round(9)
    array([0.5, 0.5])
    """
    return adjusted_count(mean_probabilities, rates=rates)


def expectation_maximised(
    probabilities: Floats,
    *,
    prior: Floats,
    weights: Floats | None = None,
    tolerance: float = 1e-8,
    iterations: int = 10_000,
) -> Floats:
    """The prevalence under which the period's probabilities are likeliest (EMQ).

    Starts at `prior`, weighs every sentence's probabilities by how much likelier a label is in the
    period than in `prior`, takes their mean as the next prevalence, and repeats until no share
    moves further than `tolerance`.

    Parameters
    ----------
    probabilities
        Shape ``(n_sentences, n_labels)``, calibrated where the prevalence is `prior`.
    prior
        Shape ``(n_labels,)``, all above 0: the prevalence among what the probabilities were
        learned from and calibrated on.
    weights
        Shape ``(n_sentences,)``, not below 0, such as how often a sentence's article was drawn;
        `None` for equal ones.
    tolerance
        The largest move of a share that ends the search.
    iterations
        The most rounds.

    Returns
    -------
    Floats
        Shape ``(n_labels,)``, 0..1, adding up to 1.

    Raises
    ------
    InputError
        No sentence, shapes that do not fit, a prior that is not above 0, or no end within
        `iterations`, because the probabilities hardly tell the labels apart.

    Examples
    --------
    Certain probabilities are counted; such as repeat the prior say nothing and leave it:

    >>> expectation_maximised(np.eye(2)[[0, 0, 0, 1]], prior=np.array([0.5, 0.5]))
    array([0.75, 0.25])
    >>> expectation_maximised(np.full((3, 2), 0.5), prior=np.array([0.5, 0.5]))
    array([0.5, 0.5])
    """
    shares = _shares_of(weights, len(probabilities))
    _check_prior(probabilities, prior)
    ratios = probabilities / prior
    prevalence = prior
    for _ in range(iterations):
        likelihood = ratios @ prevalence
        moved = prevalence * ((shares / likelihood) @ ratios)
        moved /= moved.sum()
        if np.abs(moved - prevalence).max() < tolerance:
            return moved
        prevalence = moved
    raise InputError(
        f"Expected the prevalence to settle within {iterations} rounds, it still moved by more "
        f"than {tolerance:g}: the probabilities hardly tell the labels apart. Use adjusted_count."
    )


def _check_gold(
    true_codes: Integers, predicted: Integers | Floats, weights: Floats, n: int
) -> None:
    n_gold = len(true_codes)
    wanted = (n_gold, n) if predicted.ndim == _MATRIX else (n_gold,)
    if predicted.shape != wanted or weights.shape != (n_gold,):
        raise InputError(
            f"Expected predictions of {n_gold} gold labels with {n} labels and as many weights, "
            f"got the shapes {predicted.shape} and {weights.shape}."
        )
    if not (weights > 0.0).all():
        raise InputError("Expected weights above 0, as every gold label had a chance to be drawn.")
    codes = true_codes if predicted.ndim == _MATRIX else np.append(true_codes, predicted)
    if len(codes) and not 0 <= codes.min() <= codes.max() < n:
        raise InputError(f"Expected codes from 0 to {n - 1}, got {codes.min()} to {codes.max()}.")


def _check_rates(counted: Floats, rates: Floats) -> None:
    n_labels = len(counted)
    if rates.shape != (n_labels, n_labels):
        raise InputError(
            f"Expected rates of {n_labels} labels to fit the shares, got the shape {rates.shape}."
        )
    totals = np.append(rates.sum(axis=1), counted.sum())
    if not (np.abs(totals - 1.0) < _ROUNDING).all():
        raise InputError(f"Expected shares and rates that add up to 1, got {totals.round(6)}.")
    if np.linalg.svd(rates, compute_uv=False)[-1] < _TELLS_APART:
        raise InputError(
            "Expected rates that tell the labels apart, but one row is a mix of others, so the "
            "prevalence is not identified. Use a better classifier, or merge the labels."
        )


def _shares_of(weights: Floats | None, n_sentences: int) -> Floats:
    """The weights, adding up to 1."""
    weights = np.ones(n_sentences) if weights is None else np.asarray(weights, np.float64)
    if weights.shape != (n_sentences,) or (weights < 0.0).any() or not weights.sum() > 0.0:
        raise InputError(
            f"Expected weights of {n_sentences} sentences, none below 0 and some above, "
            f"got the shape {weights.shape} and the sum {weights.sum():g}."
        )
    shares: Floats = weights / weights.sum()
    return shares


def _check_prior(probabilities: Floats, prior: Floats) -> None:
    if probabilities.ndim != _MATRIX or prior.shape != probabilities.shape[1:]:
        raise InputError(
            f"Expected one prior a label, got {prior.shape} for probabilities of the shape "
            f"{probabilities.shape}."
        )
    if not ((prior > 0.0).all() and abs(prior.sum() - 1.0) < _ROUNDING):
        raise InputError(f"Expected priors above 0 that add up to 1, got {prior.round(6)}.")
    if not (np.isfinite(probabilities).all() and (probabilities.sum(axis=1) > 0.0).all()):
        raise InputError("Expected probabilities of every sentence, some are missing or all 0.")
