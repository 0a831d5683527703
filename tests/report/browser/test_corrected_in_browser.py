"""Corrected trends and gaps in a real browser: drawn, reachable, leading to their articles."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from stance.report import write_report

pytestmark = pytest.mark.browser

POINTS = "[...document.querySelectorAll('#chart-{name} [class*=picks] path')]"


@pytest.fixture(scope="module")
def page(
    unseen: pa.Table,
    gold: pa.Table,
    events: Any,
    curve: pa.Table,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    return write_report(
        unseen, tmp_path_factory.mktemp("corrected"), rng=np.random.default_rng(0),
        gold=gold, events=events, multiverse=curve,
    )  # fmt: skip


@pytest.fixture
def tab(browser: Any, page: Path) -> Any:
    opened = browser.open(page)
    opened.run("localStorage.clear()")
    return opened


@pytest.fixture(scope="module")
def still(browser: Any, page: Path) -> Any:
    """A tab that is only looked at."""
    return browser.open(page)


def points(name: str) -> str:
    return POINTS.format(name=name)


def listed(tab: Any) -> list[str]:
    script = "[...document.querySelectorAll('.article .about')].map((node) => node.textContent)"
    return list(tab.run(script))


def test_nothing_is_complained_of_and_nothing_asked_for(still: Any, page: Path) -> None:
    assert still.complaints == []
    assert still.requests == [page.as_uri()]


def test_every_chart_is_drawn(still: Any) -> None:
    assert still.run("document.querySelectorAll('.drawing').length") == 11
    assert still.run("document.querySelectorAll('.drawing svg').length") == 11


def test_every_year_with_articles_is_a_point_with_a_name(still: Any) -> None:
    names = still.run(f"{points('trend')}.map((node) => node.getAttribute('aria-label'))")
    assert len(names) == 13
    assert names[0].startswith("2010. terkoreksi: ")


def test_a_year_leads_to_its_articles_by_key(tab: Any) -> None:
    tab.run(f"{points('trend')}[4].focus()")
    assert "2014" in tab.run("document.querySelector('.tip').innerText")
    tab.press("Enter", 13)
    assert tab.run("document.querySelector('#find-year').value") == "2014"
    assert all("2014" in about for about in listed(tab))
    assert tab.run("document.activeElement.id") == "found"


def test_a_year_leads_to_its_articles_by_pointer(tab: Any) -> None:
    place = tab.run(f"""(() => {{
        const point = {points("gap_years")}[2];
        point.scrollIntoView({{block: 'center', behavior: 'instant'}});
        const box = point.getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    }})()""")
    tab.point(*place)
    tab.wait_for("!document.querySelector('.tip').hidden")
    tab.point(*place, click=True)
    tab.wait_for("document.querySelector('#find-year').value === '2012'")
    assert tab.run("document.querySelector('#find-comments').checked")
    assert listed(tab)


def test_an_outlet_leads_to_its_articles(tab: Any) -> None:
    names = tab.run(f"{points('gap_outlets')}.map((node) => node.getAttribute('aria-label'))")
    place = next(k for k, name in enumerate(names) if name.startswith("media tidak diketahui"))
    tab.run(f"{points('gap_outlets')}[{place}].focus()")
    tab.press("Enter", 13)
    assert len(listed(tab)) == 1
    assert "media tidak diketahui" in listed(tab)[0]


def test_a_gold_label_stands_beside_the_prediction(tab: Any) -> None:
    for k in range(6):
        tab.run(f"document.querySelector('#a{k}').open = true")
    tab.wait_for("document.querySelector('#a5 .sentence')")
    said = tab.run("[...document.querySelectorAll('.gold')].map((node) => node.textContent)")
    assert any("sama dengan prediksi" in one for one in said)
    assert any("≠ prediksi: " in one for one in said)
    assert tab.run("document.querySelectorAll('.gold.is-wrong').length") < len(said) / 2


def test_the_language_switch_reaches_all_of_it(tab: Any) -> None:
    tab.run("document.querySelector('[data-language=en]').click()")
    tab.wait_for("document.documentElement.dataset.drawn === 'en/light'")
    shown = tab.run("document.body.innerText")
    assert "Would other choices change the result?" in shown
    assert "Peristiwa" not in shown
    assert "below each year" in tab.run("document.querySelector('#chart-trend').textContent")
    names = tab.run(f"{points('trend')}.map((node) => node.getAttribute('aria-label'))")
    assert names[0].startswith("2010. corrected: ")
    tab.run("localStorage.clear()")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_its_window(browser: Any, page: Path, width: int, dark: bool) -> None:
    tab = browser.open(page, width=width, dark=dark)
    tab.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    tab.wait_for("document.querySelector('#a0 .sentence')")
    assert tab.run("document.documentElement.scrollWidth") <= width
    assert tab.run("document.documentElement.dataset.drawn") == f"id/{'dark' if dark else 'light'}"
    assert tab.complaints == []
