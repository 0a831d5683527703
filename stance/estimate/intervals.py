"""From draws of whole articles (or sentences) to an interval that few of them can bear.

A percentile interval of a bootstrap is too narrow when few units are drawn. Here the draws give
the standard error, and Student's t, with as many degrees of freedom as the units support, gives
the width (Cameron, Gelbach & Miller 2008). Shares are treated on the log-odds scale, so that
their intervals stay within 0..1 and lean away from the nearer end.

References
----------
.. [1] A. C. Cameron, J. B. Gelbach, D. L. Miller (2008). Bootstrap-Based Improvements for
       Inference with Clustered Errors. Review of Economics and Statistics 90(3).
.. [2] A. V. Carter, K. T. Schnepel, D. G. Steigerwald (2017). Asymptotic Behavior of a t-Test
       Robust to Cluster Heterogeneity. Review of Economics and Statistics 99(4).
.. [3] L. Kish (1965). Survey Sampling. Wiley.
.. [4] C. J. Clopper, E. S. Pearson (1934). The Use of Confidence or Fiducial Limits Illustrated
       in the Case of the Binomial. Biometrika 26(4).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, stdtrit

from stance.errors import SettingError
from stance.estimate.scored import Floats

FEWEST_REPLICATIONS = 100
_CELLS_AT_ONCE = 2_000_000
# Below this many degrees of freedom Student's t overflows; its interval is the whole range anyway.
_FEWEST_DEGREES = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Repeatable draws with replacement: the same number of units is always drawn alike.

    So an interval depends on its own units only, not on which other groups are estimated before.
    """

    entropy: int
    replications: int

    @classmethod
    def of(cls, rng: np.random.Generator, replications: int) -> Self:
        """Draws that take one number from `rng`.

        Raises
        ------
        SettingError
            `rng` is not a generator, or there are fewer than 100 replications.
        """
        if not isinstance(rng, np.random.Generator):
            raise SettingError(
                f"Expected rng to be a numpy.random.Generator, got {rng!r:.40}. "
                "Pass numpy.random.default_rng(0)."
            )
        whole = isinstance(replications, int | np.integer) and not isinstance(replications, bool)
        if not whole or replications < FEWEST_REPLICATIONS:
            raise SettingError(
                f"Expected replications to be a whole number from {FEWEST_REPLICATIONS}, "
                f"got {replications!r:.40}."
            )
        return cls(entropy=int(rng.integers(2**62)), replications=int(replications))

    def apart(self, number: int) -> Self:
        """Draws that owe nothing to these: those of another group."""
        return replace(self, entropy=self.entropy + 1 + number)

    def ratios(self, numerators: Floats, denominators: Floats) -> Floats:
        """Replicates of ``sum(numerators) / sum(denominators)`` over units drawn anew.

        Parameters
        ----------
        numerators
            Shape ``(n_units, n_quantities)``.
        denominators
            Shape ``(n_units,)``, all above 0.

        Returns
        -------
        Floats
            Shape ``(replications, n_quantities)``.
        """
        drawn = self.sums(np.column_stack([denominators, numerators]))
        ratios: Floats = drawn[:, 1:] / drawn[:, :1]
        return ratios

    def sums(self, columns: Floats, *, stratum: int | None = None) -> Floats:
        """Replicates of the sums of columns over units drawn anew.

        Parameters
        ----------
        columns
            Shape ``(n_units, n_columns)``.
        stratum
            Units of another stratum are drawn apart from these, even where they are as many.

        Returns
        -------
        Floats
            Shape ``(replications, n_columns)``.
        """
        return np.concatenate([times @ columns for times in self._drawn(len(columns), stratum)])

    def _drawn(self, n_units: int, stratum: int | None) -> Iterator[Floats]:
        """How often each unit is drawn, a row a replication, in blocks that fit in memory."""
        seeds = [self.entropy, n_units] + ([] if stratum is None else [stratum])
        rng = np.random.default_rng(seeds)
        block = max(1, _CELLS_AT_ONCE // n_units)
        for start in range(0, self.replications, block):
            rows = min(block, self.replications - start)
            drawn = rng.integers(n_units, size=(rows, n_units))
            drawn += np.arange(rows)[:, np.newaxis] * n_units
            times = np.bincount(drawn.ravel(), minlength=rows * n_units)
            yield times.reshape(rows, n_units).astype(float)


def check_level(level: float) -> None:
    """Refuse a level that is not between 0 and 1.

    Raises
    ------
    SettingError
        `level` is not a number above 0 and below 1.
    """
    number = isinstance(level, int | float) and not isinstance(level, bool)
    if not number or not 0.0 < level < 1.0:
        raise SettingError(f"Expected level between 0 and 1, such as 0.95, got {level!r:.40}.")


def standard_error(replicates: Floats, *, n_effective: float) -> Floats:
    """The spread of the replicates, widened by what drawing few units anew loses.

    Drawing ``n`` equal units shows ``(n - 1) / n`` of the variance; units of unequal size pull
    the mean towards the large ones and show less, as `effective_number` units would.
    """
    lost = np.sqrt(n_effective / max(n_effective - 1.0, _FEWEST_DEGREES))
    error: Floats = replicates.std(axis=0) * lost
    return error


def effective_number(sizes: NDArray[Any]) -> float:
    """How many units of equal size would weigh as evenly as these (Kish): at most ``len(sizes)``.

    >>> effective_number(np.array([10, 10, 10])), effective_number(np.array([28, 1, 1]))
    (3.0, 1.1450381679389312)
    """
    return float(sizes.sum() ** 2 / (sizes.astype(float) ** 2).sum())


def quantile_of_t(level: float, *, n_effective: float) -> float:
    """The factor by which a standard error is widened on both sides.

    >>> round(quantile_of_t(0.95, n_effective=5), 3), round(quantile_of_t(0.95, n_effective=1e9), 3)
    (2.776, 1.96)
    """
    return quantile(level, n_effective - 1.0)


def quantile(level: float, degrees: float) -> float:
    """The same for known degrees of freedom.

    >>> round(quantile(0.95, 4), 3)
    2.776
    """
    return float(stdtrit(max(degrees, _FEWEST_DEGREES), (1.0 + level) / 2.0))


def around_mean(value: Any, margin: Any, *, limit: float) -> tuple[Any, Any]:
    """``value - margin`` to ``value + margin``, cut at ``-limit`` and ``+limit``."""
    return np.maximum(value - margin, -limit), np.minimum(value + margin, limit)


def around_share(share: float, margin: float) -> tuple[float, float]:
    """The interval of a share strictly between 0 and 1, symmetrical in its log-odds.

    `margin` is the widened standard error of the share itself.

    >>> [round(float(end), 3) for end in around_share(0.1, 0.05)]
    [0.06, 0.162]
    """
    centre, reach = logit(share), margin / (share * (1.0 - share))
    return min(share, float(expit(centre - reach))), max(share, float(expit(centre + reach)))


def farthest_unseen_share(level: float, *, n_effective: float) -> float:
    """The highest share that could well have stayed unseen in all of `n_effective` articles.

    The Clopper-Pearson limit with an article as one trial. It holds however alike the sentences
    of an article are: an article shows the label at least as often as one of its sentences does.

    >>> round(farthest_unseen_share(0.95, n_effective=10), 3)
    0.308
    """
    return float(1.0 - ((1.0 - level) / 2.0) ** (1.0 / n_effective))
