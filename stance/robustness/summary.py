"""How often a finding holds: over all specifications, and by each choice."""

import math
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

import pyarrow as pa

from stance.estimate.table import rows_table
from stance.robustness.choices import NOT_APPLICABLE

ALL = "all"
_MOST = 0.5
_SHARES = ("same_sign", "significant", "same_verdict")
_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("choice", "value")),
        *((name, pa.int64()) for name in ("n", "n_failed")),
        *((name, pa.float64()) for name in (*_SHARES, "median", "lowest", "highest")),
    ]
)
Row = dict[str, Any]


def summarise(specifications: pa.Table, varied: Sequence[str]) -> pa.Table:
    """A row for all specifications, and one a value of each choice that varies.

    `same_sign` is the share of values with the sign of the baseline's, `significant` that of
    intervals that leave out 0, `same_verdict` that of specifications that say what the baseline
    says: significant with the same sign, or not significant. Those that failed are counted apart,
    and no share is reckoned from them.

    Examples
    --------
    >>> table = pa.table({
    ...     "spec": [0, 1, 2], "stems": ["yes", "no", "no"], "value": [0.2, 0.1, None],
    ...     "low": [0.1, -0.1, None], "high": [0.3, 0.3, None], "baseline": [True, False, False]})
    >>> summarise(table, ("stems",)).select(["value", "n", "same_sign", "significant"]).to_pylist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'value': 'all', 'n': 3, 'same_sign': 1.0, 'significant': 0.5},
     {'value': 'yes', 'n': 1, 'same_sign': 1.0, 'significant': 1.0},
     {'value': 'no', 'n': 2, 'same_sign': 1.0, 'significant': 0.0}]
    """
    rows = specifications.to_pylist()
    baseline = next(row for row in rows if row["baseline"])
    parts: list[tuple[str, str, list[Row]]] = [(ALL, ALL, rows)]
    for name in varied:
        # Where a choice does not matter, another one's value says so in a row of its own.
        for value in dict.fromkeys(row[name] for row in rows if row[name] != NOT_APPLICABLE):
            parts.append((name, value, [row for row in rows if row[name] == value]))
    found = [
        {"choice": choice, "value": value, **_figures(part, baseline)}
        for choice, value, part in parts
    ]
    return rows_table(found, _SCHEMA)


def _figures(rows: Sequence[Row], baseline: Row) -> Row:
    known = [row["value"] for row in rows if row["value"] is not None]
    sound = [row for row in rows if row["value"] is not None]
    verdict, sign = _verdict(baseline), _sign(baseline["value"])

    def share(holds: Iterator[bool]) -> float:
        return sum(holds) / len(sound) if sound else math.nan

    comparable = baseline["value"] is not None
    return {
        "n": len(rows),
        "n_failed": len(rows) - len(sound),
        "same_sign": share(_sign(value) == sign for value in known) if comparable else math.nan,
        "significant": share(_verdict(row) != 0 for row in sound),
        "same_verdict": share(_verdict(row) == verdict for row in sound)
        if comparable
        else math.nan,
        "median": float(median(known)) if known else math.nan,
        "lowest": min(known, default=math.nan),
        "highest": max(known, default=math.nan),
    }


def _sign(value: float | None) -> int:
    return 0 if value is None else (value > 0) - (value < 0)


def _verdict(row: Row) -> int:
    """The sign if the interval leaves out 0, and 0 if not, or if there is no interval."""
    low, high = row["low"], row["high"]
    is_clear = low is not None and high is not None and (low > 0 or high < 0)
    return _sign(row["value"]) if is_clear else 0


def cautions_of(specifications: pa.Table, summary: pa.Table) -> tuple[str, ...]:
    """What is to be said of a multiverse before it is quoted."""
    whole = summary.to_pylist()[0]
    return tuple(_cautions(specifications, whole))


def _cautions(specifications: pa.Table, whole: Row) -> Iterator[str]:
    baseline = next(row for row in specifications.to_pylist() if row["baseline"])
    if whole["n_failed"]:
        error = next(row["error"] for row in specifications.to_pylist() if row["error"])
        yield (
            f"failed: {whole['n_failed']} of {whole['n']} specifications have no value, the first "
            f"because: {error}"
        )
    if baseline["value"] is None:
        yield "no-baseline: the baseline failed, so that nothing can be compared with it."
        return
    n_known = whole["n"] - whole["n_failed"]
    if whole["same_sign"] <= _MOST:
        yield (
            f"sign: only {_part(whole['same_sign'], n_known)} specifications have the baseline's "
            "sign. Say so, or do not report the baseline."
        )
    if whole["same_verdict"] <= _MOST:
        what = "significant, as the baseline is" if _verdict(baseline) else "not significant either"
        yield (
            f"verdict: only {_part(whole['same_verdict'], n_known)} specifications are {what}. "
            "The finding hangs on choices."
        )


def _part(share: float, number: int) -> str:
    return f"{round(share * number)} of {number}"
