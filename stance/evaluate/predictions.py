"""Predictions and the truth side by side: what every figure here is computed from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError
from stance.model import Bundle
from stance.records import Kind, LabelledText

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Predictions:
    """Probabilities of texts whose labels are known.

    `truth` holds the number of each text's true label, in the order of `labels` (from the one
    scored +1 to the one scored -1); `probabilities` is ``(n_texts, n_labels)`` with rows summing
    to 1; `groups` numbers the documents from 0 without gaps. Where a method gives labels only,
    `labels_only` is true and each row is 1 for the label.
    """

    labels: tuple[str, ...]
    truth: Numbers
    probabilities: Floats
    groups: Numbers
    labels_only: bool = False

    @property
    def predicted(self) -> Numbers:
        """The number of each text's most probable label."""
        best: Numbers = self.probabilities.argmax(axis=1)
        return best

    def take(self, rows: NDArray[np.bool_] | Numbers) -> "Predictions":
        """The same of some of the texts."""
        return replace(
            self,
            truth=self.truth[rows],
            probabilities=self.probabilities[rows],
            groups=number_groups(self.groups[rows].tolist()),
        )


def predict(bundle: Bundle, texts: Sequence[LabelledText]) -> Floats:
    """A bundle's probabilities ``(n_texts, n_labels)``, by scikit-learn's own pipeline.

    The only place where judging meets a bundle: it judges the bundle, not the engine that scores.
    """
    probabilities = np.zeros((len(texts), len(bundle.labels)))
    kinds: tuple[Kind, ...] = ("article", "comment")
    for kind in kinds:
        rows = [row for row, text in enumerate(texts) if text.kind == kind]
        if rows:
            model = bundle.of(kind)
            prepared = model.preparation().texts([texts[row].text for row in rows])
            probabilities[rows] = model.to_sklearn().predict_proba(prepared)
    return probabilities


def number_labels(texts: Sequence[LabelledText], labels: Sequence[str], *, task: str) -> Numbers:
    """The number of each text's label.

    Raises
    ------
    InputError
        If there are no texts, or one has a label that is not among `labels`.
    """
    if not texts:
        raise InputError("Expected labelled texts to judge the bundle on, got none.")
    number = {label: place for place, label in enumerate(labels)}
    for text in texts:
        if text.label not in number:
            raise InputError(
                f"Expected one of the bundle's labels {', '.join(labels)}, got "
                f"{text.label[:40]!r} in document {text.document_id[:80]!r}. Use labels of the "
                f"task {task!r}, or another bundle."
            )
    return np.array([number[text.label] for text in texts], dtype=np.int64)


def number_groups(names: Sequence[object]) -> Numbers:
    """The number of each name, in the order of their first occurrence.

    >>> number_groups(["b", "a", "b"]).tolist()
    [0, 1, 0]
    """
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)


def one_hot(predicted: Numbers, n_labels: int) -> Floats:
    """Labels as probabilities of 0 and 1.

    >>> one_hot(np.array([1]), 3).tolist()
    [[0.0, 1.0, 0.0]]
    """
    return np.eye(n_labels)[predicted]
