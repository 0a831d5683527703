"""Cells of CSV files that no spreadsheet takes for a formula, and back."""

import re
from typing import Final

# What spreadsheets calculate, fetch or run: the first characters that OWASP's page on CSV
# injection names. Apostrophes in front are counted along, so that what was there is known.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n]")


def guard_cell(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula.

    >>> guard_cell("=1+1"), guard_cell("'=1+1"), guard_cell("Ya.")
    ("'=1+1", "''=1+1", 'Ya.')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def bare_cell(cell: str) -> str:
    """What `guard_cell` was given.

    >>> bare_cell("'=1+1"), bare_cell("''=1+1"), bare_cell("'Ya', katanya.")
    ('=1+1', "'=1+1", "'Ya', katanya.")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
