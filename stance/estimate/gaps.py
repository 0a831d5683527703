"""Articles against their own readers: the paired gap.

An article and the comments under it share topic, day and outlet, so the difference within each
article is free of what differs between articles.
"""

import math
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stance.errors import SettingError
from stance.estimate import cautions
from stance.estimate.corrected import left_out
from stance.estimate.groups import PERIODS, column_for, group_names, places_by_group
from stance.estimate.intervals import (
    Draws,
    around_mean,
    check_level,
    quantile_of_t,
    standard_error,
)
from stance.estimate.periods import Manner, has_gold
from stance.estimate.scored import Floats, Integers
from stance.estimate.sides import LARGEST_GAP, Sides
from stance.estimate.table import estimates_table
from stance.estimate.tally import Tally, tally
from stance.records import Estimate

_ABOUT_ARTICLES = ("title", "outlet", "published")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Articles in the order of ids, with their means; NaN where there is nothing to average.

    A comment weighs the same whatever its length, and so does an article.
    """

    ids: list[str]
    article: Floats
    comments: Floats
    article_sentences: Integers
    comment_sentences: Integers
    n_comments: Integers

    @property
    def gaps(self) -> Floats:
        return self.article - self.comments


def compare_gap(
    scores: pa.Table,
    *,
    gold: pa.Table | None = None,
    by: str | None = None,
    rng: np.random.Generator | None = None,
    replications: int = 1000,
    level: float = 0.95,
) -> pa.Table:
    """How far articles stand above their own comments in stance score.

    For each article with both: the mean score of its sentences, minus the mean over its comments
    of their mean scores. The value is the mean of these differences over articles. The classifier
    may err differently on articles and on comments, which alone can make a gap; so with gold
    labels of both, the errors are estimated on each side apart, and two more estimates stand
    beside the ``uncorrected`` one: ``labels only`` and ``corrected``.

    Parameters
    ----------
    scores
        A score table.
    gold
        Gold labels of some of its sentences, as `read_gold` gives them.
    by
        `None` for one gap over all, else ``year``, ``quarter``, ``month`` or a column that an
        article and its comments share, such as ``outlet``.
    rng
        For intervals from drawing whole articles: where the draws come from; the same state gives
        the same table. Without it, each article is left out in turn (the jackknife).
    replications
        How often the articles are drawn, at least 100.
    level
        The intervals' nominal coverage, 0..1.

    Returns
    -------
    pyarrow.Table
        One row a group and method with the quantity ``gap`` (-2..+2; above 0 the articles are
        nearer to the codebook's first label than their readers) and the fields of
        `stance.records.Estimate`. `n_articles` counts pairs, `n_documents` these articles and
        their comments together, `n_sentences` the sentences of both. Where no article has both,
        or a side has no gold label, value and interval are null, with a warning.

    Raises
    ------
    InputError
        The score table or the gold labels cannot be used; the message says where.
    SettingError
        `by`, `rng`, `replications` or `level` is not possible.

    References
    ----------
    .. [1] N. TeBlunthuis, V. Hase, C.-H. Chan (2024). Misclassification in Automated Content
           Analysis Causes Bias in Regression. Communication Methods and Measures 18(3).
    """
    draws = None if rng is None else Draws.of(rng, replications)
    check_level(level)
    counted = tally(scores, gold=gold, columns=column_for(by, scores))
    return estimates_table(gap_rows(counted, by=by, manner=Manner(draws=draws, level=level)))


def gap_rows(counted: Tally, *, by: str | None, manner: Manner) -> list[Estimate]:
    """The same from a tally.

    Raises
    ------
    SettingError
        `by` differs between an article and its comments.
    """
    names = group_names(counted.documents, by)
    _check_shared(counted, names, by)
    sides = Sides.of(counted) if has_gold(counted) else None
    rows = []
    for group, places in places_by_group(names):
        part = counted.take(places)
        uncorrected = _gap(part, group=group, manner=manner, by=by)
        rows.append(uncorrected)
        if sides is not None:
            rows += sides.rows(places, about=uncorrected, manner=manner)
    return rows


def article_gaps(scores: pa.Table) -> pa.Table:
    """The gap of every article that has scored comments: the points behind `compare_gap`.

    Returns
    -------
    pyarrow.Table
        One row an article in the order of ids: ``article_id``, ``title``, ``outlet`` and
        ``published`` (null where unknown), ``article_score`` and ``comments_score`` (-1..+1),
        ``gap`` (article minus comments), ``method`` (``uncorrected``), ``n_comments``,
        ``n_article_sentences``, ``n_comment_sentences``.

    Raises
    ------
    InputError
        The score table cannot be used; the message says where.
    """
    return article_gaps_of(tally(scores))


def article_gaps_of(whole: Tally) -> pa.Table:
    """The same from a tally."""
    counted = whole.scored()
    pairs = _pair(counted)
    both = np.flatnonzero(np.isfinite(pairs.gaps))
    ids = pa.array([pairs.ids[place] for place in both], pa.string())
    articles = counted.of_kind("article").documents
    rows = articles.take(pc.index_in(ids, value_set=articles["article_id"].combine_chunks()))
    unknown = pa.nulls(len(both), pa.string())
    return pa.table(
        {
            "article_id": ids,
            **{
                name: rows[name] if name in rows.column_names else unknown
                for name in _ABOUT_ARTICLES
            },
            "article_score": pairs.article[both].round(12),
            "comments_score": pairs.comments[both].round(12),
            "gap": pairs.gaps[both].round(12),
            "method": pa.repeat("uncorrected", len(both)),
            "n_comments": pairs.n_comments[both],
            "n_article_sentences": pairs.article_sentences[both],
            "n_comment_sentences": pairs.comment_sentences[both],
        }
    )


def _pair(scored: Tally) -> _Pairs:
    """Means an article, from documents that all have sentences."""
    ids, of_document = scored.articles()
    means = scored.score_sum / scored.n_sentences
    is_article = np.asarray(pc.equal(scored.documents["kind"], "article"))

    def added(values: Floats | Integers, chosen: NDArray[np.bool_]) -> Floats:
        weights = values[chosen].astype(np.float64)
        return np.bincount(of_document[chosen], weights=weights, minlength=len(ids)).astype(float)

    ones = np.ones(len(means))
    n_comments, n_articles = added(ones, ~is_article), added(ones, is_article)
    with np.errstate(invalid="ignore"):
        return _Pairs(
            ids=ids,
            article=added(means, is_article) / n_articles,
            comments=added(means, ~is_article) / n_comments,
            article_sentences=added(scored.n_sentences, is_article).astype(np.int64),
            comment_sentences=added(scored.n_sentences, ~is_article).astype(np.int64),
            n_comments=n_comments.astype(np.int64),
        )


def _gap(part: Tally, *, group: str, manner: Manner, by: str | None) -> Estimate:
    pairs = _pair(part.scored())
    both = np.isfinite(pairs.gaps)
    gaps = pairs.gaps[both]
    error = _error(gaps, manner.draws)
    low, high, notes = _claim(gaps, error, manner.level)
    notes += cautions.unpaired(
        int(np.count_nonzero(np.isnan(pairs.comments))),
        int(pairs.n_comments[np.isnan(pairs.article)].sum()),
    )
    sentences = pairs.article_sentences[both].sum() + pairs.comment_sentences[both].sum()
    return Estimate(
        group=group,
        task=part.task,
        quantity="gap",
        value=float(gaps.mean()) if len(gaps) else math.nan,
        low=low,
        high=high,
        method="uncorrected",
        n_sentences=int(sentences),
        n_documents=len(gaps) + int(pairs.n_comments[both].sum()),
        n_articles=len(gaps),
        error=error,
        degrees=len(gaps) - 1.0,
        warnings=(*notes, *cautions.about_documents(part, dated=by in PERIODS)),
    )


def _error(gaps: Floats, draws: Draws | None) -> float:
    """The standard error of the mean gap, from leaving articles out or drawing them."""
    n_pairs = len(gaps)
    if n_pairs < 2 or np.ptp(gaps) == 0.0:  # noqa: PLR2004 - one has no spread
        return math.nan
    if draws is None:
        return float(np.sqrt((left_out(gaps[:, np.newaxis], np.ones(n_pairs)) ** 2).sum()))
    replicates = draws.ratios(gaps[:, np.newaxis], np.ones(n_pairs))
    return float(standard_error(replicates, n_effective=n_pairs)[0])


def _claim(gaps: Floats, error: float, level: float) -> tuple[float, float, list[str]]:
    """The interval of the mean gap, with what is to be said of it."""
    n_pairs = len(gaps)
    if n_pairs == 0:
        return math.nan, math.nan, [cautions.no_pair()]
    notes = cautions.about_number(n_pairs, float(n_pairs))
    if n_pairs == 1:
        return math.nan, math.nan, notes
    if math.isnan(error):
        return math.nan, math.nan, [*notes, cautions.no_spread("articles' gaps")]
    value, margin = float(gaps.mean()), error * quantile_of_t(level, n_effective=n_pairs)
    low, high = around_mean(value, margin, limit=LARGEST_GAP)
    if abs(value) + margin > LARGEST_GAP:
        notes.append(cautions.clipped(-LARGEST_GAP, LARGEST_GAP))
    return float(low), float(high), notes


def _check_shared(counted: Tally, names: pa.Array, by: str | None) -> None:
    """Refuse a grouping that takes an article away from its comments."""
    ids, of_document = counted.articles()
    codes = np.asarray(names.dictionary_encode().indices, dtype=np.int64)
    first = np.full(len(ids), -1, dtype=np.int64)
    first[of_document[::-1]] = codes[::-1]
    differs = codes != first[of_document]
    if differs.any():
        row = int(np.argmax(differs))
        raise SettingError(
            f"Expected by to be what an article and its comments share, {str(by)!r} differs "
            f"within article {ids[of_document[row]][:60]!r}. Group by None, a period or outlet."
        )
