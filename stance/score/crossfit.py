"""Scores by classifiers that have not learnt from the document they score.

Labels that correct an estimate must not have trained the classifier that is corrected: it knows
its own sentences better than others, so that it would seem to err less than it does. Here each
document is scored by a classifier of the other folds' labels, and every label can do both.

References
----------
T. Zrnic, E. J. Candes (2024), "Cross-prediction-powered inference", PNAS 121(15),
arXiv 2309.16598.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stance.errors import InputError, SettingError
from stance.model import Bundle
from stance.model.settings import FEWEST_FOLDS, check_seed
from stance.model.storage import digest_of
from stance.records import Corpus, LabelSet
from stance.score.columns import numbers, strings
from stance.score.documents import score_documents
from stance.score.fold_bundles import plan_trainings, train_folds
from stance.score.folds import cut_folds
from stance.score_table import METADATA

Numbers = NDArray[np.int64]

FOLDS = 5


def score_cross_fitted(  # noqa: PLR0913 - what `train` and `score_documents` take together
    corpus: Corpus,
    labels: LabelSet,
    *,
    bundle: Bundle,
    folds: int = FOLDS,
    seed: int = 0,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> pa.Table:
    """A score for every sentence, by a classifier that was trained without its document.

    The documents, labelled or not, are cut into folds; an article, its comments and its
    near-duplicates share one. For each fold a classifier is trained on the labels of all others,
    and scores the fold's documents.

    The classifiers have the feature sets and strengths that `bundle` has; nothing is chosen anew,
    so **these settings were chosen with all labels** if `bundle` was trained on them. Terms,
    weights and calibration are learnt within each training alone. The texts and labels of
    documents that are not in the corpus take part in every training.

    Parameters
    ----------
    corpus
        What was read.
    labels
        Labels of its documents, as `stance.read_labels` gives them, of the bundle's task.
    bundle
        A bundle that was trained on labels. It scores nothing here.
    folds
        How many parts the corpus is cut into.
    seed
        Decides which documents share a fold, here and within each training.
    jobs
        Worker processes. The table is the same for any number.
    progress
        Called with the number of steps done and of all: a training and a scoring a fold.

    Returns
    -------
    pyarrow.Table
        As `score_documents` gives it, in the same order; ``trained_on`` is nowhere true. `model`
        stands for all folds' classifiers together. The metadata are those of scores by `bundle`,
        and ``cross_fitted`` in them holds `folds`, `seed`, how many `documents` each fold has,
        the `digests` of the folds' classifiers, and the `model` made of them.

    Raises
    ------
    InputError
        If the labels are of another task than the bundle, or none belongs to the corpus; there
        are fewer articles than folds; or, without some fold, a label is left in fewer than two
        documents.
    SettingError
        If there are fewer than two folds, there is no job, the seed is out of range, or the bundle
        was not trained on labels.
    """
    _check_settings(folds, seed, jobs)
    _check_labels(labels, bundle)
    labelled = {text.document_id for text in labels.texts}
    fold_of = cut_folds(corpus, labelled=labelled, folds=folds, rng=np.random.default_rng(seed))
    _check_labelled(labelled, fold_of)
    trainings = plan_trainings(labels, bundle=bundle, fold_of=fold_of, folds=folds, seed=seed)

    def step(done: int) -> None:
        if progress is not None:
            progress(done, 2 * folds)

    bundles = train_folds(trainings, jobs=jobs, step=step)
    corpora, places = _cut_corpus(corpus, fold_of, folds)
    tables = []
    for own, part in zip(bundles, corpora, strict=True):
        tables.append(score_documents(part, bundle=own, jobs=jobs))
        step(folds + len(tables))
    about = {
        "folds": folds,
        "seed": seed,
        "documents": [len(own) for own in places],
        "digests": [own.digest for own in bundles],
    }
    return _signed(_in_order(tables, places), about, corpus=corpus, bundle=bundle)


def _check_settings(folds: int, seed: int, jobs: int) -> None:
    check_seed(seed)
    if jobs < 1:
        raise SettingError(f"Expected at least one job, got {jobs}.")
    if folds < FEWEST_FOLDS:
        raise SettingError(
            f"Expected at least {FEWEST_FOLDS} folds, got {folds}. Give more with --folds."
        )


def _check_labels(labels: LabelSet, bundle: Bundle) -> None:
    task, book = bundle.manifest["codebook"]["task"], labels.codebook
    if (book.task, book.labels) != (task, bundle.labels):
        raise InputError(
            f"Expected labels of the bundle's task {task!r} ({', '.join(bundle.labels)}), got "
            f"{book.task!r} ({', '.join(book.labels)}). Give its labels, or another bundle."
        )


def _check_labelled(labelled: Collection[str], fold_of: Mapping[str, int]) -> None:
    if fold_of.keys().isdisjoint(labelled):
        raise InputError(
            f"Expected labels of the corpus's documents, got labels of {len(labelled)} others"
            f"{f', such as {min(labelled)[:80]!r}' if labelled else ''}. Give the labels of these "
            "documents, or score without --cross-fit."
        )


def _cut_corpus(
    corpus: Corpus, fold_of: Mapping[str, int], folds: int
) -> tuple[list[Corpus], list[Numbers]]:
    """The corpus of each fold, and where its documents stand in the order of the whole."""
    corpora = [
        Corpus(
            articles=tuple(row for row in corpus.articles if fold_of[row.id] == fold),
            comments=tuple(row for row in corpus.comments if fold_of[row.article_id] == fold),
        )
        for fold in range(folds)
    ]
    articles = [fold_of[row.id] for row in corpus.articles]
    comments = [fold_of[row.article_id] for row in corpus.comments]
    of_place = np.array([*articles, *comments], dtype=np.int64)
    return corpora, [np.flatnonzero(of_place == fold) for fold in range(folds)]


def _in_order(tables: Sequence[pa.Table], places: Sequence[Numbers]) -> pa.Table:
    """The rows of all folds in the order of the whole corpus."""
    ranks = [own[_document_of(table)] for own, table in zip(places, tables, strict=True)]
    order = np.argsort(np.concatenate(ranks), kind="stable")
    return pa.concat_tables(tables).take(numbers(order, pa.int64())).combine_chunks()


def _document_of(table: pa.Table) -> Numbers:
    """For each row the number of its document, which begins with sentence 0 or is an error."""
    index = pc.fill_null(table["index"].combine_chunks(), 0)
    return np.cumsum(np.asarray(index) == 0) - 1


def _signed(table: pa.Table, about: dict[str, Any], *, corpus: Corpus, bundle: Bundle) -> pa.Table:
    """The table with one `model` for all folds, and with where it comes from."""
    # One name, as of one classifier: between folds chance decides who scored, so a difference
    # between groups is never theirs.
    model = digest_of(about)[:12]
    column = table.schema.get_field_index("model")
    names = strings([model] * table.num_rows)
    # Scores of no documents at all, for the metadata that all scores by this bundle have.
    blank = score_documents(replace(corpus, articles=(), comments=()), bundle=bundle)
    origin = json.loads(blank.schema.metadata[METADATA])
    origin["corpus"] |= {"articles": len(corpus.articles), "comments": len(corpus.comments)}
    metadata = json.dumps(origin | {"cross_fitted": {**about, "model": model}})
    return table.set_column(column, table.schema.field(column), names).replace_schema_metadata(
        {METADATA: metadata}
    )
