"""One number with its interval, from a tally, under one specification."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from stance.errors import InputError, SettingError
from stance.estimate.changes import is_known, time_of
from stance.estimate.contrasts import Contrast, contrast, slope_weights
from stance.estimate.corrected import Moments, corrected, counted
from stance.estimate.groups import group_names, places_by_group
from stance.estimate.scored import Floats, Integers
from stance.estimate.sums import Clusters, paired_weights, sums_of
from stance.estimate.tally import Tally
from stance.estimate.with_gold import LABELS_ONLY
from stance.robustness.choices import KINDS, UNCORRECTED, Estimand, Specification

_FEWEST = {"slope": 3, "change": 2}
_FEWEST_ARTICLES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A value with what it rests on: gold labels, and the groups that took part."""

    contrast: Contrast
    n_gold: int
    n_groups: int


def measure(tally: Tally, specification: Specification, estimand: Estimand) -> Measured:
    """The estimand's value under one specification.

    Parameters
    ----------
    tally
        Of the unit, duplicates and classifier that the specification asks for; labels that are
        counted have all probability.
    specification
        For its method and tuning.
    estimand
        What to estimate.

    Raises
    ------
    InputError
        There are too few periods, or a side has no gold labels.
    SettingError
        There is no such quantity.
    """
    place = quantity_place(estimand.quantity, tally.labels)
    method = _Method.of(specification)
    if estimand.what == "gap":
        return _gap(tally, method, place)
    chosen = tally.of_kind(estimand.kind)
    if estimand.what == "score":
        everything = np.arange(chosen.documents.num_rows)
        whole = method.moments(chosen, everything, Clusters.of(chosen))
        return _measured([whole], np.ones(1), place)
    names, groups = _periods(chosen, method, estimand)
    times = np.array([time_of(name) for name in names])
    if len(names) < _FEWEST[estimand.what]:
        raise InputError(
            f"Expected {_FEWEST[estimand.what]} or more periods with gold labels of "
            f"{_FEWEST_ARTICLES} articles or more, got {len(names)}. Label more, or name another "
            "estimand."
        )
    ends = np.zeros(len(names))
    ends[[0, -1]] = -1.0, 1.0
    weights = slope_weights(times) if estimand.what == "slope" else ends
    return _measured(groups, weights, place)


def quantity_place(quantity: str, labels: Sequence[str]) -> int:
    """The place of a quantity among the labels and, behind them, the mean score.

    >>> quantity_place("score", ("pro", "con"))
    2

    Raises
    ------
    SettingError
        It is neither.
    """
    names = (*labels, "score")
    if quantity not in names:
        raise SettingError(
            f"Expected the quantity to be one of {', '.join(names)}, got {quantity!r:.40}."
        )
    return names.index(quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Method:
    uncorrected: bool
    tuning: float | None

    @classmethod
    def of(cls, specification: Specification) -> "_Method":
        method, tuning = (specification.values[name] for name in ("method", "tuning"))
        if method == LABELS_ONLY:
            return cls(uncorrected=False, tuning=0.0)
        is_number = tuning not in {"power", "-"}
        return cls(uncorrected=method == UNCORRECTED, tuning=float(tuning) if is_number else None)

    def moments(
        self, tally: Tally, places: Integers, clusters: Clusters, weights: Floats | None = None
    ) -> Moments:
        sums = sums_of(tally, places, clusters, weights=weights)
        return counted(sums) if self.uncorrected else corrected(sums, tuning=self.tuning)


def _periods(tally: Tally, method: _Method, estimand: Estimand) -> tuple[list[str], list[Moments]]:
    """The periods that have gold labels, whatever the method: all specifications have the same."""
    clusters = Clusters.of(tally)
    has_gold = tally.gold_counts.sum(axis=1) > 0
    names, groups = [], []
    for name, places in places_by_group(group_names(tally.documents, estimand.by)):
        n_articles = len(np.unique(clusters.articles[places[has_gold[places]]]))
        if is_known(name) and n_articles >= _FEWEST_ARTICLES:
            names.append(name)
            groups.append(method.moments(tally, places, clusters))
    return names, groups


def _gap(tally: Tally, method: _Method, place: int) -> Measured:
    """Articles minus their comments, each pair counting alike, each side by its own gold."""
    weights, clusters = paired_weights(tally), Clusters.of(tally)
    sides = []
    for kind in KINDS:
        is_kind = np.asarray(pc.equal(tally.documents["kind"], kind))
        own = np.flatnonzero(is_kind & (weights > 0.0))
        if not tally.gold_counts[own].any():
            raise InputError(
                f"Expected gold labels of {kind}s, on both sides of articles that have comments, "
                f"got none in {len(own)} {kind}s. Label some, or name another estimand."
            )
        sides.append(method.moments(tally, own, clusters, weights))
    return _measured(sides, np.array([1.0, -1.0]), place)


def _measured(groups: Sequence[Moments], weights: Floats, place: int) -> Measured:
    return Measured(
        contrast=contrast(groups, weights, place),
        n_gold=sum(group.n_gold for group in groups),
        n_groups=len(groups),
    )


def said_probabilities(
    probabilities: Floats, specification: Specification, labels: Sequence[str]
) -> Floats:
    """What is counted of each sentence: its probabilities, or all for one label.

    With a threshold, a sentence whose most probable label has less counts as the middle label.

    Parameters
    ----------
    probabilities
        Shape ``(n_sentences, n_labels)``.
    specification
        For its counting and threshold.
    labels
        In codebook order.

    Raises
    ------
    InputError
        There is a threshold, and no middle label.

    Examples
    --------
    >>> one = Specification(values={"counting": "label", "threshold": "0.6"})
    >>> shares = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])
    >>> said_probabilities(shares, one, ("pro", "even", "con")).tolist()
    [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    if specification.values["counting"] != "label":
        return probabilities
    chosen = probabilities.argmax(axis=1)
    threshold = specification.values["threshold"]
    if threshold != "none":
        middle, rest = divmod(len(labels), 2)
        if not rest:
            raise InputError(
                f"Expected a middle label for sentences below the threshold {threshold}, got "
                f"{len(labels)} labels. Leave the threshold out."
            )
        chosen = np.where(probabilities.max(axis=1) < float(threshold), middle, chosen)
    counted_labels: Floats = np.eye(len(labels))[chosen]
    return counted_labels
