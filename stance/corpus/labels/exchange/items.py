"""What goes to annotators and what comes back, in no tool's form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from stance.records import Kind

CARRIED: Final = ("document_id", "start", "end", "digest", "title", "kind", "probability")
"""What travels with each sentence, beside its text, so that its label finds the way back."""

Purpose = Literal["train", "gold"]

_DIGEST: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One sentence for annotators, with its place and, unless it is blind, its label.

    `title` is the article's: the topic, which annotators know. `probability` is the sentence's of
    having been selected; `purpose` is ``gold`` where it was selected for that, so that its label
    comes back as one.
    """

    text: str
    document_id: str
    start: int
    end: int
    digest: str
    title: str = ""
    kind: Kind = "article"
    probability: float = 1.0
    purpose: Literal["gold"] | None = None
    label: str | None = None
    flags: tuple[str, ...] = ()
    annotator: str | None = None
    created: str | None = None

    @property
    def carried(self) -> dict[str, Any]:
        """The fields that travel along, in the order of `CARRIED`; the purpose if it is said."""
        said = {name: getattr(self, name) for name in CARRIED}
        return said if self.purpose is None else {**said, "purpose": self.purpose}

    @property
    def chosen(self) -> list[str]:
        """The label and the flags as one list of choices, empty without a label."""
        return [self.label, *self.flags] if self.label is not None else []

    @property
    def key(self) -> str:
        """All but title, kind and purpose in one text, for tools that give back an id only.

        >>> Item(text="Ya.", document_id="a:1", start=0, end=3, digest="8" * 16).key
        '8888888888888888:0:3:1.0:a:1'
        """
        return f"{self.digest}:{self.start}:{self.end}:{self.probability!r}:{self.document_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What annotators choose from: one of the labels, and flags beside it."""

    task: str
    labels: tuple[str, ...]
    flags: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one annotator said of one sentence, as a tool's file has it.

    `choices` hold labels and flags as they stand there. `refused` says in one word why there is
    no label where the tool says so: ``ignored``, ``rejected``, ``skipped``. What a file does not
    say is `None`.
    """

    file: str
    line: int
    text: str | None = None
    choices: tuple[str, ...] = ()
    refused: str | None = None
    annotator: str | None = None
    created: object = None
    document_id: str | None = None
    start: int | None = None
    end: int | None = None
    digest: str | None = None
    title: str | None = None
    probability: float | None = None
    purpose: Purpose | None = None


def carried_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `Answer` that say where a sentence is, from a row that may hold them.

    What a spreadsheet has made unreadable counts as missing: the text then finds the place.

    >>> carried_fields({"document_id": "a", "start": "3", "digest": "8.1E+15"})["start"]
    3
    """
    digest = str(row.get("digest") or "").strip()
    return {
        "text": text_or_none(row.get("text")),
        "document_id": text_or_none(row.get("document_id")),
        "start": _whole(row.get("start")),
        "end": _whole(row.get("end")),
        "digest": digest if _DIGEST.fullmatch(digest) else None,
        "title": text_or_none(row.get("title")),
        "probability": _share(row.get("probability")),
        "purpose": _purpose(row.get("purpose")),
    }


def fields_of_key(key: str) -> dict[str, Any]:
    """What `Item.key` holds, or nothing if it is another id.

    >>> fields_of_key("8888888888888888:0:3:0.5:a:1")["document_id"], fields_of_key("7")
    ('a:1', {})
    """
    parts = key.split(":", 4)
    if len(parts) != 5 or not _DIGEST.fullmatch(parts[0]):  # noqa: PLR2004 - as `key` joins them
        return {}
    names = ("digest", "start", "end", "probability", "document_id")
    found = carried_fields(dict(zip(names, parts, strict=True)))
    return {name: found[name] for name in names}


def text_or_none(value: object) -> str | None:
    """A field as text; `None` if it is missing or empty.

    >>> text_or_none(2), text_or_none(""), text_or_none(None)
    ('2', None, None)
    """
    return None if value is None or value == "" else str(value)


def list_of(value: object) -> list[Any]:
    """A field that should be a list; an empty one if it is something else.

    >>> list_of(["mixed"]), list_of("mixed"), list_of(None)
    (['mixed'], [], [])
    """
    return value if isinstance(value, list) else []


def _whole(value: object) -> int | None:
    said = str(value).strip()
    return int(said) if re.fullmatch(r"[0-9]{1,9}", said) else None


def _purpose(value: object) -> Purpose | None:
    purposes: dict[str, Purpose] = {"train": "train", "gold": "gold"}
    return purposes.get(str(value or "").strip())


def _share(value: object) -> float | None:
    try:
        share = float(str(value))
    except ValueError:
        return None
    return share if 0 < share <= 1 else None
