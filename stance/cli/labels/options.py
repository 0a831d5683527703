"""Arguments that several of these sub-commands share."""

from pathlib import Path
from typing import Annotated

import typer

Ledger = Annotated[Path, typer.Argument(help="A label ledger, or a folder of them.")]
