"""The entry of the command `stance`: an interrupt ends it in one line, whenever it comes."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

_INTERRUPTED = 130
_MESSAGE = "stance: Interrupted. What was not finished was not written; start the command again.\n"


def main() -> NoReturn:
    """Run the command line; exit 0, 1, 2 (bad input or settings) or 130 (interrupted)."""
    # While modules are loaded, an exception would end in their midst and show a traceback.
    _on_interrupt(_leave)
    from stance.cli.app import run

    try:
        _on_interrupt(signal.default_int_handler)
        code = run()
        _on_interrupt(signal.SIG_IGN)  # it is done: the rest is Python's own tidying up
    except KeyboardInterrupt:
        _on_interrupt(signal.SIG_IGN)
        _say_interrupted()
        code = _INTERRUPTED
    sys.exit(code)


def _on_interrupt(handler: Callable[[int, FrameType | None], object] | signal.Handlers) -> None:
    # Whoever starts us with interrupts ignored, as a shell does with `&`, means it.
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, handler)


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    _say_interrupted()
    os._exit(_INTERRUPTED)


def _say_interrupted() -> None:
    if sys.stderr is not None:
        os.write(sys.stderr.fileno(), _MESSAGE.encode())
