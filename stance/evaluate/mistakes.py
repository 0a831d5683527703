"""The sentences that were given a wrong label, and the terms that misled, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stance.evaluate.clusters import cluster_texts
from stance.evaluate.predictions import number_labels, predict
from stance.evaluate.running import Step, learn, run_parallel
from stance.evaluate.speaking import Speaker
from stance.evaluate.splits import grouped_splits
from stance.model import Bundle
from stance.records import Codebook, LabelledText

TERMS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MisleadingTerm:
    """A term and what it adds to ln P(predicted label) / P(true label): above 0 it misled."""

    term: str
    contribution: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A sentence whose predicted label is not its true one.

    ``log_odds == intercept`` plus the contributions of all its terms is
    ``ln P(predicted) / P(label)``; `terms` are those that pushed most towards the predicted label.
    """

    document_id: str
    kind: str
    start: int | None
    text: str
    label: str
    predicted: str
    probability: float
    label_probability: float
    log_odds: float
    intercept: float
    terms: tuple[MisleadingTerm, ...]


def mistakes_of(
    texts: Sequence[LabelledText], *, bundle: Bundle, terms: int = TERMS
) -> list[Mistake]:
    """The mistakes of a bundle on labelled texts it was not trained on, the surest first.

    Parameters
    ----------
    texts
        Sentences with their true labels.
    bundle
        A trained bundle of the same task.
    terms
        How many misleading terms to give, at most.

    Raises
    ------
    InputError
        If there are no texts, or a label that the bundle does not have.
    """
    truth = number_labels(texts, bundle.labels, task=bundle.manifest["codebook"]["task"])
    speaker = Speaker(bundle)
    features = speaker.features(texts)
    probabilities = predict(bundle, texts)
    predicted = probabilities.argmax(axis=1)
    found = []
    for row in np.flatnonzero(predicted != truth).tolist():
        labels = int(predicted[row]), int(truth[row])
        model = bundle.of(texts[row].kind)
        given, true = (float(probabilities[row, label]) for label in labels)
        found.append(
            Mistake(
                document_id=texts[row].document_id,
                kind=texts[row].kind,
                start=texts[row].start,
                text=texts[row].text,
                label=bundle.labels[labels[1]],
                predicted=bundle.labels[labels[0]],
                probability=given,
                label_probability=true,
                log_odds=float(np.log(given / true)) if true > 0 else float("inf"),
                intercept=float(model.intercept[labels[0]] - model.intercept[labels[1]]),
                terms=tuple(
                    MisleadingTerm(term=term, contribution=value)
                    for term, value in speaker.terms(texts[row], features[row], labels, most=terms)
                ),
            )
        )
    return _ranked(found)


def mistakes_out_of_fold(
    texts: Sequence[LabelledText],
    *,
    codebook: Codebook,
    folds: int = 5,
    seed: int = 0,
    jobs: int = 1,
    progress: Step | None = None,
) -> list[Mistake]:
    """The mistakes on labelled texts, each by a classifier trained without its document.

    Parameters
    ----------
    texts
        Labelled texts.
    codebook
        The labels there may be.
    folds
        How many parts the documents are cut into; near-equal documents share one.
    seed
        Decides which.
    jobs
        Worker processes.
    progress
        Called with the number of folds done and of all.

    Raises
    ------
    InputError, SettingError
        As for `stance.train`.
    """
    truth = number_labels(texts, codebook.labels, task=codebook.task)
    splits = grouped_splits(truth, cluster_texts(texts), folds=folds, seed=seed)
    calls = [
        ([texts[row] for row in split.train], [texts[row] for row in split.test], codebook, seed)
        for split in splits
    ]
    found: list[Mistake] = []
    for done, part in enumerate(run_parallel(_fold_mistakes, calls, jobs=jobs), start=1):
        found += part
        if progress is not None:
            progress(done, len(calls))
    return _ranked(found)


def select_mistakes(
    mistakes: Sequence[Mistake], *, label: str | None = None, predicted: str | None = None
) -> list[Mistake]:
    """The mistakes of one true label, of one predicted label, or of a pair of them."""
    return [
        mistake
        for mistake in mistakes
        if label in {None, mistake.label} and predicted in {None, mistake.predicted}
    ]


def _fold_mistakes(
    train: Sequence[LabelledText], test: Sequence[LabelledText], codebook: Codebook, seed: int
) -> list[Mistake]:
    return mistakes_of(test, bundle=learn(train, codebook=codebook, seed=seed))


def _ranked(mistakes: Sequence[Mistake]) -> list[Mistake]:
    return sorted(mistakes, key=lambda row: (-row.probability, row.document_id, row.start or 0))
