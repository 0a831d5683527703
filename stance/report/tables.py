"""What the report shows, as rows: counts, estimates by year and outlet, articles, gaps."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stance.estimate import article_gaps, compare_gap, estimate_articles, estimate_trend
from stance.estimate.periods import UNCORRECTED
from stance.report.gold_tables import Evidence, GoldTables, compute_gold
from stance.score_table import labels_of

Row = dict[str, Any]

REPLICATIONS = 1000
LEVEL = 0.95
_UNDATED = "undated"
_ABOUT = (
    *("article_id", "title", "outlet", "published", "published_precision"),
    *("url", "duplicate_of", "trained_on"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Every figure of a report, computed; nothing here knows how it will look.

    Attributes
    ----------
    task, labels
        What was scored, and its labels from the one scored +1 to the one scored -1.
    counts
        Documents and sentences by the names that the page uses.
    overall, yearly, outlets, gap, gap_years
        Estimates: rows with the fields of `stance.records.Estimate`.
    articles
        One row an article by date, undated ones last: what is known of it, its score with
        interval (null where nothing can be claimed), and its comments' score and gap.
    gaps
        One row an article with comments, from the largest gap to the smallest.
    failed
        One row a document that could not be scored: its id and why.
    gold
        What gold labels add, where there are any; all else is uncorrected.
    """

    task: str
    labels: tuple[str, ...]
    counts: dict[str, int]
    overall: list[Row]
    yearly: list[Row]
    outlets: list[Row]
    articles: list[Row]
    gap: Row | None
    gaps: list[Row]
    gap_years: list[Row]
    failed: list[Row]
    gold: GoldTables | None = None

    def estimate(self, quantity: str) -> Row | None:
        """The estimate of `quantity` over all articles, if there is one."""
        return next((row for row in self.overall if row["quantity"] == quantity), None)


def compute_tables(
    scores: pa.Table,
    *,
    rng: np.random.Generator,
    evidence: Evidence | None = None,
) -> Tables:
    """Every figure of the report from a table of scores.

    Parameters
    ----------
    scores
        A score table; it may hold failures only, and then there are no estimates.
    rng
        Where the draws of the intervals come from; the same state gives the same tables.
    evidence
        Gold labels and what comes with them; without any, all estimates are uncorrected.

    Raises
    ------
    InputError
        The score table or the gold labels cannot be used; the message says where.
    """
    scored = scores.filter(pc.is_null(scores["error"]))
    failed = scores.filter(pc.is_valid(scores["error"])).select(["document_id", "error"])
    task = str(scores["task"][0].as_py()) if scores.num_rows else ""
    articles = _articles(scores, rng=rng) if scored.num_rows else []
    commented = pc.any(pc.equal(scored["kind"], "comment")).as_py()
    gaps = article_gaps(scores).to_pylist() if commented else []
    _join(articles, gaps)
    corrected = (
        compute_gold(scores, evidence, rng=rng, replications=REPLICATIONS)
        if articles and evidence is not None
        else None
    )
    if corrected is not None:
        whole = _beside(corrected)
    elif articles:
        whole = _counted(scores, rng, paired=bool(gaps))
    else:
        whole = _Whole()
    return Tables(
        task=task,
        labels=labels_of(scores),
        counts=_counts(scored, articles, failed),
        overall=whole.overall,
        yearly=whole.yearly,
        outlets=whole.outlets,
        articles=articles,
        gap=whole.gap,
        gaps=sorted(gaps, key=lambda row: (-row["gap"], row["article_id"])),
        gap_years=whole.gap_years,
        failed=failed.to_pylist(),
        gold=corrected,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """The uncorrected estimates of a report."""

    overall: list[Row] = field(default_factory=list)
    yearly: list[Row] = field(default_factory=list)
    outlets: list[Row] = field(default_factory=list)
    gap: Row | None = None
    gap_years: list[Row] = field(default_factory=list)


def _counted(scores: pa.Table, rng: np.random.Generator, *, paired: bool) -> _Whole:
    """From the scores alone, with intervals from draws of articles."""
    return _Whole(
        # Every row has the same task, so grouping by it makes one group of all.
        overall=_trend(scores, "task", rng),
        yearly=_trend(scores, "year", rng),
        outlets=_trend(scores, "outlet", rng),
        gap=_gaps(scores, None, rng)[0] if paired else None,
        gap_years=[row for row in _gaps(scores, "year", rng) if row["n_articles"]]
        if paired
        else [],
    )


def _beside(gold: GoldTables) -> _Whole:
    """Those that were estimated beside the corrected ones, so that both have like intervals."""
    articles, gap = gold.articles, gold.gap(UNCORRECTED)

    def own(rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if row["method"] == UNCORRECTED]

    return _Whole(
        overall=own(articles.overall),
        yearly=own(articles.years),
        outlets=own(articles.outlets),
        gap=gap if gap and gap["n_articles"] else None,
        gap_years=[row for row in own(gold.gaps) if row["by"] == "year" and row["n_articles"]],
    )


def widened(rows: Sequence[Row]) -> list[Row]:
    """Estimates with one row a group: ``group`` and the estimate of each quantity by its name.

    >>> widened([{"group": "2016", "quantity": "score", "value": 0.5},
    ...          {"group": "2016", "quantity": "pro", "value": 0.75}])
    [{'group': '2016', 'score': {'group': '2016', 'quantity': 'score', 'value': 0.5}, \
'pro': {'group': '2016', 'quantity': 'pro', 'value': 0.75}}]
    """
    groups: dict[str, Row] = {}
    for row in rows:
        groups.setdefault(row["group"], {"group": row["group"]})[row["quantity"]] = row
    return list(groups.values())


def warnings_of(tables: Tables) -> list[Row]:
    """The warnings of all estimates: ``code``, ``text`` of the first, and the groups they are for.

    The groups of yearly estimates and gaps are years; a warning about everything has none.
    """
    found: dict[str, Row] = {}
    whole = [*tables.overall, *([tables.gap] if tables.gap else [])]
    rest = [*tables.yearly, *tables.outlets, *tables.gap_years]
    if tables.gold is not None:
        whole += [row for row in tables.gold.rows() if row["group"] in {"all", tables.task}]
        rest += [row for row in tables.gold.rows() if row["group"] not in {"all", tables.task}]
    for row in [*whole, *rest]:
        for text in row["warnings"]:
            code = text.partition(":")[0]
            entry = found.setdefault(code, {"code": code, "text": text, "groups": []})
            if row not in whole and row["group"] not in entry["groups"]:
                entry["groups"].append(row["group"])
    return list(found.values())


def _trend(scores: pa.Table, by: str, rng: np.random.Generator) -> list[Row]:
    table = estimate_trend(scores, by=by, rng=rng, replications=REPLICATIONS, level=LEVEL)
    return _rows(table)


def _gaps(scores: pa.Table, by: str | None, rng: np.random.Generator) -> list[Row]:
    return _rows(compare_gap(scores, by=by, rng=rng, replications=REPLICATIONS, level=LEVEL))


def _rows(table: pa.Table) -> list[Row]:
    rows: list[Row] = table.to_pylist()
    return rows


def _articles(scores: pa.Table, *, rng: np.random.Generator) -> list[Row]:
    """What is known of each article beside its estimate, in the order of dates."""
    estimates = estimate_articles(scores, rng=rng, replications=REPLICATIONS, level=LEVEL)
    about = _first_rows(scores.filter(pc.equal(scores["kind"], "article")))
    rows = []
    for estimate in estimates.to_pylist():
        known = about[estimate["group"]]
        rows.append(
            {
                **{name: known[name] for name in _ABOUT},
                "score": estimate["value"],
                "low": estimate["low"],
                "high": estimate["high"],
                "method": estimate["method"],
                "n_sentences": estimate["n_sentences"],
                "warnings": estimate["warnings"],
            }
        )
    # Days only: times of several zones do not sort as text.
    rows.sort(key=lambda row: ((row["published"] or "9999")[:10], row["article_id"]))
    return [row for row in rows if row["n_sentences"]]


def _first_rows(rows: pa.Table) -> dict[str, Row]:
    known: dict[str, Row] = {}
    for row in rows.select(list(_ABOUT)).to_pylist():
        known.setdefault(row["article_id"], row)
    return known


def _join(articles: Sequence[Row], gaps: Sequence[Row]) -> None:
    by_article = {row["article_id"]: row for row in gaps}
    for row in articles:
        pair = by_article.get(row["article_id"], {})
        row["n_comments"] = pair.get("n_comments", 0)
        row["comments_score"] = pair.get("comments_score")
        row["gap"] = pair.get("gap")


def _counts(scored: pa.Table, articles: Sequence[Row], failed: pa.Table) -> dict[str, int]:
    kinds = Counter(scored["kind"].to_pylist())
    comments = scored.filter(pc.equal(scored["kind"], "comment"))
    trained_on = pc.sum(pc.cast(scored["trained_on"], pa.int64())).as_py() or 0
    return {
        "articles": len(articles),
        "comments": pc.count_distinct(comments["document_id"]).as_py(),
        "sentences": scored.num_rows,
        "article_sentences": kinds["article"],
        "comment_sentences": kinds["comment"],
        "outlets": len({row["outlet"] for row in articles if row["outlet"]}),
        "commented": sum(1 for row in articles if row["n_comments"]),
        "uncommented": sum(1 for row in articles if not row["n_comments"]),
        "undated": sum(1 for row in articles if not row["published"]),
        "inferred": sum(1 for row in articles if row["published_precision"] == "inferred"),
        "duplicates": sum(1 for row in articles if row["duplicate_of"]),
        "failed": failed.num_rows,
        "trained_on": trained_on,
    }


def dated(rows: Sequence[Row]) -> list[Row]:
    """The estimates of known years only."""
    return [row for row in rows if row["group"] != _UNDATED]
