"""Arrow columns laid out by hand.

``pyarrow.array`` imports pandas wherever that is installed, which takes longer than scoring an
article does; and these columns know their types and their nulls beforehand.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def numbers(values: NDArray[Any], kind: pa.DataType, *, valid: Flags | None = None) -> pa.Array:
    """A column of numbers that is null where `valid` is false.

    >>> numbers(np.array([1, 2]), pa.int32(), valid=np.array([True, False])).to_pylist()
    [1, None]
    """
    data = np.ascontiguousarray(values, dtype=kind.to_pandas_dtype())
    return pa.Array.from_buffers(kind, len(data), [_bits(valid), pa.py_buffer(data)])


def flags(values: Flags) -> pa.BooleanArray:
    """A column of truth values.

    >>> flags(np.array([True, False, True])).to_pylist()
    [True, False, True]
    """
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, _bits(values)])


def strings(values: Sequence[str | None]) -> pa.Array:
    """A column of texts without lone surrogates, null where a value is `None`.

    >>> strings(["ya", None, ""]).to_pylist()
    ['ya', None, '']
    """
    encoded = [b"" if value is None else value.encode() for value in values]
    ends = np.fromiter(accumulate(map(len, encoded), initial=0), np.int64, len(encoded) + 1)
    valid = np.fromiter((value is not None for value in values), np.bool_, len(values))
    buffers = [_bits(valid), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))]
    # The cast refuses more than 2 GiB of text in one column, where plain offsets would overflow.
    return pa.Array.from_buffers(pa.large_string(), len(values), buffers).cast(pa.string())


def lists(counts: NDArray[np.int64], items: pa.Array, *, valid: Flags) -> pa.ListArray:
    """A column of lists: each takes the next ``counts[row]`` items, and is null if not valid.

    >>> lists(np.array([2, 0]), strings(["a", "b"]), valid=np.array([True, False])).to_pylist()
    [['a', 'b'], None]
    """
    ends = numbers(np.append(0, np.cumsum(counts)), pa.int32())
    return pa.ListArray.from_arrays(ends, items, mask=flags(~valid))


def _bits(valid: Flags | None) -> Any:
    return None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
