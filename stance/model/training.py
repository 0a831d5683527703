"""Labelled sentences in, a bundle out."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import InputError, SettingError
from stance.model.bundle import Bundle
from stance.model.classifier import CLASS_WEIGHT, fit_classifier
from stance.model.features import FEATURES, TermCounts, choose_terms, count_terms, weigh
from stance.model.selection import (
    Choice,
    Step,
    choose,
    judge,
    make_folds,
    score_out_of_fold,
    table_of,
)
from stance.model.settings import FeatureSet, Grid, TextSettings, check_seed, shipped_lexicon
from stance.records import Codebook, LabelledText
from stance.text.stems import FormTable

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

FEWEST_DOCUMENTS = 2
"""Of each label: one document to learn it from and another to try it on."""
FEWEST_OF_A_KIND = 500
"""So many sentences of articles, and of comments, each get a classifier of their own."""


def train(
    texts: Sequence[LabelledText],
    *,
    codebook: Codebook,
    grid: Grid | None = None,
    seed: int = 0,
    jobs: int = 1,
    progress: Step | None = None,
) -> Bundle:
    """A calibrated linear classifier of sentences, with figures of how good it is.

    Where there are at least `FEWEST_OF_A_KIND` sentences of articles and of comments, each kind
    gets a classifier of its own: readers do not write as desks do (`experiments/features`).

    The same texts in any order, with the same seed and any number of jobs, give the same bundle.

    Parameters
    ----------
    texts
        Sentences with their labels. The sentences of one `document_id` stay together in the folds
        on which the classifier is chosen, calibrated and judged.
    codebook
        The labels there may be, from the one scored +1 to the one scored -1.
    grid
        The feature sets and strengths to choose from; ``Grid()`` by default.
    seed
        Decides which documents share a fold.
    jobs
        Worker processes.
    progress
        Called with the number of steps done and of all steps.

    Returns
    -------
    Bundle
        Its ``manifest["validation"]`` holds out-of-fold figures: of classifiers trained on the
        other documents, each judged under settings that were chosen without it.
        ``manifest["selection"]`` lists what there was to choose from.

    Raises
    ------
    InputError
        If there are no texts, fewer than two labels among them, a label that is not in the
        codebook, a label of the codebook in fewer than two documents, fewer documents than folds,
        or no words.
    SettingError
        If the seed is negative, there is no job, or no such feature set or strength.
    """
    grid = Grid() if grid is None else grid
    sets = grid.sets()
    _check_settings(seed, jobs)
    _check_texts(texts, codebook, n_folds=grid.folds)
    if grid.lexicon is None and any(features.marks for features in sets):
        grid = replace(grid, lexicon=shipped_lexicon())
    work = _Work(codebook=codebook, grid=grid, seed=seed, jobs=jobs, forms=FormTable())
    articles, comments = _by_kind(texts, codebook)
    steps = _Steps(progress, n_models=2 if comments else 1)
    inner = _train_one(comments, work, steps) if comments else None
    return _train_one(articles, work, steps, comments=inner)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What is the same for both kinds of document."""

    codebook: Codebook
    grid: Grid
    seed: int
    jobs: int
    forms: FormTable


class _Steps:
    """Counts the steps of one or two trainings as those of one."""

    def __init__(self, progress: Step | None, *, n_models: int) -> None:
        self._progress = progress
        self._n_models = n_models
        self._done = 0

    def __call__(self, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress(self._done * total + done, self._n_models * total)
        if done == total:
            self._done += 1


def _by_kind(
    texts: Sequence[LabelledText], codebook: Codebook
) -> tuple[Sequence[LabelledText], Sequence[LabelledText]]:
    """Articles and comments apart if there are enough of both; else all together, and none."""
    articles = [text for text in texts if text.kind == "article"]
    comments = [text for text in texts if text.kind == "comment"]
    if all(_is_enough(part, codebook) for part in (articles, comments)):
        return articles, comments
    return texts, []


def _is_enough(texts: Sequence[LabelledText], codebook: Codebook) -> bool:
    by_label = _documents_by_label(texts, codebook).values()
    return len(texts) >= FEWEST_OF_A_KIND and min(map(len, by_label)) >= FEWEST_DOCUMENTS


def _train_one(
    texts: Sequence[LabelledText], work: _Work, steps: _Steps, *, comments: Bundle | None = None
) -> Bundle:
    rows = sorted(texts, key=_row)
    sets, names = work.grid.sets(), work.codebook.labels
    counted = _count(rows, sets, work)
    labels = np.array([names.index(row.label) for row in rows], dtype=np.int64)
    folds = make_folds(
        labels, [row.document_id for row in rows], n_folds=work.grid.folds, seed=work.seed
    )
    scores = score_out_of_fold(
        counted, labels, folds, strengths=work.grid.strengths, jobs=work.jobs, step=steps
    )
    choice = choose(scores, labels)
    chosen = next(features for features in sets if features.name == choice.features)
    about = {
        **_describe(rows, work.codebook, work.seed),
        "text": TextSettings.of(chosen, work.grid.lexicon).to_dict(),
        "selection": table_of(scores, labels),
        "validation": {
            "n_documents": len({row.document_id for row in rows}),
            **judge(scores, labels, folds, names=names),
        },
    }
    lexicon = work.grid.lexicon if chosen.marks else None
    fitted = _fit(counted[choice.features], labels, choice=choice, about=about)
    bundle = Bundle.seal(about, **fitted, lexicon=lexicon, comments=comments)
    total = len(folds) * len(sets) + 1
    steps(total, total)
    return bundle


def _count(
    rows: Sequence[LabelledText], sets: Sequence[FeatureSet], work: _Work
) -> Mapping[str, TermCounts]:
    """The terms of the texts, counted once for each feature set."""
    texts = [row.text for row in rows]
    counted = {}
    for features in sets:
        lexicon = work.grid.lexicon
        settings = TextSettings.of(features, lexicon)
        preparation = settings.preparation(lexicon, forms=work.forms)
        counted[features.name] = count_terms(preparation.texts(texts, jobs=work.jobs))
        if not counted[features.name].terms:
            raise InputError(
                "Expected words in the labelled texts, got none: after cleaning, all "
                f"{len(rows)} texts are empty. Check which column holds the text."
            )
    return counted


def _row(text: LabelledText) -> tuple[str, str, str, str]:
    return text.document_id, text.text, text.label, text.kind


def _check_settings(seed: int, jobs: int) -> None:
    check_seed(seed)
    if jobs < 1:
        raise SettingError(f"Expected at least one job, got {jobs}.")


def _check_texts(texts: Sequence[LabelledText], codebook: Codebook, *, n_folds: int) -> None:
    """Refuse what no classifier, or no honest judgement of one, can be made of."""
    if not texts:
        raise InputError("Expected labelled texts to train on, got none. Check the label file.")
    for text in texts:
        if text.label not in codebook.labels:
            raise InputError(
                f"Expected one of the labels {', '.join(codebook.labels)} of codebook "
                f"{codebook.version}, got {text.label[:40]!r} in document "
                f"{text.document_id[:80]!r}. Correct the label, or name another codebook."
            )
    documents = _documents_by_label(texts, codebook)
    found = [label for label, ids in documents.items() if ids]
    if len(found) == 1:
        raise InputError(
            f"Expected at least two labels to tell apart, got only {found[0]!r} in all "
            f"{len(texts)} texts. Add texts with other labels."
        )
    for label, ids in documents.items():
        if len(ids) < FEWEST_DOCUMENTS:
            raise InputError(
                f"Expected every label of codebook {codebook.version} in {FEWEST_DOCUMENTS} or "
                f"more documents (one to learn from, one to try on), got {label!r} in {len(ids)}. "
                "Label more documents, or train with a codebook without this label."
            )
    n_documents = len({text.document_id for text in texts})
    if n_documents < n_folds:
        raise InputError(
            f"Expected at least as many documents as folds, {n_folds}, got {n_documents}. Label "
            "more documents, or cut them into fewer folds with --folds."
        )


def _documents_by_label(texts: Sequence[LabelledText], codebook: Codebook) -> dict[str, set[str]]:
    documents: dict[str, set[str]] = {label: set() for label in codebook.labels}
    for text in texts:
        documents[text.label].add(text.document_id)
    return documents


def _describe(rows: Sequence[LabelledText], codebook: Codebook, seed: int) -> dict[str, Any]:
    """What the manifest says of the data; nothing in it depends on when or where it was made."""
    labels = Counter(row.label for row in rows)
    kinds = Counter(row.kind for row in rows)
    documents = sorted({row.document_id for row in rows})
    return {
        "codebook": {
            "task": codebook.task,
            "version": codebook.version,
            "labels": list(codebook.labels),
        },
        "features": FEATURES,
        "classifier": {"class_weight": CLASS_WEIGHT},
        "labels": {label: labels[label] for label in codebook.labels},
        "kinds": {kind: kinds[kind] for kind in sorted(kinds)},
        "data_digest": _data_digest(rows),
        "seed": seed,
        "documents": documents,
    }


def _data_digest(rows: Sequence[LabelledText]) -> str:
    digest = blake2b(digest_size=16)
    for row in rows:
        digest.update(json.dumps(_row(row)).encode("ascii") + b"\n")
    return digest.hexdigest()


def _fit(
    counted: TermCounts, labels: Numbers, *, choice: Choice, about: dict[str, Any]
) -> dict[str, Any]:
    """The terms and arrays of the classifier of all texts, with the calibration folded in."""
    names = about["codebook"]["labels"]
    weighting = choose_terms(counted)
    weights, intercept = fit_classifier(
        weigh(counted, weighting), labels, n_labels=len(names), strength=choice.strength
    )
    weights, intercept = choice.calibration.fold_into(weights, intercept)
    about["validation"] |= {
        "features": choice.features,
        "C": choice.strength,
        "temperature": round(choice.calibration.temperature, 4),
        "offsets": {
            name: round(offset, 4)
            for name, offset in zip(names, choice.calibration.offsets, strict=True)
        },
    }
    terms = [counted.terms[column] for column in weighting.columns]
    arrays = {"idf": weighting.idf, "weights": weights, "intercept": intercept}
    return {"terms": terms, "arrays": arrays}
