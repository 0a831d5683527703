"""Linear classifiers over TF-IDF features, and the bundle that saves them without code."""

from stance.model.bundle import Bundle
from stance.model.loading import load
from stance.model.settings import Grid
from stance.model.training import train

__all__ = ["Bundle", "Grid", "load", "train"]
