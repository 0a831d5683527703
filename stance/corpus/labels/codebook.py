"""Codebooks: the labels of a task, in order, read from TOML."""

import tomllib
from pathlib import Path
from typing import Any

from stance.corpus.starter import starter_folder
from stance.errors import InputError
from stance.records import Codebook

_FEWEST_LABELS = 2


def read_codebook(source: str | Path) -> Codebook:
    """The codebook of a task the project ships (`stance`, `sentiment`), or of a TOML file.

    Parameters
    ----------
    source
        A task's name, or the path of a TOML file with `task`, `version` and `[[labels]]`.

    Raises
    ------
    InputError
        If there is no such codebook, or the file is not one.

    Examples
    --------
    >>> read_codebook("stance").labels
    ('cooperative', 'neutral', 'confrontational')
    """
    path = find_codebook(source)
    return short_codebook(load_codebook(path), path)


def load_codebook(path: Path) -> dict[str, Any]:
    """What a codebook's file holds, as it stands.

    Raises
    ------
    InputError
        If it cannot be read as TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"Expected a codebook in TOML at {path}, but: {why}. Correct the file, or name another."
        ) from error


def short_codebook(content: dict[str, Any], path: Path) -> Codebook:
    """Task, version and labels of a codebook's file.

    Raises
    ------
    InputError
        If one of them is missing, or there are fewer than two different labels.
    """
    try:
        labels = tuple(str(entry["name"]) for entry in content["labels"])
        codebook = Codebook(
            task=str(content["task"]), version=str(content["version"]), labels=labels
        )
    except (KeyError, TypeError) as error:
        raise InputError(
            f"The codebook {path} lacks {error}: it needs `task`, `version` and one `[[labels]]` "
            "table with a `name` for each label, from the one scored +1 to the one scored -1."
        ) from error
    if len(set(labels)) < max(_FEWEST_LABELS, len(labels)):
        raise InputError(
            f"The codebook {path} needs two or more different labels, got {labels}. Add one."
        )
    return codebook


def find_codebook(source: str | Path) -> Path:
    """The file of a task's shipped codebook, or the given TOML file itself.

    Raises
    ------
    InputError
        If the project ships no codebook of that name.
    """
    path = Path(source)
    if path.suffix == ".toml":
        return path
    shipped = starter_folder("labels") / "codebook" / f"{source}.toml"
    if not shipped.is_file():
        names = ", ".join(shipped_tasks())
        raise InputError(
            f"No codebook for the task {str(source)!r}. Available: {names}; or give the path of a "
            ".toml file."
        )
    return shipped


def shipped_tasks() -> list[str]:
    """The tasks that the project ships a codebook for.

    >>> shipped_tasks()
    ['sentiment', 'stance']
    """
    return sorted(entry.stem for entry in (starter_folder("labels") / "codebook").glob("*.toml"))
