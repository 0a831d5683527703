"""The section on quality in a real browser: drawn, within the screen, and saying what it shows."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stance.evaluate import Plan, validate
from stance.report import write_report

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(scores: Any, labelled: Any, codebook: Any, tmp_path_factory: Any) -> Path:
    plan = Plan(folds=3, draws=100, curve=True)
    evaluation = validate(labelled, codebook=codebook, plan=plan).to_dict()
    folder = tmp_path_factory.mktemp("report")
    return write_report(scores, folder, rng=np.random.default_rng(0), evaluation=evaluation)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_the_charts_are_drawn_and_nothing_is_wider_than_the_screen(
    browser: Any, page: Path, width: int, dark: bool
) -> None:
    tab = browser.open(page, width=width, dark=dark)
    for name in ("baselines", "reliability", "coverage", "learning"):
        assert tab.run(f"document.querySelectorAll('#chart-{name} svg .mark-symbol path').length")
    assert tab.run("document.documentElement.scrollWidth") <= width
    assert tab.complaints == []


def test_a_symbol_says_its_figures_in_the_language_of_the_page(browser: Any, page: Path) -> None:
    tab = browser.open(page)
    tab.run("document.querySelector('[data-language=en]').click()")
    tab.wait_for("document.documentElement.dataset.drawn === 'en/light'")
    tab.run(
        "document.querySelector('#chart-baselines')"
        ".scrollIntoView({block: 'center', behavior: 'instant'})"
    )
    x, y = tab.run(
        "(() => { const box = document.querySelector('#chart-baselines svg .mark-symbol path')"
        ".getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()"
    )
    tab.point(x, y)
    tab.wait_for("!document.querySelector('.tip').hidden")
    assert "this classifier" in tab.run("document.querySelector('.tip').textContent")
