"""Writing so that no half-written result ever stands under its final name."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from stance.errors import OutputError

_SHOWN = 3


def write_atomically(path: str | Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file aside, then put it in the place of `path` in one step.

    What stood at `path` stays as it was until the new content is complete, also when `write`
    fails or is interrupted. Missing parent folders are made.

    Parameters
    ----------
    path
        The final name of the file.
    write
        Receives the path to write to: the same name in a folder of its own beside `path`.

    Raises
    ------
    OutputError
        The folder cannot be made or written, the disk is full, or `path` is a folder.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp()) / "new"
    >>> write_atomically(folder / "answer.txt", lambda aside: aside.write_text("42"))
    >>> [(file.name, file.read_text()) for file in folder.iterdir()]
    [('answer.txt', '42')]
    """
    final = Path(path)
    write_together(final.parent, {final.name: write})


def write_together(folder: str | Path, writers: Mapping[str, Callable[[Path], object]]) -> None:
    """The same for several files of one folder: all are complete before the first is put in place.

    Parameters
    ----------
    folder
        Where the files shall stand; other files in it stay.
    writers
        A file's name, and what fills it.

    Raises
    ------
    OutputError
        As for `write_atomically`; every file then is as it was before.
    """
    final = Path(folder)
    try:
        final.mkdir(parents=True, exist_ok=True)
        # In the same folder, since a rename is one step only within one disk.
        aside = Path(tempfile.mkdtemp(prefix=".stance-", suffix=".part", dir=final))
        try:
            for name, write in writers.items():
                write(aside / name)
            for name in writers:  # before the first is put in place
                if (aside / name).is_file() and (final / name).is_dir():
                    raise IsADirectoryError(None, f"{name} is a folder there")
            for name in writers:
                (aside / name).replace(final / name)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        names = ", ".join(sorted(writers)[:_SHOWN])
        if len(writers) > _SHOWN:
            names += f" and {len(writers) - _SHOWN} more"
        why = error.strerror or str(error) or type(error).__name__
        raise OutputError(
            f"Expected to write {names} in {str(final)!r}, but: {why}. "
            "Choose a folder that can be written and has room."
        ) from error
