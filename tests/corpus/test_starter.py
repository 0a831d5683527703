"""The starter corpus, page by page, against the readings its writers expect."""

import json
from datetime import date
from pathlib import Path

import pytest

from stance.corpus.pages import load_rules, read_page

ROOT = Path(__file__).resolve().parent.parent.parent
GOLD = [
    json.loads(line)
    for path in sorted((ROOT / "tests" / "golden").glob("starter-*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]
RULES = load_rules()


@pytest.mark.parametrize("gold", GOLD, ids=[gold["file"] for gold in GOLD])
def test_starter_page(gold):
    data = (ROOT / "articles" / gold["file"]).read_bytes()
    corpus = read_page(data, file=gold["file"], today=date(2026, 1, 1), rules=RULES)
    (article,) = corpus.articles
    published = article.published.isoformat() if article.published else None
    assert (article.title, published) == (gold["title"], gold["published"])
    assert (article.outlet, article.author) == (gold["outlet"], gold["author"])
    assert article.text.startswith(gold["body_starts"])
    assert article.text.endswith(gold["body_ends"])
    assert len(article.text.split("\n\n")) == gold["paragraphs"]
    assert len(corpus.comments) == gold["comments"]
    if corpus.comments:
        assert corpus.comments[0].text.startswith(gold["first_comment_starts"])
        assert corpus.comments[-1].text.endswith(gold["last_comment_ends"])


def test_every_starter_page_has_an_expected_reading():
    pages = {path.name for path in (ROOT / "articles").glob("20*")}
    assert pages == {gold["file"] for gold in GOLD}
    assert len(GOLD) >= 16
