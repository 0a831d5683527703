"""Scores of sentences in; articles, periods and gaps with their intervals out."""

from stance.estimate.articles import estimate_articles
from stance.estimate.gaps import article_gaps, compare_gap
from stance.estimate.scored import without_duplicates
from stance.estimate.trends import estimate_trend

__all__ = [
    "article_gaps",
    "compare_gap",
    "estimate_articles",
    "estimate_trend",
    "without_duplicates",
]
