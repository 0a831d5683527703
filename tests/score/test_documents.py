"""Documents become rows: in order, the same for any number of jobs, failures among them."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import SettingError
from stance.records import Article, Comment, Corpus, Note
from stance.score import score_documents
from stance.score.documents import NO_SENTENCES, place
from stance.score.engine import Engine
from stance.score_table import score_schema

ARTICLE = Article(
    id="a1",
    title="Dua negara",
    text="Kedua negara sepakat. Namun mereka tetap mengancam!",
    outlet="Warta",
    published=date(2020, 5, 1),
    published_precision="day",
    url="https://warta.example/1",
)
CORPUS = Corpus(
    articles=(
        ARTICLE,
        Article(id="a2", title="Kosong", text=" \n "),
        Article(id="d01", title="Lama", text="Sidang dijadwalkan.", duplicate_of="a1"),
    ),
    comments=(
        Comment(id="c1", article_id="a1", text="damai dong", position=3, commenter="abc"),
        Comment(id="c2", article_id="gone", text="Serang!", position=0),
    ),
    notes=(
        Note(kind="repaired", what="mojibake", file="x"),
        Note(kind="repaired", what="mojibake", file="y"),
        Note(kind="skipped", what="empty", file="z"),
    ),
)


@pytest.fixture(scope="module")
def table(bundle):
    return score_documents(CORPUS, bundle=bundle)


@pytest.fixture(scope="module")
def rows(table):
    return table.to_pylist()


def many(count):
    texts = [
        f"Kalimat {number} sepakat. Pasukan menyerang kota {number}." for number in range(count)
    ]
    return Corpus(
        articles=tuple(
            Article(id=f"n{number}", title="t", text=text) for number, text in enumerate(texts)
        )
    )


def test_schema_is_as_declared(table, bundle):
    assert table.schema.equals(score_schema(bundle.labels))
    assert table.schema.names[:16] == [
        "task", "kind", "document_id", "article_id", "index", "start", "end", "text", "label",
        "score", "p_cooperative", "p_neutral", "p_confrontational", "intercept", "terms", "title",
    ]  # fmt: skip
    assert table.validate(full=True) is None


def test_articles_come_first_and_then_comments_in_order(rows):
    assert [(row["kind"], row["document_id"], row["index"]) for row in rows] == [
        ("article", "a1", 0),
        ("article", "a1", 1),
        ("article", "a2", None),
        ("article", "d01", 0),
        ("comment", "c1", 0),
        ("comment", "c2", 0),
    ]


def test_a_row_says_where_its_sentence_stands(rows):
    for row in rows[:2]:
        assert ARTICLE.text[row["start"] : row["end"]] == row["text"]


def test_numbers_are_those_of_the_pipeline(rows, bundle):
    scored = [row for row in rows if row["error"] is None]
    prepared = bundle.preparation().texts([row["text"] for row in scored])
    expected = bundle.to_sklearn().predict_proba(prepared)
    found = np.array([[row[f"p_{label}"] for label in bundle.labels] for row in scored])
    assert np.abs(found - expected).max() < 1e-12
    assert [row["label"] for row in scored] == [bundle.labels[best] for best in expected.argmax(1)]
    assert [row["score"] for row in scored] == pytest.approx(expected[:, 0] - expected[:, 2])


def test_terms_are_the_largest_and_with_the_intercept_give_the_log_odds(rows):
    row = rows[0]
    sizes = [abs(term["contribution"]) for term in row["terms"]]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) < 8  # so that they are all terms, and add up
    total = row["intercept"] + sum(term["contribution"] for term in row["terms"])
    assert total == pytest.approx(np.log(row["p_cooperative"] / row["p_confrontational"]))
    assert all(term["words"] in row["text"] for term in row["terms"])


def test_no_more_than_eight_terms_are_kept(bundle, labelled):
    text = " ".join(one.text.rstrip(".") for one in labelled)
    corpus = Corpus(articles=(Article(id="long", title="", text=text),))
    assert len(score_documents(corpus, bundle=bundle)["terms"][0]) == 8


def test_a_blank_document_is_one_row_with_its_reason(rows):
    row = rows[2]
    assert row["error"] == NO_SENTENCES
    assert row["title"] == "Kosong"
    assert all(
        row[name] is None for name in ("index", "text", "label", "score", "terms", "intercept")
    )


def test_comments_repeat_what_their_article_says(rows):
    known, orphan = rows[4:]
    assert (known["article_id"], known["position"], known["commenter"]) == ("a1", 3, "abc")
    names = ("title", "outlet", "published", "published_precision", "url")
    assert [known[name] for name in names] == [
        "Dua negara", "Warta", "2020-05-01", "day", "https://warta.example/1",
    ]  # fmt: skip
    assert orphan["article_id"] == "gone"
    assert orphan["title"] is orphan["published_precision"] is None


def test_rows_of_documents_the_bundle_was_trained_on_say_so(rows):
    assert [row["document_id"] for row in rows if row["trained_on"]] == ["d01"]


def test_origin_of_the_scores(table, bundle):
    about = json.loads(table.schema.metadata[b"stance"])
    assert about["bundle"]["digest"] == bundle.digest
    assert table["model"][0].as_py() == bundle.digest[:12]
    assert "documents" not in about["bundle"]
    assert about["corpus"] == {
        "articles": 3,
        "comments": 2,
        "notes": {"repaired": {"mojibake": 2}, "skipped": {"empty": 1}},
    }
    assert about["versions"].keys() == {"stance", "python", "numpy", "pyarrow"}


def test_a_time_keeps_its_zone(bundle):
    article = Article(
        id="a", title="", text="Ya.", published=datetime(2024, 6, 4, 9, 20, tzinfo=UTC)
    )
    table = score_documents(Corpus(articles=(article,)), bundle=bundle)
    assert table["published"][0].as_py() == "2024-06-04T09:20:00+00:00"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (Article(id="bad", title="", text=None), "Expected a text, got NoneType."),
        (Article(id="bad", title="", text="Ya.", published="2020"), "AttributeError: 'str' object"),
        (
            Article(id="bad", title="", text="a" * 4_000_001),
            "Expected a text of at most 4,000,000 characters, got 4,000,001. Cut it",
        ),
    ],
)
def test_one_bad_document_does_not_cost_the_others(bundle, wrong, reason):
    table = score_documents(Corpus(articles=(wrong, ARTICLE)), bundle=bundle)
    assert table["document_id"].to_pylist() == ["bad", "a1", "a1"]
    assert table["error"][0].as_py().startswith(reason)
    assert table["score"][0].as_py() is None
    assert table["error"].null_count == 2


def test_a_long_reason_stays_one_short_line(bundle, monkeypatch):
    def fail(text):
        raise ValueError("baris\n" * 100)

    engine = Engine(bundle)
    monkeypatch.setattr(engine.preparation, "tokens", fail)
    monkeypatch.setattr("stance.score.documents.Engine", lambda bundle, kind: engine)
    table = score_documents(Corpus(articles=(ARTICLE,)), bundle=bundle)
    [reason] = table["error"].to_pylist()
    assert reason.startswith("ValueError: baris baris")
    assert len(reason) == 200


def test_an_empty_corpus_is_an_empty_table(bundle):
    table = score_documents(Corpus(articles=()), bundle=bundle)
    assert table.num_rows == 0
    assert table.schema.equals(score_schema(bundle.labels))


def test_the_same_table_for_any_number_of_jobs(bundle):
    corpus = many(150)
    one, two = (score_documents(corpus, bundle=bundle, jobs=jobs) for jobs in (1, 2))
    assert one.equals(two, check_metadata=True)
    assert one["document_id"].to_pylist()[::2] == [f"n{number}" for number in range(150)]


def mixed(count):
    """So many articles, each with a comment that says the same."""
    articles = many(count).articles
    comments = tuple(
        Comment(id=f"{article.id}#0", article_id=article.id, text=article.text, position=0)
        for article in articles
    )
    return Corpus(articles=articles, comments=comments)


def test_each_kind_of_document_is_scored_by_its_own_classifier(double):
    rows = score_documents(mixed(3), bundle=double).to_pylist()
    assert [row["kind"] for row in rows] == ["article"] * 6 + ["comment"] * 6
    for kind in ("article", "comment"):
        own = double.of(kind)
        mine = [row for row in rows if row["kind"] == kind]
        prepared = own.preparation().texts([row["text"] for row in mine])
        expected = own.to_sklearn().predict_proba(prepared)
        found = np.array([[row[f"p_{label}"] for label in own.labels] for row in mine])
        assert np.abs(found - expected).max() < 1e-9
        intercept = own.intercept[0] - own.intercept[-1]
        assert [row["intercept"] for row in mine] == pytest.approx([intercept] * 6)
    assert rows[0]["score"] != pytest.approx(rows[6]["score"])
    # One bundle made them all.
    assert {row["model"] for row in rows} == {double.digest[:12]}


def test_a_mixed_corpus_is_the_same_for_any_number_of_jobs(double):
    corpus = mixed(100)
    one, two, three = (score_documents(corpus, bundle=double, jobs=jobs) for jobs in (1, 2, 3))
    assert one.equals(two, check_metadata=True)
    assert one.equals(three, check_metadata=True)
    ids = [f"n{number}{end}" for end in ("", "#0") for number in range(100)]
    assert one["document_id"].to_pylist()[::2] == ids


def test_batches_hold_one_kind_of_document(double):
    steps = []
    score_documents(mixed(70), bundle=double, progress=lambda *step: steps.append(step))
    assert steps == [(64, 140), (70, 140), (134, 140), (140, 140)]


def test_documents_of_either_classifier_were_trained_on(double):
    articles = tuple(Article(id=name, title="", text="Mereka sepakat.") for name in ("d02", "new"))
    said = Comment(id="c", article_id="d08", text="Damai saja.", position=0)
    table = score_documents(Corpus(articles=articles, comments=(said,)), bundle=double)
    seen = {row["document_id"]: row["trained_on"] for row in table.to_pylist()}
    assert seen == {"d02": True, "new": False, "c": True}


def test_origin_tells_of_both_classifiers(double):
    table = score_documents(mixed(1), bundle=double)
    about = json.loads(table.schema.metadata[b"stance"])["bundle"]
    assert about["digest"] == double.digest
    assert about["comments"]["digest"] == double.comments.digest


def test_progress_counts_documents(bundle):
    steps = []
    score_documents(many(130), bundle=bundle, progress=lambda *step: steps.append(step))
    assert steps == [(64, 130), (128, 130), (130, 130)]


def test_refuses_no_jobs(bundle):
    with pytest.raises(SettingError) as refusal:
        score_documents(CORPUS, bundle=bundle, jobs=0)
    assert str(refusal.value) == "Expected at least one job, got 0."


def test_placing_finds_the_article_of_a_comment():
    placed = place(CORPUS)
    assert placed[3].article is ARTICLE
    assert placed[4].article is None


@given(st.text(max_size=60), st.text(max_size=10))
def test_any_text_is_scored(bundle, text, title):
    corpus = Corpus(articles=(Article(id="a\ud800", title=title, text=text),))
    table = score_documents(corpus, bundle=bundle)
    assert table.validate(full=True) is None
    for row in table.to_pylist():
        assert row["error"] in (None, NO_SENTENCES)
        if row["error"] is None:
            assert len(row["text"]) == row["end"] - row["start"]
            assert -1 <= row["score"] <= 1
    assert (table["error"].null_count == 0) == (not text.strip())


def test_comments_of_an_article_that_was_trained_on_are_not_out_of_sample(bundle):
    articles = tuple(Article(id=name, title="", text="Mereka sepakat.") for name in ("d01", "new"))
    comments = tuple(
        Comment(id=f"{article.id}#0", article_id=article.id, text="Damai saja.", position=0)
        for article in articles
    )
    table = score_documents(Corpus(articles=articles, comments=comments), bundle=bundle)
    seen = {row["document_id"] for row in table.to_pylist() if row["trained_on"]}
    assert seen == {"d01", "d01#0"}


def test_one_page_needs_neither_the_compiler_nor_the_search_for_duplicates(bundle, tmp_path, root):
    bundle.save(tmp_path / "bundle")
    page = sorted((root / "articles").glob("*.txt"))[0]
    program = (
        "import sys, stance\n"
        "corpus = stance.read(sys.argv[1])\n"
        "stance.score_documents(corpus, bundle=stance.load(sys.argv[2]))\n"
        "print(sorted({'numba', 'datasketch', 'sklearn'} & set(sys.modules)))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(page), str(tmp_path / "bundle")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.strip() == "[]"


def test_scoring_imports_neither_scikit_learn_nor_pandas(bundle, tmp_path):
    bundle.save(tmp_path / "bundle")
    program = (
        "import sys, stance\n"
        "from stance.records import Article, Corpus\n"
        "bundle = stance.load(sys.argv[1])\n"
        "corpus = Corpus(articles=(Article(id='a', title='t', text='Mereka sepakat.'),))\n"
        "table = stance.score_documents(corpus, bundle=bundle)\n"
        "stance.write_scores(table, sys.argv[1] + '/../scores.parquet')\n"
        "stance.explain('Mereka sepakat.', bundle=bundle)\n"
        "print(sorted({'sklearn', 'pandas', 'joblib'} & set(sys.modules)))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "bundle")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.strip() == "[]"
