"""The articles as the page holds them: which to list and embed, which words to mark."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from stance.report.gold_tables import GOLD
from stance.report.tables import Row

MOST_LISTED = 2_000
"""So many articles are listed and drawn; more would make the page slow to search."""
MOST_SENTENCES = 20_000
"""So many sentences (of articles and comments) are embedded; a page of them has about 9 MB."""

_LEAST_FORCE, _LEAST_PART = 0.1, 0.5
"""What a term must add to the log-odds to be marked, in itself and beside the strongest."""
Span = tuple[int, int, float]
# Nothing that a browser or an XML reader could choke on: controls and halves of a character.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ABOUT = (
    *("article_id", "title", "outlet", "published", "published_precision", "score", "low", "high"),
    *("n_sentences", "n_comments", "comments_score", "gap", "duplicate_of", "trained_on"),
)
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """The articles to list, with the sentences of those that are embedded."""

    articles: list[Row]
    n_embedded: int


def listed_articles(articles: Sequence[Row], *, most: int = MOST_LISTED) -> list[Row]:
    """At most `most` articles in their order: the most extreme and the most recent.

    >>> rows = [{"score": score} for score in (0.9, 0.1, -0.8, 0.2)]
    >>> listed_articles(rows, most=2)
    [{'score': 0.9}, {'score': 0.2}]
    """
    if len(articles) <= most:
        return list(articles)
    chosen = set(_by_interest(articles)[:most])
    return [row for place, row in enumerate(articles) if place in chosen]


def article_panels(
    scores: pa.Table,
    articles: Sequence[Row],
    labels: Sequence[str],
    *,
    most_sentences: int = MOST_SENTENCES,
) -> Panels:
    """What the page's script needs to show each article and its comments.

    Parameters
    ----------
    scores
        The score table.
    articles
        The rows to list, as in `Tables.articles`.
    labels
        In codebook order.
    most_sentences
        Beyond this, articles are listed without sentences; the most recent and the most extreme
        have theirs.

    Returns
    -------
    Panels
        One row an article with ``sentences`` (or null) and ``comments``. A sentence is a list:
        the label's place, the probabilities, the pieces of the text (a string, or a string with
        its contribution where words drove the score), the terms with their contributions, and
        where it has one the gold label's place.
    """
    chosen = _embedded(scores, articles, most_sentences)
    of_article = _sentences(scores, chosen, labels)
    panels = []
    for row in articles:
        own, comments = of_article.get(row["article_id"], ({}, {}))
        panels.append(
            {
                **{name: _printable(row[name]) for name in _ABOUT},
                "url": row["url"] if (row["url"] or "").lower().startswith(_WEB) else None,
                "duplicate_of": row["duplicate_of"] is not None,
                "sentences": own.get(0) if row["article_id"] in chosen else None,
                "comments": [comments[key] for key in sorted(comments)],
            }
        )
    return Panels(articles=panels, n_embedded=len(chosen))


def printable(text: str) -> str:
    """The text with a replacement character for all that could break a page or an image.

    >>> printable("a" + chr(0) + "b" + chr(0xD800))
    'a\ufffdb\ufffd'
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def pieces(text: str, terms: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The text cut where words drove its score: strings, and ``[string, contribution]``.

    Terms may overlap (a word and a pair that holds it): their contributions add up there. Terms
    that weigh little, in themselves or beside the strongest, are not marked.

    >>> pieces("NATO dan Rusia sepakat.", [{"words": "sepakat", "contribution": 1.25}])
    ['NATO dan Rusia ', ['sepakat', 1.25], '.']
    """
    spans = [span for term in _drivers(terms) for span in _places(text, term)]
    borders = sorted({0, len(text), *(edge for span in spans for edge in span[:2])})
    cut: list[Any] = []
    for start, end in pairwise(borders):
        part = text[start:end]
        forces = [span[2] for span in spans if span[0] <= start and end <= span[1]]
        if forces and not part.isspace():  # a mark of its own on a space would be a speck
            cut.append([part, round(sum(forces), 3)])
        elif cut and isinstance(cut[-1], str):
            cut[-1] += part
        else:
            cut.append(part)
    return cut


def _drivers(terms: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    strongest = max((abs(term["contribution"]) for term in terms), default=0.0)
    least = max(_LEAST_FORCE, _LEAST_PART * strongest)
    return [term for term in terms if abs(term["contribution"]) >= least]


def _places(text: str, term: Mapping[str, Any]) -> list[Span]:
    """Where the term's words stand as whole words, whatever their case."""
    words = term["words"] or ""
    low_text, low_words = text.lower(), words.lower()
    if not words or len(low_text) != len(text):  # lower-casing moved the places
        low_text, low_words = text, words
    found, start = [], low_text.find(low_words) if low_words else -1
    while start >= 0:
        end = start + len(low_words)
        before = low_text[start - 1 : start].isalnum() and low_text[start].isalnum()
        after = low_text[end : end + 1].isalnum() and low_text[end - 1].isalnum()
        if not before and not after:
            found.append((start, end, term["contribution"]))
        start = low_text.find(low_words, start + 1)
    return found


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    return round(value, 4) if isinstance(value, float) else value


def _by_interest(articles: Sequence[Row]) -> list[int]:
    """The places of articles: in turn the most recent and the most extreme that is left."""
    places = range(len(articles))
    recent = sorted(places, key=lambda k: (articles[k].get("published") or "", k), reverse=True)
    extreme = sorted(places, key=lambda k: (-abs(articles[k]["score"] or 0.0), k))
    in_turn = [k for pair in zip(extreme, recent, strict=True) for k in pair]
    return list(dict.fromkeys(in_turn))


def _embedded(scores: pa.Table, articles: Sequence[Row], most: int) -> set[str]:
    counts = scores.group_by("article_id").aggregate([("article_id", "count")])
    names = ("article_id", "article_id_count")  # their order is that of pyarrow's version
    size = dict(zip(*(counts[name].to_pylist() for name in names), strict=True))
    chosen: set[str] = set()
    left = most
    for place in _by_interest(articles):
        key = articles[place]["article_id"]
        if size[key] <= left:
            chosen.add(key)
            left -= size[key]
    return chosen


def _sentences(
    scores: pa.Table, chosen: set[str], labels: Sequence[str]
) -> dict[str, tuple[dict[int, list[Any]], dict[tuple[int, str], list[Any]]]]:
    """For each article its sentences, and those of its comments by position."""
    wanted = pc.is_in(scores["article_id"], value_set=pa.array(sorted(chosen), pa.string()))
    rows = scores.filter(pc.and_(wanted, pc.is_null(scores["error"])))
    names = ["kind", "document_id", "article_id", "index", "position", "text", "label", "terms"]
    names += [GOLD] if GOLD in scores.column_names else []
    rows = rows.select([*names, *(f"p_{label}" for label in labels)])
    kept: dict[str, Any] = defaultdict(lambda: ({}, {}))
    for row in rows.sort_by([("article_id", "ascending"), ("index", "ascending")]).to_pylist():
        own, comments = kept[row["article_id"]]
        sentence = _sentence(row, labels)
        if row["kind"] == "article":
            own.setdefault(0, []).append(sentence)
        else:
            key = (row["position"] if row["position"] is not None else 0, row["document_id"])
            comments.setdefault(key, []).append(sentence)
    return dict(kept)


def _sentence(row: Row, labels: Sequence[str]) -> list[Any]:
    terms = [
        {"words": printable(term["words"] or term["term"]), "contribution": term["contribution"]}
        for term in row["terms"] or ()
    ]
    return [
        labels.index(row["label"]),
        [round(row[f"p_{label}"], 3) for label in labels],
        pieces(printable(row["text"]), terms),
        [[term["words"], round(term["contribution"], 2)] for term in terms],
        *([labels.index(row[GOLD])] if row.get(GOLD) else []),
    ]
