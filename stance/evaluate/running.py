"""Training on one part and judging by another, many times over, in one process or several."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError
from stance.evaluate.predictions import predict
from stance.model import Bundle, Grid
from stance.model import train as train_bundle
from stance.model.settings import FEWEST_FOLDS
from stance.records import Codebook, LabelledText

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Step = Callable[[int, int], None]
Method = Callable[[Sequence[LabelledText], Sequence[LabelledText]], Floats]
"""From the texts to train on and those to judge by to the latter's probabilities."""

MODEL = "model"
"""The name of the classifier that is judged, among the methods."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trial:
    """One method, the rows it may learn from, and the rows it is to predict."""

    method: str
    train: Numbers
    test: Numbers

    @property
    def key(self) -> tuple[str, bytes, bytes]:
        """Equal for trials that would give the same."""
        return self.method, self.train.tobytes(), self.test.tobytes()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Result:
    """What a trial gave: probabilities ``(n_test, n_labels)``, or why it could not be made."""

    probabilities: Floats | None = None
    reason: str = ""


def train_and_predict(
    train: Sequence[LabelledText],
    test: Sequence[LabelledText],
    *,
    codebook: Codebook,
    seed: int,
) -> Floats:
    """The classifier as `stance train` makes it, everything learnt from these texts alone."""
    return predict(learn(train, codebook=codebook, seed=seed), test)


def learn(train: Sequence[LabelledText], *, codebook: Codebook, seed: int) -> Bundle:
    """The bundle of one side of a split, chosen on fewer folds where it has few documents."""
    n_documents = len({text.document_id for text in train})
    grid = Grid(folds=max(FEWEST_FOLDS, min(Grid().folds, n_documents)))
    return train_bundle(train, codebook=codebook, grid=grid, seed=seed)


def run_trials(
    trials: Sequence[Trial],
    texts: Sequence[LabelledText],
    methods: Mapping[str, Method],
    *,
    jobs: int = 1,
    step: Step | None = None,
) -> list[Result]:
    """The results of trials, in their order; equal trials are made once.

    Parameters
    ----------
    trials
        What to train on and to predict.
    texts
        The labelled texts that the trials' rows count.
    methods
        By name.
    jobs
        Worker processes; the results are the same for any number.
    step
        Called with the number of trials made and of all.
    """
    wanted = {trial.key: trial for trial in trials}
    calls = [
        (
            methods[trial.method],
            [texts[row] for row in trial.train],
            [texts[row] for row in trial.test],
        )
        for trial in wanted.values()
    ]
    made = {}
    for done, (key, result) in enumerate(
        zip(wanted, run_parallel(_try, calls, jobs=jobs), strict=True), start=1
    ):
        made[key] = result
        if step is not None:
            step(done, len(calls))
    return [made[trial.key] for trial in trials]


def _try(method: Method, train: Sequence[LabelledText], test: Sequence[LabelledText]) -> Result:
    try:
        if not train:
            raise InputError("Expected texts to train on, got none.")  # noqa: TRY301
        return Result(probabilities=method(train, test))
    except InputError as error:
        return Result(reason=str(error))


def run_parallel(
    function: Callable[..., Any], calls: Sequence[tuple[Any, ...]], *, jobs: int
) -> Iterator[Any]:
    """The function's result for each tuple of arguments, in order, as they come."""
    if jobs == 1:
        return (function(*arguments) for arguments in calls)
    from joblib import Parallel, delayed

    pool = Parallel(n_jobs=jobs, return_as="generator")
    results: Iterator[Any] = pool(delayed(function)(*arguments) for arguments in calls)
    return results
