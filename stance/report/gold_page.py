"""What the page says of corrected estimates, before and between their charts."""

from collections.abc import Mapping, Sequence
from typing import Any

from stance.estimate.periods import UNCORRECTED
from stance.estimate.with_gold import CORRECTED
from stance.report import gold_words
from stance.report.budget_chart import budget_words, budget_years
from stance.report.curve_chart import curve_words
from stance.report.gold_sheets import rates_sheet
from stance.report.gold_tables import GoldTables, Row
from stance.report.methods import (
    bibliography,
    cited,
    may_not_say,
    may_say,
    methods_paragraph,
)
from stance.report.panels import printable
from stance.report.summary import between_words, interval_sentence, lean_words
from stance.report.tables import Tables, dated
from stance.report.wording import (
    Both,
    Wording,
    count_words,
    day_words,
    plural,
    score_words,
)

TOLD_ARTICLES = 6
"""So many articles are shown with the sentences that tell them from their comments."""
_GROUPINGS = ("kind", "outlet", "year")


def describe_gold(
    tables: Tables, wording: Wording, known: Mapping[str, Any], *, listed: Mapping[str, int]
) -> dict[str, Any] | None:
    """Sentences and figures for the template; `None` where there are no gold labels.

    Parameters
    ----------
    tables, wording
        The figures and the words.
    known
        What the scores say of where they come from: `stance.report.scores.provenance`.
    listed
        The place in the page's list of each article that has one there, by id.
    """
    gold = tables.gold
    if gold is None:
        return None
    facts = facts_of(tables, gold, known)
    n_gold = count_words(gold.n_gold)
    return {
        **_opening(gold, wording),
        "n_gold": wording.words(plural("count_gold", gold.n_gold), n=n_gold),
        "may": _both_lists(may_say(facts, "id"), may_say(facts, "en")),
        "may_not": _both_lists(may_not_say(facts, "id"), may_not_say(facts, "en")),
        "years": bool(dated(gold.articles.years)),
        "comments": gold.comments is not None and bool(dated(gold.comments.years)),
        "assumed": any(row["method"].startswith(gold_words.STABLE) for row in gold.rows()),
        "broken": any(row["period"] for row in gold.articles.breaks if row["quantity"] == "score"),
        "events": gold_words.event_items(gold.articles, gold.events),
        "series": [
            *gold_words.series_words(gold.articles, wording),
            *gold_words.break_words(gold.articles, wording),
        ],
        "gaps": bool(gold.gaps),
        "told": _told(gold, listed, wording),
        "errors": _errors(gold, wording),
        "budget": budget_words(gold.articles.budget, tables.task, wording),
        "budgeted": bool(budget_years(gold.articles.budget, wording)),
        "curve": curve_words(gold.curve, gold.estimand, wording) if gold.curve else None,
        "methods": Both(methods_paragraph(facts, "id"), methods_paragraph(facts, "en")),
        "sources": bibliography(cited(facts)),
    }


def facts_of(tables: Tables, gold: GoldTables, known: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that the methods section is filled with; see `methods_paragraph`."""
    bundle = known["bundle"]
    years = sorted(row["group"] for row in dated(gold.articles.years))
    validation = _mapping(bundle.get("validation"))
    slope, gap = gold_words.slope_of(gold.articles), gold.gap(CORRECTED)
    without = {row["group"] for row in dated(gold.articles.years) if row["method"] == CORRECTED}
    without -= {
        row["group"]
        for row in gold.articles.years
        if row["method"] == CORRECTED and row["value"] is not None
    }
    return {
        **{name: tables.counts[name] for name in ("articles", "comments", "sentences", "outlets")},
        "task": tables.task,
        "labels": list(tables.labels),
        "kind": "article",
        "first_year": years[0] if years else None,
        "last_year": years[-1] if years else None,
        "macro_f1": validation.get("macro_f1"),
        "judged": validation.get("n_sentences"),
        "folds": known["cross_fitted"].get("folds"),
        "gold": gold.n_gold,
        "gold_articles": gold.n_gold_articles,
        "codebook": _mapping(bundle.get("codebook")).get("version"),
        "strata": gold.drawn.get("strata"),
        "plan": gold.drawn.get("plan"),
        "without_gold": sorted(without),
        "level": gold.settings["level"],
        "periods": len(set(years)),
        "break_draws": gold.settings["replications"] if gold.articles.breaks else None,
        "settings": gold.settings["digest"],
        "version": known["versions"].get("stance"),
        "trend": slope,
        "gap": gap,
    }


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def _both_lists(indonesian: Sequence[str], english: Sequence[str]) -> list[Both]:
    return [Both(*pair) for pair in zip(indonesian, english, strict=True)]


def _opening(gold: GoldTables, wording: Wording) -> dict[str, Any]:
    """The headline figures: the corrected mean, its change, the corrected gap."""
    mean, raw = gold.articles.of(CORRECTED), gold.articles.of(UNCORRECTED)
    n_gold = count_words(gold.n_gold)
    labels = wording.words(plural("count_gold", gold.n_gold), n=n_gold)
    found: dict[str, Any] = {
        "mean": mean, "gap": gold.gap(CORRECTED), "lede": "", "drawn": None, "change": None,
    }  # fmt: skip
    if mean is not None and mean["value"] is not None and raw is not None:
        found["lede"] = wording.words(
            "lede_corrected",
            gold=labels,
            score=score_words(mean["value"]),
            interval=between_words(mean, wording),
            lean=lean_words(mean, wording),
        )
    found["how"] = wording.words(
        "corrected_how",
        gold=labels,
        raw=score_words(raw["value"] if raw else None),
        value=score_words(mean["value"] if mean else None),
    )
    if gold.drawn.get("of"):
        of = count_words(int(gold.drawn["of"]))
        found["drawn"] = wording.words("corrected_drawn", of=of, gold=labels)
    slope = gold_words.slope_of(gold.articles)
    if slope is not None:
        row, decade = gold_words.per_decade(slope)
        value, reach = gold_words.small_row(row)
        found["change"] = {
            "title": wording.words("fact_decade" if decade else "fact_change"),
            "value": value,
            "reach": reach,
        }
    return found


def _told(gold: GoldTables, listed: Mapping[str, int], wording: Wording) -> list[dict[str, Any]]:
    """The articles farthest from their comments, with the sentences that tell."""
    told = []
    for row in gold.article_gaps[:TOLD_ARTICLES]:
        own = [one for one in gold.sentences if one["article_id"] == row["article_id"]]
        title = printable(row["title"]) if row["title"] else wording.words("no_title")
        outlet = printable(row["outlet"]) if row["outlet"] else wording.words("no_outlet")
        told.append(
            {
                "link": listed.get(row["article_id"]),
                "title": title,
                "about": gold_words.joined(" · ", outlet, day_words(row["published"])),
                "gap": score_words(row["gap"]),
                "interval": interval_sentence(row, wording),
                **{
                    kind: [_sentence(one, wording) for one in own if one["kind"] == kind]
                    for kind in ("article", "comment")
                },
            }
        )
    return [one for one in told if one["article"] or one["comment"]]


def _sentence(row: Row, wording: Wording) -> dict[str, Any]:
    return {
        "place": wording.labels.index(row["label"]),
        "text": printable(row["text"]),
        "score": score_words(row["score"]),
    }


def _errors(gold: GoldTables, wording: Wording) -> list[dict[str, Any]]:
    """For each grouping the verdict in a sentence, and the table of error rates."""
    found = []
    for by in _GROUPINGS:
        said = gold_words.verdict_words(gold.verdicts, by, wording)
        if said is not None:
            verdicts = {row["verdict"] for row in gold.verdicts if row["by"] == by}
            worst = next(v for v in ("different", "not shown", "equal") if v in verdicts)
            sheet = rates_sheet(gold, by, wording)
            found.append({"by": by, "said": said, "worst": worst.split()[0], "sheet": sheet})
    return found
