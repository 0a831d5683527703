r"""How many labels an interval of a wanted width needs, from a pilot's labels.

An estimate from `n` labels of `m` articles, in a stratum with `N` sentences of `M` articles, errs
by two things: the articles at hand are a sample of what might have been written, and of these only
some sentences are labelled. With a variance :math:`s_b^2` between articles and :math:`s_w^2`
within, and :math:`M'` articles that count fully (Kish: :math:`N^2 / \sum N_a^2`), its variance is

.. math:: (y_b^2/M' + y_w^2/N) + e_b^2 (1/m - 1/M') + e_w^2 (1/n - 1/N)

where `y` is what is estimated, and `e` is `y` itself from labels only, or its difference to the
classifier's probabilities from corrected estimates. The first bracket is left when every sentence
is labelled: no number of labels makes the interval narrower. Plans take one sentence of as many
articles as possible first, so ``m = min(n, M)``.

References
----------
.. [1] W. G. Cochran (1977). Sampling Techniques. 3rd edition, chapter 10: two-stage sampling.
.. [2] L. Kish (1965). Survey Sampling. Wiley.
.. [3] A. N. Angelopoulos, S. Bates, C. Fannjiang, M. I. Jordan, T. Zrnic (2023).
       Prediction-powered inference. Science 382.
"""

import math
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from stance.errors import SettingError
from stance.estimate.gold import match_gold
from stance.estimate.planning_frame import Frame, frame_of
from stance.estimate.planning_pilot import FEWEST_PAIRS, FEWEST_PILOT, SCORE, Pilot

_HALF_WIDTHS = 1.959963984540054  # of the normal distribution, at 95 %
_FEWEST, _WIDEST = 2, 2.0

SIZES_SCHEMA = pa.schema(
    {
        "stratum": pa.string(),
        "n_sentences": pa.int64(),
        "n_articles": pa.int64(),
        "n_gold": pa.int64(),
        "deviation": pa.float64(),
        "residual": pa.float64(),
        "alike": pa.float64(),
        "residual_alike": pa.float64(),
        "unreachable": pa.float64(),
        "labels_only": pa.int64(),
        "labels_only_articles": pa.int64(),
        "corrected": pa.int64(),
        "corrected_articles": pa.int64(),
        "warnings": pa.list_(pa.string()),
    }
)


def plan_sizes(
    scores: pa.Table,
    *,
    labels: pa.Table,
    width: float,
    by: Sequence[str] = ("year", "kind"),
    quantity: str = SCORE,
) -> pa.Table:
    """How many labels each stratum needs for a 95 % interval of this width.

    Parameters
    ----------
    scores
        A score table.
    labels
        Gold labels of some of its sentences (the pilot), as `read_gold` gives them.
    width
        From the interval's low end to its high end: 0.2 for 3.1 +- .1.
    by
        The strata, as for `plan`.
    quantity
        ``score`` (the mean stance score, -1..+1) or a label (its share, 0..1).

    Returns
    -------
    pyarrow.Table
        A row a stratum. `n_gold` labels there are. `deviation` is the standard deviation of what
        is estimated, `residual` that of its difference to the classifier's probabilities; `alike`
        and `residual_alike` are the parts of their squares that lie between articles (the
        intra-class correlation). `unreachable` is the width that would remain if every sentence
        were labelled. `labels_only` and `corrected` are the labels that are needed altogether,
        those of the pilot included, and the articles that they should come from; null where the
        width cannot be reached. `warnings` say what a row rests on.

    Raises
    ------
    InputError
        The score table or the labels cannot be used; the message says where.
    SettingError
        `width`, `by` or `quantity` is not possible.
    """
    _check_width(width)
    frame = frame_of(scores, by)
    gold = match_gold(scores, labels)
    pilot = Pilot.of(frame, gold, quantity)
    rows = [
        _row(frame, pilot, stratum=stratum, allowed=(width / (2.0 * _HALF_WIDTHS)) ** 2)
        for stratum in range(len(frame.names))
    ]
    return pa.Table.from_pylist(rows, schema=SIZES_SCHEMA)


def labels_needed(
    target: float, errors: tuple[float, float], *, sentences: int, articles: int, counting: float
) -> int | None:
    """The fewest labels that leave a variance of at most `target` from not labelling everything.

    Parameters
    ----------
    target
        The variance that labels may leave, beyond that of the articles being a sample.
    errors
        The variance between and within articles.
    sentences, articles
        There are so many to draw from.
    counting
        As many articles of equal length would tell as much (Kish).

    Returns
    -------
    int or None
        At least 2, or all there are; `None` where `target` is not above 0.

    Examples
    --------
    Ten labels of ten articles: 1/10 - 1/100 is .09 between, and 1/10 - 1/1000 is .099 within.

    >>> labels_needed(0.189, (1.0, 1.0), sentences=1000, articles=100, counting=100.0)
    10
    >>> labels_needed(0.0, (1.0, 1.0), sentences=1000, articles=100, counting=100.0)
    """
    if target <= 0.0:
        return None
    between, within = errors
    number = (between + within) / (target + between / counting + within / sentences)
    if number > articles:  # one of each article, and more of some
        number = within / (target + within / sentences)
    return min(sentences, max(_FEWEST, math.ceil(number - 1e-9)))


def _row(frame: Frame, pilot: Pilot, *, stratum: int, allowed: float) -> dict[str, object]:
    held = frame.strata == stratum
    lengths = np.unique(frame.articles[held], return_counts=True)[1].astype(np.float64)
    sentences, articles = int(lengths.sum()), len(lengths)
    counting = float(lengths.sum() ** 2 / (lengths**2).sum())
    true = _parts(pilot.variance(pilot.values, stratum), pilot.alike)
    error = _parts(pilot.variance(pilot.residuals, stratum), pilot.residual_alike)
    remaining = true[0] / counting + true[1] / sentences
    needed = [
        labels_needed(
            allowed - remaining, parts, sentences=sentences, articles=articles, counting=counting
        )
        for parts in (true, error)
    ]
    width = 2.0 * _HALF_WIDTHS * math.sqrt(remaining)
    return {
        "stratum": frame.names[stratum],
        "n_sentences": sentences,
        "n_articles": articles,
        "n_gold": pilot.number(stratum),
        "deviation": math.sqrt(sum(true)),
        "residual": math.sqrt(sum(error)),
        "alike": pilot.alike,
        "residual_alike": pilot.residual_alike,
        "unreachable": width,
        "labels_only": needed[0],
        "labels_only_articles": None if needed[0] is None else min(needed[0], articles),
        "corrected": needed[1],
        "corrected_articles": None if needed[1] is None else min(needed[1], articles),
        "warnings": _warnings(pilot, stratum, n_articles=articles, width=width, needed=needed[0]),
    }


def _parts(variance: float, alike: float) -> tuple[float, float]:
    """The variance between articles and within."""
    return variance * alike, variance * (1.0 - alike)


def _warnings(
    pilot: Pilot, stratum: int, *, n_articles: int, width: float, needed: int | None
) -> list[str]:
    notes = []
    if (n_gold := pilot.number(stratum)) < FEWEST_PILOT:
        notes.append(f"pooled: labels here: {n_gold}; the spread is that of all strata together.")
    if pilot.pairs < FEWEST_PAIRS:
        notes.append(
            f"alike-by-scores: second labels of an article: {pilot.pairs}; how alike its sentences "
            "are is taken from the scores."
        )
    if needed is None:
        notes.append(
            f"not-reachable: {n_articles} articles leave a width of {width:.3f} even if all is "
            "labelled; join strata, or allow a wider interval."
        )
    return notes


def _check_width(width: float) -> None:
    number = isinstance(width, int | float) and not isinstance(width, bool)
    if not number or not 0.0 < width <= _WIDEST:
        raise SettingError(
            f"Expected width to be above 0 and at most 2, from low to high, got {width!r:.40}."
        )
