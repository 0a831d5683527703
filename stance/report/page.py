"""The report: one offline page, and its charts and tables as files beside it."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
import pyarrow as pa
from markupsafe import Markup, escape

from stance.errors import InputError, OutputError, SettingError
from stance.files import write_together
from stance.report import charts
from stance.report.making import SHOWN_FAILURES, describe_making
from stance.report.panels import MOST_LISTED, article_panels, listed_articles, printable
from stance.report.scores import COLUMNS, labels_of, provenance
from stance.report.sheets import csv_files, interval_words, sheets
from stance.report.tables import Tables, compute_tables, dated
from stance.report.wording import (
    Both,
    Wording,
    count_words,
    percent_words,
    plural,
    score_words,
)
from stance.report.words import LANGUAGES, MONTHS, WORDS, Language

PAGE = "index.html"
_TABLES = ("summary", "yearly", "outlets", "articles", "gaps", "gap_years")
_CHARTS = ("trend", "shares", "gap")
OWN_FILES = (
    *(f"charts/{name}.svg" for name in _CHARTS),
    *(f"tables/{name}.csv" for name in _TABLES),
    PAGE,
)
"""What a report may consist of; nothing else in its folder is ever touched."""

_SVG_WIDTH, _SVG_SHARE_WIDTH = 860, 250
_STRONGEST = 1.5
"""Log-odds at which a word's mark has its full colour."""


def write_report(
    scores: pa.Table, folder: str | Path, *, rng: np.random.Generator, language: Language = "id"
) -> Path:
    """Write one offline HTML page, its charts as SVG and its tables as CSV.

    Everything is written aside first, so an earlier report stays whole until the new one is
    complete; other files in the folder stay. Parts of an earlier report that the new one does not
    have (a gap chart, where there are no comments) are removed.

    Parameters
    ----------
    scores
        A table of scores, as `read_scores` or `score_documents` gives it.
    folder
        Where to write ``index.html``, ``charts/`` and ``tables/``; made where it is missing.
    rng
        Where the intervals' draws come from; the same state gives the same bytes.
    language
        The language that the page opens in, ``id`` or ``en``, and that of the SVG charts; the
        page holds both.

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    InputError
        If `scores` is not a usable table of scores.
    SettingError
        If `language` is neither ``id`` nor ``en``.
    OutputError
        If the folder cannot be made or written, or the disk is full.
    """
    if language not in LANGUAGES:
        raise SettingError(f"Expected the language 'id' or 'en', got {str(language)[:40]!r}.")
    content = render_report(scores, rng=rng, language=language)
    final = Path(folder)
    _make_folders(final)
    write_together(final, {name: _filled(data) for name, data in content.items()})
    for name in OWN_FILES:
        if name not in content:
            with suppress(OSError):
                (final / name).unlink(missing_ok=True)
    return final / PAGE


def render_report(
    scores: pa.Table, *, rng: np.random.Generator, language: Language = "id"
) -> dict[str, bytes]:
    """The content of every file of the report by its name, the page last.

    Raises
    ------
    InputError
        If `scores` is not a usable table of scores.
    """
    _check_columns(scores)
    tables = compute_tables(scores, rng=rng)
    content = {f"tables/{name}.csv": data for name, data in csv_files(tables).items()}
    content |= {f"charts/{name}.svg": image for name, image in _images(tables, language).items()}
    page = render_page(scores, tables, rng=rng, language=language)
    content[PAGE] = page.encode("utf-8", errors="replace")
    return content


def render_page(
    scores: pa.Table, tables: Tables, *, rng: np.random.Generator, language: Language
) -> str:
    """The page as a string: words, tables and data in, HTML out."""
    wording = Wording(task=tables.task, labels=tables.labels)
    listed = listed_articles(tables.articles, most=MOST_LISTED)
    panels = article_panels(scores, listed, tables.labels)
    shown = replace(tables, articles=listed)
    datasets: dict[str, Any] = {}
    specs = _specs(shown, datasets)
    title = wording.words("title")
    style, script = _template("page.css"), _template("page.js")
    vega = charts.drawing_script() if specs else ""
    mean = tables.estimate("score")
    environment = _environment(wording)
    return environment.get_template("page.html").render(
        language=language,
        policy=_policy([vega, script] if specs else [script], style),
        title=title,
        style=Markup(style),
        script=Markup(script),
        vega=Markup(vega),
        charts=bool(specs),
        data=_embedded(_page_data(shown, wording, panels.articles, specs, datasets, title)),
        t=tables,
        mean=mean,
        years=dated(tables.yearly),
        headline=_headline(tables, wording),
        lede_mean=_lede_mean(mean, wording),
        lede_gap=_lede_gap(tables, wording),
        gaps_shown=len(charts.largest_gaps(tables.gaps)),
        cut=_cut(tables, len(listed), panels.n_embedded),
        names={name: wording.label(name) for name in tables.labels},
        sheets=sheets(
            tables, wording, listed={row["article_id"]: k for k, row in enumerate(listed)}
        ),
        making=describe_making(tables, wording, provenance(scores), rng=rng),
        failed=[
            {name: printable(str(value)) for name, value in row.items()}
            for row in tables.failed[:SHOWN_FAILURES]
        ],
    )


def _check_columns(scores: Any) -> None:
    names = scores.column_names if isinstance(scores, pa.Table) else []
    missing = [name for name in COLUMNS if name not in names]
    if missing or not labels_of(scores):
        raise InputError(
            "Expected a table of scores, as read_scores or score_documents gives it; got "
            f"{type(scores).__name__} without {', '.join(missing[:4]) or 'p_<label>'}."
        )


def _make_folders(final: Path) -> None:
    for folder in (final, *(final / Path(name).parent for name in OWN_FILES)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise OutputError(
                f"Expected to make the folder {str(folder)!r}, but: {why}. "
                "Choose a folder that can be written."
            ) from error


def _filled(data: bytes) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)

    return write


def _images(tables: Tables, language: Language) -> dict[str, bytes]:
    wide = charts.Drawing(language=language, colours=charts.LIGHT, width=_SVG_WIDTH)
    third = charts.Drawing(language=language, colours=charts.LIGHT, width=_SVG_SHARE_WIDTH)
    made = {}
    if dated(tables.yearly):
        made["trend"] = charts.svg(charts.trend_chart(tables, wide), wide)
        made["shares"] = charts.svg(charts.shares_chart(tables, third), third)
    if tables.gaps:
        made["gap"] = charts.svg(charts.gap_chart(tables, wide), wide)
    return {name: image.encode("utf-8", errors="replace") for name, image in made.items()}


def _specs(tables: Tables, datasets: dict[str, Any]) -> dict[str, Any]:
    """Every chart of the page in each language and theme, by ``chart/language/theme``."""
    specs = {}
    for language in LANGUAGES:
        for theme, colours in charts.COLOURS.items():
            drawing = charts.Drawing(language=language, colours=colours)
            for name, chart in _page_charts(tables, drawing).items():
                specs[f"{name}/{language}/{theme}"] = charts.page_spec(chart, datasets)
    return specs


def _page_charts(tables: Tables, drawing: charts.Drawing) -> dict[str, Any]:
    drawn = {}
    if dated(tables.yearly):
        drawn["trend"] = charts.trend_chart(tables, drawing)
        for place, name in enumerate(tables.labels):
            drawn[f"share-{place}"] = charts.share_chart(tables, name, drawing)
    if tables.gaps:
        drawn["gap"] = charts.gap_chart(tables, drawing)
    return drawn


def _page_data(
    tables: Tables,
    wording: Wording,
    articles: list[dict[str, Any]],
    specs: Mapping[str, Any],
    datasets: Mapping[str, Any],
    title: Both,
) -> dict[str, Any]:
    """What the page's script works on."""
    names = {name: wording.label(name) for name in tables.labels}
    return {
        "titles": _spoken(title),
        "labels": [_spoken(name) for name in names.values()],
        "names": {key: _spoken(name) for key, name in names.items()},
        "words": {
            key: dict(zip(LANGUAGES, both, strict=True))
            for key, both in WORDS.items()
            if key.startswith("js_")
        },
        "vocabulary": {language: wording.vocabulary(language) for language in LANGUAGES},
        "months": {language: MONTHS[language].split() for language in LANGUAGES},
        "strongest": _STRONGEST,
        "charts": list(dict.fromkeys(key.partition("/")[0] for key in specs)),
        "themes": {name: charts.theme(colours) for name, colours in charts.COLOURS.items()},
        "specs": specs,
        "datasets": datasets,
        "articles": articles,
    }


def _spoken(both: Both) -> dict[str, str]:
    return {"id": both.id, "en": both.en}


def _embedded(data: Any) -> Markup:
    """JSON that no HTML parser can take for the end of its element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(printable(text))  # noqa: S704 - escaped just above


def _template(name: str) -> str:
    source = files("stance.report").joinpath("templates", name)
    return source.read_text(encoding="utf-8").replace("\r\n", "\n")


def _policy(scripts: list[str], style: str) -> str:
    """Content rules for the browser: only these scripts and this style, and no connection."""
    allowed = " ".join(f"'{_source_hash(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src '{_source_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _source_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _environment(wording: Wording) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.globals.update(
        w=wording.words,
        n=count_words,
        score=score_words,
        pct=percent_words,
        plural=plural,
        side=lambda place: _side(place, len(wording.labels)),
        sign=lambda place: {"first": "▲", "neutral": "●", "last": "▼"}[
            _side(place, len(wording.labels))
        ],
        tag=Markup('<span class="tag">{}</span>').format(wording.words("method_uncorrected")),
        label=lambda key, **values: _attribute("aria-label", wording.words(key, **values)),
        attribute=_attribute,
        files=lambda pairs: _file_links(pairs, wording),
        fact_interval=lambda row: _fact_interval(row, wording),
        none=None,
    )
    return environment


def _side(place: int, n_labels: int) -> str:
    return "first" if place == 0 else "last" if place == n_labels - 1 else "neutral"


def _attribute(name: str, both: Both) -> Markup:
    """An attribute in Indonesian, with both languages beside it for the page's script."""
    return Markup('{0}="{1}" data-label-id="{1}" data-label-en="{2}"').format(
        name, both.id, both.en
    )


def _file_links(pairs: list[tuple[str, str]], wording: Wording) -> Markup:
    links = [
        Markup('<a href="{}" download>{}</a>').format(path, wording.words(key))
        for path, key in pairs
    ]
    return Markup('<p class="files">{}</p>').format(Markup("").join(links))


def _fact_interval(row: Mapping[str, Any], wording: Wording) -> Both:
    if row["low"] is None:
        return wording.words("no_interval")
    low, high = score_words(row["low"]), score_words(row["high"])
    return wording.words("fact_interval", low=low, high=high)


def _headline(tables: Tables, wording: Wording) -> Both:
    counts = tables.counts
    if not tables.articles:
        return wording.words("headline_empty")
    articles = wording.words(
        plural("count_articles", counts["articles"]), n=count_words(counts["articles"])
    )
    comments = wording.words(
        plural("count_comments", counts["comments"]), n=count_words(counts["comments"])
    )
    key = "headline" if counts["comments"] else "headline_articles_only"
    return wording.words(key, articles=articles, comments=comments, period=_period(tables))


def _period(tables: Tables) -> str:
    years = sorted({row["group"] for row in dated(tables.yearly)})
    if not years:
        return ""
    return f", {years[0]}" + (f"–{years[-1]}" if len(years) > 1 else "")


def _lede_mean(mean: Mapping[str, Any] | None, wording: Wording) -> Both | str:
    if mean is None:
        return ""
    ends = ("lean_first", "lean_last", "lean_none")
    return wording.words(
        "lede_mean",
        score=score_words(mean["value"]),
        interval=_between(mean, wording),
        lean=wording.words(_verdict(mean, ends)),
    )


def _lede_gap(tables: Tables, wording: Wording) -> Both | str:
    if tables.gap is None:
        return "" if tables.counts["comments"] else wording.words("no_comments")
    # An article above its comments means comments nearer to the last label.
    ends = ("gap_last", "gap_first", "gap_none")
    return wording.words(
        "lede_gap",
        verdict=wording.words(_verdict(tables.gap, ends)),
        gap=score_words(tables.gap["value"]),
        interval=_between(tables.gap, wording),
        n=count_words(tables.gap["n_articles"]),
    )


def _verdict(row: Mapping[str, Any], ends: tuple[str, str, str]) -> str:
    """The words for above 0, below 0, or an interval that holds 0 (or is missing)."""
    above, below, neither = ends
    if row["low"] is None or row["low"] <= 0 <= row["high"]:
        return neither
    return above if row["low"] > 0 else below


def _between(row: Mapping[str, Any], wording: Wording) -> Both:
    if row["low"] is None:
        return wording.words("no_interval")
    return wording.words("between", low=score_words(row["low"]), high=score_words(row["high"]))


def _cut(tables: Tables, listed: int, embedded: int) -> dict[str, int] | None:
    if listed == embedded == len(tables.articles):
        return None
    return {"listed": listed, "open": embedded}


__all__ = ["OWN_FILES", "escape", "interval_words", "render_page", "render_report", "write_report"]
