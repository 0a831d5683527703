"""Articles that nearly equal an earlier one (wire copy, re-posts): marked, never dropped.

References
----------
A. Z. Broder (1997), On the resemblance and containment of documents.
"""

import dataclasses
import re
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from stance.errors import SettingError
from stance.records import Article, Note

THRESHOLD: Final = 0.5
"""Share of common word 5-shingles from which two articles count as near-duplicates."""

_SHINGLE: Final = 5
_PERMUTATIONS: Final = 128
_SEED: Final = 1
# Candidates are sought well below the threshold and then counted exactly, so that the hashing
# misses next to nothing and decides nothing.
_SEARCHED: Final = 0.6
_WORD = re.compile(r"\w+")


def mark_duplicates(
    articles: Sequence[Article], *, threshold: float = THRESHOLD
) -> tuple[tuple[Article, ...], tuple[Note, ...]]:
    """The articles in their order, with `duplicate_of` set on near-duplicates, and a note on each.

    The original is the earliest published article; of one day, the one that comes first. Articles
    that already are marked stay so. `duplicate_of` always names an article that is not itself
    marked here.

    Parameters
    ----------
    articles
        All articles of a corpus.
    threshold
        Jaccard similarity of the sets of word 5-shingles, over 0 up to 1: higher finds fewer.

    Raises
    ------
    SettingError
        `threshold` is not in that range.

    Examples
    --------
    >>> text = "Menteri luar negeri kedua negara bertemu di Wina untuk membahas gencatan senjata."
    >>> one, two = (Article(id=name, title="", text=text) for name in ("a", "b"))
    >>> [article.duplicate_of for article in mark_duplicates([one, two])[0]]
    [None, 'a']
    """
    if not 0 < threshold <= 1:
        raise SettingError(f"Expected a threshold over 0 and up to 1, got {threshold!r}.")
    marks = _find(articles, threshold)
    marked = tuple(
        dataclasses.replace(article, duplicate_of=marks[index][0]) if index in marks else article
        for index, article in enumerate(articles)
    )
    notes = tuple(
        Note(
            kind="marked",
            what="duplicate",
            file="",
            detail=f"{similarity:.0%} like {original}",
            document_id=articles[index].id,
        )
        for index, (original, similarity) in sorted(marks.items())
    )
    return marked, notes


def _find(articles: Sequence[Article], threshold: float) -> dict[int, tuple[str, float]]:
    """Index of each near-duplicate -> the original's id and the similarity."""
    if len(articles) < 2:  # noqa: PLR2004 - a pair; and the import below is a slow one
        return {}
    from datasketch import MinHashLSH

    shingles = [_shingles(article.text) for article in articles]
    order = sorted(range(len(articles)), key=lambda index: (_moment(articles[index]), index))
    rank = {index: place for place, index in enumerate(order)}
    lsh = MinHashLSH(threshold=threshold * _SEARCHED, num_perm=_PERMUTATIONS)
    marks: dict[int, tuple[str, float]] = {}
    for index in order:
        if not shingles[index] or articles[index].duplicate_of is not None:
            continue
        minhash = _minhash(shingles[index])
        # Ties go to the earlier original.
        near = [
            (-_jaccard(shingles[index], shingles[other]), rank[other], other)
            for other in lsh.query(minhash)
        ]
        if near and -min(near)[0] >= threshold:
            best = min(near)
            marks[index] = articles[best[2]].id, -best[0]
        else:
            lsh.insert(index, minhash)
    return marks


def _shingles(text: str) -> frozenset[int]:
    """Hashes of all runs of five words, in lower case and without punctuation."""
    words = _WORD.findall(text.lower())
    last = max(1, len(words) - _SHINGLE + 1) if words else 0
    runs = (" ".join(words[start : start + _SHINGLE]) for start in range(last))
    return frozenset(zlib.crc32(run.encode("utf-8", "surrogatepass")) for run in runs)


def _minhash(shingles: Iterable[int]) -> Any:
    from datasketch import MinHash

    minhash = MinHash(num_perm=_PERMUTATIONS, seed=_SEED, hashfunc=int)
    minhash.update_batch(shingles)
    return minhash


def _jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other)


def _moment(article: Article) -> tuple[date, time]:
    """For the order only: a day comes before its minutes, an unknown date last."""
    when = article.published
    if when is None:
        return date.max, time.max
    if isinstance(when, datetime):
        return when.date(), when.time()
    return when, time.min
