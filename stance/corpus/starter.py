"""Where the texts and labels that come with the project lie, installed or in a checkout."""

from pathlib import Path

from stance.errors import InputError

_PACKAGE = Path(__file__).resolve().parent.parent


def starter_folder(name: str) -> Path:
    """The folder ``articles`` or ``labels`` that comes with the project.

    An installed package carries it below `stance/starter`, a checkout beside `stance`.

    Raises
    ------
    InputError
        If it is in neither place.
    """
    for folder in (_PACKAGE / "starter" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise InputError(
        f"The starter folder {name!r} is missing from {_PACKAGE}. Install the package again, or "
        "give the path of your own."
    )
