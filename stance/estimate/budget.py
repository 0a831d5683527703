"""What an interval is made of: sampling, labels, and what the classifier takes away.

Were every sentence of these articles labelled, the estimate would still vary with the articles:
with how far articles differ, and sentences within them. What the interval is wider than that comes
of labelling only some; what it is narrower than one from labels alone, the classifier has saved.
More articles shrink the first part, more labels or a better classifier the second.

References
----------
.. [1] S. R. Searle, G. Casella, C. E. McCulloch (1992). Variance Components. Wiley: the analysis of
       variance of unbalanced groups.
.. [2] W. G. Cochran (1977). Sampling Techniques, 3rd edition. Wiley: sampling in two stages.
.. [3] A. N. Angelopoulos, J. C. Duchi, T. Zrnic (2023). PPI++: Efficient Prediction-Powered
       Inference. arXiv 2311.01453.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from stance.estimate.corrected import Moments, with_score
from stance.estimate.intervals import check_level, effective_number, quantile
from stance.estimate.periods import Group
from stance.estimate.scored import Floats, Integers
from stance.estimate.sums import Sums
from stance.estimate.table import number_or_null
from stance.estimate.with_gold import CORRECTED, LABELS_ONLY

PARTS = ("sampling", "labels", "saved")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("group", "task", "quantity", "part")),
        *((name, pa.float64()) for name in ("variance", "share", "half_width")),
        ("n_gold", pa.int64()),
        ("warnings", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Budget:
    """Three parts of a variance, and of an interval's half-width, that add up exactly.

    Each array has one entry a quantity (each label's share, then the mean score); NaN where there
    is no error to take apart.

    Attributes
    ----------
    sampling
        The variance that would remain if every sentence of these articles had a gold label.
    labels
        What comes of labelling only some: corrected variance minus `sampling`; not below 0.
    saved
        What the classifier takes away: variance of labels only minus corrected. Below 0 where by
        chance, or by a poor classifier, the corrected interval is the wider one.
    half_widths
        Shape ``(3, n_quantities)``, in the order of `PARTS`: half the width of the interval with
        every sentence labelled; what the corrected one adds to it; what labels only add to that.
    """

    sampling: Floats
    labels: Floats
    saved: Floats
    half_widths: Floats

    @property
    def variances(self) -> Floats:
        """Shape ``(3, n_quantities)``, in the order of `PARTS`; together that of labels only."""
        return np.array([self.sampling, self.labels, self.saved])

    @property
    def shares(self) -> Floats:
        """The same as shares of the labels-only variance: each column adds up to 1."""
        with np.errstate(invalid="ignore", divide="ignore"):
            shares: Floats = self.variances / self.variances.sum(axis=0)
        return shares


def error_budget(
    sums: Sums, labels_only: Moments, corrected: Moments, *, level: float = 0.95
) -> Budget:
    """The parts of a group's errors.

    Parameters
    ----------
    sums
        The group's documents.
    labels_only, corrected
        What was estimated from them, by both methods.
    level
        The intervals' nominal coverage, 0..1, for the half-widths.

    Returns
    -------
    Budget
        All NaN with gold labels in fewer than two articles, or never two in one article: then
        what differs between articles cannot be told from what differs within them.

    Raises
    ------
    SettingError
        `level` is not between 0 and 1.

    Notes
    -----
    Between articles the values differ by the variance t, within them by s; so the mean of all
    sentences, m of M in an article, varies by ``t * sum(m ** 2) / M ** 2 + s / M``. Both are
    estimated from the gold labels, weighted by one over their probability of selection. Where
    the errors are clustered by commenter too, what readers add counts as `labels`.
    """
    check_level(level)
    total, least = labels_only.errors**2, corrected.errors**2
    sampling = np.minimum(sampling_variance(sums), least)
    with np.errstate(invalid="ignore"):
        parts = (sampling, least - sampling, total - least)
    degrees = np.maximum(corrected.degrees, effective_number(_by_article(sums)[0]) - 1.0)
    reaches = np.array(
        [
            _reach(np.sqrt(sampling), degrees, level),
            _reach(corrected.errors, corrected.degrees, level),
            _reach(labels_only.errors, labels_only.degrees, level),
        ]
    )
    return Budget(
        sampling=parts[0],
        labels=parts[1],
        saved=parts[2],
        half_widths=np.diff(reaches, axis=0, prepend=0.0),
    )


def sampling_variance(sums: Sums) -> Floats:
    """The variance of the mean of all sentences, if each had a gold label.

    Returns
    -------
    Floats
        One entry a quantity: each label's share, then the mean score. NaN where gold labels do
        not show it.

    Examples
    --------
    Two articles of ten sentences, four labelled in each, three and one of them with the first
    label. Within them values vary by 4/3 * 3/16 = 1/4, their means by 1/8, of which 1/4 / 4 is
    chance: by 1/16 between them. So (1/16) / 2 + (1/4) / 20:

    >>> sums = Sums(sizes=np.array([10.0, 10.0]), predicted=np.zeros((2, 2)),
    ...     gold_sizes=np.array([4.0, 4.0]), gold=np.array([[3.0, 1.0], [1.0, 3.0]]),
    ...     gold_predicted=np.zeros((2, 2)), n_gold=np.array([4, 4]),
    ...     articles=np.array([0, 1]), commenters=None)
    >>> sampling_variance(sums).tolist()
    [0.04375, 0.04375, 0.175]
    """
    sizes, weights, gold, n_gold = _by_article(sums)
    has_gold = n_gold > 0
    weight, number = weights[has_gold], n_gold[has_gold]
    total = weight.sum()
    # Both are above 0 only with two articles, and two labels in one of them.
    inner = float((weight * (number - 1.0) / number).sum())
    outer = float((weight * (1.0 - weight / total)).sum()) if total else 0.0
    n_quantities = gold.shape[1] + 1
    if not inner > 0.0 or not outer > 0.0:
        return np.full(n_quantities, np.nan)
    shares = gold[has_gold] / weight[:, np.newaxis]
    means = with_score(shares)
    # Squares of 0, 1 and -1: a sentence with the first or the last label adds 1 to the score's.
    squares = np.column_stack([shares, shares[:, 0] + shares[:, -1]])
    within = weight @ (squares - means**2) / inner
    apart = weight @ (means - weight @ means / total) ** 2
    by_chance = within * float((weight * (1.0 - weight / total) / number).sum())
    between = np.maximum(0.0, (apart - by_chance) / outer)
    found: Floats = between / effective_number(sizes) + within / sizes.sum()
    return found


def _by_article(sums: Sums) -> tuple[Floats, Floats, Floats, Integers]:
    """Sentences, weights of gold labels, gold labels and their number, an article a row."""
    _, places = np.unique(sums.articles, return_inverse=True)

    def added(values: Floats | Integers) -> Floats:
        return np.bincount(places, weights=values).astype(np.float64)

    gold = np.column_stack([added(column) for column in sums.gold.T])
    n_gold = added(sums.n_gold).astype(np.int64)
    return added(sums.sizes), added(sums.gold_sizes), gold, n_gold


def _reach(errors: Floats, degrees: Floats, level: float) -> Floats:
    factors = [quantile(level, float(number)) for number in degrees]
    return np.asarray(errors * np.array(factors), dtype=np.float64)


def budget_table(groups: Sequence[Group], *, level: float = 0.95) -> pa.Table:
    """The parts of every group's errors.

    Parameters
    ----------
    groups
        As `stance.estimate.periods.estimate_groups` gave them.
    level
        The intervals' nominal coverage, 0..1.

    Returns
    -------
    pyarrow.Table
        For each group with gold labels, quantity (each label, then ``score``) and ``part``
        (``sampling``, ``labels``, ``saved``) the ``variance``, its ``share`` of the labels-only
        variance and the ``half_width`` it adds; each adds up to that of labels only, and the
        first two to that of the corrected estimate. Null, with a warning, where nothing can be
        taken apart.

    Raises
    ------
    SettingError
        `level` is not between 0 and 1.
    """
    check_level(level)
    rows = []
    for group in groups:
        if CORRECTED in group.moments and group.moments[CORRECTED].n_gold:
            rows += _rows(group, level=level)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _rows(group: Group, *, level: float) -> list[dict[str, object]]:
    only, best = group.moments[LABELS_ONLY], group.moments[CORRECTED]
    budget = error_budget(group.sums[CORRECTED], only, best, level=level)
    quantities = [row.quantity for row in group.rows if row.method == CORRECTED]
    return [
        {
            "group": group.name,
            "task": group.rows[0].task,
            "quantity": quantity,
            "part": part,
            "variance": number_or_null(float(budget.variances[row, place])),
            "share": number_or_null(float(budget.shares[row, place])),
            "half_width": number_or_null(float(budget.half_widths[row, place])),
            "n_gold": best.n_gold,
            "warnings": _warnings(budget, place),
        }
        for place, quantity in enumerate(quantities)
        for row, part in enumerate(PARTS)
    ]


def _warnings(budget: Budget, place: int) -> list[str]:
    if np.isnan(budget.sampling[place]):
        return [
            "no-parts: the gold labels do not tell what differs between articles from what "
            "differs within them; it takes two in one article, and two articles."
        ]
    if budget.saved[place] < 0.0:
        return [
            "nothing-saved: the corrected interval is not narrower than that of labels only, by "
            "chance or because the classifier knows too little."
        ]
    return []
