"""What a pilot's labels tell of how sentences differ, within articles and between them."""

import math
from dataclasses import dataclass

import numpy as np

from stance.errors import InputError, SettingError
from stance.estimate.gold import Gold
from stance.estimate.planning_frame import Frame
from stance.estimate.scored import Floats, Integers

SCORE = "score"
# Fewer labels than this do not tell a stratum's variance: then it is that of all together.
FEWEST_PILOT = 20
# Fewer second labels of an article than this do not tell how alike its sentences are.
FEWEST_PAIRS = 30
_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pilot:
    """The pilot's labels as numbers, each with its stratum and weight.

    `values` are what is estimated, `residuals` their differences to the classifier's probabilities.
    `alike` and `residual_alike` are the parts of their variances that lie between articles (the
    intra-class correlation), in all strata together; where the pilot has fewer than 30 `pairs`
    (labels of an article beyond its first), both are that of the classifier's probabilities, whose
    sentences are rather more alike.
    """

    values: Floats
    residuals: Floats
    weights: Floats
    strata: Integers
    pairs: int
    alike: float
    residual_alike: float

    @classmethod
    def of(cls, frame: Frame, gold: Gold, quantity: str) -> "Pilot":
        """The labels of the frame's sentences.

        Raises
        ------
        InputError
            There are fewer than two.
        SettingError
            `quantity` is neither ``score`` nor a label.
        """
        worth = _worth(frame.scored.labels, quantity)
        predicted: Floats = frame.scored.probabilities @ worth
        places = np.searchsorted(np.sort(frame.scored.rows), gold.rows)
        places = np.argsort(frame.scored.rows, kind="stable")[places]
        if len(places) < _FEWEST:
            raise InputError(
                f"Expected {_FEWEST} labels or more to learn how much sentences differ, got "
                f"{len(places)}. Label a pilot first: `stance plan --budget 100`."
            )
        values, strata = worth[gold.codes], frame.strata[places]
        residuals = values - predicted[places]
        cells = frame.strata * (int(frame.articles.max()) + 1) + frame.articles
        pairs = len(places) - len(np.unique(cells[places]))
        if pairs >= FEWEST_PAIRS:
            alike = [_correlation(one, strata, cells[places]) for one in (values, residuals)]
        else:
            alike = [_correlation(predicted, frame.strata, cells)] * 2
        return cls(
            values=values,
            residuals=residuals,
            weights=gold.weights,
            strata=strata,
            pairs=pairs,
            alike=alike[0],
            residual_alike=alike[1],
        )

    def number(self, stratum: int) -> int:
        """How many labels there are in a stratum."""
        return int(np.count_nonzero(self.strata == stratum))

    def variance(self, numbers: Floats, stratum: int) -> float:
        """That of `values` or `residuals` in a stratum; of all strata where it has few labels."""
        if self.number(stratum) >= FEWEST_PILOT:
            held = self.strata == stratum
            return _variance(numbers[held], self.weights[held])
        found = [
            (_variance(numbers[held], self.weights[held]), int(np.count_nonzero(held)) - 1)
            for one in np.unique(self.strata)
            if np.count_nonzero(held := self.strata == one) >= _FEWEST
        ]
        if not found:
            return _variance(numbers, self.weights)
        return sum(variance * n for variance, n in found) / sum(n for _, n in found)


def _worth(labels: tuple[str, ...], quantity: str) -> Floats:
    """What each label counts: the score's +1 (first) to -1 (last), or 1 for one label."""
    if quantity == SCORE:
        worth = np.zeros(len(labels))
        worth[0], worth[-1] = 1.0, -1.0
        return worth
    if quantity not in labels:
        raise SettingError(
            f"Expected quantity to be {SCORE} or one of {', '.join(labels)}, got {quantity!r:.40}."
        )
    return np.array([float(label == quantity) for label in labels])


def _variance(numbers: Floats, weights: Floats) -> float:
    """That of the population which the weighted numbers stand for."""
    if len(numbers) < _FEWEST:
        return 0.0
    mean = np.average(numbers, weights=weights)
    spread = float(np.average((numbers - mean) ** 2, weights=weights))
    return spread * len(numbers) / (len(numbers) - 1)


def _correlation(numbers: Floats, strata: Integers, cells: Integers) -> float:
    """One minus the variance within cells over that within strata, 0..1; 0 without any spread."""
    inside, whole = _within(numbers, cells), _within(numbers, strata)
    if not whole > 0.0 or math.isnan(inside):
        return 0.0
    return min(1.0, max(0.0, 1.0 - inside / whole))


def _within(numbers: Floats, groups: Integers) -> float:
    """The variance around the groups' own means; NaN if no group has two."""
    _, places, counts = np.unique(groups, return_inverse=True, return_counts=True)
    if len(numbers) == len(counts):
        return math.nan
    means = np.bincount(places, weights=numbers) / counts
    return float(np.sum((numbers - means[places]) ** 2) / (len(numbers) - len(counts)))
