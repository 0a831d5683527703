"""The annotators' page in a real browser: complete in itself, quiet, and fitting a phone."""

from pathlib import Path
from typing import Any

import pytest

from stance.corpus import read_codebook_text
from stance.report import render_codebook

pytestmark = pytest.mark.browser

READY = "document.readyState === 'complete'"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("codebook") / "stance.html"
    path.write_text(render_codebook(read_codebook_text("stance"), form="html"), encoding="utf-8")
    return path


def test_nothing_is_complained_of_and_nothing_asked_for(browser: Any, page: Path) -> None:
    tab = browser.open(page, ready=READY)
    assert tab.complaints == []
    assert tab.requests == [page.as_uri()]
    assert tab.run("getComputedStyle(document.querySelector('.chip')).borderRadius") == "999px"


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_sticks_out(browser: Any, page: Path, width: int) -> None:
    tab = browser.open(page, width=width, ready=READY)
    assert tab.run("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_their_ground(browser: Any, page: Path, dark: bool) -> None:
    tab = browser.open(page, dark=dark, ready=READY)
    for selector in (".chip.first", ".chip.none", ".chip.last", ".muted", ".why"):
        assert tab.run(CONTRAST % selector) >= 4.5, selector


CONTRAST = """(() => {
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
      .map((part) => part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    return .2126 * parts[0] + .7152 * parts[1] + .0722 * parts[2];
  };
  const node = document.querySelector('%s');
  let under = node;
  const clear = 'rgba(0, 0, 0, 0)';
  while (getComputedStyle(under).backgroundColor === clear) under = under.parentElement;
  const pair = [getComputedStyle(node).color, getComputedStyle(under).backgroundColor].map(light);
  return (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
})()"""


def test_each_rule_can_be_jumped_to(browser: Any, page: Path) -> None:
    tab = browser.open(page, ready=READY)
    lost = "[...document.querySelectorAll('nav a')].filter((a) => !document.querySelector(a.hash))"
    assert tab.run("document.querySelectorAll('nav a').length") == 23
    assert tab.run(f"{lost}.length") == 0
