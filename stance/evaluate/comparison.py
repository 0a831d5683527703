"""Two classifiers on the same texts: which is better, by how much, and could it be chance."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError
from stance.evaluate.draws import DRAWS, Figure, draw_documents, figure_of, totals_of
from stance.evaluate.metrics import FIGURES, document_sums
from stance.evaluate.predictions import Predictions

Floats = NDArray[np.float64]

_PERMUTATIONS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The first classifier's figures minus the second's, on the same texts.

    `differences` are of ``macro_f1``, ``accuracy`` (above 0: the first is better) and, where both
    give probabilities, ``log_loss`` (below 0: the first is better). `permutation_p` are p-values of
    the hypothesis that the two could be exchanged, document by document; `mcnemar_p` is McNemar's
    exact test, which takes sentences for independent and so is too small where they are not.
    `only_first` and `only_second` count the texts that only the one or the other has right.
    """

    n_sentences: int
    n_documents: int
    differences: Mapping[str, Figure]
    permutation_p: Mapping[str, float]
    mcnemar_p: float
    only_first: int
    only_second: int


def compare(
    first: Predictions, second: Predictions, *, seed: int = 0, draws: int = DRAWS
) -> Comparison:
    """The differences of two classifiers' figures, over the same draws of documents.

    Parameters
    ----------
    first, second
        Predictions of the same texts in the same order.
    seed
        Of the draws and permutations.
    draws
        How many draws of documents an interval rests on.

    Raises
    ------
    InputError
        If they are not of the same texts.

    References
    ----------
    Q. McNemar (1947), "Note on the sampling error of the difference between correlated proportions
    or percentages", Psychometrika 12(2); P. Good (2005), "Permutation, Parametric and Bootstrap
    Tests of Hypotheses".

    Examples
    --------
    Of four texts the first has all right, the second three.

    >>> truth, groups = np.array([0, 0, 1, 1]), np.arange(4)
    >>> sure = np.eye(2)[truth]
    >>> first = Predictions(labels=("a", "b"), truth=truth, probabilities=sure, groups=groups)
    >>> second = Predictions(
    ...     labels=("a", "b"), truth=truth, probabilities=np.eye(2)[[0, 0, 1, 0]], groups=groups
    ... )
    >>> found = compare(first, second)
    >>> found.differences["accuracy"].value, found.only_first, found.mcnemar_p
    (0.25, 1, 1.0)
    """
    same = first.truth.shape == second.truth.shape and np.array_equal(first.truth, second.truth)
    if not same or not np.array_equal(first.groups, second.groups):
        raise InputError(
            "Expected predictions of the same texts in the same order, got others. Judge both "
            "classifiers on one list of texts."
        )
    rng = np.random.default_rng(seed)
    sums = document_sums(first), document_sums(second)
    n_documents = len(sums[0]["losses"])
    weights = draw_documents(n_documents, draws=draws, rng=rng)
    labels_only = first.labels_only or second.labels_only
    names = ("macro_f1", "accuracy") if labels_only else ("macro_f1", "accuracy", "log_loss")
    right = [predictions.predicted == predictions.truth for predictions in (first, second)]
    only = int((right[0] & ~right[1]).sum()), int((right[1] & ~right[0]).sum())
    return Comparison(
        n_sentences=len(first.truth),
        n_documents=n_documents,
        differences=_differences(sums, weights, names),
        permutation_p=_permuted(sums, names, rng),
        mcnemar_p=_mcnemar(*only),
        only_first=only[0],
        only_second=only[1],
    )


def _differences(
    sums: tuple[dict[str, Floats], dict[str, Floats]], weights: Floats, names: tuple[str, ...]
) -> dict[str, Figure]:
    whole = [totals_of(blocks) for blocks in sums]
    drawn = [totals_of(blocks, weights) for blocks in sums]
    return {
        name: figure_of(
            (FIGURES[name](whole[0]) - FIGURES[name](whole[1]))[0],
            FIGURES[name](drawn[0]) - FIGURES[name](drawn[1]),
        )
        for name in names
    }


def _permuted(
    sums: tuple[dict[str, Floats], dict[str, Floats]],
    names: tuple[str, ...],
    rng: np.random.Generator,
) -> dict[str, float]:
    """How often exchanging whole documents at random gives as large a difference.

    For accuracy this is the sign test with each document's difference as its weight.
    """
    n_documents = len(sums[0]["losses"])
    kept = rng.integers(0, 2, size=(_PERMUTATIONS, n_documents)).astype(np.float64)
    one = {name: kept @ sums[0][name] + (1 - kept) @ sums[1][name] for name in sums[0]}
    other = {name: (1 - kept) @ sums[0][name] + kept @ sums[1][name] for name in sums[0]}
    whole = [totals_of(blocks) for blocks in sums]
    found = {}
    for name in names:
        seen = abs(float((FIGURES[name](whole[0]) - FIGURES[name](whole[1]))[0]))
        by_chance = np.abs(FIGURES[name](one) - FIGURES[name](other))
        as_large = int((by_chance >= seen - 1e-12).sum())
        found[name] = (as_large + 1) / (_PERMUTATIONS + 1)
    return found


def _mcnemar(only_first: int, only_second: int) -> float:
    """Two-sided exact binomial test of the texts on which the two differ."""
    from scipy.stats import binomtest

    differing = only_first + only_second
    return float(binomtest(only_first, differing, 0.5).pvalue) if differing else 1.0
