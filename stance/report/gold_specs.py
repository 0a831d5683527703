"""Every chart of corrected estimates by its name: for the page, and as images."""

import altair as alt

from stance.report import charts
from stance.report.budget_chart import budget_chart, budget_years
from stance.report.charts import Chart, Drawing
from stance.report.curve_chart import curve_chart
from stance.report.gap_charts import gap_outlets, gap_years
from stance.report.gold_charts import share_of, shares_of, trend_of
from stance.report.gold_tables import GoldTables
from stance.report.tables import Tables, dated
from stance.report.wording import Wording

_SHARE_WIDTH = 250


def gold_charts(
    tables: Tables, gold: GoldTables, drawing: Drawing, wording: Wording
) -> dict[str, Chart]:
    """The charts of the page that there are figures for."""
    drawn: dict[str, Chart] = {}
    if dated(gold.articles.years):
        drawn["trend"] = trend_of(gold.articles, drawing, wording, events=gold.events)
        for place, name in enumerate(tables.labels):
            drawn[f"share-{place}"] = share_of(gold.articles, name, drawing, wording)
        drawn["dots"] = charts.trend_chart(tables, drawing)
    if gold.comments is not None and dated(gold.comments.years):
        drawn["comments"] = trend_of(gold.comments, drawing, wording, events=gold.events)
    if any(row["by"] == "year" for row in dated(gold.gaps)):
        drawn["gap_years"] = gap_years(gold, drawing, wording)
    if any(row["by"] == "outlet" for row in gold.gaps):
        drawn["gap_outlets"] = gap_outlets(gold, drawing, wording)
    budget = budget_years(gold.articles.budget, wording)
    if budget:
        drawn["budget"] = budget_chart(budget, drawing)
    if gold.curve:
        drawn["curve"] = curve_chart(gold.curve, gold.choices, drawing)
    return drawn


def gold_images(
    tables: Tables, gold: GoldTables, drawing: Drawing, wording: Wording
) -> dict[str, str]:
    """The charts as SVG, the labels' shares in one, each with its legend above."""
    drawn = gold_charts(tables, gold, drawing, wording)
    whole: dict[str, Chart | alt.HConcatChart] = {
        name: chart for name, chart in drawn.items() if not name.startswith("share-")
    }
    if "trend" in drawn:
        third = Drawing(language=drawing.language, colours=drawing.colours, width=_SHARE_WIDTH)
        whole["shares"] = shares_of(gold.articles, third, wording)
    legends = dict.fromkeys(("trend", "comments", "shares"), "svg_legend")
    legends |= dict.fromkeys(("gap_years", "gap_outlets"), "svg_gap_legend")
    return {
        name: charts.svg(_titled(chart, legends.get(name), drawing, wording), drawing)
        for name, chart in whole.items()
    }


def _titled(
    chart: Chart | alt.HConcatChart, key: str | None, drawing: Drawing, wording: Wording
) -> Chart | alt.HConcatChart:
    if key is None:
        return chart
    text = wording.words(key).pick(drawing.language)
    title = alt.Title(text, fontSize=11, fontWeight="normal", color=drawing.colours.muted)
    return chart.properties(title=title)
