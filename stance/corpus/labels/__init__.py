"""Codebooks, the ledger of annotations, and the gold labels joined to their texts."""

from stance.corpus.labels.annotations import read_ledger
from stance.corpus.labels.codebook import read_codebook
from stance.corpus.labels.codebook_text import read_codebook_text
from stance.corpus.labels.gold import join_labels, read_labels
from stance.corpus.labels.gold_rows import read_gold
from stance.corpus.labels.groups import read_groups
from stance.corpus.labels.resolving import resolve_labels, write_gold

__all__ = [
    "join_labels",
    "read_codebook",
    "read_codebook_text",
    "read_gold",
    "read_groups",
    "read_labels",
    "read_ledger",
    "resolve_labels",
    "write_gold",
]
