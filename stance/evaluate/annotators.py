"""A ledger's annotators compared: agreement overall and by group, and what they disagree on."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from stance.corpus.labels.annotations import ADJUDICATOR, Place
from stance.corpus.labels.places import CorpusInput, LabelledPlaces, read_places
from stance.errors import InputError, SettingError
from stance.evaluate.agreement import MISSING, Agreement, measure_agreement
from stance.evaluate.draws import DRAWS
from stance.records import Article, Kind, Note

GROUPINGS = ("kind", "outlet", "year")
_TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAgreement:
    """The agreement of some annotators on the sentences of one group.

    `by` is ``all``, or the grouping that `group` is a value of. `n_documents` counts articles and
    comments; the intervals draw from articles with their comments.
    """

    by: str
    group: str
    annotators: tuple[str, ...]
    n_documents: int
    measured: Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A sentence that annotators label differently, with each one's label and flags.

    `adjudicated` is the label that the adjudicator gave it, if there is one.
    """

    document_id: str
    start: int
    end: int
    kind: Kind
    text: str
    labels: Mapping[str, str]
    flags: Mapping[str, tuple[str, ...]]
    adjudicated: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatorComparison:
    """How far a ledger's annotators agree: a row a group and set of annotators.

    The sets are all annotators together and, if there are more than two, each pair of them. The
    adjudicator is not one: who knows what others said agrees with them too easily.
    """

    task: str
    codebook: str
    annotators: tuple[str, ...]
    rows: tuple[GroupAgreement, ...]
    disagreements: tuple[Disagreement, ...]
    notes: tuple[Note, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON types; what is not defined is `None`."""
        plain: dict[str, Any] = _without_nan(asdict(self))
        return plain


def compare_annotators(
    path: str | Path,
    *,
    corpus: CorpusInput = None,
    task: str = "stance",
    by: Sequence[str] = ("kind",),
    draws: int = DRAWS,
    rng: np.random.Generator,
) -> AnnotatorComparison:
    """The agreement of a ledger's annotators, and the sentences on which they differ.

    Parameters
    ----------
    path
        A label ledger, or a folder of them.
    corpus
        A corpus, or what `stance.read` takes. By default the folder ``articles`` beside the
        labels.
    task
        A task's name, or the path of a codebook's TOML file.
    by
        Groups for which figures are given apart: ``kind`` (articles, comments), ``outlet``,
        ``year``; a comment has its article's outlet and year.
    draws, rng
        How many draws the intervals rest on, and the generator of them.

    Raises
    ------
    InputError
        If a file cannot be read, or no sentence was labelled by two annotators.
    SettingError
        If `by` names another grouping.

    References
    ----------
    See `stance.evaluate.agreement`.
    """
    for name in by:
        if name not in GROUPINGS:
            raise SettingError(
                f"Expected groups by {', '.join(GROUPINGS)}, got {name!r}. Name some of these."
            )
    places = read_places(path, corpus=corpus, task=task, codebook=task)
    table = _Table(places)
    if not table.has_pairs:
        raise InputError(
            f"Expected sentences in {path} that two annotators labelled, found none (annotators: "
            f"{', '.join(table.annotators) or 'only the adjudicator'}). Have a second annotator "
            "label some of them."
        )
    return AnnotatorComparison(
        task=places.codebook.task,
        codebook=places.codebook.version,
        annotators=table.annotators,
        rows=tuple(
            table.measure(grouping, group, columns, draws=draws, rng=rng)
            for grouping in ("all", *dict.fromkeys(by))
            for group in table.groups(grouping)
            for columns in table.sets
        ),
        disagreements=tuple(table.disagreements()),
        notes=places.notes,
    )


class _Table:
    """The labels as an array, a row a sentence and a column an annotator."""

    def __init__(self, places: LabelledPlaces) -> None:
        self.places = places
        self.order: list[Place] = list(places.given)
        names = {who for given in places.given.values() for who in given} - {ADJUDICATOR}
        self.annotators = tuple(sorted(names))
        number = {label: n for n, label in enumerate(places.codebook.labels)}
        self.codes = np.array(
            [
                [number[given[who].label] if who in given else MISSING for who in self.annotators]
                for given in places.given.values()
            ],
            dtype=np.int64,
        ).reshape(len(self.order), len(self.annotators))
        self.clusters = [places.article_of(place)[0] for place in self.order]

    @property
    def has_pairs(self) -> bool:
        return bool(((self.codes != MISSING).sum(axis=1) >= _TWO).any())

    @property
    def sets(self) -> list[tuple[int, ...]]:
        """All columns together, then each pair, if that is not the same."""
        everyone = tuple(range(len(self.annotators)))
        pairs = list(combinations(everyone, _TWO))
        return [everyone, *pairs] if len(everyone) > _TWO else pairs

    def groups(self, grouping: str) -> list[str]:
        return sorted({self._group(place, grouping) for place in self.order})

    def _group(self, place: Place, grouping: str) -> str:
        if grouping == "kind":
            return self._kind(place)
        _, article = self.places.article_of(place)
        if grouping == "outlet":
            return (article.outlet if article else None) or "unknown"
        if grouping == "year":
            return str(article.published.year) if article and article.published else "unknown"
        return "all"

    def _kind(self, place: Place) -> Kind:
        return "article" if isinstance(self.places.documents[place[0]], Article) else "comment"

    def measure(
        self,
        grouping: str,
        group: str,
        columns: tuple[int, ...],
        *,
        draws: int,
        rng: np.random.Generator,
    ) -> GroupAgreement:
        """The agreement of some annotators on the sentences of one group."""
        codes = self.codes[:, columns]
        paired = (codes != MISSING).sum(axis=1) >= _TWO
        rows = [
            n
            for n, place in enumerate(self.order)
            if paired[n] and self._group(place, grouping) == group
        ]
        return GroupAgreement(
            by=grouping,
            group=group,
            annotators=tuple(self.annotators[n] for n in columns),
            n_documents=len({self.order[n][0] for n in rows}),
            measured=measure_agreement(
                codes[rows],
                labels=self.places.codebook.labels,
                clusters=[self.clusters[n] for n in rows],
                draws=draws,
                rng=rng,
            ),
        )

    def disagreements(self) -> list[Disagreement]:
        found = []
        for place, given in self.places.given.items():
            labels = {who: given[who].label for who in self.annotators if who in given}
            if len(set(labels.values())) < _TWO:
                continue
            decided = given.get(ADJUDICATOR)
            found.append(
                Disagreement(
                    document_id=place[0],
                    start=place[1],
                    end=place[2],
                    kind=self._kind(place),
                    text=self.places.text(place),
                    labels=labels,
                    flags={who: given[who].flags for who in labels if given[who].flags},
                    adjudicated=decided.label if decided else None,
                )
            )
        return found


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nan(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and np.isnan(value) else value
