"""How often intervals hold the truth, in worlds whose truth is known.

A 95 % interval is right if it holds the truth in 95 of 100 worlds. `measure_coverage` tells how
often it does for a kind of world, so that estimators, and plans for labels, can be tried before
they are trusted.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stance.errors import SettingError
from stance.estimate.changes import measure_changes
from stance.estimate.gaps import gap_rows
from stance.estimate.periods import Manner, estimate_groups
from stance.estimate.simulate import Setting, World, simulate

FEWEST_REPLICATIONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How the intervals of one estimand and method fared.

    Attributes
    ----------
    estimand
        ``prevalence`` (of the first label among articles), ``score`` (their mean), ``slope`` and
        ``change`` of the prevalence over the periods, or ``gap`` (articles minus comments).
    method
        ``uncorrected``, ``labels only`` or ``corrected``.
    coverage
        The share, 0..1, of the intervals that hold the truth; `level` is promised.
    width
        Their mean width.
    bias
        The mean of the values less the truth.
    error
        The root of the mean squared difference between value and truth.
    zero
        The share of intervals that hold 0; one less it is the type I error where the truth is 0.
    claimed
        The share of estimates that had an interval at all.
    replications
        Worlds.
    """

    estimand: str
    method: str
    coverage: float
    width: float
    bias: float
    error: float
    zero: float
    claimed: float
    replications: int


def measure_coverage(
    setting: Setting, *, rng: np.random.Generator, replications: int = 1000, level: float = 0.95
) -> list[Coverage]:
    """How often the intervals hold the truth in worlds of one kind.

    Parameters
    ----------
    setting
        The kind of world.
    rng
        Where the worlds come from; the same state gives the same result.
    replications
        How many worlds, at least 10. A coverage of .95 is then known to about
        ``.44 / sqrt(replications)`` on either side.
    level
        The intervals' nominal coverage, 0..1.

    Returns
    -------
    list[Coverage]
        One for each estimand of the setting and each method; periods are taken together.

    Raises
    ------
    SettingError
        The setting is not possible, or there are too few replications.

    Examples
    --------
    >>> from stance.estimate.simulate import Sample, Setting, Side
    >>> setting = Setting(n_articles=40, articles=Side(sample=Sample(documents=30)))
    >>> rows = measure_coverage(setting, rng=np.random.default_rng(0), replications=50)
    >>> [(row.method, row.coverage) for row in rows if row.estimand == "prevalence"]
    [('uncorrected', 0.94), ('labels only', 0.96), ('corrected', 0.98)]
    """
    if replications < FEWEST_REPLICATIONS:
        raise SettingError(
            f"Expected at least {FEWEST_REPLICATIONS} replications, got {replications!r:.40}."
        )
    manner = Manner(level=level)
    found: dict[tuple[str, str], list[tuple[float, ...]]] = defaultdict(list)
    for _ in range(replications):
        world = simulate(setting, rng)
        for estimand, method, truth, value, low, high in _estimates(world, manner):
            found[estimand, method].append((truth, value, low, high))
    return [
        _coverage(estimand, method, rows, replications)
        for (estimand, method), rows in found.items()
    ]


Found = tuple[str, str, float, float, float, float]


def _estimates(world: World, manner: Manner) -> Iterator[Found]:
    """Every estimate of a world beside its truth."""
    tally, truth = world.tally(), world.truth
    groups = estimate_groups(tally, by="year", kind="article", manner=manner)
    of_quantity = {tally.labels[0]: "prevalence", "score": "score"}
    for row in (row for group in groups for row in group.rows):
        if row.quantity in of_quantity:
            estimand = of_quantity[row.quantity]
            yield _found(estimand, row, truth[estimand][row.group])
    if len(groups) > 1:
        for change in measure_changes(groups, tally.labels, by="year", level=manner.level):
            if change.quantity == tally.labels[0]:
                yield _found(change.what, change, truth[change.what]["all"])
    if "gap" in truth:
        for row in gap_rows(tally, by="year", manner=manner):
            yield _found("gap", row, truth["gap"][row.group])


def _found(estimand: str, row: Any, truth: float) -> Found:
    return estimand, row.method, truth, row.value, row.low, row.high


def _coverage(
    estimand: str, method: str, rows: Sequence[tuple[float, ...]], replications: int
) -> Coverage:
    truth, value, low, high = np.array(rows).T
    claimed = np.isfinite(low)
    holds = (low <= truth) & (truth <= high)
    return Coverage(
        estimand=estimand,
        method=method,
        coverage=_share(holds[claimed]),
        width=float((high - low)[claimed].mean()) if claimed.any() else math.nan,
        bias=float(np.nanmean(value - truth)),
        error=float(np.sqrt(np.nanmean((value - truth) ** 2))),
        zero=_share(((low <= 0.0) & (high >= 0.0))[claimed]),
        claimed=_share(claimed),
        replications=replications,
    )


def _share(values: "np.ndarray[Any, np.dtype[np.bool_]]") -> float:
    return float(values.mean()) if len(values) else math.nan
