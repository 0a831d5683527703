"""Writing so that no half-written result ever stands under its final name."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from stance.errors import OutputError


def write_atomically(path: str | Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a file (or folder) aside, then put it in place of `path` in one step.

    What stood at `path` stays as it was until the new content is complete, also when `write`
    fails or is interrupted. Missing parent folders are made.

    Parameters
    ----------
    path
        The final name of the file.
    write
        Receives the path to write to: a name in the same folder that does not exist yet.

    Raises
    ------
    OutputError
        The folder cannot be made or written, the disk is full, or `path` is a folder.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "new" / "answer.txt"
    >>> write_atomically(target, lambda aside: aside.write_text("42") and None)
    >>> target.read_text(), [file.name for file in target.parent.iterdir()]
    ('42', ['answer.txt'])
    """
    final = Path(path)
    aside = final.with_name(f".{final.name[-100:]}.{os.getpid()}.part")
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        write(aside)
        aside.replace(final)
    except OSError as error:
        raise OutputError(_reason(final, error)) from error
    finally:
        _remove(aside)


def _remove(aside: Path) -> None:
    """Remove what a failed write left; the failure itself is the news, not this."""
    if aside.is_dir():
        shutil.rmtree(aside, ignore_errors=True)
        return
    try:
        aside.unlink(missing_ok=True)
    except OSError:
        return


def _reason(final: Path, error: OSError) -> str:
    why = error.strerror or str(error) or type(error).__name__
    return (
        f"expected to write {str(final)!r}, but: {why}. "
        "Choose a folder that can be written and has room."
    )
