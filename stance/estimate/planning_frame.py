"""What can be drawn for labelling: every scored sentence, in its article, document and stratum."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stance.errors import InputError, SettingError
from stance.estimate.groups import ALL, column_for, group_names, places_by_group
from stance.estimate.scored import Integers, ScoredSentences, order_scores

PLACES = ("start", "end", "text")
BETWEEN = "/"
"""What stands between the parts of a stratum's name, as in ``2016/article``."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """The sentences that can be drawn, in the order of `scored`, and where each belongs.

    `names` are the strata in order; `strata`, `documents` and `articles` give for each sentence the
    place of its stratum in `names`, of its document in ``scored.documents``, and its article's
    number. `outlets` are numbers too, all 0 where the table has no outlet.
    """

    scored: ScoredSentences
    names: tuple[str, ...]
    strata: Integers
    documents: Integers
    articles: Integers
    outlets: Integers

    @property
    def n_sentences(self) -> int:
        """How many sentences can be drawn."""
        return len(self.strata)


def frame_of(scores: pa.Table, by: Sequence[str]) -> Frame:
    """The scored sentences with their strata: the combinations of `by` that there are.

    Raises
    ------
    InputError
        The score table cannot be used.
    SettingError
        A part of `by` is neither a period nor a column about documents, or is there twice.

    Examples
    --------
    >>> table = pa.table({
    ...     "task": ["stance"] * 3, "kind": ["article", "article", "comment"],
    ...     "document_id": ["a", "a", "c"], "article_id": ["a", "a", "a"], "index": [0, 1, 0],
    ...     "start": [0, 9, 0], "end": [8, 12, 3], "text": ["Sepakat.", "Ya.", "Ya."],
    ...     "label": ["pro", "con", "pro"], "score": [0.5, -0.25, 1.0],
    ...     "p_pro": [0.75, 0.375, 1.0], "p_con": [0.25, 0.625, 0.0]})
    >>> frame = frame_of(table, ["kind"])
    >>> frame.names, frame.strata.tolist(), frame.articles.tolist()
    (('article', 'comment'), [0, 0, 1], [0, 0, 0])
    """
    names = checked_by(by)
    columns = [column for name in names for column in column_for(name, scores)]
    scored = order_scores(scores, columns=list(dict.fromkeys(columns)))
    of_sentence = np.repeat(np.arange(scored.documents.num_rows), np.diff(scored.starts))
    strata, of_document = _strata(scored.documents, names, np.diff(scored.starts) > 0)
    return Frame(
        scored=scored,
        names=strata,
        strata=of_document[of_sentence],
        documents=of_sentence,
        articles=_numbers(scored.documents, "article_id")[of_sentence],
        outlets=_numbers(scored.documents, "outlet")[of_sentence],
    )


def checked_by(by: Sequence[str] | str) -> tuple[str, ...]:
    """The names to stratify by; one name may come alone.

    >>> checked_by("year"), checked_by(["year", "kind"])
    (('year',), ('year', 'kind'))
    """
    names = (by,) if isinstance(by, str) else tuple(by)
    if len(set(names)) < len(names):
        raise SettingError(f"Expected each name in by once, got {', '.join(map(str, names))[:80]}.")
    return names


def check_places(scores: pa.Table) -> None:
    """Refuse scores whose sentences cannot be shown to annotators.

    Raises
    ------
    InputError
        They have no texts or places.
    """
    names = getattr(scores, "column_names", PLACES)
    missing = [name for name in PLACES if name not in names]
    if missing:
        raise InputError(
            f"Expected the columns {', '.join(missing)} in the score table, to show the sentences "
            f"and to find their labels again. It has: {', '.join(names)[:300]}. Give the table "
            "that scoring wrote."
        )


def _strata(
    documents: pa.Table, names: Sequence[str], scored: np.ndarray
) -> tuple[tuple[str, ...], Integers]:
    """The strata that have sentences, in order, and that of each document."""
    parts = [group_names(documents, name) for name in names]
    joined = pc.binary_join_element_wise(*parts, BETWEEN) if parts else group_names(documents, None)
    found: list[str] = []
    of_document = np.full(documents.num_rows, -1, dtype=np.int64)
    for name, places in places_by_group(joined):
        held = places[scored[places]]
        if len(held):
            of_document[held] = len(found)
            found.append(name)
    return tuple(found or [ALL]), of_document


def _numbers(documents: pa.Table, name: str) -> Integers:
    if name not in documents.column_names:
        return np.zeros(documents.num_rows, dtype=np.int64)
    encoded = pc.dictionary_encode(documents[name].combine_chunks(), null_encoding="encode")
    return np.asarray(encoded.indices, dtype=np.int64)
