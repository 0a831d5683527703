"""A ledger opened beside its corpus: each labelled sentence, and what every annotator said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stance.corpus.labels.annotations import Place, latest_by_place, read_ledger
from stance.corpus.labels.codebook import read_codebook
from stance.corpus.labels.gold import anchor_all, articles_beside, documents_by_id, ledger_files
from stance.corpus.reading import read
from stance.errors import InputError
from stance.records import Annotation, Article, Codebook, Comment, Corpus, Note

CorpusInput = Corpus | str | Path | Sequence[str | Path] | None
Document = Article | Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPlaces:
    """The labelled sentences of one task, by document and offsets as the corpus has them now.

    `given` holds each annotator's last word on each; `notes` say what was left out or moved.
    """

    codebook: Codebook
    documents: Mapping[str, Document]
    given: Mapping[Place, Mapping[str, Annotation]]
    notes: tuple[Note, ...]

    def text(self, place: Place) -> str:
        """The sentence at a place."""
        return self.documents[place[0]].text[place[1] : place[2]]

    def article_of(self, place: Place) -> tuple[str, Article | None]:
        """The id of the article that a place belongs to, and the article if the corpus has it."""
        document = self.documents[place[0]]
        name = document.id if isinstance(document, Article) else document.article_id
        article = self.documents.get(name)
        return name, article if isinstance(article, Article) else None


def read_places(
    path: str | Path,
    *,
    corpus: CorpusInput = None,
    task: str = "stance",
    codebook: str | Path | None = None,
) -> LabelledPlaces:
    """The labelled sentences of a ledger or a folder of ledgers.

    Raises
    ------
    InputError
        If a file cannot be read, is no ledger, or nothing of the task belongs to the corpus.
    """
    path = Path(path)
    book = read_codebook(codebook or task)
    ledgers = ledger_files(path)
    if ledgers is None:
        raise InputError(
            f"Expected a label ledger (.jsonl, an annotation a line) at {path}, got another kind "
            "of file. Name the ledger, or the folder that holds it."
        )
    annotations = [row for ledger in ledgers for row in read_ledger(ledger, codebook=book)]
    documents = documents_by_id(open_corpus(corpus, labels=path))
    anchored, notes = anchor_all(annotations, documents)
    if not anchored:
        raise InputError(
            f"Expected labels of the task {book.task!r} in {path} that belong to the "
            f"{len(documents)} documents given, found none. Name the task with --task, or the "
            "documents with --corpus."
        )
    given = dict(sorted(latest_by_place(anchored).items()))
    return LabelledPlaces(codebook=book, documents=documents, given=given, notes=tuple(notes))


def open_corpus(corpus: CorpusInput, *, labels: Path) -> Corpus:
    """The documents that labels point into: given, or in the folder ``articles`` beside them."""
    if isinstance(corpus, Corpus):
        return corpus
    if isinstance(corpus, str | Path):
        return read(corpus)
    return read(*(corpus or [articles_beside(labels)]))
