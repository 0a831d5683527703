"""Columns laid out by hand are the columns that pyarrow would make."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from stance.score.columns import flags, lists, numbers, strings
from stance.score.schema import storable

MAYBE = st.lists(st.none() | st.text(max_size=5).map(storable), max_size=20)


@given(MAYBE)
def test_strings(values):
    column = strings(values)
    column.validate(full=True)
    assert column.equals(pa.array(values, pa.string()))


@given(st.lists(st.none() | st.integers(-(2**31), 2**31 - 1), max_size=20))
def test_numbers(values):
    valid = np.array([value is not None for value in values], dtype=np.bool_)
    column = numbers(np.array([value or 0 for value in values]), pa.int32(), valid=valid)
    column.validate(full=True)
    assert column.equals(pa.array(values, pa.int32()))


@given(st.lists(st.booleans(), max_size=20))
def test_flags(values):
    assert flags(np.array(values, dtype=np.bool_)).equals(pa.array(values, pa.bool_()))


@given(st.lists(st.none() | st.lists(st.text(max_size=3).map(storable), max_size=3), max_size=12))
def test_lists(values):
    items = strings([item for value in values for item in value or ()])
    counts = np.array([len(value or ()) for value in values], dtype=np.int64)
    valid = np.array([value is not None for value in values], dtype=np.bool_)
    column = lists(counts, items, valid=valid)
    column.validate(full=True)
    assert column.equals(pa.array(values, pa.list_(pa.string())))
