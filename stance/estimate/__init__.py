"""Scores of sentences in; articles, periods and gaps with their intervals out."""

from stance.estimate.articles import estimate_articles
from stance.estimate.gaps import compare_gap
from stance.estimate.trends import estimate_trend

__all__ = ["compare_gap", "estimate_articles", "estimate_trend"]
