"""Gold labels from a ledger: the adjudicator's word, else the majority's; ties are said."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

from stance.corpus.labels.annotations import ADJUDICATOR, Place, settle
from stance.corpus.labels.gold import tie_note
from stance.corpus.labels.places import CorpusInput, LabelledPlaces, read_places
from stance.errors import SettingError
from stance.files import write_atomically
from stance.records import Annotation, Article, Codebook, Kind, Note


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldLabel:
    """One sentence with the label that was agreed on, and how it was.

    `article_id` is the article that a comment belongs to, or the article's own id: sentences of
    one article stay together in every split. `n_annotators` counts those who labelled the sentence
    without the adjudicator; `unanimous` says that they agree. `decided_by` is ``adjudicator``,
    ``majority`` (of two or more) or ``single``. `flags` and `probability` (of having been
    selected) are those of the annotations that gave the label.
    """

    document_id: str
    start: int
    end: int
    text: str
    label: str
    kind: Kind
    article_id: str
    outlet: str | None
    published: str | None
    n_annotators: int
    unanimous: bool
    decided_by: Literal["adjudicator", "majority", "single"]
    flags: tuple[str, ...]
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSet:
    """The gold labels of one task, by document and place, and notes on what has none."""

    labels: tuple[GoldLabel, ...]
    codebook: Codebook
    notes: tuple[Note, ...] = ()


def resolve_labels(
    path: str | Path,
    *,
    corpus: CorpusInput = None,
    task: str = "stance",
    codebook: str | Path | None = None,
) -> GoldSet:
    """The gold label of every labelled sentence: the adjudicator's, else the majority's.

    Parameters
    ----------
    path
        A label ledger, or a folder of them.
    corpus
        A corpus, or what `stance.read` takes. By default the folder ``articles`` beside the
        labels.
    task, codebook
        Only labels of this task are taken; a codebook's TOML file instead of the shipped one.

    Returns
    -------
    GoldSet
        Ties that nobody adjudicated have no gold label; `notes` name them, and every annotation
        whose document or sentence is gone or has moved.

    Raises
    ------
    InputError
        If a file cannot be read, is no ledger, or nothing usable remains.
    """
    places = read_places(path, corpus=corpus, task=task, codebook=codebook)
    labels, notes = [], list(places.notes)
    for place, given in places.given.items():
        label = settle(given)
        if label is None:
            notes.append(tie_note(place[0], place[1]))
        else:
            labels.append(_gold_label(place, given, label=label, places=places))
    return GoldSet(labels=tuple(labels), codebook=places.codebook, notes=tuple(notes))


def _gold_label(
    place: Place, given: Mapping[str, Annotation], *, label: str, places: LabelledPlaces
) -> GoldLabel:
    name, article = places.article_of(place)
    votes = [row.label for who, row in given.items() if who != ADJUDICATOR]
    adjudicated = ADJUDICATOR in given
    decisive = [given[ADJUDICATOR]] if adjudicated else list(given.values())
    decisive = [row for row in decisive if row.label == label]
    return GoldLabel(
        document_id=place[0],
        start=place[1],
        end=place[2],
        text=places.text(place),
        label=label,
        kind="article" if isinstance(places.documents[place[0]], Article) else "comment",
        article_id=name,
        outlet=article.outlet if article else None,
        published=article.published.isoformat() if article and article.published else None,
        n_annotators=len(votes),
        unanimous=len(set(votes)) == 1,
        decided_by="adjudicator" if adjudicated else "majority" if len(votes) > 1 else "single",
        flags=tuple(sorted({flag for row in decisive for flag in row.flags})),
        probability=decisive[0].probability,
    )


def find_gold_writer(path: str | Path) -> Callable[[Path, Iterable[GoldLabel]], None]:
    """What writes gold labels in the format that a file's ending names.

    Raises
    ------
    SettingError
        If it is neither ``.jsonl`` nor ``.csv``.
    """
    ending = Path(path).suffix
    if ending not in _WRITERS:
        raise SettingError(
            f"Expected a table of gold labels that ends in {' or '.join(_WRITERS)}, got "
            f"{str(path)!r}. Rename it."
        )
    return _WRITERS[ending]


def write_gold(labels: Iterable[GoldLabel], path: str | Path) -> None:
    """Write gold labels as a table, a row a sentence; `read_labels` reads it.

    Raises
    ------
    SettingError
        If the file ends in neither ``.jsonl`` nor ``.csv``.
    OutputError
        If it cannot be written.
    """
    write = find_gold_writer(path)
    write_atomically(path, lambda aside: write(aside, labels))


def _write_jsonl(path: Path, labels: Iterable[GoldLabel]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for label in labels:
            file.write(json.dumps(asdict(label), ensure_ascii=False) + "\n")


def _write_csv(path: Path, labels: Iterable[GoldLabel]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(GoldLabel)])
        writer.writeheader()
        for label in labels:
            writer.writerow({**asdict(label), "flags": " ".join(label.flags)})


_WRITERS: dict[str, Callable[[Path, Iterable[GoldLabel]], None]] = {
    ".jsonl": _write_jsonl,
    ".csv": _write_csv,
}
