"""How often a finding holds."""

import pyarrow as pa
import pytest

from stance.robustness.summary import cautions_of, summarise

HOLDS, WEAK, TURNED, FAILED = (0.2, 0.1, 0.3), (0.1, -0.1, 0.3), (-0.1, -0.3, 0.1), (None,) * 3


def table_of(*rows):
    return pa.table(
        {
            "spec": list(range(len(rows))),
            **{name: pa.array([row[place] for row in rows], pa.float64())
               for place, name in enumerate(("value", "low", "high"))},
            "baseline": [place == 0 for place in range(len(rows))],
            "error": ["why" if row is FAILED else None for row in rows],
        }
    )  # fmt: skip


def codes(table):
    return [note.partition(":")[0] for note in cautions_of(table, summarise(table, ()))]


def test_shares_are_of_those_that_have_a_value():
    (row,) = summarise(table_of(HOLDS, WEAK, TURNED, HOLDS, FAILED), ()).to_pylist()
    assert (row["n"], row["n_failed"]) == (5, 1)
    assert (row["same_sign"], row["significant"], row["same_verdict"]) == (0.75, 0.5, 0.5)
    assert (row["median"], row["lowest"], row["highest"]) == (pytest.approx(0.15), -0.1, 0.2)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((HOLDS, HOLDS, WEAK), []),
        ((HOLDS, HOLDS, HOLDS, FAILED), ["failed"]),
        ((HOLDS, WEAK, WEAK), ["verdict"]),
        ((HOLDS, TURNED), ["sign", "verdict"]),
        ((WEAK, HOLDS, HOLDS), ["verdict"]),
        ((FAILED, HOLDS), ["failed", "no-baseline"]),
    ],
)
def test_what_does_not_hold_in_most_is_said(rows, expected):
    assert codes(table_of(*rows)) == expected


def test_without_a_baseline_nothing_is_compared():
    (row,) = summarise(table_of(FAILED, HOLDS), ()).to_pylist()
    assert (row["same_sign"], row["same_verdict"], row["significant"]) == (None, None, 1.0)
