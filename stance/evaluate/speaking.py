"""Which terms of a text speak for one label against another, exactly."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.model import Bundle
from stance.records import Kind, LabelledText
from stance.text import LETTERS

Terms = tuple[tuple[str, float], ...]
_KINDS: tuple[Kind, ...] = ("article", "comment")


class Speaker:
    """A bundle that tells what in a text speaks for a label, each kind by its own classifier.

    The features are those of scikit-learn's pipeline, as everywhere in judging.

    Parameters
    ----------
    bundle
        The bundle; it is not changed.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.models = {kind: bundle.of(kind) for kind in _KINDS}
        self.preparations = {kind: model.preparation() for kind, model in self.models.items()}

    def features(self, texts: Sequence[LabelledText]) -> list[Any]:
        """The features of each text as its kind's classifier takes them, a sparse row each."""
        found: list[Any] = [None] * len(texts)
        for kind, model in self.models.items():
            rows = [row for row, text in enumerate(texts) if text.kind == kind]
            if not rows:
                continue
            prepared = self.preparations[kind].texts([texts[row].text for row in rows])
            matrix = model.to_sklearn()[:-1].transform(prepared).tocsr()
            for place, row in enumerate(rows):
                found[row] = matrix[[place]]
        return found

    def terms(
        self, text: LabelledText, features: Any, labels: tuple[int, int], *, most: int
    ) -> Terms:
        """The terms that speak for the first label against the second, most first.

        Each with what it adds to ``ln P(first) / P(second)``, above 0. The runs of letters of one
        word are told together, as ``~`` and the word.
        """
        model = self.models[text.kind]
        slopes = model.weights[labels[0]] - model.weights[labels[1]]
        contributions: NDArray[np.float64] = features.data * slopes[features.indices]
        words = self._words_of_runs(text)
        told: defaultdict[str, float] = defaultdict(float)
        for number, contribution in zip(features.indices, contributions.tolist(), strict=True):
            term = model.terms[number]
            told[words.get(term, term)] += contribution
        ranked = sorted(told.items(), key=lambda item: (-item[1], item[0]))
        return tuple((term, value) for term, value in ranked[:most] if value > 0)

    def _words_of_runs(self, text: LabelledText) -> dict[str, str]:
        """Each run of letters, and ``~`` with the word it first occurs in."""
        if not self.preparations[text.kind].letters:
            return {}
        words: dict[str, str] = {}
        for token in self.preparations[text.kind].tokens(text.text):
            if token.term.startswith(LETTERS):
                words.setdefault(token.term, LETTERS + text.text[token.start : token.end].lower())
        return words
