"""What a codebook lets annotators choose from."""

from pathlib import Path

from stance.corpus.labels.codebook import read_codebook
from stance.corpus.labels.codebook_text import read_codebook_text
from stance.corpus.labels.exchange.items import Choices


def choices_of(codebook: str | Path, *, language: str = "id") -> Choices:
    """The labels, flags and question of a codebook, by name or file.

    Raises
    ------
    InputError
        If there is no such codebook.

    Examples
    --------
    >>> choices_of("stance").flags
    ('mixed', 'unsure')
    """
    short, whole = read_codebook(codebook), read_codebook_text(codebook)
    question = whole.question.pick("en" if language == "en" else "id") if whole.question else ""
    return Choices(
        task=short.task,
        labels=short.labels,
        flags=tuple(flag.name for flag in whole.flags),
        question=question,
    )
