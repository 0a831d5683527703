"""Potato: JSON lines and a project file in; JSON lines, CSV or TSV out.

Potato gives back ids, not the other fields of a sentence, so the id holds the place. Read as
Potato 2 exports (``python -m potato.export``) and as Potato 1 wrote its annotated instances, a
folder a user.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from stance.corpus.labels.exchange.items import Answer, Choices, Item, carried_fields, fields_of_key
from stance.corpus.labels.exchange.loading import Loaded, Row
from stance.corpus.labels.exchange.plain import json_lines

_FLAGS: Final = "flags"
_UNCHOSEN: Final = {"", "false", "False", "None", "null", "0"}
_FIRST: Final = {"instance_id", "displayed_text"}
_SEPARATORS: Final = (":::", ".")  # of Potato 1 and 2


def write_potato(items: Sequence[Item], choices: Choices, name: str) -> dict[str, str]:
    """The sentences, and beside them the project file that `potato start` takes."""
    rows = (
        {"id": item.key, "text": item.text, **item.carried, **_said(item, choices)}
        for item in items
    )
    labelled = any(item.label is not None for item in items)
    project = f"{PurePosixPath(name).stem}.yaml"
    return {name: json_lines(rows), project: _project(choices, name, labelled=labelled)}


def _said(item: Item, choices: Choices) -> dict[str, Any]:
    """What Potato fills in beforehand, and who said it."""
    if item.label is None:
        return {}
    predictions: dict[str, Any] = {choices.task: item.label}
    if item.flags:
        predictions[_FLAGS] = list(item.flags)
    by = {"annotator": item.annotator, "created": item.created}
    return {"predictions": predictions} | {key: said for key, said in by.items() if said}


def _project(choices: Choices, name: str, *, labelled: bool) -> str:
    """The project file; JSON's texts are YAML's too."""
    text = [
        f"annotation_task_name: {_quote(choices.task)}",
        "task_dir: .",
        "output_annotation_dir: annotation_output",
        f"data_files: [{_quote(name)}]",
        "item_properties: {id_key: id, text_key: text, context_key: title}",
        "instance_display:",
        "  fields:",
        "    - {key: title, type: text, label: Topik}",
        "    - {key: text, type: text}",
        "export_annotation_format: jsonl",
        "require_password: false",
        "annotation_schemes:",
        *_scheme("radio", choices.task, choices.question or choices.task, choices.labels),
    ]
    if choices.flags:
        text += _scheme("multiselect", _FLAGS, _FLAGS, choices.flags)
    if labelled:
        text.append("pre_annotation: {enabled: true, field: predictions}")
    return "\n".join(text) + "\n"


def _scheme(kind: str, name: str, description: str, words: Sequence[str]) -> list[str]:
    needed = "true" if kind == "radio" else "false"
    return [
        f"  - annotation_type: {kind}",
        f"    name: {_quote(name)}",
        f"    description: {_quote(description)}",
        f"    labels: [{', '.join(map(_quote, words))}]",
        f"    label_requirement: {{required: {needed}}}",
        "    sequential_key_binding: true" if kind == "radio" else "    has_free_response: false",
    ]


def _quote(text: str) -> str:
    return json.dumps(text)


def read_potato(loaded: Loaded, choices: Choices) -> list[Answer]:
    """Potato's export, and our own file with labels for Potato."""
    del choices
    folder = PurePosixPath(loaded.name).parent.name
    return [
        Answer(
            file=loaded.file,
            line=line,
            choices=tuple(_chosen(row)),
            annotator=_user(row, folder),
            created=row.get("created"),
            **_carried(row),
        )
        for line, row in loaded.rows
    ]


def _carried(row: Row) -> dict[str, Any]:
    key = str(row.get("instance_id") or row.get("id") or "")
    found = carried_fields({**row, "text": row.get("text") or row.get("displayed_text")})
    # A text column is what Potato showed: with its marks, not the sentence as it stands.
    shown = {} if row.get("text") else {"text": None}
    return found | (known | shown if (known := fields_of_key(key)) else {})


def _user(row: Row, folder: str) -> str | None:
    said = row.get("user_id") or row.get("user") or row.get("annotator") or folder
    return str(said) if said else None


def _chosen(row: Row) -> list[str]:
    """The words that were chosen in any scheme, from nested labels or from columns."""
    if isinstance(row.get("predictions"), Mapping):
        return [one for said in row["predictions"].values() for one in _listed(said)]
    nested = row.get("labels") or row.get("label_annotations")
    if isinstance(nested, Mapping):
        return [
            str(word)
            for words in nested.values()
            if isinstance(words, Mapping)
            for word, said in words.items()
            if str(said) not in _UNCHOSEN
        ]
    return [
        word
        for column, said in row.items()
        if (word := _word(column)) and str(said or "") not in _UNCHOSEN
    ]


def _listed(said: Any) -> list[str]:
    return [str(one) for one in said] if isinstance(said, list) else [str(said)]


def _word(column: str) -> str | None:
    """The word of a column such as ``stance.neutral``; none of ``stance._spans``."""
    for separator in _SEPARATORS:
        _, found, word = column.partition(separator)
        if found:
            return None if word.startswith("_") else word
    return None


def claims_potato(loaded: Loaded) -> bool:
    """Whether the rows have Potato's names for an item and its labels."""
    columns = set(loaded.columns)
    if loaded.shape == "table":
        return "instance_id" in columns and bool({"user_id", "user"} & columns)
    return {"instance_id", "labels"} <= columns or {"id", "label_annotations"} <= columns
