"""Options that several commands share, declared once."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from stance.errors import SettingError

Inputs = Annotated[
    list[Path], typer.Argument(help="Saved pages, tables, or folders of them.", show_default=False)
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        "-c",
        metavar="FIELD=NAME",
        help="Which column of your table holds a field, such as text=isi. May be repeated.",
    ),
]
Today = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help="The day that counts as today when a year is missing."),
]
Salt = Annotated[
    str, typer.Option(help="A secret mixed into the hash that stands for a commenter's name.")
]
Rules = Annotated[
    Path | None, typer.Option(help="A folder with your own outlet rules (.toml), tried first.")
]
Model = Annotated[
    Path, typer.Option("--model", "-m", help="The bundle, as `stance train` wrote it.")
]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        min=1,
        help="Worker processes; no more than there are processors.",
        # Each takes memory, and more of them than processors make nothing faster.
        callback=lambda jobs: min(jobs, max(2, os.cpu_count() or 1)),
    ),
]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Seed of every random draw.")]
Task = Annotated[str, typer.Option(help="The task of the labels: stance or sentiment.")]
GoldLabels = Annotated[
    Path | None,
    typer.Option("--labels", help="The ledger of gold labels. Without it: uncorrected."),
]
Purpose = Annotated[
    Literal["gold", "train", "both"],
    typer.Option(help="Which labels of the ledger correct. Those that trained the classifier may "
                 "only where it was cross-fitted."),
]  # fmt: skip
CodebookFile = Annotated[
    Path | None, typer.Option("--codebook", help="Your own codebook (.toml) with its own labels.")
]
CorpusInputs = Annotated[
    list[Path] | None,
    typer.Option(
        "--corpus",
        help="Where a ledger's documents are. Default: the folder `articles` beside the labels.",
    ),
]


def parse_day(value: str | None) -> date | None:
    """The day of an ISO date such as 2026-01-31.

    Raises
    ------
    SettingError
        If it is not one.
    """
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise SettingError(f"Expected a day as YYYY-MM-DD, got {value!r}.") from error
