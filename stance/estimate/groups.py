"""Documents by period, or by any column about them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stance.errors import InputError, SettingError
from stance.estimate.scored import Integers

PERIODS = ("year", "quarter", "month")
ALL = "all"
UNDATED = "undated"
UNKNOWN = "(unknown)"
_ISO_DAY = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ]|$)"


def column_for(by: str | None, scores: pa.Table | str | Path) -> tuple[str, ...]:
    """The columns of the score table that grouping by `by` needs.

    Raises
    ------
    SettingError
        `by` is neither a period nor a column of the table.
    """
    if by is None:
        return ()
    if by in PERIODS:
        return ("published",)
    names = getattr(scores, "column_names", [by])
    if by not in names:
        raise SettingError(
            f"Expected by to be {', '.join(PERIODS)} or a column of the score table "
            f"({', '.join(names)[:300]}), got {str(by)[:40]!r}."
        )
    return (by,)


def group_names(documents: pa.Table, by: str | None) -> pa.Array:
    """The group of every document: ``2016``, ``2016-Q1``, ``2016-03``, or the column's value.

    Documents without a date are ``undated``, those without a value ``(unknown)``.

    Raises
    ------
    InputError
        A date is not written as 2016-03-27, or is not in the calendar.

    Examples
    --------
    >>> dated = pa.table({"document_id": ["a", "b"], "published": ["2016-03-27", None]})
    >>> group_names(dated, "quarter").to_pylist()
    ['2016-Q1', 'undated']
    """
    if by is None:
        return pa.array([ALL] * documents.num_rows, pa.string())
    if by in PERIODS:
        return pc.fill_null(_periods(documents, by), UNDATED)
    return pc.fill_null(documents[by].combine_chunks().cast(pa.string()), UNKNOWN)


def places_by_group(names: pa.Array) -> Iterator[tuple[str, Integers]]:
    """Each group with the places of its documents, in order, the unknown at the end."""
    encoded = pc.dictionary_encode(names)
    codes = np.asarray(encoded.indices, dtype=np.int64)
    groups: list[Any] = encoded.dictionary.to_pylist()
    by_code = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(groups)))
    for code in sorted(range(len(groups)), key=lambda code: _rank(groups[code])):
        start = ends[code - 1] if code else 0
        yield groups[code], by_code[start : ends[code]]


def _rank(group: str) -> tuple[bool, str]:
    return group in {UNDATED, UNKNOWN}, group


def _exists(day: str) -> bool:
    """Whether the calendar has a day: 2016-02-31 only has the form of one."""
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _periods(documents: pa.Table, by: str) -> Any:
    published = documents["published"].combine_chunks()
    days = pc.utf8_slice_codeunits(published, 0, 10)
    named = filter(None, pc.unique(days).to_pylist())
    impossible = [day for day in named if not _exists(day)]
    wrong = pc.or_(
        pc.invert(pc.fill_null(pc.match_substring_regex(published, _ISO_DAY), fill_value=True)),
        pc.is_in(days, value_set=pa.array(impossible, pa.string())),
    )
    if pc.any(wrong).as_py():
        row = pc.index(wrong, value=True).as_py()
        raise InputError(
            "Expected published as in 2016-03-27, got "
            f"{published[row].as_py()[:40]!r} in document "
            f"{documents['document_id'][row].as_py()[:60]!r}."
        )
    if by == "month":
        return pc.utf8_slice_codeunits(published, 0, 7)
    year = pc.utf8_slice_codeunits(published, 0, 4)
    if by == "year":
        return year
    month = pc.cast(pc.utf8_slice_codeunits(published, 5, 7), pa.int8())
    quarter = pc.cast(pc.divide(pc.add(month, 2), 3), pa.string())
    return pc.binary_join_element_wise(year, quarter, "-Q")
