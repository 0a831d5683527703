"""Labelled texts for training and judging: from a ledger and its corpus, or from a plain table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from stance.corpus.labels.annotations import anchor, read_ledger, resolve
from stance.corpus.labels.codebook import read_codebook
from stance.corpus.reading import read
from stance.corpus.tables.published import read_publication
from stance.corpus.tables.rows import read_rows
from stance.errors import InputError
from stance.records import (
    Annotation,
    Article,
    Codebook,
    Comment,
    Corpus,
    Kind,
    LabelledText,
    LabelSet,
    Note,
    NoteKind,
)

# Later than any date that is meant; the reader of dates counts on a little beyond it.
_LAST_DAY = date(2999, 12, 31)
_COLUMNS = ("text", "label", "document_id", "article_id", "kind", "outlet", "published", "start")


def read_labels(
    path: str | Path,
    *,
    corpus: Corpus | str | Path | Sequence[str | Path] | None = None,
    task: str = "stance",
    codebook: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
) -> LabelSet:
    """The gold labels of a ledger or a table, with the texts they belong to.

    Parameters
    ----------
    path
        A label ledger (JSON lines of `Annotation`), a folder of ledgers, or a table (CSV, TSV,
        JSONL, Parquet) with the columns `text` and `label`, and `document_id` if texts of one
        document belong together (or `article_id`, if a comment belongs with its article). `kind`,
        `outlet`, `published` and `start` are read where they are there.
    corpus
        Where a ledger's documents are: a corpus, or what `stance.read` takes. By default the
        folder ``articles`` beside the labels.
    task
        Only labels of this task are taken.
    codebook
        A codebook's TOML file, instead of the shipped one of the task.
    columns
        Which column of a table holds `text`, `label`, `document_id`, `outlet`, `published`.

    Returns
    -------
    LabelSet
        The labelled texts in order of document and place; `notes` name every annotation that was
        left out (its document or sentence is gone, or annotators are tied) or re-anchored.

    Raises
    ------
    InputError
        If a file cannot be read, a label is not in the codebook, or nothing usable remains.
    """
    path = Path(path)
    book = read_codebook(codebook or task)
    ledgers = ledger_files(path)
    if ledgers is None:
        return _read_table(path, codebook=book, columns=columns)
    annotations = [row for ledger in ledgers for row in read_ledger(ledger, codebook=book)]
    if isinstance(corpus, str | Path):
        corpus = [corpus]
    if not isinstance(corpus, Corpus):
        corpus = read(*(corpus or [articles_beside(path)]))
    labels = join_labels(annotations, corpus=corpus, codebook=book)
    if not labels.texts:
        raise InputError(
            f"Expected labels of the task {book.task!r} in {path}, found none that belong to the "
            f"{len(corpus.articles)} articles and {len(corpus.comments)} comments given. Name the "
            "task with --task, or the documents with --corpus."
        )
    return labels


def ledger_files(path: Path) -> list[Path] | None:
    """The ledgers below a path, or `None` if it is a table."""
    if path.is_dir():
        files = sorted(path.glob("*.jsonl"))
        if not files:
            raise InputError(
                f"Expected label ledgers (.jsonl) in the folder {path}, found none. Name the file "
                "or the folder that holds them."
            )
        return files
    if not path.is_file():
        raise InputError(
            f"Expected a label ledger or table, but there is no file at {path}. Check the name."
        )
    if path.suffix != ".jsonl":
        return None
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            return [path] if '"digest"' in lines.readline() else None
    except OSError as error:
        raise InputError(
            f"Expected to read {str(path)!r}, but: {error.strerror}. Check its permissions."
        ) from error


def articles_beside(path: Path) -> Path:
    """The folder ``articles`` beside the labels, where their documents are if nobody says more.

    Raises
    ------
    InputError
        If there is none.
    """
    folder = path if path.is_dir() else path.parent
    articles = folder.resolve().parent / "articles"
    if not articles.is_dir():
        raise InputError(
            f"The labels in {path} point into documents, and there is no folder {articles}. Name "
            "the documents with --corpus."
        )
    return articles


def join_labels(
    annotations: Iterable[Annotation], *, corpus: Corpus, codebook: Codebook
) -> LabelSet:
    """Each annotated sentence with its gold label and its text as the corpus has it now."""
    documents = documents_by_id(corpus)
    anchored, notes = anchor_all(annotations, documents)
    texts = []
    for (document_id, start, end), label in sorted(resolve(anchored).items()):
        document = documents[document_id]
        if label is None:
            notes.append(tie_note(document_id, start))
            continue
        texts.append(_labelled(document, start, end, label=label, documents=documents))
    return LabelSet(texts=tuple(texts), codebook=codebook, notes=tuple(notes))


def _labelled(
    document: Article | Comment,
    start: int,
    end: int,
    *,
    label: str,
    documents: Mapping[str, Article | Comment],
) -> LabelledText:
    """One labelled sentence with where it comes from: outlet and date are its article's."""
    kind: Kind = "article" if isinstance(document, Article) else "comment"
    group = document.id if isinstance(document, Article) else document.article_id
    article = documents.get(group)
    known = article if isinstance(article, Article) else None
    return LabelledText(
        text=document.text[start:end],
        label=label,
        document_id=group,
        kind=kind,
        outlet=known.outlet if known else None,
        published=known.published if known else None,
        start=start,
    )


def documents_by_id(corpus: Corpus) -> dict[str, Article | Comment]:
    """Every article and comment of a corpus by its id."""
    documents: dict[str, Article | Comment] = {row.id: row for row in corpus.articles}
    return documents | {row.id: row for row in corpus.comments}


def anchor_all(
    annotations: Iterable[Annotation], documents: Mapping[str, Article | Comment]
) -> tuple[list[Annotation], list[Note]]:
    """The annotations where their sentences stand now, and notes on what is gone or has moved."""
    notes: list[Note] = []
    anchored = [
        found
        for annotation in annotations
        if (found := _anchored(annotation, documents, notes)) is not None
    ]
    return anchored, notes


def tie_note(document_id: str, start: int) -> Note:
    """What is said of a sentence whose annotators are tied: it has no gold label."""
    return _note("skipped", "tied", document_id, f"annotators tied at {start}")


def _anchored(
    annotation: Annotation, documents: Mapping[str, Article | Comment], notes: list[Note]
) -> Annotation | None:
    name = annotation.document_id
    if name not in documents:
        notes.append(_note("skipped", "no-document", name, f"no document {name!r} in the corpus"))
        return None
    place = anchor(annotation, documents[name].text)
    if place is None:
        detail = f"the sentence labelled {annotation.label} at {annotation.start} is gone"
        notes.append(_note("skipped", "no-sentence", name, detail))
        return None
    if place != (annotation.start, annotation.end):
        detail = f"label moved from {annotation.start} to {place[0]}"
        notes.append(_note("repaired", "re-anchored", name, detail))
    return replace(annotation, start=place[0], end=place[1])


def _note(kind: NoteKind, what: str, document_id: str, detail: str) -> Note:
    return Note(
        kind=kind,
        what=what,
        file="labels",
        detail=f"{document_id}: {detail}",
        document_id=document_id,
    )


def row_document(path: Path, number: int, name: object) -> str:
    """The document of a table's row: the one it names, or the row itself.

    >>> row_document(Path("labels.csv"), 2, None), row_document(Path("labels.csv"), 2, "a")
    ('labels:2', 'a')
    """
    return str(name or f"{path.stem}:{number}")


def _said(cell: object) -> str | None:
    return str(cell).strip() or None if cell is not None else None


def _group_of(
    row: Mapping[str, object], names: Mapping[str, str], columns: Mapping[str, str] | None
) -> object:
    """The column named for documents; else the article, with whose texts a comment goes."""
    own = row.get(names["document_id"])
    return own if "document_id" in (columns or {}) else row.get(names["article_id"]) or own


def _whole(cell: object) -> int | None:
    said = str(cell).strip()
    return int(said) if said.isascii() and said.isdigit() else None


def _day(cell: object) -> date | None:
    """A written date, in any form that tables of articles may have; never an inferred one."""
    read = read_publication(cell, today=_LAST_DAY)
    return read.value if read.precision in {"day", "minute"} else None


def _read_table(path: Path, *, codebook: Codebook, columns: Mapping[str, str] | None) -> LabelSet:
    names = {name: name for name in _COLUMNS} | dict(columns or {})
    texts = []
    for number, row in read_rows(path):
        text, label = row.get(names["text"]), row.get(names["label"])
        if text is None or label is None:
            raise InputError(
                f"Expected the columns {names['text']!r} and {names['label']!r} in {path}, line "
                f"{number}, got {', '.join(map(str, row))}. Name yours: --column text=NAME "
                "--column label=NAME."
            )
        if str(label).strip() not in codebook.labels:
            raise InputError(
                f"Expected one of the labels {', '.join(codebook.labels)} of codebook "
                f"{codebook.version} in {path}, line {number}, got {label!r}. Correct it, or name "
                "another task or codebook."
            )
        texts.append(
            LabelledText(
                text=str(text),
                label=str(label).strip(),
                document_id=row_document(path, number, _group_of(row, names, columns)),
                kind="comment" if row.get(names["kind"]) == "comment" else "article",
                outlet=_said(row.get(names["outlet"])),
                published=_day(row.get(names["published"])),
                start=_whole(row.get(names["start"])),
            )
        )
    if not texts:
        raise InputError(f"Expected labelled texts in {path}, found an empty table. Add rows.")
    return LabelSet(texts=tuple(texts), codebook=codebook)
