"""The charts as Vega-Lite: trend, label shares, gap. The only home of altair and vl-convert."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import altair as alt

from stance.report.axes import moment, number_label, rows_of, year_axis
from stance.report.look import Colours, Spec, theme
from stance.report.panels import listed_articles, printable
from stance.report.tables import Row, Tables, dated, widened
from stance.report.wording import label, say, vocabulary
from stance.report.words import Language

SHOWN_GAPS = 40
"""So many gaps fit into one chart; the table has them all."""

Chart = alt.LayerChart | alt.FacetChart
# Marks that turn the direction of writing would turn the rest of an image's line with it.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CLIP = re.compile(r'(?<=id=")clip\d+(?=")|(?<=url\(#)clip\d+(?=\))')
_LONGEST_NAME = 120
_BREAK: Final = "break-paths-filter-domains"
_CROWDED = 200
_TREND_HEIGHT, _SHARE_HEIGHT, _GAP_STEP = 340, 150, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What every chart needs besides its rows: language, colours and the width in pixels.

    A width of ``None`` lets the page decide. `numbers` are the places of articles in the page's
    list; a dot of an article that is not there leads nowhere.
    """

    language: Language
    colours: Colours
    width: int | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)

    def say(self, key: str, tables: Tables) -> str:
        """The words for `key` with the task's own words filled in."""
        return say(key, self.language, **vocabulary(tables.task, tables.labels, self.language))

    @property
    def size(self) -> Any:
        """The width as Vega-Lite wants it."""
        return self.width or "container"


def trend_chart(tables: Tables, drawing: Drawing) -> Chart:
    """Articles as dots by date, the yearly mean as a line with its band."""
    years = _years(tables)
    means = alt.Chart(rows_of(years))
    colours = drawing.colours
    score = alt.Y(
        "value:Q",
        title=drawing.say("axis_score_ends", tables),
        scale=alt.Scale(domain=[-1, 1], nice=False),
        axis=alt.Axis(values=[-1, -0.5, 0, 0.5, 1], labelExpr=number_label(drawing.language)),
    )
    x = year_axis(years)
    zero = (
        alt.Chart(rows_of([{"value": 0}]))
        .mark_rule(color=colours.muted, strokeDash=[2, 3])
        .encode(y="value:Q")
    )
    band = means.mark_area(color=colours.ink, opacity=0.09).encode(x=x, y="low:Q", y2="high:Q")
    whiskers = _lone(means).mark_rule(color=colours.ink, opacity=0.4, strokeWidth=2)
    articles = _dots(tables, drawing.numbers)
    crowded = len(articles) > _CROWDED
    dots = alt.Chart(rows_of(articles)).mark_circle(
        size=30 if crowded else 80, opacity=0.6 if crowded else 0.85,
        stroke=colours.ground, strokeWidth=0.4 if crowded else 1, cursor="pointer",
    ).encode(
        x=x, y=score, tooltip="kind:N",
        color=alt.Color("value:Q", scale=_diverging(colours), legend=None),
    ).properties(name="articles")  # fmt: skip
    line = means.mark_line(color=colours.ink, strokeWidth=2.2, invalid=_BREAK)
    halo = means.mark_line(color=colours.ground, strokeWidth=6, opacity=0.75, invalid=_BREAK)
    points = means.mark_circle(color=colours.ink, size=64, opacity=1, stroke=colours.ground)
    numbers = means.mark_text(color=colours.muted, fontSize=10.5, dy=-7, baseline="bottom")
    # The page's style lets the pointer through to the dots under what is named "over".
    layers = [
        zero, dots, halo.encode(x=x, y=score).properties(name="over_halo"),
        band.properties(name="over_band"), whiskers.encode(x=x, y="low:Q", y2="high:Q"),
        line.encode(x=x, y=score).properties(name="over_line"),
        points.encode(x=x, y=score, tooltip="kind:N"),
        numbers.encode(x=x, y=alt.datum(-1.0), text="n:N"),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=drawing.size, height=_TREND_HEIGHT)


def share_chart(tables: Tables, name: str, drawing: Drawing) -> Chart:
    """One label's share of article sentences, year by year, with its interval."""
    colours = drawing.colours
    place = tables.labels.index(name)
    colour = colours.first if place == 0 else colours.neutral
    colour = colours.last if name == tables.labels[-1] else colour
    years = _years(tables, name)
    x = year_axis(years)
    base = alt.Chart(rows_of(years))
    y = alt.Y(
        "value:Q", title=None, scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(values=[0, 0.5, 1], format=".0%"),
    )  # fmt: skip
    band = base.mark_area(color=colour, opacity=0.18).encode(x=x, y="low:Q", y2="high:Q")
    whiskers = _lone(base).mark_rule(color=colour, opacity=0.5, strokeWidth=2)
    line = base.mark_line(color=colour, strokeWidth=2, invalid=_BREAK)
    points = base.mark_circle(color=colour, size=38, opacity=1, stroke=colours.ground)
    return alt.layer(
        band, whiskers.encode(x=x, y="low:Q", y2="high:Q"), line.encode(x=x, y=y),
        points.encode(x=x, y=y, tooltip="kind:N"),
    ).properties(width=drawing.size, height=_SHARE_HEIGHT)  # fmt: skip


def gap_chart(tables: Tables, drawing: Drawing) -> Chart:
    """Each article against the mean of its comments, the largest gaps first."""
    colours = drawing.colours
    rows = _dumbbells(tables, drawing.numbers)
    base = alt.Chart(rows_of(rows))
    y = alt.Y(
        "place:O", title=None, sort=None,
        axis=alt.Axis(
            labelExpr=_names_by_place(tables, drawing.language),
            domain=False, ticks=False, labelPadding=10, grid=True,
        ),
    )  # fmt: skip
    axis = alt.Axis(
        values=[-1, -0.5, 0, 0.5, 1], labelExpr=number_label(drawing.language), orient="top"
    )
    x = alt.X(
        "article:Q", title=drawing.say("axis_ends", tables), axis=axis,
        scale=alt.Scale(domain=[-1, 1], nice=False),
    )  # fmt: skip
    side = alt.Color(
        "side:N", legend=None,
        scale=alt.Scale(domain=["last", "first"], range=[colours.last, colours.first]),
    )  # fmt: skip
    zero = (
        alt.Chart(rows_of([{"article": 0}]))
        .mark_rule(color=colours.muted, strokeDash=[2, 3])
        .encode(x=x)
    )
    line = base.mark_rule(strokeWidth=3, opacity=0.75, cursor="pointer").encode(
        x=x, x2="comments:Q", y=y, color=side, tooltip="kind:N"
    )
    article = base.mark_point(
        shape="circle", filled=True, size=95, color=colours.ink, opacity=1, cursor="pointer"
    ).encode(x=x, y=y, tooltip="kind:N")
    comments = base.mark_point(
        shape="diamond", size=95, fill=colours.ground, strokeWidth=2, opacity=1, cursor="pointer"
    ).encode(x=alt.X("comments:Q"), y=y, stroke=_as_stroke(colours), tooltip="kind:N")
    return alt.layer(zero, line, article, comments).properties(
        width=drawing.size, height=_GAP_STEP * len(rows)
    )


def page_spec(chart: Chart, datasets: dict[str, list[Row]]) -> Spec:
    """A chart as Vega-Lite for the page, without any address.

    Its rows are moved to `datasets`, where charts that show the same rows share them.
    """
    # Valid, as its like is checked for the SVG; checking each language again takes a second.
    spec: Spec = chart.to_dict(validate=False)
    for key in ("$schema", "usermeta", "config"):
        spec.pop(key, None)
    for layer in (spec, *spec["layer"]):
        rows = layer.get("data", {}).get("values")
        if rows is not None:
            name = "rows-" + hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:12]
            datasets[name] = rows
            layer["data"] = {"name": name}
    return spec


def svg(chart: Chart | alt.HConcatChart, drawing: Drawing) -> str:
    """The chart as an SVG image with its own ground."""
    import vl_convert

    spec = chart.to_dict()
    spec["config"] = theme(drawing.colours) | {"background": drawing.colours.ground}
    spec["padding"] = 16
    return _renumbered(str(vl_convert.vegalite_to_svg(spec)))


def _renumbered(image: str) -> str:
    """The image with its clips counted from 1: the drawing software counts on over all images."""
    order = {
        name: f"clip{n}" for n, name in enumerate(dict.fromkeys(_CLIP.findall(image)), start=1)
    }
    return _CLIP.sub(lambda found: order[found[0]], image)


def shares_chart(tables: Tables, drawing: Drawing) -> alt.HConcatChart:
    """The shares of all labels side by side."""
    charts = [
        share_chart(tables, name, drawing).properties(title=label(name, drawing.language))
        for name in tables.labels
    ]
    return alt.hconcat(*charts, spacing=28)


@cache
def drawing_script() -> str:
    """Vega and Vega-Lite as one script that needs no network.

    It is the same for every page and takes two seconds to bundle, so once is enough.
    """
    import vl_convert

    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))


def _years(tables: Tables, quantity: str = "score") -> list[Row]:
    """One row a year from the first to the last; those without articles have no value."""
    known = {row["group"]: row[quantity] for row in widened(dated(tables.yearly))}
    if not known:
        return []
    rows = []
    for year in range(int(min(known)), int(max(known)) + 1):
        estimate = known.get(f"{year:04d}", {})
        value = {name: estimate.get(name) for name in ("value", "low", "high")}
        n = estimate.get("n_articles", 0)
        rows.append(
            {"kind": "year", "x": year + 0.5, "year": year, "quantity": quantity, **value, "n": n}
        )
    for row, before, after in zip(rows, [{}, *rows], [*rows[1:], {}], strict=False):
        row["lone"] = before.get("low") is None and after.get("low") is None
    return rows


def _lone(chart: alt.Chart) -> alt.Chart:
    """Only years between years without an interval: a band of one year has no width."""
    return chart.transform_filter("datum.lone")


def _dots(tables: Tables, numbers: Mapping[str, int]) -> list[Row]:
    return [
        {
            "kind": "article",
            "k": numbers.get(row["article_id"]),
            "x": moment(row["published"]),
            "value": row["score"],
        }
        for row in listed_articles(tables.articles)
        if row["published"]
    ]


def _dumbbells(tables: Tables, numbers: Mapping[str, int]) -> list[Row]:
    return [
        {
            "kind": "gap", "place": place, "k": numbers.get(row["article_id"]),
            "article": row["article_score"], "comments": row["comments_score"],
            "gap": row["gap"], "n": row["n_comments"],
            "side": "last" if row["gap"] > 0 else "first",
        }
        for place, row in enumerate(largest_gaps(tables.gaps))
    ]  # fmt: skip


def largest_gaps(gaps: Sequence[Row]) -> list[Row]:
    """The `SHOWN_GAPS` gaps that are farthest from 0, still from the highest to the lowest."""
    if len(gaps) <= SHOWN_GAPS:
        return list(gaps)
    ranked = sorted(gaps, key=lambda row: (-abs(row["gap"]), row["article_id"]))[:SHOWN_GAPS]
    chosen = {row["article_id"] for row in ranked}
    return [row for row in gaps if row["article_id"] in chosen]


def _diverging(colours: Colours) -> alt.Scale:
    return alt.Scale(
        domain=[-0.5, 0, 0.5],
        range=[colours.last, colours.neutral, colours.first],
        clamp=True,
        interpolate="rgb",
    )


def _as_stroke(colours: Colours) -> alt.Stroke:
    return alt.Stroke(
        "side:N", legend=None,
        scale=alt.Scale(domain=["last", "first"], range=[colours.last, colours.first]),
    )  # fmt: skip


def _names_by_place(tables: Tables, language: Language) -> str:
    """The expression that names a row of the gap chart: year and title."""
    names = []
    for row in largest_gaps(tables.gaps):
        title = row["title"] or say("no_title", language)
        name = f"{(row['published'] or '')[:4]} {title}".strip()
        names.append(_DIRECTION.sub("", printable(name))[:_LONGEST_NAME])
    # JSON is an expression of Vega too; titles are data in it, never code.
    return f"{json.dumps(names)}[datum.value]"
