"""What a classifier must beat: the most frequent label, counts and scales of words, plain words.

Every baseline is a function of the texts to train on and the texts to judge by, and gives
probabilities ``(n_texts, n_labels)``. To add one, write such a function and enter it in
`BASELINES`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.corpus.labels.seeds import read_seeds, tasks_with_seeds
from stance.corpus.starter import starter_folder
from stance.errors import InputError
from stance.evaluate.predictions import number_groups, number_labels, one_hot, predict
from stance.model.seeds import train_from_seeds
from stance.model.settings import shipped_lexicon
from stance.records import Codebook, LabelledText
from stance.text import Preparation

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Predict = Callable[..., Floats]

_STRENGTHS = (0.5, 2.0, 8.0, 32.0)
_INNER_FOLDS = 3
_MOST_STEPS = 1000
_LEAST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """One baseline: what predicts, and what it needs.

    `predict` takes the texts to train on and those to judge by, and the keywords `codebook` and
    `seed`. `labels_only`: its probabilities are 0 and 1, so only figures of labels make sense.
    `untrained`: it does not look at the texts to train on. `task` limits it to one task.
    """

    predict: Predict
    labels_only: bool = False
    untrained: bool = False
    task: str | None = None


def majority(
    train: Sequence[LabelledText],
    test: Sequence[LabelledText],
    *,
    codebook: Codebook,
    seed: int = 0,  # noqa: ARG001 - every baseline is called alike
) -> Floats:
    """The shares of the labels in training, for every text: the most frequent label wins.

    >>> book = Codebook(task="stance", version="1", labels=("pro", "contra"))
    >>> row = LabelledText(text="Ya.", label="contra", document_id="a")
    >>> majority([row], [row, row], codebook=book).tolist()
    [[0.0, 1.0], [0.0, 1.0]]
    """
    numbers = number_labels(train, codebook.labels, task=codebook.task)
    shares = np.bincount(numbers, minlength=len(codebook.labels)) / len(numbers)
    return np.tile(shares, (len(test), 1))


def lexicon(
    train: Sequence[LabelledText],  # noqa: ARG001
    test: Sequence[LabelledText],
    *,
    codebook: Codebook,
    seed: int = 0,  # noqa: ARG001
) -> Floats:
    """Entries of the lexicon of acts that lean to the first label minus those to the last.

    More of the one than of the other decides; as many of both, or none, is the middle label. A
    longer entry covers the shorter ones within it. Nothing is learnt from labelled texts.
    """
    leans = _lexicon(codebook.labels)
    longest = max((len(entry) for entry in leans), default=0)
    middle, last = len(codebook.labels) // 2, len(codebook.labels) - 1
    prepared = _preparation().texts([text.text for text in test])
    counts = np.array([_count(text.split(), leans, longest) for text in prepared], dtype=np.int64)
    return one_hot(np.where(counts > 0, 0, np.where(counts < 0, last, middle)), last + 1)


def words(
    train: Sequence[LabelledText],
    test: Sequence[LabelledText],
    *,
    codebook: Codebook,
    seed: int = 0,
) -> Floats:
    """Logistic regression over TF-IDF of the words as they are written.

    No stems, no pairs, no calibration; `C` has the least log loss over three inner folds of whole
    documents.
    """
    labels = number_labels(train, codebook.labels, task=codebook.task)
    if len(set(labels.tolist())) == 1:  # nothing to tell apart
        return majority(train, test, codebook=codebook)
    written = [text.text for text in train]
    documents = number_groups([text.document_id for text in train])
    strength = _choose_strength(written, labels, documents, seed=seed)
    features = _vectorizer()
    with _one_thread():
        model = _classifier(strength).fit(features.fit_transform(written), labels)
    found = features.transform([text.text for text in test])
    return _in_order(model, found, n_labels=len(codebook.labels))


def scale(
    train: Sequence[LabelledText],
    test: Sequence[LabelledText],
    *,
    codebook: Codebook,
    seed: int = 0,
) -> Floats:
    """The labels that a scale of the shipped seed words gives, learnt from the texts alone.

    The labels of the texts to train on are not looked at. Where these are too few for a scale,
    every text gets the middle label.
    """
    n_labels = len(codebook.labels)
    try:
        bundle = train_from_seeds([text.text for text in train], codebook=codebook, seed=seed)
    except InputError:
        return one_hot(np.full(len(test), n_labels // 2), n_labels)
    return one_hot(predict(bundle, test).argmax(axis=1), n_labels)


BASELINES: dict[str, Baseline] = {
    "majority": Baseline(predict=majority),
    "lexicon": Baseline(predict=lexicon, labels_only=True, untrained=True, task="stance"),
    "scale": Baseline(predict=scale, labels_only=True),
    "words": Baseline(predict=words),
}
"""The baselines by name, in the order in which they are shown."""


def baselines_for(codebook: Codebook, *, untrained: bool = False) -> dict[str, Baseline]:
    """The baselines that can be used with a codebook; `untrained`: only those that learn nothing.

    The lexicon and the scale are left out where the project has no words for these labels.
    """
    found = {}
    for name, baseline in BASELINES.items():
        fits = baseline.task in {None, codebook.task}
        if name == "lexicon" and fits:
            fits = lexicon_file() is not None and bool(_lexicon(codebook.labels))
        if name == "scale":
            fits = _has_seeds(codebook)
        if fits and (baseline.untrained or not untrained):
            found[name] = baseline
    return found


def lexicon_file() -> Path | None:
    """The lexicon of acts that comes with the project, if it is there."""
    path = starter_folder("labels") / "lexicon" / "acts.tsv"
    return path if path.is_file() else None


def _has_seeds(codebook: Codebook) -> bool:
    """Whether the project ships seed words that lean to the ends of this codebook."""
    if lexicon_file() is None or codebook.task not in tasks_with_seeds():
        return False
    return {*read_seeds(codebook.task).values()} == {codebook.labels[0], codebook.labels[-1]}


@cache
def _lexicon(labels: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """Prepared entries -> +1 (leans to the first label) or -1 (to the last)."""
    if lexicon_file() is None:
        return {}
    side = {labels[0]: 1, labels[-1]: -1}
    shipped = shipped_lexicon()
    leans = {
        entry: side[shipped.leans[name]]
        for entry, name in shipped.layers["acts"].items()
        if shipped.leans.get(name) in side
    }
    prepared = _preparation().texts(list(leans))
    return {
        tuple(text.split()): lean
        for text, lean in zip(prepared, leans.values(), strict=True)
        if text
    }


@cache
def _preparation() -> Preparation:
    return Preparation(stems=True, slang=True)


def _count(stems: Sequence[str], leans: dict[tuple[str, ...], int], longest: int) -> int:
    """Entries for minus entries against, the longest first at each place."""
    total, place = 0, 0
    while place < len(stems):
        for length in range(min(longest, len(stems) - place), 0, -1):
            lean = leans.get(tuple(stems[place : place + length]))
            if lean is not None:
                total += lean
                place += length
                break
        else:
            place += 1
    return total


def _vectorizer() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(sublinear_tf=True)


def _classifier(strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=_MOST_STEPS)


def _one_thread() -> Any:
    """Sums over several threads depend on their number, and wait for each other."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1)


def _choose_strength(
    written: Sequence[str], labels: Numbers, documents: Numbers, *, seed: int
) -> float:
    """The `C` with the least log loss over folds of whole documents; the tighter one of equals."""
    from sklearn.model_selection import GroupKFold

    losses = dict.fromkeys(_STRENGTHS, 0.0)
    number = min(_INNER_FOLDS, int(documents.max()) + 1)
    if number < 2:  # noqa: PLR2004 - nothing to choose by
        return _STRENGTHS[1]
    folds = GroupKFold(number, shuffle=True, random_state=seed)
    for train, test in folds.split(documents, groups=documents):
        if len(set(labels[train].tolist())) < 2:  # noqa: PLR2004 - nothing to tell apart
            continue
        features = _vectorizer()
        known = features.fit_transform([written[row] for row in train])
        unknown = features.transform([written[row] for row in test])
        for strength in _STRENGTHS:
            with _one_thread():
                model = _classifier(strength).fit(known, labels[train])
            found = _in_order(model, unknown, n_labels=int(labels.max()) + 1)
            true = found[np.arange(len(test)), labels[test]]
            losses[strength] -= float(np.log(np.maximum(true, _LEAST)).sum())
    return min(_STRENGTHS, key=lambda strength: losses[strength])


def _in_order(model: Any, features: Any, *, n_labels: int) -> Floats:
    """Probabilities with a column a label, also of those that training did not have."""
    probabilities = np.zeros((features.shape[0], n_labels))
    probabilities[:, model.classes_] = model.predict_proba(features)
    return probabilities
