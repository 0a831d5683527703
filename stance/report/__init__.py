"""A file of scores in; one offline page, charts and tables out."""

from stance.report.codebook import render_codebook
from stance.report.evaluation import read_evaluation
from stance.report.scores import read_scores
from stance.report.writing import write_report

__all__ = ["read_evaluation", "read_scores", "render_codebook", "write_report"]
