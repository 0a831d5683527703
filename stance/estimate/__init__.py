"""Scores of sentences in; articles, periods and gaps with their intervals out."""

from stance.estimate.actors import name_actors
from stance.estimate.articles import estimate_articles
from stance.estimate.choices import Choices
from stance.estimate.comparison import Comparison, compare
from stance.estimate.decomposition import decompose_change
from stance.estimate.gaps import article_gaps, compare_gap
from stance.estimate.overview import Trends, trends
from stance.estimate.period_pair import Change
from stance.estimate.scored import without_duplicates
from stance.estimate.trends import estimate_trend

__all__ = [
    "Change",
    "Choices",
    "Comparison",
    "Trends",
    "article_gaps",
    "compare",
    "compare_gap",
    "decompose_change",
    "estimate_articles",
    "estimate_trend",
    "name_actors",
    "trends",
    "without_duplicates",
]
