"""What may be said of differences between groups while the classifier's errors are not corrected.

Absence of evidence is not evidence of equality. Error rates count as ``equal`` only where every
difference that matters is excluded; where they are neither shown equal nor told different, the
verdict is ``not shown``, and a trend or a gap that is not corrected is flagged all the same.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from stance.errors import SettingError
from stance.estimate.intervals import check_level
from stance.estimate.invariance import ErrorRate, error_rates
from stance.estimate.invariance_equality import Difference, equality_p, largest_difference
from stance.estimate.invariance_rates import (
    CALIBRATION,
    SCORE,
    Measure,
    measures_of,
    rates_by_group,
)
from stance.estimate.many import holm
from stance.estimate.table import number_or_null
from stance.estimate.tally import Tally
from stance.estimate.with_gold import CORRECTED, LABELS_ONLY
from stance.records import Estimate

EQUAL, DIFFERENT, NOT_SHOWN = "equal", "different", "not shown"
MARGIN = 0.1
_GAP = "gap"
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("task", "quantity", "rate", "verdict")),
        *((name, pa.float64()) for name in ("p", "p_adjusted", "difference", "low", "high")),
        *((name, pa.string()) for name in ("group", "against")),
        ("reach", pa.float64()),
        *((name, pa.int64()) for name in ("n_groups", "fewest_gold")),
        ("warnings", pa.list_(pa.string())),
    ]
)


def gate_invariance(
    tally: Tally,
    *,
    by: str,
    kind: str | None = None,
    margin: float = MARGIN,
    level: float = 0.95,
) -> pa.Table:
    """A verdict on every error rate: whether it is equal in all groups.

    Parameters
    ----------
    tally
        All documents, with gold labels of some sentences.
    by, kind
        Which groups; see `stance.estimate.invariance.measure_invariance`. For a gap between
        articles and comments: ``kind``.
    margin
        The smallest difference between two groups that would matter, on the rate's own scale.
    level
        The intervals' nominal coverage, 0..1; a difference is told where the p-value, after
        Holm's adjustment over all rows, is below ``1 - level``.

    Returns
    -------
    pyarrow.Table
        One row a label and rate, and one for the score's calibration. ``verdict`` is ``equal``
        (not told different, and no two groups could differ by `margin`), ``different``, or ``not
        shown`` (too few labels to tell). ``difference`` is that of the two groups farthest apart,
        ``group`` minus ``against``, with its interval ``low`` to ``high``; ``reach`` is the
        largest difference that any two groups' labels leave possible, null where a group has no
        interval. ``fewest_gold`` is the smallest number of labels behind the rate in a group.

    Raises
    ------
    SettingError
        `by`, `kind`, `margin` or `level` is not possible.

    References
    ----------
    .. [1] D. J. Schuirmann (1987). A comparison of the Two One-Sided Tests Procedure and the Power
           Approach. Journal of Pharmacokinetics and Biopharmaceutics 15(6).
    """
    check_level(level)
    _check_margin(margin)
    groups = rates_by_group(tally, by=by, kind=kind)
    measures = measures_of(tally.labels)
    rates = [error_rates(group, measures=measures, level=level) for group in groups]
    p_values = [equality_p(groups, place) for place in range(len(measures))]
    rows = []
    for place, adjusted in enumerate(holm(p_values).tolist()):
        found = [group[place] for group in rates]
        judged = _Judged.of(found, adjusted, margin=margin, level=level)
        about = {
            "task": tally.task,
            "quantity": measures[place].quantity,
            "rate": measures[place].rate,
            "p": number_or_null(p_values[place]),
        }
        rows.append(about | judged.cells() | {"warnings": judged.warnings(measures[place])})
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def verdicts(gate: pa.Table) -> dict[str, str]:
    """The verdict on each quantity: what its error rates together allow.

    Counted labels compare fairly where sensitivity and specificity are equal in all groups; mean
    scores, and the gap of mean scores, where the score's calibration is.

    Examples
    --------
    >>> gate = pa.table({"quantity": ["pro", "pro", "pro", "score"],
    ...     "rate": ["sensitivity", "specificity", "calibration", "calibration"],
    ...     "verdict": ["equal", "not shown", "different", "equal"]})
    >>> verdicts(gate)
    {'pro': 'not shown', 'score': 'equal', 'gap': 'equal'}
    """
    found: dict[str, str] = {}
    for row in gate.to_pylist():
        if row["quantity"] != SCORE and row["rate"] == CALIBRATION:
            continue
        found[row["quantity"]] = _worse(found.get(row["quantity"], EQUAL), row["verdict"])
    return found | {_GAP: found[SCORE]} if SCORE in found else found


def flag_uncorrected(
    rows: Sequence[Estimate], gate: pa.Table, *, by: str | None = None
) -> list[Estimate]:
    """The same estimates; those that count on equal error rates, unless these are equal, flagged.

    Parameters
    ----------
    rows
        Estimates by any method. ``labels only`` and ``corrected`` do not need equal rates.
    gate
        From `gate_invariance`.
    by
        What the gate compared, for the warning.

    Returns
    -------
    list[Estimate]
        In the same order, with the warning ``errors-differ`` or ``errors-not-shown``.

    Raises
    ------
    SettingError
        A quantity is not in the gate.
    """
    found = verdicts(gate)
    return [
        row
        if row.method in {LABELS_ONLY, CORRECTED}
        else replace(row, warnings=(*row.warnings, *_flag(row.quantity, found, by)))
        for row in rows
    ]


def _flag(quantity: str, found: dict[str, str], by: str | None) -> list[str]:
    if quantity not in found:
        raise SettingError(
            f"Expected a quantity of the gate ({', '.join(found)}), got {quantity[:40]!r}. "
            "Make the gate from the same score table."
        )
    across = "groups" if by is None else f"groups by {by}"
    if found[quantity] == EQUAL:
        return []
    if found[quantity] == DIFFERENT:
        return [
            f"errors-differ: the classifier errs differently between {across}, so a difference "
            "between them may be its own; use the corrected estimate."
        ]
    return [
        f"errors-not-shown: too few gold labels to show that the classifier errs alike between "
        f"{across}, so a difference between them may be its own; use the corrected estimate, or "
        "label more."
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """One rate over groups, with the verdict on it."""

    rates: Sequence[ErrorRate]
    verdict: str
    adjusted: float
    farthest: Difference | None
    reach: float
    margin: float

    @classmethod
    def of(
        cls, rates: Sequence[ErrorRate], adjusted: float, *, margin: float, level: float
    ) -> "_Judged":
        farthest, reach = largest_difference(rates)
        return cls(
            rates=rates,
            verdict=_verdict(adjusted, reach, margin=margin, level=level),
            adjusted=adjusted,
            farthest=farthest,
            reach=reach,
            margin=margin,
        )

    def cells(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict,
            "p_adjusted": number_or_null(self.adjusted),
            **_difference_cells(self.farthest),
            "reach": number_or_null(self.reach),
            "n_groups": len(self.rates),
            "fewest_gold": min((rate.n_gold for rate in self.rates), default=0),
        }

    def warnings(self, measure: Measure) -> list[str]:
        what = f"the {measure.rate} of {measure.quantity}"
        if len(self.rates) < len(("one", "another")):
            return ["one-group: there is nothing to compare, so nothing is shown."]
        notes = []
        if without := [rate.group for rate in self.rates if not math.isfinite(rate.low)]:
            named = ", ".join(without[:5]) + (" and others" if without[5:] else "")
            notes.append(f"no-interval: {what} has no interval in {named}.")
        if self.verdict == DIFFERENT and self.farthest is not None:
            notes.append(self._differs(what, self.farthest))
        elif self.verdict == NOT_SHOWN:
            notes.append(self._not_shown(what))
        return notes

    def _differs(self, what: str, farthest: Difference) -> str:
        first, second = farthest.groups
        small = f", though by less than {self.margin:g}" if self.reach < self.margin else ""
        return (
            f"errors-differ: {what} differs between groups (p = {self.adjusted:.2g}){small}; "
            f"most between {first} and {second}, by {farthest.value:+.2f}."
        )

    def _not_shown(self, what: str) -> str:
        limit = "by any amount" if math.isnan(self.reach) else f"by up to {self.reach:.2f}"
        return (
            f"errors-not-shown: {what} could still differ {limit} between groups, and "
            f"{self.margin:g} would matter. That no difference was found does not show that "
            "there is none."
        )


def _verdict(adjusted: float, reach: float, *, margin: float, level: float) -> str:
    # Neither comparison holds for NaN: what was not tested is not shown.
    if adjusted < 1.0 - level:
        return DIFFERENT
    return EQUAL if reach < margin else NOT_SHOWN


def _worse(first: str, second: str) -> str:
    order = (EQUAL, NOT_SHOWN, DIFFERENT)
    return max(first, second, key=order.index)


def _difference_cells(farthest: Difference | None) -> dict[str, Any]:
    if farthest is None:
        return dict.fromkeys(("difference", "low", "high", "group", "against"))
    against, group = farthest.groups
    return {
        "difference": number_or_null(farthest.value),
        "low": number_or_null(farthest.low),
        "high": number_or_null(farthest.high),
        "group": group,
        "against": against,
    }


def _check_margin(margin: float) -> None:
    number = isinstance(margin, int | float) and not isinstance(margin, bool)
    if not number or not 0.0 < margin <= 1.0:
        raise SettingError(
            f"Expected margin above 0 and at most 1, such as {MARGIN}, got {margin!r:.40}."
        )
