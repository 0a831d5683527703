"""What a score table can hold: text without halves of characters, and so many terms a row."""

import re

N_TERMS = 8
"""How many terms a row keeps: those of largest magnitude."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    r"""The text as UTF-8 can hold it: each lone surrogate becomes U+FFFD, so that no place moves.

    >>> storable("a\ud800b") == "a\ufffdb"
    True
    """
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
