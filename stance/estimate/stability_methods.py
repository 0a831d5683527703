"""What gold labels of elsewhere say of a group that has none, under either assumption.

Each estimate comes with what every article adds to it: those with gold labels by what they say of
the classifier, those of the group by what the classifier says of them. Both are as far as leaving
the article out would move the estimate, to first order.

References
----------
.. [1] S. Wu, P. Resnick (2024). Calibrate-Extrapolate: Rethinking Prevalence Estimation with Black
       Box Classifiers. ICWSM. arXiv 2401.09329.
.. [2] M. Saerens, P. Latinne, C. Decaestecker (2002). Adjusting the Outputs of a Classifier to New
       a Priori Probabilities: A Simple Procedure. Neural Computation 14(1).
.. [3] B. Efron, C. Stein (1981). The Jackknife Estimate of Variance. Annals of Statistics 9(3).
"""

from dataclasses import dataclass

import numpy as np

from stance.errors import InputError
from stance.estimate.corrected import left_out
from stance.estimate.intervals import effective_number
from stance.estimate.quantifiers import (
    adjusted_count,
    expectation_maximised,
    probabilistic_adjusted_count,
)
from stance.estimate.scored import Floats, Integers
from stance.estimate.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """What is known: of the classifier from gold labels elsewhere, of the group by its word.

    Attributes
    ----------
    labels
        In codebook order.
    confusion, expected
        Shape ``(n_gold_articles, n_labels, n_labels)``: weighted gold labels of elsewhere by gold
        label (second axis), and by predicted label or as sums of probabilities (third axis).
    sizes, counts, sums
        Of each article of the group the sentences, and a column a label those with this
        prediction and the sums of its probabilities.
    article_of, probabilities
        Of each sentence of the group its article's place in `sizes`, and its probabilities; both
        empty where these are not at hand.
    """

    labels: tuple[str, ...]
    confusion: Floats
    expected: Floats
    sizes: Floats
    counts: Floats
    sums: Floats
    article_of: Integers
    probabilities: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Extrapolated:
    """The share of each label, with what each article elsewhere and here adds to it.

    `elsewhere` and `here` have the shapes ``(n_gold_articles, n_labels)`` and
    ``(n_articles, n_labels)``; `gold_effective` is how many articles of equal weight the gold
    labels are worth that the estimate leans on.
    """

    values: Floats
    elsewhere: Floats
    here: Floats
    gold_effective: float


def evidence_of(elsewhere: Tally, here: Tally, *, probabilities: Floats | None = None) -> Evidence:
    """The evidence from the tallies of two sets of documents.

    Parameters
    ----------
    elsewhere
        Documents whose gold labels stand in.
    here
        The group's documents.
    probabilities
        Shape ``(n_sentences, n_labels)``, of the group's sentences in the order of its documents.

    Raises
    ------
    InputError
        There are not as many probabilities as sentences and labels.
    """
    n_labels = len(here.labels)
    if probabilities is None:
        sentences, article_of = np.empty((0, n_labels)), np.empty(0, dtype=np.int64)
    else:
        wanted = (int(here.n_sentences.sum()), n_labels)
        if probabilities.shape != wanted:
            raise InputError(
                f"Expected the probabilities of {wanted[0]} sentences and {n_labels} labels, got "
                f"the shape {probabilities.shape}. Pass those of the group's documents, in order."
            )
        sentences, article_of = probabilities, np.repeat(here.articles()[1], here.n_sentences)
    labelled = elsewhere.take(elsewhere.gold_counts.sum(axis=1) > 0)
    return Evidence(
        labels=here.labels,
        confusion=_by_article(labelled.gold_confusion, labelled),
        expected=_by_article(labelled.gold_probabilities, labelled),
        sizes=_by_article(here.n_sentences, here),
        counts=_by_article(here.label_counts, here),
        sums=_by_article(here.probability_sums, here),
        article_of=article_of,
        probabilities=sentences,
    )


def _by_article(values: Floats | Integers, tally: Tally) -> Floats:
    ids, of_document = tally.articles()
    total = np.zeros((len(ids), *values.shape[1:]))
    np.add.at(total, of_document, values)
    return total


def stable_calibration(evidence: Evidence) -> Extrapolated:
    """A predicted label means the same here as elsewhere: as often truly this or that label.

    Raises
    ------
    InputError
        A label is predicted here of which elsewhere no predicted sentence has a gold label.

    Examples
    --------
    Elsewhere 3 of 4 predicted pro are pro, and 1 of 4 predicted con. Here half are predicted pro:

    >>> evidence = Evidence(labels=("pro", "con"), sizes=np.array([2.0, 2.0]),
    ...     confusion=np.array([[[2.0, 1.0], [1.0, 1.0]], [[1.0, 0.0], [0.0, 2.0]]]),
    ...     expected=np.zeros((2, 2, 2)), counts=np.array([[2.0, 0.0], [0.0, 2.0]]),
    ...     sums=np.zeros((2, 2)), article_of=np.empty(0, int), probabilities=np.empty((0, 2)))
    >>> stable_calibration(evidence).values.tolist()
    [0.5, 0.5]
    """
    said = evidence.counts.sum(axis=0) / evidence.sizes.sum()
    meanings = np.swapaxes(evidence.confusion, 1, 2)
    _check_seen(evidence, said, meanings, what="predicted")
    means = np.nan_to_num(_rows(meanings))
    elsewhere = np.zeros((len(meanings), len(said)))
    for place in np.flatnonzero(said):
        elsewhere += said[place] * _influences(meanings[:, place])
    return Extrapolated(
        values=said @ means,
        elsewhere=elsewhere,
        here=left_out(evidence.counts, evidence.sizes) @ means,
        gold_effective=_worth(meanings),
    )


def adjusted(evidence: Evidence, *, by_probability: bool = False) -> Extrapolated:
    """A label looks the same to the classifier here as elsewhere: ACC, or PACC by probability.

    Raises
    ------
    InputError
        A label has no gold elsewhere, or the classifier does not tell the labels apart.
    """
    looks = evidence.expected if by_probability else evidence.confusion
    heard = evidence.sums if by_probability else evidence.counts
    said = heard.sum(axis=0) / evidence.sizes.sum()
    _check_seen(evidence, np.ones(len(said)), looks, what="gold")
    rates = _rows(looks)
    solve = probabilistic_adjusted_count if by_probability else adjusted_count
    values = solve(said, rates=rates)
    # Without the limits 0 and 1 the prevalence p solves p @ rates = said, whose change is known.
    moved = sum(share * _influences(looks[:, place]) for place, share in enumerate(values))
    inverse = np.linalg.inv(rates)
    return Extrapolated(
        values=values,
        elsewhere=-np.asarray(moved) @ inverse,
        here=left_out(heard, evidence.sizes) @ inverse,
        gold_effective=_worth(looks),
    )


def expected_maximised(evidence: Evidence) -> Extrapolated:
    """The same by EMQ: the prevalence under which the group's probabilities are likeliest.

    They must be calibrated where the gold labels are: its prior is their prevalence.

    Raises
    ------
    InputError
        A label has no gold elsewhere, or the prevalence does not settle.
    """
    gold = evidence.confusion.sum(axis=2)
    _check_seen(evidence, np.ones(gold.shape[1]), evidence.confusion, what="gold")
    prior = gold.sum(axis=0) / gold.sum()
    values = expectation_maximised(evidence.probabilities, prior=prior)
    ratios = evidence.probabilities / prior
    slopes = ratios / (ratios @ values)[:, np.newaxis]
    # Prevalences add up to 1, so they move only along the columns of `along`.
    along = np.vstack([np.eye(len(values) - 1), -np.ones(len(values) - 1)])
    information = slopes.T @ slopes / len(slopes)
    freed = along @ np.linalg.pinv(along.T @ information @ along) @ along.T
    by_prior = information * (values / prior) - np.diag(slopes.mean(axis=0) / prior)
    by_article = np.zeros((len(evidence.sizes), len(values)))
    np.add.at(by_article, evidence.article_of, slopes)
    return Extrapolated(
        values=values,
        elsewhere=left_out(gold, gold.sum(axis=1)) @ by_prior.T @ freed,
        here=left_out(by_article, evidence.sizes) @ freed,
        gold_effective=effective_number(gold.sum(axis=1)),
    )


def _rows(looks: Floats) -> Floats:
    """Each row of the whole as shares; NaN where nothing was seen."""
    total = looks.sum(axis=0)
    with np.errstate(invalid="ignore"):
        rows: Floats = total / total.sum(axis=1, keepdims=True)
    return rows


def _influences(row: Floats) -> Floats:
    """What each article adds to one row of rates: shape ``(n_articles, n_labels)``."""
    return left_out(row, row.sum(axis=1))


def _worth(looks: Floats) -> float:
    """How many equal articles stand behind the row of rates that has the fewest."""
    trials = looks.sum(axis=2)
    return min(effective_number(column) for column in trials.T if column.any())


def _check_seen(evidence: Evidence, needed: Floats, looks: Floats, *, what: str) -> None:
    seen = looks.sum(axis=(0, 2))
    unseen = [
        label
        for label, share, weight in zip(evidence.labels, needed, seen, strict=True)
        if share > 0.0 and weight == 0.0
    ]
    if unseen:
        raise InputError(
            f"Expected gold labels elsewhere of every {what} label, found none of "
            f"{', '.join(unseen)}. Label more sentences, best in this group."
        )
