"""How good a bundle is on sentences whose labels are known."""

from stance.evaluate.metrics import evaluate_bundle

__all__ = ["evaluate_bundle"]
