"""How the classifier errs in each group, as far as its gold labels tell.

Sensitivity, specificity and calibration are ratios of sums over articles: their errors come from
leaving out each article (or commenter) in turn, as those of every corrected estimate do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.errors import SettingError
from stance.estimate.corrected import Influences, Moments, covariance, left_out
from stance.estimate.groups import PERIODS, group_names, places_by_group
from stance.estimate.scored import KINDS, Floats, Integers
from stance.estimate.sums import Clusters
from stance.estimate.tally import Tally

SENSITIVITY, SPECIFICITY, CALIBRATION = "sensitivity", "specificity", "calibration"
RATES = (SENSITIVITY, SPECIFICITY, CALIBRATION)
SCORE = "score"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure of how the classifier errs: of a label or the score, and which (see `RATES`)."""

    quantity: str
    rate: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupRates:
    """All figures of one group, in the order of `measures_of`.

    Attributes
    ----------
    name
        The group's.
    moments
        The figures with their errors, degrees of freedom and influences.
    n_gold, n_articles
        For each figure the gold labels it rests on, and the articles they are in.
    n_effective
        How many articles of equal weight these are worth (Kish).
    is_share
        Whether the figure is a share of sentences (0..1), or else a mean difference.
    """

    name: str
    moments: Moments
    n_gold: Integers
    n_articles: Integers
    n_effective: Floats
    is_share: NDArray[np.bool_]


def measures_of(labels: Sequence[str]) -> list[Measure]:
    """Three for each label, then the score's calibration.

    >>> [f"{found.quantity} {found.rate}" for found in measures_of(["pro"])]
    ['pro sensitivity', 'pro specificity', 'pro calibration', 'score calibration']
    """
    of_labels = [Measure(quantity=label, rate=rate) for label in labels for rate in RATES]
    return [*of_labels, Measure(quantity=SCORE, rate=CALIBRATION)]


def rates_by_group(tally: Tally, *, by: str | None, kind: str | None) -> list[GroupRates]:
    """The figures of every group of the documents of one kind, in order.

    Raises
    ------
    SettingError
        `by` is neither a period nor a column about documents, or `kind` is unknown.
    """
    if kind is not None and kind not in KINDS:
        raise SettingError(
            f"Expected kind to be {' or '.join(KINDS)}, or None for both, got {kind!r:.40}."
        )
    names = tally.documents.column_names
    needed = "published" if by in PERIODS else by
    if needed is not None and needed not in names:
        raise SettingError(
            f"Expected by to be {', '.join(PERIODS)} (of documents with the column published) or "
            f"a column about documents ({', '.join(names)[:300]}), got {str(by)[:40]!r}."
        )
    chosen = tally.of_kind(kind)
    clusters = Clusters.of(chosen)
    return [
        _rates(chosen.take(places), places, clusters, name=name)
        for name, places in places_by_group(group_names(chosen.documents, by))
    ]


def joint_covariance(groups: Sequence[GroupRates], measure: int) -> Floats:
    """The covariance of one figure over groups: shape ``(n_groups, n_groups)``."""
    return covariance([group.moments for group in groups], measure)


def _rates(part: Tally, places: Integers, clusters: Clusters, *, name: str) -> GroupRates:
    hits, trials, counts = _fractions(part)
    articles = clusters.articles[places]
    ways = [(1, articles)]
    if clusters.commenters is not None:
        writers = clusters.commenters[places]
        both = articles * (int(clusters.commenters.max()) + 1) + writers
        ways += [(1, writers), (-1, both)]
    dimensions = tuple(_influences(hits, trials, way, sign=sign) for sign, way in ways)
    weights = _by_cluster(trials, articles)[1]
    n_articles = np.count_nonzero(weights > 0, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = hits.sum(axis=0) / trials.sum(axis=0)
        n_effective = weights.sum(axis=0) ** 2 / (weights**2).sum(axis=0)
    return GroupRates(
        name=name,
        moments=Moments(
            values=values,
            errors=np.where(n_articles > 1, _errors(dimensions), np.nan),
            degrees=n_effective - 1.0,
            tuning=0.0,
            n_gold=int(part.gold_counts.sum()),
            n_gold_articles=int(n_articles.max(initial=0)),
            dimensions=dimensions,
        ),
        n_gold=counts.sum(axis=0),
        n_articles=n_articles,
        n_effective=n_effective,
        is_share=np.array([found.rate != CALIBRATION for found in measures_of(part.labels)]),
    )


def _fractions(part: Tally) -> tuple[Floats, Floats, Integers]:
    """A document a row, a figure a column: what is added up, over what, and how many labels."""
    confusion, expected = part.gold_confusion, part.gold_probabilities.sum(axis=1)
    gold, called = confusion.sum(axis=2), confusion.sum(axis=1)
    size, n_gold = gold.sum(axis=1), part.gold_counts.sum(axis=1)
    hits, trials, counts = [], [], []
    for k in range(len(part.labels)):
        found = confusion[:, k, k]
        hits += [found, size - gold[:, k] - called[:, k] + found, gold[:, k] - expected[:, k]]
        trials += [gold[:, k], size - gold[:, k], size]
        counts += [part.gold_counts[:, k], n_gold - part.gold_counts[:, k], n_gold]
    error = gold - expected
    hits.append(error[:, 0] - error[:, -1])
    return (
        np.column_stack(hits),
        np.column_stack([*trials, size]),
        np.column_stack([*counts, n_gold]),
    )


def _influences(hits: Floats, trials: Floats, clusters: Integers, *, sign: int) -> Influences:
    """What leaving each cluster out would change, figure by figure."""
    ids, weights = _by_cluster(trials, clusters)
    sums = _by_cluster(hits, clusters)[1]
    values = [left_out(sums[:, [place]], weights[:, place])[:, 0] for place in range(hits.shape[1])]
    return Influences(sign=sign, clusters=ids, values=np.column_stack(values))


def _by_cluster(values: Floats, clusters: Integers) -> tuple[Integers, Floats]:
    ids, places = np.unique(clusters, return_inverse=True)
    added = [np.bincount(places, weights=column, minlength=len(ids)) for column in values.T]
    return ids, np.column_stack(added).astype(np.float64)


def _errors(dimensions: Sequence[Influences]) -> Floats:
    """Standard errors; never below those by article alone."""
    variances = [part.sign * (part.values**2).sum(axis=0) for part in dimensions]
    errors: Floats = np.sqrt(np.maximum(variances[0], np.sum(variances, axis=0)))
    return errors
