"""Seed words: a few words that lean to a side, to start from where nothing is labelled yet."""

from pathlib import Path

from stance.corpus.starter import starter_folder
from stance.errors import InputError

_HEADER = ["entry", "lean"]


def read_seeds(source: str | Path) -> dict[str, str]:
    """The seed words of a task the project ships (`stance`, `sentiment`), or of a TSV file.

    Parameters
    ----------
    source
        A task's name, or the path of a ``.tsv`` file: ``#`` comment lines, a header line with the
        columns `entry` and `lean`, and one word or expression a line with the label it leans to.

    Returns
    -------
    dict
        Entry -> label.

    Raises
    ------
    InputError
        If there is no such file, or a line is not a seed; the message names both.

    Examples
    --------
    >>> seeds = read_seeds("stance")
    >>> seeds["sepakat"], seeds["mengancam"]
    ('cooperative', 'confrontational')
    """
    path = _find_seeds(source)
    rows = _rows(path)
    number, header = rows[0] if rows else (1, [])
    if header != _HEADER:
        raise InputError(
            f"Expected the header 'entry', 'lean' (with a tab between) in {path}, line {number}, "
            f"got {', '.join(header)[:80] or 'an empty file'}. Add it as the first line."
        )
    seeds: dict[str, str] = {}
    for number, cells in rows[1:]:
        if len(cells) != len(_HEADER) or not all(cells):
            raise InputError(
                f"Expected a word and the label it leans to, with a tab between, at {path}, line "
                f"{number}, got {' '.join(cells)[:60]!r}. Correct the line."
            )
        entry, lean = cells
        if entry in seeds:
            raise InputError(
                f"Expected each seed once, got {entry[:60]!r} again at {path}, line {number}. "
                "Remove one."
            )
        seeds[entry] = lean
    return seeds


def tasks_with_seeds() -> list[str]:
    """The tasks that the project ships seed words for.

    >>> tasks_with_seeds()
    ['sentiment', 'stance']
    """
    return sorted(entry.stem for entry in (starter_folder("labels") / "seeds").glob("*.tsv"))


def _find_seeds(source: str | Path) -> Path:
    path = Path(source)
    if path.suffix.lower() == ".tsv":
        return path
    if str(source) not in tasks_with_seeds():
        raise InputError(
            "Expected a .tsv file of seed words, or a task that has some "
            f"({', '.join(tasks_with_seeds())}), got {str(source)[:80]!r}. Write your own file."
        )
    return starter_folder("labels") / "seeds" / f"{source}.tsv"


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """The cells of each line that is not blank and no comment, with the line's number."""
    try:
        # "-sig": some editors put a mark before the first line.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"Expected seed words in UTF-8 at {path}, but: {why}. Check the name, or save the file "
            "anew as UTF-8."
        ) from error
    return [
        (number, [cell.strip() for cell in line.split("\t")])
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#")
    ]
