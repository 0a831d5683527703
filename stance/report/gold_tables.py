"""What gold labels add to the report: corrected estimates, changes, gaps, and how it errs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stance.errors import InputError
from stance.estimate import Choices, Comparison, Trends, compare, trends
from stance.estimate.gold import match_gold
from stance.records import Event
from stance.score_table import METADATA, labels_of

Row = dict[str, Any]

GOLD = "gold"
"""The column that `with_gold_labels` adds to a score table."""
# Every row has the same task, so grouping by it makes one group of all. Events need periods.
_GROUPINGS = {"task": False, "outlet": False, "year": True}
_CURVE = ("spec", "quantity", "value", "low", "high", "p", "baseline")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """What a report is given beside scores.

    Attributes
    ----------
    gold
        Gold labels of some sentences, as `read_gold` gives them. Its schema's metadata may hold
        ``stance``: JSON with ``of`` (how many labelled sentences there were in all), ``strata``
        (column names) and ``plan`` (a digest), where the labels were drawn for this.
    events
        What is known to have happened, to be marked in the trend.
    multiverse
        One row a specification: ``spec``, its choices as columns, ``quantity``, ``value``,
        ``low``, ``high``, ``p``, ``baseline``. Its schema's metadata may hold ``stance``: JSON
        whose ``settings`` are those of the multiverse.
    """

    gold: pa.Table
    events: tuple[Event, ...] = ()
    multiverse: pa.Table | None = None

    @property
    def drawn(self) -> dict[str, Any]:
        """What the gold labels say of how they were drawn; empty where they do not."""
        return _stored(self.gold)

    @property
    def estimand(self) -> dict[str, Any]:
        """What the multiverse says it estimates: ``what``, ``kind``, ``quantity``."""
        settings = {} if self.multiverse is None else _stored(self.multiverse).get("settings", {})
        found = settings.get("estimand", {}) if isinstance(settings, dict) else {}
        return found if isinstance(found, dict) else {}


def _stored(table: pa.Table) -> dict[str, Any]:
    try:
        known = json.loads((table.schema.metadata or {}).get(METADATA, b"{}"))
    except (ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The estimates of articles, or of comments, by every method.

    `overall`, `years` and `outlets` are rows with the fields of `stance.records.Estimate`;
    `changes`, `series` and `breaks` are about the years; `budget` says what the intervals are
    made of, for all and for each year.
    """

    overall: list[Row]
    years: list[Row]
    outlets: list[Row]
    changes: list[Row]
    series: list[Row]
    breaks: list[Row]
    budget: list[Row]

    def of(self, method: str, quantity: str = "score") -> Row | None:
        """The overall estimate by a method."""
        return find(self.overall, method=method, quantity=quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldTables:
    """Every figure of a report that gold labels allow.

    Attributes
    ----------
    articles, comments
        Estimates of each kind; `comments` is `None` where there are none.
    gaps
        The gap over all, then by year and by outlet: rows by every method, with ``by``.
    article_gaps, sentences
        Articles with comments, the farthest apart first, and the sentences that tell.
    rates, verdicts
        How the classifier errs by year, outlet and kind, and whether it errs alike: with ``by``.
    curve, choices, estimand
        The specifications of a multiverse by value, if there is one, its columns of choices, and
        what it estimates.
    events
        What is known to have happened.
    n_gold, n_gold_articles
        Gold labels that take part, and the articles they are in.
    settings, notes, drawn
        The choices with their digest, what concerns all of it, and how the labels were drawn.
    """

    articles: Kind
    comments: Kind | None
    gaps: list[Row]
    article_gaps: list[Row]
    sentences: list[Row]
    rates: list[Row]
    verdicts: list[Row]
    curve: list[Row]
    events: tuple[Event, ...]
    n_gold: int
    n_gold_articles: int
    settings: dict[str, Any]
    notes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    estimand: dict[str, Any] = field(default_factory=dict)
    drawn: dict[str, Any] = field(default_factory=dict)

    def gap(self, method: str) -> Row | None:
        """The gap over all articles by a method."""
        return find(self.gaps, method=method, by="all")

    def rows(self) -> list[Row]:
        """Every estimate."""
        kinds = [self.articles, *([self.comments] if self.comments else [])]
        found = [row for kind in kinds for row in (*kind.overall, *kind.years, *kind.outlets)]
        return [*found, *self.gaps]


def find(rows: Sequence[Row], **wanted: Any) -> Row | None:
    """The first row with all these values.

    >>> find([{"a": 1, "b": 2}, {"a": 1, "b": 3}], a=1, b=3)
    {'a': 1, 'b': 3}
    """
    return next((row for row in rows if all(row[k] == v for k, v in wanted.items())), None)


def compute_gold(
    scores: pa.Table,
    evidence: Evidence,
    *,
    rng: np.random.Generator,
    replications: int = 1000,
) -> GoldTables:
    """Everything corrected that the report shows.

    Parameters
    ----------
    scores
        A score table with at least one scored sentence of an article.
    evidence
        Gold labels of some of its sentences, and what comes with them.
    rng
        Where the draws for the dates of breaks come from.
    replications
        How often articles are drawn anew for the dates of breaks.

    Raises
    ------
    InputError
        The scores, the gold labels or the multiverse cannot be used; the message says where.
    """
    gold, events = evidence.gold, evidence.events
    chosen = Choices(events=events, replications=replications)
    talk = "comment" in set(pc.unique(scores["kind"]).to_pylist())
    found = {
        by: trends(scores, gold, by=by, kind="article", rng=rng, choices=chosen if dated else None)
        for by, dated in _GROUPINGS.items()
    }
    compared = {by: compare(scores, gold, by=by) for by in ("year", "outlet")} if talk else {}
    erring: list[tuple[str, Trends | Comparison]] = [
        ("year", found["year"]),
        ("outlet", found["outlet"]),
    ]
    erring += [("kind", compared["outlet"])] if talk else []
    curve, choices = _curve(evidence.multiverse)
    matched = match_gold(scores, gold)
    return GoldTables(
        articles=_kind(found),
        comments=_comments(scores, gold, rng=rng, chosen=chosen) if talk else None,
        gaps=[row for by, one in compared.items() for row in _gaps(one, by)],
        article_gaps=compared["outlet"].articles.to_pylist() if talk else [],
        sentences=compared["outlet"].sentences.to_pylist() if talk else [],
        rates=[{**row, "by": by} for by, one in erring for row in one.invariance.to_pylist()],
        verdicts=[{**row, "by": by} for by, one in erring for row in one.verdicts.to_pylist()],
        curve=curve,
        choices=choices,
        estimand=evidence.estimand,
        events=events,
        drawn=evidence.drawn,
        n_gold=len(matched.rows),
        n_gold_articles=len(pc.unique(scores["article_id"].take(pa.array(matched.rows)))),
        settings=dict(found["year"].settings),
        notes=tuple(dict.fromkeys(note for one in found.values() for note in one.warnings)),
    )


def with_gold_labels(scores: pa.Table, gold: pa.Table) -> pa.Table:
    """The score table with a column `GOLD`: the gold label of each sentence, or null."""
    found = match_gold(scores, gold)
    codes = np.full(scores.num_rows, -1, dtype=np.int64)
    codes[found.rows] = found.codes
    places = pa.array(codes, mask=codes < 0)
    return scores.append_column(GOLD, pa.array(labels_of(scores), pa.string()).take(places))


def _kind(found: Mapping[str, Trends]) -> Kind:
    yearly = found["year"]
    return Kind(
        overall=found["task"].estimates.to_pylist(),
        years=yearly.estimates.to_pylist(),
        outlets=found["outlet"].estimates.to_pylist(),
        changes=yearly.changes.to_pylist(),
        series=yearly.series.to_pylist(),
        breaks=yearly.breaks.to_pylist(),
        budget=[*found["task"].budget.to_pylist(), *yearly.budget.to_pylist()],
    )


def _comments(
    scores: pa.Table, gold: pa.Table, *, rng: np.random.Generator, chosen: Choices
) -> Kind:
    return _kind(
        {
            by: trends(
                scores, gold, by=by, kind="comment", rng=rng, choices=chosen if dated else None
            )
            for by, dated in _GROUPINGS.items()
        }
    )


def _gaps(found: Comparison, by: str) -> list[Row]:
    """The rows of a grouping, and with the first grouping those over all."""
    rows = found.gaps.to_pylist()
    named = [{**row, "by": "all" if row["group"] == "all" else by} for row in rows]
    return [row for row in named if by == "year" or row["by"] != "all"]


def _curve(multiverse: pa.Table | None) -> tuple[list[Row], tuple[str, ...]]:
    """The specifications by value, and the names of their choices."""
    if multiverse is None:
        return [], ()
    missing = [name for name in _CURVE if name not in multiverse.column_names]
    if missing:
        raise InputError(
            f"Expected the columns {', '.join(_CURVE)} in the multiverse, it lacks "
            f"{', '.join(missing)}. Make one with `stance multiverse`."
        )
    choices = tuple(
        field.name
        for field in multiverse.schema
        if field.name not in _CURVE and pa.types.is_string(field.type) and field.name != "error"
    )
    rows = multiverse.to_pylist()
    known = [row for row in rows if row["value"] is not None]
    return sorted(known, key=lambda row: (row["value"], row["spec"])), choices
