"""Why a sentence got its score: every term with its exact contribution.

A bundle is linear: ``ln P(first label) / P(last label)`` is the intercept plus one number a term.
Nothing is approximated, and nothing is left out.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.model import Bundle
from stance.records import Comment, Kind, Sentence
from stance.score.engine import Engine, softmax
from stance.score.parts import Parts, take_apart
from stance.score.tokens import checked_text, tokenise
from stance.text import split_documents

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One term's part in a score.

    `words` is what the sentence says where the term first occurs; `contribution` is what the term
    adds to the log-odds (above 0: towards the first label); `by_label` what it adds to each
    label's own score, in codebook order. All runs of letters of one word are one term, ``~`` and
    the word.
    """

    term: str
    words: str
    contribution: float
    by_label: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A sentence's score and all that made it.

    ``log_odds == intercept + sum(term.contribution for term in terms)`` is
    ``ln P(first label) / P(last label)``. `terms` has the largest magnitude first;
    `probabilities` are in codebook order; `score` is P(first label) - P(last label), -1..+1.
    """

    index: int
    start: int
    end: int
    text: str
    label: str
    score: float
    probabilities: tuple[float, ...]
    log_odds: float
    intercept: float
    terms: tuple[Contribution, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON types."""
        return asdict(self)


def explain(text: str, *, bundle: Bundle, kind: Kind = "article") -> list[Explanation]:
    """The score of each sentence of a text, and the terms that pushed it.

    Parameters
    ----------
    text
        Any text. A text without sentences has no explanations.
    bundle
        A trained bundle.
    kind
        Whether the text is an ``article``'s or a ``comment``.

    Raises
    ------
    InputError
        If `text` is not a string, or longer than four million characters.
    """
    engine = Engine(bundle, kind=kind)
    said = Comment(id="", article_id="", text=checked_text(text), position=0)
    (sentences,) = split_documents([said])
    batch = tokenise(sentences, engine)
    features = engine.features(batch.prepared)
    scores = engine.scores(features)
    parts = take_apart(features, batch, engine)
    return [
        _explanation(sentence, scores[row], _terms(parts, row), engine)
        for row, sentence in enumerate(sentences)
    ]


def _terms(parts: Parts, row: int) -> tuple[Contribution, ...]:
    return tuple(
        Contribution(
            term=parts.terms[place],
            words=parts.words[place],
            contribution=float(parts.contributions[place]),
            by_label=tuple(parts.by_label[:, place].tolist()),
        )
        for place in range(parts.starts[row], parts.starts[row + 1])
    )


def _explanation(
    sentence: Sentence, scores: Floats, terms: tuple[Contribution, ...], engine: Engine
) -> Explanation:
    probabilities = softmax(scores[np.newaxis])[0]
    return Explanation(
        index=sentence.index,
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        label=engine.bundle.labels[int(probabilities.argmax())],
        score=float(probabilities[0] - probabilities[-1]),
        probabilities=tuple(probabilities.tolist()),
        log_odds=float(scores[0] - scores[-1]),
        intercept=engine.intercept,
        terms=terms,
    )
