"""A tool's file -> annotations in the ledger, and what was left out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from stance.corpus.labels.annotations import Place
from stance.corpus.labels.codebook import read_codebook
from stance.corpus.labels.exchange.appending import Known, append_annotations
from stance.corpus.labels.exchange.asking import choices_of
from stance.corpus.labels.exchange.formats import detect_format, find_format
from stance.corpus.labels.exchange.items import Answer, Choices, Purpose
from stance.corpus.labels.exchange.loading import load
from stance.corpus.labels.exchange.naming import name_annotators
from stance.corpus.labels.exchange.placing import Lost, Placed, Places, Split, place_said
from stance.corpus.labels.exchange.planned import planned_probabilities, read_plan
from stance.corpus.labels.places import CorpusInput, open_corpus
from stance.errors import SettingError
from stance.records import Annotation, Codebook, Corpus, Note

_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSettings:
    """What a tool's file does not say of its labels.

    `tool` is its format, if it is not certain from the file. `annotator` is whom nobody names in
    the file; `names` turn a tool's names or numbers of users into those of the ledger. `today` is
    the day of labels without one, by default this computer's. `purpose` and `probability` (of
    having been selected) hold where the file has none; `plan` is the file of the plan that drew the
    sentences, which then says both, and sentences that it did not draw are left out. `known` says
    what becomes of a label whose sentence the same annotator has labelled in the ledger: all is
    refused, it is left out (``skip``), or it is added if it differs (``update``).
    """

    tool: str | None = None
    annotator: str | None = None
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    purpose: Literal["train", "gold"] = "train"
    probability: float = 1.0
    plan: str | Path | None = None
    today: date | None = None
    known: Known = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedLabels:
    """The annotations that were added to a ledger, and notes on all that was left out or moved.

    `revised` are gold labels that stood in the ledger, and that a later round of the plan gave
    another probability.
    """

    annotations: tuple[Annotation, ...]
    notes: tuple[Note, ...]
    tool: str
    codebook: Codebook
    revised: tuple[Annotation, ...] = ()


def import_labels(
    path: str | Path,
    ledger: str | Path,
    *,
    corpus: CorpusInput = None,
    split: Split | None = None,
    codebook: str | Path = "stance",
    settings: ImportSettings | None = None,
) -> ImportedLabels:
    """Add the labels of an annotation tool's file to a ledger.

    Parameters
    ----------
    path
        What the tool exported: a file, a zip, or a folder with a folder a user.
    ledger
        The ledger to add to; it is made where it is missing, and stays as it was if anything is
        wrong.
    corpus, split
        The documents, to check places and to find texts that come without one; `split` cuts them
        into sentences, as `stance.split` does. By default the folder ``articles`` beside the
        ledger; where there is none, only places whose digest fits the text are believed.
    codebook
        A shipped task's name, or a codebook's TOML file.
    settings
        What the file does not say.

    Returns
    -------
    ImportedLabels
        `notes` of the kind ``skipped`` name each answer that was left out, by file and line, with
        the codes ``no-label``, ``several-labels``, ``unknown-label``, ``rejected``, ``ignored``,
        ``skipped``, ``not-found``, ``ambiguous``, ``no-place``, ``no-document``, ``no-sentence``,
        ``text-changed``, ``contradicts-itself``, ``not-planned``, ``known``.

    Raises
    ------
    InputError
        If the file cannot be read, its format is not certain, it does not say who annotated, or
        the ledger has labels of it already.
    SettingError
        If there is no such format, or a setting is not possible.
    OutputError
        If the ledger cannot be written.
    """
    settings = settings or ImportSettings()
    _check(settings)
    tool = find_format(settings.tool) if settings.tool else None
    loaded = load(path)
    tool = tool or detect_format(loaded)
    book, choices = read_codebook(codebook), choices_of(codebook)
    answers = [one for part in loaded for one in tool.read(part, choices)]
    named = name_annotators(answers, settings.annotator, settings.names, tool=tool.name)
    places = Places(corpus=_documents(corpus, Path(ledger)), split=split)
    planned = planned_probabilities(read_plan(settings.plan)) if settings.plan else None
    maker = _Maker(settings=settings, choices=choices, book=book, places=places, planned=planned)
    made = maker.make(named)
    added = append_annotations(made, ledger, codebook=book, known=settings.known, planned=planned)
    return ImportedLabels(
        annotations=added.annotations,
        notes=(*maker.notes, *added.notes),
        tool=tool.name,
        codebook=book,
        revised=added.revised,
    )


@dataclass(slots=True, kw_only=True)
class _Maker:
    """Turns answers into annotations; what it cannot turn becomes a note."""

    settings: ImportSettings
    choices: Choices
    book: Codebook
    places: Places
    planned: Mapping[Place, float] | None = None
    notes: list[Note] = field(default_factory=list)

    def make(self, answers: Iterable[Answer]) -> list[Annotation]:
        """One annotation a sentence and annotator, in the order of the file."""
        said: dict[tuple[object, ...], list[tuple[Answer, Annotation]]] = defaultdict(list)
        for answer in answers:
            found = self._annotation(answer)
            if isinstance(found, Lost):
                self._leave_out(answer, found)
            else:
                key = (found.document_id, found.start, found.end, found.annotator)
                said[key].append((answer, found))
        return [one for again in said.values() if (one := self._agreed(again)) is not None]

    def _annotation(self, answer: Answer) -> Annotation | Lost:
        chosen = read_choice(answer, self.choices)
        if isinstance(chosen, Lost):
            return chosen
        placed = self.places.find(answer)
        if isinstance(placed, Lost):
            return placed
        selected = self._selected(answer, placed)
        if isinstance(selected, Lost):
            return selected
        if placed.moved:
            self._moved(answer, placed)
        settings, place = self.settings, placed.place
        return Annotation(
            document_id=place[0],
            start=place[1],
            end=place[2],
            digest=placed.digest,
            task=self.book.task,
            label=chosen[0],
            annotator=str(answer.annotator),
            codebook=self.book.version,
            purpose=selected[0],
            probability=selected[1],
            # The annotator's own day.
            created=day_of(answer.created) or (settings.today or date.today()).isoformat(),  # noqa: DTZ011
            flags=chosen[1],
        )

    def _selected(self, answer: Answer, placed: Placed) -> tuple[Purpose, float] | Lost:
        """What a label is for, and how likely its sentence was to be selected."""
        settings = self.settings
        if self.planned is None:
            purpose = answer.purpose or settings.purpose
            return purpose, answer.probability or settings.probability
        # The plan knows a sentence by where it stood then, which the file may say.
        for place in (place_said(answer), placed.place):
            if place is not None and place in self.planned:
                return "gold", self.planned[place]
        detail = f"the plan did not draw the sentence at {placed.place[1]} of {placed.place[0]}"
        return Lost(what="not-planned", detail=detail)

    def _agreed(self, again: list[tuple[Answer, Annotation]]) -> Annotation | None:
        """The annotation if the annotator said the same each time."""
        first = again[0][1]
        if len({(one.label, frozenset(one.flags)) for _, one in again}) == 1:
            return first
        labels = " and ".join(dict.fromkeys(one.label for _, one in again))
        for answer, _ in again:
            detail = f"{first.annotator} gave {labels} to one sentence"
            self._leave_out(answer, Lost(what="contradicts-itself", detail=detail))
        return None

    def _leave_out(self, answer: Answer, lost: Lost) -> None:
        shown = f": {answer.text[:_SHOWN]!r}" if answer.text else ""
        self.notes.append(
            Note(
                kind="skipped",
                what=lost.what,
                file=answer.file,
                line=answer.line,
                detail=f"{lost.detail}{shown}",
                document_id=answer.document_id,
            )
        )

    def _moved(self, answer: Answer, placed: Placed) -> None:
        self.notes.append(
            Note(
                kind="repaired",
                what="re-anchored",
                file=answer.file,
                line=answer.line,
                detail=f"the sentence stands at {placed.place[1]} now, not at {answer.start}",
                document_id=answer.document_id,
            )
        )


def read_choice(answer: Answer, choices: Choices) -> tuple[str, tuple[str, ...]] | Lost:
    """The one label and the flags among what was chosen; capitals do not matter.

    Examples
    --------
    >>> choices = Choices(task="stance", labels=("cooperative", "neutral"), flags=("mixed",))
    >>> answer = Answer(file="a", line=1, choices=("mixed", "NEUTRAL"))
    >>> read_choice(answer, choices)
    ('neutral', ('mixed',))
    """
    if answer.refused:
        return Lost(what=answer.refused, detail=f"the annotator {answer.refused} it")
    known = {word.casefold(): word for word in (*choices.labels, *choices.flags)}
    words = list(dict.fromkeys(known.get(one.strip().casefold(), one) for one in answer.choices))
    unknown = [word for word in words if word not in known.values()]
    labels = [word for word in words if word in choices.labels]
    if unknown:
        allowed = ", ".join((*choices.labels, *choices.flags))
        return Lost(what="unknown-label", detail=f"{unknown[0][:_SHOWN]!r} is none of {allowed}")
    if len(labels) != 1:
        what = "several-labels" if labels else "no-label"
        return Lost(what=what, detail=f"{' and '.join(labels) or 'no label'} given")
    return labels[0], tuple(word for word in choices.flags if word in words)


def day_of(said: object) -> str | None:
    """The day of a time as tools write it: ISO text, or seconds since 1970.

    >>> day_of("2026-11-22T08:15:00.123Z"), day_of(0), day_of("kemarin"), day_of(None)
    ('2026-11-22', '1970-01-01', None, None)
    """
    if isinstance(said, int | float):
        try:
            return datetime.fromtimestamp(said, tz=UTC).date().isoformat()
        except (ValueError, OverflowError, OSError):
            return None
    try:
        return date.fromisoformat(str(said)[:10]).isoformat()
    except ValueError:
        return None


def _documents(corpus: CorpusInput, ledger: Path) -> Corpus | None:
    if corpus is None and not (ledger.resolve().parent.parent / "articles").is_dir():
        return None
    return open_corpus(corpus, labels=ledger)


def _check(settings: ImportSettings) -> None:
    if not 0 < settings.probability <= 1:
        raise SettingError(
            f"Expected a probability of selection over 0 and up to 1, got {settings.probability}."
        )
    if settings.annotator is not None and not settings.annotator.strip():
        raise SettingError("Expected the annotator's name, got nothing. Give --annotator NAME.")
