"""Raw pages and tables in; articles, comments and labels out."""

from stance.corpus.labels import (
    read_codebook,
    read_codebook_text,
    read_gold,
    read_labels,
    read_ledger,
    resolve_labels,
    write_gold,
)
from stance.corpus.labels.exchange import (
    ExportSettings,
    ImportSettings,
    export_sentences,
    import_labels,
    read_plan,
    write_plan,
)
from stance.corpus.labels.given import read_given
from stance.corpus.reading import read
from stance.corpus.store import write_corpus

__all__ = [
    "ExportSettings",
    "ImportSettings",
    "export_sentences",
    "import_labels",
    "read",
    "read_codebook",
    "read_codebook_text",
    "read_given",
    "read_gold",
    "read_labels",
    "read_ledger",
    "read_plan",
    "resolve_labels",
    "write_corpus",
    "write_gold",
    "write_plan",
]
