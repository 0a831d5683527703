"""What `stance trends --between` adds: a change between two periods, taken apart."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.cli import estimates, screen
from stance.errors import SettingError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

ACTOR = "actor"


def parse_pair(between: str | None, factors: str | None) -> tuple[str, str] | None:
    """The two periods of ``--between FROM,TO``.

    Raises
    ------
    SettingError
        These are not two, or there are factors but no periods.

    >>> parse_pair("2012, 2022", None)
    ('2012', '2022')
    """
    if between is None:
        if factors is not None:
            raise SettingError("Expected --factors with --between only. Name two periods.")
        return None
    names = [name.strip() for name in between.split(",")]
    if len(names) != 2 or not all(names):  # noqa: PLR2004 - a pair
        raise SettingError(f"Expected two periods as in --between 2012,2022, got {between!r:.60}.")
    return names[0], names[1]


def decompose(
    scores: Path, found: "pa.Table", about: Mapping[str, Any], *, rng: "np.random.Generator"
) -> "pa.Table":
    """The parts of the change, up to the corrected one where both periods have such a value.

    Parameters
    ----------
    scores
        The file of scores.
    found
        The trend's estimates.
    about
        `periods`, `by`, `kind`, `quantity`, `factors`, and the intervals' `level`.
    rng
        Where the draws of articles come from.
    """
    import stance

    table = stance.read_scores(scores)
    factors = [name.strip() for name in about["factors"].split(",")]
    if ACTOR in factors and ACTOR not in table.column_names:
        table = stance.name_actors(table)
    change = stance.Change(
        **{name: about[name] for name in ("periods", "by", "kind", "quantity")},
        corrected=_corrected(found, about),
    )
    parts: pa.Table = stance.decompose_change(
        table, change=change, factors=factors, rng=rng, level=about["level"]
    )
    return parts


def show(parts: "pa.Table", about: Mapping[str, Any]) -> None:
    """The parts in a table, and what is to be minded of them."""
    before, after = about["periods"]
    rows = parts.to_pylist()
    screen.show_table(
        f"What made the {about['quantity']} change from {before} to {after}",
        ["", "part", "interval", "of the change"],
        [
            (
                row["component"] if row["component"] not in about["factors"] else
                f"mix of {row['component']}",
                *estimates.value_and_interval(row),
                "-" if row["share_of_change"] is None else f"{row['share_of_change']:.0%}",
            )
            for row in rows
        ],
    )  # fmt: skip
    estimates.warn(dict.fromkeys(note for row in rows for note in row["warnings"]))


def _corrected(found: "pa.Table", about: Mapping[str, Any]) -> tuple[float, float] | None:
    values = {
        row["group"]: row["value"]
        for row in found.to_pylist()
        if row["method"] == "corrected" and row["quantity"] == about["quantity"]
    }
    before, after = (values.get(name) for name in about["periods"])
    return None if before is None or after is None else (before, after)
