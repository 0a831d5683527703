"""Shares and scores by period, outlet, or whatever else is known of a document."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from stance.errors import SettingError
from stance.estimate.groups import column_for
from stance.estimate.intervals import Draws, check_level
from stance.estimate.periods import Manner, estimate_groups
from stance.estimate.scored import KINDS
from stance.estimate.table import estimates_table
from stance.estimate.tally import tally


def estimate_trend(  # noqa: PLR0913 - each is a choice that stands in the result
    scores: pa.Table | str | Path,
    *,
    gold: pa.Table | None = None,
    by: str = "year",
    kind: str | None = "article",
    rng: np.random.Generator | None = None,
    replications: int = 1000,
    level: float = 0.95,
) -> pa.Table:
    """The share of each label and the mean stance score, group by group.

    Without gold labels the classifications are counted as if they were true (``uncorrected``).
    With gold labels two more estimates stand beside it: from these ``labels only``, and
    ``corrected`` (see `stance.estimate.corrected`). Near-duplicates are counted and warned of; see
    `without_duplicates`. `stance.trends` says more of a trend: changes, breaks, error rates.

    Parameters
    ----------
    scores
        A score table, or the Parquet file that holds it, which may be larger than memory.
    gold
        Gold labels of some of its sentences, as `read_gold` gives them, with the probability with
        which each was selected.
    by
        ``year``, ``quarter`` or ``month`` of the article's publication, or a column about
        documents such as ``outlet``.
    kind
        ``article``, ``comment``, or `None` for both together.
    rng
        For intervals from drawing whole articles, and comments with the article they stand under:
        where the draws come from; the same state gives the same table. Without it, each article
        is left out in turn (the jackknife), which needs no chance.
    replications
        How often the articles are drawn, at least 100.
    level
        The intervals' nominal coverage, 0..1.

    Returns
    -------
    pyarrow.Table
        For each group and method one row a label in codebook order (0..1) and one for ``score``
        (-1..+1, higher is nearer to the codebook's first label), with the fields of
        `stance.records.Estimate`. Groups are in order, ``undated`` or ``(unknown)`` at the end;
        there are no rows where the table has no document of that kind.

    Raises
    ------
    InputError
        The score table or the gold labels cannot be used; the message says where.
    SettingError
        `by`, `kind`, `rng`, `replications` or `level` is not possible.
    """
    draws = None if rng is None else Draws.of(rng, replications)
    check_level(level)
    check_kind(kind)
    sums = tally(scores, gold=gold, columns=column_for(by, scores))
    groups = estimate_groups(sums, by=by, kind=kind, manner=Manner(draws=draws, level=level))
    return estimates_table([row for group in groups for row in group.rows])


def check_kind(kind: str | None) -> None:
    """Refuse what is no kind of document.

    Raises
    ------
    SettingError
        `kind` is neither ``article`` nor ``comment`` nor `None`.
    """
    if kind is not None and kind not in KINDS:
        raise SettingError(
            f"Expected kind to be {' or '.join(KINDS)}, or None for both, got {kind!r:.40}."
        )
