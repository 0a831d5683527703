"""Everything there is to say of a trend, from one table of scores and its gold labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stance.estimate.budget import budget_table
from stance.estimate.changes import changes_table, is_known, measure_changes
from stance.estimate.choices import Choices
from stance.estimate.corrected import covariance
from stance.estimate.groups import PERIODS, column_for, group_names
from stance.estimate.intervals import Draws, check_level
from stance.estimate.invariance import SCHEMA as INVARIANCE_SCHEMA
from stance.estimate.invariance import measure_invariance
from stance.estimate.invariance_gate import SCHEMA as VERDICTS_SCHEMA
from stance.estimate.invariance_gate import flag_uncorrected, gate_invariance
from stance.estimate.omissions import events_left_out, omissions
from stance.estimate.periodic import (
    BREAKS_SCHEMA,
    SERIES_SCHEMA,
    Search,
    breaks_table,
    series_table,
)
from stance.estimate.periods import UNCORRECTED, Group, Manner, estimate_groups, has_gold
from stance.estimate.scored import Integers, ScoredSentences, order_scores
from stance.estimate.stability import sentence_probabilities, stability_rows
from stance.estimate.table import estimates_table, rows_table
from stance.estimate.tally import Tally, tally
from stance.estimate.trends import check_kind
from stance.estimate.with_gold import CORRECTED
from stance.records import Estimate

_COVARIANCES = pa.schema(
    [
        *((name, pa.string()) for name in ("quantity", "first", "second")),
        ("covariance", pa.float64()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trends:
    """What `trends` found, a table each; see docs/estimates.md for their columns.

    Attributes
    ----------
    estimates
        A row a group, quantity and method: uncorrected, labels only, corrected; of a group
        without gold labels also what those of the others say, under each of two assumptions.
    changes
        Slope, first against last period, before and after events, differences of pairs.
    series
        Mann-Kendall and Theil-Sen on the series of periods.
    breaks
        Where the level changes, with the interval of the date.
    budget
        What each corrected interval is made of; see `stance.estimate.budget`.
    invariance, verdicts
        How the classifier errs in each group, and whether it errs alike in all of them; see
        `stance.estimate.invariance` and `stance.estimate.invariance_gate`. Empty without labels.
    covariances
        The joint covariance of the corrected values.
    settings
        The choices, with a digest.
    warnings
        What concerns all of it.
    """

    estimates: pa.Table
    changes: pa.Table
    series: pa.Table
    breaks: pa.Table
    budget: pa.Table
    invariance: pa.Table
    verdicts: pa.Table
    covariances: pa.Table
    settings: Mapping[str, Any]
    warnings: tuple[str, ...]


def trends(
    scores: pa.Table | str | Path,
    labels: pa.Table | None = None,
    *,
    by: str = "year",
    kind: str | None = "article",
    rng: np.random.Generator,
    choices: Choices | None = None,
) -> Trends:
    """Shares and mean scores group by group, corrected by gold labels, and how they change.

    Parameters
    ----------
    scores
        A score table, or the Parquet file that holds it, which may be larger than memory.
    labels
        Gold labels of some of its sentences, as `read_gold` gives them. Without them, everything
        is uncorrected and says so.
    by
        ``year``, ``quarter`` or ``month`` of the article's publication, or a column about
        documents such as ``outlet``.
    kind
        ``article``, ``comment``, or `None` for both together.
    rng
        Where the draws of articles come from, for the dates of breaks; all else needs no chance.
    choices
        What else one may choose; `Choices()` by default.

    Raises
    ------
    InputError
        The score table or the gold labels cannot be used; the message says where.
    SettingError
        `by`, `kind`, `rng` or one of the choices is not possible.
    """
    chosen = Choices() if choices is None else choices
    draws = Draws.of(rng, chosen.replications)
    check_level(chosen.level)
    check_kind(kind)
    sums = tally(scores, gold=labels, columns=column_for(by, scores))
    manner = _manner(chosen, draws)
    groups = estimate_groups(sums, by=by, kind=kind, manner=manner)
    known = has_gold(sums.of_kind(kind))
    method = CORRECTED if known else UNCORRECTED
    search = Search(draws=draws, minimum=chosen.minimum, level=chosen.level)
    dated = by in PERIODS
    verdicts = _verdicts(sums, by=by, kind=kind, level=chosen.level) if known else None
    changed = measure_changes(groups, sums.labels, by=by, events=chosen.events, level=chosen.level)
    borrowed = _Borrowed.of(scores, sums, groups, kind=kind, level=chosen.level)
    rows = [row for group in groups for row in (*group.rows, *borrowed.rows(group))]
    return Trends(
        estimates=estimates_table(flagged(rows, verdicts, by=by)),
        changes=changes_table(changed),
        series=series_table(groups, sums.labels, by=by, method=method, level=chosen.level)
        if dated
        else SERIES_SCHEMA.empty_table(),
        breaks=breaks_table(groups, sums.labels, by=by, method=method, search=search)
        if dated
        else BREAKS_SCHEMA.empty_table(),
        budget=budget_table(groups, level=chosen.level),
        invariance=measure_invariance(sums, by=by, kind=kind, level=chosen.level)
        if known
        else INVARIANCE_SCHEMA.empty_table(),
        verdicts=VERDICTS_SCHEMA.empty_table() if verdicts is None else verdicts,
        covariances=_covariances(groups, sums.labels),
        settings=chosen.described(by=by, kind=kind),
        warnings=(
            *sums.notes,
            *omissions(sums, groups, by=by, kind=kind),
            *events_left_out(chosen.events, changed),
        ),
    )


def _manner(chosen: Choices, draws: Draws) -> Manner:
    return Manner(
        draws=draws if chosen.bootstrap else None,
        level=chosen.level,
        counting=chosen.counting,
        tuning=chosen.tuning,
    )


def _is_unlabelled(group: Group) -> bool:
    """Whether a known group with sentences has no gold label, where others have some."""
    labelled = group.moments.get(CORRECTED)
    return labelled is not None and not labelled.n_gold and is_known(group.name)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Borrowed:
    """What the labels of other groups say of a group that has none, under two assumptions.

    `ordered` are the scored sentences, which EMQ needs (`None` where the scores are in a file),
    and `kept` the places of the kind's documents among theirs.
    """

    sums: Tally
    level: float
    ordered: ScoredSentences | None
    kept: Integers

    @classmethod
    def of(
        cls,
        scores: pa.Table | str | Path,
        sums: Tally,
        groups: Sequence[Group],
        *,
        kind: str | None,
        level: float,
    ) -> Self:
        """Ready for all groups; sentences are put in order only if a group needs them."""
        needed = isinstance(scores, pa.Table) and any(map(_is_unlabelled, groups))
        kinds = sums.documents["kind"]
        kept = np.arange(len(kinds)) if kind is None else np.flatnonzero(pc.equal(kinds, kind))
        return cls(
            sums=sums.of_kind(kind),
            level=level,
            ordered=order_scores(scores) if needed else None,
            kept=kept,
        )

    def rows(self, group: Group) -> list[Estimate]:
        """The rows of one group; none where it has labels of its own."""
        if not _is_unlabelled(group):
            return []
        probabilities = None
        if self.ordered is not None:
            probabilities = sentence_probabilities(self.ordered, self.kept[group.places])
        return stability_rows(
            self.sums,
            group.places,
            group=group.name,
            level=self.level,
            probabilities=probabilities,
        )


def _verdicts(sums: Tally, *, by: str, kind: str | None, level: float) -> pa.Table | None:
    """Whether the classifier errs alike; there is nothing to compare in a single group."""
    names = group_names(sums.of_kind(kind).documents, by)
    if pc.count_distinct(names).as_py() < 2:  # noqa: PLR2004 - a comparison takes two
        return None
    return gate_invariance(sums, by=by, kind=kind, level=level)


def flagged(rows: Sequence[Estimate], verdicts: pa.Table | None, *, by: str) -> list[Estimate]:
    """The rows; those that are not corrected say so where the classifier may err unalike."""
    return list(rows) if verdicts is None else list(flag_uncorrected(rows, verdicts, by=by))


def _covariances(groups: Sequence[Group], labels: Sequence[str]) -> pa.Table:
    """The joint covariance of the corrected values: a row a quantity and pair of groups."""
    sure = [group for group in groups if is_known(group.name) and CORRECTED in group.moments]
    moments = [group.moments[CORRECTED] for group in sure]
    rows: list[dict[str, Any]] = []
    for place, quantity in enumerate((*labels, "score") if sure else ()):
        joint = covariance(moments, place)
        rows += [
            {
                "quantity": quantity,
                "first": sure[first].name,
                "second": sure[second].name,
                "covariance": float(joint[first, second]),
            }
            for first in range(len(sure))
            for second in range(first + 1)
        ]
    return rows_table(rows, _COVARIANCES)
