"""What gold labels say of a group: rows of estimates, labels only and corrected."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from stance.estimate import cautions
from stance.estimate.corrected import Moments
from stance.estimate.intervals import around_share, quantile
from stance.records import Estimate

LABELS_ONLY = "labels only"
CORRECTED = "corrected"
_NEARLY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A value with its interval, NaN where there is none; `cut` where it met the scale's end."""

    value: float
    low: float
    high: float
    cut: bool = False


def gold_rows(
    moments: Moments, labels: Sequence[str], *, about: Estimate, level: float
) -> list[Estimate]:
    """One row for each label's share and one for the mean score.

    Parameters
    ----------
    moments
        What was estimated.
    labels
        In codebook order.
    about
        A row of the same group, for what it says of the group and by which method.
    level
        The intervals' nominal coverage, 0..1.
    """
    notes = cautions.about_gold(moments.n_gold, moments.n_gold_articles, moments.degrees)
    notes += cautions.about_commenters(moments.n_gold_commenters)
    rows = []
    for place, quantity in enumerate((*labels, "score")):
        value, error = float(moments.values[place]), float(moments.errors[place])
        degrees = float(moments.degrees[place])
        lowest = -1.0 if quantity == "score" else 0.0
        claim = share_or_mean(value, error, degrees, level=level, limits=(lowest, 1.0))
        cut = [cautions.clipped(lowest, 1.0)] if claim.cut else []
        if place < len(moments.shown):
            cut += cautions.rare_gold(quantity, moments.shown[place], moments.n_gold_articles)
        if math.isfinite(error) and math.isnan(claim.low):
            cut.append(cautions.no_spread("articles with gold labels"))
        rows.append(
            replace(
                about,
                quantity=quantity,
                value=claim.value,
                low=claim.low,
                high=claim.high,
                error=error,
                degrees=degrees,
                n_gold=moments.n_gold,
                n_gold_articles=moments.n_gold_articles,
                warnings=(*notes, *cut, *about.warnings),
            )
        )
    return rows


def share_or_mean(
    value: float, error: float, degrees: float, *, level: float, limits: tuple[float, float]
) -> Claim:
    """The interval of a share (limits 0 and 1), a mean score (-1 and 1), or a gap (-2 and 2).

    Those of shares and mean scores are made on the scale of the log-odds of their place between
    the limits (for a score that is Fisher's z): so they stay within, and lean to the middle.

    >>> found = share_or_mean(0.1, 0.02, 30.0, level=0.95, limits=(0.0, 1.0))
    >>> round(found.low, 3), round(found.high, 3)
    (0.066, 0.149)
    """
    lowest, highest = limits
    if math.isnan(value):
        return Claim(value=value, low=math.nan, high=math.nan)
    inside = min(max(value, lowest), highest)
    if not math.isfinite(error) or error < _NEARLY:
        return Claim(value=inside, low=math.nan, high=math.nan, cut=inside != value)
    margin = error * quantile(level, degrees)
    if highest == 1.0 and lowest < value < highest:
        span = highest - lowest
        low, high = around_share((value - lowest) / span, margin / span)
        return Claim(value=value, low=lowest + low * span, high=lowest + high * span)
    low, high = max(lowest, value - margin), min(highest, value + margin)
    # A value beyond the scale has an end of its interval there, too.
    low, high = min(low, inside), max(high, inside)
    if low == high:  # all of it lies beyond the scale
        low = high = math.nan
    return Claim(
        value=inside,
        low=low,
        high=high,
        cut=bool(value - margin < lowest or value + margin > highest),
    )


def is_known(moments: Moments) -> bool:
    """Whether anything is identified: there are gold labels."""
    return bool(np.isfinite(moments.values).all())
