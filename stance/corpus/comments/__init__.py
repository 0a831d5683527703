"""Readers' comments on saved pages: found in text lines, or taken out of an HTML tree.

What the blocks look like is data (``rules/comments.toml``). Comments keep their whole text; the
names, times, buttons, job lines and forms around it are never part of it.
"""

from stance.corpus.comments.blocks import CommentBlock, RawComment
from stance.corpus.comments.lines import find_in_lines
from stance.corpus.comments.trees import take_from_tree

__all__ = ["CommentBlock", "RawComment", "find_in_lines", "take_from_tree"]
