"""Gold labels beside what every annotator said: for looking at single labels again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stance.corpus.labels.annotations import Place, settle
from stance.corpus.labels.gold import ledger_files, read_labels, tie_note
from stance.corpus.labels.places import CorpusInput, LabelledPlaces, read_places
from stance.records import Article, Codebook, LabelledText, Note


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenLabel:
    """One labelled sentence: its own document, and each annotator's label where that is known."""

    text: LabelledText
    document_id: str
    annotators: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenLabels:
    """The labelled sentences of one task, and notes on what was left out."""

    rows: tuple[GivenLabel, ...]
    codebook: Codebook
    notes: tuple[Note, ...] = ()


def read_given(
    path: str | Path,
    *,
    corpus: CorpusInput = None,
    task: str = "stance",
    codebook: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
) -> GivenLabels:
    """The gold labels of a ledger, a folder of them, or a table, with who gave them.

    As for `read_labels`; of a table, nobody knows the annotators.

    Raises
    ------
    InputError
        As for `read_labels`.
    """
    path = Path(path)
    if ledger_files(path) is None:
        labels = read_labels(path, task=task, codebook=codebook, columns=columns)
        rows = _of_table(labels.texts)
        return GivenLabels(rows=rows, codebook=labels.codebook, notes=labels.notes)
    places = read_places(path, corpus=corpus, task=task, codebook=codebook)
    notes = list(places.notes)
    found = []
    for place, given in places.given.items():
        label = settle(given)
        if label is None:
            notes.append(tie_note(place[0], place[1]))
        else:
            said = {who: one.label for who, one in given.items()}
            text = _text(places, place, label)
            found.append(GivenLabel(text=text, document_id=place[0], annotators=said))
    return GivenLabels(rows=tuple(found), codebook=places.codebook, notes=tuple(notes))


def _of_table(texts: Sequence[LabelledText]) -> tuple[GivenLabel, ...]:
    return tuple(
        GivenLabel(text=text, document_id=text.document_id, annotators={}) for text in texts
    )


def _text(places: LabelledPlaces, place: Place, label: str) -> LabelledText:
    group, article = places.article_of(place)
    return LabelledText(
        text=places.text(place),
        label=label,
        document_id=group,
        kind="article" if isinstance(places.documents[place[0]], Article) else "comment",
        outlet=article.outlet if article else None,
        published=article.published if article else None,
        start=place[1],
    )
