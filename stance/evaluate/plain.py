"""Results as plain JSON types."""

import math
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

_DIGITS = 6


def plain(value: Any) -> Any:
    """Dataclasses as objects, tuples as lists, numbers with six decimals, NaN as null.

    >>> plain({"a": (1, float("nan")), "b": 1 / 3})
    {'a': [1, None], 'b': 0.333333}
    """
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(part) for part in value]
    if isinstance(value, float | np.floating):
        return round(float(value), _DIGITS) if math.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value
