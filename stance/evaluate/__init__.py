"""How good a bundle, or a way of training, is on sentences whose labels are known."""

from stance.evaluate.held_out import evaluate_bundle
from stance.evaluate.mistakes import mistakes_of, mistakes_out_of_fold
from stance.evaluate.planning import Plan
from stance.evaluate.suspect_table import write_suspects
from stance.evaluate.suspects import find_suspects
from stance.evaluate.validation import validate

__all__ = [
    "Plan",
    "evaluate_bundle",
    "find_suspects",
    "mistakes_of",
    "mistakes_out_of_fold",
    "validate",
    "write_suspects",
]
