"""Linear classifiers over TF-IDF features, and the bundle that saves them without code."""

from stance.model.bundle import Bundle, load
from stance.model.training import train

__all__ = ["Bundle", "load", "train"]
