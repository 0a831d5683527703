"""The commands of `stance`, registered, and their errors turned into one line and an exit code."""

import io
import os
import sys

import typer

from stance import __version__
from stance.cli import (
    codebook,
    compare,
    demo,
    evaluate,
    explain,
    interrupts,
    labels,
    mistakes,
    multiverse,
    plan,
    read,
    report,
    score,
    screen,
    sentences,
    train,
    trends,
    validate,
)
from stance.errors import StanceError

_BAD_INPUT = 2
_LONGEST_LINE = 2000

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
    validate.validate,
    mistakes.mistakes,
    score.score,
    plan.plan,
    multiverse.multiverse,
    explain.explain,
    trends.trends,
    compare.compare,
    report.report,
    demo.demo,
    codebook.codebook,
):
    app.command()(_command)
app.add_typer(labels.app)


def run() -> int:
    """Run the command line and return its exit code: 0, 1 (documents failed) or 2 (bad input).

    Raises
    ------
    KeyboardInterrupt
        If the user interrupts it.
    """
    _prepare_streams()
    try:
        code: int | None = app(standalone_mode=False)
        sys.stdout.flush()
        if code == interrupts.CODE:  # typer caught it
            raise KeyboardInterrupt
    except StanceError as error:
        code = _fail(str(error))
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except BrokenPipeError:
        # The reader of our output left, as `head` does: not an error. Python would complain again
        # while it shuts down unless standard output leads somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        code = _fail(f"The system refused: {error}. Check space and permissions, and try again.")
    except MemoryError:
        code = _fail("Expected input that fits into memory, got more. Split it, or read less.")
    except typer.exceptions.TyperException as error:
        said = error.format_message().rstrip(".")
        # Without any argument the help has been shown, and nothing is left to say.
        code = _fail(f"{said}. See 'stance --help'.") if said else _BAD_INPUT
    return code or 0


def _prepare_streams() -> None:
    """Streams that exist and that take any character, whatever the terminal's encoding."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, name)
        if stream is None:
            # It was closed before we were started; our files must not take its place.
            _open_nothing(number)
        if stream is None and name != "stdin":
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", closefd=False))
        elif name != "stdin" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _open_nothing(number: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    if nothing != number:
        os.dup2(nothing, number)
        os.close(nothing)
    os.set_inheritable(number, True)


def _fail(message: str) -> int:
    line = " ".join(message.split())
    if len(line) > _LONGEST_LINE:  # such as one with an absurd name in it
        line = f"{line[: _LONGEST_LINE // 2]} ... {line[-_LONGEST_LINE // 2 :]}"
    typer.echo(f"stance: {screen.plain(line)}", err=True)
    return _BAD_INPUT
