"""Labels that are likely wrong, so that people look at them again.

Three reasons, each independent of the others: ``doubted``, by confident learning from
probabilities out of fold; ``unequal``, since an equal or near-equal sentence has another label;
``against-agreement``, where two annotators or more agree and the classifier is certain otherwise.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.corpus.labels.annotations import ADJUDICATOR
from stance.corpus.labels.given import GivenLabel
from stance.evaluate.clusters import cluster_texts, near_pairs
from stance.evaluate.confident import best_other, likely_errors, normalised_margin
from stance.evaluate.predictions import number_labels, predict
from stance.evaluate.running import Step, learn, run_parallel
from stance.evaluate.speaking import Speaker, Terms
from stance.evaluate.splits import grouped_splits
from stance.records import Codebook, Kind, LabelledText

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

REASONS = ("doubted", "unequal", "against-agreement")
CERTAIN = 0.8
"""From this probability of another label on, a classifier is certain against annotators."""
NEAR = 0.8
"""Share of common three-word runs from which prepared sentences should have one label."""
_TERMS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """An equal or near-equal sentence with another label."""

    document_id: str
    start: int | None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A label that may be wrong, with all that helps to decide.

    `suggested` is the most probable label that was not given; `probabilities` are out of fold.
    `margin` is (P(given) - P(suggested) + 1) / 2, 0..1: the lower, the more suspect, and `rank`
    counts from the lowest. `terms` are those that speak most for the suggested label, each with
    what it adds to ln P(suggested) / P(given).
    """

    rank: int
    document_id: str
    start: int | None
    kind: Kind
    text: str
    label: str
    suggested: str
    probabilities: Mapping[str, float]
    margin: float
    reasons: tuple[str, ...]
    annotators: Mapping[str, str]
    twins: tuple[Twin, ...]
    terms: Terms

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The names of the fields, as `to_dict` has them."""
        return tuple(one.name for one in fields(cls))

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON types."""
        row = asdict(self)
        row["reasons"] = list(self.reasons)
        row["twins"] = list(row["twins"])
        row["terms"] = dict(self.terms)
        return row


def find_suspects(
    rows: Sequence[GivenLabel],
    *,
    codebook: Codebook,
    folds: int = 5,
    seed: int = 0,
    jobs: int = 1,
    progress: Step | None = None,
) -> list[Suspect]:
    """The labels that are likely wrong, the most suspect first.

    Parameters
    ----------
    rows
        Labelled sentences, as `read_given` gives them.
    codebook
        The labels there may be.
    folds
        How many parts the documents are cut into; each sentence is judged by a classifier that
        has seen neither its document nor one with a near-equal sentence.
    seed
        Decides which.
    jobs
        Worker processes; the result is the same for any number.
    progress
        Called with the number of folds done and of all.

    Raises
    ------
    InputError, SettingError
        As for `stance.train`; if there are no rows.

    References
    ----------
    C. G. Northcutt, L. Jiang, I. L. Chuang (2021), "Confident Learning: Estimating Uncertainty
    in Dataset Labels".
    """
    texts = [row.text for row in rows]
    given = number_labels(texts, codebook.labels, task=codebook.task)
    splits = grouped_splits(given, cluster_texts(texts), folds=folds, seed=seed)
    calls = [
        ([texts[row] for row in split.train], [texts[row] for row in split.test], codebook, seed)
        for split in splits
    ]
    probabilities = np.zeros((len(texts), len(codebook.labels)))
    terms: dict[int, Terms] = {}
    for done, (part, said) in enumerate(run_parallel(_judge_fold, calls, jobs=jobs), start=1):
        test = splits[done - 1].test
        probabilities[test] = part
        terms |= zip(test.tolist(), said, strict=True)
        if progress is not None:
            progress(done, len(calls))
    return _ranked(rows, given, codebook=codebook, probabilities=probabilities, terms=terms)


def select_suspects(suspects: Sequence[Suspect], *, reason: str | None = None) -> list[Suspect]:
    """The suspects of one reason, or all."""
    return [one for one in suspects if reason is None or reason in one.reasons]


def _ranked(
    rows: Sequence[GivenLabel],
    given: Numbers,
    *,
    codebook: Codebook,
    probabilities: Floats,
    terms: Mapping[int, Terms],
) -> list[Suspect]:
    other, chance = best_other(given, probabilities)
    margins = normalised_margin(given, probabilities)
    twins = find_twins(rows)
    reasons = _reasons(rows, likely_errors(given, probabilities), twins, chance)
    order = sorted(reasons, key=lambda row: (margins[row], row))
    return [
        Suspect(
            rank=rank,
            document_id=rows[row].document_id,
            start=rows[row].text.start,
            kind=rows[row].text.kind,
            text=rows[row].text.text,
            label=rows[row].text.label,
            suggested=codebook.labels[other[row]],
            probabilities=dict(zip(codebook.labels, probabilities[row].tolist(), strict=True)),
            margin=float(margins[row]),
            reasons=reasons[row],
            annotators=dict(rows[row].annotators),
            twins=twins.get(row, ()),
            terms=terms[row],
        )
        for rank, row in enumerate(order, start=1)
    ]


def _reasons(
    rows: Sequence[GivenLabel],
    doubted: NDArray[np.bool_],
    twins: Mapping[int, tuple[Twin, ...]],
    chance: Floats,
) -> dict[int, tuple[str, ...]]:
    """Why each suspect row is one."""
    found = {}
    for row, one in enumerate(rows):
        holds = (bool(doubted[row]), row in twins, _agreed(one) and chance[row] >= CERTAIN)
        if any(holds):
            found[row] = tuple(name for name, held in zip(REASONS, holds, strict=True) if held)
    return found


def _agreed(row: GivenLabel) -> bool:
    """Whether two annotators or more gave the label, and none another."""
    said = [label for who, label in row.annotators.items() if who != ADJUDICATOR]
    return len(said) > 1 and set(said) == {row.text.label}


def find_twins(rows: Sequence[GivenLabel]) -> dict[int, tuple[Twin, ...]]:
    """The rows with an equal or near-equal sentence of another label, and these sentences.

    Sentences are compared as prepared: in stems, without capitals, figures and spellings that do
    not matter. Those of any length count if equal; of five words or more, if near-equal.

    Examples
    --------
    >>> rows = [
    ...     GivenLabel(text=LabelledText(text=text, label=label, document_id=name),
    ...                document_id=name, annotators={})
    ...     for name, text, label in (("1", "Setuju!", "a"), ("2", "setuju", "b"), ("3", "Ya", "a"))
    ... ]
    >>> {row: [twin.label for twin in twins] for row, twins in find_twins(rows).items()}
    {0: ['b'], 1: ['a']}
    """
    from stance.text import Preparation

    prepared = Preparation().texts([row.text.text for row in rows])
    pairs = {(pair.first, pair.second) for pair in near_pairs(prepared) if pair.similarity >= NEAR}
    equal: dict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(prepared):
        pairs |= {(before, row) for before in equal[text]} if text else set()
        equal[text].append(row)
    found: dict[int, list[Twin]] = defaultdict(list)
    for pair in sorted(pairs):
        if rows[pair[0]].text.label != rows[pair[1]].text.label:
            found[pair[0]].append(_twin(rows[pair[1]]))
            found[pair[1]].append(_twin(rows[pair[0]]))
    return {row: tuple(twins) for row, twins in found.items()}


def _twin(row: GivenLabel) -> Twin:
    return Twin(document_id=row.document_id, start=row.text.start, label=row.text.label)


def _judge_fold(
    train: Sequence[LabelledText], test: Sequence[LabelledText], codebook: Codebook, seed: int
) -> tuple[Floats, list[Terms]]:
    """Probabilities of one fold's texts, and the terms that speak for another label."""
    bundle = learn(train, codebook=codebook, seed=seed)
    probabilities = predict(bundle, test)
    given = number_labels(test, codebook.labels, task=codebook.task)
    other, _ = best_other(given, probabilities)
    speaker = Speaker(bundle)
    pairs = zip(test, speaker.features(test), other.tolist(), given.tolist(), strict=True)
    return probabilities, [
        speaker.terms(text, features, (one, two), most=_TERMS) for text, features, one, two in pairs
    ]
