"""Suspect labels as a table for people: JSON lines or CSV."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from stance.corpus.labels.exchange.cells import guard_cell
from stance.errors import SettingError
from stance.evaluate.suspects import Suspect
from stance.files import write_atomically

Writer = Callable[[Sequence[Suspect], Path], None]


def write_suspects(suspects: Iterable[Suspect], path: str | Path) -> None:
    """Write suspect labels, a row each; what holds several things is JSON in CSV.

    In CSV, texts that a spreadsheet would take for formulas get an apostrophe in front.

    Raises
    ------
    SettingError
        If the file ends in neither ``.jsonl`` nor ``.csv``.
    OutputError
        If it cannot be written.
    """
    write = find_suspects_writer(path)
    write_atomically(path, partial(write, list(suspects)))


def find_suspects_writer(path: str | Path) -> Writer:
    """What writes suspects in the format that a file's ending names.

    Raises
    ------
    SettingError
        If it is neither ``.jsonl`` nor ``.csv``.
    """
    ending = Path(path).suffix
    if ending not in _WRITERS:
        raise SettingError(
            f"Expected a table of suspects that ends in {' or '.join(_WRITERS)}, got "
            f"{str(path)!r}. Rename it."
        )
    return _WRITERS[ending]


def _write_jsonl(suspects: Sequence[Suspect], path: Path) -> None:
    lines = (json.dumps(one.to_dict(), ensure_ascii=False) + "\n" for one in suspects)
    path.write_bytes("".join(lines).encode())


def _write_csv(suspects: Sequence[Suspect], path: Path) -> None:
    rows = [one.to_dict() for one in suspects]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Suspect.columns())
        for row in rows:
            writer.writerow(_cell(value) for value in row.values())


def _cell(value: object) -> object:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return guard_cell(value) if isinstance(value, str) else value


_WRITERS: dict[str, Writer] = {".jsonl": _write_jsonl, ".csv": _write_csv}
