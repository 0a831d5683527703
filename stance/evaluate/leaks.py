"""What training and judging share, and how much better a careless split would have looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stance.evaluate.clusters import near_pairs
from stance.evaluate.comparison import Comparison
from stance.evaluate.draws import Figure
from stance.records import LabelledText

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedText:
    """A sentence that stands (nearly) alike in two documents, with both labels.

    `similarity` is the share of three-word runs in common: 1 for equal words.
    """

    text: str
    other_text: str
    document_id: str
    other_document_id: str
    label: str
    other_label: str
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaks:
    """What two lists of labelled texts share; `said` is the same in words, empty if nothing.

    `n_documents` are on both sides. `n_near_equal` texts of the second list have a near-equal
    sentence in the first, `n_equal` the very same words, `n_other_label` these with another label.
    `examples` show at most twenty, the most alike first.
    """

    n_documents: int
    n_near_equal: int
    n_equal: int
    n_other_label: int
    examples: tuple[SharedText, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomClaim:
    """What folds of single sentences would have claimed, beside folds of whole documents.

    `claimed` are the figures of the former, `difference` how much better they look (claimed minus
    honest, over the same draws of documents).
    """

    claimed: Mapping[str, Figure]
    difference: Mapping[str, Figure]

    @classmethod
    def of(cls, claimed: Mapping[str, Figure], comparison: Comparison) -> "RandomClaim":
        """The claim, with the comparison of random (first) and grouped (second) folds."""
        return cls(claimed=dict(claimed), difference=comparison.differences)


def find_leaks(train: Sequence[LabelledText], test: Sequence[LabelledText]) -> Leaks:
    """What the texts to judge by have in common with those trained on.

    Parameters
    ----------
    train
        The labelled texts a classifier was trained on.
    test
        Those it is to be judged by.

    Examples
    --------
    >>> text = "Kedua pihak sepakat bertemu lagi bulan depan."
    >>> one = LabelledText(text=text, label="cooperative", document_id="a")
    >>> other = LabelledText(text=text, label="neutral", document_id="b")
    >>> leaks = find_leaks([one], [other])
    >>> leaks.n_documents, leaks.n_equal, leaks.n_other_label
    (0, 1, 1)
    """
    documents = {row.document_id for row in train} & {row.document_id for row in test}
    both = [*train, *test]
    pairs = [
        (both[pair.first], both[pair.second], pair)
        for pair in near_pairs([row.text for row in both])
        if pair.first < len(train) <= pair.second
    ]
    near = {pair.second for _, _, pair in pairs}
    equal = {pair.second for _, _, pair in pairs if pair.similarity == 1.0}
    other = {
        pair.second for one, two, pair in pairs if pair.similarity == 1.0 and one.label != two.label
    }
    return Leaks(
        n_documents=len(documents),
        n_near_equal=len(near),
        n_equal=len(equal),
        n_other_label=len(other),
        examples=_examples([(one, two, pair.similarity) for one, two, pair in pairs]),
        said=_said(len(documents), len(near), len(equal), len(other)),
    )


def find_repeats(texts: Sequence[LabelledText]) -> Leaks:
    """Near-equal sentences of different documents: what folds of documents alone would leak."""
    pairs = [
        (texts[pair.first], texts[pair.second], pair)
        for pair in near_pairs([row.text for row in texts])
        if texts[pair.first].document_id != texts[pair.second].document_id
    ]
    equal = {pair.second for _, _, pair in pairs if pair.similarity == 1.0}
    other = {
        pair.second for one, two, pair in pairs if pair.similarity == 1.0 and one.label != two.label
    }
    near = {pair.second for _, _, pair in pairs}
    said = []
    if near:
        said.append(
            f"{len(near)} sentences nearly equal one of another document ({len(equal)} word for "
            f"word, {len(other)} of these with another label). Their documents share a fold."
        )
    return Leaks(
        n_documents=0,
        n_near_equal=len(near),
        n_equal=len(equal),
        n_other_label=len(other),
        examples=_examples([(one, two, pair.similarity) for one, two, pair in pairs]),
        said=tuple(said),
    )


def _examples(
    pairs: Sequence[tuple[LabelledText, LabelledText, float]],
) -> tuple[SharedText, ...]:
    # Those with different labels first: they are the ones to look at.
    ranked = sorted(pairs, key=lambda pair: (pair[0].label == pair[1].label, -pair[2]))
    return tuple(
        SharedText(
            text=one.text,
            other_text=other.text,
            document_id=one.document_id,
            other_document_id=other.document_id,
            label=one.label,
            other_label=other.label,
            similarity=similarity,
        )
        for one, other, similarity in ranked[:_SHOWN]
    )


def _said(documents: int, near: int, equal: int, other: int) -> tuple[str, ...]:
    said = []
    if documents:
        said.append(f"{documents} documents are on both sides: these figures are too good.")
    if near:
        said.append(
            f"{near} sentences have a near-equal one in training, {equal} the very same words "
            f"({other} of these with another label there)."
        )
    return tuple(said)
