"""The gap between articles and their comments, corrected: by year and by outlet."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt

from stance.report.axes import number_label, rows_of
from stance.report.charts import Chart, Drawing
from stance.report.gold_layers import ASIDE, counted_years, picks, valid, zero_rule
from stance.report.gold_points import Series, by_outlet, yearly
from stance.report.gold_tables import GoldTables
from stance.report.gold_words import group_name
from stance.report.wording import Both, Wording, say

_HEIGHT, _OUTLET_STEP = 280, 44


def gap_years(tables: GoldTables, drawing: Drawing, wording: Wording) -> Chart:
    """The corrected gap by year with its interval; where it is not identified, in words."""
    rows = [row for row in tables.gaps if row["by"] == "year"]
    series = yearly(rows, "gap", wording, comments=True)
    y = _value_axis(series, drawing, wording, channel=alt.Y)
    layers = [
        zero_rule(drawing),
        *_ranges(series, drawing, _Placing(groups=counted_years(series, drawing), values=y)),
    ]
    return alt.layer(*layers).properties(width=drawing.size, height=_HEIGHT)


def gap_outlets(tables: GoldTables, drawing: Drawing, wording: Wording) -> Chart:
    """The corrected gap of each outlet, in the same manner."""
    rows = [row for row in tables.gaps if row["by"] == "outlet"]
    series = by_outlet(rows, wording)
    n = len(series.rows)
    names = json.dumps([_outlet_label(row, drawing, wording) for row in series.rows])
    along = alt.Y(
        "x:Q", title=None, scale=alt.Scale(domain=[-0.6, n - 0.4], reverse=True, nice=False),
        axis=alt.Axis(values=list(range(n)), labelExpr=f"{names}[datum.value]", labelPadding=10),
    )  # fmt: skip
    value = _value_axis(series, drawing, wording, channel=alt.X)
    zero = alt.Chart(rows_of([{"value": 0}])).mark_rule(
        color=drawing.colours.muted, strokeDash=[2, 3]
    ).encode(x=alt.X("value:Q"))  # fmt: skip
    layers = [zero, *_ranges(series, drawing, _Placing(groups=along, values=value))]
    return alt.layer(*layers).properties(width=drawing.size, height=_OUTLET_STEP * n + 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placing:
    """Which way a chart lies: groups along one axis, values along the other."""

    groups: Any
    values: Any

    @property
    def upright(self) -> bool:
        """Whether values run from bottom to top."""
        return isinstance(self.values, alt.Y)

    def place(self, chart: Any, *, at: Any, to: str | None = None) -> Any:
        """The chart with its values at a field (and up to another), or on a ready-made axis."""
        value = at if isinstance(at, alt.X | alt.Y) else type(self.values)(f"{at}:Q")
        end = {} if to is None else {"y2" if self.upright else "x2": to}
        names = ("x", "y") if self.upright else ("y", "x")
        return chart.encode(**dict(zip(names, (self.groups, value), strict=True)), **end)


def _ranges(series: Series, drawing: Drawing, placing: _Placing) -> list[Any]:
    """Corrected points with intervals, labels only beside them, a tick where uncorrected stands."""
    colours, upright = drawing.colours, placing.upright
    base = alt.Chart(rows_of(series.rows))
    corrected = valid(base, "value")
    aside = valid(base, "labels").transform_calculate(x=f"datum.x + {ASIDE}")
    circle = aside.mark_point(
        shape="circle", size=40, color=colours.muted, fill=colours.ground, strokeWidth=1.4,
        opacity=1, clip=True,
    )  # fmt: skip
    tick = valid(base, "raw").mark_point(
        shape="stroke", size=260, angle=0 if upright else 90, color=colours.muted, strokeWidth=2,
        opacity=0.75,
    )  # fmt: skip
    unknown = base.transform_filter("datum.known && !isValid(datum.value)").mark_text(
        color=colours.muted, fontSize=11, angle=270 if upright else 0, fontStyle="italic", dy=-10,
    )  # fmt: skip
    whisker = aside.mark_rule(color=colours.muted, opacity=0.55, clip=True)
    reach = valid(base, "low").mark_rule(color=colours.ink, strokeWidth=3, opacity=0.4)
    point = corrected.mark_circle(color=colours.ink, size=85, opacity=1, stroke=colours.ground)
    return [
        placing.place(whisker, at="labels_low", to="labels_high"),
        placing.place(circle, at="labels"),
        placing.place(reach, at="low", to="high"),
        placing.place(tick, at="raw"),
        placing.place(point, at=placing.values),
        placing.place(unknown, at=type(placing.values)(datum=0)).encode(
            text=f"why.{drawing.language}:N"
        ),
        placing.place(picks(base), at="spot"),
    ]


def _value_axis(series: Series, drawing: Drawing, wording: Wording, *, channel: Any) -> Any:
    limit = min(series.limit, 2.0)
    # Towards the end, a title may be longer than its axis, as it is on a phone.
    placed: dict[str, Any] = (
        {"titleAnchor": "end", "titleAlign": "right"} if channel is alt.X else {}
    )
    return channel(
        "value:Q",
        title=say("axis_gap", drawing.language, **wording.vocabulary(drawing.language)),
        scale=alt.Scale(domain=[-limit, limit], nice=False),
        axis=alt.Axis(
            tickCount=5, labelExpr=number_label(drawing.language, series.limit), **placed
        ),
    )


def _outlet_label(row: Mapping[str, Any], drawing: Drawing, wording: Wording) -> str:
    shown = group_name("outlet", row["group"], wording)
    return (shown.pick(drawing.language) if isinstance(shown, Both) else shown)[:60]
