"""How good a way of training is, on texts that took no part in it: folds, years, outlets, kinds.

Everything is learnt anew on each training side: terms and their weights, the settings that are
chosen, the calibration. Every text is predicted by a classifier that has not seen its document, or
one that shares a near-equal sentence with it; the figures are then computed once for all texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError
from stance.evaluate.baselines import Baseline, baselines_for
from stance.evaluate.comparison import compare
from stance.evaluate.curves import LearningCurve, learning_curve
from stance.evaluate.draws import draw_documents
from stance.evaluate.held_out import FORMAT, Rival, few_documents, rival_of, strata_by_origin
from stance.evaluate.judging import Judgement, Stratum, judge
from stance.evaluate.leaks import Leaks, RandomClaim, find_repeats
from stance.evaluate.metrics import figures_of
from stance.evaluate.plain import plain
from stance.evaluate.planning import Known, Plan, Stages, plan_stages
from stance.evaluate.predictions import Predictions, number_groups
from stance.evaluate.running import (
    MODEL,
    Method,
    Result,
    Step,
    Trial,
    run_trials,
    train_and_predict,
)
from stance.evaluate.splits import Split
from stance.evaluate.years import YearMatrix, year_matrix
from stance.records import Codebook, LabelledText

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One part that was judged: how much it was trained on, and why it failed, if it did."""

    name: str
    n_train: int
    n_train_documents: int
    n_test: int
    n_test_documents: int
    failed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """Figures of classifiers that had not seen what they are judged by, and what stands beside.

    `judgement` is of all texts that were predicted; `n_labelled` counts those that were given.
    `sides` are the parts, `baselines` what must be beaten, `strata` the figures within kinds,
    outlets and years, `shared` near-equal sentences of different documents. `random`, `years` and
    `curve` are there if they were planned.
    """

    task: str
    codebook: str
    labels: tuple[str, ...]
    split: str
    seed: int
    draws: int
    n_labelled: int
    sides: tuple[Side, ...]
    judgement: Judgement
    baselines: tuple[Rival, ...]
    strata: Mapping[str, tuple[Stratum, ...]]
    shared: Leaks
    random: RandomClaim | None = None
    years: YearMatrix | None = None
    curve: LearningCurve | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What weakens these figures, in sentences."""
        said = [few_documents(self.judgement.n_documents), *self.shared.said]
        missing = self.n_labelled - self.judgement.n_sentences
        if missing:
            said.append(
                f"{missing} of {self.n_labelled} labelled sentences could not be judged: they are "
                "in no part that is judged, or in one that failed."
            )
        said += [f"{side.name}: {side.failed}" for side in self.sides if side.failed]
        return tuple(sentence for sentence in said if sentence)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON types, with the warnings: what `stance report` takes."""
        head = ("task", "codebook", "labels", "split", "seed", "draws", "n_labelled", "sides")
        parts = ("baselines", "strata", "shared", "random", "years", "curve")
        return {
            "format": FORMAT,
            "what": "validation",
            **{name: plain(getattr(self, name)) for name in head},
            **plain(self.judgement),
            **{name: plain(getattr(self, name)) for name in parts},
            "warnings": list(self.warnings),
        }


def validate(
    texts: Sequence[LabelledText],
    *,
    codebook: Codebook,
    plan: Plan | None = None,
    seed: int = 0,
    jobs: int = 1,
    progress: Step | None = None,
) -> Validation:
    """How good classifiers trained on these labels are on documents they have not seen.

    Parameters
    ----------
    texts
        Labelled texts. In any order, they give the same result.
    codebook
        The labels there may be.
    plan
        By which split, and what else to compute; folds of whole documents if left out.
    seed
        Of folds, draws and repeats.
    jobs
        Worker processes; the result is the same for any number.
    progress
        Called with the number of trainings done and of all.

    Raises
    ------
    InputError
        If there are no texts, a label is not in the codebook, or no part could be judged.
    SettingError
        If the split is not known, or not possible with these texts.
    """
    plan = plan or Plan()
    known = Known.of(texts, codebook)
    baselines = baselines_for(codebook)
    methods = _methods(codebook, baselines, seed)
    stages = plan_stages(plan, known, list(methods), seed=seed)
    trials = [trial for part in stages.parts.values() for trial in part]
    results = run_trials(trials, known.rows, methods, jobs=jobs, step=progress)
    found = stages.divide(results)
    judged = _Judged.of(known, codebook, stages.main, found["main"])
    blank = judged.whole(np.zeros((len(known.rows), len(codebook.labels))))
    drawing: dict[str, int] = {"draws": plan.draws, "seed": seed}
    model = judged.predictions(MODEL)
    return Validation(
        task=codebook.task,
        codebook=codebook.version,
        labels=codebook.labels,
        split=plan.split,
        seed=seed,
        draws=plan.draws,
        n_labelled=len(known.rows),
        sides=_sides(stages, found["main"], known),
        judgement=judge(model, **drawing),
        baselines=tuple(
            rival_of(name, model, judged.predictions(name, baseline), **drawing)
            for name, baseline in baselines.items()
        ),
        strata=strata_by_origin([known.rows[row] for row in judged.rows], model, **drawing),
        shared=find_repeats(known.rows),
        random=_random_claim(judged, stages, found["random"], drawing) if plan.random else None,
        years=year_matrix(stages.years, found["years"], blank, **drawing) if stages.years else None,
        curve=learning_curve(stages.curve, found["curve"], blank, **drawing)
        if stages.curve
        else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Judged:
    """What every method predicted, of the rows for which the model could be trained."""

    known: Known
    codebook: Codebook
    rows: Numbers
    probabilities: Mapping[str, Floats]

    @classmethod
    def of(
        cls, known: Known, codebook: Codebook, trials: Sequence[Trial], results: Sequence[Result]
    ) -> "_Judged":
        shape = len(known.rows), len(codebook.labels)
        found = {trial.method: np.full(shape, np.nan) for trial in trials}
        for trial, result in zip(trials, results, strict=True):
            if result.probabilities is not None:
                found[trial.method][trial.test] = result.probabilities
        rows = np.flatnonzero(np.isfinite(found[MODEL][:, 0]))
        if not len(rows):
            reasons = [result.reason for result in results if result.reason]
            raise InputError(
                f"Expected labels enough to train on one part and judge by another, but: "
                f"{reasons[0] if reasons else 'no part holds texts.'}"
            )
        return cls(known=known, codebook=codebook, rows=rows, probabilities=found)

    def predictions(self, name: str, baseline: Baseline | None = None) -> Predictions:
        return Predictions(
            labels=self.codebook.labels,
            truth=self.known.truth[self.rows],
            probabilities=self.probabilities[name][self.rows],
            groups=number_groups(self.known.clusters[self.rows].tolist()),
            labels_only=baseline is not None and baseline.labels_only,
        )

    def whole(self, probabilities: Floats) -> Predictions:
        """Predictions of all labelled texts, whatever was judged."""
        return Predictions(
            labels=self.codebook.labels,
            truth=self.known.truth,
            probabilities=probabilities,
            groups=self.known.clusters,
        )


def _methods(codebook: Codebook, baselines: Mapping[str, Baseline], seed: int) -> dict[str, Method]:
    methods: dict[str, Method] = {MODEL: partial(train_and_predict, codebook=codebook, seed=seed)}
    for name, baseline in baselines.items():
        methods[name] = partial(baseline.predict, codebook=codebook, seed=seed)
    return methods


def _sides(stages: Stages, results: Sequence[Result], known: Known) -> tuple[Side, ...]:
    of_model = [
        result for trial, result in zip(stages.main, results, strict=True) if trial.method == MODEL
    ]
    return tuple(
        _side(split, result, known) for split, result in zip(stages.splits, of_model, strict=True)
    )


def _side(split: Split, result: Result, known: Known) -> Side:
    documents = [
        len({known.rows[row].document_id for row in rows}) for rows in (split.train, split.test)
    ]
    return Side(
        name=split.name,
        n_train=len(split.train),
        n_train_documents=documents[0],
        n_test=len(split.test),
        n_test_documents=documents[1],
        failed=result.reason,
    )


def _random_claim(
    judged: _Judged, stages: Stages, results: Sequence[Result], drawing: Mapping[str, int]
) -> RandomClaim | None:
    """Figures of folds of single sentences, against the honest ones, on the same texts."""
    probabilities = np.full((len(judged.known.rows), len(judged.codebook.labels)), np.nan)
    for trial, result in zip(stages.random, results, strict=True):
        if result.probabilities is None:
            return None
        probabilities[trial.test] = result.probabilities
    claimed = judged.whole(probabilities).take(judged.rows)
    honest = judged.predictions(MODEL)
    weights = draw_documents(
        int(claimed.groups.max()) + 1,
        draws=drawing["draws"],
        rng=np.random.default_rng(drawing["seed"]),
    )
    return RandomClaim.of(figures_of(claimed, weights), compare(claimed, honest, **drawing))
