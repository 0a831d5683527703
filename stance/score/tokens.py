"""Sentences as an engine takes them, without forgetting where each word stood."""

from collections.abc import Sequence
from dataclasses import dataclass

from stance.records import Sentence
from stance.score.engine import Engine
from stance.text import Token


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
