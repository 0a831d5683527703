"""The error budget: what each year's corrected interval is made of."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from stance.report.axes import Row, number_label, rows_of, year_axis
from stance.report.charts import Chart, Drawing
from stance.report.gold_words import joined
from stance.report.wording import Both, Wording, decimal, percent_words, say

PARTS = ("sampling", "labels", "saved")
_HEIGHT, _WIDE = 220, 0.3


def budget_years(rows: Sequence[Row], wording: Wording) -> list[Row]:
    """The parts of the half-width of each year's mean score, one upon another.

    Years without an interval have none. `from` and `to` are the ends of a part's bar; where the
    classifier saves nothing, that part has no height.
    """
    years = _parts([row for row in rows if row["group"].isdecimal()])
    found = []
    for name, parts in years.items():
        said = _said(name, parts, wording)
        foot = 0.0
        for part in PARTS:
            top = foot + max(0.0, parts[part]["half_width"])
            found.append(
                {
                    "kind": "budget", "x": int(name) + 0.5, "year": int(name), "part": part,
                    "left": int(name) + 0.5 - _WIDE, "right": int(name) + 0.5 + _WIDE,
                    "from": round(foot, 4), "to": round(top, 4), "said": said,
                    "pick": {"year": name},
                }
            )  # fmt: skip
            foot = top
    return found


def budget_chart(rows: Sequence[Row], drawing: Drawing) -> Chart:
    """The bars of `budget_years`."""
    colours = drawing.colours
    limit = max(row["to"] for row in rows)
    years = [{"year": year} for year in sorted({row["year"] for row in rows})]
    x = year_axis(years)
    axis = alt.Axis(tickCount=4, labelExpr=number_label(drawing.language, limit, signs=False))
    y = alt.Y(
        "from:Q",
        title=say("budget_axis", drawing.language),
        axis=axis,
        scale=alt.Scale(domainMin=0),
    )
    looks: dict[str, dict[str, Any]] = {
        "sampling": {"color": colours.neutral},
        "labels": {"color": colours.last},
        "saved": {"filled": False, "color": colours.muted, "strokeDash": [3, 2]},
    }
    base = alt.Chart(rows_of(rows))
    bars = [
        base.transform_filter(f"datum.part === '{part}'")
        .mark_rect(cursor="pointer", **look)
        .encode(
            x=alt.X("left:Q"),
            x2="right:Q",
            y=y,
            y2="to:Q",
            tooltip="kind:N",
        )
        for part, look in looks.items()
    ]
    return alt.layer(base.mark_point(opacity=0).encode(x=x, y=y), *bars).properties(
        width=drawing.size, height=_HEIGHT
    )


def budget_words(rows: Sequence[Row], task: str, wording: Wording) -> Both | None:
    """Of the mean over everything: how much of its variance is which part; `None` if unknown."""
    parts = _parts([row for row in rows if row["group"] == task]).get(task)
    if parts is None:
        return None
    sampling, labels, saved = (parts[part]["variance"] for part in PARTS)
    corrected = sampling + labels
    if corrected <= 0.0:
        return None
    return wording.words(
        "budget_said",
        sampling=percent_words(sampling / corrected),
        labels=percent_words(labels / corrected),
        # By chance, the corrected interval may be the wider one: then nothing is saved.
        saved=percent_words(max(0.0, saved) / (corrected + max(0.0, saved))),
    )


def _parts(rows: Sequence[Row]) -> dict[str, Mapping[str, Row]]:
    """The three parts of the mean score by group, where all are known."""
    groups: dict[str, dict[str, Row]] = {}
    for row in rows:
        if row["quantity"] == "score" and row["half_width"] is not None:
            groups.setdefault(row["group"], {})[row["part"]] = row
    return {name: parts for name, parts in groups.items() if len(parts) == len(PARTS)}


def _said(name: str, parts: Mapping[str, Row], wording: Wording) -> dict[str, list[str]]:
    lines = [
        joined(": ", wording.words(f"budget_{part}"), _width(parts[part]["half_width"]))
        for part in PARTS
    ]
    return {"id": [name, *(line.id for line in lines)], "en": [name, *(line.en for line in lines)]}


def _width(value: float) -> Both:
    return Both.of(lambda language: decimal(value, language, 3).replace("-", "−"))
