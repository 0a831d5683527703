"""Drawn sentences as the rows of a plan, and the rows of an earlier plan among the sentences."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stance.errors import InputError
from stance.estimate.gold import sentence_digest
from stance.estimate.planning_frame import Frame
from stance.estimate.scored import Floats, Integers
from stance.plan_table import PLAN_SCHEMA

_SAME = 1e-6
_PLACE = ("document_id", "start", "end")


def plan_rows(
    scores: pa.Table, frame: Frame, order: Integers, *, probabilities: Floats, rounds: Integers,
    design: str,
) -> pa.Table:  # fmt: skip
    """The sentences at these places of the frame as `PLAN_SCHEMA`, without labels.

    Raises
    ------
    InputError
        A sentence has no text.
    """
    rows = scores.take(frame.scored.rows[order])
    texts = rows["text"].to_pylist()
    if not all(texts):
        document = rows["document_id"][[bool(text) for text in texts].index(False)].as_py()
        raise InputError(
            f"Expected the text of every scored sentence, one of {str(document)[:60]!r} has "
            "none. Score the documents again, with texts."
        )
    columns: dict[str, list[Any]] = {
        name: rows[name].to_pylist() if name in rows.column_names else [None] * len(texts)
        for name in (*_PLACE, "title", "kind")
    }
    columns |= {
        "text": texts,
        "label": [None] * len(texts),
        "flags": [None] * len(texts),
        "digest": [sentence_digest(text) for text in texts],
        # The last bits of a sum depend on the machine's arithmetic; twelve digits do not.
        "probability": [float(f"{one:.12g}") for one in probabilities[order]],
        "purpose": ["gold"] * len(texts),
        "stratum": [frame.names[stratum] for stratum in frame.strata[order]],
        "round": rounds[order].tolist(),
        "design": [design] * len(texts),
    }
    return pa.table({name: columns[name] for name in PLAN_SCHEMA.names}, schema=PLAN_SCHEMA)


def check_plan(after: pa.Table) -> None:
    """Refuse what is no plan.

    Raises
    ------
    InputError
        A column is missing, or there is no row.
    """
    names = getattr(after, "column_names", [])
    missing = [name for name in PLAN_SCHEMA.names if name not in names]
    if missing or after.num_rows == 0:
        raise InputError(
            "Expected the sentences of an earlier plan with all their columns, got a table "
            f"{'without ' + ', '.join(missing) if missing else 'without rows'}. Give the file that "
            "`stance plan` wrote."
        )


def rounds_of(scores: pa.Table, frame: Frame, after: pa.Table, *, before: Floats) -> Integers:
    """In which round of an earlier plan each sentence of the frame was drawn; 0 for in none.

    Parameters
    ----------
    before
        The probability of each sentence by the earlier plan's design.

    Raises
    ------
    InputError
        A sentence of the plan is not there, or has another text or probability: it was drawn from
        other scores.
    """
    wanted = {tuple(row[name] for name in _PLACE): row for row in after.to_pylist()}
    ids = scores["document_id"].take(frame.scored.rows)
    chosen = pc.is_in(ids, value_set=pc.unique(after["document_id"].cast(ids.type)))
    places = np.flatnonzero(chosen.to_numpy(zero_copy_only=False))
    rounds = np.zeros(frame.n_sentences, dtype=np.int64)
    rows = scores.select([*_PLACE, "text"]).take(frame.scored.rows[places]).to_pylist()
    for place, row in zip(places.tolist(), rows, strict=True):
        found = wanted.pop(tuple(row[name] for name in _PLACE), None)
        if found is None:
            continue
        _check_same(found, row, float(before[place]))
        rounds[place] = found["round"]
    if wanted:
        raise InputError(_changed(next(iter(wanted.values())), "no scored sentence there"))
    return rounds


def _check_same(found: Mapping[str, Any], row: Mapping[str, Any], probability: float) -> None:
    if sentence_digest(row["text"] or "") != found["digest"]:
        raise InputError(_changed(found, "another text"))
    if not abs(found["probability"] - probability) <= _SAME:
        raise InputError(_changed(found, f"the probability {probability:.6g}"))


def _changed(row: Mapping[str, Any], found: str) -> str:
    return (
        "Expected the scores that the earlier plan was drawn from, got others: the plan has "
        f"{str(row['document_id'])[:60]!r} at {row['start']}-{row['end']} with the probability "
        f"{row['probability']:.6g}, these have {found}. Give the score table of that plan."
    )
