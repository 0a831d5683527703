"""Layers that several charts of corrected estimates share."""

import json
from typing import Any

import altair as alt

from stance.report.axes import rows_of, year_axis
from stance.report.charts import Drawing
from stance.report.gold_points import Series
from stance.report.wording import count, say

ASIDE = 0.2
"""How far labels only stand beside the corrected point, in years or rows."""


def picks(base: alt.Chart) -> Any:
    """Unseen marks, large enough for a finger, that lead to the articles behind a point.

    Their value is ``spot``; where they stand is left to the chart.
    """
    spot = "isValid(datum.value) ? datum.value : isValid(datum.raw) ? datum.raw : 0"
    return (
        base.transform_filter("datum.known")
        .transform_calculate(spot=spot)
        .mark_point(shape="circle", filled=True, size=620, opacity=0, cursor="pointer")
        .encode(tooltip="kind:N")
        .properties(name="picks")
    )


def zero_rule(drawing: Drawing) -> Any:
    """A dotted rule at 0."""
    return (
        alt.Chart(rows_of([{"value": 0}]))
        .mark_rule(color=drawing.colours.muted, strokeDash=[2, 3])
        .encode(y="value:Q")
    )


def counted_years(series: Series, drawing: Drawing) -> alt.X:
    """Years, with the gold labels and the sentences of each below."""
    first = series.rows[0]["year"]
    counts = json.dumps(
        [[count(row[name], drawing.language) for name in ("n_gold", "n")] for row in series.rows]
    )
    own = f"{counts}[floor(datum.value) - {first}]"
    return year_axis(
        series.rows,
        said=f"[format(floor(datum.value), 'd'), {own}[0], {own}[1]]",
        title=say("axis_counts", drawing.language),
    )


def valid(base: alt.Chart, name: str) -> alt.Chart:
    """Only rows that have a value of this name."""
    return base.transform_filter(f"isValid(datum.{name})")
