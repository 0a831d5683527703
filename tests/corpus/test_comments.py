"""Comments in saved pages, against pieces whose every comment a colleague can read and review.

The pieces in ``comments/`` were written for this project in the forms that WordPress, Disqus, the
Facebook plugin and Indonesian outlets use; ``tests/golden/comments.json`` says what is in them.
"""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from stance.corpus.comments import CommentBlock, RawComment, find_in_lines, take_from_tree

ROOT = Path(__file__).resolve().parent.parent.parent
PIECES = Path(__file__).parent / "comments"
GOLDEN = json.loads((ROOT / "tests/golden/comments.json").read_text(encoding="utf-8"))
STARTER = [
    json.loads(line)
    for table in sorted((ROOT / "tests/golden").glob("starter-*.jsonl"))
    for line in table.read_text(encoding="utf-8").splitlines()
]
LONG_TEXT = "Kedua delegasi bertemu lagi di Wina dan membahas peta perbatasan. " * 30


def read(path: Path) -> tuple[CommentBlock | None, str]:
    """A page's comments, and what is left of its text, white space as single spaces."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        tree = html.fromstring(text)
        block = take_from_tree(tree)
        return block, " ".join(" ".join(tree.itertext()).split())
    lines = text.splitlines()
    block = find_in_lines(lines)
    rest = lines[: block.first_line - 1] + lines[block.last_line :] if block else lines
    return block, " ".join(" ".join(rest).split())


def texts(block: CommentBlock | None) -> list[str]:
    assert block is not None
    return [comment.text for comment in block.comments]


def tree_of(body: str) -> html.HtmlElement:
    return html.fromstring(f"<html><body>{body}</body></html>")


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row["file"])
def test_each_piece_reads_as_the_table_says(row):
    block, rest = read(PIECES / row["file"])
    assert block == CommentBlock(
        comments=tuple(RawComment(**comment) for comment in row["comments"]),
        announced=row["announced"],
        title=row["title"],
        first_line=row["lines"][0],
        last_line=row["lines"][1],
    )
    assert rest.startswith(row["left_begins"])
    assert rest.endswith(row["left_ends"])


def test_the_table_names_every_piece_once():
    assert sorted(row["file"] for row in GOLDEN) == sorted(p.name for p in PIECES.iterdir())


@pytest.mark.parametrize("row", STARTER, ids=lambda row: row["file"])
def test_starter_corpus_comments_are_all_found(row):
    block, rest = read(ROOT / "articles" / row["file"])
    found = block.comments if block else ()
    assert len(found) == row["comments"]
    assert row["body_ends"][-30:] in rest
    if found:
        assert found[0].text.startswith(row["first_comment_starts"])
        assert found[-1].text.endswith(row["last_comment_ends"])
        assert block.announced == len(found)
        assert all(comment.name and comment.when for comment in found)


def test_the_real_page_gives_its_ten_comments(shared):
    gold = json.loads((shared / "pages/gold.json").read_text(encoding="utf-8"))
    for row in gold:
        lines = (shared / "pages" / row["file"]).read_text(encoding="utf-8").splitlines()
        block = find_in_lines(lines)
        assert len(block.comments if block else ()) == row["comments_on_page"]
        for comment, expected in zip(block.comments if block else (), row["comments"], strict=True):
            assert comment.text.startswith(expected["starts"])
            assert comment.text.endswith(expected["ends"])
        if block:
            assert (block.announced, block.title) == (row["comments_announced"], row["title"])
            assert "Artikel Terkait" in lines[block.first_line - 3]
            assert not any(lines[block.last_line :])


ARTICLES = {
    "a numbered list": ["Tiga langkah:", "1. telepon", "2. kunjungan", "3. laporan"],
    "a subheading": ["Komentar Presiden", "Presiden mengaku senang.", "Komentar", LONG_TEXT],
    "a list under a subheading": ["Komentar", "1. Presiden senang.", "2. Menteri tidak."],
    "a link to write": ["Isi artikel.", "Tulis komentar"],
    "lone zeros": ["Judul", "", "0", "11", "", "Isi artikel."],
    "a menu, then the article": ["Komentar", "Kapal Bersandar", "12 Mei 2012 09:15 WIB", LONG_TEXT],
    "a menu, a short article, its buttons": [
        *["Komentar", "Kapal Bersandar", "Jumat, 12 Mei 2012 09:15 WIB", "Isi pendek.", "Bagikan"],
        *["Berita Terkait", "Kapal Pergi", "11 Mei 2012"],
    ],
    "a menu, an article, its report button": [
        *["Komentar", "Kapal Bersandar", "12 Mei 2012 09:15 WIB", LONG_TEXT[:600], "Laporkan"],
    ],
    "headlines with dates": [
        *["Komentar", "Jokowi Tiba", "Selasa, 21 Februari 2023 - 07:35 WIB"],
        *["Jam Digeser", "Rabu, 25 Januari 2023 - 10:02 WIB", "Listrik Padam", "24 Januari 2023"],
    ],
    "only a form": ["Isi.", "Leave a Reply", "Your email address will not be published.", "Name *"],
    "quotes": ["Menteri berkata:", "kami sepakat.", "Jenderal berkata:", "kami menolak."],
    "a title about replies": ["Tanggapan untuk Presiden", "3 tanggapan untuk menteri", LONG_TEXT][
        :1
    ],
    "the page's own buttons": ["Isi artikel.", "Suka · Bagikan · 3", "Balas · 2"],
    "nothing": [],
}


@pytest.mark.parametrize("lines", ARTICLES.values(), ids=ARTICLES)
def test_an_article_is_not_taken_for_comments(lines):
    assert find_in_lines(lines) is None


def test_a_link_with_a_number_above_the_article_takes_one_line():
    lines = ["5 Komentar", "Kapal Bersandar", "12 Mei 2012 09:15 WIB", LONG_TEXT, "Balas"]
    block = find_in_lines(lines)
    assert (block.comments, block.announced) == ((), 5)
    assert (block.first_line, block.last_line) == (1, 1)


def test_the_article_below_a_link_is_not_the_first_comment():
    lines = ["2 Komentar", "Kapal Bersandar", "12 Mei 2012 09:15 WIB", LONG_TEXT]
    lines += ["Komentar", "Sari", "2 jam yang lalu", "bagus", "Balas"]
    lines += ["Toni", "1 jam yang lalu", "minta satu", "Balas"]
    block = find_in_lines(lines)
    assert texts(block) == ["bagus", "minta satu"]
    assert block.first_line == 5


def test_a_comment_that_is_a_heading_does_not_end_the_block():
    lines = ["2 Komentar", "Sari", "2 jam yang lalu", "Komentar", "apa ini", "Balas"]
    lines += ["Toni", "1 jam yang lalu", "minta satu", "Balas"]
    assert texts(find_in_lines(lines)) == ["Komentar\napa ini", "minta satu"]


def test_a_comment_that_is_a_page_section_does_not_end_the_block():
    lines = ["2 Komentar", "Sari", "2 jam yang lalu", "Terkini", "Balas"]
    lines += ["Toni", "1 jam yang lalu", "minta satu", "Balas", "Terkini", "Kapal Pergi"]
    block = find_in_lines(lines)
    assert (texts(block), block.last_line) == (["Terkini", "minta satu"], 9)


def test_two_blocks_that_touch_are_one_and_replies_stay_with_their_parents():
    lines = ["1 Komentar", "Sari", "2 jam yang lalu", "bagus", "Balas", "", "2 Comments"]
    lines += ["Budi • 2 hours ago", "good", "Reply", "Ann > Budi • 1 hour ago", "is it", "Reply"]
    block = find_in_lines(lines)
    assert [comment.reply_to for comment in block.comments] == [None, None, 1]
    assert (block.announced, block.first_line, block.last_line) == (1, 1, len(lines))


def test_of_blocks_apart_the_larger_is_taken():
    lines = ["1 Komentar", "Sari", "2 jam yang lalu", "bagus", "Balas", "Berita Terkait", LONG_TEXT]
    lines += [
        "2 Comments",
        "Budi • 2 hours ago",
        "good",
        "Reply",
        "Ann • 1 hour ago",
        "no",
        "Reply",
    ]
    assert texts(find_in_lines(lines)) == ["good", "no"]


def test_numbers_may_run_down_or_begin_on_a_second_page():
    lines = ["36 Responses to “Kapal”", "26. Budi says:", "lima", "25. Ann says:", "enam"]
    assert texts(find_in_lines(lines)) == ["lima", "enam"]


def test_numbers_out_of_sequence_stay_in_the_text():
    lines = ["3 Responses to “Kapal”", "", "1. satu", "", "3. bukan komentar", "", "2. dua"]
    assert texts(find_in_lines(lines)) == ["satu\n\n3. bukan komentar", "dua"]


def test_the_last_of_an_indented_list_ends_at_the_margin():
    lines = [
        "2 Responses to “Kapal”",
        "",
        "  1. satu",
        "",
        "  2. dua",
        "  tiga",
        "",
        "Kaki halaman",
    ]
    block = find_in_lines(lines)
    assert (texts(block), block.last_line) == (["satu", "dua\ntiga"], 6)


def test_a_numbered_name_with_its_time_below():
    lines = ["Komentar (2)", "1. Budi", "3 jam yang lalu", "satu", "2. Ani", "2 jam lalu", "dua"]
    block = find_in_lines(lines)
    assert [(c.name, c.when, c.text) for c in block.comments] == [
        ("Budi", "3 jam yang lalu", "satu"),
        ("Ani", "2 jam lalu", "dua"),
    ]


def test_a_plain_list_under_a_number_needs_that_many():
    assert find_in_lines(["1 Komentar", "1. telepon", "2. kunjungan"]).comments == ()
    assert texts(find_in_lines(["2 Komentar", "1. setuju", "2. tidak"])) == ["setuju", "tidak"]
    lines = ["Komentar", "1. setuju", "Leave a Reply"]
    assert texts(find_in_lines(lines)) == ["setuju"]


def test_a_line_that_says_who_is_answered():
    lines = ["Komentar", "Sari", "2 jam yang lalu", "bagus", "Balas"]
    lines += ["Toni", "Membalas Sari", "1 jam yang lalu", "ah masa", "Balas"]
    block = find_in_lines(lines)
    assert [(c.name, c.reply_to) for c in block.comments] == [("Sari", None), ("Toni", 0)]


def test_a_time_below_the_text_among_the_buttons():
    lines = ["2 Komentar", "Sari", "Top fan", "bagus", "2 jam yang lalu", "Balas"]
    lines += ["Toni", "minta satu", "1 jam yang lalu", "Balas"]
    block = find_in_lines(lines)
    assert [(c.name, c.when, c.text) for c in block.comments] == [
        ("Sari", "2 jam yang lalu", "bagus"),
        ("Toni", "1 jam yang lalu", "minta satu"),
    ]


def test_a_time_that_only_a_space_sets_off_is_not_part_of_the_name():
    lines = ["Semua Komentar (2)", "Sari 3 jam yang lalu", "bagus", "Balas"]
    lines += ["Toni 2 hari yang lalu", "minta satu", "Balas"]
    block = find_in_lines(lines)
    assert [(c.name, c.when) for c in block.comments] == [
        ("Sari", "3 jam yang lalu"),
        ("Toni", "2 hari yang lalu"),
    ]


def test_buttons_that_report_or_ask_to_log_in():
    lines = ["Komentar", "Sari", "12 Mei 2012 | 10:11 WIB", "bagus", "Laporkan"]
    lines += ["Toni", "12 Mei 2012 | 10:15 WIB", "minta satu", "Log in to Reply"]
    assert texts(find_in_lines(lines)) == ["bagus", "minta satu"]


def test_a_nameless_comment_keeps_its_text():
    lines = ["2 Komentar", "2 jam yang lalu", "bagus", "Balas", "1 jam yang lalu", "ya", "Balas"]
    block = find_in_lines(lines)
    assert [(c.name, c.text) for c in block.comments] == [(None, "bagus"), (None, "ya")]
    lines = ["1 Komentar", "Apa benar begitu, pak menteri?", "Suka · Balas · 2 jam"]
    assert find_in_lines(lines).comments[0].name is None


def test_the_facebook_form_without_heading():
    lines = [
        LONG_TEXT,
        "",
        "Sari",
        "bagus",
        "Suka · Balas · 2 jam",
        "Toni",
        "ya",
        "Suka · Balas · 3 th",
    ]
    block = find_in_lines(lines)
    assert (texts(block), block.first_line, block.last_line) == (["bagus", "ya"], 3, 8)
    assert find_in_lines([LONG_TEXT, *lines[3:]]) is None


@pytest.mark.parametrize(
    ("line", "announced", "title"),
    [
        ("36 Responses to “Kapal”", 36, "Kapal"),
        ("One Response to “Kapal”", 1, "Kapal"),
        ("Satu pemikiran pada “Kapal”", 1, "Kapal"),
        ("1.234 Komentar", 1234, None),
        ("Komentar (0)", 0, None),
        ("Comments: 7", 7, None),
        ("Belum ada komentar", 0, None),
        ("## 5 Comments", 5, None),
        ("5 Comments  Suara Teluk  Login", 5, None),
        ("5 Comments Suara Teluk Login Sort by Oldest", 5, None),
    ],
)
def test_headings_announce(line, announced, title):
    block = find_in_lines(["Isi.", line])
    assert (block.announced, block.title, block.first_line) == (announced, title, 2)


def test_a_number_may_stand_below_its_heading():
    block = find_in_lines(["Isi.", "Komentar", "(5)", "Kirim"])
    assert (block.announced, block.first_line, block.last_line) == (5, 2, 3)


@pytest.mark.parametrize(
    "when",
    [
        *[
            "3 jam yang lalu",
            "3 jam lalu",
            "sejam yang lalu",
            "sebulan lalu",
            "baru saja",
            "kemarin",
        ],
        *["3 years ago", "a day ago", "an hour ago", "about 2 hours ago", "just now"],
        *["12 Mei 2012 09:15 WIB", "Sabtu, 12 Mei 2012 | 09:15 WIB", "12/05/2012 09:15"],
        *[
            "March 6, 2017 at 10:15 am",
            "6 Maret 2017 pukul 10.15",
            "2017-03-06 10:15",
            "Mar 6, 2017",
        ],
        *["17 Juni 2021 pada 15:22", "Jum'at, 5 Mei 2023 10:15 WITA", "6 Maret pukul 10.15"],
        *["12 Mei 2012 09:15 WIB (Sunting)", "Dikirim pada 12 Mei 2012"],
    ],
)
def test_times_are_known_in_a_line_and_behind_a_name(when):
    below = find_in_lines(["1 Komentar", "Sari", when, "bagus", "Balas"])
    beside = find_in_lines(["1 Komentar", f"Sari • {when}", "bagus", "Balas"])
    for block in (below, beside):
        assert [(c.name, c.text) for c in block.comments] == [("Sari", "bagus")]
        assert block.comments[0].when in when


def test_a_tree_without_comments_stays_as_it_is():
    body = "<h1>Kapal</h1><div class='comment-count'>5</div><p>Isi.</p><div id='respond'>"
    tree = tree_of(body + "Tinggalkan Balasan</div><ul id='recentcomments'><li>Budi</li></ul>")
    before = etree.tostring(tree)
    assert take_from_tree(tree) is None
    assert etree.tostring(tree) == before


def test_the_article_is_never_taken_with_its_comments():
    body = "<div class='comments'><h1>Kapal</h1><p>Isi artikel.</p><div class='comment'>"
    tree = tree_of(body + "<b class='fn'>Budi</b><p>setuju</p></div></div>")
    assert texts(take_from_tree(tree)) == ["setuju"]
    assert tree.text_content() == "KapalIsi artikel."


def test_a_thread_that_holds_the_article_loses_only_its_comments():
    body = f"<div class='komentar'><p>{LONG_TEXT}</p><div class='comment'><b class='fn'>Budi</b>"
    tree = tree_of(body + "<p>setuju</p></div></div>")
    assert texts(take_from_tree(tree)) == ["setuju"]
    assert LONG_TEXT in tree.text_content()


def test_replies_to_a_deleted_comment_answer_the_one_above():
    item = "<div class='comment-item'><b class='name'>{}</b>{}{}</div>"
    inner = item.format("Cici", "<p>tiga</p>", "")
    tree = tree_of(item.format("Ani", "<p>satu</p>", item.format("Budi", "", inner)))
    block = take_from_tree(tree)
    assert [(c.name, c.reply_to) for c in block.comments] == [("Ani", None), ("Cici", 0)]


def test_name_time_and_job_without_nodes_of_their_own_are_left_out():
    body = "<div class='comment-item'><i class='user'></i><div>Budi • 3 jam yang lalu</div>"
    body += "<div>Bekerja di Pelabuhan</div><div>setuju</div><div>Suka · Balas</div></div>"
    comment = take_from_tree(tree_of(body)).comments[0]
    assert (comment.name, comment.when, comment.text) == ("Budi", "3 jam yang lalu", "setuju")


def test_an_element_tree_and_a_bare_thread_are_read_too():
    thread = (
        "<div id='comments'><div class='comment'><b class='fn'>Ani > Budi</b><p>ya</p></div></div>"
    )
    tree = html.fromstring(thread)
    block = take_from_tree(etree.ElementTree(tree))
    assert [(c.name, c.text) for c in block.comments] == [("Ani", "ya")]
    assert tree.text_content() == ""
    assert take_from_tree(etree.ElementTree()) is None


def test_text_behind_a_thread_stays():
    tree = tree_of("<p>a</p><div id='comments'>0 Komentar</div>b<i>c</i><div id='komentar'></div>d")
    assert take_from_tree(tree).announced == 0
    assert tree.text_content() == "abcd"


CUES = st.sampled_from(
    [
        *["5 Komentar", "Komentar", "36 Responses to “X”", "Budi", "3 jam yang lalu", "Balas", ""],
        *["Suka · Balas · 3 th", "1. satu", "  2. dua", "Budi berkata:", "Ani > Budi • a day ago"],
        *["Leave a Reply", "Berita Terkait", "teks", "Membalas Budi", "Top fan", "(5)", "1. Ani"],
    ]
)


@given(st.lists(CUES | st.text(max_size=30), max_size=30))
def test_any_lines_pass_and_every_text_is_on_the_page(lines):
    block = find_in_lines(lines)
    if block is None:
        return
    assert 1 <= block.first_line <= block.last_line <= len(lines)
    page = [line.strip() for line in lines[block.first_line - 1 : block.last_line]]
    for index, comment in enumerate(block.comments):
        assert comment.text.strip()
        assert all(any(part in line for line in page) for part in comment.text.split("\n"))
        assert comment.reply_to is None or comment.reply_to < index


TAGS = ["div", "p", "li class='comment'", "b class='fn'", "i class='time'", "div id='comments'"]
TAGS += ["ul class='children'", "div class='comment-content'", "h1", "div id='disqus_thread'"]
TAGS += ["li class='post'", "div role='article' aria-label='Comment by Budi'", "br", "!-- x --"]
NODES = st.lists(st.tuples(st.sampled_from(TAGS), CUES, st.booleans()), max_size=25)


@given(NODES)
def test_any_tree_passes_and_nothing_is_read_twice(nodes):
    markup = ""
    for tag, text, closed in nodes:
        markup += f"<{tag}>{text}" + (f"</{tag.split()[0]}>" if closed else "")
    tree = tree_of(markup)
    before = etree.tostring(tree)
    block = take_from_tree(tree)
    assert block is not None or etree.tostring(tree) == before
    for comment in block.comments if block else ():
        assert comment.text.strip()


def seconds(function, argument) -> float:
    start = time.process_time()
    function(argument)
    return time.process_time() - start


@pytest.mark.parametrize(
    "lines",
    [
        [LONG_TEXT[:110]] * 20_000,
        ["5 Komentar", "Komentar", "Budi", "3 jam yang lalu"] * 5_000,
        ["36 Responses to “X”", *(" " * (n % 900) + "1. Budi berkata:" for n in range(20_000))],
        ["5 Komentar", *["Budi", "teks", "Suka · Balas · 3 th"] * 7_000],
        ["a, 1 " * 30] * 20_000,
        ["1 " * 2_500_000, "Balas " * 800_000],
    ],
    ids=["article", "headings", "numbers", "feet", "separators", "one line"],
)
def test_time_grows_with_the_page_only(lines):
    # 20,000 lines take about 0.2 s; a quadratic step over them would take a minute
    assert seconds(find_in_lines, lines) < 10


@pytest.mark.parametrize(
    "markup",
    ["div", "div class='comment user'", "div class='komentar'", "li class='comment'><b class='fn'"],
)
def test_ten_thousand_nested_tags_are_no_trouble(markup):
    tag, *inner = markup.split("><")
    root = etree.Element("body")
    node = root
    for _ in range(10_000):
        extra = f"<{inner[0]}>Budi</b><p>isi</p>" if inner else ""
        child = html.fragment_fromstring(f"<{tag}>{extra}</{tag.split()[0]}>")
        node.append(child)
        node = child
    assert seconds(take_from_tree, root) < 10
