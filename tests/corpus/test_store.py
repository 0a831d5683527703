import dataclasses
import json
import resource
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.store import is_corpus, read_corpus, to_arrow, write_corpus
from stance.errors import InputError, OutputError, SettingError
from stance.files import write_atomically, write_together
from stance.records import Article, Comment, Corpus, Note

WIT = timezone(timedelta(hours=9))
CORPUS = Corpus(
    articles=(
        Article(
            id="a1",
            title="“Damai”",
            text="Satu.\nDua.\u2028Tiga.",
            published=datetime(2019, 9, 10, 23, 59, tzinfo=WIT),
            published_precision="minute",
        ),
        Article(
            id="a2",
            title="",
            text="",
            published=date(2021, 10, 21),
            published_precision="inferred",
            published_candidates=(date(2010, 10, 21), date(2021, 10, 21)),
            comments_announced=3,
        ),
    ),
    comments=(Comment(id="c1", article_id="a1", text="Setuju!", position=0, reply_to=2),),
    notes=(Note(kind="skipped", what="empty", file="x.txt", line=3),),
)


def test_what_is_written_is_read_back_exactly(tmp_path):
    write_corpus(CORPUS, tmp_path / "new" / "corpus")

    assert read_corpus(tmp_path / "new" / "corpus") == CORPUS


def test_the_zone_of_a_time_is_kept(tmp_path):
    write_corpus(CORPUS, tmp_path)

    assert read_corpus(tmp_path).articles[0].published.isoformat() == "2019-09-10T23:59:00+09:00"


@given(text=st.text(st.characters(exclude_categories=[])), name=st.text(min_size=1))
def test_any_text_survives(tmp_path_factory, text, name):
    folder = tmp_path_factory.mktemp("corpus")
    corpus = Corpus(articles=(Article(id=name, title=text, text=text),))
    write_corpus(corpus, folder)

    assert read_corpus(folder) == corpus


def test_a_corpus_is_recognised_by_its_first_line(tmp_path):
    assert not is_corpus(tmp_path)
    write_corpus(CORPUS, tmp_path)
    assert is_corpus(tmp_path)
    (tmp_path / "articles.jsonl").write_text('{"id": "a", "text": "x"}\n')
    assert not is_corpus(tmp_path)
    (tmp_path / "articles.jsonl").write_bytes(b"\xff\xfe")
    assert not is_corpus(tmp_path)


def test_older_files_are_replaced_and_others_stay(tmp_path):
    (tmp_path / "mine.txt").write_text("saya")
    write_corpus(CORPUS, tmp_path)
    write_corpus(Corpus(articles=()), tmp_path)

    assert read_corpus(tmp_path) == Corpus(articles=())
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "articles.jsonl", "comments.jsonl", "mine.txt", "notes.jsonl",
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["{", "[1]", '{"id": "a"}', '{"published": 5}', "[" * 10_000])
def test_a_line_that_is_no_record_is_named(tmp_path, line):
    (tmp_path / "articles.jsonl").write_text(f"\n{line}\n")

    with pytest.raises(InputError, match=r"fields of Article.*line 2"):
        read_corpus(tmp_path)


def test_a_corpus_file_that_is_a_folder(tmp_path):
    (tmp_path / "notes.jsonl").mkdir()

    with pytest.raises(InputError, match="Expected to read"):
        read_corpus(tmp_path)
    with pytest.raises(OutputError, match="notes"):
        write_corpus(CORPUS, tmp_path)


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "file").write_text("x")

    with pytest.raises(OutputError, match="Choose a folder"):
        write_corpus(CORPUS, tmp_path / "file")


def test_a_full_disk_leaves_the_old_corpus(tmp_path):
    """A limit on the size of files is the full disk that needs no administrator."""
    write_corpus(CORPUS, tmp_path)
    script = (
        "import resource, sys\n"
        "from stance.corpus.store import write_corpus, read_corpus\n"
        "from stance.errors import OutputError\n"
        "from stance.records import Article, Corpus\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "big = Corpus(articles=(Article(id='b', title='', text='x' * 100_000),))\n"
        "try:\n    write_corpus(big, sys.argv[1])\n"
        "except OutputError as error:\n    print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True
    )

    assert "File too large" in run.stdout
    assert read_corpus(tmp_path) == CORPUS
    assert len(list(tmp_path.iterdir())) == 3
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1000  # the limit stayed in the script


def test_an_interruption_leaves_nothing_half_written(tmp_path):
    def interrupt(path):
        path.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "scores.csv", interrupt)
    assert list(tmp_path.iterdir()) == []


def test_no_file_is_put_in_place_before_all_are_complete(tmp_path):
    def fail(path):
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        write_together(tmp_path, {"a": lambda path: path.write_text("a"), "b": fail})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [Article, Comment, Note])
def test_arrow_tables_have_typed_columns_even_without_rows(kind):
    records = {Article: CORPUS.articles, Comment: CORPUS.comments, Note: CORPUS.notes}[kind]
    table = to_arrow(records)

    assert to_arrow([], of=kind).schema == table.schema
    assert table.column_names == [field.name for field in dataclasses.fields(kind)]
    assert table.num_rows == len(records)


def test_arrow_holds_what_the_files_hold(tmp_path):
    write_corpus(CORPUS, tmp_path)
    lines = (tmp_path / "articles.jsonl").read_bytes().split(b"\n")[:-1]

    assert to_arrow(CORPUS.articles).to_pylist() == [json.loads(line) for line in lines]


def test_arrow_of_nothing_needs_a_type():
    with pytest.raises(SettingError, match="Pass of=Article"):
        to_arrow([])
