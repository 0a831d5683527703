"""The estimate re-run under every declared choice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from stance.errors import SettingError, StanceError
from stance.estimate.scored import Floats
from stance.estimate.table import rows_table
from stance.model.settings import check_seed
from stance.records import Corpus, LabelSet
from stance.robustness.choices import Declared, Estimand, Specification, usual_choices
from stance.robustness.estimands import Measured, measure, quantity_place, said_probabilities
from stance.robustness.sentences import Sentences
from stance.robustness.summary import cautions_of, summarise
from stance.robustness.trainings import FOLDS, Texts, Training, run_trainings

_NOTHING = dict.fromkeys(("value", "low", "high", "p", "n_gold", "n_groups", "error"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Multiverse:
    """What `multiverse` found.

    Attributes
    ----------
    specifications
        A row a specification: `spec` (from 0, the baseline), a column of texts for each choice
        that varies (``-`` where it does not matter), `quantity`, `value`, `low`, `high`, `p` (for
        a true value of 0), `baseline`, `n_gold`, `n_groups`, and `error`: why there is no value.
    summary
        A row for all specifications and one a value of each choice: how many there are and have
        failed, the shares of the others with the baseline's sign, with an interval that leaves out
        0, and with the baseline's verdict; median, lowest and highest value.
    settings
        All choices and the estimand as they were declared, with a digest.
    warnings
        What concerns all of it.
    """

    specifications: pa.Table
    summary: pa.Table
    settings: Mapping[str, Any]
    warnings: tuple[str, ...]


def multiverse(  # noqa: PLR0913 - what scoring, labels and estimates take together
    corpus: Corpus,
    labels: LabelSet,
    *,
    gold: pa.Table | None = None,
    choices: Declared | None = None,
    estimand: Estimand | None = None,
    seed: int = 0,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Multiverse:
    """One estimate under every combination of the declared choices.

    Each classifier is trained anew and cross-fitted: it scores no document that it, or a copy or
    comment of it, has learnt from. All specifications have the same folds and gold labels.

    Parameters
    ----------
    corpus
        What was read.
    labels
        Labels to train on, as `stance.read_labels` gives them.
    gold
        Gold labels that correct, as `read_gold` gives them, with their probabilities; by default
        `labels` themselves, as if every sentence had been as likely to be labelled.
    choices
        What is varied; `usual_choices` by default. Declare before looking at results: the digest
        in `settings` tells whether that was done.
    estimand
        What is estimated; `Estimand()`, the slope of the articles' mean score a year, by default.
    seed
        Decides which documents share a fold.
    jobs
        Worker processes. The result is the same for any number.
    progress
        Called with the number of trainings and specifications done, and of all.

    Raises
    ------
    InputError
        The corpus has no sentences, gold labels are not of it, there are too few articles for
        five folds, or every specification failed.
    SettingError
        A choice, the estimand, the seed or the number of jobs is not possible, or there is one
        specification only.

    References
    ----------
    .. [1] U. Simonsohn, J. P. Simmons, L. D. Nelson (2020). Specification curve analysis. Nature
           Human Behaviour 4.
    .. [2] S. Steegen, F. Tuerlinckx, A. Gelman, W. Vanpaemel (2016). Increasing Transparency
           Through a Multiverse Analysis. Perspectives on Psychological Science 11(5).
    .. [3] J. Baumann et al. (2025). Large Language Model Hacking: Quantifying the Hidden Risks of
           Using LLMs for Text Annotation. arXiv 2509.08825.
    """
    check_seed(seed)
    if jobs < 1:
        raise SettingError(f"Expected at least one job, got {jobs}.")
    asked = Estimand() if estimand is None else estimand
    quantity_place(asked.quantity, labels.codebook.labels)
    declared = usual_choices(corpus, labels) if choices is None else choices
    specifications = declared.specifications()
    trainings = list(dict.fromkeys(one.training for one in specifications if one.training))
    total = len(trainings) + len(specifications)

    def step(done: int) -> None:
        if progress is not None:
            progress(done, total)

    sentences = Sentences.of(corpus, labels, gold=gold)
    texts = Texts.of(corpus, labels, sentences.table, seed=seed)
    scored = run_trainings(trainings, texts, jobs=jobs, step=step)
    rows = []
    for row in _rows(specifications, sentences, scored, asked):
        rows.append(row)
        step(len(trainings) + len(rows))
    notes = (*_all_labelled(sentences), *sentences.notes)
    return _result(rows, declared, asked, seed=seed, notes=notes)


def _all_labelled(sentences: Sentences) -> Iterator[str]:
    if len(sentences.gold.rows) == sentences.table.num_rows:
        yield (
            "all-labelled: every sentence has a gold label, so that no choice of a classifier can "
            "matter to a corrected value."
        )


def _result(
    rows: Sequence[dict[str, Any]], declared: Declared, asked: Estimand,
    *, seed: int, notes: tuple[str, ...],
) -> Multiverse:  # fmt: skip
    schema = pa.schema(
        [
            ("spec", pa.int32()),
            *((name, pa.string()) for name in declared.varied),
            ("quantity", pa.string()),
            *((name, pa.float64()) for name in ("value", "low", "high", "p")),
            ("baseline", pa.bool_()),
            *((name, pa.int64()) for name in ("n_gold", "n_groups")),
            ("error", pa.string()),
        ]
    )
    table = rows_table(rows, schema)
    summary = summarise(table, declared.varied)
    return Multiverse(
        specifications=table,
        summary=summary,
        settings=declared.described(asked, seed=seed, folds=FOLDS),
        warnings=(*cautions_of(table, summary), *notes),
    )


def _rows(
    specifications: Sequence[Specification],
    sentences: Sentences,
    scored: Mapping[Training, Floats | StanceError],
    asked: Estimand,
) -> Iterator[dict[str, Any]]:
    """A row a specification; one that failed says why, and if all did, the first is raised."""
    failed: list[StanceError] = []
    for number, one in enumerate(specifications):
        row = {"spec": number, **one.values, "quantity": asked.quantity, "baseline": number == 0}
        try:
            found = _measured(one, sentences, scored, asked)
        except StanceError as error:
            failed.append(error)
            yield {**row, **_NOTHING, "error": str(error)}
            continue
        low, high = found.contrast.interval(asked.level)
        yield {
            **row,
            "value": found.contrast.value,
            "low": low,
            "high": high,
            "p": found.contrast.p,
            "n_gold": found.n_gold,
            "n_groups": found.n_groups,
            "error": None,
        }
    if len(failed) == len(specifications):
        raise failed[0]


def _measured(
    one: Specification,
    sentences: Sentences,
    scored: Mapping[Training, Floats | StanceError],
    asked: Estimand,
) -> Measured:
    labels = sentences.ordered.labels
    # Labels only take no notice of a classifier; any will do.
    said: Floats | StanceError = np.full((sentences.table.num_rows, len(labels)), 1 / len(labels))
    if one.training is not None:
        said = scored[one.training]
    if isinstance(said, StanceError):
        raise said
    probabilities = said_probabilities(said, one, labels)
    tally = sentences.tally(
        probabilities, unit=one.values["unit"], duplicates=one.values["duplicates"]
    )
    return measure(tally, one, asked)
