"""Ctrl-C: one line and exit code 130, whenever it comes and however many processes work."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

CODE = 130
_MESSAGE = "stance: Interrupted. What was not finished was not written; start the command again.\n"
_SECONDS = 0.05

Handler = Callable[[int, FrameType | None], object] | signal.Handlers
# A second signal, by which a thread that receives the first tells the main thread of it.
_PASSED_ON = getattr(signal, "SIGUSR1", None)


def leave_at_once() -> None:
    """While modules are loaded an exception would show a traceback: leave at once instead."""
    _on_interrupt(_leave)


def raise_from_now() -> None:
    """An interrupt is a `KeyboardInterrupt`, so that half-written files are removed."""
    sys.unraisablehook = _repeat_if_lost
    _on_interrupt(signal.default_int_handler)


def ignore_from_now() -> None:
    """The work is done or given up: what remains is tidying."""
    _on_interrupt(signal.SIG_IGN)


def say() -> None:
    """One line on standard error."""
    if sys.stderr is not None:
        os.write(sys.stderr.fileno(), _MESSAGE.encode())


def shield_workers(jobs: int) -> None:
    """Keep interrupts from processes that are started from now on; this one still gets them.

    A terminal sends them to all at once, and each worker would print a traceback. What a process
    blocks, its children block too: so the main thread blocks interrupts, and another one waits
    for them and passes them on to it.
    """
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if jobs == 1 or ignored or _PASSED_ON is None:
        return
    main = threading.main_thread().ident
    if threading.get_ident() != main:
        return
    from multiprocessing import resource_tracker

    # It unblocks interrupts when it starts, so it is started before they are blocked.
    resource_tracker.ensure_running()
    # What interrupted workers leave behind it removes, and says so where a user sees it.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker")
    signal.signal(_PASSED_ON, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    def pass_on() -> None:
        while True:
            signal.sigwait({signal.SIGINT})
            signal.pthread_kill(main, _PASSED_ON)

    threading.Thread(target=pass_on, daemon=True).start()


def _on_interrupt(handler: Handler) -> None:
    # Whoever starts us with interrupts ignored, as a shell does with `&`, means it.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        return
    signal.signal(signal.SIGINT, handler)
    if _PASSED_ON is not None and signal.getsignal(_PASSED_ON) is signal.default_int_handler:
        signal.signal(_PASSED_ON, handler)


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    say()
    os._exit(CODE)


def _repeat_if_lost(lost: "UnraisableHookArgs") -> None:
    """An interrupt while Python tidies up an object is swallowed: have it come once more."""
    if lost.exc_type is KeyboardInterrupt:
        threading.Timer(_SECONDS, os.kill, [os.getpid(), signal.SIGINT]).start()
    else:
        sys.__unraisablehook__(lost)
