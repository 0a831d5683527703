"""Estimates as an Arrow table: the fields of `stance.records.Estimate`, in their order."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import pyarrow as pa

from stance.records import Estimate

# The last bits of a sum depend on the machine's arithmetic; twelve decimals do not.
_DECIMALS = 12
_TYPES = {str: pa.string(), float: pa.float64(), int: pa.int64(), tuple[str, ...]: None}
SCHEMA = pa.schema(
    [
        pa.field(field.name, _TYPES[field.type] or pa.list_(pa.string()))  # type: ignore[index]
        for field in fields(Estimate)
    ]
)


def estimates_table(rows: Sequence[Estimate]) -> pa.Table:
    """One row an estimate; what cannot be claimed (NaN) is null.

    >>> row = Estimate(group="2016", task="stance", quantity="score", value=0.25, low=math.nan,
    ...                high=math.nan, method="uncorrected", n_sentences=3, n_documents=1,
    ...                n_articles=1, warnings=("one-article: ...",))
    >>> estimates_table([row]).select(["group", "value", "low", "n_sentences"]).to_pylist()
    [{'group': '2016', 'value': 0.25, 'low': None, 'n_sentences': 3}]
    """
    return pa.table(
        {name: [_cell(getattr(row, name)) for row in rows] for name in SCHEMA.names},
        schema=SCHEMA,
    )


def rows_table(rows: Sequence[Mapping[str, object]], schema: pa.Schema) -> pa.Table:
    """Rows as a table: numbers as `number_or_null` gives them."""
    return pa.Table.from_pylist(
        [{name: _cell(row[name]) for name in schema.names} for row in rows], schema=schema
    )


def number_or_null(value: float) -> float | None:
    """A cell of a table: rounded to what all machines agree on; null for what is no number.

    >>> number_or_null(0.1 + 0.2), number_or_null(math.nan)
    (0.3, None)
    """
    return round(float(value), _DECIMALS) + 0.0 if math.isfinite(value) else None


def _cell(value: Any) -> Any:
    return number_or_null(value) if isinstance(value, float) else value
