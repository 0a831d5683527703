"""Label Studio: a task list as JSON in; JSON, JSON-MIN or CSV out, with users by number.

As Label Studio 1.x writes them. Only annotations count: predictions are a model's, drafts are not
submitted.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from stance.corpus.labels.exchange.items import (
    CARRIED,
    Answer,
    Choices,
    Item,
    carried_fields,
    list_of,
    text_or_none,
)
from stance.corpus.labels.exchange.loading import Loaded, Row
from stance.corpus.labels.exchange.plain import json_text

_FLAGS: Final = "flags"
_OWN: Final = {
    "id", "annotation_id", "annotator", "created_at", "updated_at", "lead_time", "text", *CARRIED,
}  # fmt: skip


def write_label_studio(items: Sequence[Item], choices: Choices, name: str) -> dict[str, str]:
    """The tasks, and beside them the labelling interface to paste into the project's settings."""
    tasks = [_task(item, choices) for item in items]
    interface = f"{PurePosixPath(name).stem}.interface.xml"
    return {name: json_text(tasks, indent=1) + "\n", interface: _interface(choices)}


def _task(item: Item, choices: Choices) -> dict[str, Any]:
    task: dict[str, Any] = {"data": {"text": item.text, **item.carried}}
    if item.label is None:
        return task
    results = [_result(choices.task, [item.label])]
    if item.flags:
        results.append(_result(_FLAGS, list(item.flags)))
    annotation: dict[str, Any] = {"result": results}
    if (
        item.annotator
    ):  # the form in which Label Studio takes names; unknown ones become the importer's
        annotation["completed_by"] = {"email": item.annotator}
    if item.created:
        annotation["created_at"] = item.created
    return task | {"annotations": [annotation]}


def _result(control: str, chosen: list[str]) -> dict[str, Any]:
    return {
        "from_name": control,
        "to_name": "text",
        "type": "choices",
        "value": {"choices": chosen},
    }


def _interface(choices: Choices) -> str:
    def listed(words: Sequence[str]) -> str:
        return "".join(f"    <Choice value={quoteattr(word)}/>\n" for word in words)

    flags = (
        f'  <Choices name="{_FLAGS}" toName="text" choice="multiple">\n'
        f"{listed(choices.flags)}  </Choices>\n"
        if choices.flags
        else ""
    )
    question = f'  <Header value={quoteattr(choices.question)} size="5"/>\n'
    return (
        "<View>\n"
        f"{question if choices.question else ''}"
        '  <Header value="$title" size="4"/>\n'
        '  <Text name="text" value="$text"/>\n'
        f'  <Choices name={quoteattr(choices.task)} toName="text" choice="single-radio" '
        'required="true" showInLine="true">\n'
        f"{listed(choices.labels)}  </Choices>\n"
        f"{flags}</View>\n"
    )


def read_label_studio(loaded: Loaded, choices: Choices) -> list[Answer]:
    """Label Studio's export in any of its three forms."""
    del choices
    found: list[Answer] = []
    for line, row in loaded.rows:
        if isinstance(row.get("data"), dict):
            found += _of_task(row, loaded.file, line)
        else:
            found.append(_of_flat_row(row, loaded.file, line))
    return found


def _of_task(task: Row, file: str, line: int) -> list[Answer]:
    where = {"file": file, "line": line, **carried_fields(task["data"])}
    given = [one for one in list_of(task.get("annotations")) if isinstance(one, dict)]
    if not given:
        return [Answer(**where)]
    return [
        Answer(
            **where,
            choices=_chosen(one.get("result")),
            refused="skipped" if one.get("was_cancelled") else None,
            annotator=_user(one.get("completed_by")),
            created=one.get("created_at"),
        )
        for one in given
    ]


def _chosen(results: Any) -> tuple[str, ...]:
    return tuple(
        str(choice)
        for result in list_of(results)
        if isinstance(result, dict) and result.get("type") == "choices"
        for choice in _choices_of(result.get("value"))
    )


def _choices_of(value: Any) -> list[Any]:
    return list_of(value.get("choices")) if isinstance(value, Mapping) else []


def _user(said: Any) -> str | None:
    if isinstance(said, dict):
        said = said.get("email") or said.get("id")
    return text_or_none(said)


def _of_flat_row(row: Row, file: str, line: int) -> Answer:
    """JSON-MIN and CSV: each control of the interface is a field, named as it is there."""
    chosen = [
        choice for name, value in row.items() if name not in _OWN for choice in _flat_choices(value)
    ]
    return Answer(
        file=file,
        line=line,
        choices=tuple(chosen),
        annotator=_user(row.get("annotator")),
        created=row.get("created_at"),
        **carried_fields(row),
    )


def _flat_choices(value: Any) -> list[str]:
    if isinstance(value, str) and value.startswith("{"):  # several choices in a CSV's cell
        try:
            value = json.loads(value)
        except ValueError:
            return [str(value)]
    if isinstance(value, Mapping):
        return [str(one) for one in _choices_of(value)]
    return [value] if isinstance(value, str) and value else []


def claims_label_studio(loaded: Loaded) -> bool:
    """Whether the rows are tasks with their data, or rows with the number of an annotation."""
    if {"annotation_id", "annotator", "lead_time"} <= set(loaded.columns):
        return True
    return loaded.shape != "table" and all(
        isinstance(row.get("data"), dict) for _, row in loaded.rows
    )
