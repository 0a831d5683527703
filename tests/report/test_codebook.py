import re

import pytest

from stance.corpus import read_codebook_text
from stance.errors import SettingError
from stance.records import Codebook, CodebookRule, CodebookText, Translated, WorkedExample
from stance.report import render_codebook

EVIL = "<script>alert(1)</script> *tebal* `kode` [x](y)\x00"
SHORT = Codebook(task="tone", version="tone-1", labels=("warm", "cold"))


def same(text):
    return Translated(en=text, id=text)


def evil_book():
    example = WorkedExample(text=EVIL, label="warm", reason=same(EVIL), borderline=True)
    rule = CodebookRule(mark="1", text=same(EVIL), examples=(example,))
    return CodebookText(codebook=SHORT, question=same(EVIL), rules=(rule,))


@pytest.fixture(scope="module")
def book():
    return read_codebook_text("stance")


@pytest.mark.parametrize("form", ["markdown", "html"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_rule_and_example_is_there_in_the_language(book, form, language):
    text = render_codebook(book, language=language, form=form)
    flat = re.sub(r"[\\`]|</?code>", "", text).replace("&#39;", "'").replace("&#34;", '"')
    for rule in (*book.rules, *book.borders):
        assert rule.text.pick(language).replace("`", "") in flat
    for example in book.examples:
        assert example.text in flat
        assert example.reason.pick(language) in flat


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing(book):
    page = render_codebook(book, form="html")
    assert "<script" not in page
    assert not re.search(r"(src|href)=.(?!#)", page)
    assert "default-src 'none'" in page.replace("&#39;", "'")


def test_what_a_codebook_says_is_text_on_the_page():
    page = render_codebook(evil_book(), form="html")
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 4  # question, rule, example, reason
    assert "\x00" not in page


def test_what_a_codebook_says_is_text_in_markdown():
    text = render_codebook(evil_book(), form="markdown")
    assert r"\<script\>alert(1)\</script\> \*tebal\* `kode` \[x\](y)" in text
    assert "\x00" not in text


def test_flags_kinds_and_borderline_examples_are_marked(book):
    text = render_codebook(book, language="en")
    assert "● **neutral** (mixed): Praise and regret, side by side." in text
    assert "(comment, borderline): Cynicism at an accord as sham." in text


@pytest.mark.parametrize("wrong", [{"language": "fr"}, {"form": "pdf"}])
def test_other_languages_and_forms_are_refused(book, wrong):
    with pytest.raises(SettingError, match=r"^Expected the (language|form) .*Choose one\.$"):
        render_codebook(book, **wrong)
