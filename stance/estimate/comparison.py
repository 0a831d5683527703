"""Everything there is to say of articles against their own readers' comments."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stance.estimate.choices import Choices
from stance.estimate.gaps import article_gaps_of, gap_rows
from stance.estimate.groups import column_for
from stance.estimate.intervals import check_level, quantile
from stance.estimate.invariance import SCHEMA as INVARIANCE_SCHEMA
from stance.estimate.invariance import measure_invariance
from stance.estimate.invariance_gate import SCHEMA as VERDICTS_SCHEMA
from stance.estimate.invariance_gate import flag_uncorrected, gate_invariance
from stance.estimate.omissions import doubtful_weights, unpaired_gold
from stance.estimate.periods import Manner, has_gold
from stance.estimate.scored import KINDS, Floats
from stance.estimate.streamed import read_table
from stance.estimate.sums import paired_weights
from stance.estimate.table import estimates_table, number_or_null
from stance.estimate.tally import tally

_FEWEST = 3
_SHOWN_ARTICLES = 20
_SHOWN_SENTENCES = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """What `compare` found.

    Attributes
    ----------
    gaps
        A row a group and method: how far articles stand above their comments, over all (group
        ``all``) and by group.
    articles
        A row an article with comments, the farthest apart first: its gap, uncorrected, with an
        interval from its own sentences and comments where there are enough.
    invariance, verdicts
        How the classifier errs on articles and on comments, and whether it errs alike; see
        `stance.estimate.invariance` and `stance.estimate.invariance_gate`. Empty without labels of
        both.
    sentences
        Of the articles farthest apart, the sentences of each side that lie farthest from the
        other side.
    settings
        The choices, with a digest.
    warnings
        What concerns all of it.
    """

    gaps: pa.Table
    articles: pa.Table
    sentences: pa.Table
    invariance: pa.Table
    verdicts: pa.Table
    settings: Mapping[str, Any]
    warnings: tuple[str, ...]


def compare(
    scores: pa.Table | str | Path,
    labels: pa.Table | None = None,
    *,
    by: str | None = None,
    choices: Choices | None = None,
) -> Comparison:
    """How far articles stand above their own comments, corrected on each side.

    Parameters
    ----------
    scores
        A score table, or the Parquet file that holds it.
    labels
        Gold labels of some of its sentences, articles' and comments', as `read_gold` gives them.
        Without them, everything is uncorrected and says so; with those of one side only, the gap
        is not identified and says so.
    by
        `None` for one gap over all, else also by ``year``, ``quarter``, ``month`` or a column that
        an article and its comments share, such as ``outlet``.
    choices
        What else one may choose; `Choices()` by default. Nothing here needs chance.

    Raises
    ------
    InputError
        The score table or the gold labels cannot be used; the message says where.
    SettingError
        `by` or one of the choices is not possible.
    """
    chosen = Choices() if choices is None else choices
    check_level(chosen.level)
    if isinstance(scores, str | Path):
        scores = read_table(scores)
    counted = tally(scores, gold=labels, columns=column_for(by, scores))
    manner = Manner(level=chosen.level, counting=chosen.counting, tuning=chosen.tuning)
    rows = gap_rows(counted, by=None, manner=manner)
    if by is not None:
        rows += gap_rows(counted, by=by, manner=manner)
    articles = _with_intervals(article_gaps_of(counted), scores, level=chosen.level)
    verdicts = None
    if all(has_gold(counted.of_kind(kind)) for kind in KINDS):
        verdicts = gate_invariance(counted, by="kind", level=chosen.level)
        rows = flag_uncorrected(rows, verdicts, by="kind")
    return Comparison(
        gaps=estimates_table(rows),
        articles=articles,
        sentences=_telling_sentences(scores, articles),
        invariance=INVARIANCE_SCHEMA.empty_table()
        if verdicts is None
        else measure_invariance(counted, by="kind", level=chosen.level),
        verdicts=VERDICTS_SCHEMA.empty_table() if verdicts is None else verdicts,
        settings=chosen.described(by=by),
        warnings=(
            *counted.notes,
            *doubtful_weights(counted),
            *unpaired_gold(counted, paired_weights(counted)),
        ),
    )


def _with_intervals(articles: pa.Table, scores: pa.Table, *, level: float) -> pa.Table:
    """The articles, the farthest apart first, with the intervals of their gaps.

    An article's sentences and its comments are drawn apart: the variance of the gap is the sum of
    those of the two means, and the degrees of freedom are Welch's.
    """
    spread = _spread(scores)
    ends = [
        _ends(gap, spread[name], level=level)
        for gap, name in zip(
            articles["gap"].to_pylist(), articles["article_id"].to_pylist(), strict=True
        )
    ]
    low, high = ([number_or_null(pair[side]) for pair in ends] for side in (0, 1))
    whole = articles.append_column("low", pa.array(low, pa.float64())).append_column(
        "high", pa.array(high, pa.float64())
    )
    size = np.abs(np.asarray(whole["gap"]))
    order = np.lexsort((np.arange(len(size)), -size))
    return whole.take(order)


def _spread(scores: pa.Table) -> dict[str, tuple[Floats, Floats]]:
    """For each article the scores of its sentences, and the means of its comments."""
    sound = scores.filter(pc.is_valid(scores["score"]))
    columns = ["kind", "article_id", "document_id", "score"]
    means = sound.select(columns).group_by(columns[:3]).aggregate([("score", "mean")])
    comments = means.filter(pc.equal(means["kind"], "comment"))
    articles = sound.filter(pc.equal(sound["kind"], "article"))
    own = _lists(articles["article_id"], articles["score"])
    theirs = _lists(comments["article_id"], comments["score_mean"])
    empty = np.empty(0)
    return {name: (own.get(name, empty), theirs.get(name, empty)) for name in own | theirs}


def _lists(names: Any, values: Any) -> dict[str, Floats]:
    table = pa.table({"name": names, "value": values}).sort_by("name")
    keys = table["name"].to_pylist()
    numbers = np.asarray(table["value"], dtype=np.float64)
    starts = [k for k, key in enumerate(keys) if k == 0 or key != keys[k - 1]]
    ends = [*starts[1:], len(keys)] if keys else []
    return {keys[start]: numbers[start:end] for start, end in zip(starts, ends, strict=True)}


def _ends(gap: float, sides: tuple[Floats, Floats], *, level: float) -> tuple[float, float]:
    if min(len(side) for side in sides) < _FEWEST:
        return math.nan, math.nan
    parts = [float(side.var(ddof=1)) / len(side) for side in sides]
    if sum(parts) == 0.0:
        return math.nan, math.nan
    freedoms = [part**2 / (len(side) - 1) for part, side in zip(parts, sides, strict=True)]
    margin = math.sqrt(sum(parts)) * quantile(level, sum(parts) ** 2 / sum(freedoms))
    return max(-2.0, gap - margin), min(2.0, gap + margin)


def _telling_sentences(scores: pa.Table, articles: pa.Table) -> pa.Table:
    """The sentences that set an article apart from its comments, of the first articles."""
    chosen = articles.slice(0, _SHOWN_ARTICLES).to_pylist()
    names = [name for name in _ABOUT_SENTENCES if name in scores.column_names]
    wanted = pa.array([row["article_id"] for row in chosen], pa.string())
    ids = scores["article_id"].cast(pa.string())
    sound = pc.and_(pc.is_in(ids, value_set=wanted), pc.is_valid(scores["score"]))
    rows = scores.filter(sound).select(names).to_pylist()
    found = [row for article in chosen for row in _farthest(article, rows)]
    schema = pa.schema([scores.schema.field(name) for name in names])
    return pa.Table.from_pylist(found, schema=schema.remove_metadata())


_ABOUT_SENTENCES = ("article_id", "kind", "document_id", "index", "text", "label", "score")


def _farthest(
    article: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """First the article's own sentences, then its comments'."""
    above = math.copysign(1.0, article["gap"])
    for kind, side in (("article", above), ("comment", -above)):
        own = [
            (-side * row["score"], row["document_id"], row["index"], row)
            for row in rows
            if row["article_id"] == article["article_id"] and row["kind"] == kind
        ]
        yield from (row for *_, row in sorted(own, key=lambda one: one[:3])[:_SHOWN_SENTENCES])
