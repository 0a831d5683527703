"""Shares and scores by period, outlet, or whatever else is known of a document."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from stance.errors import SettingError
from stance.estimate import cautions
from stance.estimate.groups import PERIODS, column_for, group_names, places_by_group
from stance.estimate.intervals import Draws, check_level
from stance.estimate.prevalence import uncorrected
from stance.estimate.scored import KINDS
from stance.estimate.table import estimates_table
from stance.estimate.tally import tally
from stance.records import Estimate


def estimate_trend(
    scores: pa.Table,
    *,
    by: str = "year",
    kind: str | None = "article",
    rng: np.random.Generator,
    replications: int = 1000,
    level: float = 0.95,
) -> pa.Table:
    """The share of each label and the mean stance score, group by group, uncorrected.

    The intervals come from drawing whole articles, and comments with the article they stand
    under. Near-duplicates are counted and warned of; see `without_duplicates`.

    Parameters
    ----------
    scores
        A score table.
    by
        ``year``, ``quarter`` or ``month`` of the article's publication, or a column about
        documents such as ``outlet``.
    kind
        ``article``, ``comment``, or `None` for both together.
    rng
        Where the draws come from; the same state gives the same table.
    replications
        How often the articles are drawn, at least 100.
    level
        The intervals' nominal coverage, 0..1.

    Returns
    -------
    pyarrow.Table
        For each group one row a label in codebook order (0..1) and one for ``score`` (-1..+1,
        higher is nearer to the codebook's first label), with the fields of
        `stance.records.Estimate`. Groups are in order, ``undated`` or ``(unknown)`` at the end;
        there are no rows where the table has no document of that kind.

    Raises
    ------
    InputError
        The score table cannot be used; the message says where.
    SettingError
        `by`, `kind`, `rng`, `replications` or `level` is not possible.
    """
    draws = Draws.of(rng, replications)
    check_level(level)
    _check_kind(kind)
    chosen = tally(scores, columns=column_for(by, scores)).of_kind(kind)
    rows: list[Estimate] = []
    for group, places in places_by_group(group_names(chosen.documents, by)):
        part = chosen.take(places)
        notes = cautions.about_documents(part, dated=by in PERIODS)
        for estimate in uncorrected(part, group=group, draws=draws, level=level):
            rows.append(replace(estimate, warnings=(*estimate.warnings, *notes)))
    return estimates_table(rows)


def _check_kind(kind: str | None) -> None:
    if kind is not None and kind not in KINDS:
        raise SettingError(
            f"Expected kind to be {' or '.join(KINDS)}, or None for both, got {kind!r:.40}."
        )
