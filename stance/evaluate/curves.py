"""How good a classifier gets with more labelled documents, and whether that can be foretold.

References
----------
T. Viering, M. Loog (2022), "The Shape of Learning Curves: a Review", IEEE TPAMI 45(6): the power
law, and how often it fails.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.evaluate.draws import Figure, draw_documents, figure_of, interval_of, totals_of
from stance.evaluate.metrics import document_sums, macro_f1_of
from stance.evaluate.predictions import Predictions
from stance.evaluate.running import MODEL, Result, Trial
from stance.evaluate.splits import Split

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

SIZES = 6
REPEATS = 2
FEWEST_SIZES = 4
_SMALLEST = 0.1
_EXPONENTS = np.geomspace(0.05, 3.0, 60)
_MOST_UNFITTED = 0.2
_WIDEST = 0.15
_REACH = 2.0
_FORETOLD = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveSize:
    """Macro-F1 after training on so many documents, the mean of several nested choices of them."""

    n_documents: float
    n_sentences: float
    macro_f1: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """The power law ``a - b * n ** -c``, or why none is given.

    `refusal` is empty, or ``few-sizes``, ``no-rise`` (the curve does not clearly rise), ``edge``
    (no power law below 1 fits best), ``unstable`` (other documents give other laws) or ``wide``
    (the interval at twice the documents says nothing). `points` go up to twice the documents, and
    no farther.
    """

    refusal: str
    a: float
    b: float
    c: float
    points: tuple[CurveSize, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningCurve:
    """Macro-F1 by the number of training documents, and what more of them may bring."""

    sizes: tuple[CurveSize, ...]
    foretold: Foretold


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CurvePlan:
    """The trials of a learning curve: `places` says of which size and repeat each is."""

    trials: list[Trial]
    places: list[tuple[int, int]]


def plan_curve(splits: Sequence[Split], clusters: Numbers, *, seed: int) -> CurvePlan:
    """Trials on ever more documents of each fold's training side, each set holding the last.

    The test sides stay the same, so that the sizes differ in nothing else.
    """
    rng = np.random.default_rng(seed)
    trials, places = [], []
    for split in splits:
        own = np.unique(clusters[split.train])
        counts = np.unique(np.geomspace(_SMALLEST * len(own), len(own), SIZES).round().astype(int))
        for repeat in range(REPEATS):
            order = rng.permutation(own)
            for size, count in enumerate(counts[counts > 1]):
                chosen = np.isin(clusters[split.train], order[:count])
                trials.append(Trial(method=MODEL, train=split.train[chosen], test=split.test))
                places.append((size, repeat))
    return CurvePlan(trials=trials, places=places)


def learning_curve(
    plan: CurvePlan,
    results: Sequence[Result],
    predictions: Predictions,
    *,
    draws: int,
    seed: int,
) -> LearningCurve:
    """The curve from the results of its trials.

    Parameters
    ----------
    plan, results
        The trials and what they gave; a size at which one of them failed (too few documents to
        have every label) is left out.
    predictions
        For their truth, labels and groups; the probabilities are taken from `results`.
    draws, seed
        Of the intervals: the same draws at every size.
    """
    weights = draw_documents(
        int(predictions.groups.max()) + 1, draws=draws, rng=np.random.default_rng(seed)
    )
    sizes, values, drawn = [], [], []
    for size in sorted({place[0] for place in plan.places}):
        found = _at_size(size, plan, results, predictions, weights)
        if found is None:
            continue
        value, draws_of_it = found
        chosen = [plan.trials[k].train for k, place in enumerate(plan.places) if place[0] == size]
        n_documents = np.mean([len(set(predictions.groups[rows].tolist())) for rows in chosen])
        sizes.append(
            CurveSize(
                n_documents=float(n_documents),
                n_sentences=float(np.mean([len(rows) for rows in chosen])),
                macro_f1=figure_of(value, draws_of_it),
            )
        )
        values.append(value)
        drawn.append(draws_of_it)
    counts = np.array([size.n_documents for size in sizes])
    return LearningCurve(
        sizes=tuple(sizes), foretold=foretell(counts, np.array(values), np.array(drawn).T)
    )


def _at_size(
    size: int,
    plan: CurvePlan,
    results: Sequence[Result],
    predictions: Predictions,
    weights: Floats,
) -> tuple[float, Floats] | None:
    """Macro-F1 at one size, over all test sides, averaged over the repeats."""
    values, drawn = [], []
    for repeat in range(REPEATS):
        probabilities = np.zeros_like(predictions.probabilities)
        for trial, result, place in zip(plan.trials, results, plan.places, strict=True):
            if place == (size, repeat):
                if result.probabilities is None:
                    return None
                probabilities[trial.test] = result.probabilities
        own = Predictions(
            labels=predictions.labels,
            truth=predictions.truth,
            probabilities=probabilities,
            groups=predictions.groups,
        )
        sums = {"confusion": document_sums(own)["confusion"]}
        values.append(macro_f1_of(totals_of(sums))[0])
        drawn.append(macro_f1_of(totals_of(sums, weights)))
    return float(np.mean(values)), np.mean(drawn, axis=0)


def foretell(counts: Floats, values: Floats, drawn: Floats) -> Foretold:
    """The power law through a curve, with an interval over draws, or a refusal.

    Parameters
    ----------
    counts
        Training documents of each size.
    values
        Macro-F1 at each size.
    drawn
        The same in each draw: ``(draws, n_sizes)``.

    Examples
    --------
    >>> counts = np.array([10.0, 20, 40, 80, 160])
    >>> values = 0.8 - 1.0 * counts**-0.5
    >>> found = foretell(counts, values, np.tile(values, (100, 1)))
    >>> round(found.a, 2), round(found.c, 1), round(found.points[-1].macro_f1.value, 2)
    (0.8, 0.5, 0.74)
    >>> flat = np.full(5, 0.5)
    >>> foretell(counts, flat, np.tile(flat, (100, 1))).refusal
    'no-rise'
    """
    if len(counts) < FEWEST_SIZES:
        return _refused("few-sizes")
    if not interval_of(drawn[:, -1] - drawn[:, 0])[0] > 0:
        return _refused("no-rise")
    a, b, c = (float(part[0]) for part in _fit(counts, values[np.newaxis]))
    if not np.isfinite(a):
        return _refused("edge")
    laws = _fit(counts, drawn)
    if np.mean(~np.isfinite(laws[0])) > _MOST_UNFITTED:
        return _refused("unstable")
    points = []
    for n in np.linspace(counts[-1], _REACH * counts[-1], _FORETOLD):
        low, high = interval_of(laws[0] - laws[1] * n ** -laws[2])
        points.append(
            CurveSize(
                n_documents=float(n),
                n_sentences=float("nan"),
                macro_f1=Figure(value=a - b * float(n) ** -c, low=low, high=high),
            )
        )
    last = points[-1].macro_f1
    if last.high - last.low > _WIDEST:
        return _refused("wide")
    return Foretold(refusal="", a=a, b=b, c=c, points=tuple(points))


def _refused(why: str) -> Foretold:
    unknown = float("nan")
    return Foretold(refusal=why, a=unknown, b=unknown, c=unknown, points=())


def _fit(counts: Floats, values: Floats) -> tuple[Floats, Floats, Floats]:
    """Least squares for each row of values; NaN where the best law falls, or passes 1.

    It also is NaN where the best exponent is at an end of those tried: the curve then looks like a
    logarithm or a step, and says nothing of where it ends.
    """
    best = np.full(len(values), np.inf)
    laws = np.full((3, len(values)), np.nan)
    for exponent in _EXPONENTS:
        x = counts**-exponent
        slope = ((x - x.mean()) * (values - values.mean(axis=1, keepdims=True))).sum(axis=1)
        slope /= ((x - x.mean()) ** 2).sum()
        ceiling = values.mean(axis=1) - slope * x.mean()
        rest = ((values - ceiling[:, np.newaxis] - slope[:, np.newaxis] * x) ** 2).sum(axis=1)
        better = rest < best
        best[better] = rest[better]
        laws[:, better] = np.stack([ceiling, -slope, np.full(len(values), exponent)])[:, better]
    ceiling, fall, exponent = laws
    ends = (exponent == _EXPONENTS[0]) | (exponent == _EXPONENTS[-1])
    laws[:, (fall <= 0) | (ceiling > 1) | ends] = np.nan
    return laws[0], laws[1], laws[2]
