"""`stance trends`: scores and gold labels in, corrected trends out."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from stance.cli import decomposing, estimates, screen, tables
from stance.cli.options import CodebookFile, GoldLabels, Purpose, Seed, Task

if TYPE_CHECKING:
    import pyarrow as pa

    from stance.estimate import Trends

_SAID = {
    "slope": "slope a year, {before} to {after}",
    "change": "{after} less {before}",
    "event": "{after} ({before}): after less before",
    "difference": "{after} less {before}",
}
_SHOWN_CHANGES = 20
_FACTORS = "outlet,duplicate"


def trends(
    scores: Annotated[Path, typer.Argument(help="Scores, as `stance score` wrote them.")],
    labels: GoldLabels = None,
    by: Annotated[
        str, typer.Option(help="year, quarter, month, or a column about documents.")
    ] = "year",
    kind: Annotated[
        Literal["article", "comment", "both"], typer.Option(help="Which documents.")
    ] = "article",
    quantity: Annotated[
        str, typer.Option(help="What to show: score, or a label. All are written and piped.")
    ] = "score",
    events: Annotated[
        Path | None, typer.Option(help="Known events: a CSV file with the columns day, en, id.")
    ] = None,
    between: Annotated[
        str | None,
        typer.Option(metavar="FROM,TO", help="Two periods: what made the quantity shown change."),
    ] = None,
    factors: Annotated[
        str | None,
        typer.Option(
            help="With --between: columns whose mix may have changed, the widest first; also "
            "duplicate, and actor: whom an article names. Default: outlet,duplicate."
        ),
    ] = None,
    counting: Annotated[
        Literal["probability", "label"],
        typer.Option(help="What the correction takes from the classifier."),
    ] = "probability",
    level: Annotated[float, typer.Option(help="The intervals' nominal coverage.")] = 0.95,
    bootstrap: Annotated[
        bool,
        typer.Option(
            "--bootstrap",
            help="Standard errors from drawing whole articles anew, not from leaving each out.",
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Where to write: .csv or .parquet (the estimates), .json or a folder (all).",
        ),
    ] = None,
    purpose: Purpose = "gold",
    task: Task = "stance",
    codebook: CodebookFile = None,
    seed: Seed = 0,
) -> None:
    """Shares and mean scores by period or group, corrected by gold labels, and their changes.

    Example: stance trends scores.parquet --labels labels/ --by year
    """
    import numpy as np

    import stance

    tables.check_output(output)
    periods = decomposing.parse_pair(between, factors)
    # A Parquet file is tallied part by part: it may be larger than memory.
    table = scores if scores.suffix == ".parquet" else stance.read_scores(scores)
    gold = estimates.read_gold(labels, task=task, codebook=codebook, purpose=purpose)
    known = () if events is None else stance.read_events(events)
    chosen = None if kind == "both" else kind
    found = stance.trends(
        table,
        gold,
        by=by,
        kind=chosen,
        rng=np.random.default_rng(seed),
        choices=stance.Choices(level=level, counting=counting, bootstrap=bootstrap, events=known),
    )
    estimates.check_quantity(quantity, found.estimates)
    named = tables_of(found)
    about = {
        "periods": periods, "by": by, "kind": chosen, "quantity": quantity,
        "factors": factors or _FACTORS, "level": level,
    }  # fmt: skip
    if periods is not None:
        named["decomposition"] = decomposing.decompose(
            scores, found.estimates, about, rng=np.random.default_rng(seed)
        )

    def show() -> None:
        _show(found, by, quantity)
        if periods is not None:
            decomposing.show(named["decomposition"], about)

    tables.deliver(named, found.settings, output, show=show)
    estimates.warn(estimates.all_warnings(found.warnings, found.estimates, quantity, labels=labels))


def tables_of(found: "Trends") -> dict[str, "pa.Table"]:
    """The tables by their names, the estimates first."""
    return {
        "estimates": found.estimates,
        "changes": found.changes,
        "series": found.series,
        "breaks": found.breaks,
        "budget": found.budget,
        "invariance": found.invariance,
        "verdicts": found.verdicts,
        "covariances": found.covariances,
    }


def _show(found: "Trends", by: str, quantity: str) -> None:
    said = "mean score" if quantity == "score" else f"share of {quantity}"
    estimates.show_estimates(found.estimates, quantity, f"{said} by {by}")
    _show_changes(found, quantity)
    for row in found.series.to_pylist():
        if row["quantity"] == quantity:
            _show_test(row)
    for row in found.breaks.to_pylist():
        if row["quantity"] == quantity and row["period"] is not None:
            span = f" ({row['low']} to {row['high']})" if row["low"] else ""
            typer.echo(
                f"Break at {row['period']}{span}: {row['before']:+.3f} before, "
                f"{row['after']:+.3f} after; {row['share']:.0%} of the draws have one there."
            )


def _show_test(row: Mapping[str, Any]) -> None:
    """A line on the whole series, and what is to be minded of it."""
    periods = f"{row['n_periods']} periods"
    if row["p"] is not None:
        typer.echo(
            f"Mann-Kendall on the {row['method']} values: tau {row['tau']:+.2f}, "
            f"p {estimates.chance(row['p'])} ({row['p_method']}, {periods})."
        )
    elif row["slope"] is not None:
        value, interval = estimates.value_and_interval({**row, "value": row["slope"]})
        typer.echo(f"Theil-Sen: {value} a year{f' ({interval})' if interval else ''}, {periods}.")
    estimates.warn(estimates.coded(warning) for warning in row["warnings"])


def _show_changes(found: "Trends", quantity: str) -> None:
    rows = [row for row in found.changes.to_pylist() if row["quantity"] == quantity]
    last = rows[-1]["method"] if rows else ""
    rows = [row for row in rows if row["method"] == last]
    if not rows:
        return
    cut = f", the first {_SHOWN_CHANGES} of {len(rows)}" if len(rows) > _SHOWN_CHANGES else ""
    screen.show_table(
        f"Changes, {last}{cut}",
        ["", "value", "interval", "p", "p (Holm)"],
        [
            (
                _SAID[row["what"]].format(**row),
                *estimates.value_and_interval(row),
                estimates.chance(row["p"]),
                estimates.chance(row["p_holm"]),
            )
            for row in rows[:_SHOWN_CHANGES]
        ],
    )
