"""What the report says first: how much was read, where it leans, how far comments are away."""

from collections.abc import Mapping
from typing import Any

from stance.report.tables import Tables, dated
from stance.report.wording import Both, Wording, count_words, plural, score_words

_WIDE = 1.0
"""Half of the scale from -1 to +1."""


def headline(tables: Tables, wording: Wording) -> Both:
    """How many articles and comments, of which years."""
    counts = tables.counts
    if not tables.articles:
        return wording.words("headline_empty")
    articles = wording.words(
        plural("count_articles", counts["articles"]), n=count_words(counts["articles"])
    )
    comments = wording.words(
        plural("count_comments", counts["comments"]), n=count_words(counts["comments"])
    )
    key = "headline" if counts["comments"] else "headline_articles_only"
    return wording.words(key, articles=articles, comments=comments, period=_period(tables))


def mean_sentence(mean: Mapping[str, Any] | None, wording: Wording) -> Both | str:
    """The mean score in a sentence; it leans to a side only where its interval leaves out 0."""
    if mean is None:
        return ""
    return wording.words(
        "lede_mean",
        score=score_words(mean["value"]),
        interval=between_words(mean, wording),
        lean=lean_words(mean, wording),
    )


def gap_sentence(tables: Tables, wording: Wording) -> Both | str:
    """The gap in a sentence; comments differ only where its interval leaves out 0."""
    if tables.gap is None:
        return "" if tables.counts["comments"] else wording.words("no_comments")
    # An article above its comments means comments nearer to the last label.
    ends = ("gap_last", "gap_first", "gap_none")
    return wording.words(
        plural("lede_gap", tables.gap["n_articles"]),
        verdict=wording.words(_verdict(tables.gap, ends)),
        gap=score_words(tables.gap["value"]),
        interval=between_words(tables.gap, wording),
        n=count_words(tables.gap["n_articles"]),
    )


def interval_sentence(row: Mapping[str, Any], wording: Wording) -> Both:
    """An interval, or that there is none."""
    if row["low"] is None:
        return wording.words("no_interval")
    low, high = score_words(row["low"]), score_words(row["high"])
    return wording.words("fact_interval", low=low, high=high)


def has_wide_years(tables: Tables) -> bool:
    """Whether at least half of the years have an interval over half of the scale, or none."""
    years = [row for row in dated(tables.yearly) if row["quantity"] == "score"]
    wide = [row for row in years if row["low"] is None or row["high"] - row["low"] > _WIDE]
    return 2 * len(wide) >= len(years) > 0


def _period(tables: Tables) -> str:
    years = sorted({row["group"] for row in dated(tables.yearly)})
    if not years:
        return ""
    return f", {years[0]}" + (f"–{years[-1]}" if len(years) > 1 else "")


def _verdict(row: Mapping[str, Any], ends: tuple[str, str, str]) -> str:
    """The words for above 0, below 0, or an interval that holds 0 (or is missing)."""
    above, below, neither = ends
    if row["low"] is None or row["low"] <= 0 <= row["high"]:
        return neither
    return above if row["low"] > 0 else below


def lean_words(row: Mapping[str, Any], wording: Wording) -> Both:
    """Which way a score leans: to a side only where its interval leaves out 0."""
    return wording.words(_verdict(row, ("lean_first", "lean_last", "lean_none")))


def between_words(row: Mapping[str, Any], wording: Wording) -> Both:
    """An interval in brackets, to stand within a sentence."""
    if row["low"] is None:
        return wording.words("no_interval")
    return wording.words("between", low=score_words(row["low"]), high=score_words(row["high"]))
