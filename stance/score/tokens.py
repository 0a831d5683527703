"""Sentences as an engine takes them, without forgetting where each word stood."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stance.errors import InputError
from stance.records import Article, Comment, Sentence
from stance.score.engine import Engine
from stance.score.schema import storable
from stance.text import Token, split_documents

LONGEST_TEXT = 4_000_000
"""A document of more characters is not an article: scoring it takes over 100 bytes a character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenisedBatch:
    """Sentences as prepared text, and the span of every word of all of them, one after another."""

    sentences: Sequence[Sentence]
    prepared: list[str]
    spans: list[tuple[int, int]]

    def words(self, row: int, first: int, term: str) -> str:
        """What sentence `row` says where `term` stands from the word `first` on."""
        start, end = self.spans[first][0], self.spans[first + term.count(" ")][1]
        return self.sentences[row].text[start:end]


def checked_text(text: object) -> str:
    """A text that may be anything, as one that can be split and stored.

    Raises
    ------
    InputError
        If it is not a text, or is longer than `LONGEST_TEXT`.
    """
    if not isinstance(text, str):
        raise InputError(f"Expected a text, got {type(text).__name__}.")
    if len(text) > LONGEST_TEXT:
        raise InputError(
            f"Expected a text of at most {LONGEST_TEXT:,} characters, got {len(text):,}. Cut it "
            "into documents first."
        )
    return storable(text)


def split_checked(documents: Sequence[Article | Comment]) -> list[list[Sentence] | InputError]:
    """The sentences of each document, or why it has none; all documents in one sweep.

    One sweep for all, because a single page is split before a compiler would be ready.
    """
    checked: list[Article | Comment | InputError] = []
    for document in documents:
        try:
            checked.append(replace(document, text=checked_text(document.text)))
        except InputError as error:
            checked.append(error)
    found = iter(split_documents(row for row in checked if not isinstance(row, InputError)))
    return [row if isinstance(row, InputError) else next(found) for row in checked]


def tokenise(sentences: Sequence[Sentence], engine: Engine) -> TokenisedBatch:
    """Sentences made ready for an engine, without forgetting where each word stood."""
    tokens = [engine.preparation.tokens(sentence.text) for sentence in sentences]
    return TokenisedBatch(
        sentences=sentences,
        prepared=[" ".join(token.term for token in some) for some in tokens],
        spans=[span for some in tokens for token in some for span in _spans(token)],
    )


def _spans(token: Token) -> list[tuple[int, int]]:
    """One span for each word of the term; nearly always there is one."""
    return [(token.start, token.end)] * len(token.term.split())


def join(batches: Sequence[TokenisedBatch]) -> TokenisedBatch:
    """The sentences of several batches, in order, as one."""
    return TokenisedBatch(
        sentences=[sentence for batch in batches for sentence in batch.sentences],
        prepared=[text for batch in batches for text in batch.prepared],
        spans=[span for batch in batches for span in batch.spans],
    )
