"""Gold labels beside the scored sentences they belong to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stance.errors import InputError
from stance.estimate.scored import Floats, Integers
from stance.gold_table import GOLD_SCHEMA
from stance.score_table import labels_of

_TRAINING_UNKNOWN = (
    "training-unknown: the scores do not say which documents trained the model (column "
    "trained_on); labels that did cannot correct it."
)
_NEEDED = ("document_id", "start", "end", "label", "probability")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gold:
    """Which rows of a score table have a gold label.

    `rows` are row numbers of the table, ascending; `codes` the labels' places in codebook order;
    `weights` one over each sentence's probability of having been selected. `notes` are warnings
    about gold labels that take no part.
    """

    rows: Integers
    codes: Integers
    weights: Floats
    notes: tuple[str, ...] = ()


def sentence_digest(text: str) -> str:
    """Sixteen hexadecimal digits of a sentence's text, as the label ledger has them.

    >>> sentence_digest("Kedua pihak sepakat.")
    'cd71e42bc3c9db96'
    """
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def match_gold(scores: pa.Table, gold: pa.Table) -> Gold:
    """The rows of a score table that have a gold label, with the labels and their weights.

    A label belongs to the sentence at its place (`document_id`, `start`, `end`). Where the table
    holds the texts and the labels their digests, a sentence that has moved within its document is
    found again, and one that has changed is refused.

    Parameters
    ----------
    scores
        A score table.
    gold
        Gold labels, with the columns of `stance.gold_table.GOLD_SCHEMA`; task, digest and purpose
        may be missing.

    Returns
    -------
    Gold
        One entry a labelled sentence. Labels of documents that are not in the score table, of
        documents that failed, and those on which annotators are tied are left out and counted in
        `notes`.

    Raises
    ------
    InputError
        A column is missing or of another type, the labels are of another task or not in the
        codebook, a probability is missing or not above 0 and at most 1, a sentence is labelled
        twice, none of the labels belongs to the scored documents, a labelled sentence is not among
        the scored ones, or its document had trained the model that scored it.
    """
    matcher = GoldMatcher(gold)
    found = matcher.match(scores)
    return replace(found, notes=matcher.notes())


class GoldMatcher:
    """Gold labels that are matched to a score table part by part; documents are not torn apart.

    Parameters
    ----------
    gold
        As for `match_gold`.

    Raises
    ------
    InputError
        The gold labels cannot be used, whatever the scores.
    """

    def __init__(self, gold: pa.Table) -> None:
        self._rows = _checked_gold(gold)
        self._ids = pa.array(sorted({row["document_id"] for row in self._rows}), pa.string())
        self._counts = {"here": 0, "failed": 0, "tied": 0}
        self._knows_training = True

    def match(self, scores: pa.Table) -> Gold:
        """The gold labels of one part of the table.

        Raises
        ------
        InputError
            As for `match_gold`.
        """
        self._knows_training &= "trained_on" in scores.column_names
        candidates = _candidates(scores, self._ids)
        known = {row["document_id"] for row in candidates}
        here = [row for row in self._rows if row["document_id"] in known]
        _check_labels(here, scores)
        failed = {row["document_id"] for row in candidates if row["failed"]}
        sound = [row for row in here if row["document_id"] not in failed]
        settled = [row for row in sound if row["label"] is not None]
        self._counts["here"] += len(here)
        self._counts["failed"] += len(here) - len(sound)
        self._counts["tied"] += len(sound) - len(settled)
        rows = _places(settled, candidates)
        order = np.argsort(rows, kind="stable")
        codes = [labels_of(scores).index(row["label"]) for row in settled]
        weights = [1.0 / row["probability"] for row in settled]
        return Gold(
            rows=rows[order],
            codes=np.array(codes, dtype=np.int64)[order],
            weights=np.array(weights, dtype=np.float64)[order],
        )

    def notes(self) -> tuple[str, ...]:
        """What took no part in any of the parts so far.

        Raises
        ------
        InputError
            No label belongs to any of them.
        """
        if not self._counts["here"]:
            raise InputError(
                f"Expected gold labels of the scored documents, got {len(self._rows)} of others, "
                f"such as {self._rows[0]['document_id'][:60]!r}. Score the documents that "
                "were labelled."
            )
        elsewhere = len(self._rows) - self._counts["here"]
        return (
            *_notes(elsewhere, "elsewhere", "of documents without scores"),
            *_notes(self._counts["failed"], "failed", "of documents that could not be scored"),
            *_notes(self._counts["tied"], "tied", "on which the annotators are tied"),
            *([] if self._knows_training else [_TRAINING_UNKNOWN]),
        )


def _notes(number: int, code: str, which: str) -> list[str]:
    if not number:
        return []
    count = f"{number} gold label{'' if number == 1 else 's'}"
    return [f"gold-{code}: left out {count} {which}."]


def _checked_gold(gold: Any) -> list[Row]:
    """The gold labels as rows, after all checks that need no sentence."""
    if not isinstance(gold, pa.Table):
        raise InputError(
            f"Expected gold labels as a pyarrow.Table, got {type(gold).__name__}. "
            "read_gold gives one of a label ledger."
        )
    missing = [name for name in _NEEDED if name not in gold.column_names]
    if missing:
        raise InputError(
            f"Expected the columns {', '.join(missing)} in the gold labels, which have: "
            f"{', '.join(gold.column_names)[:300] or 'none'}. read_gold gives them all."
        )
    if gold.num_rows == 0:
        raise InputError("Expected gold labels, got a table without rows.")
    optional = [name for name in ("task", "digest") if name in gold.column_names]
    rows = _plain_rows(gold.select([*_NEEDED, *optional]))
    seen = set()
    for row in rows:
        _check_probability(row)
        place = (row["document_id"], row["start"], row["end"])
        if place in seen:
            raise InputError(
                f"Expected one gold label a sentence, {_said(row)} has two. Resolve the labels "
                "of several annotators first, as read_gold does."
            )
        seen.add(place)
    return rows


def _plain_rows(gold: pa.Table) -> list[Row]:
    """The rows, with every value of the type that labels have."""
    columns = {}
    for name in gold.column_names:
        kind = GOLD_SCHEMA.field(name).type
        try:
            columns[name] = gold[name].cast(kind)
        except pa.ArrowException as error:
            raise InputError(
                f"Expected the column {name!r} of the gold labels to hold {kind}, got "
                f"{gold[name].type}: {str(error)[:80].rstrip('.')}. read_gold gives it so."
            ) from error
    for name in ("document_id", "start", "end"):
        if columns[name].null_count:
            raise InputError(
                f"Expected {name!r} for every gold label, {columns[name].null_count} have none. "
                "A label needs its sentence's place; read_gold gives it."
            )
    rows: list[Row] = pa.table(columns).to_pylist()
    return rows


def _check_probability(row: Row) -> None:
    probability = row["probability"]
    if probability is None or not 0.0 < probability <= 1.0:
        raise InputError(
            "Expected the probability of having been selected, above 0 and at most 1, got "
            f"{probability!r} for {_said(row)}. Take it from the plan that drew the sentence; "
            "a sentence that could not have been drawn cannot stand for others."
        )


def _check_labels(rows: Sequence[Row], scores: pa.Table) -> None:
    labels = labels_of(scores)
    tasks = {str(task) for task in pc.unique(scores["task"]).to_pylist()} if rows else set()
    for row in rows:
        if row["label"] is not None and row["label"] not in labels:
            raise InputError(
                f"Expected one of {', '.join(labels)}, got the gold label {row['label'][:40]!r} "
                f"for {_said(row)}. Give the labels and the scores of one codebook."
            )
        if row.get("task") is not None and row["task"] not in tasks:
            raise InputError(
                f"Expected gold labels of the task {', '.join(sorted(tasks))}, got "
                f"{row['task']!r} for {_said(row)}. Name the task when the labels are read."
            )


def _said(row: Row) -> str:
    return f"{str(row['document_id'])[:60]!r} at {row['start']}-{row['end']}"


def _candidates(scores: pa.Table, ids: pa.Array) -> list[dict[str, Any]]:
    """The rows of all documents that have a gold label, with their numbers in the table."""
    chosen = pc.is_in(scores["document_id"].cast(pa.string()), value_set=ids)
    numbers = np.flatnonzero(chosen.to_numpy(zero_copy_only=False))
    names = ("document_id", "start", "end", "text", "trained_on", "error")
    missing = [name for name in ("start", "end") if name not in scores.column_names]
    if missing:
        raise InputError(
            f"Expected the column {missing[0]!r} in the score table, to find the labelled "
            "sentences by their place. Give the table that scoring wrote."
        )
    held = [name for name in names if name in scores.column_names]
    rows: list[dict[str, Any]] = scores.select(held).take(numbers).to_pylist()
    for row, number in zip(rows, numbers.tolist(), strict=True):
        row["row"] = number
        row["failed"] = row.get("error") is not None
    return rows


def _places(settled: Sequence[Row], candidates: Sequence[Row]) -> Integers:
    """The row of each labelled sentence."""
    by_place: dict[tuple[str, int, int], list[Row]] = defaultdict(list)
    by_document: dict[str, list[Row]] = defaultdict(list)
    for one in candidates:
        by_place[one["document_id"], one["start"], one["end"]].append(one)
        by_document[one["document_id"]].append(one)
    found = []
    for row in settled:
        there = by_place.get((row["document_id"], row["start"], row["end"]), [])
        alike = [one for one in there if _same_text(one, row)]
        if not alike and row.get("digest"):
            alike = [one for one in by_document[row["document_id"]] if _same_digest(one, row)]
        found.append(_the_one(row, alike))
    rows = np.array(found, dtype=np.int64)
    if len(np.unique(rows)) < len(rows):
        raise InputError(
            "Expected every gold label at a sentence of its own, two belong to one scored "
            "sentence. Check the labels against their corpus with `stance labels check`."
        )
    return rows


def _same_text(one: Row, row: Row) -> bool:
    if not row.get("digest") or one.get("text") is None:
        return True
    return _same_digest(one, row)


def _same_digest(one: Row, row: Row) -> bool:
    return one.get("text") is not None and sentence_digest(one["text"]) == row["digest"]


def _the_one(row: Row, alike: Sequence[Row]) -> int:
    if len(alike) != 1:
        what = "no scored sentence" if not alike else "several scored sentences"
        raise InputError(
            f"Expected the gold label of {_said(row)} at one scored sentence, found {what} there. "
            "The text or the splitter has changed since: score the documents that were labelled, "
            "or label them anew."
        )
    if alike[0].get("trained_on"):
        raise InputError(
            "Expected gold labels that the model has not seen, but it was trained on the article "
            f"of {_said(row)}: it errs less there than elsewhere. Score with --cross-fit, or label "
            "other articles."
        )
    return int(alike[0]["row"])
