"""Choosing how closely to fit, and saying how good the result is on documents it has not seen.

Every text is scored by a model trained on the folds without its document; terms and their
weights, too, come from those folds alone. The feature set, the strength of the fit and the
calibration are chosen on these scores. The reported figures judge each fold with the choice that
the other folds make, so that no text is judged by a choice it took part in.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.model.calibration import Calibration, fit_calibration, log_loss, log_softmax
from stance.model.classifier import fit_path
from stance.model.features import TermCounts, choose_terms, weigh
from stance.model.figures import (
    LabelFigures,
    accuracy,
    calibration_error,
    count_confusion,
    label_figures,
    macro_f1,
)

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Step = Callable[[int, int], None]
Scores = Mapping[tuple[str, float], Floats]
"""Uncalibrated scores ``(n_texts, n_labels)`` for each feature set and strength."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """The rows a model is trained on and the rows it is then tried on, as arrays of numbers."""

    train: Numbers
    test: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The feature set, how closely to fit (scikit-learn's `C`), and the calibration with them."""

    features: str
    strength: float
    calibration: Calibration


def make_folds(labels: Numbers, documents: Sequence[str], *, n_folds: int, seed: int) -> list[Fold]:
    """Folds that keep documents whole and the shares of the labels alike.

    Fewer than `n_folds` where there are fewer documents, or sentences of the rarest label.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    n_folds = min(n_folds, len(set(documents)), int(np.bincount(labels).min()))
    splitter = StratifiedGroupKFold(n_folds, shuffle=True, random_state=seed)
    rows = splitter.split(np.zeros(len(labels)), labels, np.asarray(documents, dtype=object))
    return [Fold(train=train, test=test) for train, test in rows if len(train) and len(test)]


def score_out_of_fold(
    counted: Mapping[str, TermCounts],
    labels: Numbers,
    folds: Sequence[Fold],
    *,
    strengths: Sequence[float],
    jobs: int = 1,
    step: Step | None = None,
) -> Scores:
    """Scores of every text by models that have not seen its document, for each candidate.

    Parameters
    ----------
    counted
        The terms of all texts, by the name of the feature set.
    """
    n_labels = int(labels.max()) + 1
    scores = {
        (name, strength): np.zeros((len(labels), n_labels))
        for name in counted
        for strength in strengths
    }
    tasks = [(counted[name], labels, fold, strengths) for name in counted for fold in folds]
    order = [(name, fold) for name in counted for fold in folds]
    results = zip(order, _run(tasks, jobs), strict=True)
    for done, ((name, fold), result) in enumerate(results, start=1):
        for strength, part in zip(strengths, result, strict=True):
            scores[name, strength][fold.test] = part
        if step is not None:
            step(done, len(tasks) + 1)
    return scores


def _run(tasks: Sequence[tuple[Any, ...]], jobs: int) -> Iterator[list[Floats]]:
    if jobs == 1:
        return (_score_fold(*task) for task in tasks)
    from joblib import Parallel, delayed

    pool = Parallel(n_jobs=jobs, return_as="generator")
    results: Iterator[list[Floats]] = pool(delayed(_score_fold)(*task) for task in tasks)
    return results


def _score_fold(
    counted: TermCounts, labels: Numbers, fold: Fold, strengths: Sequence[float]
) -> list[Floats]:
    weighting = choose_terms(counted, fold.train)
    train, test = (weigh(counted, weighting, rows) for rows in (fold.train, fold.test))
    n_labels = int(labels.max()) + 1
    path = fit_path(train, labels[fold.train], n_labels=n_labels, strengths=strengths)
    return [test @ weights.T + intercept for weights, intercept in path]


def choose(scores: Scores, labels: Numbers) -> Choice:
    """The candidate with the least log loss; the earlier set, the looser fit where they tie."""
    candidates = []
    for (name, strength), raw in scores.items():
        calibration = fit_calibration(raw, labels)
        loss = log_loss(calibration.apply(raw), labels)
        candidates.append((loss, name, strength, calibration))
    _, name, strength, calibration = min(candidates, key=lambda candidate: candidate[0])
    return Choice(features=name, strength=strength, calibration=calibration)


def table_of(scores: Scores, labels: Numbers) -> list[dict[str, Any]]:
    """One row a candidate: what it is, and its out-of-fold figures under its own calibration.

    They are for choosing: the best of many is better here than on texts to come. `judge` gives
    figures that allow for that.
    """
    rows = []
    for (name, strength), raw in scores.items():
        calibrated = fit_calibration(raw, labels).apply(raw)
        confusion = count_confusion(labels, calibrated.argmax(axis=1), n_labels=raw.shape[1])
        rows.append(
            {
                "features": name,
                "C": strength,
                "log_loss": round(log_loss(calibrated, labels), 4),
                "macro_f1": round(macro_f1(confusion), 4),
            }
        )
    return rows


def judge(
    scores: Scores, labels: Numbers, folds: Sequence[Fold], *, names: Sequence[str]
) -> dict[str, Any]:
    """Figures of the out-of-fold predictions, each fold under the choice of the other folds."""
    calibrated = np.zeros((len(labels), len(names)))
    for fold in folds:
        others = {candidate: raw[fold.train] for candidate, raw in scores.items()}
        choice = choose(others, labels[fold.train])
        raw = scores[choice.features, choice.strength][fold.test]
        calibrated[fold.test] = choice.calibration.apply(raw)
    probabilities = np.exp(log_softmax(calibrated))
    confusion = count_confusion(labels, probabilities.argmax(axis=1), n_labels=len(names))
    majority = np.full_like(labels, np.bincount(labels).argmax())
    return {
        "n_sentences": len(labels),
        "n_folds": len(folds),
        "macro_f1": round(macro_f1(confusion), 4),
        "majority_macro_f1": round(
            macro_f1(count_confusion(labels, majority, n_labels=len(names))), 4
        ),
        "accuracy": round(accuracy(confusion), 4),
        "calibration_error": round(calibration_error(probabilities, labels), 4),
        "log_loss": round(log_loss(calibrated, labels), 4),
        "per_label": [_rounded(figures) for figures in label_figures(confusion, names)],
        "confusion": confusion.tolist(),
    }


def _rounded(figures: LabelFigures) -> dict[str, Any]:
    row = asdict(figures)
    return {
        name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()
    }
