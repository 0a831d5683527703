"""Which articles and sentences a page holds, and which words are marked."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from stance.report.panels import article_panels, listed_articles, pieces, printable
from stance.report.tables import compute_tables


def joined(cut: list[Any]) -> str:
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in cut)


def term(words: str | None, contribution: float) -> dict[str, Any]:
    return {"words": words, "contribution": contribution}


def test_overlapping_terms_add_up() -> None:
    cut = pieces("Kerja sama itu", [term("kerja sama", 1.0), term("sama", 0.5)])
    assert cut == [["Kerja ", 1.0], ["sama", 1.5], " itu"]


def test_words_that_weigh_little_are_not_marked() -> None:
    terms = [term("sepakat", 1.0), term("dan", 0.4), term("hari", -0.6)]
    assert pieces("dan hari sepakat", terms) == ["dan ", ["hari", -0.6], " ", ["sepakat", 1.0]]
    assert pieces("dan", [term("dan", 0.05)]) == ["dan"]


def test_a_space_between_marks_is_not_marked() -> None:
    cut = pieces("kedua pihak", [term("kedua", 0.5), term("pihak", 0.5), term("kedua pihak", 0.5)])
    assert cut == [["kedua", 1.0], " ", ["pihak", 1.0]]


def test_every_occurrence_is_marked_but_no_part_of_a_word() -> None:
    cut = pieces("Perang! perang, perangkat", [term("perang", -0.7)])
    assert cut == [["Perang", -0.7], "! ", ["perang", -0.7], ", perangkat"]


def test_letters_that_grow_in_lower_case_do_not_shift_marks() -> None:
    assert pieces("İİİ damai", [term("damai", 0.9)]) == ["İİİ ", ["damai", 0.9]]


def test_a_term_without_words_marks_nothing() -> None:
    assert pieces("Satu dua", [term(None, 1.0), term("", 1.0), term("tiga", 1.0)]) == ["Satu dua"]
    assert pieces("", [term("a", 1.0)]) == []


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.text(max_size=2), st.floats(-3, 3)), max_size=5),
)
def test_pieces_always_give_the_text_back(text: str, terms: list[tuple[str, float]]) -> None:
    assert joined(pieces(text, [term(*pair) for pair in terms])) == text


@given(st.text())
def test_printable_text_can_be_written_and_keeps_its_length(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert not set(shown) & {"\0", "\x1b", "\x7f"}
    shown.encode("utf-8")


def test_the_listed_are_the_most_extreme_and_the_most_recent() -> None:
    rows = [{"score": score, "published": f"20{k:02d}-01-01"} for k, score in
            enumerate([0.9, 0.1, -0.8, 0.0, 0.2, 0.3])]  # fmt: skip
    assert [row["score"] for row in listed_articles(rows, most=4)] == [0.9, -0.8, 0.2, 0.3]
    assert listed_articles(rows) == rows


def test_a_panel_holds_sentences_comments_and_marks(scores: pa.Table) -> None:
    tables = compute_tables(scores, rng=np.random.default_rng(0))
    panels = article_panels(scores, tables.articles, tables.labels)
    assert panels.n_embedded == 24
    for row, panel in zip(tables.articles, panels.articles, strict=True):
        assert len(panel["sentences"]) == row["n_sentences"]
        assert len(panel["comments"]) == row["n_comments"]
    own = [r for r in scores.to_pylist() if r["document_id"] == tables.articles[0]["article_id"]]
    assert [joined(s[2]) for s in panels.articles[0]["sentences"]] == [r["text"] for r in own]


def test_beyond_the_limit_articles_are_listed_without_sentences(scores: pa.Table) -> None:
    tables = compute_tables(scores, rng=np.random.default_rng(0))
    panels = article_panels(scores, tables.articles, tables.labels, most_sentences=60)
    embedded = [row for row in panels.articles if row["sentences"]]
    assert 0 < len(embedded) == panels.n_embedded < 24
    held = sum(len(r["sentences"]) + sum(map(len, r["comments"])) for r in embedded)
    assert held <= 60
    extreme = max(tables.articles, key=lambda row: abs(row["score"]))
    assert extreme["title"] in {printable(row["title"]) for row in embedded}


def test_only_web_addresses_become_links(make_scores: Callable[..., pa.Table]) -> None:
    table = make_scores(2, comments=False)
    place = table.column_names.index("url")
    evil = table.set_column(place, "url", pa.array(["javascript:alert(1)"] * table.num_rows))
    tables = compute_tables(evil, rng=np.random.default_rng(0))
    panels = article_panels(evil, tables.articles, tables.labels)
    assert [row["url"] for row in panels.articles] == [None, None]
