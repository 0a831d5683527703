"""Which of some actors an article names: a column to group and to take changes apart by."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stance.errors import InputError, SettingError

ACTOR = "actor"
NOBODY = "none"
JOINT = "+"
NATO_AND_RUSSIA: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        # No persons who had another office in other years (Rutte, Rasmussen): a name would then
        # mean the alliance in an article that is not about it.
        "NATO": (
            *("nato", "otan", "aliansi atlantik", "aliansi atlantik utara"),
            *("organisasi pakta atlantik utara", "organisasi traktat atlantik utara"),
            *("pakta atlantik utara", "pakta pertahanan atlantik utara", "stoltenberg"),
        ),
        "Russia": (
            *("rusia", "russia", "moskow", "moskwa", "moscow", "kremlin"),
            *("putin", "medvedev", "lavrov"),
        ),
    }
)
"""The actors of the articles that come with the project."""
_NEEDED = ("kind", "article_id", "text")
_SPACE = r"[\s\pZ]+"
# RE2's \b knows ASCII letters only. Clitics may follow a name with or without a hyphen.
_WHOLE = r"(?:^|[^\pL\pN_])(?:{})(?:-?(?:nya|lah|kah|pun))?(?:[^\pL\pN_]|$)"
# As many as fit into the bits of a number.
_MOST_ACTORS = 62
_Truths = NDArray[np.bool_]


def name_actors(scores: pa.Table, words: Mapping[str, Sequence[str]] = NATO_AND_RUSSIA) -> pa.Table:
    """The score table with a column ``actor``: whom each article names.

    An article names an actor if one of the actor's words stands in its title or in any of its
    sentences, whole and in any case, also with a clitic (*NATO-nya*, *Rusialah*). Comments take
    the actors of the article they stand under, whatever they name themselves.

    Parameters
    ----------
    scores
        A score table with the texts of its sentences.
    words
        For each actor the words and phrases that name it.

    Returns
    -------
    pyarrow.Table
        The same rows with ``actor`` at the end: ``NATO``, ``NATO+Russia`` in the order of
        `words`, or ``none``; null where the article is not in the table or has no text.

    Raises
    ------
    InputError
        A column is missing, or there is a column ``actor`` already.
    SettingError
        There are no actors or too many, an actor's name is empty, ``none`` or has a ``+``, or it
        has no words.

    Examples
    --------
    >>> table = pa.table({
    ...     "kind": ["article", "article", "comment", "article"],
    ...     "article_id": ["a", "a", "a", "b"],
    ...     "text": ["Moskwa menolak.", "NATO-nya diam.", "Wah!", "Hujan turun di Rusiana."]})
    >>> name_actors(table)["actor"].to_pylist()
    ['NATO+Russia', 'NATO+Russia', 'NATO+Russia', 'none']
    """
    patterns = {actor: _pattern(actor, words[actor]) for actor in _checked(words)}
    _check_columns(scores)
    articles = pc.dictionary_encode(_whole(scores["article_id"]))
    of_row = np.asarray(articles.indices, dtype=np.int64)
    own = np.flatnonzero(np.asarray(pc.equal(_whole(scores["kind"]), "article")))
    n_articles = len(articles.dictionary)
    named, read = np.zeros(n_articles, dtype=np.int64), np.zeros(n_articles, dtype=bool)
    for name in _sources(scores):
        texts = _whole(scores[name].take(own))
        read[of_row[own[np.asarray(pc.is_valid(texts))]]] = True
        for bit, found in enumerate(_found(texts, list(patterns.values()))):
            named[of_row[own[found]]] |= 1 << bit
    return scores.append_column(ACTOR, _names_of(named, read, list(patterns)).take(of_row))


def _checked(words: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    if not isinstance(words, Mapping) or not 1 <= len(words) <= _MOST_ACTORS:
        raise SettingError(
            f"Expected words to map 1 to {_MOST_ACTORS} actors to their words, such as "
            f"{{'NATO': ['nato']}}, got {words!r:.80}."
        )
    for actor in words:
        usable = isinstance(actor, str) and actor.strip() and JOINT not in actor
        if not usable or actor == NOBODY:
            raise SettingError(
                f"Expected an actor's name other than {NOBODY!r} and without {JOINT!r}, "
                f"got {actor!r:.40}."
            )
    return words


def _pattern(actor: str, names: Sequence[str]) -> str:
    """An expression that finds any of the names as whole words."""
    several = isinstance(names, Sequence) and not isinstance(names, str) and len(names) > 0
    if not several or not all(isinstance(name, str) and name.strip() for name in names):
        raise SettingError(
            f"Expected a list of words for the actor {actor!r:.40}, none of them empty, "
            f"got {names!r:.80}."
        )
    phrases = (_SPACE.join(map(re.escape, name.split())) for name in names)
    return _WHOLE.format("|".join(phrases))


def _check_columns(scores: pa.Table) -> None:
    if not isinstance(scores, pa.Table):
        raise InputError(
            f"Expected a score table (pyarrow.Table), got {type(scores).__name__}. "
            "read_scores gives one."
        )
    came = ", ".join(scores.column_names)[:300]
    missing = [name for name in _NEEDED if name not in scores.column_names]
    if missing:
        raise InputError(
            f"Expected the columns {', '.join(missing)} in the score table, which has: {came}. "
            "Give the table that scoring wrote, with the texts."
        )
    if ACTOR in scores.column_names:
        raise InputError(
            f"Expected a score table without a column {ACTOR!r}, got: {came}. "
            "Drop or rename that column to name actors anew."
        )


def _sources(scores: pa.Table) -> list[str]:
    return [name for name in ("title", "text") if name in scores.column_names]


def _whole(column: Any) -> Any:
    """A column in one piece; large strings, as a corpus may have more than two gigabytes."""
    return column.cast(pa.large_string()).combine_chunks()


def _found(texts: Any, patterns: Sequence[str]) -> Iterator[_Truths]:
    """For each pattern, which texts match; a title that stands in many rows is read once."""
    encoded = pc.dictionary_encode(texts)
    for pattern in patterns:
        matches = pc.match_substring_regex(encoded.dictionary, pattern, ignore_case=True)
        yield np.asarray(pc.fill_null(matches.take(encoded.indices), fill_value=False))


def _names_of(named: NDArray[np.int64], read: _Truths, actors: Sequence[str]) -> Any:
    """Each article's actors by name; null for those without any text."""
    found, place = np.unique(named, return_inverse=True)
    names = [
        JOINT.join(actor for bit, actor in enumerate(actors) if bits >> bit & 1) or NOBODY
        for bits in found.tolist()
    ]
    return pa.array(names, pa.string()).take(pa.array(place, mask=~read))
