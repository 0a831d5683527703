"""Shares and the mean score of a group, corrected for the classifier's errors by gold labels.

The classifier says something of every sentence, people of a few. The mean of what it says, moved
by its mean error on the sentences with a gold label, is right on average however wrong it is;
how far its word is taken (the tuning, 0..1) decides only the width.

Articles are independent, sentences within them are not, so every figure is a sum of the articles'
influences. The spread of the influences gives the standard error, each taken as if its article
had been left out (the jackknife, CV3), and Student's t widens it for few articles.

References
----------
.. [1] A. N. Angelopoulos, S. Bates, C. Fannjiang, M. I. Jordan, T. Zrnic (2023).
       Prediction-powered inference. Science 382.
.. [2] A. N. Angelopoulos, J. C. Duchi, T. Zrnic (2023). PPI++: Efficient Prediction-Powered
       Inference. arXiv 2311.01453.
.. [3] N. Egami, M. Hinck, B. Stewart, H. Wei (2023). Using Imperfect Surrogates for Downstream
       Inference: Design-based Supervised Learning. arXiv 2306.04746.
.. [4] J. Hájek (1971). Comment on a paper by D. Basu. Foundations of Statistical Inference.
.. [5] J. G. MacKinnon, M. O. Nielsen, M. D. Webb (2023). Cluster-robust inference: A guide to
       empirical practice. Journal of Econometrics 232(2).
.. [6] A. C. Cameron, J. B. Gelbach, D. L. Miller (2011). Robust Inference With Multiway
       Clustering. Journal of Business & Economic Statistics 29(2).
.. [7] F. E. Satterthwaite (1946). An Approximate Distribution of Estimates of Variance
       Components. Biometrics Bulletin 2(6).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from stance.estimate.intervals import effective_number
from stance.estimate.scored import Floats, Integers
from stance.estimate.sums import Sums

# How far the tuning is let stray from 1, its best value for a calibrated classifier and few
# labels, while few articles speak for another: the prior's standard deviation. Unrestrained, it
# follows the labels' own chance, and intervals from 8 to 20 articles hold the truth too seldom.
_TUNING_SPREAD = 0.1
# Beyond the square root of this many of its standard errors from 1, the tuning's own best value
# counts more and more (James & Stein), so that a useless classifier costs nothing.
_CLEARLY = 6.0
_FEWEST_DEGREES = 0.25
_FEWEST_ARTICLES = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Influences:
    """What each cluster adds to every quantity: shape ``(n_clusters, n_quantities)``.

    `sign` is +1, or -1 for the overlap of two ways of clustering, which would count twice.
    """

    sign: int
    clusters: Integers
    values: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moments:
    """Estimates of a group's quantities: each label's share, then the mean score.

    `values`, `errors` (standard errors) and `degrees` (of freedom) have one entry a quantity;
    NaN where nothing can be said. `tuning` is how far the classifier's word was taken (0..1).
    `dimensions` holds the influences by article, and where commenters are shared, by commenter
    and by both; groups are compared by them. `shown` counts, for each label, the articles in
    which gold labels show it, and `n_gold_commenters` the commenters with gold labels, where
    some wrote under several articles.
    """

    values: Floats
    errors: Floats
    degrees: Floats
    tuning: float
    n_gold: int
    n_gold_articles: int
    dimensions: tuple[Influences, ...]
    shown: tuple[int, ...] = ()
    n_gold_commenters: int | None = None


def corrected(sums: Sums, *, tuning: float | None = None) -> Moments:
    """The estimates of one group.

    Parameters
    ----------
    sums
        The group's documents.
    tuning
        How far the classifier's word is taken: 1 wholly, 0 not at all (labels only), `None` as
        far as makes the result most certain (power tuning). One for all labels, so that their
        shares add up to 1 and the mean score is the first share minus the last.

    Returns
    -------
    Moments
        Not cut to 0..1. All NaN without a gold label, no errors with gold in a single article.
    """
    articles = _Clusters.of(sums.articles, sums)
    n_gold_articles = int(np.count_nonzero(articles.gold_sizes))
    taken = tuning
    if taken is None:
        taken = articles.tuning() if n_gold_articles >= _FEWEST_ARTICLES else 1.0
    dimensions: tuple[Influences, ...] = ()
    errors = np.full(sums.predicted.shape[1] + 1, np.nan)
    degrees = errors
    if n_gold_articles >= _FEWEST_ARTICLES:
        dimensions = _dimensions(sums, articles, lambda way: way.influences(taken))
        errors = _errors(dimensions)
        degrees = _degrees(sums, articles, taken)
    return Moments(
        values=with_score(_mean(sums, taken)),
        errors=errors,
        degrees=degrees,
        tuning=float(taken),
        n_gold=int(sums.n_gold.sum()),
        n_gold_articles=n_gold_articles,
        dimensions=dimensions,
        shown=_shown(sums),
        n_gold_commenters=_gold_commenters(sums),
    )


def _degrees(sums: Sums, articles: "_Clusters", tuning: float) -> Floats:
    """By article, or where few commenters wrote most of the labelled comments, by these."""
    degrees = articles.degrees(tuning)
    if sums.commenters is None:
        return degrees
    number = effective_number(_gold_by_commenter(sums.commenters, sums))
    return np.fmin(degrees, max(number - 1.0, _FEWEST_DEGREES))


def _shown(sums: Sums) -> tuple[int, ...]:
    """In how many articles the gold labels show each label."""
    return tuple(len(np.unique(sums.articles[column > 0])) for column in sums.gold.T)


def _gold_by_commenter(commenters: Integers, sums: Sums) -> Floats:
    ids, places = np.unique(commenters, return_inverse=True)
    return _added(sums.gold_sizes, places, len(ids))


def _gold_commenters(sums: Sums) -> int | None:
    """How many commenters have gold labels; `None` where they need no reckoning."""
    if sums.commenters is None:
        return None
    return int(np.count_nonzero(_gold_by_commenter(sums.commenters, sums)))


def counted(sums: Sums) -> Moments:
    """The same uncorrected: the mean of what the classifier says, as if it never erred."""
    articles = _Clusters.of(sums.articles, sums)
    of_sizes = effective_number(articles.sizes)
    n_quantities = sums.predicted.shape[1] + 1
    dimensions = _dimensions(sums, articles, lambda way: way.said)
    return Moments(
        values=with_score(sums.predicted.sum(axis=0) / sums.sizes.sum()),
        errors=_errors(dimensions),
        degrees=np.full(n_quantities, max(of_sizes - 1.0, _FEWEST_DEGREES)),
        tuning=1.0,
        n_gold=0,
        n_gold_articles=0,
        dimensions=dimensions,
    )


def _mean(sums: Sums, tuning: float) -> Floats:
    """Hájek's ratio means: of what the classifier says, and of its errors where gold is known."""
    with np.errstate(invalid="ignore"):
        said = sums.predicted.sum(axis=0) / sums.sizes.sum()
        errors = (sums.gold - tuning * sums.gold_predicted).sum(axis=0) / sums.gold_sizes.sum()
    mean: Floats = tuning * said + errors
    return mean


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Clusters:
    """For each cluster what leaving it out would change, of three means and each label.

    `said`: what the classifier says of all sentences; `gold`: the gold labels; `beside`: what the
    classifier says of the sentences with gold. Shapes ``(n_clusters, n_labels)``.
    """

    ids: Integers
    sizes: Floats
    gold_sizes: Floats
    said: Floats
    gold: Floats
    beside: Floats

    @classmethod
    def of(cls, of_document: Integers, sums: Sums) -> "_Clusters":
        ids, places = np.unique(of_document, return_inverse=True)
        added = [
            _added(values, places, len(ids))
            for values in (
                sums.sizes, sums.gold_sizes, sums.predicted, sums.gold, sums.gold_predicted,
            )
        ]  # fmt: skip
        sizes, gold_sizes, predicted, gold, gold_predicted = added
        return cls(
            ids=ids,
            sizes=sizes,
            gold_sizes=gold_sizes,
            said=left_out(predicted, sizes),
            gold=left_out(gold, gold_sizes),
            beside=left_out(gold_predicted, gold_sizes),
        )

    def influences(self, tuning: float) -> Floats:
        """Shape ``(n_clusters, n_labels)``."""
        return self.gold - tuning * (self.beside - self.said)

    def tuning(self) -> float:
        """The tuning with the least variance, drawn towards 1 as far as few articles say it."""
        spread = self.beside - self.said
        total = float((spread**2).sum())
        if total == 0.0:
            return 1.0
        best = float((self.gold * spread).sum()) / total
        rest = self.gold - spread
        n_gold = np.count_nonzero(self.gold_sizes)
        robust = float(((rest * spread).sum(axis=1) ** 2).sum()) / total**2
        plain = float((rest**2).sum()) / total / n_gold
        doubt = max(robust, plain) * n_gold / (n_gold - 1)
        prior = _TUNING_SPREAD**2 / (_TUNING_SPREAD**2 + doubt)
        clear = 1.0 - _CLEARLY * doubt / (best - 1.0) ** 2 if best != 1.0 else 0.0
        trust = max(prior, clear)
        return min(1.0, max(0.0, 1.0 + (best - 1.0) * trust))

    def degrees(self, tuning: float) -> Floats:
        """Satterthwaite's degrees of freedom of each label's error, and of the score's."""
        parts = (
            (tuning * self.said, effective_number(self.sizes)),
            (self.gold - tuning * self.beside, effective_number(self.gold_sizes)),
        )
        variances = [(with_score(values) ** 2).sum(axis=0) for values, _ in parts]
        freedoms = [max(number - 1.0, _FEWEST_DEGREES) for _, number in parts]
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Floats = sum(variances) ** 2 / sum(
                variance**2 / freedom for variance, freedom in zip(variances, freedoms, strict=True)
            )
        return found


def _added(values: Floats, places: Integers, n_clusters: int) -> Floats:
    if values.ndim == 1:
        return np.bincount(places, weights=values, minlength=n_clusters).astype(np.float64)
    return np.column_stack([_added(column, places, n_clusters) for column in values.T])


def left_out(sums: Floats, sizes: Floats) -> Floats:
    """How far each ratio mean lies above that without the cluster, as the jackknife weighs it.

    The squares add up to the jackknife's variance (CV3). Of the only cluster, NaN.

    Parameters
    ----------
    sums
        Shape ``(n_clusters, n_quantities)``.
    sizes
        Shape ``(n_clusters,)``; clusters of size 0 take no part.

    Examples
    --------
    Of equal clusters this is the usual variance of a mean, 5/3 / 4 here:

    >>> means = np.array([[1.0], [2.0], [3.0], [4.0]])
    >>> round(float((left_out(means, np.ones(4)) ** 2).sum()), 4)
    0.4167
    """
    total, number = sizes.sum(), np.count_nonzero(sizes)
    column = sizes[:, np.newaxis]
    with np.errstate(invalid="ignore", divide="ignore"):
        change = (sums - column * (sums.sum(axis=0) / total)) / (total - column)
        weighed: Floats = np.where(column > 0, change, 0.0) * np.sqrt((number - 1.0) / number)
    return weighed if number > 1 else np.full_like(sums, np.nan)


def _dimensions(
    sums: Sums, articles: _Clusters, influences: Callable[[_Clusters], Floats]
) -> tuple[Influences, ...]:
    """By article; where commenters are shared by commenter too, less the overlap of both."""
    ways = [(1, articles)]
    if sums.commenters is not None and sums.pairs is not None:
        ways.append((1, _Clusters.of(sums.commenters, sums)))
        ways.append((-1, _Clusters.of(sums.pairs, sums)))
    return tuple(
        Influences(sign=sign, clusters=way.ids, values=with_score(influences(way)))
        for sign, way in ways
    )


def _errors(dimensions: Sequence[Influences]) -> Floats:
    """Standard errors; never below those by article alone, which two ways may undercut."""
    variances = [part.sign * (part.values**2).sum(axis=0) for part in dimensions]
    errors: Floats = np.sqrt(np.maximum(variances[0], np.sum(variances, axis=0)))
    return errors


def with_score(shares: Floats) -> Floats:
    """The shares along the last axis, and behind them the first minus the last: the mean score."""
    score = shares[..., :1] - shares[..., -1:]
    return np.concatenate([shares, score], axis=-1)


def covariance(groups: Sequence[Moments], quantity: int) -> Floats:
    """The joint covariance of one quantity over groups: shape ``(n_groups, n_groups)``.

    Groups share articles where an article and its comments are compared, and commenters wherever
    somebody writes in several. NaN for groups without an error.
    """
    errors = np.array([group.errors[quantity] for group in groups])
    known = [group for group, error in zip(groups, errors, strict=True) if np.isfinite(error)]
    total = np.full((len(groups), len(groups)), np.nan)
    if known:
        shared = sum(_shared(parts, quantity) for parts in zip(*_parts(known), strict=True))
        place = np.isfinite(errors)
        total[np.ix_(place, place)] = shared
        total[np.diag_indices_from(total)] = errors**2
    return total


def covariance_by_article(groups: Sequence[Moments], quantity: int) -> Floats:
    """The part of the joint covariance that articles make, for groups that all have errors."""
    return _shared([group.dimensions[0] for group in groups], quantity)


def _parts(groups: Sequence[Moments]) -> list[tuple[Influences, ...]]:
    return [group.dimensions for group in groups]


def _shared(parts: Sequence[Influences], quantity: int) -> Floats:
    """The covariance by one way of clustering."""
    _, ids = np.unique(np.concatenate([part.clusters for part in parts]), return_inverse=True)
    influences = np.zeros((int(ids.max()) + 1, len(parts)))
    start = 0
    for group, part in enumerate(parts):
        end = start + len(part.clusters)
        influences[ids[start:end], group] = part.values[:, quantity]
        start = end
    found: Floats = parts[0].sign * influences.T @ influences
    return found
