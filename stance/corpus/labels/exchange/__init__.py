"""To annotation tools and back: one file a format, each with a writer and a reader."""

from stance.corpus.labels.exchange.exporting import Exported, ExportSettings, export_sentences
from stance.corpus.labels.exchange.formats import FORMATS
from stance.corpus.labels.exchange.importing import (
    ImportedLabels,
    ImportSettings,
    import_labels,
)
from stance.corpus.labels.exchange.planned import read_plan, write_plan

__all__ = [
    "FORMATS",
    "ExportSettings",
    "Exported",
    "ImportSettings",
    "ImportedLabels",
    "export_sentences",
    "import_labels",
    "read_plan",
    "write_plan",
]
