"""The corrected estimates of articles drawn anew: a bootstrap of whole articles.

Articles with gold labels and articles without are drawn apart, as many as there are of each, so
that no draw loses the labels. The jackknife is the rule (`stance.estimate.corrected`); draws are
for what has no standard error of its own, such as the date of a break.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from stance.estimate.corrected import Moments, with_score
from stance.estimate.intervals import Draws
from stance.estimate.scored import Floats
from stance.estimate.sums import Sums


def redrawn(sums: Sums, moments: Moments, draws: Draws) -> Moments:
    """The same moments with standard errors from draws, where there are errors at all."""
    if np.isnan(moments.errors).any():
        return moments
    n_gold = moments.n_gold_articles
    lost = np.sqrt(n_gold / (n_gold - 1.0))
    return replace(moments, errors=replicates(sums, moments.tuning, draws).std(axis=0) * lost)


def replicates(sums: Sums, tuning: float, draws: Draws) -> Floats:
    """The values (each label's share, then the mean score) of every draw.

    Returns
    -------
    Floats
        Shape ``(replications, n_labels + 1)``.
    """
    columns, has_gold = _by_article(sums)
    drawn = draws.sums(columns[has_gold], stratum=0)
    if not has_gold.all():
        drawn = drawn + draws.sums(columns[~has_gold], stratum=1)
    n_labels = sums.gold.shape[1]
    size, gold_size, rest = drawn[:, :1], drawn[:, 1:2], drawn[:, 2:]
    said, gold, beside = (rest[:, k * n_labels : (k + 1) * n_labels] for k in range(3))
    return with_score(tuning * said / size + (gold - tuning * beside) / gold_size)


def replicates_counted(sums: Sums, draws: Draws) -> Floats:
    """The same uncorrected: of what the classifier says."""
    columns = _by_article(sums)[0]
    n_labels = sums.gold.shape[1]
    drawn = draws.ratios(columns[:, 2 : 2 + n_labels], columns[:, 0])
    return with_score(drawn)


def _by_article(sums: Sums) -> tuple[Floats, NDArray[np.bool_]]:
    """An article a row: its sizes and sums; and which have gold. Without those that failed."""
    columns = np.column_stack(
        [sums.sizes, sums.gold_sizes, sums.predicted, sums.gold, sums.gold_predicted]
    )
    ids, places = np.unique(sums.articles, return_inverse=True)
    added: Floats = np.column_stack(
        [
            np.bincount(places, weights=column, minlength=len(ids)).astype(np.float64)
            for column in columns.T
        ]
    )
    added = added[added[:, 0] > 0]
    return added, added[:, 1] > 0
