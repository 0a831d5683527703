import json
import os
from datetime import date

import pytest

from stance.corpus import reading
from stance.corpus.merging import merge
from stance.corpus.reading import read
from stance.corpus.store import write_corpus
from stance.errors import InputError, StanceError
from stance.records import Article, Comment, Corpus

TODAY = date(2026, 1, 1)
PAGE = """Menlu Rusia dan NATO Bertemu di Wina
Selasa, 10 September 2019 10:15 WIB

Menteri luar negeri Rusia bertemu sekretaris jenderal NATO di Wina pada hari Selasa pagi.
Keduanya membahas gencatan senjata dan pertukaran tahanan selama dua jam.
"Kami sepakat untuk melanjutkan dialog," kata menteri itu setelah pertemuan.
"""


def article(name, text="Isi.", **fields):
    return Article(id=name, title=name, text=text, **fields)


def comment(name, owner, text="Setuju!"):
    return Comment(id=name, article_id=owner, text=text, position=0)


@pytest.fixture
def folder(tmp_path):
    def fill(**files):
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return fill


def whats(corpus):
    return [(note.what, os.path.basename(note.file)) for note in corpus.notes]  # noqa: PTH119


def test_a_folder_is_read_with_its_subfolders_in_order(folder):
    where = folder(b_csv="isi\nB.\n", sub__a_jsonl='{"text": "Sub."}', a_tsv="isi\nA.\n")

    assert [one.text for one in read(where, today=TODAY).articles] == ["A.", "B.", "Sub."]


def test_pages_and_tables_together(folder):
    corpus = read(folder(a_txt=PAGE, b_csv="isi\nB.\n"), today=TODAY)

    assert len(corpus.articles) == 2
    assert "gencatan senjata" in corpus.articles[0].text


def test_a_page_without_ending_is_read_when_named(folder):
    where = folder(halaman=PAGE, b_csv="isi\nB.\n")

    assert len(read(where / "halaman", today=TODAY).articles) == 1
    assert ("unknown-type", "halaman") in whats(read(where, today=TODAY))


def test_hidden_files_are_not_the_users_data(folder):
    where = folder(a_csv="isi\nA.\n")
    (where / ".b.csv").write_text("isi\nB.\n")
    (where / ".git").mkdir()
    (where / ".git" / "c.csv").write_text("isi\nC.\n")

    corpus = read(where, today=TODAY)
    assert (len(corpus.articles), corpus.notes) == (1, ())


def test_a_file_that_cannot_be_read_does_not_stop_the_others(folder):
    where = folder(
        a_csv="isi\nA.\n", b_csv="judul\nB\n", c_txt=b"\x89PNG", d_html=b"\0\0 \n", e_json="{",
    )  # fmt: skip

    corpus = read(where, today=TODAY)
    assert [one.text for one in corpus.articles] == ["A."]
    assert whats(corpus) == [
        ("unreadable", "b.csv"), ("binary", "c.txt"), ("empty", "d.html"), ("unreadable", "e.json"),
    ]  # fmt: skip
    assert all(note.kind == "skipped" and note.detail for note in corpus.notes)


def test_a_missing_input_is_named(tmp_path):
    with pytest.raises(InputError, match=r"Expected a file or folder, got '.*nowhere'"):
        read(tmp_path / "nowhere")


def test_one_hopeless_table_speaks_for_itself(folder):
    with pytest.raises(InputError, match=r"^Expected a column with the text.*text=NAME\.$"):
        read(folder(a_csv="judul\nA\n"), today=TODAY)


def test_nothing_at_all_gives_the_reasons(folder, tmp_path):
    where = folder(**{f"{name}_txt": b"\x89PNG" for name in "abcde"})
    with pytest.raises(InputError, match=r"got none \(.*a.txt: expected text.*; and 2 more\)\.$"):
        read(where, today=TODAY)
    with pytest.raises(InputError, match="no input, got none"):
        read()


def test_a_device_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(InputError, match="a device or a pipe"):
        read(tmp_path)


def test_a_page_too_large_is_skipped_unread(folder, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_PAGE", 10)
    corpus = read(folder(a_txt=PAGE, b_csv="isi\nB.\n"), today=TODAY)

    assert whats(corpus) == [("too-large", "a.txt")]


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read everything")
def test_a_forbidden_page_is_skipped(folder):
    where = folder(a_txt=PAGE, b_csv="isi\nB.\n")
    (where / "a.txt").chmod(0)

    assert whats(read(where, today=TODAY)) == [("unreadable", "a.txt")]


def test_a_users_own_rules_reach_the_pages(folder):
    with pytest.raises(StanceError, match="rules"):
        read(folder(a_txt=PAGE), today=TODAY, rules="no/such/rules")


def test_progress_is_told_file_by_file(folder):
    seen = []
    read(
        folder(a_csv="isi\nA.\n", b_csv="isi\nB.\n"),
        today=TODAY,
        progress=lambda done, total: seen.append((done, total)),
    )

    assert seen == [(1, 2), (2, 2)]


def test_a_written_corpus_is_read_back_exactly(tmp_path):
    twins = (article("a", duplicate_of="elsewhere"), article("b"), article("c"))
    corpus = Corpus(articles=twins, comments=(comment("c1", "a"),))
    write_corpus(corpus, tmp_path)

    assert read(tmp_path) == corpus


def test_an_empty_written_corpus_is_no_error(tmp_path):
    write_corpus(Corpus(articles=()), tmp_path)

    assert read(tmp_path) == Corpus(articles=())


def test_a_written_corpus_beside_pages(folder, tmp_path):
    where = folder(a_txt=PAGE)
    write_corpus(Corpus(articles=(article("x"),)), where / "corpus")

    assert [one.id for one in read(where, today=TODAY).articles][1:] == ["x"]


def test_reading_the_same_table_twice_counts_it_once(folder):
    path = folder(a_csv="id,isi\n1,A.\n2,B.\n") / "a.csv"
    corpus = read(path, path, today=TODAY)

    assert [one.id for one in corpus.articles] == ["1", "2"]
    assert [note.what for note in corpus.notes] == ["duplicate-id", "duplicate-id"]


def test_near_duplicates_are_marked(folder):
    text = "Kedua menteri bertemu di Wina pada hari Selasa untuk membahas gencatan senjata."
    rows = [
        {"id": name, "text": text, "date": day}
        for name, day in (("a", "11/09/2019"), ("b", "10/09/2019"))
    ]
    corpus = read(folder(a_jsonl="\n".join(map(json.dumps, rows))), today=TODAY)

    assert [one.duplicate_of for one in corpus.articles] == ["b", None]


def test_another_article_under_the_same_id_gets_its_own_with_its_comments():
    first = Corpus(articles=(article("a", "Satu."),), comments=(comment("c", "a", "Satu!"),))
    second = Corpus(articles=(article("a", "Dua."),), comments=(comment("c", "a", "Dua!"),))
    third = Corpus(articles=(article("a", "Dua."), article("a", "Tiga.")))
    merged = merge([first, second, third])

    assert [(one.id, one.text) for one in merged.articles] == [
        ("a", "Satu."), ("a-2", "Dua."), ("a-3", "Tiga."),
    ]  # fmt: skip
    assert [(one.id, one.article_id) for one in merged.comments] == [("c", "a"), ("c-2", "a-2")]
    assert [note.what for note in merged.notes] == [
        "id-changed", "id-changed", "duplicate-id", "id-changed",
    ]  # fmt: skip


def test_comments_without_their_article_are_kept_and_noted_once():
    merged = merge([Corpus(articles=(), comments=(comment("c1", "x"), comment("c2", "x")))])

    assert len(merged.comments) == 2
    assert [(note.what, note.document_id) for note in merged.notes] == [("article-missing", "x")]


def test_many_documents_under_one_id():
    merged = merge([Corpus(articles=tuple(article("a", f"Isi {n}.") for n in range(50)))])

    assert len({one.id for one in merged.articles}) == 50
