"""Text cleaned, split into sentences, and reduced to stems without losing its stance."""

from stance.text.lexicon import Lexicon, read_lexicon
from stance.text.prepare import Preparation, stem, text_version
from stance.text.sentences import split, split_buffer, split_documents
from stance.text.streams import LETTERS, STREAM
from stance.text.written import Token

__all__ = [
    "LETTERS",
    "STREAM",
    "Lexicon",
    "Preparation",
    "Token",
    "read_lexicon",
    "split",
    "split_buffer",
    "split_documents",
    "stem",
    "text_version",
]
