"""A corpus small enough to be re-run many times."""

from dataclasses import replace
from datetime import date

import pytest

from stance.records import Article, Comment, Corpus, LabelSet


@pytest.fixture(scope="session")
def corpus(labelled, remarks):
    """The nine documents over three years, a sentence a line, with comments and a copy."""
    texts = {}
    for row in labelled:
        texts.setdefault(row.document_id, []).append(row.text)
    articles = [
        Article(id=name, title="", text="\n".join(some), published=date(2018 + place % 3, 1, 1))
        for place, (name, some) in enumerate(texts.items())
    ]
    copy = replace(articles[0], id="e1", duplicate_of="d01")
    comments = [
        Comment(id=f"c{place}", article_id=row.document_id, text=row.text, position=place)
        for place, row in enumerate(remarks)
    ]
    return Corpus(articles=(*articles, copy), comments=tuple(comments))


@pytest.fixture(scope="session")
def labels(corpus, labelled, remarks, codebook):
    """All labels, with the places of their sentences."""
    texts = {article.id: article.text for article in corpus.articles}
    placed = [replace(row, start=texts[row.document_id].index(row.text)) for row in labelled]
    said = [replace(row, start=0) for row in remarks]
    return LabelSet(texts=(*placed, *said), codebook=codebook)
