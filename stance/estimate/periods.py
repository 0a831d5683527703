"""Groups of documents, each estimated uncorrected, from labels only, and corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from stance.estimate import cautions
from stance.estimate.corrected import Moments, corrected, counted
from stance.estimate.groups import PERIODS, group_names, places_by_group
from stance.estimate.intervals import Draws
from stance.estimate.prevalence import uncorrected
from stance.estimate.redrawn import redrawn
from stance.estimate.scored import Integers
from stance.estimate.sums import Clusters, Counting, Sums, sums_of
from stance.estimate.tally import Tally
from stance.estimate.with_gold import CORRECTED, LABELS_ONLY, gold_rows
from stance.records import Estimate

UNCORRECTED = "uncorrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How every group is estimated.

    `draws` of articles give the errors, or `None` for the jackknife; `counting` is what the
    correction takes from the classifier; `tuning` is how far it takes its word, `None` for power
    tuning.
    """

    draws: Draws | None = None
    level: float = 0.95
    counting: Counting = "probability"
    tuning: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Group:
    """One group, estimated.

    `places` are those of its documents in the tally of their kind, `sums` what the estimates were
    made of and `moments` what came of them, both by method; a group without scored sentences has
    neither.
    """

    name: str
    places: Integers
    rows: tuple[Estimate, ...]
    sums: Mapping[str, Sums] = field(default_factory=dict)
    moments: Mapping[str, Moments] = field(default_factory=dict)


def has_gold(tally: Tally) -> bool:
    """Whether any sentence has a gold label."""
    return bool(tally.gold_counts.any())


def estimate_groups(
    tally: Tally, *, by: str | None, kind: str | None, manner: Manner
) -> list[Group]:
    """Every group of the documents of one kind, in order.

    Parameters
    ----------
    tally
        All documents.
    by
        What makes the groups; see `stance.estimate.groups.group_names`.
    kind
        ``article``, ``comment`` or `None` for both.
    manner
        How to estimate.
    """
    chosen = tally.of_kind(kind)
    clusters = Clusters.of(chosen)
    groups = places_by_group(group_names(chosen.documents, by))
    return [
        _estimate_group(chosen, places, clusters, about=_About(name=name, by=by), manner=manner)
        for name, places in groups
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    name: str
    by: str | None


def _estimate_group(
    tally: Tally, places: Integers, clusters: Clusters, *, about: _About, manner: Manner
) -> Group:
    part = tally.take(places)
    notes = cautions.about_documents(part, dated=about.by in PERIODS)
    rows = [
        replace(row, warnings=(*row.warnings, *notes))
        for row in uncorrected(part, group=about.name, draws=manner.draws, level=manner.level)
    ]
    if not rows or not part.n_sentences.any():
        return Group(name=about.name, places=places, rows=tuple(rows))
    sums = {UNCORRECTED: sums_of(tally, places, clusters, counting="label")}
    moments = {UNCORRECTED: counted(sums[UNCORRECTED])}
    if has_gold(tally):
        own = sums_of(tally, places, clusters, counting=manner.counting)
        for method, tuning in ((LABELS_ONLY, 0.0), (CORRECTED, manner.tuning)):
            sums[method] = own
            found = corrected(own, tuning=tuning)
            if manner.draws is not None:
                found = redrawn(own, found, manner.draws)
            moments[method] = found
            base = replace(rows[0], method=method, warnings=(*_for_gold(notes), *tally.notes))
            rows += gold_rows(found, tally.labels, about=base, level=manner.level)
    return Group(name=about.name, places=places, rows=tuple(rows), sums=sums, moments=moments)


def _for_gold(notes: Sequence[str]) -> list[str]:
    """Without what is said of commenters: they are reckoned with where there is gold."""
    return [note for note in notes if not note.startswith("shared-commenters:")]
