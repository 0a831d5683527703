"""Sentences as an engine takes them, without forgetting where each word stood."""

from collections.abc import Sequence
from dataclasses import dataclass

from stance.errors import InputError
from stance.records import Sentence
from stance.score.engine import Engine
from stance.score.schema import storable
from stance.text import Token, split

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


def split_checked(text: object, *, document_id: str = "") -> list[Sentence]:
    """The sentences of a text that may be anything.

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
    return split(storable(text), document_id=document_id)


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
