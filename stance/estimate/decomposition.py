"""A change between two periods, taken apart into mixes and what is left within them.

A mean moves because other outlets wrote more, because they wrote of other actors, because more
was copied, or because the same outlets on the same actors wrote otherwise. With cells made of
the factors in their order, a period's mean is::

    sum over cells of  P(outlet) P(actor | outlet) P(duplicate | outlet, actor)  mean of the cell

Each factor of this product is one part. A part's share of the change is what the mean moves when
that part goes from the first period to the second, averaged over all orders in which the parts
can go, so the shares add up exactly and no order is preferred.

References
----------
.. [1] P. Das Gupta (1993). Standardization and Decomposition of Rates: A User's Manual.
       U.S. Bureau of the Census, Current Population Reports P23-186.
.. [2] A. F. Shorrocks (2013). Decomposition Procedures for Distributional Analysis: A Unified
       Framework Based on the Shapley Value. Journal of Economic Inequality 11(1).
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stance.errors import InputError, SettingError
from stance.estimate import cautions
from stance.estimate.cells import Cells, Side, cells_of, factor_columns, notes_on_cells, sum_cells
from stance.estimate.groups import (
    PERIODS,
    UNDATED,
    UNKNOWN,
    column_for,
    group_names,
    places_by_group,
)
from stance.estimate.intervals import (
    Draws,
    check_level,
    quantile_of_t,
    standard_error,
)
from stance.estimate.period_pair import SCORE, Change
from stance.estimate.scored import Floats, Integers
from stance.estimate.shapley import nested_factors, shapley_parts
from stance.estimate.tally import Tally, tally

WITHIN, CORRECTION = "within", "correction"
UNCORRECTED_CHANGE, CORRECTED_CHANGE = "uncorrected change", "corrected change"
SCHEMA = pa.schema(
    {
        "component": pa.string(),
        **dict.fromkeys(("value", "low", "high", "share_of_change"), pa.float64()),
        **dict.fromkeys(("n_cells", "n_articles_before", "n_articles_after"), pa.int64()),
        "warnings": pa.list_(pa.string()),
    }.items()
)
_UNMOVED = "no-spread: drawing the articles anew never moved this part, so no interval is given."
_ELSEWHERE = (
    "no-interval: the intervals of corrected values come from the estimate that corrected them."
)
# Cells of as many replicates as are held at once.
_NUMBERS_AT_ONCE = 2_000_000
_NOTHING = 1e-9
# One more than estimates have, so that the rounded parts still add up to 1e-12.
_DECIMALS = 13


def decompose_change(
    scores: pa.Table,
    *,
    change: Change,
    factors: Sequence[str] = ("outlet",),
    rng: np.random.Generator,
    replications: int = 200,
    level: float = 0.95,
) -> pa.Table:
    """The change between two periods: the mix of each factor, and what happened within cells.

    The intervals come from drawing whole articles within each period. A cell that is in one
    period only has no mean and no mix of further factors in the other; it takes those of its own
    period, which gives it no part there, and its coming or going counts as mix.

    Parameters
    ----------
    scores
        A score table.
    change
        The two periods, and the quantity that changes.
    factors
        Columns about documents, the widest first: each is a mix within those before it.
        ``duplicate`` stands for whether a document nearly repeats an earlier one.
    rng
        Where the draws come from; the same state gives the same table.
    replications
        How often the articles are drawn, at least 100.
    level
        The intervals' nominal coverage, 0..1.

    Returns
    -------
    pyarrow.Table
        One row a factor in the order given (the part of its mix), then ``within`` (the change of
        the cells' means) and ``uncorrected change``, the sum of these parts. With corrected
        values, ``correction`` (what they add to the uncorrected change) and
        ``corrected change`` follow, without intervals: those belong to the corrected estimate.
        ``value``, ``low`` and ``high`` are in the quantity's unit, above 0 where the part raises
        it; ``share_of_change`` is the value divided by the last row's, null where that is 0.
        ``n_cells`` counts the cells that are compared, in either period.

    Raises
    ------
    InputError
        The score table cannot be used, or a period has no scored sentence.
    SettingError
        There is no such period, factor or quantity, or `rng`, `replications` or `level` is not
        possible.

    Examples
    --------
    Two outlets at +.5 and -.5, and the second writes more in 2017:

    >>> rows = [("a", "w", "2016", .5), ("b", "x", "2016", -.5),
    ...         ("c", "w", "2017", .5), ("d", "x", "2017", -.5), ("e", "x", "2017", -.5)]
    >>> ids, outlets, years, values = zip(*rows)
    >>> table = pa.table({
    ...     "task": ["stance"] * 5, "kind": ["article"] * 5, "document_id": ids,
    ...     "article_id": ids, "outlet": outlets, "published": [f"{y}-01-01" for y in years],
    ...     "index": [0] * 5, "label": ["pro" if v > 0 else "con" for v in values],
    ...     "score": values, "p_pro": [.75 if v > 0 else .25 for v in values],
    ...     "p_con": [.25 if v > 0 else .75 for v in values]})
    >>> parts = decompose_change(
    ...     table, change=Change(periods=("2016", "2017")), rng=np.random.default_rng(0))
    >>> [(row["component"], round(row["value"], 3)) for row in parts.to_pylist()]
    [('outlet', -0.167), ('within', 0.0), ('uncorrected change', -0.167)]
    """
    # Two entropies: one would draw equally many articles of both periods in the same places.
    draws = (Draws.of(rng, replications), Draws.of(rng, replications))
    check_level(level)
    columns = [*column_for(change.by, scores), *factor_columns(scores, factors, change.by)]
    counted = tally(scores, columns=columns).of_kind(change.kind)
    totals = _totals_of(counted, change.quantity)
    groups = dict(places_by_group(group_names(counted.documents, change.by)))
    chosen = [_scored_places(counted, groups, period) for period in change.periods]
    cells = cells_of(counted.documents.take(np.concatenate(chosen)), factors)
    of_document = np.split(cells.of_document, [len(chosen[0])])
    sides = [
        sum_cells(counted.take(places), totals[places], cell, cells.number, drawn)
        for places, cell, drawn in zip(chosen, of_document, draws, strict=True)
    ]
    parts = _parts(sides, cells)
    rows = list(_rows([*factors, WITHIN], parts, _margins(parts, sides, level), cells, sides))
    notes = [*_notes_on_number(sides), *_notes_on_documents(counted, groups, change)]
    for row in rows:
        row["warnings"] += notes
    return _table([*rows, *_corrected_rows(rows[-1], change.corrected)])


def _totals_of(counted: Tally, quantity: str) -> Floats:
    """The quantity summed over the sentences of each document."""
    if quantity == SCORE:
        return counted.score_sum
    if quantity not in counted.labels:
        raise SettingError(
            f"Expected quantity to be {SCORE} or a label ({', '.join(counted.labels)}), "
            f"got {quantity!r:.40}."
        )
    return counted.label_counts[:, counted.labels.index(quantity)].astype(np.float64)


def _scored_places(counted: Tally, groups: dict[str, Integers], period: str) -> Integers:
    if period not in groups:
        raise SettingError(
            f"Expected two of the periods there are ({', '.join(groups)[:300] or 'none'}), "
            f"got {period!r:.40}."
        )
    places = groups[period]
    scored = places[counted.n_sentences[places] > 0]
    if not len(scored):
        raise InputError(
            f"Expected scored sentences in both periods, {period!r:.40} has none: its documents "
            f"({len(places)}) failed. Mend them and score them again, or name another period."
        )
    return scored


def _parts(sides: Sequence[Side], cells: Cells) -> Floats:
    """The parts of the change, and the change itself in the last column, a row a replicate."""
    n_rows = len(sides[0].shares)
    n_blocks = min(n_rows, 1 + n_rows * cells.number // _NUMBERS_AT_ONCE)
    parts = np.concatenate(
        [
            shapley_parts(
                *(
                    nested_factors(side.shares[rows], side.sums[rows], starts=cells.starts)
                    for side in sides
                )
            )
            for rows in np.array_split(np.arange(n_rows), n_blocks)
        ]
    )
    return np.column_stack([parts, parts.sum(axis=1)])


def _margins(parts: Floats, sides: Sequence[Side], level: float) -> Floats:
    """Half the width of each interval, as the period with fewer articles needs it; NaN for none."""
    if _is_single(sides):
        return np.full(parts.shape[1], math.nan)
    n_effective = min(side.n_effective for side in sides)
    errors = standard_error(parts[1:], n_effective=n_effective)
    factor = quantile_of_t(level, n_effective=n_effective)
    return np.where(errors < _NOTHING, math.nan, factor * errors)


def _is_single(sides: Sequence[Side]) -> bool:
    """Whether a period has one article, which shows no spread between articles."""
    return min(side.n_articles for side in sides) == 1


def _rows(
    names: Sequence[str], parts: Floats, margins: Floats, cells: Cells, sides: Sequence[Side]
) -> Iterator[dict[str, Any]]:
    """A row for each part, and one for their sum."""
    for place, (value, margin) in enumerate(zip(parts[0], margins, strict=True)):
        is_part = place < len(names)
        notes = [_UNMOVED] if np.isnan(margin) and not _is_single(sides) else []
        if is_part:
            # A mix compares what is within the wider cell, `within` the finest cells themselves.
            notes += notes_on_cells(sides, cells.starts[place])
        yield {
            "component": names[place] if is_part else UNCORRECTED_CHANGE,
            "value": float(value),
            "low": float(value - margin),
            "high": float(value + margin),
            "n_cells": len(cells.starts[min(place + 1, len(names) - 1)]),
            "n_articles_before": sides[0].n_articles,
            "n_articles_after": sides[1].n_articles,
            "warnings": notes,
        }


def _corrected_rows(
    uncorrected: dict[str, Any], corrected: tuple[float, float] | None
) -> list[dict[str, Any]]:
    if corrected is None:
        return []
    change = float(corrected[1] - corrected[0])
    rows = {CORRECTION: change - uncorrected["value"], CORRECTED_CHANGE: change}
    nothing = {"low": math.nan, "high": math.nan, "warnings": [_ELSEWHERE]}
    return [
        {**uncorrected, **nothing, "component": name, "value": value}
        for name, value in rows.items()
    ]


def _notes_on_number(sides: Sequence[Side]) -> list[str]:
    """What the number of articles means, said of the period with the fewer."""
    fewest = min(side.n_articles for side in sides)
    return cautions.about_number(fewest, min(side.n_effective for side in sides))


def _notes_on_documents(counted: Tally, groups: dict[str, Integers], change: Change) -> list[str]:
    dated = change.by in PERIODS
    before, after = (counted.take(groups[period]) for period in change.periods)
    articles = pc.unique(before.documents["article_id"])
    shared = pc.sum(pc.is_in(pc.unique(after.documents["article_id"]), value_set=articles))
    notes = []
    if n_shared := shared.as_py():
        notes.append(
            f"shared-articles: {n_shared} of the articles have documents in both periods, which "
            "the interval takes as independent."
        )
    without = UNDATED if dated else UNKNOWN
    if without in groups and without not in change.periods:
        code, what = ("undated", "a date") if dated else ("unknown", f"a value of {change.by}")
        count = len(groups[without])
        notes.append(f"{code}: left out {count} document{'s' * (count > 1)} without {what}.")
    both = np.concatenate([groups[period] for period in change.periods])
    return [*notes, *cautions.about_documents(counted.take(both), dated=dated)]


def _table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    """The rows with each one's share of the last, which is what all parts add up to."""
    change = rows[-1]["value"]
    for row in rows:
        row["share_of_change"] = row["value"] / change if abs(change) > _NOTHING else math.nan
    columns = {name: [_cell(row[name]) for row in rows] for name in SCHEMA.names}
    return pa.table(columns, schema=SCHEMA)


def _cell(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return None if math.isnan(value) else round(value, _DECIMALS) + 0.0
