"""A file of scores in; one offline page, charts and tables out."""

from stance.report.page import write_report
from stance.report.scores import read_scores

__all__ = ["read_scores", "write_report"]
