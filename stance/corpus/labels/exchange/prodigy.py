"""Prodigy: JSON lines in, with the options to choose from; what `prodigy db-out` gives out.

After Prodigy's documentation of its task format. Names come as `_annotator_id`; a session without
a name is called after its time, and then nobody is named.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from stance.corpus.labels.exchange.items import Answer, Choices, Item, carried_fields
from stance.corpus.labels.exchange.loading import Loaded, Row
from stance.corpus.labels.exchange.plain import json_lines

_ANSWERS: Final = {"accept", "reject", "ignore"}
_NAMELESS: Final = re.compile(r".*\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2}")


def write_prodigy(items: Sequence[Item], choices: Choices, name: str) -> dict[str, str]:
    """Tasks of the interface `choice`; with labels, as tasks that were answered."""
    options = [{"id": word, "text": word} for word in (*choices.labels, *choices.flags)]
    return {name: json_lines(_task(item, options) for item in items)}


def _task(item: Item, options: list[dict[str, str]]) -> dict[str, Any]:
    task: dict[str, Any] = {
        "text": item.text,
        "options": options,
        "meta": {"title": item.title},
        **item.carried,
    }
    if item.label is None:
        return task
    task |= {"accept": item.chosen, "answer": "accept"}
    if item.annotator:
        task["_annotator_id"] = item.annotator
    if item.created:
        task |= _timestamp(item.created)
    return task


def _timestamp(created: str) -> dict[str, int]:
    try:
        day = date.fromisoformat(created)
    except ValueError:
        return {}
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return {"_timestamp": int(noon.timestamp())}


def read_prodigy(loaded: Loaded, choices: Choices) -> list[Answer]:
    """Tasks of `choice` and `textcat.manual`, and of `textcat.teach` where they were accepted."""
    del choices
    return [
        Answer(
            file=loaded.file,
            line=line,
            choices=_chosen(row),
            refused=_refusal(row),
            annotator=_name(row),
            created=row.get("_timestamp"),
            **carried_fields(row),
        )
        for line, row in loaded.rows
    ]


def _chosen(row: Row) -> tuple[str, ...]:
    if isinstance(row.get("accept"), list):
        return tuple(str(one) for one in row["accept"])
    return (str(row["label"]),) if row.get("label") else ()


def _refusal(row: Row) -> str | None:
    # To reject one label of three does not say which of the others is right.
    return {"reject": "rejected", "ignore": "ignored"}.get(str(row.get("answer")))


def _name(row: Row) -> str | None:
    for field in ("_annotator_id", "_session_id"):
        said = str(row.get(field) or "")
        if said and not _NAMELESS.fullmatch(said):
            return said
    return None


def claims_prodigy(loaded: Loaded) -> bool:
    """Whether every row has one of Prodigy's three answers."""
    return loaded.shape == "jsonl" and all(
        str(row.get("answer")) in _ANSWERS and ("_task_hash" in row or "accept" in row)
        for _, row in loaded.rows
    )
