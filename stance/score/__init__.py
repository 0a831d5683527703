"""A bundle applied to documents: a score for every sentence, explained term by term."""

from stance.score.crossfit import score_cross_fitted
from stance.score.documents import score_documents
from stance.score.explanation import explain
from stance.score.files import write_scores

__all__ = ["explain", "score_cross_fitted", "score_documents", "write_scores"]
