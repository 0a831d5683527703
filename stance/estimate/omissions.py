"""What a trend or a comparison leaves out, said once for all of it."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from stance.estimate.cautions import counted
from stance.estimate.changes import MOST_PAIRED, Changed, is_known
from stance.estimate.groups import PERIODS
from stance.estimate.periods import Group
from stance.estimate.scored import KINDS, Floats
from stance.estimate.tally import Tally
from stance.records import Event

_NAMED = 5
# By how many standard deviations, at one an article, the sum of weights may stray by chance.
_REACH = 3.0


def omissions(
    tally: Tally, groups: Sequence[Group], *, by: str | None, kind: str | None
) -> list[str]:
    """Documents without a date or value, gold labels of the other kind, groups not compared.

    Parameters
    ----------
    tally
        All documents.
    groups
        Those of `kind`, as `stance.estimate.periods.estimate_groups` gave them.
    by, kind
        What made the groups, and of which documents.

    Returns
    -------
    list[str]
        Warnings, each a code, a colon and a sentence.
    """
    return [
        *doubtful_weights(tally, kind),
        *_other_kind(tally, kind),
        *_no_documents(groups, kind),
        *_unknown(groups, by),
        *_too_many(groups, by),
    ]


def events_left_out(events: Sequence[Event], changes: Sequence[Changed]) -> list[str]:
    """The events that have no estimated period on one of their sides, in one warning."""
    told = {row.after for row in changes if row.what == "event"}
    left = [f"{one.name.en[:60]} ({one.day})" for one in events if one.name.en not in told]
    if not left:
        return []
    more = f" and {len(left) - _NAMED} others" if len(left) > _NAMED else ""
    return [
        f"event-outside: no change is given for {', '.join(left[:_NAMED])}{more}: no estimated "
        "period lies before, or none after."
    ]


def unpaired_gold(tally: Tally, weights: Floats) -> list[str]:
    """Gold labels of documents that make no pair of article and comments.

    Parameters
    ----------
    tally
        All documents.
    weights
        As `stance.estimate.sums.paired_weights` gives them: 0 for those without a pair.
    """
    n = int(tally.gold_counts[weights == 0.0].sum())
    if not n:
        return []
    return [
        f"gold-unpaired: left out {counted(n, 'gold label')} of articles without scored "
        "comments, or of comments without a scored article."
    ]


def doubtful_weights(tally: Tally, kind: str | None = None) -> list[str]:
    """Where the labels' probabilities cannot be those by which they were drawn from these scores.

    One over its probability is how many sentences a label stands for. Over a whole plan these add
    up to the sentences there are; far from it, some were picked by hand, or are not labelled yet.
    """
    notes = []
    for one in KINDS if kind is None else (kind,):
        part = tally.of_kind(one)
        n_articles = len(part.take(np.flatnonzero(part.gold_counts.sum(axis=1))).articles()[0])
        n_sentences, stands_for = int(part.n_sentences.sum()), float(part.gold_confusion.sum())
        reach = 1.0 + _REACH / math.sqrt(n_articles) if n_articles else math.inf
        if n_articles and not n_sentences / reach <= stands_for <= n_sentences * reach:
            notes.append(
                f"weights-off: by their probabilities the gold labels of {one}s stand for "
                f"{stands_for:,.0f} sentences, but there are {n_sentences:,}: right only if those "
                "without a label lack it by chance. Labels picked by hand cannot correct."
            )
    return notes


def _other_kind(tally: Tally, kind: str | None) -> Iterator[str]:
    """Labels of comments do not correct articles, whose errors differ."""
    for other in KINDS:
        n = int(tally.of_kind(other).gold_counts.sum())
        if kind not in {None, other} and n:
            yield (
                f"gold-aside: left out {counted(n, 'gold label')} of {other}s, since only "
                f"{kind}s are estimated."
            )


def _no_documents(groups: Sequence[Group], kind: str | None) -> Iterator[str]:
    if not groups:
        yield f"no-documents: the score table has no {kind}s, so nothing is estimated."


def _unknown(groups: Sequence[Group], by: str | None) -> Iterator[str]:
    """Documents that cannot be put in a period or a group are a group apart."""
    sizes = {group.name: len(group.places) for group in groups}
    total = int(np.sum(list(sizes.values())))
    for name, n in sizes.items():
        if not is_known(name):
            what = "undated: {} no date" if by in PERIODS else f"unknown: {{}} no {by}"
            has = f"{n} of {counted(total, 'document')} {'has' if n == 1 else 'have'}"
            yield f"{what.format(has)}; counted apart, and in no change."


def _too_many(groups: Sequence[Group], by: str | None) -> Iterator[str]:
    n = sum(is_known(group.name) for group in groups)
    if by not in PERIODS and n > MOST_PAIRED:
        yield (
            f"many-groups: {n} groups are not compared pair by pair, which is done for up to "
            f"{MOST_PAIRED}."
        )
