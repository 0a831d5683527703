"""Choosing how closely to fit, and saying how good the result is on documents it has not seen.

Every text is scored by a model trained on the folds without its document; terms and their
weights, too, come from those folds alone. The strength of the fit and the calibration are chosen
on these scores. The reported figures judge each fold with the choice that the other folds make,
so that no text is judged by a choice it took part in.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.model.calibration import Calibration, fit_calibration, log_loss, log_softmax
from stance.model.classifier import fit_classifier
from stance.model.features import choose_terms, make_vectorizer
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

STRENGTHS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
MOST_FOLDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """The rows a model is trained on and the rows it is then tried on, as arrays of numbers."""

    train: Numbers
    test: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How closely to fit (scikit-learn's `C`), and the calibration that goes with it."""

    strength: float
    calibration: Calibration


def make_folds(labels: Numbers, documents: Sequence[str], *, seed: int) -> list[Fold]:
    """Folds that keep documents whole and the shares of the labels alike.

    Five, or as many as there are documents, or sentences of the rarest label.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    n_folds = min(MOST_FOLDS, len(set(documents)), int(np.bincount(labels).min()))
    splitter = StratifiedGroupKFold(n_folds, shuffle=True, random_state=seed)
    rows = splitter.split(np.zeros(len(labels)), labels, np.asarray(documents, dtype=object))
    return [Fold(train=train, test=test) for train, test in rows if len(train) and len(test)]


def score_out_of_fold(
    prepared: Sequence[str],
    labels: Numbers,
    folds: Sequence[Fold],
    *,
    jobs: int = 1,
    step: Step | None = None,
) -> dict[float, Floats]:
    """Uncalibrated scores ``(n_texts, n_labels)`` of every text, for each strength."""
    n_labels = int(labels.max()) + 1
    scores = {strength: np.zeros((len(labels), n_labels)) for strength in STRENGTHS}
    tasks = [
        (*features, labels[fold.train], n_labels, strength)
        for fold in folds
        for features in [_fold_features(prepared, fold)]
        for strength in STRENGTHS
    ]
    order = [(fold, strength) for fold in folds for strength in STRENGTHS]
    results = zip(order, _run(tasks, jobs), strict=True)
    for done, ((fold, strength), result) in enumerate(results, start=1):
        scores[strength][fold.test] = result
        if step is not None:
            step(done, len(tasks) + 1)
    return scores


def _fold_features(prepared: Sequence[str], fold: Fold) -> tuple[Any, Any]:
    train = [prepared[row] for row in fold.train]
    vectorizer = make_vectorizer(choose_terms(train))
    return vectorizer.fit_transform(train), vectorizer.transform(
        [prepared[row] for row in fold.test]
    )


def _run(tasks: Sequence[tuple[Any, ...]], jobs: int) -> Iterator[Floats]:
    if jobs == 1:
        return (_score_fold(*task) for task in tasks)
    from joblib import Parallel, delayed

    pool = Parallel(n_jobs=jobs, return_as="generator")
    results: Iterator[Floats] = pool(delayed(_score_fold)(*task) for task in tasks)
    return results


def _score_fold(train: Any, test: Any, labels: Numbers, n_labels: int, strength: float) -> Floats:
    weights, intercept = fit_classifier(train, labels, n_labels=n_labels, strength=strength)
    scores: Floats = test @ weights.T + intercept
    return scores


def choose(scores: dict[float, Floats], labels: Numbers) -> Choice:
    """The strength and calibration with the least log loss; the looser fit where they tie."""
    candidates = []
    for strength, raw in sorted(scores.items()):
        calibration = fit_calibration(raw, labels)
        loss = log_loss(calibration.apply(raw), labels)
        candidates.append((loss, strength, calibration))
    _, strength, calibration = min(candidates, key=lambda candidate: candidate[:2])
    return Choice(strength=strength, calibration=calibration)


def judge(
    scores: dict[float, Floats], labels: Numbers, folds: Sequence[Fold], *, names: Sequence[str]
) -> dict[str, Any]:
    """Figures of the out-of-fold predictions, each fold under the choice of the other folds."""
    calibrated = np.zeros((len(labels), len(names)))
    for fold in folds:
        others = {strength: raw[fold.train] for strength, raw in scores.items()}
        choice = choose(others, labels[fold.train])
        calibrated[fold.test] = choice.calibration.apply(scores[choice.strength][fold.test])
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
