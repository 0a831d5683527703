"""Codebooks, the ledger of annotations, and the gold labels joined to their texts."""

from stance.corpus.labels.annotations import read_ledger
from stance.corpus.labels.codebook import read_codebook
from stance.corpus.labels.gold import join_labels, read_labels

__all__ = ["join_labels", "read_codebook", "read_labels", "read_ledger"]
