"""The documents and sentences of a simulated world: what is true, what the classifier says."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri

from stance.errors import SettingError
from stance.estimate.scored import Floats, Integers

Share = float | tuple[float, ...]
_LEAST_DOUBT = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """How gold labels are drawn, in each period and kind alike.

    `documents` are drawn with equal chances, and of each about `sentences`: with equal chances,
    or (`uncertain`, 0..1) that part of the chance in proportion to the classifier's uncertainty.
    """

    documents: int = 20
    sentences: int = 5
    uncertain: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What is true of the articles, or of the comments: one number, or one a period.

    `prevalence` is the share of cooperative sentences, `sensitivity` how many of them the
    classifier finds, `specificity` how many of the others it leaves.
    """

    prevalence: Share = 0.35
    sensitivity: Share = 0.8
    specificity: Share = 0.88
    sample: Sample | None = field(default_factory=Sample)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Documents:
    """One kind of document, one entry each.

    `tone` is what the sentences of a document share: a normal variable, low for cooperative.
    """

    article_of: Integers
    period: Integers
    lengths: Integers
    tone: Floats
    commenter_of: Integers | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sentences:
    """The sentences of one kind of document, one entry each, in the documents' order.

    `weight` is one over the probability of having been selected for labelling, 0 without a label.
    """

    documents: Documents
    document: Integers
    is_cooperative: NDArray[np.bool_]
    probability: Floats
    is_called: NDArray[np.bool_]
    weight: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Worlds:
    """What articles and comments have in common; see `stance.estimate.simulate.Setting`."""

    n_periods: int
    correlation: float
    errors_alike: float
    trained_on: tuple[float, float, float]

    def draw(self, side: Side, documents: Documents, rng: np.random.Generator) -> Sentences:
        """The sentences of some documents, with their labels and a sample of gold."""
        document = np.repeat(np.arange(len(documents.lengths)), documents.lengths)
        period, n = documents.period[document], len(document)
        latent = _mixed(documents.tone[document], rng.normal(size=n), self.correlation)
        is_cooperative = latent < ndtri(by_period(side.prevalence, self.n_periods))[period]
        own = rng.normal(size=len(documents.lengths))[document]
        noise = _mixed(own, rng.normal(size=n), self.errors_alike)
        found = ndtri(by_period(side.sensitivity, self.n_periods))[period]
        left = -ndtri(by_period(side.specificity, self.n_periods))[period]
        seen = np.where(is_cooperative, found, left) + noise
        probability = self._probability(seen)
        return Sentences(
            documents=documents,
            document=document,
            is_cooperative=is_cooperative,
            probability=probability,
            is_called=seen > 0.0,
            weight=_weights(side.sample, documents, document, probability, rng),
        )

    def _probability(self, seen: Floats) -> Floats:
        """What a classifier concludes that was trained in another world."""
        prevalence, sensitivity, specificity = self.trained_on
        found, left = ndtri(sensitivity), -ndtri(specificity)
        evidence = (found - left) * seen - (found**2 - left**2) / 2.0
        probability: Floats = expit(logit(prevalence) + evidence)
        return probability


def by_period(share: Share, n_periods: int) -> Floats:
    """The share of each period.

    Raises
    ------
    SettingError
        A share is not between 0 and 1, or there are not as many as periods.
    """
    shares = np.array(share if isinstance(share, tuple) else (share,) * n_periods, dtype=float)
    if len(shares) != n_periods or not ((shares > 0.0) & (shares < 1.0)).all():
        raise SettingError(
            "Expected a prevalence, sensitivity or specificity between 0 and 1, or one for each "
            f"of the {n_periods} periods, got {share!r:.80}."
        )
    return shares


def _mixed(shared: Floats, own: Floats, part: float) -> Floats:
    mixed: Floats = np.sqrt(part) * shared + np.sqrt(1.0 - part) * own
    return mixed


def _weights(
    sample: Sample | None,
    documents: Documents,
    document: Integers,
    probability: Floats,
    rng: np.random.Generator,
) -> Floats:
    """One over the probability of selection of the sentences that were selected, else 0."""
    if sample is None:
        return np.zeros(len(document))
    is_drawn, of_document = _drawn(documents.period, sample.documents, rng)
    if sample.uncertain:
        chance = _uneven_chances(sample, documents, document, probability)
        chosen = rng.random(len(document)) < chance
    else:
        chance = np.minimum(1.0, sample.sentences / documents.lengths)[document]
        chosen = _rank(document, rng.random(len(document))) < sample.sentences
    chosen &= is_drawn[document]
    return np.where(chosen, 1.0 / (chance * of_document[document]), 0.0)


def _drawn(
    period: Integers, n_drawn: int, rng: np.random.Generator
) -> tuple[NDArray[np.bool_], Floats]:
    """Which documents are drawn, `n_drawn` of each period, and with what probability."""
    sizes = np.bincount(period)
    if n_drawn > sizes.min():
        raise SettingError(
            f"Expected to label at most {sizes.min()} documents, which the smallest period has, "
            f"got {n_drawn}. Simulate more articles."
        )
    return _rank(period, rng.random(len(period))) < n_drawn, (n_drawn / sizes)[period]


def _rank(group: Integers, keys: Floats) -> Integers:
    """The place of each entry within its group by its key; groups are contiguous."""
    order = np.lexsort((keys, group))
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.searchsorted(group, group)[order]
    return rank


def _uneven_chances(
    sample: Sample, documents: Documents, document: Integers, probability: Floats
) -> Floats:
    doubt = probability * (1.0 - probability) + _LEAST_DOUBT
    total = np.bincount(document, weights=doubt, minlength=len(documents.lengths))
    even = (1.0 - sample.uncertain) / documents.lengths[document]
    size = even + sample.uncertain * doubt / total[document]
    chances: Floats = np.minimum(1.0, sample.sentences * size)
    return chances
