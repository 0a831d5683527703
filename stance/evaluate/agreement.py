"""How far annotators agree: Krippendorff's alpha, Cohen's kappa, raw and per-label agreement.

Every figure is computed from coincidences of labels, which add up over documents: a draw of
documents is a weighted sum of theirs, and one matrix product gives the figure in every draw.

References
----------
A. F. Hayes, K. Krippendorff (2007), "Answering the Call for a Standard Reliability Measure for
Coding Data", Communication Methods and Measures 1(1).
K. Krippendorff (2019), "Content Analysis: An Introduction to Its Methodology", 4th ed., ch. 12.
J. Cohen (1960), "A Coefficient of Agreement for Nominal Scales", Educational and Psychological
Measurement 20(1).
R. L. Spitzer, J. L. Fleiss (1974), "A Re-analysis of the Reliability of Psychiatric Diagnosis",
British Journal of Psychiatry 125: agreement specific to a label.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.errors import SettingError
from stance.evaluate.draws import (
    DRAWS,
    FEW_DOCUMENTS,
    Figure,
    draw_documents,
    figure_of,
    sum_by_document,
)

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

MISSING = -1
_TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelAgreement:
    """How far annotators agree on one label.

    `agreement` is 0..1, higher is better: of those who gave the label, the share that another
    annotator of the same sentence confirms. `n_given` is how often it was given.
    """

    label: str
    n_given: int
    agreement: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far annotators agree on sentences that two or more of them labelled.

    The alphas and `kappa` are at most 1 (perfect); 0 is what chance alone would give, and below 0
    is worse than that. `alpha_ordinal` takes the labels as ordered: to confuse the first with the
    last weighs more than with the middle one. `agreement` is 0..1: the share of labels that
    another annotator of the same sentence also gave. `kappa` and `confusion` (rows the first
    annotator, columns the second) are there for two annotators only. `n_clusters` are the
    documents (an article with its comments is one) that the intervals draw from. What cannot be
    claimed is NaN, and a warning says why.
    """

    labels: tuple[str, ...]
    n_annotators: int
    n_sentences: int
    n_clusters: int
    alpha_nominal: Figure
    alpha_ordinal: Figure
    agreement: Figure
    kappa: Figure | None
    per_label: tuple[LabelAgreement, ...]
    confusion: tuple[tuple[int, ...], ...] | None
    warnings: tuple[str, ...]


def measure_agreement(
    codes: Numbers,
    *,
    labels: Sequence[str],
    clusters: Sequence[Hashable] | None = None,
    draws: int = DRAWS,
    rng: np.random.Generator,
) -> Agreement:
    """The agreement of annotators, with 95 % percentile intervals over draws of clusters.

    Parameters
    ----------
    codes
        ``(n_sentences, n_annotators)``: the number of each label given, -1 where there is none.
        Sentences with fewer than two labels say nothing and are left out.
    labels
        The labels in order.
    clusters
        What each sentence belongs to, such as its article; by default each is its own.
    draws
        How many draws of clusters the intervals rest on.
    rng
        The generator of the draws.

    Raises
    ------
    SettingError
        If `codes` is no such array, or `clusters` is of another length.

    Examples
    --------
    Four sentences, one of which the two annotators take differently:

    >>> codes = np.array([[0, 0], [1, 1], [1, 0], [1, 1]])
    >>> rng = np.random.default_rng(0)
    >>> measured = measure_agreement(codes, labels=("yes", "no"), rng=rng)
    >>> measured.agreement.value, measured.kappa.value
    (0.75, 0.5)
    >>> round(measured.alpha_nominal.value, 4)  # 1 - (2/8) / (2*3*5/(8*7))
    0.5333
    >>> [round(row.agreement.value, 4) for row in measured.per_label]  # 2/3 and 4/5
    [0.6667, 0.8]
    >>> measured.confusion
    ((1, 0), (1, 2))
    """
    codes = _checked(codes, n_labels=len(labels), clusters=clusters)
    paired = (codes != MISSING).sum(axis=1) >= _TWO
    groups = np.arange(len(codes)) if clusters is None else _numbers(clusters)
    codes, groups = codes[paired], np.unique(groups[paired], return_inverse=True)[1]
    n_clusters = int(groups.max()) + 1 if len(groups) else 0
    weights = draw_documents(n_clusters, draws=draws, rng=rng) if n_clusters > 1 else None
    judge = _Judge(groups=groups, weights=weights, n_labels=len(labels))
    together = _coincidences(codes, len(labels))
    crossed = _crossings(codes, len(labels)) if codes.shape[1] == _TWO else None
    per_label = judge.figures(together, _specific)
    given = together.sum(axis=(0, 2))
    alpha = judge.figures(together, _alpha_nominal)[0]
    return Agreement(
        labels=tuple(labels),
        n_annotators=codes.shape[1],
        n_sentences=len(codes),
        n_clusters=n_clusters,
        alpha_nominal=alpha,
        alpha_ordinal=judge.figures(together, _alpha_ordinal)[0],
        agreement=judge.figures(together, _observed)[0],
        kappa=judge.figures(crossed, _kappa)[0] if crossed is not None else None,
        per_label=tuple(
            LabelAgreement(label=label, n_given=round(n), agreement=figure)
            for label, n, figure in zip(labels, given, per_label, strict=True)
        ),
        confusion=_table(crossed) if crossed is not None else None,
        warnings=_warnings(len(codes), n_clusters, alpha),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Judge:
    """Figures of sums over documents, as they are and in every draw of documents."""

    groups: Numbers
    weights: Floats | None
    n_labels: int

    def figures(self, blocks: Floats, measure: Callable[[Floats], Floats]) -> list[Figure]:
        """One figure a column of what `measure` gives for ``(n, n_labels, n_labels)`` sums."""
        shape = (-1, self.n_labels, self.n_labels)
        values = measure(blocks.sum(axis=0, keepdims=True))[0]
        if self.weights is None:  # nothing to draw from: no interval is claimed
            nothing = float("nan")
            return [Figure(value=float(value), low=nothing, high=nothing) for value in values]
        sums = sum_by_document(blocks.reshape(len(blocks), -1), self.groups)
        drawn = measure((self.weights @ sums).reshape(shape))
        return [figure_of(value, drawn[:, n]) for n, value in enumerate(values)]


def _checked(codes: Numbers, *, n_labels: int, clusters: Sequence[Hashable] | None) -> Numbers:
    codes = np.asarray(codes)
    whole = codes.ndim == _TWO and np.issubdtype(codes.dtype, np.integer)
    if not whole or (codes.size and not MISSING <= codes.min() <= codes.max() < n_labels):
        raise SettingError(
            f"Expected an array (sentences, annotators) of whole numbers -1..{n_labels - 1}, "
            f"got one of shape {codes.shape} and type {codes.dtype}. Number the labels from 0."
        )
    if clusters is not None and len(clusters) != len(codes):
        raise SettingError(
            f"Expected a cluster for each of {len(codes)} sentences, got {len(clusters)}. "
            "Name one for each."
        )
    return codes.astype(np.int64)


def _numbers(names: Sequence[Hashable]) -> Numbers:
    number = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array([number[name] for name in names], dtype=np.int64)


def _coincidences(codes: Numbers, n_labels: int) -> Floats:
    """Per sentence, how often each pair of labels met: each label weighs one in all.

    With m labels given to a sentence, each of the m (m - 1) ordered pairs counts 1 / (m - 1).
    """
    counts = (codes[:, :, None] == np.arange(n_labels)).sum(axis=1).astype(np.float64)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(n_labels)
    met: Floats = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    return met


def _crossings(codes: Numbers, n_labels: int) -> Floats:
    """Per sentence, 1 where the first annotator's label (row) meets the second's (column)."""
    first, second = (codes[:, [n]] == np.arange(n_labels) for n in (0, 1))
    crossed: Floats = (first[:, :, None] & second[:, None, :]).astype(np.float64)
    return crossed


def _alpha_nominal(met: Floats) -> Floats:
    return _alpha(met, np.broadcast_to(1 - np.eye(met.shape[1]), met.shape))


def _alpha_ordinal(met: Floats) -> Floats:
    """The squared distance of two labels is that of their middle ranks among all labels given."""
    given = met.sum(axis=2)
    ranks = given.cumsum(axis=1) - given / 2
    return _alpha(met, (ranks[:, :, None] - ranks[:, None, :]) ** 2)


def _alpha(met: Floats, distances: Floats) -> Floats:
    given = met.sum(axis=2)
    observed = (met * distances).sum(axis=(1, 2))
    expected = (given[:, :, None] * given[:, None, :] * distances).sum(axis=(1, 2))
    return (1 - _ratio(observed * (given.sum(axis=1) - 1), expected))[:, None]


def _kappa(crossed: Floats) -> Floats:
    n = crossed.sum(axis=(1, 2))
    observed = _ratio(np.trace(crossed, axis1=1, axis2=2), n)
    expected = _ratio((crossed.sum(axis=2) * crossed.sum(axis=1)).sum(axis=1), n**2)
    return _ratio(observed - expected, 1 - expected)[:, None]


def _observed(met: Floats) -> Floats:
    return _ratio(np.trace(met, axis1=1, axis2=2), met.sum(axis=(1, 2)))[:, None]


def _specific(met: Floats) -> Floats:
    return _ratio(np.diagonal(met, axis1=1, axis2=2), met.sum(axis=2))


def _ratio(part: Floats, whole: Floats) -> Floats:
    """NaN where there is nothing to divide by."""
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)


def _table(crossed: Floats) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(round(n) for n in row) for row in crossed.sum(axis=0).tolist())


def _warnings(n_sentences: int, n_clusters: int, alpha: Figure) -> tuple[str, ...]:
    if not n_sentences:
        return ("no sentence was labelled by two annotators",)
    said = []
    if n_clusters == 1:
        said.append("one document only: no interval can be drawn")
    elif n_clusters < FEW_DOCUMENTS:
        said.append(f"{n_clusters} documents: intervals are too narrow below {FEW_DOCUMENTS}")
    if np.isnan(alpha.value):
        said.append("one label only was given: alpha and kappa are not defined")
    return tuple(said)
