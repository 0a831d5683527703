"""Whole pages in the forms of many outlets and blogs: menus, boxes, promotions, comments."""

import json
from datetime import date
from pathlib import Path

import pytest

from stance.corpus.pages import load_rules, read_page
from stance.corpus.pages.lines import join_wrapped, read_lines

TODAY = date(2026, 11, 22)
RULES = load_rules()
FOLDER = Path(__file__).parent / "pages" / "messy"
PAGES = json.loads((FOLDER / "gold.json").read_text("utf-8"))["pages"]
SENTENCE = "Dewan pelabuhan bersidang lagi setelah dua tahun tanpa satu pun pertemuan resmi."
OTHER = "Ketua dewan menyebut pertemuan itu sebagai langkah pertama dari jalan yang panjang."
THIRD = "Sidang berikutnya digelar bulan depan di kota yang sama, kata juru bicara dewan."


def read(text, *, file="halaman.txt"):
    data = text if isinstance(text, bytes) else text.encode()
    return read_page(data, file=file, today=TODAY, rules=RULES)


def lines(*parts):
    return "\n\n".join(parts)


def article_of(*parts):
    (article,) = read(lines(*parts)).articles
    return article


@pytest.mark.parametrize("gold", PAGES, ids=[gold["file"] for gold in PAGES])
def test_messy_page(gold):
    corpus = read((FOLDER / gold["file"]).read_bytes(), file=gold["file"])
    (article,) = corpus.articles
    assert article.text.split("\n\n") == gold["paragraphs"]
    assert (article.title, article.published_precision) == (gold["title"], gold["precision"])
    assert article.published.isoformat()[:16] == gold["published"][:16]
    for part in ("author", "outlet", "editor", "source"):
        assert getattr(article, part) == gold.get(part, getattr(article, part)), part
    assert article.comments_announced == gold.get("announced", article.comments_announced)
    texts = [" ".join(comment.text.split()) for comment in corpus.comments]
    assert texts == [comment["text"] for comment in gold["comments"]]
    assert [c.reply_to for c in corpus.comments] == [c["reply_to"] for c in gold["comments"]]
    everything = "\n".join([article.title, article.text, *texts])
    assert not [piece for piece in gold["not_content"] if piece in everything]


@pytest.mark.parametrize(
    "between",
    [
        ["Simak Video 'Sidang Dewan Pelabuhan':", "[Gambas:Video 20detik]"],
        ["Saksikan video berikut:", "Kapal Baru Merapat di Dermaga Utara"],
        ["Follow WhatsApp Channel Kabar untuk berita terbaru setiap hari", "Follow"],
        ["Baca juga:", "Siapa Saja Anggota Dewan Pelabuhan?", "Kapal Baru Merapat"],
    ],
)
def test_the_text_goes_on_below_an_invitation(between):
    article = article_of("Sidang Dewan Pelabuhan", SENTENCE, "\n".join(between), OTHER, THIRD)
    assert article.text == lines(SENTENCE, OTHER, THIRD)


def test_below_an_invitation_at_the_foot_nothing_is_text():
    feet = ["Simak Video 'Sidang':", "sidang", "pelabuhan", "Kapal", OTHER]
    assert article_of("Sidang Dewan Pelabuhan", SENTENCE, THIRD, *feet).text == lines(
        SENTENCE, THIRD
    )


def test_a_heading_after_a_link_with_its_title_stays():
    parts = [SENTENCE, "Baca juga: Kapal Baru Merapat\n2. Dermaga Utara Diperluas", OTHER]
    assert "2. Dermaga Utara Diperluas" in article_of("Sidang Dewan Pelabuhan", *parts).text


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("Diposkan pada 14 Maret 2015 oleh kedaipeta", "kedaipeta"),
        ("14 Maret 2015 oleh Admin", None),
        ("Sari Dewi Lestari\n- Sabtu, 14 Maret 2015 | 10:00 WIB", "Sari Dewi Lestari"),
        ("Sari Dewi Lestari\nPenulis\nLihat Foto\n14 Maret 2015", "Sari Dewi Lestari"),
        ("Penulis\nSari Dewi Lestari\n14 Maret 2015", "Sari Dewi Lestari"),
        ("Sari Dewi Lestari\nSabtu, 14 Maret 2015", None),  # may be a section or a caption
    ],
)
def test_bylines_beside_a_date(head, author):
    article = article_of("Sidang Dewan Pelabuhan Dibuka", head, SENTENCE, OTHER)
    assert (article.author, article.text) == (author, lines(SENTENCE, OTHER))
    assert article.published.isoformat()[:10] == "2015-03-14"


def test_who_the_writer_is_is_no_part_of_the_text():
    about = "Sari Dewi adalah peneliti pada Balai Pelabuhan di Riga."
    article = article_of("Sidang Dewan", "Oleh Sari Dewi", SENTENCE, OTHER, THIRD, about)
    assert article.text == lines(SENTENCE, OTHER, THIRD)


def test_a_last_paragraph_with_a_sign_off_is_no_caption():
    article = article_of("Sidang Dewan Pelabuhan", SENTENCE, f"{OTHER} (afp/adk/kab)")
    assert article.text == lines(SENTENCE, OTHER)


def test_a_second_name_in_the_dateline_is_the_outlet_if_the_page_says_it():
    opening = f"RIGA, Harian Dermaga – {SENTENCE}"
    assert article_of("Harian Dermaga", "Sidang Dewan Pelabuhan", opening).outlet == (
        "Harian Dermaga"
    )
    assert article_of("Sidang Dewan Pelabuhan", opening).outlet is None


def test_lines_are_joined_only_where_the_next_word_had_no_room():
    page = read_lines("\n".join([SENTENCE[:70]] * 3))
    assert join_wrapped(page) == page  # too few to tell
    listed = read_lines("\n".join(f"{n}. {SENTENCE[: 48 + n]}" for n in range(1, 30)))
    assert join_wrapped(listed[:20]) == listed[:20]


@pytest.mark.parametrize(
    ("window", "body", "title", "outlet"),
    [
        ("Kabar Riga: Sidang Dewan Dibuka", "<h1>Kabar Riga</h1><h3>Sidang Dewan Dibuka</h3>",
         "Sidang Dewan Dibuka", "Kabar Riga"),
        ("Sidang Dewan Dibuka - Kabar Riga", "<div>Kabar Riga</div><h1>Sidang Dewan Dibuka</h1>",
         "Sidang Dewan Dibuka", "Kabar Riga"),
        ("Sidang Dewan Dibuka | Dunia", "<div>Dunia</div><h1>Sidang Dewan Dibuka</h1>",
         "Sidang Dewan Dibuka", None),
        ("Sidang Dewan Dibuka | Riga", "<h1>Sidang Dewan Dibuka</h1>", "Sidang Dewan Dibuka", None),
        ("Sidang Dewan Dibuka", "<h1>Sidang Dewan Dibuka</h1>", "Sidang Dewan Dibuka", None),
        ("Dewan: Sidang Dibuka Lagi - Kabar Riga", "", "Dewan: Sidang Dibuka Lagi", None),
        ("", "<h1>Sidang Dewan Dibuka</h1>", "Sidang Dewan Dibuka", None),
    ],
)  # fmt: skip
def test_a_windows_title_tells_title_and_site_apart(window, body, title, outlet):
    text = f"<p>{SENTENCE}</p><p>{OTHER}</p><p>{THIRD}</p>"
    html = f"<html><head><title>{window}</title></head><body>{body}<div>{text}</div></body></html>"
    (article,) = read(html).articles
    assert (article.title, article.outlet) == (title, outlet)


def test_a_login_name_gives_way_to_a_full_name():
    head = '<meta name="author" content="editor01"><title>Sidang Dewan Dibuka</title>'
    body = f"<h1>Sidang Dewan Dibuka</h1><div>Oleh Sari Dewi</div><p>{SENTENCE}</p><p>{OTHER}</p>"
    (article,) = read(f"<html><head>{head}</head><body>{body}</body></html>").articles
    assert article.author == "Sari Dewi"
