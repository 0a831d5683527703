"""Trained in one period, judged in another: how fast a classifier ages.

References
----------
R. Alkhalifa, E. Kochkina, A. Zubiaga (2022), "Building for Tomorrow: Assessing the Temporal
Persistence of Text Classifiers".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.errors import SettingError
from stance.evaluate.draws import Figure, draw_documents
from stance.evaluate.metrics import figures_of
from stance.evaluate.predictions import Predictions, number_groups
from stance.evaluate.running import MODEL, Result, Trial
from stance.evaluate.splits import grouped_splits, period_name

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_SHOWN = ("macro_f1", "accuracy")


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCell:
    """Trained on one period, judged on another; on its own period, in folds of whole documents.

    `n_train` and `n_test` count sentences, `n_documents` the documents judged by. `figures` is
    empty where the period has too few texts of some label to be trained on: `reason` says so.
    """

    train: str
    test: str
    n_train: int
    n_test: int
    n_documents: int
    figures: Mapping[str, Figure]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearMatrix:
    """Every pair of periods; `cells` go row by row, a row a period of training."""

    periods: tuple[str, ...]
    cells: tuple[YearCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class YearPlan:
    """The trials of a matrix; `rows` are each period's texts, `places` each trial's periods."""

    trials: list[Trial]
    places: list[tuple[int, bool]]
    periods: list[tuple[int, int]]
    rows: list[Numbers]


def plan_years(
    years: Sequence[int | None],
    truth: Numbers,
    clusters: Numbers,
    *,
    periods: Sequence[tuple[int, int]],
    folds: int,
    seed: int,
) -> YearPlan:
    """One training a period, for all others; and folds within each.

    Texts outside a period whose cluster reaches into it are not judged by it.
    """
    known = np.array([-1 if year is None else year for year in years])
    rows = [np.flatnonzero((known >= first) & (known <= last)) for first, last in periods]
    trials, places = [], []
    for place, own in enumerate(rows):
        free = (known >= 0) & ~np.isin(clusters, clusters[own])
        trials.append(Trial(method=MODEL, train=own, test=np.flatnonzero(free)))
        places.append((place, False))
        try:
            inner = number_groups(clusters[own].tolist())
            parts = grouped_splits(truth[own], inner, folds=folds, seed=seed)
        except SettingError:
            parts = []
        for part in parts:
            trials.append(Trial(method=MODEL, train=own[part.train], test=own[part.test]))
            places.append((place, True))
    return YearPlan(trials=trials, places=places, periods=list(periods), rows=rows)


def year_matrix(
    plan: YearPlan,
    results: Sequence[Result],
    predictions: Predictions,
    *,
    draws: int,
    seed: int,
) -> YearMatrix:
    """The matrix from the results of its trials.

    Parameters
    ----------
    plan, results
        The trials and what they gave.
    predictions
        For their truth, labels and groups; the probabilities are taken from `results`.
    draws, seed
        Of the intervals.
    """
    names = [period_name(first, last) for first, last in plan.periods]
    cells = []
    for train, own in enumerate(plan.rows):
        for test, judged in enumerate(plan.rows):
            within = train == test
            probabilities = np.full(predictions.probabilities.shape, np.nan)
            reason = ""
            for trial, result, place in zip(plan.trials, results, plan.places, strict=True):
                if place == (train, within) and result.probabilities is not None:
                    probabilities[trial.test] = result.probabilities
                elif place == (train, within):
                    reason = result.reason
            rows = judged[np.isfinite(probabilities[judged, 0])]
            cells.append(
                YearCell(
                    train=names[train],
                    test=names[test],
                    n_train=len(own),
                    n_test=len(rows),
                    n_documents=len(set(predictions.groups[rows].tolist())),
                    figures=_figures(predictions, probabilities, rows, (draws, seed)),
                    reason=reason,
                )
            )
    return YearMatrix(periods=tuple(names), cells=tuple(cells))


def _figures(
    predictions: Predictions, probabilities: Floats, rows: Numbers, drawing: tuple[int, int]
) -> dict[str, Figure]:
    if not len(rows):
        return {}
    own = Predictions(
        labels=predictions.labels,
        truth=predictions.truth[rows],
        probabilities=probabilities[rows],
        groups=number_groups(predictions.groups[rows].tolist()),
    )
    draws, seed = drawing
    weights = draw_documents(
        int(own.groups.max()) + 1, draws=draws, rng=np.random.default_rng(seed)
    )
    figures = figures_of(own, weights)
    return {name: figures[name] for name in _SHOWN}
