"""doccano's text classification: JSON lines in; JSON lines, JSON or CSV out, zipped by user.

As doccano 1.8 writes them: `label` is a list, in CSV joined by ``#``; what else a line held comes
back beside it. A project whose members annotate apart gives a zip with a file a user.
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from stance.corpus.labels.exchange.items import Answer, Choices, Item, carried_fields, text_or_none
from stance.corpus.labels.exchange.loading import Loaded
from stance.corpus.labels.exchange.plain import json_lines, json_text

_EVERYBODY: Final = "all"
"""The name of the file of a project whose members share their annotations."""
_COLOURS: Final = ("#2166ac", "#737373", "#b2182b", "#5e3c99", "#1b7837", "#8c510a")


def write_doccano(items: Sequence[Item], choices: Choices, name: str) -> dict[str, str]:
    """The dataset as JSON lines, and beside it the labels to import into the project."""
    rows = (
        {"text": item.text, "label": item.chosen, **item.carried, **_by(item)} for item in items
    )
    labels = f"{PurePosixPath(name).stem}.labels.json"
    return {name: json_lines(rows), labels: json_text(_label_types(choices), indent=2) + "\n"}


def _by(item: Item) -> dict[str, str]:
    said = {"annotator": item.annotator, "created": item.created} if item.label else {}
    return {key: value for key, value in said.items() if value}


def _label_types(choices: Choices) -> list[dict[str, str]]:
    """Labels and flags with keys 1, 2, 3...: flags are labels too, given beside one."""
    return [
        {
            "text": word,
            "suffix_key": str(place),
            "background_color": _COLOURS[(place - 1) % len(_COLOURS)],
            "text_color": "#ffffff",
        }
        for place, word in enumerate((*choices.labels, *choices.flags)[:9], start=1)
    ]


def read_doccano(loaded: Loaded, choices: Choices) -> list[Answer]:
    """Doccano's export; in a zip, each file is named for the user whose labels it holds."""
    del choices
    user = PurePosixPath(loaded.name).stem if loaded.zipped else None
    return [
        Answer(
            file=loaded.file,
            line=line,
            choices=_labels(row),
            **_said_by(row, user),
            **carried_fields(row),
        )
        for line, row in loaded.rows
    ]


def _labels(row: Mapping[str, Any]) -> tuple[str, ...]:
    given = row.get("label") or []
    found = given if isinstance(given, list) else str(given).split("#")
    return tuple(str(one) for one in found if one)


def _said_by(row: Mapping[str, Any], user: str | None) -> dict[str, Any]:
    if user not in {None, _EVERYBODY}:
        return {"annotator": user}
    if "id" in row:
        # It went through doccano, where anybody may have changed the label that we sent along.
        return {}
    return {"annotator": text_or_none(row.get("annotator")), "created": row.get("created")}


def claims_doccano(loaded: Loaded) -> bool:
    """Whether the rows are doccano's: lists of labels, or its column of comments."""
    if loaded.shape == "table":
        return {"id", "text", "label", "Comments"} <= set(loaded.columns)
    return all("text" in row and isinstance(row.get("label"), list) for _, row in loaded.rows)
