"""Several corpora -> one in which every id is one document's, and nothing is lost."""

import dataclasses
from collections.abc import Iterable
from typing import TypeVar

from stance.records import Article, Comment, Corpus, Note, NoteKind

Document = TypeVar("Document", Article, Comment)


def merge(parts: Iterable[Corpus]) -> Corpus:
    """The documents of all parts in their order, with notes on ids that were there twice.

    A second document of the same id and the same content is skipped (``duplicate-id``); one of
    other content gets the id with ``-2``, ``-3``... appended (``id-changed``), and the comments of
    its part follow it, unless the part also holds the article that keeps the id. A comment whose
    article is in no part stays and is noted once (``article-missing``).

    Examples
    --------
    >>> one, two = (Article(id="a", title="", text=text) for text in ("Satu.", "Dua."))
    >>> merged = merge([Corpus(articles=(one,)), Corpus(articles=(one, two))])
    >>> [article.id for article in merged.articles], [note.what for note in merged.notes]
    (['a', 'a-2'], ['duplicate-id', 'id-changed'])
    """
    articles: dict[str, Article] = {}
    comments: dict[str, Comment] = {}
    notes: list[Note] = []
    for part in parts:
        notes.extend(part.notes)
        moved: dict[str, str] = {}
        kept: set[str] = set()
        for article in part.articles:
            own = _add(article, articles, notes)
            if own == article.id:
                kept.add(own)
            else:
                moved[article.id] = own
        for comment in part.comments:
            owner = comment.article_id
            if owner in moved and owner not in kept:
                comment = dataclasses.replace(comment, article_id=moved[owner])  # noqa: PLW2901
            _add(comment, comments, notes)
    notes.extend(_orphans(articles, comments))
    return Corpus(
        articles=tuple(articles.values()), comments=tuple(comments.values()), notes=tuple(notes)
    )


def _add(document: Document, known: dict[str, Document], notes: list[Note]) -> str:
    """Put a document under its own id or, if that is another's, under a new one."""
    own, count = document.id, 1
    while own in known:
        if dataclasses.replace(known[own], id=document.id) == document:
            notes.append(_note("skipped", "duplicate-id", document.id, "the same is there already"))
            return own
        count += 1
        own = f"{document.id}-{count}"
    if own != document.id:
        notes.append(
            _note("marked", "id-changed", own, f"another document has the id {document.id}")
        )
    known[own] = document if own == document.id else dataclasses.replace(document, id=own)
    return own


def _orphans(articles: dict[str, Article], comments: dict[str, Comment]) -> Iterable[Note]:
    missing = dict.fromkeys(
        comment.article_id for comment in comments.values() if comment.article_id not in articles
    )
    for owner in missing:
        count = sum(comment.article_id == owner for comment in comments.values())
        yield _note("marked", "article-missing", owner, f"{count} comments without their article")


def _note(kind: NoteKind, what: str, document_id: str, detail: str) -> Note:
    return Note(kind=kind, what=what, file="", detail=detail, document_id=document_id)
