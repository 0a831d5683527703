import gzip
import json
from collections import Counter
from datetime import UTC, date, datetime, time
from time import perf_counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus.identity import article_id, commenter_hash
from stance.corpus.tables import read_table, rows
from stance.corpus.tables import table as tables
from stance.corpus.tables.columns import find_columns
from stance.corpus.tables.published import read_publication
from stance.corpus.tables.rows import read_rows
from stance.errors import InputError, SettingError, StanceError

TODAY = date(2026, 1, 1)
URL = "https://a.example"


@pytest.fixture
def table(tmp_path):
    def read(content, name="berita.csv", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path, **{"today": TODAY, **options})

    return read


def codes(corpus):
    return Counter(note.what for note in corpus.notes)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_spreadsheet_gives_the_same_article(table, delimiter, encoding, end):
    rows = [
        ["Judul", "Isi", "Tanggal", "Jam"],
        ["“Damai”", f'"Satu{delimiter} dua.{end}""Tiga."""', "10/09/2019", "08:15 WITA"],
    ]
    content = end.join(delimiter.join(row) for row in rows) + end
    (article,) = table(content.encode(encoding)).articles

    assert (article.title, article.text) == ("“Damai”", f'Satu{delimiter} dua.\n"Tiga."')
    assert article.published.isoformat() == "2019-09-10T08:15:00+08:00"
    assert article.published_precision == "minute"


def test_how_the_file_was_encoded_is_noted(table):
    assert codes(table("judul,isi\r\nA,café\r\n".encode("cp1252"))) == {
        "cp1252": 1, "line-ends": 1,
    }  # fmt: skip


def test_a_column_map_names_the_users_columns(table):
    corpus = table(
        "kepala,naskah_asli,isi\nJudul,Teks.,lain\n",
        columns={"text": "naskah_asli", "title": "kepala"},
    )

    assert (corpus.articles[0].title, corpus.articles[0].text) == ("Judul", "Teks.")


def test_a_table_without_text_says_what_it_has(table):
    with pytest.raises(InputError) as caught:
        table("judul,tgl\nA,B\n")

    assert str(caught.value).startswith(
        "Expected a column with the text, got the columns 'judul', 'tgl' ("
    )
    assert str(caught.value).endswith("berita.csv). Say which it is, as in --column text=NAME.")


def test_a_named_column_that_is_not_there():
    with pytest.raises(InputError, match="column 'naskah' for text, got the columns 'isi'"):
        find_columns(["isi"], given={"text": "naskah"})


def test_a_field_that_does_not_exist():
    with pytest.raises(SettingError, match="Expected one of the fields id, title, text"):
        find_columns(["isi"], given={"warna": "isi"})


def test_very_many_columns_are_not_all_listed():
    with pytest.raises(InputError, match=r"'c19' and more. Say"):
        find_columns([f"c{number}" for number in range(1000)])


def test_usual_names_are_recognised_in_order_of_preference():
    found = find_columns(["source", "outlet", "waktu", "tanggal", "konten", "TAUTAN", "Penulis"])

    assert found == {
        "text": "konten", "published": "tanggal", "time": "waktu", "outlet": "outlet",
        "url": "TAUTAN", "author": "Penulis",
    }  # fmt: skip


def test_ids_are_kept_or_made_from_the_url_or_the_text(table):
    corpus = table("id,url,isi\n17,,A\n,https://a.example/1,B\n,,C\n")

    assert [article.id for article in corpus.articles] == [
        "17", article_id(url="https://a.example/1"), article_id(text="C"),
    ]  # fmt: skip


def test_json_lines_with_one_bad_line_lose_only_that(table):
    corpus = table('{"text": "A"}\n\n{"text": \n[1]\n{"text": "B"}\n', "a.jsonl")

    assert [article.text for article in corpus.articles] == ["A", "B"]
    assert [(note.what, note.line) for note in corpus.notes] == [("not-json", 3), ("not-a-row", 4)]


@pytest.mark.parametrize(
    "content",
    [
        '[{"isi": "A"},\n {"isi": "B"}]',
        '{"count": 2, "data": [{"isi": "A"}, {"isi": "B"}]}',
        '{"isi": "A"}\n{"isi": "B"}',
    ],
)
def test_json_as_lines_array_or_object(table, content):
    assert [article.text for article in table(content, "a.json").articles] == ["A", "B"]


@pytest.mark.parametrize("content", ["", "NATO", "[" * 100_000, "[]", "9" * 5000, '{"a": NaN'])
def test_what_is_no_json_table(table, content):
    with pytest.raises(InputError, match="Expected rows as JSON objects"):
        table(content, "a.jsonl")


def test_comments_beside_their_article_keep_order_and_lose_names(table):
    row = {
        "id": "a1",
        "text": "Isi.",
        "comments": [
            "Setuju!",
            {
                "nama": "Budi Santoso",
                "isi": "Tidak.",
                "tanggal": "10/09/2019",
                "reply_to": 0,
            },
            {"nama": "Tanpa isi"},
        ],
    }
    corpus = table(json.dumps(row), "a.jsonl", salt="garam")

    first, second = corpus.comments
    assert (first.id, first.article_id, first.position) == ("a1#0", "a1", 0)
    assert (second.text, second.reply_to, second.position) == ("Tidak.", 0, 1)
    assert second.published == date(2019, 9, 10)
    assert second.commenter == commenter_hash("budi  santoso", salt="garam")
    assert codes(corpus) == {"empty-comment": 1}
    assert "Budi" not in repr(corpus)


def test_comments_in_a_cell_of_a_spreadsheet(table):
    cell = '"[""Setuju!"", ""Tidak!""]"'

    assert [one.text for one in table(f"isi,comments\nA,{cell}\n").comments] == [
        "Setuju!",
        "Tidak!",
    ]
    assert table('isi,comments\nA,"[rusak"\nB,12\n').comments == ()


def test_a_row_with_an_articles_id_is_a_comment(table):
    corpus = table("article_id,nama,komentar\na1,Budi,Setuju!\na1,Ani,Tidak!\n")

    assert corpus.articles == ()
    assert [(one.article_id, one.position, one.text) for one in corpus.comments] == [
        ("a1", 0, "Setuju!"), ("a1", 1, "Tidak!"),
    ]  # fmt: skip


def test_hashes_of_an_exported_table_are_not_hashed_again():
    hashed = commenter_hash("Budi", salt="garam")

    assert commenter_hash(hashed, salt="lain") == hashed
    assert commenter_hash("  ", salt="garam") is None


def test_empty_text_keeps_its_article_and_an_empty_row_is_skipped(table):
    corpus = table("judul,isi\nA,\n , \nB,Teks.\n")

    assert [article.title for article in corpus.articles] == ["A", "B"]
    assert codes(corpus) == {"empty-text": 1}


def test_a_row_without_any_document_is_skipped(table):
    assert [note.what for note in table('{"text": "A"}\n{"x": 1}', "a.jsonl").notes] == [
        "empty-row"
    ]


def test_a_text_of_no_article_is_skipped(table, monkeypatch):
    monkeypatch.setattr(tables, "LONGEST_TEXT", 10)

    assert codes(table("isi\n12345678901\nB\n")) == {"too-large": 1}


def test_faults_of_scraping_are_repaired_and_counted_by_article(table):
    row = {"id": "x", "judul": "‚ÄòDamai‚Äô", "isi": " , - Sidang dimulai.,Usul itu  , gugur."}
    corpus = table(json.dumps(row), "a.jsonl")

    assert corpus.articles[0].text == "Sidang dimulai.\nUsul itu gugur."
    assert {(note.what, note.detail) for note in corpus.notes} == {
        ("mojibake", "2 times"), ("joined-paragraphs", "once"), ("lead", "once"),
        ("link-gaps", "once"),
    }  # fmt: skip
    assert {note.document_id for note in corpus.notes} == {"x"}


@pytest.mark.parametrize(
    ("day", "time", "expected", "what"),
    [
        ("2019-09-18 00:00:00", "21:54 WIB", "2019-09-18T21:54:00+07:00", None),
        ("16/09/2019", "", "2019-09-16", None),
        ("19-Sep-19", "18:28", "2019-09-19T18:28:00+07:00", None),
        ("26 Oktober 2019", "09:01 WIT", "2019-10-26T09:01:00+09:00", None),
        ("26 Oktober", "2019 - 20:19 WIB", "2019-10-26T20:19:00+07:00", "year-in-time"),
        (date(2019, 9, 18), "21:54", "2019-09-18T21:54:00+07:00", None),
        (datetime.combine(date(2019, 9, 18), time()), None, "2019-09-18", None),
        (
            datetime.combine(date(2019, 9, 18), time(20, 15)),
            None,
            "2019-09-18T20:15:00+07:00",
            None,
        ),
        (datetime(2019, 9, 18, 20, 15, tzinfo=UTC), None, "2019-09-19T03:15:00+07:00", None),
        ("Kamis (21/10)", "", "2021-10-21", "year-inferred"),
    ],
)
def test_forms_of_dates(day, time, expected, what):
    read = read_publication(day, time, today=TODAY)

    assert read.value.isoformat() == expected
    assert what in (read.repaired, read.inferred, read.marked)


@pytest.mark.parametrize(
    ("day", "what"),
    [
        ("", "date-missing"),
        (None, "date-missing"),
        ("kemarin dulu", "date-unreadable"),
        ("0000-01-01", "date-impossible"),
        ("01/01/3000", "date-impossible"),
        ("31/02/2019", "date-impossible"),
        (date(1, 1, 1), "date-impossible"),
        (12345, "date-unreadable"),
    ],
)
def test_dates_that_are_none_are_unknown_and_marked(day, what):
    read = read_publication(day, today=TODAY)

    assert (read.value, read.precision, read.marked) == (None, "unknown", what)


@pytest.mark.parametrize(
    ("day", "url", "expected", "repaired", "inferred"),
    [
        (
            "2019-10-09",
            "https://a.example/2019/09/10/x",
            date(2019, 9, 10),
            "day-month-swapped",
            None,
        ),
        ("2019-10-10", "https://a.example/2019/10/10/x", date(2019, 10, 10), None, None),
        ("2019-09-11", "https://a.example/2019/09/10/x", date(2019, 9, 11), None, None),
        ("", "https://a.example/2019/09/10/x", date(2019, 9, 10), None, "date-from-url"),
        ("", "https://a.example/x-1568108565", date(2019, 9, 10), None, "date-from-url"),
        (
            "2019-10-09",
            "https://a.example/x-1568108565",
            date(2019, 9, 10),
            "day-month-swapped",
            None,
        ),
        ("", "https://a.example/2019/13/40/x", None, None, None),
        ("", "https://a.example/2099/01/01/x", None, None, None),
    ],
)
def test_the_url_mends_or_gives_the_date(day, url, expected, repaired, inferred):
    read = read_publication(day, url=url, today=TODAY)

    assert (read.value, read.repaired, read.inferred) == (expected, repaired, inferred)


def test_a_table_without_dates_does_not_note_each_row(table):
    assert codes(table("isi\nA\nB\n")) == {}
    assert codes(table("isi,tanggal\nA,\nB,\n")) == {"date-missing": 2}


def test_a_quote_that_is_never_closed_swallows_nothing(table):
    corpus = table('id,isi\n1,"Kata dia\n2,Lain.\n3,Akhir.\n')

    assert [article.id for article in corpus.articles] == ["1", "2", "3"]
    assert [(note.what, note.line) for note in corpus.notes] == [("quote-not-closed", 2)]


def test_unquoted_delimiters_in_the_last_column_are_text(table):
    corpus = table("id,isi\n1,Satu, dua, tiga.\n2\n")

    assert corpus.articles[0].text == "Satu, dua, tiga."
    assert [(note.what, note.line) for note in corpus.notes] == [
        ("extra-cells", 2),
        ("empty-row", 3),
    ]


def test_fields_larger_than_pythons_default_limit(table):
    text = "Damai. " * 100_000

    assert table(f'isi,id\n"{text}",1\n').articles[0].text == text


def test_lines_are_where_a_row_begins(table):
    corpus = table('isi,tanggal\n"A\nB",\nC,x\n')

    assert [(note.what, note.line) for note in corpus.notes] == [
        ("date-missing", 2), ("date-unreadable", 4),
    ]  # fmt: skip


def test_parquet_with_real_dates_and_numbers(tmp_path):
    path = tmp_path / "berita.parquet"
    pq.write_table(
        pa.table({"id": [17.0], "isi": ["Teks."], "tanggal": [date(2019, 9, 10)], "x": [None]}),
        path,
    )
    (article,) = read_table(path, today=TODAY).articles

    assert (article.id, article.published) == ("17", date(2019, 9, 10))


def test_packed_tables(table):
    assert table(gzip.compress(b"isi\nTeks.\n"), "a.csv.gz").articles[0].text == "Teks."


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.csv", "Expected a table with a line of column names"),
        (b"\n\n", "a.tsv", "Expected a table with a line of column names"),
        (b"\x89PNG\r\n", "a.csv", "got binary data"),
        (b"PAR1 no", "a.parquet", "Expected a Parquet file"),
        (b"no gzip", "a.csv.gz", "Expected to read"),
        (gzip.compress(b"isi\nA", mtime=0)[:-6], "a.csv.gz", "Expected to read"),
    ],
)
def test_files_that_are_no_table(table, content, name, message):
    with pytest.raises(InputError, match=message):
        table(content, name)


def test_a_table_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read_rows(tmp_path / "a.csv")


cells = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from(
    ["id", "text", "isi", "judul", "tanggal", "jam", "url", "comments", "article_id", "nama", "x"]
)


@given(st.lists(st.dictionaries(names, cells, max_size=6), max_size=4))
def test_any_rows_give_a_corpus_or_a_clear_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_text("\n".join(map(json.dumps, content)))
    try:
        corpus = read_table(path, today=TODAY)
    except StanceError as error:
        assert "\n" not in str(error)  # noqa: PT017 - any outcome is fine, if it is one line
        return
    skipped = sum(note.kind == "skipped" for note in corpus.notes)
    assert len(corpus.articles) + len(corpus.comments) + skipped >= len(content)


@given(st.binary() | st.text(alphabet='ab,;\t"\n\r isi').map(str.encode))
def test_any_bytes_as_a_spreadsheet(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"isi,tanggal\n" + data)
    try:
        read_table(path, today=TODAY)
    except StanceError as error:
        assert "\n" not in str(error)  # noqa: PT017


@pytest.fixture(scope="module")
def news(shared):
    return read_table(shared / "data/news-2019/articles.jsonl", today=TODAY)


def test_of_the_real_articles_none_is_lost(news):
    assert [article.id for article in news.articles] == [f"click-{n:04d}" for n in range(911)]
    assert all(article.text.strip() and article.title for article in news.articles)
    assert all(note.kind == "repaired" for note in news.notes)


def test_every_real_date_falls_in_the_days_of_the_collection(news):
    days = {article.published.date() for article in news.articles}

    assert days == {date(2019, 9, day) for day in range(10, 21)} | {date(2019, 10, 26)}


def test_real_repairs_are_counted(news):
    counts = codes(news)

    assert counts["day-month-swapped"] == 27
    assert counts["joined-paragraphs"] >= 905
    assert counts["mojibake"] >= 400


def test_no_gap_or_join_is_left_in_the_real_articles(news):
    left = [
        article.id
        for article in news.articles
        if any(fault in article.text for fault in (" ,", ",,", "‚Ä", "¬†", "Baca juga:"))
    ]

    assert left == []


def test_the_rows_of_a_table_can_be_gone_through(tmp_path):
    (tmp_path / "a.csv").write_text("isi\nA\n\nB\n")

    assert list(read_rows(tmp_path / "a.csv")) == [(2, {"isi": "A"}), (4, {"isi": "B"})]


def test_binary_cells_of_parquet_are_text(tmp_path):
    pq.write_table(pa.table({"isi": [b"Teks."]}), tmp_path / "a.parquet")

    assert read_table(tmp_path / "a.parquet", today=TODAY).articles[0].text == "Teks."


def test_an_unpacked_size_beyond_memory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "_LARGEST", 10)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"isi\n" + b"A" * 100))

    with pytest.raises(InputError, match="at most 1 GiB"):
        read_rows(tmp_path / "a.csv.gz")


def test_blank_lines_below_a_row_cost_no_time(table):
    begin = perf_counter()
    corpus = table('{"text": "Isi."}' + "\n" * 200_000 + "x", name="berita.jsonl")

    assert [article.text for article in corpus.articles] == ["Isi."]
    assert perf_counter() - begin < 10
