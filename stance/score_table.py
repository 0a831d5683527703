"""The columns of a score table, which scoring writes, and estimates and reports read."""

from collections.abc import Sequence

import pyarrow as pa

METADATA = b"stance"
"""The key of the schema's metadata under which JSON says where the scores come from."""
PROBABILITY = "p_"
"""What the columns of probabilities begin with; the label follows."""
TERM = pa.struct([("term", pa.string()), ("words", pa.string()), ("contribution", pa.float64())])

BEFORE_PROBABILITIES: dict[str, pa.DataType] = {
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
AFTER_PROBABILITIES: dict[str, pa.DataType] = {
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
COLUMNS = BEFORE_PROBABILITIES | AFTER_PROBABILITIES
"""The columns of a score table but for the probabilities, which are named after the labels."""


def score_schema(labels: Sequence[str]) -> pa.Schema:
    """The schema of a score table for these labels, with one probability ``p_<label>`` a label.

    >>> score_schema(["positive", "negative"]).names[8:13]
    ['label', 'score', 'p_positive', 'p_negative', 'intercept']
    """
    probabilities = {PROBABILITY + label: pa.float64() for label in labels}
    return pa.schema({**BEFORE_PROBABILITIES, **probabilities, **AFTER_PROBABILITIES}.items())


def labels_of(scores: pa.Table) -> tuple[str, ...]:
    """The labels in codebook order: from the one scored +1 to the one scored -1.

    Examples
    --------
    >>> labels_of(pa.table({"p_positive": [0.2], "p_negative": [0.8], "score": [-0.6]}))
    ('positive', 'negative')
    """
    return tuple(
        name.removeprefix(PROBABILITY)
        for name in scores.column_names
        if name.startswith(PROBABILITY)
    )
