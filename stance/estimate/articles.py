"""One stance score an article, with the interval that its sentences can bear."""

import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stance.errors import SettingError
from stance.estimate import cautions
from stance.estimate.intervals import (
    Draws,
    around_mean,
    check_level,
    quantile_of_t,
    standard_error,
)
from stance.estimate.scored import Floats, Integers, ScoredSentences, order_scores
from stance.estimate.table import estimates_table
from stance.records import Estimate

_ARTICLES_AT_ONCE = 1_000
_FEWEST_SENTENCES = 2


def estimate_articles(
    scores: pa.Table,
    *,
    rng: np.random.Generator,
    replications: int = 1000,
    level: float = 0.95,
    minimum: int = 3,
) -> pa.Table:
    """The mean stance score of every article, uncorrected.

    The interval comes from drawing the article's sentences anew: it says how far the mean would
    move with other sentences of the same kind, not how wrong the classifier may be.

    Parameters
    ----------
    scores
        A score table.
    rng
        Where the draws come from; the same state gives the same table.
    replications
        How often the sentences are drawn, at least 100.
    level
        The intervals' nominal coverage, 0..1.
    minimum
        Articles with fewer scored sentences have a value but no interval; at least 2.

    Returns
    -------
    pyarrow.Table
        One row an article in the order of ids (`group`), with the fields of
        `stance.records.Estimate`. `value`, `low` and `high` run from -1 to +1, higher is nearer
        to the codebook's first label; null where nothing can be claimed, with a warning.

    Raises
    ------
    InputError
        The score table cannot be used; the message says where.
    SettingError
        `rng`, `replications`, `level` or `minimum` is not possible.

    References
    ----------
    .. [1] K. Benoit, M. Laver, S. Mikhaylov (2009). Treating Words as Data with Error.
           American Journal of Political Science 53(2).
    """
    draws = Draws.of(rng, replications)
    check_level(level)
    _check_minimum(minimum)
    ordered = order_scores(scores)
    sizes = np.diff(ordered.starts)
    places = np.flatnonzero(np.asarray(pc.equal(ordered.documents["kind"], "article")))
    margins = np.full(len(sizes), np.nan)
    for size in np.unique(sizes[places]):
        if size >= minimum:
            chosen = places[sizes[places] == size]
            error = _errors(ordered, chosen, int(size), draws)
            margins[chosen] = error * quantile_of_t(level, n_effective=float(size))
    ids = ordered.documents["article_id"].to_pylist()
    return estimates_table(
        [_estimate(ordered, int(place), ids[place], margins, minimum) for place in places]
    )


def _check_minimum(minimum: int) -> None:
    whole = isinstance(minimum, int | np.integer) and not isinstance(minimum, bool)
    if not whole or minimum < _FEWEST_SENTENCES:
        raise SettingError(
            f"Expected minimum to be a whole number of sentences from {_FEWEST_SENTENCES}, "
            f"got {minimum!r:.40}."
        )


def _errors(ordered: ScoredSentences, places: Integers, size: int, draws: Draws) -> Floats:
    """The standard errors of the means of articles that all have `size` sentences."""
    errors = []
    for start in range(0, len(places), _ARTICLES_AT_ONCE):
        firsts = ordered.starts[places[start : start + _ARTICLES_AT_ONCE]]
        sentences = ordered.scores[firsts[np.newaxis, :] + np.arange(size)[:, np.newaxis]]
        errors.append(standard_error(draws.ratios(sentences, np.ones(size)), n_effective=size))
    return np.concatenate(errors)


def _estimate(
    ordered: ScoredSentences, place: int, article_id: str, margins: Floats, minimum: int
) -> Estimate:
    sentences = ordered.scores[ordered.starts[place] : ordered.starts[place + 1]]
    value = float(sentences.mean()) if len(sentences) else math.nan
    margin = float(margins[place])
    notes = []
    if ordered.n_failed[place]:
        notes.append("failed: the article could not be scored in whole.")
    if len(sentences) < minimum:
        notes.append(cautions.few_sentences(len(sentences), minimum))
    elif np.ptp(sentences) == 0.0:
        margin = math.nan
        notes.append(cautions.no_spread("sentences"))
    elif abs(value) + margin > 1.0:
        notes.append(cautions.clipped(-1.0, 1.0))
    low, high = around_mean(value, margin, limit=1.0)
    return Estimate(
        group=article_id,
        task=ordered.task,
        quantity="score",
        value=value,
        low=float(low),
        high=float(high),
        method="uncorrected",
        n_sentences=len(sentences),
        n_documents=1,
        n_articles=1,
        warnings=tuple(notes),
    )
