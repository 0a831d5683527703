"""Stance and sentiment classification for Indonesian news and reader comments.

The front door: every public function by its one name. Nothing heavy is imported until it is used.

>>> import stance
>>> [sentence.text for sentence in stance.split("NATO dan Rusia sepakat. Dr. Budi hadir.")]
['NATO dan Rusia sepakat.', 'Dr. Budi hadir.']
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Choices": "stance.estimate",
    "Corpus": "stance.records",
    "Declared": "stance.robustness",
    "Estimand": "stance.robustness",
    "Event": "stance.records",
    "ExportSettings": "stance.corpus",
    "Grid": "stance.model",
    "ImportSettings": "stance.corpus",
    "Plan": "stance.evaluate",
    "StanceError": "stance.errors",
    "check_labels": "stance.evaluate.ledger",
    "compare": "stance.estimate",
    "Change": "stance.estimate",
    "compare_annotators": "stance.evaluate.annotators",
    "decompose_change": "stance.estimate",
    "compare_gap": "stance.estimate",
    "estimate_articles": "stance.estimate",
    "estimate_trend": "stance.estimate",
    "evaluate_bundle": "stance.evaluate",
    "explain": "stance.score",
    "export_sentences": "stance.corpus",
    "find_suspects": "stance.evaluate",
    "import_labels": "stance.corpus",
    "load": "stance.model",
    "mistakes_of": "stance.evaluate",
    "mistakes_out_of_fold": "stance.evaluate",
    "measure_agreement": "stance.evaluate.agreement",
    "multiverse": "stance.robustness",
    "plan": "stance.estimate.planning",
    "plan_again": "stance.estimate.planning",
    "plan_sizes": "stance.estimate.planning_sizes",
    "name_actors": "stance.estimate",
    "read": "stance.corpus",
    "read_choices": "stance.robustness",
    "read_codebook": "stance.corpus",
    "read_codebook_text": "stance.corpus",
    "read_evaluation": "stance.report",
    "read_given": "stance.corpus",
    "read_events": "stance.corpus.events",
    "read_gold": "stance.corpus",
    "read_labels": "stance.corpus",
    "read_ledger": "stance.corpus",
    "read_multiverse": "stance.robustness",
    "read_plan": "stance.corpus",
    "read_scores": "stance.report",
    "read_seeds": "stance.corpus.labels.seeds",
    "render_codebook": "stance.report",
    "resolve_labels": "stance.corpus",
    "score_cross_fitted": "stance.score",
    "score_documents": "stance.score",
    "split": "stance.text",
    "stem": "stance.text",
    "train": "stance.model",
    "train_from_seeds": "stance.model.seeds",
    "trends": "stance.estimate",
    "validate": "stance.evaluate",
    "write_corpus": "stance.corpus",
    "write_gold": "stance.corpus",
    "write_multiverse": "stance.robustness",
    "write_plan": "stance.corpus",
    "write_report": "stance.report",
    "write_scores": "stance.score",
    "write_suspects": "stance.evaluate",
}

__all__ = sorted([*_HOMES, "__version__"])  # noqa: PLE0605 - derived from one table


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'stance' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
