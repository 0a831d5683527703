"""Differences, slopes and other weighted sums of groups, from their joint covariance.

Two intervals that overlap may hide a clear difference, and groups that share articles or readers
are not independent; so a difference is estimated itself.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from stance.estimate.corrected import Moments, covariance, covariance_by_article
from stance.estimate.intervals import quantile
from stance.estimate.scored import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """A weighted sum of one quantity over groups.

    `p` is that of Student's t against 0, two-sided. NaN where a group that takes part has no
    value, or no error.
    """

    value: float
    error: float
    degrees: float

    def interval(self, level: float) -> tuple[float, float]:
        """``value`` minus and plus the error times Student's t."""
        margin = self.error * quantile(level, self.degrees) if self.is_certain else math.nan
        return self.value - margin, self.value + margin

    @property
    def is_certain(self) -> bool:
        """Whether there is an error, so that an interval can be given."""
        return math.isfinite(self.error) and self.error > 0.0

    @property
    def p(self) -> float:
        """How often a value at least as far from 0 would come about if the truth were 0."""
        if not self.is_certain:
            return math.nan
        return float(2.0 * stdtr(self.degrees, -abs(self.value) / self.error))


def contrast(groups: Sequence[Moments], weights: Floats, quantity: int) -> Contrast:
    """The weighted sum of one quantity over groups, with its error and degrees of freedom.

    Parameters
    ----------
    groups
        The groups' moments, all by one method.
    weights
        One a group; those with weight 0 take no part.
    quantity
        Its place: a label's in codebook order, or behind these the mean score.

    Notes
    -----
    The degrees of freedom are Satterthwaite's: each group's variance counts with its own.
    """
    taking = [group for group, weight in zip(groups, weights, strict=True) if weight]
    factors = weights[weights != 0.0]
    joint = covariance(taking, quantity)
    variance = float(factors @ joint @ factors)
    if math.isfinite(variance):
        # Two ways of clustering may undercut one.
        alone = covariance_by_article(taking, quantity)
        variance = max(variance, float(factors @ alone @ factors))
    degrees = np.array([group.degrees[quantity] for group in taking])
    own = factors**2 * np.diag(joint)
    with np.errstate(invalid="ignore", divide="ignore"):
        freedom = float(own.sum() ** 2 / (own**2 / degrees).sum())
    values = np.array([group.values[quantity] for group in taking])
    error = math.sqrt(variance) if variance >= 0.0 else math.nan
    return Contrast(value=float(factors @ values), error=error, degrees=freedom)


def slope_weights(times: Floats) -> Floats:
    """The weights that make the sum the slope of a straight line through the groups' values.

    All groups count alike: the slope describes the series, whether or not it is straight.

    >>> slope_weights(np.array([2010.0, 2011.0, 2012.0])).tolist()
    [-0.5, 0.0, 0.5]
    """
    centred = times - times.mean()
    weights: Floats = centred / (centred @ centred)
    return weights
