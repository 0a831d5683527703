"""The errors that `stance` raises on purpose.

Each message says what was expected, what came, where, and what to do. The command line turns a
`StanceError` into one line and exit code 2; from Python it is an ordinary exception.
"""


class StanceError(Exception):
    """Anything a user can put right; every error of this package is one."""


class InputError(StanceError):
    """A page, table, ledger or text that cannot be read as what it should be."""


class SettingError(StanceError):
    """An option or argument with a value that is not possible."""


class BundleError(StanceError):
    """A bundle that is truncated, altered, of another format, or cannot be trusted."""


class OutputError(StanceError):
    """A result that could not be written: no room, no permission, a name that is taken."""
