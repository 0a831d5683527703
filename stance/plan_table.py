"""The columns of a plan, which estimates draw, and corpora write for annotators and read again."""

import pyarrow as pa

PLAN_SCHEMA = pa.schema(
    {
        "text": pa.string(),
        "label": pa.string(),
        "flags": pa.string(),
        "document_id": pa.string(),
        "start": pa.int32(),
        "end": pa.int32(),
        "digest": pa.string(),
        "title": pa.string(),
        "kind": pa.string(),
        "probability": pa.float64(),
        "purpose": pa.string(),
        "stratum": pa.string(),
        "round": pa.int32(),
        "design": pa.string(),
    }
)
"""One row a sentence to label; `label` and `flags` are empty, for annotators to fill.

`title` is the article's: the topic, which annotators know. `probability` is that of having been
drawn in any round, above 0 and at most 1; `round` counts from 1 and says in which the sentence was
drawn first. `design` says how all rounds were drawn, so that the next one knows. Nothing tells
what a classifier thinks of the sentence.
"""
