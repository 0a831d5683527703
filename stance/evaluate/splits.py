"""Which texts to train on and which to judge by: by document, time, or what a document is.

In every split a cluster (a document with those that share near-equal sentences) is on one side.

References
----------
A. Sogaard, S. Ebert, J. Bastings, K. Filippova (2021), "We Need to Talk About Random Splits";
R. Alkhalifa, E. Kochkina, A. Zubiaga (2022), "Building for Tomorrow: Assessing the Temporal
Persistence of Text Classifiers".
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.errors import SettingError

Numbers = NDArray[np.int64]

MOST_PERIODS = 6
FEWEST_CLUSTERS = 10
"""So many documents a period holds at least, where that leaves two periods."""
_MOST_MIXED = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The rows to train on and the rows to judge by; `name` says what the latter have in common."""

    name: str
    train: Numbers
    test: Numbers


def grouped_splits(truth: Numbers, clusters: Numbers, *, folds: int, seed: int) -> list[Split]:
    """Folds that keep clusters whole and the shares of the labels alike.

    There are fewer than `folds` where there are fewer clusters, or sentences of the rarest label.

    Raises
    ------
    SettingError
        If fewer than two folds are wanted, or possible.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    if folds < 2:  # noqa: PLR2004 - one side to train on, one to judge by
        raise SettingError(f"Expected two folds or more, got {folds}.")
    rarest = min(count for count in np.bincount(truth) if count)
    number = min(folds, int(clusters.max()) + 1, int(rarest))
    if number < 2:  # noqa: PLR2004
        raise SettingError(
            "Expected two documents or more, and two sentences of each label, to make folds of; "
            f"got {int(clusters.max()) + 1} and {int(rarest)}. Label more documents."
        )
    splitter = StratifiedGroupKFold(number, shuffle=True, random_state=seed)
    rows = splitter.split(np.zeros(len(truth)), truth, clusters)
    return [
        Split(name=f"fold {place}", train=train, test=test)
        for place, (train, test) in enumerate(rows, start=1)
        if len(train) and len(test)
    ]


def random_splits(truth: Numbers, *, folds: int, seed: int) -> list[Split]:
    """Folds of single sentences, as one should not make them: for `leaks` to compare with."""
    from sklearn.model_selection import StratifiedKFold

    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    rows = splitter.split(np.zeros(len(truth)), truth)
    return [
        Split(name=f"random {place}", train=train, test=test)
        for place, (train, test) in enumerate(rows, start=1)
    ]


def temporal_splits(
    years: Sequence[int | None], clusters: Numbers, *, periods: Sequence[tuple[int, int]]
) -> list[Split]:
    """Each period but the first judged by what was trained on all years before it.

    Parameters
    ----------
    years
        Each text's year; texts without one are on neither side.
    clusters
        A training text whose cluster reaches into the period that is judged is left out.
    periods
        First and last year of each, as `make_periods` gives them.

    Examples
    --------
    >>> years, clusters = [2010, 2011, 2012, None], np.arange(4)
    >>> splits = temporal_splits(years, clusters, periods=[(2010, 2011), (2012, 2012)])
    >>> [(split.name, split.train.tolist(), split.test.tolist()) for split in splits]
    [('2012', [0, 1], [2])]
    """
    known = np.array([-1 if year is None else year for year in years])
    splits = []
    for first, last in periods[1:]:
        test = np.flatnonzero((known >= first) & (known <= last))
        before = (known >= 0) & (known < first)
        splits.append(_apart(period_name(first, last), before, test, clusters))
    return splits


def value_splits(
    values: Sequence[str | None], truth: Numbers, clusters: Numbers, *, folds: int, seed: int
) -> list[Split]:
    """Each value (an outlet, a kind, a topic) judged by what was trained on all others.

    Where clusters hold several values, as articles and their comments do, the training side would
    lose them all. There, each value is judged in folds of whole clusters, trained on the other
    values in the other folds.

    Examples
    --------
    >>> values, clusters = ["A", "A", "B", None], np.arange(4)
    >>> splits = value_splits(values, np.zeros(4, int), clusters, folds=2, seed=0)
    >>> [(split.name, split.train.tolist(), split.test.tolist()) for split in splits]
    [('A', [2], [0, 1]), ('B', [0, 1], [2])]
    """
    names = np.array(["" if value is None else value for value in values], dtype=object)
    mixed = _share_of_mixed(names, clusters) > _MOST_MIXED
    everything = np.arange(len(names))
    parts = [Split(name="", train=everything, test=everything)]
    if mixed:
        parts = grouped_splits(truth, clusters, folds=folds, seed=seed)
    splits = []
    for value in sorted({name for name in names if name}):
        for part in parts:
            test = part.test[names[part.test] == value]
            others = np.zeros(len(names), dtype=bool)
            others[part.train[(names[part.train] != value) & (names[part.train] != "")]] = True
            if len(test):
                splits.append(_apart(value, others, test, clusters))
    return splits


def make_periods(years: Sequence[int | None], clusters: Numbers) -> list[tuple[int, int]]:
    """Runs of years with enough documents in each, at most six, from the first to the last.

    Examples
    --------
    >>> make_periods([2010, 2010, 2011, 2012, 2013], np.arange(5))
    [(2010, 2010), (2011, 2013)]
    """
    dated = {(year, cluster) for year, cluster in zip(years, clusters, strict=True) if year}
    counts = Counter(year for year, _ in dated)
    if len(counts) < 2:  # noqa: PLR2004 - a before and an after
        return [(year, year) for year in counts]
    total = sum(counts.values())
    wanted = max(min(FEWEST_CLUSTERS, total // 2), -(-total // MOST_PERIODS))
    periods: list[tuple[int, int]] = []
    start, held = min(counts), 0
    for year in sorted(counts):
        held += counts[year]
        if held >= wanted:
            periods.append((start, year))
            start, held = year + 1, 0
    if held and periods:  # too few for a period of their own
        periods[-1] = (periods[-1][0], max(counts))
    return periods


def period_name(first: int, last: int) -> str:
    """A period as it is shown.

    >>> period_name(2010, 2014), period_name(2019, 2019)
    ('2010-2014', '2019')
    """
    return str(first) if first == last else f"{first}-{last}"


def _apart(name: str, train: NDArray[np.bool_], test: Numbers, clusters: Numbers) -> Split:
    """A split without the training texts whose cluster is among those that judge."""
    free = ~np.isin(clusters, clusters[test])
    return Split(name=name, train=np.flatnonzero(train & free), test=test)


def _share_of_mixed(names: NDArray[np.object_], clusters: Numbers) -> float:
    """The share of texts whose cluster holds more than one value."""
    pairs = {(cluster, name) for cluster, name in zip(clusters, names, strict=True) if name}
    held = Counter(cluster for cluster, _ in pairs)
    return float(np.mean([held[cluster] > 1 for cluster in clusters]))
