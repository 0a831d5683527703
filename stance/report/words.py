"""Every word of the report in Indonesian and English: the TOML files as tables."""

import tomllib
from importlib.resources import files
from typing import Literal

Language = Literal["id", "en"]
Pair = tuple[str, str]
LANGUAGES: tuple[Language, ...] = ("id", "en")

_FOLDER = files("stance.report")
_PARTS = [
    tomllib.loads(_FOLDER.joinpath(name).read_text(encoding="utf-8"))
    for name in ("words.toml", "corrected.toml")
]


def _pairs(name: str) -> dict[str, Pair]:
    return {
        key: (said["id"], said["en"]) for part in _PARTS for key, said in part.get(name, {}).items()
    }


WORDS = _pairs("words")
"""The words of page and charts, by key, in the order of `LANGUAGES`."""
TASKS = _pairs("tasks")
LABELS = _pairs("labels")
WARNINGS = _pairs("warnings")
MONTHS: dict[Language, list[str]] = {
    language: names.split()
    for language, names in zip(LANGUAGES, _pairs("months")["names"], strict=True)
}
