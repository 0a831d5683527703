"""The page as a string: figures, words and data in, HTML out."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa
from markupsafe import Markup

from stance.report import charts, html, look, summary
from stance.report.evaluation import Evaluation
from stance.report.gold_page import describe_gold
from stance.report.gold_specs import gold_charts
from stance.report.gold_tables import with_gold_labels
from stance.report.judged import describe_quality
from stance.report.judged_charts import judged_charts
from stance.report.making import SHOWN_FAILURES, describe_making, unseen_sentence
from stance.report.panels import Panels, article_panels, listed_articles, printable
from stance.report.scores import provenance
from stance.report.sheets import sheets
from stance.report.tables import Row, Tables, dated
from stance.report.wording import Both, Wording
from stance.report.words import LANGUAGES, MONTHS, WORDS, Language

_STRONGEST = 1.5
"""Log-odds at which a word's mark has its full colour."""


def render_page(
    scores: pa.Table,
    tables: Tables,
    *,
    rng: np.random.Generator,
    language: Language,
    evaluation: Evaluation | None = None,
    gold: pa.Table | None = None,
) -> str:
    """The report's page, complete in itself.

    Parameters
    ----------
    scores
        The score table, for the sentences.
    tables
        Its figures.
    rng
        The generator that the figures were drawn with; only its seed is shown.
    language
        The language that the page opens in; it holds both.
    evaluation
        How good the classifier is, as `read_evaluation` gives it; without it there is no such
        section.
    gold
        The gold labels that `tables` were corrected with, to stand beside the sentences.
    """
    wording = Wording(task=tables.task, labels=tables.labels)
    listed = listed_articles(tables.articles)
    shown = scores if gold is None else with_gold_labels(scores, gold)
    panels = article_panels(shown, listed, tables.labels)
    data = _page_data(tables, wording, panels, evaluation)
    sources = {name: html.template(f"page.{name}") for name in ("css", "js")}
    vega = _with_notices(charts.drawing_script()) if data["charts"] else ""
    scripts = [vega, sources["js"]] if vega else [sources["js"]]
    numbers = {row["article_id"]: k for k, row in enumerate(listed)}
    known = provenance(scores)
    # Style and scripts are the package's own; their hashes stand in the policy.
    return (
        html.environment(wording)
        .get_template("page.html")
        .render(
            **_opening(tables, wording),
            language=language,
            policy=html.content_policy(scripts, sources["css"]),
            style=Markup(sources["css"]),  # noqa: S704
            scripts=[Markup(script) for script in scripts],  # noqa: S704
            data=html.embedded(data),
            cut=_cut(tables, len(listed), panels.n_embedded),
            sheets=sheets(tables, wording, listed=numbers),
            making=describe_making(tables, wording, known, rng=rng),
            unseen=unseen_sentence(known["bundle"], wording),
            failed=_failures(tables),
            q=describe_quality(evaluation, wording) if evaluation else None,
            g=describe_gold(tables, wording, known, listed=numbers),
        )
    )


def _with_notices(script: str) -> str:
    """The drawing software with its licences, which ask to go wherever it goes."""
    return f"/*!\n{html.template('notices.txt')}*/\n{script}"


def _opening(tables: Tables, wording: Wording) -> dict[str, Any]:
    """What the template says before and between the charts."""
    mean = tables.estimate("score")
    return {
        "t": tables,
        "title": wording.words("title"),
        "mean": mean,
        "years": dated(tables.yearly),
        "wide": summary.has_wide_years(tables),
        "headline": summary.headline(tables, wording),
        "lede_mean": summary.mean_sentence(mean, wording),
        "lede_gap": summary.gap_sentence(tables, wording),
        "gaps_shown": len(charts.largest_gaps(tables.gaps)),
        "names": {name: wording.label(name) for name in tables.labels},
    }


def _page_data(
    tables: Tables, wording: Wording, panels: Panels, evaluation: Evaluation | None
) -> dict[str, Any]:
    """What the page's script works on."""
    datasets: dict[str, list[Row]] = {}
    specs = {
        **_specs(tables, wording, panels, datasets),
        **_quality_specs(evaluation, wording, datasets),
    }
    names = {name: _spoken(wording.label(name)) for name in tables.labels}
    return {
        "titles": _spoken(wording.words("title")),
        "labels": list(names.values()),
        "names": names,
        "words": {
            key: dict(zip(LANGUAGES, pair, strict=True))
            for key, pair in WORDS.items()
            if key.startswith("js_")
        },
        "vocabulary": {language: wording.vocabulary(language) for language in LANGUAGES},
        "months": MONTHS,
        "strongest": _STRONGEST,
        "charts": list(dict.fromkeys(key.partition("/")[0] for key in specs)),
        "colours": {name: asdict(colours) for name, colours in look.COLOURS.items()},
        "themes": {name: look.theme(colours) for name, colours in look.COLOURS.items()},
        "specs": specs,
        "datasets": datasets,
        "articles": panels.articles,
    }


def _specs(
    tables: Tables, wording: Wording, panels: Panels, datasets: dict[str, list[Row]]
) -> Mapping[str, Any]:
    """Every chart in each language, by ``chart/language``."""
    numbers = {row["article_id"]: k for k, row in enumerate(panels.articles)}
    drawn: dict[str, charts.Chart] = {}
    for language in LANGUAGES:
        drawing = charts.Drawing(language=language, colours=look.NAMED, numbers=numbers)
        own = (
            _uncorrected_charts(tables, drawing)
            if tables.gold is None
            else gold_charts(tables, tables.gold, drawing, wording)
        )
        if tables.gaps:
            own["gap"] = charts.gap_chart(tables, drawing)
        drawn |= {f"{name}/{language}": chart for name, chart in own.items()}
    return {name: charts.page_spec(chart, datasets) for name, chart in drawn.items()}


def _uncorrected_charts(tables: Tables, drawing: charts.Drawing) -> dict[str, charts.Chart]:
    if not dated(tables.yearly):
        return {}
    shares = {
        f"share-{place}": charts.share_chart(tables, name, drawing)
        for place, name in enumerate(tables.labels)
    }
    return {"trend": charts.trend_chart(tables, drawing), **shares}


def _quality_specs(
    evaluation: Evaluation | None, wording: Wording, datasets: dict[str, list[Row]]
) -> Mapping[str, Any]:
    """The charts of the section on quality in each language."""
    if evaluation is None:
        return {}
    return {
        f"{name}/{language}": charts.page_spec(chart, datasets)
        for language in LANGUAGES
        for name, chart in judged_charts(
            evaluation, wording, charts.Drawing(language=language, colours=look.NAMED)
        ).items()
    }


def _spoken(both: Both) -> dict[str, str]:
    return {"id": both.id, "en": both.en}


def _failures(tables: Tables) -> list[dict[str, str]]:
    return [
        {name: printable(str(value)) for name, value in row.items()}
        for row in tables.failed[:SHOWN_FAILURES]
    ]


def _cut(tables: Tables, listed: int, embedded: int) -> dict[str, int] | None:
    """How many articles are listed and how many can be opened, where these are not all."""
    if embedded == len(tables.articles):
        return None
    return {"listed": listed, "open": embedded}
