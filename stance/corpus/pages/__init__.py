"""Saved web pages, text or HTML: the article in each, by rules that are data."""

from stance.corpus.pages.outlets import Rules, load_rules
from stance.corpus.pages.reader import LARGEST_PAGE, read_page

__all__ = ["LARGEST_PAGE", "Rules", "load_rules", "read_page"]
