"""The page in a real browser: drawn, quiet, usable, and fitting a phone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from stance.report import write_report

pytestmark = pytest.mark.browser

DRAWN = ("chart-trend", "chart-share-0", "chart-share-1", "chart-share-2", "chart-gap")

DOTS = "document.querySelectorAll('#chart-trend .articles_marks path')"


@pytest.fixture(scope="module")
def page(scores: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(scores, tmp_path_factory.mktemp("report"), rng=np.random.default_rng(0))


@pytest.fixture
def tab(browser: Any, page: Path) -> Any:
    opened = browser.open(page)
    opened.run("localStorage.clear()")
    return opened


@pytest.fixture(scope="module")
def still(browser: Any, page: Path) -> Any:
    """A tab that is only looked at."""
    return browser.open(page)


def texts(tab: Any, selector: str) -> list[str]:
    script = f"[...document.querySelectorAll('{selector}')].map((node) => node.textContent)"
    return list(tab.run(script))


def test_nothing_is_complained_of_and_nothing_asked_for(still: Any, page: Path) -> None:
    assert still.complaints == []
    assert still.requests == [page.as_uri()]


def test_the_policy_is_in_force(tab: Any) -> None:
    assert (
        tab.run("fetch('https://example.invalid/').then(() => 'sent', () => 'refused')")
        == "refused"
    )
    assert any("Content Security Policy" in said for said in tab.complaints)
    # The debugger may evaluate against the policy unless it is told not to.
    answer = tab.command(
        "Runtime.evaluate", expression="eval('1')", allowUnsafeEvalBlockedByCSP=False
    )
    assert answer["exceptionDetails"]["exception"]["className"] == "EvalError"


@pytest.mark.parametrize("name", DRAWN)
def test_charts_are_drawn_with_marks(still: Any, name: str) -> None:
    marks = still.run(f"document.querySelectorAll('#{name} svg path[aria-roledescription], "
                    f"#{name} svg .mark-symbol path').length")  # fmt: skip
    assert marks >= 10
    assert still.run(f"document.querySelector('#{name} svg').getBoundingClientRect().width") > 150


def test_every_dated_article_is_a_dot(still: Any) -> None:
    assert still.run(DOTS + ".length") == 23


def test_an_evil_title_is_text_and_never_runs(still: Any) -> None:
    assert still.run("window.hacked") is None
    assert any(
        "</script><script>window.hacked=1" in text for text in texts(still, ".article .name")
    )


def test_the_language_switch_changes_words_charts_and_numbers(tab: Any) -> None:
    assert "Tren sikap per tahun" in tab.run("document.body.innerText")
    tab.run("document.querySelector('[data-language=en]').click()")
    tab.wait_for("document.documentElement.dataset.drawn === 'en/light'")
    shown = tab.run("document.body.innerText")
    assert "Stance by year" in shown
    assert "Tren sikap" not in shown
    assert "cooperative" in tab.run("document.querySelector('#chart-trend').textContent")
    assert tab.run("document.title") == "Stance report"
    assert "+0.44" in "".join(texts(tab, ".meter .value"))
    assert (
        tab.run("document.querySelector('[data-language=en]').getAttribute('aria-pressed')")
        == "true"
    )


def test_the_choice_of_language_is_remembered(browser: Any, tab: Any, page: Path) -> None:
    tab.run("document.querySelector('[data-language=en]').click()")
    again = browser.open(page)
    assert again.run("document.documentElement.lang") == "en"
    again.run("localStorage.clear()")


def test_an_article_opens_by_key_and_shows_what_drove_it(tab: Any) -> None:
    tab.run("document.querySelector('#a0 > summary').focus()")
    tab.press("Enter", 13)
    tab.wait_for("document.querySelector('#a0 .sentence')")
    assert tab.run("document.querySelectorAll('#a0 .sentence mark').length") > 3
    assert tab.run("document.querySelectorAll('#a0 .comment').length") == 4
    tab.run("document.querySelector('#a0 .sentence').focus()")
    tab.wait_for("getComputedStyle(document.querySelector('#a0 .why')).visibility === 'visible'")
    why = tab.run("document.querySelector('#a0 .sentence:focus .why').innerText")
    assert "kooperatif" in why
    assert "%" in why


def test_a_dot_shows_its_article_and_opens_it(tab: Any) -> None:
    place = tab.run(f"""(() => {{
        const dot = {DOTS}[0];
        dot.scrollIntoView({{block: 'center', behavior: 'instant'}});
        const box = dot.getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    }})()""")
    tab.point(*place)
    tab.wait_for("!document.querySelector('.tip').hidden")
    tip = tab.run("document.querySelector('.tip').innerText")
    assert "skor" in tip
    assert "kalimat" in tip
    tab.point(*place, click=True)
    tab.wait_for("document.querySelector('.article[open] .sentence')")
    assert tab.run("document.querySelector('.article[open] .name').textContent") in tip
    assert tab.run("location.hash") == "#" + tab.run("document.querySelector('.article[open]').id")


def test_a_tables_link_opens_the_article(tab: Any) -> None:
    tab.run("document.querySelector('#table-articles').open = true")
    tab.run("document.querySelector('#table-articles a[href=\"#a22\"]').click()")
    tab.wait_for("document.querySelector('#a22[open] .sentence')")


def choose(tab: Any, name: str, value: str, event: str) -> int:
    """Fill in a field of the finder; the number of articles that are then listed."""
    field = f"document.querySelector('#{name}')"
    tab.run(f"{field}.value = '{value}'; {field}.dispatchEvent(new Event('{event}'))")
    return int(tab.run("document.querySelectorAll('.article').length"))


def test_articles_are_found_by_words_outlet_and_comments(tab: Any) -> None:
    assert choose(tab, "find-text", "HELSINKI picu", "input") == 1
    assert choose(tab, "find-text", "tidak ada yang begini", "input") == 0
    assert texts(tab, "#found") == ["Tidak ada artikel yang cocok."]
    assert choose(tab, "find-text", "", "input") == 20
    assert choose(tab, "find-outlet", "Warta Nusa", "change") == 4
    tab.run("document.querySelector('#find-comments').click()")
    assert texts(tab, "#found") == ["Tidak ada artikel yang cocok."]


def test_more_articles_are_shown_on_demand(tab: Any) -> None:
    assert tab.run("document.querySelectorAll('.article').length") == 20
    tab.run("document.querySelector('#more').click()")
    assert tab.run("document.querySelectorAll('.article').length") == 24
    assert tab.run("document.querySelector('#more').hidden")
    assert tab.run("document.activeElement.parentElement.id") == "a20"


def test_the_first_tab_stop_skips_to_the_content(tab: Any) -> None:
    tab.press("Tab", 9)
    assert tab.run("document.activeElement.className") == "skip"
    assert tab.run("document.activeElement.getBoundingClientRect().left") >= 0


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_its_window(browser: Any, page: Path, width: int, dark: bool) -> None:
    tab = browser.open(page, width=width, dark=dark)
    tab.run("document.querySelectorAll('details.sheet').forEach((sheet) => { sheet.open = true; })")
    tab.run("document.querySelector('#a0').open = true")
    tab.wait_for("document.querySelector('#a0 .sentence')")
    assert tab.run("document.documentElement.scrollWidth") <= width
    assert tab.run("document.documentElement.dataset.drawn") == f"id/{'dark' if dark else 'light'}"
    assert tab.complaints == []


@pytest.mark.parametrize(
    "shape",
    [
        {"n_articles": 1, "comments": False, "dates": False},
        {"n_articles": 5, "comments": False},
        {"n_articles": 5, "dates": False},
        {"n_articles": 5, "task": "sentiment"},
    ],
    ids=["one", "without-comments", "without-dates", "sentiment"],
)
def test_other_corpora_are_drawn_too(
    browser: Any, make_scores: Callable[..., pa.Table], tmp_path: Path, shape: dict[str, Any]
) -> None:
    page = write_report(make_scores(**shape), tmp_path, rng=np.random.default_rng(0))
    tab = browser.open(page)
    assert tab.complaints == []
    assert tab.run("document.querySelectorAll('.article').length") == shape["n_articles"]
    assert tab.run("document.querySelectorAll('.drawing').length") == tab.run(
        "document.querySelectorAll('.drawing svg').length"
    )
