"""Known events, to be marked in a trend."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.records import Event, Translated

_COLUMNS = ("day", "en", "id")


def read_events(path: str | Path) -> tuple[Event, ...]:
    """The events of a CSV file, in order of their days.

    Parameters
    ----------
    path
        A file in UTF-8 with the columns ``day`` (2014-03-18), ``en`` and ``id``: the event's name
        in English and in Indonesian. Where one is empty, the other stands for both.

    Raises
    ------
    InputError
        The file cannot be read, a column is missing, a line has more cells than there are columns,
        a day is not one, or an event has no name.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"Expected events in UTF-8 at {path}, but: {why}. Save the file anew as UTF-8."
        ) from error
    rows = csv.DictReader(lines)
    if not set(_COLUMNS) <= set(rows.fieldnames or ()):
        raise InputError(
            f"Expected the columns {', '.join(_COLUMNS)} in {path}, got "
            f"{', '.join(rows.fieldnames or ())[:200] or 'none'}. Name them in the first line."
        )
    found = [_event(row, f"{path}, line {number}") for number, row in enumerate(rows, start=2)]
    return tuple(sorted(found, key=lambda event: (event.day, event.name.en)))


def _event(row: dict[str | None, Any], where: str) -> Event:
    if None in row:
        raise InputError(
            f"Expected as many cells as columns at {where}, got {len(row[None])} more. Put what "
            "holds a comma between quotation marks."
        )
    written, en, own = ((row[name] or "").strip() for name in _COLUMNS)
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise InputError(
            f"Expected a day as 2014-03-18 at {where}, got {written[:40]!r}. Correct the line."
        ) from error
    if not en and not own:
        raise InputError(
            f"Expected the event's name at {where}, got none. Name it, or remove the line."
        )
    return Event(day=day, name=Translated(en=en or own, id=own or en))
