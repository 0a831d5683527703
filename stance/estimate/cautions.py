"""What a reader must know beside a number: warnings as data.

Each is a fixed code, a colon and a sentence, such as ``few-articles: 5 articles, so ...``; the
code can be counted, filtered and translated.
"""

from typing import Any

import numpy as np
import pyarrow.compute as pc

from stance.estimate.tally import Tally

# Under about 30 clusters the usual intervals are too narrow (Cameron, Gelbach & Miller 2008).
FEW_ARTICLES = 30
# Under about 50 gold labels an estimate must say so.
FEW_GOLD = 50
# A share that rests on fewer articles than this has an interval that is likely too narrow.
RARE_ARTICLES = 5


def about_documents(tally: Tally, *, dated: bool = False) -> list[str]:
    """What is to be said of a group's documents, whatever is estimated from them.

    Parameters
    ----------
    tally
        The group's documents, those that failed included.
    dated
        Whether the group is a period, so that inferred dates matter.
    """
    notes = _failures(tally)
    scored = tally.scored()
    documents, n_documents = scored.documents, scored.documents.num_rows
    if dated and (n := _count(documents, "published_precision", "inferred")):
        notes.append(f"inferred-dates: the year of {n} of {n_documents} documents was inferred.")
    # A comment names the original of its article, but is a voice of its own.
    articles = documents.filter(pc.equal(documents["kind"], "article"))
    if n := _count(articles, "duplicate_of"):
        notes.append(
            f"duplicates: {n} of {n_documents} documents nearly repeated an earlier one and "
            "counted as if independent."
        )
    if n := _count(documents, "trained_on", wanted=True):
        notes.append(
            f"trained-on: {n} of {n_documents} documents had trained the model that scored them."
        )
    return [*notes, *_models(documents), *_shared_commenters(documents)]


def about_number(n_articles: int, n_effective: float) -> list[str]:
    """What the number of drawn articles means for the interval."""
    if n_articles == 0:
        return ["no-sentences: no scored sentence here, so nothing is claimed."]
    if n_articles == 1:
        return ["one-article: 1 article shows no spread between articles, so no interval is given."]
    if n_articles >= FEW_ARTICLES:
        return []
    return [
        f"few-articles: {n_articles} articles, so the interval uses Student's t with "
        f"{n_effective - 1.0:.1f} degrees of freedom."
    ]


def no_spread(units: str) -> str:
    """Equal values everywhere say nothing about how far others could lie."""
    return f"no-spread: all {units} have the same mean, so no interval is given."


def clipped(low: float, high: float) -> str:
    """The interval reached beyond what is possible."""
    return f"clipped: the interval is cut at the ends of the scale, {low:+.0f} and {high:+.0f}."


def unseen(label: str, n_articles: int, *, everywhere: bool) -> str:
    """All sentences or none have the label."""
    what = "all sentences have" if everywhere else "no sentence has"
    return (
        f"unseen: {what} the label {label} in {n_articles} articles; the interval is the "
        "Clopper-Pearson limit with an article as one trial."
    )


def rare(label: str, n_articles: int, *, lacking: bool) -> str:
    """Few articles tell the share from 0 (or from 1)."""
    what = "anything but" if lacking else "the label"
    return (
        f"rare: only {counted(n_articles, 'article')} showed {what} {label}; "
        "the interval may be too narrow."
    )


def few_sentences(n_sentences: int, minimum: int) -> str:
    """Too little text for an interval."""
    return f"few-sentences: an interval needs {minimum} scored sentences, here: {n_sentences}."


def no_pair() -> str:
    """A gap needs an article and its comments."""
    return "no-pair: no article here has both scored sentences and scored comments."


def about_gold(n_gold: int, n_articles: int, degrees: Any) -> list[str]:
    """What the number of gold labels means for an estimate that rests on them."""
    if n_gold == 0:
        return ["no-gold: no gold label here, so the classifier's errors are unknown."]
    if n_articles == 1:
        count = counted(n_gold, "gold label")
        return [f"one-gold-article: {count} in 1 article, so no interval is given."]
    if n_gold >= FEW_GOLD and n_articles >= FEW_ARTICLES:
        return []
    known = np.asarray(degrees)[np.isfinite(degrees)]
    how = ""
    if len(known):
        how = f", so the interval uses Student's t with {known.min():.1f} degrees of freedom"
    return [f"few-gold: {counted(n_gold, 'gold label')} in {n_articles} articles{how}."]


def about_commenters(n_commenters: int | None) -> list[str]:
    """Few readers who write much tie many comments together."""
    if n_commenters is None or n_commenters >= FEW_ARTICLES:
        return []
    return [
        f"few-commenters: gold labels of {counted(n_commenters, 'commenter')}, some of whom wrote "
        "under several articles; their number limits the degrees of freedom."
    ]


def rare_gold(label: str, n_articles: int, n_gold_articles: int) -> list[str]:
    """Gold labels in few articles show what a label's share may be too seldom."""
    if n_gold_articles <= 1 or n_articles >= RARE_ARTICLES:
        return []
    return [
        f"rare-gold: the gold labels show {label} in {counted(n_articles, 'article')} only; the "
        "interval may be too narrow."
    ]


def no_gold_side(kind: str) -> str:
    """A gap needs the errors of both sides."""
    return (
        f"not-identified: no gold label in {kind}s here, so their errors, and with them the gap, "
        "are unknown."
    )


def unpaired(n_articles: int, n_comments: int) -> list[str]:
    """What a paired comparison cannot use."""
    notes = []
    if n_articles:
        count = counted(n_articles, "article")
        notes.append(f"without-comments: left out {count} without scored comments.")
    if n_comments:
        count = counted(n_comments, "comment")
        notes.append(f"without-article: left out {count} without a scored article.")
    return notes


def _failures(tally: Tally) -> list[str]:
    n_failed = int(np.count_nonzero(tally.n_failed))
    if not n_failed:
        return []
    count = counted(n_failed, "document")
    return [f"failed: {count} held errors; what could not be scored is left out."]


def _models(documents: Any) -> list[str]:
    if "model" not in documents.column_names:
        return []
    n_models = len(pc.unique(documents["model"]))
    if n_models < 2:  # noqa: PLR2004 - several
        return []
    return [f"models: scored by {n_models} models; a difference may be theirs."]


def _shared_commenters(documents: Any) -> list[str]:
    """Readers who write under several articles tie these together, which the draws overlook."""
    if "commenter" not in documents.column_names:
        return []
    named = documents.filter(pc.is_valid(documents["commenter"]))
    pairs = named.select(["commenter", "article_id"]).group_by(["commenter", "article_id"])
    seen = pairs.aggregate([]).group_by("commenter").aggregate([("article_id", "count")])
    several = pc.sum(pc.greater(seen["article_id_count"], 1)).as_py() or 0
    if not several:
        return []
    return [
        f"shared-commenters: {counted(several, 'commenter')} wrote under several articles, "
        "which the interval takes as independent."
    ]


def counted(number: int, noun: str) -> str:
    """A number of things, as one says it."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _count(documents: Any, name: str, wanted: object = None) -> int:
    """How many documents have a value in a column, or the wanted one."""
    if name not in documents.column_names:
        return 0
    column = documents[name]
    matches = pc.is_valid(column) if wanted is None else pc.equal(column, wanted)
    return int(pc.sum(matches).as_py() or 0)
