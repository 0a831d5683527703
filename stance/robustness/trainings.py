"""Cross-fitted probabilities of all sentences, for many classifiers at little cost.

Texts are prepared once for each way of preparing them, and a classifier without two folds serves
twice: it calibrates the one for the first fold on the labels of the second, and the other way
round. No sentence is scored, and no calibration fitted, by what has learnt from its document.

References
----------
T. Zrnic, E. J. Candes (2024), "Cross-prediction-powered inference", PNAS 121(15),
arXiv 2309.16598.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from typing import Any, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from stance.errors import InputError, StanceError
from stance.estimate.scored import Floats, Integers
from stance.model.calibration import fit_calibration, log_softmax
from stance.model.classifier import fit_path
from stance.model.features import TermCounts, choose_terms, count_terms, weigh
from stance.model.settings import FEATURE_SETS, TextSettings, shipped_lexicon
from stance.records import Corpus, LabelSet
from stance.robustness.choices import BY_KIND, KINDS
from stance.score.folds import cut_folds
from stance.text.stems import FormTable

Step = Callable[[int], None]
Training = tuple[str, ...]
"""Stems, features, strength and classifier, as `Specification.training` gives them."""

FOLDS = 5
# Two are left out of a calibration's classifier, and the label must be in another.
_FEWEST_FOLDS = 3
_ANYWHERE = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Texts:
    """All texts, each once, and which of them are labelled or are sentences of the corpus.

    `labelled` and `sentences` are places in `texts`; `folds` and `kinds` (places in `KINDS`) are
    theirs, and `codes` the labels' places in codebook order. Fold -1: not in the corpus.
    """

    texts: tuple[str, ...]
    names: tuple[str, ...]
    labelled: Integers
    codes: Integers
    label_folds: Integers
    label_kinds: Integers
    sentences: Integers
    folds: Integers
    kinds: Integers

    @classmethod
    def of(cls, corpus: Corpus, labels: LabelSet, table: pa.Table, *, seed: int) -> Self:
        """The texts of a corpus's sentences (`table`) and of its labels, cut into folds."""
        labelled = {text.document_id for text in labels.texts}
        fold_of = cut_folds(corpus, labelled=labelled, folds=FOLDS, rng=np.random.default_rng(seed))
        ids, kinds, said = (table[name].to_pylist() for name in ("article_id", "kind", "text"))
        # Sorted, so that no fit depends on the order of the labels.
        rows = sorted(
            (text.document_id, text.kind, text.start or 0, text.text, text.label)
            for text in labels.texts
        )
        every = dict.fromkeys([*(row[3] for row in rows), *said])
        places = {text: number for number, text in enumerate(every)}
        return cls(
            texts=tuple(every),
            names=labels.codebook.labels,
            labelled=_numbers(places[row[3]] for row in rows),
            codes=_numbers(labels.codebook.labels.index(row[4]) for row in rows),
            label_folds=_numbers(fold_of.get(row[0], _ANYWHERE) for row in rows),
            label_kinds=_numbers(KINDS.index(row[1]) for row in rows),
            sentences=_numbers(places[text] for text in said),
            folds=_numbers(fold_of.get(name, _ANYWHERE) for name in ids),
            kinds=_numbers(KINDS.index(kind) for kind in kinds),
        )

    def of_kind(self, kind: int) -> Self:
        """Those of articles (0) or of comments (1)."""
        labels, own = self.label_kinds == kind, self.kinds == kind
        return replace(
            self,
            labelled=self.labelled[labels],
            codes=self.codes[labels],
            label_folds=self.label_folds[labels],
            label_kinds=self.label_kinds[labels],
            sentences=self.sentences[own],
            folds=self.folds[own],
            kinds=self.kinds[own],
        )


def _numbers(values: Iterator[int]) -> Integers:
    return np.fromiter(values, dtype=np.int64)


def run_trainings(
    trainings: Sequence[Training], texts: Texts, *, jobs: int = 1, step: Step | None = None
) -> dict[Training, Floats | StanceError]:
    """The probabilities of every sentence by each classifier, or why there are none.

    Parameters
    ----------
    trainings
        What to train.
    texts
        What to learn from and to score.
    jobs
        Worker processes; the result is the same for any number.
    step
        Called with the number of trainings done.
    """
    tasks = list(_tasks(trainings, texts))
    found: dict[Training, Floats | StanceError] = {}
    for (alike, *_), results in zip(tasks, _run(tasks, texts, jobs), strict=True):
        found.update(zip(alike, results, strict=True))
        if step is not None:
            step(len(found))
    return found


_Task = tuple[list[Training], TermCounts, bool]


def _tasks(trainings: Sequence[Training], texts: Texts) -> Iterator[_Task]:
    """Those that differ in strength only together, with the texts prepared their way."""
    forms = FormTable()
    ordered = sorted(set(trainings), key=lambda one: (one[0], one[1], one[3], float(one[2])))
    for (stems, features), some in groupby(ordered, key=lambda one: one[:2]):
        counted = count_terms(_prepared(texts, stems == "yes", features, forms))
        for classifier, alike in groupby(some, key=lambda one: one[3]):
            yield list(alike), counted, classifier == BY_KIND


def _prepared(texts: Texts, stems: bool, features: str, forms: FormTable) -> list[str]:
    chosen = FEATURE_SETS[features]
    lexicon = shipped_lexicon() if chosen.marks else None
    settings = replace(TextSettings.of(chosen, lexicon), stems=stems)
    return settings.preparation(lexicon, forms=forms).texts(texts.texts)


def _run(
    tasks: Sequence[_Task], texts: Texts, jobs: int
) -> Iterator[Sequence[Floats | StanceError]]:
    if jobs == 1:
        return (_train(*task, texts=texts) for task in tasks)
    from joblib import Parallel, delayed

    light = replace(texts, texts=())
    pool = Parallel(n_jobs=jobs, return_as="generator")
    results: Iterator[Sequence[Floats | StanceError]] = pool(
        delayed(_train)(*task, texts=light) for task in tasks
    )
    return results


def _train(
    alike: Sequence[Training], counted: TermCounts, by_kind: bool, *, texts: Texts
) -> Sequence[Floats | StanceError]:
    """For each of some strengths the probabilities of all sentences."""
    strengths = [float(training[2]) for training in alike]
    try:
        if not by_kind:
            return cross_fit(counted, texts, strengths)
        found = [np.zeros((len(texts.sentences), len(texts.names))) for _ in strengths]
        for kind in range(len(KINDS)):
            own = texts.of_kind(kind)
            if len(own.sentences):
                parts = cross_fit(counted, own, strengths)
                for whole, part in zip(found, parts, strict=True):
                    whole[texts.kinds == kind] = part
    except StanceError as error:
        return [error] * len(alike)
    return found


def cross_fit(counted: TermCounts, texts: Texts, strengths: Sequence[float]) -> list[Floats]:
    """For each strength the calibrated probabilities ``(n_sentences, n_labels)``.

    Raises
    ------
    InputError
        A label is not in three folds, so that some classifier would not know it.
    """
    _check_labels(texts)
    shape = (len(strengths), FOLDS, len(texts.codes), len(texts.names))
    raw = np.full(shape, np.nan)  # of labels in other folds, to calibrate the fold's classifier
    for first, second in combinations(range(FOLDS), 2):
        held = [np.flatnonzero(texts.label_folds == fold) for fold in (first, second)]
        for place, scores in enumerate(
            _scores(counted, texts, (first, second), strengths, [texts.labelled[h] for h in held])
        ):
            raw[place, first, held[1]] = scores[1]
            raw[place, second, held[0]] = scores[0]
    found = [np.zeros((len(texts.sentences), len(texts.names))) for _ in strengths]
    for fold in range(FOLDS):
        own = np.flatnonzero(texts.folds == fold)
        calibrating = (texts.label_folds != fold) & (texts.label_folds != _ANYWHERE)
        rows = [texts.sentences[own]]
        for place, scores in enumerate(_scores(counted, texts, (fold,), strengths, rows)):
            calibration = fit_calibration(raw[place, fold][calibrating], texts.codes[calibrating])
            found[place][own] = np.exp(log_softmax(calibration.apply(scores[0])))
    return found


def _scores(
    counted: TermCounts,
    texts: Texts,
    without: tuple[int, ...],
    strengths: Sequence[float],
    asked: Sequence[Integers],
) -> Iterator[list[Floats]]:
    """For each strength the scores of the asked texts, by a classifier without some folds."""
    learnt = ~np.isin(texts.label_folds, without)
    rows, codes = texts.labelled[learnt], texts.codes[learnt]
    weighting = choose_terms(counted, rows)
    path = fit_path(
        weigh(counted, weighting, rows), codes, n_labels=len(texts.names), strengths=strengths
    )
    features = [weigh(counted, weighting, some) if len(some) else None for some in asked]
    nothing = np.zeros((0, len(texts.names)))
    for weights, intercept in path:
        yield [_linear(some, weights, intercept, nothing) for some in features]


def _linear(features: Any, weights: Floats, intercept: Floats, nothing: Floats) -> Floats:
    if features is None:
        return nothing
    scores: Floats = features @ weights.T + intercept
    return scores


def _check_labels(texts: Texts) -> None:
    for code, name in enumerate(texts.names):
        folds: NDArray[Any] = np.unique(texts.label_folds[texts.codes == code])
        if _ANYWHERE not in folds and len(folds) < _FEWEST_FOLDS:
            kinds = " and ".join(f"{KINDS[kind]}s" for kind in np.unique(texts.kinds))
            raise InputError(
                f"Expected every label in {_FEWEST_FOLDS} or more of {FOLDS} folds of articles, "
                f"got {name!r} in {len(folds)} (of {kinds}). Label more documents."
            )
