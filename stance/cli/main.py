"""The command `stance`: registers the commands and turns errors into one line and an exit code."""

import os
import sys

import typer

from stance import __version__
from stance.cli import demo, evaluate, explain, read, report, score, sentences, train
from stance.errors import StanceError

_BAD_INPUT = 2
_INTERRUPTED = 130

app = typer.Typer(
    name="stance",
    help="Stance and sentiment of Indonesian news and reader comments.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"stance {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False,
        "--version",
        callback=_print_version,
        is_eager=True,
        help="Show the version and exit.",
    ),
) -> None:
    """Stance and sentiment of Indonesian news and reader comments."""


for _command in (
    read.read,
    sentences.sentences,
    train.train,
    evaluate.evaluate,
    score.score,
    explain.explain,
    report.report,
    demo.demo,
):
    app.command()(_command)


def main() -> None:
    """Run the command line; exit 0, 2 (bad input or settings) or 130 (interrupted)."""
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except StanceError as error:
        code = _fail(str(error))
    except (KeyboardInterrupt, typer.Abort):
        code = _fail("Interrupted. Nothing was written under a final name.", _INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output left, as `head` does: not an error. Python would complain again
        # while it shuts down unless standard output leads somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        code = _fail(f"The system refused: {error}. Check space and permissions, and try again.")
    except typer.exceptions.TyperException as error:
        code = _fail(f"{error.format_message()} See 'stance --help'.")
    sys.exit(code or 0)


def _fail(message: str, code: int = _BAD_INPUT) -> int:
    line = " ".join(message.split())
    typer.echo(f"stance: {line}", err=True)
    return code
