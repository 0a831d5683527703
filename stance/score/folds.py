"""Which documents share a fold: an article, its comments, and its near-duplicates, always.

What a classifier learnt from one of them it would know again in the others.
"""

from collections.abc import Collection

import numpy as np

from stance.errors import InputError
from stance.records import Corpus


def cut_folds(
    corpus: Corpus, *, labelled: Collection[str], folds: int, rng: np.random.Generator
) -> dict[str, int]:
    """The fold of every article and, through its article, of every comment.

    An article and those that nearly equal it (`duplicate_of`, directly or through others) make up
    a group, and so do the comments of an article that is not in the corpus. Groups are dealt out
    in turn, those with labels first, then by year and outlet: folds differ by one group at most,
    and so they do in how many groups with labels they hold.

    Parameters
    ----------
    corpus
        The documents; in any order, they get the same folds.
    labelled
        The ids of the articles that have labels, or whose comments have.
    folds
        How many.
    rng
        Decides who shares a fold within a year and outlet.

    Returns
    -------
    dict
        Article id -> fold, from 0. It also holds the ids of articles that are not in the corpus,
        but are named in it by a comment or a duplicate.

    Raises
    ------
    InputError
        If there are fewer groups than folds.

    Examples
    --------
    >>> from stance.records import Article
    >>> one, two, three = (Article(id=name, title="", text="") for name in "abc")
    >>> copy = Article(id="d", title="", text="", duplicate_of="a")
    >>> corpus, rng = Corpus(articles=(one, two, three, copy)), np.random.default_rng(0)
    >>> found = cut_folds(corpus, labelled={"a"}, folds=3, rng=rng)
    >>> sorted(found), sorted(set(found.values())), found["a"] == found["d"]
    (['a', 'b', 'c', 'd'], [0, 1, 2], True)
    """
    group_of = _groups(corpus)
    groups = sorted(set(group_of.values()))
    if len(groups) < folds:
        raise InputError(
            f"Expected at least as many articles as folds, {folds}, got {len(groups)} (those that "
            "nearly equal each other count once). Add articles, or cut fewer folds with --folds."
        )
    strata = _strata(corpus, group_of)
    with_labels = {group_of[name] for name in labelled if name in group_of}
    mixed = [groups[place] for place in rng.permutation(len(groups))]
    dealt = sorted(mixed, key=lambda group: (group not in with_labels, *strata[group]))
    fold_of = {group: place % folds for place, group in enumerate(dealt)}
    return {name: fold_of[group] for name, group in group_of.items()}


def _groups(corpus: Corpus) -> dict[str, str]:
    """Article id -> the smallest id among those that belong together."""
    above: dict[str, str] = {}

    def first(name: str) -> str:
        while above.setdefault(name, name) != name:
            above[name] = name = above[above[name]]
        return name

    for article in corpus.articles:
        ends = first(article.id), first(article.duplicate_of or article.id)
        above[max(ends)] = min(ends)
    for comment in corpus.comments:
        first(comment.article_id)
    return {name: first(name) for name in list(above)}


def _strata(corpus: Corpus, group_of: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Year and outlet of each group: those of its first article by id, empty where unknown."""
    strata: dict[str, tuple[str, str]] = {}
    for article in sorted(corpus.articles, key=lambda article: article.id):
        year = str(article.published.year) if article.published else ""
        strata.setdefault(group_of[article.id], (year, article.outlet or ""))
    return dict.fromkeys(group_of.values(), ("", "")) | strata
