"""The columns of a score table, in order."""

import re
from collections.abc import Sequence

import pyarrow as pa

N_TERMS = 8
"""How many terms a row keeps: those of largest magnitude."""
TERM = pa.struct([("term", pa.string()), ("words", pa.string()), ("contribution", pa.float64())])
METADATA = b"stance"

_SENTENCE = {
    "task": pa.string(),
    "kind": pa.string(),
    "document_id": pa.string(),
    "article_id": pa.string(),
    "index": pa.int32(),
    "start": pa.int32(),
    "end": pa.int32(),
    "text": pa.string(),
    "label": pa.string(),
    "score": pa.float64(),
}
_ORIGIN = {
    "intercept": pa.float64(),
    "terms": pa.list_(pa.field("element", TERM)),  # as Parquet names it
    "title": pa.string(),
    "outlet": pa.string(),
    "published": pa.string(),
    "published_precision": pa.string(),
    "url": pa.string(),
    "duplicate_of": pa.string(),
    "position": pa.int32(),
    "commenter": pa.string(),
    "model": pa.string(),
    "trained_on": pa.bool_(),
    "error": pa.string(),
}
_SURROGATE = re.compile("[\ud800-\udfff]")


def score_schema(labels: Sequence[str]) -> pa.Schema:
    """The schema of a score table for these labels, with one probability ``p_<label>`` a label.

    >>> score_schema(["positive", "negative"]).names[8:13]
    ['label', 'score', 'p_positive', 'p_negative', 'intercept']
    """
    probabilities = {f"p_{label}": pa.float64() for label in labels}
    return pa.schema({**_SENTENCE, **probabilities, **_ORIGIN}.items())


def storable(text: str) -> str:
    r"""The text as UTF-8 can hold it: each lone surrogate becomes U+FFFD, so that no place moves.

    >>> storable("a\ud800b") == "a\ufffdb"
    True
    """
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
