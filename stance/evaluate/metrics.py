"""A bundle against labels that it should not have seen."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError
from stance.model import Bundle
from stance.model.figures import (
    LabelFigures,
    accuracy,
    calibration_error,
    count_confusion,
    label_figures,
    macro_f1,
)
from stance.records import LabelledText


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How good a bundle's predictions are on labelled sentences.

    `accuracy` and `macro_f1` are 0..1, higher is better; `macro_f1` is the mean over the labels
    that occur, truly or predicted. `calibration_error` is 0..1, lower is better. In `confusion`
    rows are true labels and columns predicted ones, in codebook order.

    `n_documents_trained_on` counts the documents that the bundle was trained on, by their ids: if
    it is not 0, the figures are too good. `leaks` says so in words, or is empty.
    """

    task: str
    model: str
    n_sentences: int
    n_documents: int
    n_documents_trained_on: int
    n_sentences_trained_on: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    per_label: tuple[LabelFigures, ...]
    confusion: tuple[tuple[int, ...], ...]

    @property
    def leaks(self) -> str:
        """A warning where the bundle has seen some of these documents in training."""
        if not self.n_documents_trained_on:
            return ""
        return (
            f"{self.n_documents_trained_on} of {self.n_documents} documents "
            f"({self.n_sentences_trained_on} of {self.n_sentences} sentences) were in the bundle's "
            "training data: these figures are too good. Its manifest has out-of-fold figures."
        )

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON types, with the warning."""
        return {**asdict(self), "leaks": self.leaks}


def evaluate_bundle(texts: Sequence[LabelledText], *, bundle: Bundle) -> Evaluation:
    """The figures of a bundle on labelled sentences.

    Parameters
    ----------
    texts
        Sentences with their true labels, from documents that the bundle was not trained on.
    bundle
        A trained bundle of the same task.

    Raises
    ------
    InputError
        If there are no texts, or a label that the bundle does not have.
    """
    truth = _truth(texts, bundle)
    prepared = bundle.preparation().texts([text.text for text in texts])
    # scikit-learn's own pipeline, so that this judges the bundle and not our engine.
    probabilities = bundle.to_sklearn().predict_proba(prepared)
    predicted = probabilities.argmax(axis=1)
    confusion = count_confusion(truth, predicted, n_labels=len(bundle.labels))
    trained_on = bundle.documents
    seen = [text.document_id for text in texts if text.document_id in trained_on]
    return Evaluation(
        task=bundle.manifest["codebook"]["task"],
        model=bundle.digest[:12],
        n_sentences=len(texts),
        n_documents=len({text.document_id for text in texts}),
        n_documents_trained_on=len(set(seen)),
        n_sentences_trained_on=len(seen),
        accuracy=accuracy(confusion),
        macro_f1=macro_f1(confusion),
        calibration_error=calibration_error(probabilities, truth),
        per_label=label_figures(confusion, bundle.labels),
        confusion=tuple(tuple(row) for row in confusion.tolist()),
    )


def _truth(texts: Sequence[LabelledText], bundle: Bundle) -> NDArray[np.int64]:
    if not texts:
        raise InputError("Expected labelled texts to judge the bundle on, got none.")
    number = {label: place for place, label in enumerate(bundle.labels)}
    for text in texts:
        if text.label not in number:
            raise InputError(
                f"Expected one of the bundle's labels {', '.join(bundle.labels)}, got "
                f"{text.label[:40]!r} in document {text.document_id[:80]!r}. Use labels of the "
                f"task {bundle.manifest['codebook']['task']!r}, or another bundle."
            )
    return np.array([number[text.label] for text in texts], dtype=np.int64)
