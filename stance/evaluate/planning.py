"""What a validation trains and judges: splits, and the trials of every part, run as one list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.errors import SettingError
from stance.evaluate.clusters import cluster_texts
from stance.evaluate.curves import CurvePlan, plan_curve
from stance.evaluate.draws import DRAWS
from stance.evaluate.predictions import number_labels
from stance.evaluate.running import MODEL, Result, Trial
from stance.evaluate.splits import (
    Split,
    grouped_splits,
    make_periods,
    random_splits,
    temporal_splits,
    value_splits,
)
from stance.evaluate.years import YearPlan, plan_years
from stance.records import Codebook, LabelledText

Numbers = NDArray[np.int64]

SPLITS = ("grouped", "temporal", "outlet", "kind")
"""The splits that need no values from elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to validate by.

    `split` is ``grouped`` (folds of whole documents), ``temporal`` (each period judged by what was
    trained on all before it), ``outlet`` or ``kind`` (each judged by what was trained on all
    others), or any name if `groups` gives each document's value. `folds` is their number.

    What costs more trainings is on request: `random`, what folds of single sentences would have
    claimed; `years`, each period trained on and judged by each; `curve`, the learning curve.
    """

    split: str = "grouped"
    folds: int = 5
    groups: Mapping[str, str] | None = None
    random: bool = False
    years: bool = False
    curve: bool = False
    draws: int = DRAWS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Known:
    """The labelled texts in a fixed order, with what every split needs of them."""

    rows: list[LabelledText]
    truth: Numbers
    clusters: Numbers
    years: list[int | None]

    @classmethod
    def of(cls, texts: Sequence[LabelledText], codebook: Codebook) -> "Known":
        """The texts in an order that does not depend on the one they came in.

        Raises
        ------
        InputError
            If there are none, or one has a label that is not in the codebook.
        """
        rows = sorted(texts, key=lambda row: (row.document_id, row.kind, row.start or 0, row.text))
        return cls(
            rows=rows,
            truth=number_labels(rows, codebook.labels, task=codebook.task),
            clusters=cluster_texts(rows),
            years=[row.published.year if row.published else None for row in rows],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stages:
    """The trials of each part of a validation."""

    splits: list[Split]
    main: list[Trial]
    random: list[Trial]
    years: YearPlan | None
    curve: CurvePlan | None

    @property
    def parts(self) -> dict[str, list[Trial]]:
        """The trials by part."""
        return {
            "main": self.main,
            "random": self.random,
            "years": self.years.trials if self.years else [],
            "curve": self.curve.trials if self.curve else [],
        }

    def divide(self, results: Sequence[Result]) -> dict[str, list[Result]]:
        """The results of all trials, by part."""
        rest = iter(results)
        return {name: [next(rest) for _ in trials] for name, trials in self.parts.items()}


def plan_stages(plan: Plan, known: Known, methods: Sequence[str], *, seed: int) -> Stages:
    """Every trial that a plan asks for.

    Raises
    ------
    SettingError
        If the split is not known, or is not possible with these texts.
    """
    if plan.random and plan.split != "grouped":
        raise SettingError(
            f"Expected the split 'grouped' to compare random folds with, got {plan.split!r}. "
            "Leave one of the two out."
        )
    splits = make_splits(plan, known, seed=seed)
    n_folds = len(splits)
    chance = random_splits(known.truth, folds=n_folds, seed=seed) if plan.random else []
    years = curve = None
    if plan.years:
        years = plan_years(
            known.years, known.truth, known.clusters,
            periods=_periods(known), folds=plan.folds, seed=seed,
        )  # fmt: skip
    if plan.curve:
        whole = grouped_splits(known.truth, known.clusters, folds=plan.folds, seed=seed)
        curve = plan_curve(whole, known.clusters, seed=seed)
    return Stages(
        splits=splits,
        main=[
            Trial(method=name, train=split.train, test=split.test)
            for split in splits
            for name in methods
        ],
        random=[Trial(method=MODEL, train=split.train, test=split.test) for split in chance],
        years=years,
        curve=curve,
    )


def make_splits(plan: Plan, known: Known, *, seed: int) -> list[Split]:
    """The splits of a plan.

    Raises
    ------
    SettingError
        If the split is not known, or is not possible with these texts.
    """
    if plan.split == "grouped":
        return grouped_splits(known.truth, known.clusters, folds=plan.folds, seed=seed)
    if plan.split == "temporal":
        return temporal_splits(known.years, known.clusters, periods=_periods(known))
    values = _values(plan, known.rows)
    if len(set(values) - {None}) < 2:  # noqa: PLR2004 - one to judge, one to train on
        raise SettingError(
            f"Expected labelled texts of two or more values of {plan.split!r} to split by, got "
            f"{len(set(values) - {None})}. Choose another split."
        )
    return value_splits(values, known.truth, known.clusters, folds=plan.folds, seed=seed)


def _periods(known: Known) -> list[tuple[int, int]]:
    periods = make_periods(known.years, known.clusters)
    if len(periods) < 2:  # noqa: PLR2004 - a before and an after
        raise SettingError(
            "Expected labelled texts with dates in two or more years to split by time, got "
            f"{len(periods)}. Give the dates, or choose another split."
        )
    return periods


def _values(plan: Plan, rows: Sequence[LabelledText]) -> list[str | None]:
    if plan.groups is not None:
        return [plan.groups.get(row.document_id) for row in rows]
    if plan.split == "outlet":
        return [row.outlet for row in rows]
    if plan.split == "kind":
        return [row.kind for row in rows]
    raise SettingError(
        f"Expected one of the splits {', '.join(SPLITS)}, got {plan.split!r}. To split by a column "
        "of a table, name the table: --groups TABLE."
    )
