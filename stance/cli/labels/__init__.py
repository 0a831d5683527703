"""`stance labels`: what is done with a ledger of annotations, one file a sub-command."""

from collections.abc import Callable

import typer

from stance.cli.labels.agree import agree
from stance.cli.labels.check import check
from stance.cli.labels.exporting import export
from stance.cli.labels.importing import import_
from stance.cli.labels.resolve import resolve
from stance.cli.labels.suspect import suspect

app = typer.Typer(
    name="labels",
    help="Check a ledger of labels, compare its annotators, settle its gold labels.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# Each is a function in a file of its own in this folder; to be listed here registers it.
_COMMANDS: tuple[Callable[..., None], ...] = (check, agree, resolve, export, import_, suspect)

for _command in _COMMANDS:
    app.command(_command.__name__.strip("_"))(_command)  # `import` is a word of Python's
