"""The rows of a score table: what stands in them of a document, a sentence and its score."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from stance.model import Bundle
from stance.records import Article, Comment, Sentence
from stance.score.columns import Flags, flags, lists, numbers, strings
from stance.score.engine import Engine, Features, softmax
from stance.score.parts import take_apart
from stance.score.schema import N_TERMS, storable
from stance.score.tokens import TokenisedBatch
from stance.score_table import TERM, score_schema

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A document and the article it belongs to: itself, or a comment's (if that is known)."""

    document: Article | Comment
    article: Article | None


def identify(placed: Placed, bundle: Bundle, trained_on: Container[str]) -> Row:
    """What every row of a document says, even if all else about the document is wrong."""
    document = placed.document
    article_id = document.article_id if isinstance(document, Comment) else document.id
    return {
        "task": bundle.manifest["codebook"]["task"],
        "kind": "comment" if isinstance(document, Comment) else "article",
        "document_id": _text(document.id),
        "article_id": _text(article_id),
        "model": bundle.digest[:12],
        # Labels are grouped by article: what was learnt from an article, any of its comments or
        # what it copies is not out of sample for the others.
        "trained_on": article_id in trained_on or _original(placed) in trained_on,
    }


def _original(placed: Placed) -> str | None:
    """The article that the document's own nearly equals, if there is one."""
    return None if placed.article is None else placed.article.duplicate_of


def describe(placed: Placed) -> Row:
    """What the rows of a document repeat of it, and of the article it belongs to."""
    document, article = placed.document, placed.article
    published = None if article is None else article.published
    about: Row = {
        "title": None if article is None else _text(article.title),
        "outlet": None if article is None else _text(article.outlet),
        "published": None if published is None else published.isoformat(),
        "published_precision": None if article is None else article.published_precision,
        "url": None if article is None else _text(article.url),
        "duplicate_of": None if article is None else _text(article.duplicate_of),
    }
    if isinstance(document, Comment):
        about |= {"position": document.position, "commenter": _text(document.commenter)}
    return about


def locate(sentence: Sentence) -> Row:
    """Where a sentence stands, and what it says."""
    return {
        "index": sentence.index,
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
    }


def _text(value: object) -> str | None:
    return None if value is None else storable(str(value))


def build_table(rows: Sequence[Row], batch: TokenisedBatch, engine: Engine) -> pa.Table:
    """The score table of some rows; those without an `error` are the batch's sentences in order."""
    labels = engine.bundle.labels
    scored = np.array(["error" not in row for row in rows], dtype=np.bool_)
    features = engine.features(batch.prepared)
    probabilities = softmax(engine.scores(features))
    figures = {
        "score": probabilities[:, 0] - probabilities[:, -1],
        "intercept": np.full(len(probabilities), engine.intercept),
        **{f"p_{label}": probabilities[:, number] for number, label in enumerate(labels)},
    }
    found = {name: _spread(values, scored) for name, values in figures.items()}
    found["terms"] = _terms(features, batch, engine, scored)
    best = iter(probabilities.argmax(axis=1).tolist())
    found["label"] = strings([labels[next(best)] if one else None for one in scored])
    schema = score_schema(labels)
    columns = [
        found[field.name] if field.name in found else _column(rows, field) for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _column(rows: Sequence[Row], field: pa.Field) -> pa.Array:
    """What the rows say of themselves; null where they say nothing."""
    values = [row.get(field.name) for row in rows]
    if field.type == pa.string():
        return strings(values)
    if field.type == pa.bool_():
        return flags(np.array(values, dtype=np.bool_))
    valid = np.array([value is not None for value in values], dtype=np.bool_)
    return numbers(np.array([value or 0 for value in values]), field.type, valid=valid)


def _spread(values: NDArray[np.float64], scored: Flags) -> pa.Array:
    """The values of the scored rows, and null in the others."""
    column = np.zeros(len(scored))
    column[scored] = values
    return numbers(column, pa.float64(), valid=scored)


def _terms(
    features: Features, batch: TokenisedBatch, engine: Engine, scored: Flags
) -> pa.ListArray:
    """For each scored row its terms of largest magnitude, the largest first."""
    parts = take_apart(features, batch, engine, most=N_TERMS)
    fields = [
        strings([storable(term) for term in parts.terms]),
        strings(list(parts.words)),
        numbers(parts.contributions, pa.float64()),
    ]
    counts = np.zeros(len(scored), dtype=np.int64)
    counts[scored] = np.diff(parts.starts)
    items = pa.StructArray.from_arrays(fields, fields=list(TERM))
    return lists(counts, items, valid=scored)
