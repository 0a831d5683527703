"""The share of each label and the mean stance score of one group of documents.

An estimator takes the group's tally and returns its estimates under the name of its method.
`uncorrected` counts classifications as if they were true; estimators that know gold labels stand
beside it with the methods ``labels only`` and ``corrected``.
"""

import math
from dataclasses import dataclass

import numpy as np

from stance.estimate import cautions
from stance.estimate.corrected import left_out
from stance.estimate.intervals import (
    Draws,
    around_mean,
    around_share,
    effective_number,
    farthest_unseen_share,
    quantile_of_t,
    standard_error,
)
from stance.estimate.scored import Floats, Integers
from stance.estimate.tally import Tally
from stance.records import Estimate

Claim = tuple[float, float, list[str]]
NO_CLAIM = (math.nan, math.nan)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Drawn:
    """A group's sums an article, and what drawing whole articles says about them."""

    labels: tuple[str, ...]
    shown: Integers
    lacking: Integers
    values: Floats
    errors: Floats
    n_articles: int
    n_effective: float
    level: float


def uncorrected(
    tally: Tally, *, group: str, draws: Draws | None = None, level: float = 0.95
) -> list[Estimate]:
    """Classify-and-count: each label's share of the sentences, and their mean stance score.

    The interval comes from leaving out or drawing whole articles, with all their comments where
    the documents are comments. How far the values then move gives the standard error, widened by
    Student's t with one degree of freedom less than the effective number of articles.

    Parameters
    ----------
    tally
        The group's documents.
    group
        Its name.
    draws
        The draws of articles (a bootstrap); `None` to leave out each in turn (the jackknife).
    level
        The intervals' nominal coverage, 0..1.

    Returns
    -------
    list[Estimate]
        One for each label in codebook order (0..1, higher is more), and ``score`` (-1..+1,
        higher is nearer to the codebook's first label).
    """
    scored = tally.scored()
    drawn = _draw_articles(scored, draws, level)
    claims = [_share_claim(drawn, place) for place in range(len(tally.labels))]
    claims.append(_score_claim(drawn))
    quantities = [*tally.labels, "score"]
    by_number = cautions.about_number(drawn.n_articles, drawn.n_effective)
    return [
        Estimate(
            group=group,
            task=tally.task,
            quantity=quantity,
            value=float(value),
            low=low,
            high=high,
            method="uncorrected",
            n_sentences=int(scored.n_sentences.sum()),
            n_documents=scored.documents.num_rows,
            n_articles=drawn.n_articles,
            error=float(error),
            degrees=drawn.n_effective - 1.0,
            warnings=(*by_number, *notes),
        )
        for quantity, value, error, (low, high, notes) in zip(
            quantities, drawn.values, drawn.errors, claims, strict=True
        )
    ]


def _draw_articles(scored: Tally, draws: Draws | None, level: float) -> _Drawn:
    ids, of_document = scored.articles()
    sizes = np.bincount(of_document, weights=scored.n_sentences, minlength=len(ids)).astype(float)
    sums = np.zeros((len(ids), len(scored.labels) + 1))
    np.add.at(sums, of_document, np.column_stack([scored.label_counts, scored.score_sum]))
    n_effective = effective_number(sizes) if ids else 0.0
    counts = sums[:, :-1]
    unknown = np.full(sums.shape[1], np.nan)
    return _Drawn(
        labels=scored.labels,
        shown=np.count_nonzero(counts > 0, axis=0),
        lacking=np.count_nonzero(counts < sizes[:, np.newaxis], axis=0),
        values=sums.sum(axis=0) / sizes.sum() if ids else unknown,
        errors=_errors(sums, sizes, draws) if len(ids) > 1 else unknown,
        n_articles=len(ids),
        n_effective=n_effective,
        level=level,
    )


def _errors(sums: Floats, sizes: Floats, draws: Draws | None) -> Floats:
    if draws is None:
        errors: Floats = np.sqrt((left_out(sums, sizes) ** 2).sum(axis=0))
        return errors
    return standard_error(draws.ratios(sums, sizes), n_effective=effective_number(sizes))


def _share_claim(drawn: _Drawn, place: int) -> Claim:
    """The interval of one label's share, with what is to be said of it."""
    if drawn.n_articles < 2:  # noqa: PLR2004 - one article has no spread between articles
        return *NO_CLAIM, []
    label, share, error = drawn.labels[place], drawn.values[place], drawn.errors[place]
    shown, lacking = int(drawn.shown[place]), int(drawn.lacking[place])
    if shown == 0 or lacking == 0:
        reach = farthest_unseen_share(drawn.level, n_effective=drawn.n_effective)
        note = cautions.unseen(label, drawn.n_articles, everywhere=lacking == 0)
        return (0.0, reach, [note]) if shown == 0 else (1.0 - reach, 1.0, [note])
    if _is_nothing(error):
        return *NO_CLAIM, [cautions.no_spread("articles")]
    margin = error * quantile_of_t(drawn.level, n_effective=drawn.n_effective)
    notes = []
    if min(shown, lacking) < cautions.RARE_ARTICLES:
        few = min(shown, lacking)
        notes.append(cautions.rare(label, few, lacking=lacking < shown))
    return *around_share(float(share), float(margin)), notes


def _score_claim(drawn: _Drawn) -> Claim:
    if drawn.n_articles < 2:  # noqa: PLR2004 - one article has no spread between articles
        return *NO_CLAIM, []
    value, error = float(drawn.values[-1]), float(drawn.errors[-1])
    if _is_nothing(error):
        return *NO_CLAIM, [cautions.no_spread("articles")]
    margin = error * quantile_of_t(drawn.level, n_effective=drawn.n_effective)
    low, high = around_mean(value, margin, limit=1.0)
    cut = abs(value) + margin > 1.0
    return float(low), float(high), [cautions.clipped(-1.0, 1.0)] if cut else []


def _is_nothing(error: float) -> bool:
    """Whether a standard error is only the rounding of equal values."""
    return bool(error < 1e-9)  # noqa: PLR2004 - scores are of the order of 1
