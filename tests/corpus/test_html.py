"""HTML pages: where each part is taken from, and what broken pages do."""

import json
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from stance.corpus.pages import load_rules, read_page
from stance.corpus.pages.markup import depth, parse, select, take_out, visible_line, visible_text
from stance.corpus.pages.metadata import name_of, read_head

RULES = load_rules()
BODY = [
    "Dewan pelabuhan bersidang lagi setelah dua tahun tanpa satu pun pertemuan resmi.",
    "Ketua dewan menyebut pertemuan itu sebagai langkah pertama dari jalan yang panjang.",
    "Sidang berikutnya digelar bulan depan di kota yang sama, kata juru bicara dewan.",
]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in BODY)
TITLE = "Sidang Dewan Pelabuhan Dibuka"


def read(body, head="", rules=RULES):
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return read_page(page.encode(), file="halaman.html", today=date(2026, 1, 1), rules=rules)


def article_of(body, head="", rules=RULES):
    (article,) = read(body, head, rules).articles
    return article


def linked(**parts):
    thing = {"@type": "NewsArticle", **parts}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


def meta(name, content):
    return f'<meta property="{name}" content="{content}">'


# --- precedence


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            linked(headline="Dari JSON") + meta("og:title", "Dari Meta"),
            "<h1>Dari H1</h1>",
            "Dari JSON",
        ),
        (
            meta("og:title", "Dari Meta - Kabar") + meta("og:site_name", "Kabar"),
            "<h1>Dari H1</h1>",
            "Dari Meta",
        ),
        ("<title>Dari Title | Kabar</title>", "<h1>Dari H1 sendiri</h1>", "Dari H1 sendiri"),
        ("<title>Dari Title | Kabar</title>", "", "Dari Title"),
        (linked(headline=["bukan", "teks"]), "<h1>A &amp; B -- C</h1>", "A & B -- C"),
        (linked(headline="Kata &quot;Damai&quot; Itu"), "", 'Kata "Damai" Itu'),
    ],
)
def test_titles(head, body, title):
    assert article_of(f"{body}<article>{PARAGRAPHS}</article>", head).title == title


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        (linked(datePublished="2020-05-22T08:47:00+07:00"), "", "2020-05-22T08:47:00+07:00"),
        (linked(datePublished="2020-05-21T20:00:00Z"), "", "2020-05-22T03:00:00+07:00"),
        (meta("article:published_time", "2020-05-22"), "<time>1 Mei 2020</time>", "2020-05-22"),
        (
            "",
            '<article><time datetime="2020-05-22T08:47:00+07:00">x</time></article>',
            "2020-05-22T08:47:00+07:00",
        ),
        (
            "",
            "<div class=post-date>Jumat, 22 Mei 2020 08:47 WIB</div>",
            "2020-05-22T08:47:00+07:00",
        ),
        (
            linked(datePublished="entah"),
            "<span>Jumat, 22 Mei 2020 08:47 WIB</span>",
            "2020-05-22T08:47:00+07:00",
        ),
        (linked(datePublished=7) + meta("pubdate", "2020-05-22"), "", "2020-05-22"),
    ],
)
def test_dates(head, body, published):
    article = article_of(f"<h1>{TITLE}</h1>{body}<div class=entry-content>{PARAGRAPHS}</div>", head)
    assert article.published.isoformat() == published


@pytest.mark.parametrize("frame", ["header", "nav", "aside", "footer"])
def test_the_day_of_the_visit_and_of_other_news_is_not_the_articles(frame):
    clock = f"<{frame}><time>10 Maret 2021</time><span class=date>10 Maret 2021</span></{frame}>"
    body = f"<h1>{TITLE}</h1><div>22 Mei 2020</div><div class=entry-content>{PARAGRAPHS}</div>"
    page = body + clock if frame in {"aside", "footer"} else clock + body
    assert article_of(page).published == date(2020, 5, 22)


def test_a_date_in_the_articles_own_header_counts():
    header = f"<header><h1>{TITLE}</h1><time>22 Mei 2020</time></header>"
    body = f"<article>{header}<div class=entry-content>{PARAGRAPHS}</div></article>"
    assert article_of(body).published == date(2020, 5, 22)


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        (linked(author={"name": "SARI DEWI"}), "", "Sari Dewi"),
        (linked(author=[{"name": "Sari"}, "Budi", ["x"]]), "", "Sari, Budi"),
        (meta("author", "Sari Dewi"), "", "Sari Dewi"),
        (meta("author", "Redaksi"), "<span class=author>Oleh Sari Dewi</span>", "Sari Dewi"),
        (
            meta("author", "Kompas.com"),
            "<span class=author>Sari Dewi, Jurnalis</span>",
            "Sari Dewi",
        ),
        (
            meta("article:author", "https://facebook.com/kabar"),
            "<p>Penulis: Sari Dewi</p>",
            "Sari Dewi",
        ),
        (meta("author", "Kabar") + meta("og:site_name", "Kabar"), "", None),
        (meta("author", "x" * 200), "<span class=author>Oleh:</span>", None),
    ],
)
def test_authors(head, body, author):
    article = article_of(f"<h1>{TITLE}</h1>{body}<div class=entry-content>{PARAGRAPHS}</div>", head)
    assert article.author == author


def test_outlet_and_address():
    head = (
        linked(publisher={"name": "Kabar Pelabuhan"})
        + '<link rel="canonical" href="https://kabar.example/1">'
    )
    article = article_of(f"<h1>{TITLE}</h1><article>{PARAGRAPHS}</article>", head)
    assert (article.outlet, article.url) == ("Kabar Pelabuhan", "https://kabar.example/1")
    relative = article_of(f"<article>{PARAGRAPHS}</article>", '<link rel="canonical" href="/1">')
    assert (relative.outlet, relative.url) == (None, None)
    footer = article_of(
        f"<h1>{TITLE}</h1><article>{PARAGRAPHS}</article><footer>© Okezone</footer>"
    )
    assert footer.outlet == "Okezone"


# --- the text


def test_without_a_rule_trafilatura_finds_the_text():
    side = (
        "<ul>"
        + "".join(f"<li><a href=#>Judul lain nomor {n} hari ini</a></li>" for n in range(9))
        + "</ul>"
    )
    text = f"<h1>{TITLE}</h1><div class=zz>{PARAGRAPHS}</div>"
    body = f"<div id=atas>{side}</div>{text}<div>{side}</div>"
    assert article_of(body).text == "\n\n".join(BODY)


def test_without_elements_the_lines_are_read():
    assert article_of(f"{TITLE}<br>4 Maret 2019<br>" + "<br>".join(BODY)).text == "\n\n".join(BODY)


def test_a_users_selectors_come_first(tmp_path):
    (tmp_path / "koran.toml").write_text(
        'outlet = "Koran Kita"\ndomains = ["koran.example"]\n'
        '[html]\ntitle = ["h2.judul"]\nbody = ["#isi .teks"]\ndate = [".waktu"]\n'
        'author = [".oleh"]\neditor = [".sunting"]\ndrop = [".iklan"]\n'
    )
    head = '<link rel="canonical" href="https://koran.example/1">' + linked(
        headline="Lain", datePublished="2001-01-01"
    )
    body = (
        f"<h2 class=judul>{TITLE}</h2><i class=waktu>22/05/2020, 08.47 WIB</i>"
        "<i class=oleh>Sari Dewi</i><i class=sunting>Editor: Budi</i>"
        f"<div id=isi><div class='x teks'><p>{BODY[0]}</p>"
        "<div class=iklan>Beli ikan asin sekarang juga di pasar terdekat.</div> "
        f"<p>{BODY[1]}</p></div></div>"
        "<div class=entry-content><p>Bukan ini, melainkan teks lain yang panjang.</p></div>"
    )
    article = article_of(body, head, load_rules(tmp_path))
    assert (article.title, article.outlet, article.author, article.editor) == (
        TITLE,
        "Koran Kita",
        "Sari Dewi",
        "Budi",
    )
    assert article.published.isoformat() == "2020-05-22T08:47:00+07:00"
    assert article.text == "\n\n".join(BODY[:2])


def test_comments_are_taken_out_of_the_text():
    thread = (
        "<div id=comments><h3>1 Komentar</h3><ol class=commentlist><li class=comment>"
        "<cite class=fn>Tok Dalang</cite>"
        "<div class=comment-meta>8 September 2017 pada 11:02</div>"
        "<p>Semoga dewan rukun terus ya pak.</p></li></ol></div>"
    )
    corpus = read(f"<h1>{TITLE}</h1><article>{PARAGRAPHS}{thread}</article>")
    (comment,) = corpus.comments
    assert comment.text == "Semoga dewan rukun terus ya pak."
    assert corpus.articles[0].text == "\n\n".join(BODY)
    assert "Dalang" not in repr(corpus)


# --- broken and hostile pages


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@type": "NewsArticle", </script>',
        '<script type="application/ld+json">' + "[" * 50_000 + "</script>",
        '<script type="application/ld+json">[1, null, {"@graph": 3}, {"@graph": [4]}]</script>',
        '<script type="application/ld+json"></script><meta property="og:title">',
        "<title></title>",
    ],
)
def test_broken_metadata_is_as_if_it_were_not_there(head):
    assert article_of(f"<h1>{TITLE}</h1><article>{PARAGRAPHS}</article>", head).title == TITLE


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td", "font"])
def test_ten_thousand_nested_tags(tag):
    article = article_of(f"<{tag}>" * 10_000 + PARAGRAPHS)
    assert article.text == "\n\n".join(BODY)


def test_scripts_and_markup_in_a_title_are_text():
    article = article_of(
        f"<h1>Kata &lt;script&gt;alert(1)&lt;/script&gt; itu</h1><article>{PARAGRAPHS}</article>"
    )
    assert article.title == "Kata <script>alert(1)</script> itu"


@pytest.mark.parametrize(
    "page",
    ["<html", "<html><body></html>", "<!-- -->", "<?xml version='1.0'?>", "<!DOCTYPE html>\n\n"],
)
def test_remains_of_pages_are_skipped(page):
    corpus = read_page(page.encode(), file="x", today=date(2026, 1, 1), rules=RULES)
    assert [note.kind for note in corpus.notes] == ["skipped"]


@given(st.text(alphabet=st.sampled_from("<>/=\"' apdiv!-\n&;"), max_size=200))
def test_any_markup_is_read_or_skipped(text):
    corpus = read_page(f"<html>{text}".encode(), file="x", today=date(2026, 1, 1), rules=RULES)
    assert corpus.articles or corpus.notes


def test_a_page_saved_as_an_archive_is_unpacked():
    message = EmailMessage()
    html = (
        f"<html><h1>{TITLE}</h1><article>{PARAGRAPHS}<p>“Kutipan é”, kata dia lagi.</p></article>"
    )
    message.set_content(html, subtype="html", cte="quoted-printable")
    message.make_related()
    message.add_related(b"GIF8", maintype="image", subtype="gif")
    corpus = read_page(message.as_bytes(), file="x.mhtml", today=date(2026, 1, 1), rules=RULES)
    assert corpus.articles[0].title == TITLE
    assert corpus.articles[0].text.endswith("“Kutipan é”, kata dia lagi.")


def test_an_archive_without_a_page_is_skipped():
    data = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x--\r\n"
    corpus = read_page(data, file="x.mhtml", today=date(2026, 1, 1), rules=RULES)
    assert [note.what for note in corpus.notes] == ["no-article"]


# --- trees


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("p", 3),
        (".a", 1),
        ("div.a", 1),
        ("p.a", 0),
        ("#x", 1),
        ("[data-n]", 2),
        ("[data-n=1]", 1),
        ("[data-n='1']", 1),
        (".a p", 2),
        (".a.b", 1),
        ("p[data-n].c", 1),
        ("..", 0),
        ("p >", 0),
        ("", 0),
    ],
)
def test_selectors(selector, found):
    page = "<div class='a b'><p data-n=1 class=c>1</p><p data-n='2'>2</p></div><p id=x>3</p>"
    assert len(select(etree.HTML(page), selector)) == found


def test_visible_text_is_one_line_a_block():
    page = etree.HTML("<div>a<br>b <b>c</b><!-- x -->d<ul><li>e</li></ul>f</div><style>g</style>h")
    assert visible_text(page) == "a\nb cd\ne\nf\nh"
    assert visible_line(etree.HTML("<p> a\n<b>b</b> </p>")) == "a b"


def test_taking_an_element_out_keeps_what_follows_it():
    page = etree.HTML("<div id=i>a<b>x</b>b<i>y</i>c<u>z</u>d</div><b>luar</b>")
    (inside,) = select(page, "#i")
    for tag in ("b", "i"):
        for node in select(page, tag):
            take_out(node, inside)
    take_out(inside, inside)
    assert visible_text(page) == "abczd\nluar"


def test_parsing_nothing():
    assert parse("") is None
    assert depth(parse("<p>a<b>b</b>")) == 4


def test_names_in_metadata():
    assert name_of({"name": " Sari "}) == "Sari"
    assert name_of([]) is None
    assert name_of({"name": 3}) is None
    assert read_head(etree.HTML("<p>")).site is None


def test_fixtures_name_no_reader():
    for path in (Path(__file__).parent / "pages").glob("*.html"):
        corpus = read_page(path.read_bytes(), file=path.name, today=date(2026, 1, 1), rules=RULES)
        assert corpus.comments == ()
