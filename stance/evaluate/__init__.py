"""How good a bundle is on sentences whose labels are known."""

from stance.evaluate.metrics import evaluate

__all__ = ["evaluate"]
