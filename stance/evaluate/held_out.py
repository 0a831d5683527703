"""A bundle against labels that it should not have seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stance.evaluate.baselines import baselines_for
from stance.evaluate.clusters import cluster_texts
from stance.evaluate.comparison import Comparison, compare
from stance.evaluate.draws import DRAWS, FEW_DOCUMENTS, Figure
from stance.evaluate.judging import Judgement, Stratum, judge, strata_of
from stance.evaluate.leaks import Leaks, find_leaks
from stance.evaluate.metrics import LabelJudgement
from stance.evaluate.plain import plain
from stance.evaluate.predictions import Predictions, number_labels, one_hot, predict
from stance.model import Bundle
from stance.records import Codebook, LabelledText

FORMAT = 1
"""Of the JSON that evaluations and validations are written as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Something else judged on the same texts, with the differences to what is judged.

    `comparison` has the judged classifier first: above 0 in ``macro_f1`` it is the better one.
    """

    name: str
    labels_only: bool
    figures: Mapping[str, Figure]
    comparison: Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How good a bundle's predictions are on labelled sentences.

    `judgement` has every figure with its interval; the properties give the plain numbers of the
    most used. `strata` are the figures within kinds and outlets.

    `n_documents_trained_on` counts the documents that the bundle was trained on, by their ids: if
    it is not 0, the figures are too good. `warnings` say so in words.
    """

    task: str
    codebook: str
    labels: tuple[str, ...]
    model: str
    n_sentences: int
    n_documents: int
    n_documents_trained_on: int
    n_sentences_trained_on: int
    judgement: Judgement
    baselines: tuple[Rival, ...]
    strata: Mapping[str, tuple[Stratum, ...]]
    shared: Leaks | None
    seed: int
    draws: int

    @property
    def accuracy(self) -> float:
        """The share of right labels, 0..1."""
        return self.judgement.figures["accuracy"].value

    @property
    def macro_f1(self) -> float:
        """The mean F1 over the labels that occur, truly or predicted, 0..1."""
        return self.judgement.figures["macro_f1"].value

    @property
    def calibration_error(self) -> float:
        """The mean distance of probability and share of right labels, 0..1; lower is better."""
        return self.judgement.figures["calibration_error"].value

    @property
    def per_label(self) -> tuple[LabelJudgement, ...]:
        """Precision, recall and F1 of each label."""
        return self.judgement.per_label

    @property
    def confusion(self) -> tuple[tuple[int, ...], ...]:
        """True labels in rows, predicted ones in columns, in codebook order."""
        return self.judgement.confusion

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

    @property
    def warnings(self) -> tuple[str, ...]:
        """What weakens these figures, in sentences."""
        few = few_documents(self.judgement.n_documents)
        shared = self.shared.said if self.shared else ()
        return tuple(said for said in (self.leaks, *shared, few) if said)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON types, with the warnings: what `stance report` takes."""
        head = ("task", "codebook", "labels", "model", "seed", "draws")
        return {
            "format": FORMAT,
            "what": "held-out",
            **{name: plain(getattr(self, name)) for name in head},
            "n_documents_trained_on": self.n_documents_trained_on,
            "n_sentences_trained_on": self.n_sentences_trained_on,
            **plain(self.judgement),
            "n_documents": self.n_documents,
            "baselines": plain(self.baselines),
            "strata": plain(self.strata),
            "shared": plain(self.shared),
            "leaks": self.leaks,
            "warnings": list(self.warnings),
        }


def evaluate_bundle(
    texts: Sequence[LabelledText],
    *,
    bundle: Bundle,
    trained_on: Sequence[LabelledText] | None = None,
    against: Bundle | None = None,
    seed: int = 0,
    draws: int = DRAWS,
) -> Evaluation:
    """The figures of a bundle on labelled sentences, with intervals and baselines beside them.

    Parameters
    ----------
    texts
        Sentences with their true labels, from documents that the bundle was not trained on.
    bundle
        A trained bundle of the same task.
    trained_on
        The labelled texts it was trained on, if they are at hand: to find sentences that are on
        both sides. Without them, documents are known by their ids only.
    against
        Another bundle of the same labels, to compare with.
    seed, draws
        Of the intervals.

    Raises
    ------
    InputError
        If there are no texts, or a label that the bundle does not have.
    """
    about = bundle.manifest["codebook"]
    book = Codebook(task=about["task"], version=about["version"], labels=bundle.labels)
    truth = number_labels(texts, bundle.labels, task=book.task)
    predictions = Predictions(
        labels=bundle.labels,
        truth=truth,
        probabilities=predict(bundle, texts),
        groups=cluster_texts(texts),
    )
    seen = [text.document_id for text in texts if text.document_id in bundle.documents]
    return Evaluation(
        task=book.task,
        codebook=book.version,
        labels=bundle.labels,
        model=bundle.digest[:12],
        n_sentences=len(texts),
        n_documents=len({text.document_id for text in texts}),
        n_documents_trained_on=len(set(seen)),
        n_sentences_trained_on=len(seen),
        judgement=judge(predictions, seed=seed, draws=draws),
        baselines=tuple(
            rival_of(name, predictions, other, seed=seed, draws=draws)
            for name, other in _others(texts, predictions, bundle, against, book).items()
        ),
        strata=strata_by_origin(texts, predictions, seed=seed, draws=draws),
        shared=None if trained_on is None else find_leaks(trained_on, texts),
        seed=seed,
        draws=draws,
    )


def rival_of(name: str, judged: Predictions, other: Predictions, *, seed: int, draws: int) -> Rival:
    """Another's figures on the same texts, and the differences."""
    return Rival(
        name=name,
        labels_only=other.labels_only,
        figures=judge(other, seed=seed, draws=draws).figures,
        comparison=compare(judged, other, seed=seed, draws=draws),
    )


def strata_by_origin(
    texts: Sequence[LabelledText], predictions: Predictions, *, seed: int, draws: int
) -> dict[str, tuple[Stratum, ...]]:
    """The figures within kinds, outlets and years, where there are several of them."""
    origins: dict[str, list[str | None]] = {
        "kind": [text.kind for text in texts],
        "outlet": [text.outlet for text in texts],
        "year": [str(text.published.year) if text.published else None for text in texts],
    }
    return {
        name: strata_of(predictions, values, seed=seed, draws=draws)
        for name, values in origins.items()
        if len(set(values) - {None}) > 1
    }


def few_documents(n_documents: int) -> str:
    """A warning where the intervals rest on few documents, or nothing."""
    if n_documents >= FEW_DOCUMENTS:
        return ""
    return (
        f"{n_documents} documents are few: under {FEW_DOCUMENTS}, intervals over draws of "
        "documents are too narrow."
    )


def _others(
    texts: Sequence[LabelledText],
    judged: Predictions,
    bundle: Bundle,
    against: Bundle | None,
    book: Codebook,
) -> dict[str, Predictions]:
    """What to compare with: all that needs no labels to learn from."""
    counts = np.array([_label_counts(bundle.of(text.kind)) for text in texts])
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    found = {"majority": (shares, False)}
    if not counts.any():
        frequent = np.full(len(texts), np.bincount(judged.truth).argmax())
        found = {"majority": (one_hot(frequent, len(bundle.labels)), True)}
    for name, baseline in baselines_for(book, untrained=True).items():
        found[name] = (baseline.predict([], texts, codebook=book), baseline.labels_only)
    if against is not None:
        number_labels(texts, against.labels, task=against.manifest["codebook"]["task"])
        order = [against.labels.index(label) for label in bundle.labels]
        found[f"bundle {against.digest[:12]}"] = (predict(against, texts)[:, order], False)
    return {
        name: Predictions(
            labels=judged.labels,
            truth=judged.truth,
            probabilities=probabilities,
            groups=judged.groups,
            labels_only=labels_only,
        )
        for name, (probabilities, labels_only) in found.items()
    }


def _label_counts(bundle: Bundle) -> list[int]:
    """How many sentences of each label the bundle learnt from; none if from seed words."""
    return [bundle.manifest["labels"].get(label, 0) for label in bundle.labels]
