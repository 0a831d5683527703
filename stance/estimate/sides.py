"""Articles and their comments, each corrected by its own gold labels, as one gap."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pyarrow.compute as pc

from stance.estimate import cautions
from stance.estimate.contrasts import Contrast, contrast
from stance.estimate.corrected import Moments, corrected
from stance.estimate.periods import Manner
from stance.estimate.scored import KINDS, Floats, Integers
from stance.estimate.sums import Clusters, paired_weights, sums_of
from stance.estimate.tally import Tally
from stance.estimate.with_gold import CORRECTED, LABELS_ONLY, share_or_mean
from stance.records import Estimate

LARGEST_GAP = 2.0
_ARTICLES_MINUS_COMMENTS = np.array([1.0, -1.0])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sides:
    """The documents of articles that have comments, weighted so that every article counts alike."""

    tally: Tally
    clusters: Clusters
    weights: Floats

    @classmethod
    def of(cls, tally: Tally) -> Self:
        """The two sides of a whole tally."""
        return cls(tally=tally, clusters=Clusters.of(tally), weights=paired_weights(tally))

    def rows(self, places: Integers, *, about: Estimate, manner: Manner) -> list[Estimate]:
        """The gap of some documents from labels only, and corrected.

        Parameters
        ----------
        places
            The group's documents in the tally.
        about
            The uncorrected row of the group, for what it says of the group.
        manner
            How to estimate; gaps have the jackknife's errors, whether or not there are draws.
        """
        found = []
        notes = tuple(
            note for note in about.warnings if note.partition(":")[0] not in _OF_UNCORRECTED
        )
        for method, tuning in ((LABELS_ONLY, 0.0), (CORRECTED, manner.tuning)):
            sides = self.moments(places, manner=manner, tuning=tuning)
            row = _row(sides, about=replace(about, method=method), level=manner.level)
            found.append(replace(row, warnings=(*row.warnings, *notes, *self.tally.notes)))
        return found

    def moments(
        self, places: Integers, *, manner: Manner, tuning: float | None
    ) -> tuple[Moments, ...]:
        """The articles' moments and the comments'; all NaN on a side without gold labels."""
        kinds = self.tally.documents["kind"].combine_chunks()
        paired = places[self.weights[places] > 0.0]
        sides = []
        for kind in KINDS:
            own = paired[np.asarray(pc.equal(kinds.take(paired), kind))]
            sums = sums_of(
                self.tally, own, self.clusters, counting=manner.counting, weights=self.weights
            )
            sides.append(corrected(sums, tuning=tuning))
        return tuple(sides)


# With gold, the number of labels counts instead, and commenters are reckoned with.
_OF_UNCORRECTED = {"few-articles", "no-spread", "clipped", "shared-commenters"}


def gap_of(sides: Sequence[Moments], quantity: int) -> Contrast:
    """Articles minus comments, from the covariance of both within articles."""
    return contrast(sides, _ARTICLES_MINUS_COMMENTS, quantity)


def _unknown(sides: Sequence[Moments], about: Estimate) -> Estimate:
    return replace(
        about,
        value=math.nan,
        low=math.nan,
        high=math.nan,
        error=math.nan,
        degrees=math.nan,
        n_gold=sum(side.n_gold for side in sides),
        n_gold_articles=sum(side.n_gold_articles for side in sides),
    )


def _row(sides: Sequence[Moments], *, about: Estimate, level: float) -> Estimate:
    if any(side.n_gold == 0 for side in sides):
        if not about.n_articles:
            return replace(_unknown(sides, about), warnings=())  # no pair, which is said already
        notes = tuple(
            cautions.no_gold_side(kind)
            for kind, side in zip(KINDS, sides, strict=True)
            if side.n_gold == 0
        )
        return replace(_unknown(sides, about), warnings=notes)
    gap = gap_of(sides, -1)
    claim = share_or_mean(
        gap.value, gap.error, gap.degrees, level=level, limits=(-LARGEST_GAP, LARGEST_GAP)
    )
    notes = tuple(
        f"{note.partition(':')[0]}: {kind}s:{note.partition(':')[2]}"
        for kind, side in zip(KINDS, sides, strict=True)
        for note in (
            *cautions.about_gold(side.n_gold, side.n_gold_articles, side.degrees),
            *cautions.about_commenters(side.n_gold_commenters),
        )
    )
    if math.isfinite(gap.error) and math.isnan(claim.low):
        notes = (*notes, cautions.no_spread("articles with gold labels"))
    return replace(
        about,
        value=claim.value,
        low=claim.low,
        high=claim.high,
        error=gap.error,
        degrees=gap.degrees,
        n_gold=sum(side.n_gold for side in sides),
        n_gold_articles=max(side.n_gold_articles for side in sides),
        warnings=notes,
    )
