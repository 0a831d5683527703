"""The corrected trend and the corrected shares of labels."""

import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from stance.records import Event
from stance.report.axes import Row, moment, number_label, rows_of, year_axis
from stance.report.charts import Chart, Drawing
from stance.report.gold_layers import ASIDE, counted_years, picks, valid, zero_rule
from stance.report.gold_points import Series, yearly
from stance.report.gold_tables import Kind
from stance.report.gold_words import shown_events
from stance.report.wording import Wording, say

_BREAK: Any = "break-paths-filter-domains"
_TREND_HEIGHT, _SHARE_HEIGHT = 340, 170
_ASSUMED = {"stable calibration": "square", "stable classes": "diamond"}
_EVENT_STEP, _EVENT_ROWS = 14, 3
_APART = 0.85
"""Years between two event numbers in one row, so that they stay apart on a phone."""


def trend_of(kind: Kind, drawing: Drawing, wording: Wording, *, events: Sequence[Event]) -> Chart:
    """Corrected yearly means with their band; uncorrected faint, labels only as points."""
    series = yearly(kind.years, "score", wording)
    x = counted_years(series, drawing)
    limit = series.limit
    y = alt.Y(
        "value:Q", title=say("axis_score_ends", drawing.language, **wording.vocabulary(
            drawing.language)),
        scale=alt.Scale(domain=[-limit, limit], nice=False),
        axis=alt.Axis(tickCount=5, labelExpr=number_label(drawing.language, series.limit)),
    )  # fmt: skip
    marks = event_marks(_years(kind), events)
    layers = [
        zero_rule(drawing), *_breaks(kind, drawing, x), *_events(marks, drawing, x),
        *_lines(series, drawing, x, y),
    ]  # fmt: skip
    return alt.layer(*layers).properties(
        width=drawing.size,
        height=_TREND_HEIGHT,
    )


def share_of(kind: Kind, label: str, drawing: Drawing, wording: Wording) -> Chart:
    """One label's corrected share by year, in the same manner."""
    series = yearly(kind.years, label, wording)
    y = alt.Y(
        "value:Q", title=None, scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(values=[0, 0.5, 1], format=".0%"),
    )  # fmt: skip
    place = wording.labels.index(label)
    last = place == len(wording.labels) - 1
    tint = drawing.colours.first if place == 0 else drawing.colours.neutral
    layers = _lines(
        series, drawing, year_axis(series.rows), y, colour=drawing.colours.last if last else tint
    )
    return alt.layer(*layers).properties(width=drawing.size, height=_SHARE_HEIGHT)


def shares_of(kind: Kind, drawing: Drawing, wording: Wording) -> alt.HConcatChart:
    """The corrected shares of all labels side by side."""
    charts = [
        share_of(kind, name, drawing, wording).properties(
            title=wording.label(name).pick(drawing.language)
        )
        for name in wording.labels
    ]
    return alt.hconcat(*charts, spacing=28)


def _lines(
    series: Series, drawing: Drawing, x: alt.X, y: alt.Y, *, colour: str | None = None
) -> list[Any]:
    """The layers of a series over time."""
    colours = drawing.colours
    ink = colour or colours.ink
    base = alt.Chart(rows_of(series.rows))
    raw = base.transform_filter("isValid(datum.raw)").mark_line(
        color=colours.muted, strokeWidth=1.4, strokeDash=[5, 4], opacity=0.65
    )
    band = base.mark_area(color=ink, opacity=0.14).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    lone = base.transform_filter("datum.lone").mark_rule(color=ink, opacity=0.5, strokeWidth=2)
    line = base.mark_line(color=ink, strokeWidth=2.4, invalid=_BREAK)
    points = valid(base, "value").mark_circle(color=ink, size=60, opacity=1, stroke=colours.ground)
    return [
        band,
        raw.encode(x=x, y=alt.Y("raw:Q")),
        *_labels_only(base, drawing, x=x, y="labels"),
        lone.encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
        line.encode(x=x, y=y),
        points.encode(x=x, y=y),
        *_assumed(series, drawing, x),
        picks(base).encode(x=x, y=alt.Y("spot:Q")),
    ]


def _labels_only(base: alt.Chart, drawing: Drawing, *, x: Any, y: str) -> list[Any]:
    """Open circles with whiskers a little beside the corrected point."""
    aside = valid(base, "labels").transform_calculate(x=f"datum.x + {ASIDE}")
    muted = drawing.colours.muted
    whisker = aside.mark_rule(color=muted, opacity=0.55, strokeWidth=1, clip=True)
    circle = aside.mark_point(
        shape="circle", size=38, color=muted, fill=drawing.colours.ground, strokeWidth=1.4,
        opacity=1, clip=True,
    )  # fmt: skip
    return [
        whisker.encode(x=x, y=alt.Y("labels_low:Q"), y2="labels_high:Q"),
        circle.encode(x=x, y=alt.Y(f"{y}:Q")),
    ]


def _assumed(series: Series, drawing: Drawing, x: alt.X) -> list[Any]:
    """Years without gold: what each stability assumption makes of them, as open marks."""
    rows = [
        {"kind": "assumed", "x": row["x"], "value": value, "method": method.partition(" (")[0],
         "said": row["said"]}
        for row in series.rows for method, value in row["stable"] if value is not None
    ]  # fmt: skip
    if not rows:
        return []
    shape = alt.Shape(
        "method:N", legend=None,
        scale=alt.Scale(domain=list(_ASSUMED), range=list(_ASSUMED.values())),
    )  # fmt: skip
    marks = alt.Chart(rows_of(rows)).mark_point(
        size=70, color=drawing.colours.ink, fill=drawing.colours.ground, strokeWidth=1.5, opacity=1
    )
    return [marks.encode(x=x, y=alt.Y("value:Q"), shape=shape, tooltip="kind:N")]


def event_marks(years: Sequence[int], events: Sequence[Event]) -> list[Row]:
    """Events within the years as numbers in rows, so that neighbours stay apart."""
    ends = [-math.inf] * _EVENT_ROWS
    rows = []
    for number, event in enumerate(shown_events(events, years) if years else (), start=1):
        at = moment(event.day.isoformat())
        level = next((k for k in range(_EVENT_ROWS) if at - ends[k] >= _APART), _EVENT_ROWS - 1)
        ends[level] = at
        names = {"id": event.name.id, "en": event.name.en}
        said = {name: [f"{number}. {text}", event.day.isoformat()] for name, text in names.items()}
        rows.append({"kind": "event", "x": at, "number": number, "level": level, "said": said})
    return rows


def _years(kind: Kind) -> list[int]:
    return [int(row["group"]) for row in kind.years if row["group"].isdecimal()]


def _events(marks: Sequence[Row], drawing: Drawing, x: alt.X) -> list[Any]:
    layers = []
    for level in sorted({row["level"] for row in marks}):
        base = alt.Chart(rows_of([row for row in marks if row["level"] == level]))
        top = -_EVENT_STEP * level
        layers += [
            # Dotted, since whiskers are lines, too.
            base.mark_rule(
                color=drawing.colours.muted, opacity=0.8, strokeWidth=1, strokeDash=[1, 4]
            ).encode(x=x, y=alt.value(top), y2=alt.value(_TREND_HEIGHT)),
            base.mark_text(color=drawing.colours.muted, fontSize=10.5, dy=-6).encode(
                x=x, y=alt.value(top), text="number:N", tooltip="kind:N"
            ),
        ]
    return layers


def _breaks(kind: Kind, drawing: Drawing, x: alt.X) -> list[Any]:
    """Breaks as dashed rules, with the interval of their date as a shaded span."""
    rows = [
        {"kind": "break", "x": int(row["period"]), "from": int(row["low"] or row["period"]) - 0.5,
         "to": int(row["high"] or row["period"]) + 0.5}
        for row in kind.breaks if row["quantity"] == "score" and row["period"]
    ]  # fmt: skip
    if not rows:
        return []
    base = alt.Chart(rows_of(rows))
    span = base.mark_rect(color=drawing.colours.neutral, opacity=0.12, clip=True)
    rule = base.mark_rule(color=drawing.colours.ink, strokeDash=[6, 3], strokeWidth=1.4)
    return [span.encode(x=alt.X("from:Q"), x2="to:Q"), rule.encode(x=x)]
