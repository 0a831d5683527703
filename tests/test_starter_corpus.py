"""Whether the starter corpus meets its targets; `tests/starter_corpus.py` shows every figure."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

import stance

SCRIPT = Path(__file__).with_name("starter_corpus.py")


def load_script() -> ModuleType:
    spec = spec_from_file_location("starter_corpus", SCRIPT)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CORPUS = load_script()


@pytest.fixture(scope="module")
def articles(root):
    return stance.read(root / "articles")


@pytest.fixture(scope="module")
def report(articles):
    return CORPUS.measure(articles)


def missed(report, targets):
    return [row for row in report["targets"] if row["figure"] in targets and not row["met"]]


def test_the_texts_meet_their_targets(report):
    assert missed(report, CORPUS.TEXT_TARGETS) == []


def test_the_labels_meet_their_targets(report):
    assert missed(report, CORPUS.LABEL_TARGETS) == []


def test_every_figure_with_a_target_is_measured(report):
    measured = [row["figure"] for row in report["targets"]]
    assert measured == [*CORPUS.TEXT_TARGETS, *CORPUS.LABEL_TARGETS]


def test_each_page_is_read_without_a_note_and_has_a_day(articles):
    assert articles.notes == ()
    assert {one.published_precision for one in articles.articles} <= {"day", "minute"}


def test_the_years_add_up_to_the_whole(report):
    whole = report["texts"][0]
    for name in ("words", "sentences"):
        assert sum(row[name] for row in report["years"]) == whole[name]
    assert sum(row["pages"] for row in report["years"]) == whole["documents"]


def test_entries_of_the_lexicon_are_counted_once_wherever_they_stand(report):
    for row in report["lexicon"]:
        assert 0 < max(row["articles"], row["comments"]) <= row["either"] <= row["entries"]
        assert row["either"] <= row["articles"] + row["comments"]


def test_no_sentence_stands_in_real_news(articles, shared):
    news = stance.read(shared / "data" / "news-2019")
    assert CORPUS.copied_sentences(articles.articles, news.articles) == []


def test_a_copied_sentence_is_found_whatever_its_punctuation(articles):
    one = next(a for a in articles.articles if len(CORPUS.words_of(a.text)) > 100)
    sentences = [s for s in CORPUS.sentences_of([one]) if len(CORPUS.words_of(s)) >= 6]
    other = stance.records.Article(id="x", title="", text=f"(x) {sentences[1].upper()} - y")
    assert CORPUS.copied_sentences([one], [other]) == [sentences[1]]


def test_the_report_is_shown_as_tables(report, capsys):
    CORPUS.show(report)
    shown = capsys.readouterr().out
    assert all(name in shown for name in report)
    assert "No reference collection is here" in shown


def test_a_reference_that_is_not_there_is_said(tmp_path):
    command = [sys.executable, str(SCRIPT), "--reference", str(tmp_path / "nowhere")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Expected a file or folder, got")
    assert done.stdout == ""
