"""The columns of a table of gold labels, which corpora and plans write and estimates read."""

import pyarrow as pa

GOLD_SCHEMA = pa.schema(
    {
        "task": pa.string(),
        "document_id": pa.string(),
        "start": pa.int32(),
        "end": pa.int32(),
        "digest": pa.string(),
        "label": pa.string(),
        "probability": pa.float64(),
        "purpose": pa.string(),
        "codebook": pa.string(),
    }
)
"""One row a labelled sentence.

`start` and `end` are its place in the document's text, `digest` is that of its own text
(`stance.corpus.labels.annotations.text_digest`), so that a changed page is noticed. `label` is
null where annotators are tied and nobody has decided. `probability` is the sentence's own
probability of having been selected for labelling, above 0 and at most 1.
"""
