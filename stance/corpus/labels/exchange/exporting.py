"""Sentences of a corpus or a ledger -> files for annotators, blind or with labels."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Literal

import numpy as np

from stance.corpus.labels.annotations import Place, settle, text_digest
from stance.corpus.labels.codebook import read_codebook
from stance.corpus.labels.exchange.asking import choices_of
from stance.corpus.labels.exchange.formats import find_format
from stance.corpus.labels.exchange.items import Item
from stance.corpus.labels.exchange.placing import Document, Split
from stance.corpus.labels.exchange.planned import is_plan, items_of_plan, read_plan
from stance.corpus.labels.gold import documents_by_id
from stance.corpus.labels.places import CorpusInput, LabelledPlaces, read_places
from stance.corpus.reading import read
from stance.errors import InputError, SettingError
from stance.files import write_together
from stance.records import Annotation, Article, Corpus, Kind

GOLD: Final = "gold"
_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSettings:
    """Which sentences go out, in what order, and whether with labels.

    `corpus` is where a ledger's documents are, as for `read_labels`. `documents` are ids of
    articles or comments; an article's id stands for its comments too.
    `seed` shuffles, so that a sentence's neighbours do not tell its label. `with_labels` names an
    annotator of the ledger, or ``gold``; without it, annotators see no label.
    """

    corpus: CorpusInput = None
    documents: Collection[str] = ()
    kind: Kind | None = None
    seed: int | None = None
    with_labels: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The files that were written, and how many sentences and labels they hold."""

    files: tuple[Path, ...]
    n_sentences: int
    n_labelled: int


def export_sentences(
    source: Corpus | str | Path,
    path: str | Path,
    *,
    tool: str,
    split: Split | None = None,
    codebook: str | Path = "stance",
    settings: ExportSettings | None = None,
) -> Exported:
    """Write sentences ready for annotators, in the form that a tool takes, with its settings.

    Parameters
    ----------
    source
        A corpus, or what `stance.read` takes: all its sentences go out. Or a ledger, or a folder of
        them: the sentences labelled there go out. Or a plan, as `write_plan` wrote it: those of its
        last round.
    path
        The file with the sentences. The tool's settings go beside it: ``NAME.labels.json``
        (doccano), ``NAME.interface.xml`` (Label Studio), ``NAME.yaml`` (Potato).
    tool
        One of `FORMATS`.
    split
        Cuts a text into sentences, as `stance.split` does; needed for a corpus.
    codebook
        A shipped task's name, or a codebook's TOML file.
    settings
        Which sentences.

    Raises
    ------
    InputError
        If nothing is left to export, or a document is not there.
    SettingError
        If there is no such format or annotator, labels are wanted of a corpus or plan, or only
        some documents of a plan.
    OutputError
        If the files cannot be written.
    """
    settings = settings or ExportSettings()
    form = find_format(tool)
    choices = choices_of(codebook)
    opened = _open(source, codebook, settings)
    items = opened if isinstance(opened, list) else _items(opened, split, settings)
    path = Path(path)
    contents = form.write(items, choices, path.name)
    write_together(
        path.parent,
        {name: partial(_write, text=text) for name, text in contents.items()},
    )
    return Exported(
        files=tuple(path.parent / name for name in contents),
        n_sentences=len(items),
        n_labelled=sum(item.label is not None for item in items),
    )


def _write(path: Path, *, text: str) -> None:
    path.write_bytes(text.encode())


def _open(
    source: Corpus | str | Path, codebook: str | Path, settings: ExportSettings
) -> Corpus | LabelledPlaces | list[Item]:
    if isinstance(source, Corpus):
        return source
    if is_plan(Path(source)):
        return _of_plan(Path(source), settings)
    if not is_ledger(Path(source)):
        return read(source)
    task = read_codebook(codebook).task
    return read_places(source, corpus=settings.corpus, task=task, codebook=codebook)


def _of_plan(path: Path, settings: ExportSettings) -> list[Item]:
    """What a plan asks for, as it asks: its order is random, and all of it is to be labelled."""
    if settings.with_labels is not None or settings.documents or settings.kind is not None:
        raise SettingError(
            "Expected a whole plan to go out, blind, got one with --with-labels, --documents or "
            "--kind: what was drawn stands for the rest only if all of it is labelled. Leave it "
            "out."
        )
    return items_of_plan(read_plan(path))


def is_ledger(path: Path) -> bool:
    """Whether a file, or each JSON-lines file of a folder, begins with an annotation."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return bool(files) and all(map(_begins_with_annotation, files))


def _begins_with_annotation(path: Path) -> bool:
    if path.suffix != ".jsonl":
        return False
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            first = lines.readline()
    except OSError:
        return False
    return '"digest"' in first and '"annotator"' in first and '"text"' not in first


def _items(
    source: Corpus | LabelledPlaces, split: Split | None, settings: ExportSettings
) -> list[Item]:
    if isinstance(source, LabelledPlaces):
        documents: Mapping[str, Document] = source.documents
        items = _of_ledger(source, settings.with_labels)
    else:
        documents = documents_by_id(source)
        items = list(_of_corpus(documents, split, settings))
    unknown = sorted(set(settings.documents) - set(documents))
    if unknown:
        raise InputError(
            f"Expected ids of documents in the corpus, got {unknown[0][:80]!r}. `stance read` "
            "writes a corpus with all ids."
        )
    kept = [item for item in items if _wanted(documents[item.document_id], settings)]
    if not kept:
        raise InputError(
            "Expected sentences to export, but none is left. Name other documents, or leave out "
            "--kind."
        )
    if settings.seed is None:
        return kept
    order = np.random.default_rng(settings.seed).permutation(len(kept))
    return [kept[place] for place in order]


def _wanted(document: Document, settings: ExportSettings) -> bool:
    is_article = isinstance(document, Article)
    if settings.kind is not None and is_article != (settings.kind == "article"):
        return False
    ids = {document.id} if isinstance(document, Article) else {document.id, document.article_id}
    return not settings.documents or bool(ids & set(settings.documents))


def _of_corpus(
    documents: Mapping[str, Document], split: Split | None, settings: ExportSettings
) -> Iterator[Item]:
    if settings.with_labels is not None:
        raise SettingError(
            f"Expected a ledger to take the labels of {settings.with_labels!r} from, got a corpus. "
            "Name the ledger, and the corpus with --corpus."
        )
    if split is None:
        raise SettingError("Expected what splits texts into sentences. Pass split=stance.split.")
    for name, document in documents.items():
        for sentence in split(document.text):
            yield _item(documents, (name, sentence.start, sentence.end))


def _item(documents: Mapping[str, Document], place: Place) -> Item:
    document = documents[place[0]]
    is_article = isinstance(document, Article)
    article = document if isinstance(document, Article) else documents.get(document.article_id)
    text = document.text[place[1] : place[2]]
    return Item(
        text=text,
        document_id=place[0],
        start=place[1],
        end=place[2],
        digest=text_digest(text),
        title=article.title if isinstance(article, Article) else "",
        kind="article" if is_article else "comment",
    )


def _of_ledger(places: LabelledPlaces, with_labels: str | None) -> list[Item]:
    if with_labels is not None:
        _check_name(places, with_labels)
    items = []
    for place, given in places.given.items():
        first = next(iter(given.values()))
        purpose: Literal["gold"] | None = "gold" if first.purpose == "gold" else None
        item = replace(
            _item(places.documents, place), probability=first.probability, purpose=purpose
        )
        items.append(_labelled(item, given, with_labels) if with_labels else item)
    return items


def _check_name(places: LabelledPlaces, name: str) -> None:
    names = sorted({who for given in places.given.values() for who in given})
    if name != GOLD and name not in names:
        shown = ", ".join(names[:_SHOWN])
        raise SettingError(
            f"Expected {GOLD!r} or an annotator of the ledger ({shown}), got {name!r}."
        )


def _labelled(item: Item, given: Mapping[str, Annotation], name: str) -> Item:
    """The item with an annotator's label, or the gold label, if there is one."""
    if name != GOLD:
        if name not in given:
            return item
        own = given[name]
        return replace(
            item, label=own.label, flags=own.flags, annotator=own.annotator, created=own.created
        )
    label = settle(given)
    flags = {flag for one in given.values() if one.label == label for flag in one.flags}
    return replace(item, label=label, flags=tuple(sorted(flags))) if label else item
