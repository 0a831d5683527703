"""Every word of the report in Indonesian and English: `words.toml` as tables."""

import tomllib
from importlib.resources import files
from typing import Literal

Language = Literal["id", "en"]
Pair = tuple[str, str]
LANGUAGES: tuple[Language, ...] = ("id", "en")

_FILE = files("stance.report").joinpath("words.toml")
_DATA = tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _pairs(name: str) -> dict[str, Pair]:
    return {key: (said["id"], said["en"]) for key, said in _DATA[name].items()}


WORDS = _pairs("words")
"""The words of page and charts, by key, in the order of `LANGUAGES`."""
TASKS = _pairs("tasks")
LABELS = _pairs("labels")
WARNINGS = _pairs("warnings")
MONTHS: dict[Language, list[str]] = {
    language: names.split()
    for language, names in zip(LANGUAGES, _pairs("months")["names"], strict=True)
}
