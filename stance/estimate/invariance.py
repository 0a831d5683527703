"""How the classifier errs in each group: each rate with its interval.

Counting a classifier's labels compares years, outlets or kinds fairly only where it errs alike in
all of them. It often does not: an old outlet writes otherwise, comments are not news. Here stand
the rates group by group; `stance.estimate.invariance_gate` says what may be concluded.

References
----------
.. [1] N. TeBlunthuis, V. Hase, C.-H. Chan (2024). Misclassification in Automated Content Analysis
       Causes Bias in Regression. Communication Methods and Measures 18(3).
.. [2] D. Card, N. A. Smith (2018). The Importance of Calibration for Estimating Proportions from
       Annotations. NAACL.
"""

import math
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from stance.estimate import cautions
from stance.estimate.intervals import check_level, farthest_unseen_share
from stance.estimate.invariance_rates import (
    CALIBRATION,
    SCORE,
    SENSITIVITY,
    GroupRates,
    Measure,
    measures_of,
    rates_by_group,
)
from stance.estimate.table import number_or_null
from stance.estimate.tally import Tally
from stance.estimate.with_gold import share_or_mean

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("group", "task", "quantity", "rate")),
        *((name, pa.float64()) for name in ("value", "low", "high", "error", "degrees")),
        *((name, pa.int64()) for name in ("n_gold", "n_gold_articles")),
        ("warnings", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRate:
    """One figure of one group; NaN where nothing can be said, and a warning says why.

    `n_gold` are the gold labels it rests on, in `n_gold_articles` articles: for the sensitivity
    those of the label, for the specificity those of the others, for the calibration all.
    """

    group: str
    measure: Measure
    value: float
    low: float
    high: float
    error: float
    degrees: float
    n_gold: int
    n_gold_articles: int
    warnings: tuple[str, ...]


def measure_invariance(
    tally: Tally, *, by: str | None, kind: str | None = None, level: float = 0.95
) -> pa.Table:
    """How the classifier errs in each group.

    Parameters
    ----------
    tally
        All documents, with gold labels of some sentences. Labels that trained the classifier say
        nothing of its errors.
    by
        ``year``, ``quarter``, ``month`` or a column about documents, such as ``outlet`` or
        ``kind``; see `stance.estimate.groups.group_names`.
    kind
        ``article``, ``comment``, or `None` for both.
    level
        The intervals' nominal coverage, 0..1.

    Returns
    -------
    pyarrow.Table
        For each group and label the ``sensitivity`` (share of the sentences with this gold label
        that the classifier gives it, 0..1), the ``specificity`` (share of the others that it does
        not, 0..1) and the ``calibration`` (gold share minus mean probability, -1..+1; above 0 the
        probabilities are too low), and for ``score`` its calibration (mean score by gold minus
        by the classifier, -2..+2). Gold labels are weighted by one over their probability of
        selection; errors are clustered by article, and by commenter where these are shared.

    Raises
    ------
    SettingError
        `by`, `kind` or `level` is not possible.
    """
    check_level(level)
    found = [
        rate
        for group in rates_by_group(tally, by=by, kind=kind)
        for rate in error_rates(group, measures=measures_of(tally.labels), level=level)
    ]
    rows = [_row(rate, task=tally.task) for rate in found]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def error_rates(group: GroupRates, *, measures: list[Measure], level: float) -> list[ErrorRate]:
    """The figures of one group with their intervals."""
    return [
        _error_rate(group, place, measure=measure, level=level)
        for place, measure in enumerate(measures)
    ]


def _error_rate(group: GroupRates, place: int, *, measure: Measure, level: float) -> ErrorRate:
    moments = group.moments
    value, degrees = float(moments.values[place]), float(moments.degrees[place])
    error = float(moments.errors[place])
    n_gold, n_articles = int(group.n_gold[place]), int(group.n_articles[place])
    if measure.rate != CALIBRATION and n_articles > 1 and value in {0.0, 1.0}:
        low, high = _end_of_scale(value, float(group.n_effective[place]), level)
        notes = [_no_exception(measure, n_gold, n_articles, always=value == 1.0)]
    else:
        claim = share_or_mean(value, error, degrees, level=level, limits=_limits(measure))
        low, high = claim.low, claim.high
        notes = _notes(measure, n_gold, n_articles, degrees)
        if n_articles > 1 and math.isnan(low):
            notes.append(_no_interval(error))
    return ErrorRate(
        group=group.name,
        measure=measure,
        value=value,
        low=low,
        high=high,
        error=error,
        degrees=degrees,
        n_gold=n_gold,
        n_gold_articles=n_articles,
        warnings=tuple(notes),
    )


def _limits(measure: Measure) -> tuple[float, float]:
    if measure.rate != CALIBRATION:
        return 0.0, 1.0
    return (-2.0, 2.0) if measure.quantity == SCORE else (-1.0, 1.0)


def _end_of_scale(value: float, n_effective: float, level: float) -> tuple[float, float]:
    """Where nothing (or everything) erred, articles bound how often it could have."""
    unseen = farthest_unseen_share(level, n_effective=n_effective)
    return (1.0 - unseen, 1.0) if value == 1.0 else (0.0, unseen)


def _notes(measure: Measure, n_gold: int, n_articles: int, degrees: float) -> list[str]:
    if n_gold or measure.rate == CALIBRATION:
        return cautions.about_gold(n_gold, n_articles, degrees)
    which = "is" if measure.rate == SENSITIVITY else "is other than"
    return [
        f"no-gold: no gold label here {which} {measure.quantity}, so the {measure.rate} is unknown."
    ]


def _no_exception(measure: Measure, n_gold: int, n_articles: int, *, always: bool) -> str:
    how = "all" if always else "none"
    return (
        f"unseen: {how} of {n_gold} gold labels in {n_articles} articles count for the "
        f"{measure.rate} of {measure.quantity}; the interval is the Clopper-Pearson limit with an "
        "article as one trial."
    )


def _no_interval(error: float) -> str:
    if math.isnan(error):
        return "one-commenter: one reader wrote all that is labelled here, so no interval is given."
    return cautions.no_spread("articles")


def _row(rate: ErrorRate, *, task: str) -> dict[str, Any]:
    numbers = {
        name: number_or_null(getattr(rate, name))
        for name in ("value", "low", "high", "error", "degrees")
    }
    return {
        "group": rate.group,
        "task": task,
        "quantity": rate.measure.quantity,
        "rate": rate.measure.rate,
        **numbers,
        "n_gold": rate.n_gold,
        "n_gold_articles": rate.n_gold_articles,
        "warnings": list(rate.warnings),
    }
