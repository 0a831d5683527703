"""Raw pages and tables in; articles, comments and labels out."""

from stance.corpus.labels import read_labels
from stance.corpus.reading import read
from stance.corpus.store import write_corpus

__all__ = ["read", "read_labels", "write_corpus"]
