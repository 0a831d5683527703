"""The entry of the command `stance`."""

import sys
from typing import NoReturn

from stance.cli import interrupts


def main() -> NoReturn:
    """Run the command line; exit 0, 1, 2 (bad input or settings) or 130 (interrupted)."""
    interrupts.leave_at_once()
    from stance.cli.app import run

    try:
        interrupts.raise_from_now()
        code = run()
        interrupts.ignore_from_now()
    except KeyboardInterrupt:
        interrupts.ignore_from_now()
        interrupts.say()
        code = interrupts.CODE
    sys.exit(code)
