"""How the page is put together safely: templates that escape, rules for the browser, data."""

import base64
import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from stance.report.panels import printable
from stance.report.summary import interval_sentence
from stance.report.wording import (
    Both,
    Wording,
    count_words,
    percent_words,
    plural,
    score_words,
)

_SIGNS = {"first": "▲", "neutral": "●", "last": "▼"}


def environment(wording: Wording) -> jinja2.Environment:
    """Templates that escape whatever they are given, with the report's words at hand."""
    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(template),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
    )
    made.globals.update(
        w=wording.words,
        n=count_words,
        score=score_words,
        pct=percent_words,
        plural=plural,
        side=lambda place: _side(place, len(wording.labels)),
        sign=lambda place: _SIGNS[_side(place, len(wording.labels))],
        tag=Markup('<span class="tag">{}</span>').format(wording.words("method_uncorrected")),
        label=lambda key, **values: _attribute("aria-label", wording.words(key, **values)),
        attribute=_attribute,
        files=lambda pairs: _file_links(pairs, wording),
        fact_interval=lambda row: interval_sentence(row, wording),
        none=None,
    )
    return made


def _finalize(value: Any) -> Any:
    """Data as it is shown: without what could break the page. Our own markup stays."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def content_policy(scripts: Sequence[str], style: str) -> str:
    """Content rules for the browser: only these scripts and this style, and no connection."""
    allowed = " ".join(f"'{_source_hash(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src '{_source_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def embedded(data: Any) -> Markup:
    """JSON that no HTML parser can take for the end of its element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(printable(text))  # noqa: S704 - escaped just above


def template(name: str) -> str:
    """The text of a file in ``templates/``."""
    source = files("stance.report").joinpath("templates", name)
    return source.read_text(encoding="utf-8").replace("\r\n", "\n")


def _source_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


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
