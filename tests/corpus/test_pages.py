"""Saved pages: real ones where they are, invented ones in the usual forms, and any bytes at all."""

import json
import textwrap
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.corpus.pages import LARGEST_PAGE, load_rules, read_page
from stance.corpus.pages.datelines import split_dateline
from stance.corpus.pages.lines import Judge, join_wrapped, read_credits, read_lines
from stance.corpus.pages.reader import MOST_LINES, MOST_TAGS, is_html
from stance.corpus.pages.undated import infer_date

TODAY = date(2026, 1, 1)
RULES = load_rules()
JUDGE = Judge(rules=RULES, tables=(RULES.any_page,), today=TODAY)
FOLDER = Path(__file__).parent / "pages"
FORMS = json.loads((FOLDER / "gold.json").read_text("utf-8"))["pages"]
REAL = [
    "000_d5708ba8e270ef93.txt",
    "001_b133c9bdac934345.txt",
    "002_d9d9eef47c1bbfe9.txt",
    "003_d60be57cfe94782b.txt",
    "004_95742cb04e9718dd.txt",
]
BODY = [
    "Dewan pelabuhan bersidang lagi setelah dua tahun tanpa satu pun pertemuan resmi.",
    "Ketua dewan menyebut pertemuan itu sebagai langkah pertama dari jalan yang panjang.",
    "Sidang berikutnya digelar bulan depan di kota yang sama, kata juru bicara dewan.",
]


def read(text, *, file="halaman.txt", **options):
    data = text if isinstance(text, bytes) else text.encode()
    return read_page(data, file=file, today=TODAY, **{"rules": RULES, **options})


def article_of(text, **options):
    (article,) = read(text, **options).articles
    return article


def page(*head, body=BODY, foot=()):
    return "\n\n".join([*head, *body, *foot])


def whats(corpus):
    return [note.what for note in corpus.notes]


# --- the five real pages


@pytest.mark.parametrize("file", REAL)
def test_real_page(shared, file):
    gold = next(
        g for g in json.loads((shared / "pages/gold.json").read_text()) if g["file"] == file
    )
    corpus = read((shared / "pages" / file).read_bytes(), file=file)
    (article,) = corpus.articles
    assert article.title == gold["title"]
    assert (article.published and article.published.isoformat()) == gold["published"]
    assert (article.outlet, article.author) == (gold["outlet"], gold["author"])
    assert article.editor == gold.get("editor")
    assert article.source == gold.get("credited_source")
    assert article.place == gold.get("dateline_place")
    assert article.text.startswith(gold["body_starts"])
    assert article.text.endswith(gold["body_ends"])
    paragraphs = article.text.split("\n\n")
    assert len(paragraphs) == gold["paragraphs"]
    assert article.comments_announced == gold["comments_announced"]
    assert [
        (c.text[: len(g["starts"])], c.text[-len(g["ends"]) :])
        for c, g in zip(corpus.comments, gold["comments"], strict=True)
    ] == [(g["starts"], g["ends"]) for g in gold["comments"]]
    texts = [*paragraphs, *(line for c in corpus.comments for line in c.text.split("\n"))]
    for piece in gold["not_content"]:
        assert not any(piece == text or (len(piece) > 3 and piece in text) for text in texts)


@pytest.mark.parametrize(
    ("file", "precision"),
    list(zip(REAL, ["day", "minute", "minute", "unknown", "inferred"], strict=True)),
)
def test_how_exact_the_dates_of_real_pages_are(shared, file, precision):
    article = article_of((shared / "pages" / file).read_bytes(), file=file)
    assert article.published_precision == precision
    years = [day.year for day in article.published_candidates]
    assert years == ([2010, 2021, 2027] if precision == "inferred" else [])


# --- the usual forms of eight outlets, with invented texts


@pytest.mark.parametrize("gold", FORMS, ids=[gold["file"] for gold in FORMS])
def test_page_in_the_form_of_an_outlet(gold):
    article = article_of((FOLDER / gold["file"]).read_bytes(), file=gold["file"])
    assert article.text == gold["text"]
    for part in ("title", "outlet", "author", "editor", "place", "source", "url"):
        assert getattr(article, part) == gold.get(part), part
    assert article.published.isoformat() == gold["published"]
    assert not [piece for piece in gold["not_content"] if piece in article.text]


def test_both_kinds_of_page_are_there_for_every_outlet():
    names = [Path(gold["file"]) for gold in FORMS]
    assert {path.stem for path in names if path.suffix == ".txt"} == {
        path.stem for path in names if path.suffix == ".html"
    }
    assert len(names) == 16


# --- outlets that no table knows


@pytest.mark.parametrize(
    ("head", "foot", "outlet"),
    [
        (["Sidang Dewan Pelabuhan - Kompas.com"], [], "Kompas.com"),
        (["Sidang Dewan Pelabuhan"], ["Copyright 2019 Okezone.com"], "Okezone"),
        (["Sidang Dewan Pelabuhan"], ["Sumber: Kompas.com"], None),
        (["Sidang Dewan Pelabuhan", "Posted by Admin on March 4, 2019 in Dunia"], [], None),
    ],
)
def test_names_of_outlets_around_the_text(head, foot, outlet):
    article = article_of(page(*head, foot=foot))
    assert (article.title, article.outlet) == ("Sidang Dewan Pelabuhan", outlet)


def test_a_comment_that_names_an_outlet_does_not_make_it_the_pages():
    text = page("Sidang Dewan Pelabuhan") + THREAD.replace("omong", "baca di detikcom")
    assert article_of(text).outlet is None


def test_an_unknown_outlet_names_itself_in_the_dateline():
    article = article_of(
        page("Sidang Dewan Pelabuhan", f"RIGA, Kabar.example – {BODY[0]}", body=BODY[1:])
    )
    assert (article.outlet, article.place) == ("Kabar.example", "RIGA")
    assert article.text == "\n\n".join(BODY)


@pytest.mark.parametrize(
    "head",
    [
        ("Sidang Dewan Pelabuhan", "Senin, 4 Maret 2019 | 09:10 WIB", "Penulis: Sari Dewi"),
        (
            "Sidang Dewan Pelabuhan",
            "Setelah dua tahun diam, dewan bertemu di Riga dan menetapkan tarif sandar baru.",
            "Senin, 4 Maret 2019 | 09:10 WIB",
            "Oleh: SARI DEWI",
        ),
        ("Senin, 4 Maret 2019 | 09:10 WIB", "Sidang Dewan Pelabuhan", "Oleh Sari Dewi"),
        (
            "Minggu, 10 Maret 2019",
            "Menu",
            "Sidang Dewan Pelabuhan",
            "Sari Dewi | Senin, 4 Maret 2019 09:10 WIB",
        ),
        (
            "Sidang Dewan Pelabuhan",
            "Penulis",
            "SARI DEWI",
            "Diperbarui: 5 Maret 2019 10:00 WIB",
            "04/03/2019, 09.10 WIB",
        ),
        (
            "Koran Kita",
            "Beranda | Dunia | Niaga",
            "Sidang Dewan Pelabuhan",
            "Ditulis oleh Sari Dewi",
            "4 Mar 2019 09:10",
        ),
    ],
)
def test_heads_of_pages(head):
    article = article_of(page(*head))
    assert article.title == "Sidang Dewan Pelabuhan"
    assert article.published.isoformat() == "2019-03-04T09:10:00+07:00"
    assert article.author == "Sari Dewi"
    assert article.text == "\n\n".join(BODY)


@pytest.mark.parametrize(
    "line",
    [
        "0",
        "11",
        "1,2 rb",
        "Share:",
        "ADVERTISEMENT",
        "SCROLL TO CONTINUE WITH CONTENT",
        "Baca juga: Judul Lain",
        "Kapal di dermaga. (Foto: Dok. Dewan)",
        "Kapal di dermaga/Net",
        "Foto: Arsip Dewan",
        "[Gambas:Video CNN]",
        "Kapal di dermaga (ANTARA FOTO/Budi/foc.)",
        "Lihat Foto",
        "Beranda > Dunia > Niaga",
        "Facebook Twitter WhatsApp",
        "Sidang Dewan Pelabuhan",
    ],
)
def test_furniture_inside_a_text_is_dropped(line):
    article = article_of(page("Sidang Dewan Pelabuhan", BODY[0], line, body=BODY[1:]))
    assert article.text == "\n\n".join(BODY)


@pytest.mark.parametrize(
    "foot",
    [
        ("togelabc",),
        ("Artikel Terkait :", "Apa kabar pelabuhan lama yang dahulu ramai itu sekarang?"),
        ("Editor: Budi Wijaya", "Ikuti terus kabar kami setiap hari di mana saja Anda berada."),
        ("Tag: pelabuhan, sidang", "Pelabuhan lain juga bersidang tentang tarif sandar yang baru."),
        ("Follow WhatsApp Channel Kabar untuk berita terbaru!",),
        ("Kapal Kandas di Selat", "Harga Ikan Naik"),
        ("Copyright © 2019 Kabar Kita. Semua hak dilindungi undang-undang.",),
    ],
)
def test_what_stands_below_the_text_is_dropped(foot):
    assert article_of(page("Sidang Dewan Pelabuhan", foot=foot)).text == "\n\n".join(BODY)


def test_pieces_inside_a_paragraph_are_taken_out():
    text = page(
        "Sidang", f"kabar news logo {BODY[0]}", f"{BODY[1]} kabar news logo article", body=()
    )
    assert article_of(text).text == "\n\n".join(BODY[:2])
    marked = page("Sidang", BODY[0], f"<a href='/x'>Dewan</a> setuju. {BODY[1]} (abc/def)", body=())
    assert article_of(marked).text.endswith(f"Dewan setuju. {BODY[1]}")


def test_links_under_their_announcement_go_with_it():
    text = page(
        "Sidang",
        BODY[0],
        "Baca juga:\nJudul Berita Lain yang Panjang\nDan Satu Judul Lagi",
        body=BODY[1:],
    )
    assert article_of(text).text == "\n\n".join(BODY)


def test_subheadings_and_questions_stay():
    text = page(
        "Sidang", BODY[0], "Jalan panjang", BODY[1], "Mengapa baru sekarang?", BODY[2], body=()
    )
    assert article_of(text).text.split("\n\n") == [
        BODY[0],
        "Jalan panjang",
        BODY[1],
        "Mengapa baru sekarang?",
        BODY[2],
    ]


def test_a_last_paragraph_without_its_stop_stays():
    last = (
        "Seusai sidang para anggota dewan berjalan kaki ke dermaga untuk melepas kapal riset "
        "yang akan berlayar selama tiga bulan penuh"
    )
    assert article_of(page("Sidang", *BODY, last, body=())).text.endswith(last)


def test_paragraphs_broken_to_fit_a_screen_are_made_whole():
    body = [f"{one} {two}" for one, two in zip(BODY, BODY[1:] + BODY[:1], strict=True)]
    broken = "\n\n".join(textwrap.fill(f"{text} {text[:70]}lagi.", 72) for text in body)
    assert len(article_of(f"Sidang Dewan Pelabuhan\n\n{broken}").text.split("\n\n")) == 3
    poem = read_lines("satu\ndua\n\ntiga")
    assert join_wrapped(poem) == poem


def test_a_source_alone_under_the_text_is_credited():
    assert article_of(page("Sidang", foot=["Reuters"])).source == "Reuters"
    assert (
        article_of(page("Sidang", foot=["Sumber: Kantor Pelabuhan"])).source == "Kantor Pelabuhan"
    )
    assert article_of(page("Sidang", foot=["Pelabuhan"])).source is None


# --- datelines and dates


@pytest.mark.parametrize(
    ("opening", "place", "outlet", "source"),
    [
        ("BERLIN, Kabar.example – ", "BERLIN", "Kabar.example", None),
        ("TEMPO.CO, Jakarta - ", "Jakarta", "Tempo", None),
        ("Jakarta, CNN Indonesia -- ", "Jakarta", "CNN Indonesia", None),
        ("Brussel (ANTARA/AFP) - ", "Brussel", None, "ANTARA/AFP"),
        ("BRUSSELS – ", "BRUSSELS", None, None),
        ("Jakarta - ", "Jakarta", None, None),
        ("KOMPAS.com - ", None, "Kompas.com", None),
        ("NEW YORK, AS — ", "NEW YORK", None, None),
    ],
)
def test_datelines(opening, place, outlet, source):
    found = split_dateline(f"{opening}{BODY[0]}", JUDGE)
    assert (found.place, found.outlet, found.source) == (place, outlet, source)
    assert found.rest == BODY[0]


@pytest.mark.parametrize(
    "text",
    [
        "NATO – Rusia bersidang lagi.",
        "Rusia - Ukraina berunding.",
        "Dewan – yang bersidang kemarin – bubar.",
        "Ketua dewan, seorang nelayan, berkata lain - Begitu katanya.",
        "AS - Rusia bersidang lagi.",
        "SATU, DUA, TIGA - Empat.",
        "Tidak ada tanda pisah di sini.",
    ],
)
def test_paragraphs_without_a_dateline(text):
    assert split_dateline(text, JUDGE) is None


def test_a_dateline_may_bear_the_date():
    article = article_of(page("Sidang Dewan", f"Riga, 4 Maret 2019 – {BODY[0]}", body=BODY[1:]))
    assert (article.place, article.published) == ("Riga", date(2019, 3, 4))


def test_dates_of_other_articles_do_not_count():
    text = page(
        "Sidang Dewan",
        BODY[0],
        "Baca juga: Sidang 5 Mei 2018",
        body=BODY[1:],
        foot=["Berita Terkait", "Kapal Kandas", "Senin, 4 Maret 2019 09:10 WIB"],
    )
    corpus = read(text)
    assert corpus.articles[0].published is None
    assert "date-unknown" in whats(corpus)


@pytest.mark.parametrize(
    ("text", "value", "years"),
    [
        (
            ["Kata dewan, Kamis (21/10).", "Pada Senin (18/10) ia diam."],
            date(2021, 10, 21),
            [2010, 2021, 2027],
        ),
        (
            ["Kata dewan, Kamis (21/10), menjelang KTT 2010."],
            date(2010, 10, 21),
            [2010, 2021, 2027],
        ),
        (["Kata dewan, Kamis malam waktu setempat (21/10/2021)."], date(2021, 10, 21), [2021]),
        (["Kata dewan, Kamis, 21 Oktober 2021."], date(2021, 10, 21), [2021]),
        (["Kata dewan, Kamis (21/10).", "Pada Selasa (18/10) ia diam."], None, []),
    ],
)
def test_days_inferred_from_the_text(text, value, years):
    reading = infer_date(text, today=TODAY)
    assert (reading.value, [day.year for day in reading.candidates]) == (value, years)


@pytest.mark.parametrize(
    "text",
    [
        ["Tidak ada hari di sini."],
        ["Satu.", "Dua.", "Kejadian itu pada Kamis (21/10/2021)."],
        ["Kejadian pada Kamis (21/10/3000)."],
        ["Kejadian pada Kamis (21/13)."],
    ],
)
def test_texts_that_say_nothing_of_their_day(text):
    assert infer_date(text, today=TODAY) is None


def test_inference_is_noted_with_the_other_years():
    (note,) = read(
        page("Sidang Dewan", "Dewan bersidang, Kamis (21/10), di kota pelabuhan itu lagi.")
    ).notes
    assert (note.kind, note.what) == ("inferred", "year-inferred")
    assert "2010-10-21" in note.detail


@pytest.mark.parametrize("line", ["31 Februari 2020", "1 Januari 0000", "5 Mei 3000"])
def test_an_impossible_date_is_unknown_and_noted(line):
    corpus = read(page("Sidang Dewan Pelabuhan", line))
    assert corpus.articles[0].published is None
    (note,) = corpus.notes
    assert (note.kind, note.what, note.line) == ("marked", "date-impossible", 3)


def test_an_inferred_dateline_stays_marked_as_such():
    article = article_of(page("Sidang Dewan Pelabuhan", "Kamis, 21 Oktober"))
    assert (article.published, article.published_precision) == (date(2021, 10, 21), "inferred")


# --- credits


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Editor: Budi", {"editor": "Budi"}),
        (
            "Penulis Sari Dewi | Editor Budi Wijaya",
            {"author": "Sari Dewi", "editor": "Budi Wijaya"},
        ),
        ("By Sari Dewi and Budi Wijaya", {"author": "Sari Dewi and Budi Wijaya"}),
        ("Reporter", {"author": ""}),
        ("Sumber: AP", {"source": "AP"}),
        ("Laporan Intelijen Amerika", {}),
        ("Editor Koran Ditahan di Perbatasan kemarin", {}),
        ("Penulis: " + "x" * 100, {}),
        ("Editor: a | bukan kredit", {}),
    ],
)
def test_credits(line, found):
    assert read_credits(line, JUDGE.tables) == found


# --- comments


THREAD = """

  2 Responses to “Sidang Dewan Pelabuhan”

  1. Pak Lurah Sumber berkata:
     Februari 4, 2021 pukul 9:12 am
     Setuju sekali, asal tarif jangan naik.

  2. nelayan_garang berkata:
     3 jam yang lalu
     halah omong doang

Leave a Reply
Name (required)
"""


def test_comments_belong_to_the_article_and_hide_their_writers():
    corpus = read(page("Sidang Dewan Pelabuhan") + THREAD, salt="rahasia")
    (article,) = corpus.articles
    first, second = corpus.comments
    assert [c.article_id for c in corpus.comments] == [article.id, article.id]
    assert [c.position for c in corpus.comments] == [0, 1]
    assert first.published.isoformat() == "2021-02-04T09:12:00+07:00"
    assert (second.published, second.published_precision) == (None, "unknown")
    assert article.comments_announced == 2
    assert article.text == "\n\n".join(BODY)
    for name in ("Lurah", "nelayan_garang"):
        assert name not in repr(corpus)


def test_the_salt_changes_the_hashes_and_nothing_else_does():
    def names(salt):
        return [c.commenter for c in read(page("Sidang Dewan") + THREAD, salt=salt).comments]

    assert names("a") == names("a")
    assert names("a") != names("b")
    assert len(set(names("a"))) == 2


def test_the_comment_heading_may_bear_the_title():
    assert article_of("\n\n".join(BODY) + THREAD).title == "Sidang Dewan Pelabuhan"


def test_a_counter_that_agrees_counts_the_comments():
    assert article_of(page("Sidang Dewan Pelabuhan", "0\n11")).comments_announced == 0
    assert article_of(page("Sidang Dewan Pelabuhan", "11")).comments_announced is None


# --- pages that are none


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\0" * 100, "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
        (b"Masuk\nDaftar\nLupa kata sandi?\n", "no-article"),
        (
            b"<html><h1>Halaman tidak ditemukan</h1><p>Silakan kembali ke beranda situs kami.</p>",
            "no-article",
        ),
        (b"<html></html>", "no-article"),
        (b"x\n" * (MOST_LINES + 1), "too-large"),
        (b"<html>" + b"<b>" * (MOST_TAGS + 1), "too-large"),
        (b"a" * (LARGEST_PAGE + 1), "too-large"),
    ],
    ids=["nothing", "blank", "nul", "png", "login", "missing", "bare", "lines", "tags", "bytes"],
)
def test_pages_without_an_article_are_skipped_with_a_reason(data, what):
    corpus = read(data, file="x/halaman.html")
    assert corpus.articles == corpus.comments == ()
    (note,) = corpus.notes
    assert (note.kind, note.what, note.file) == ("skipped", what, "x/halaman.html")
    assert ":" in note.detail


def test_repairs_are_noted():
    corpus = read(
        page("Sidang Dewan").replace("dua", "“dua”").encode("cp1252").replace(b"\n", b"\r")
    )
    assert {"cp1252", "line-ends"} <= set(whats(corpus))
    assert "“dua”" in corpus.articles[0].text


def test_a_page_without_a_title_is_called_after_its_file():
    corpus = read("\n\n".join(BODY), file="arsip/sidang dewan.txt")
    assert corpus.articles[0].title == "sidang dewan"
    assert "title-from-file" in whats(corpus)
    assert corpus.articles[0].id == "sidang-dewan"


def test_html_is_told_by_content():
    assert is_html("\n <!-- x --><html>")
    assert is_html("teks <body class='x'>")
    assert not is_html("You may use these tags: <a href=''> <b>")
    assert (
        article_of(page("<html><body><h1>Sidang Dewan</h1><p>", *BODY), file="x.txt").title
        == "Sidang Dewan"
    )


def test_rules_of_a_users_own_folder(tmp_path):
    table = 'outlet = "Koran Kita"\nmarkers = ["KK Daring"]\n[lines]\ndrop = ["Awas ikan*"]\n'
    (tmp_path / "koran-kita.toml").write_text(table)
    text = page(
        "Sidang Dewan Pelabuhan",
        "KK Daring",
        BODY[0],
        "Awas ikan busuk di pasar lama.",
        body=BODY[1:],
    )
    article = article_of(text, rules=tmp_path)
    assert (article.outlet, article.text) == ("Koran Kita", "\n\n".join(BODY))


@pytest.mark.parametrize("size", [10_000, 100_000])
def test_nested_tags_and_single_lines_of_any_length(size):
    nested = b"<html><body>" + b"<div>" * size + BODY[0].encode()
    assert len(read(nested).articles) + len(read(nested).notes) >= 1
    line = (BODY[0] + " ") * (size // 100)
    assert article_of(f"Sidang Dewan Pelabuhan\n\n{line}").text == line.strip()


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_skipped(data):
    corpus = read(data)
    assert len(corpus.articles) == 1 or [note.kind for note in corpus.notes] == ["skipped"]


PIECES = st.sampled_from(
    [
        *BODY,
        "Sidang Dewan",
        "Kamis (21/10)",
        "Baca juga:",
        "Editor: Budi",
        "0",
        "",
        "Jakarta -",
        "Artikel Terkait :",
        "3 Comments",
        "Balas",
        "5 Mei 2023 10:15 WIB",
        "<p>",
        "<html>",
        "</div>",
        "<article>",
        "Penulis",
        "(abc)",
    ]
)


@settings(max_examples=150)
@given(st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=25))
def test_any_lines_are_read_and_text_stays_text(lines):
    corpus = read("\n".join(lines).encode("utf-8", "replace"))
    for article in corpus.articles:
        assert article.text == article.text.strip()
        assert all(paragraph.strip() for paragraph in article.text.split("\n\n"))
