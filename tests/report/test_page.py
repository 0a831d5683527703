"""The page as a string."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.report import html
from stance.report.page import render_page
from stance.report.panels import printable
from stance.report.tables import compute_tables
from stance.report.wording import Both, Wording

MakeScores = Callable[..., pa.Table]


class Elements(HTMLParser):
    """The elements of a page, the ids it has, and its text outside scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside != "style":
            self.text += data


def page_of(scores: pa.Table, language: str = "id") -> str:
    rng = np.random.default_rng(0)
    return render_page(scores, compute_tables(scores, rng=rng), rng=rng, language=language)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def page(scores: pa.Table) -> str:
    return page_of(scores)


@pytest.fixture(scope="module")
def elements(page: str) -> Elements:
    return Elements(page)


def data_of(elements: Elements) -> dict[str, Any]:
    return dict(json.loads(elements.scripts[0]))


def test_nothing_on_the_page_comes_from_elsewhere(elements: Elements) -> None:
    loading = {"src", "srcset", "action", "poster", "background"}
    for tag, attributes in elements.tags:
        assert not loading & attributes.keys(), tag
        assert tag not in {"link", "iframe", "object", "embed", "img", "base"}
    links = [a["href"] or "" for tag, a in elements.tags if tag == "a"]
    assert all(link.startswith(("#", "charts/", "tables/")) for link in links)


def test_the_policy_allows_exactly_the_pages_own_scripts(page: str, elements: Elements) -> None:
    policy = next(a["content"] for tag, a in elements.tags if "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "connect-src" not in policy
    run = list(elements.scripts[1:])
    assert policy == html.content_policy(run, html.template("page.css"))


def test_the_drawing_software_brings_its_licences(page: str) -> None:
    assert page.index("University of Washington Interactive Data Lab") < page.index("vegaEmbed")
    assert "Mike Bostock" in page


def test_an_evil_title_is_text(page: str, elements: Elements) -> None:
    assert len(elements.scripts) == 3
    assert (
        "</script><script>window.hacked=1;alert(1)</script> “kutip” & <b>tebal</b>" in elements.text
    )
    assert page.count("<script>") == 2
    assert "b" not in {tag for tag, _ in elements.tags}


def test_links_of_tables_lead_to_listed_articles(elements: Elements) -> None:
    articles = data_of(elements)["articles"]
    links = {
        a["href"] for tag, a in elements.tags if tag == "a" and re.match("#a[0-9]", a["href"] or "")
    }
    assert links == {f"#a{k}" for k in range(len(articles))}


def test_every_word_is_there_in_both_languages(elements: Elements) -> None:
    spoken = [a["lang"] for tag, a in elements.tags if tag == "span" and "lang" in a]
    assert spoken.count("id") == spoken.count("en") > 50
    for both in ("Tren sikap per tahun", "Stance by year", "Belum dikoreksi", "Uncorrected"):
        assert both in elements.text


def test_no_word_is_left_unfilled(elements: Elements) -> None:
    assert not re.search(r"\{\w+\}", elements.text)
    assert "None" not in elements.text


def test_a_label_for_those_who_listen_is_in_both_languages(elements: Elements) -> None:
    labelled = [a for _, a in elements.tags if "aria-label" in a]
    assert labelled
    assert all(a.get("data-label-id") and a.get("data-label-en") for a in labelled)


def test_the_opening_says_what_was_counted(elements: Elements) -> None:
    assert "Sikap dalam 24 artikel dan 72 komentar pembaca, 2010–2024" in elements.text
    assert "13% kalimat (46) berasal dari dokumen yang labelnya dipakai melatih" in elements.text


def test_the_making_is_told(elements: Elements) -> None:
    for said in (
        "0f3a9c51d2e4",
        "stance-1",
        "676 kalimat berlabel",
        "0,70",
        "mojibake",
        "Benih acak",
    ):
        assert said in elements.text


def test_an_origin_that_is_unknown_is_said(scores: pa.Table) -> None:
    text = Elements(page_of(scores.slice(0, 20).replace_schema_metadata(None))).text
    assert "Berkas skor tidak menyebutkannya." in text


def test_sentiment_has_its_own_words(make_scores: MakeScores) -> None:
    text = Elements(page_of(make_scores(6, task="sentiment"), "en")).text
    assert "Sentiment by year" in text
    assert "positive" in text
    assert "Stance" not in text
    assert "sikap" not in text


def test_a_task_of_ones_own_goes_by_its_own_names(make_scores: MakeScores) -> None:
    table = make_scores(4, task="sentiment")
    names = [
        name.replace("p_positive", "p_suka").replace("p_negative", "p_benci")
        for name in table.column_names
    ]
    labels = [
        {"positive": "suka", "negative": "benci"}.get(x, x) for x in table["label"].to_pylist()
    ]
    table = table.rename_columns(names)
    table = table.set_column(names.index("label"), "label", pa.array(labels))
    table = table.set_column(0, "task", pa.array(["selera"] * table.num_rows))
    text = Elements(page_of(table)).text
    assert "Tren selera per tahun" in text
    assert "suka" in text


def test_without_comments_there_is_no_gap(make_scores: MakeScores) -> None:
    elements = Elements(page_of(make_scores(6, comments=False)))
    ids = {a.get("id") for _, a in elements.tags}
    assert "chart-trend" in ids
    assert "chart-gap" not in ids
    assert "Tidak ada komentar pembaca dalam data ini." in elements.text


def test_without_dates_there_is_no_trend(make_scores: MakeScores) -> None:
    elements = Elements(page_of(make_scores(6, dates=False)))
    ids = {a.get("id") for _, a in elements.tags}
    assert "chart-gap" in ids
    assert not {"chart-trend", "chart-share-0"} & ids
    assert "Tidak ada artikel bertanggal, jadi tidak ada tren." in elements.text


def test_one_article_is_enough(make_scores: MakeScores) -> None:
    elements = Elements(page_of(make_scores(1, comments=False, dates=False), "en"))
    assert "Stance in 1 article" in elements.text
    assert len(data_of(elements)["articles"]) == 1


def test_failures_alone_are_told_without_charts(scores: pa.Table) -> None:
    elements = Elements(page_of(scores.filter(pc.is_valid(scores["error"]))))
    assert "Belum ada kalimat yang dinilai" in elements.text
    assert "expected text, got 3 NUL bytes." in elements.text
    assert len(elements.scripts) == 2


def test_a_sure_lean_is_said_and_an_unsure_one_is_not(make_scores: MakeScores) -> None:
    table = make_scores(24, comments=False)
    assert "tidak tampak kecenderungan yang jelas" in Elements(page_of(table)).text
    place = table.column_names.index("score")
    surely = [None if s is None else 0.5 + s / 4 for s in table["score"].to_pylist()]
    warm = table.set_column(place, "score", pa.array(surely))
    assert "condong kooperatif" in Elements(page_of(warm)).text


NASTY = (
    "</script><!-- <script> ]]> &lt; \u2028\u2029",
    "\0\x1b[31m\x7f\ufffe",
    "\u202eterbalik \u2066dan\u2069 \u200f",
    "\"' onmouseover=alert(1) x='{{ 7 * 7 }} {measure} @ink",
    "",
    "😀 İstanbul ١٢٣",
)


@pytest.mark.parametrize("text", NASTY)
def test_nasty_titles_and_sentences_pass_as_text(make_scores: MakeScores, text: str) -> None:
    table = make_scores(2, 3)
    for name in ("title", "text", "outlet"):
        place = table.column_names.index(name)
        cells = [text if cell is not None else None for cell in table[name].to_pylist()]
        table = table.set_column(place, name, pa.array(cells, pa.string()))
    page = page_of(table)
    elements = Elements(page)
    assert len(elements.scripts) == 3
    assert "\0" not in page
    assert not any(name.startswith("on") for _, names in elements.tags for name in names)
    panel = data_of(elements)["articles"][0]
    shown = "".join(p if isinstance(p, str) else p[0] for p in panel["sentences"][0][2])
    assert len(shown) == len(text)


@given(st.text())
def test_any_text_passes_through_the_embedded_data(text: str) -> None:
    embedded = str(html.embedded({"title": text}))
    assert not set(embedded) & set("<>&")
    embedded.encode("utf-8")
    # JSON escapes the lower controls itself, so they cannot harm a parser of HTML.
    kept = "".join(sign if sign < " " else printable(sign) for sign in text)
    assert json.loads(embedded)["title"] == kept


@given(st.text(), st.text())
def test_any_text_passes_through_the_template(first: str, second: str) -> None:
    made = html.environment(Wording(task="t", labels=("a", "b"))).from_string("<p>{{ x }}</p>")
    elements = Elements(made.render(x=Both(first, second)))
    assert {tag for tag, _ in elements.tags} <= {"p", "span"}
