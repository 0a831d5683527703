import pyarrow as pa
import pytest

from stance.errors import InputError, SettingError
from stance.estimate.actors import NATO_AND_RUSSIA, name_actors
from stance.estimate.scored import order_scores

RUSSIA = {"Russia": ["rusia", "uni soviet"]}


def table(*rows):
    """Rows of an article's id, a text and, where they matter, title and kind."""
    names = ("article_id", "text", "title", "kind")
    full = [row + (None, "article")[len(row) - 2 :] for row in rows]
    return pa.table({name: [row[place] for row in full] for place, name in enumerate(names)})


def actors(*rows, words=RUSSIA):
    return name_actors(table(*rows), words)["actor"].to_pylist()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Rusia menolak.", True),
        ("kata RUSIA", True),
        ("Rusia-nya, Rusialah, Rusiapun", True),
        ("(rusia)", True),
        ("sikap anti-Rusia", True),
        ("“Rusia”", True),
        ("bekas Uni\u00a0 Soviet runtuh", True),
        ("Uni\nSoviet", True),
        ("Prusia lama", False),
        ("Rusiana", False),
        ("rusia_baru", False),
        ("érusia", False),
        ("rusia2", False),
        ("Soviet", False),
        ("", False),
    ],
)
def test_whole_words_in_any_case_with_clitics(text, named):
    assert actors(("a", text)) == ["Russia" if named else "none"]


def test_an_article_names_what_any_sentence_or_its_title_names():
    rows = [("a", "NATO diam."), ("b", "Hujan."), ("a", "Putin tidak."), ("b", "Angin.", "Kremlin")]
    found = actors(*rows, words=NATO_AND_RUSSIA)
    assert found == ["NATO+Russia", "Russia", "NATO+Russia", "Russia"]


def test_comments_take_their_article_whatever_they_name():
    rows = [("a", "Hujan."), ("a", "Rusia!", None, "comment"), ("b", "Rusia!", None, "comment")]
    assert actors(*rows) == ["none", "none", None]


def test_an_article_without_text_is_unknown():
    assert actors(("a", None), ("b", None, "Rusia"), ("c", None, "Hujan")) == [
        None,
        "Russia",
        "none",
    ]


def test_words_are_no_patterns():
    assert actors(("a", "opec+ rapat"), ("b", "opecc"), words={"OPEC": ["OPEC+"]}) == [
        "OPEC",
        "none",
    ]


def test_order_of_names_is_that_of_the_actors():
    words = {"b": ["satu"], "a": ["dua"]}
    assert actors(("x", "dua satu"), words=words) == ["b+a"]


def test_it_is_a_column_about_documents(score_table):
    rows = [{"id": "a", "index": n} for n in range(2)] + [{"id": "c", "under": "a"}]
    scores = score_table(rows).append_column("text", pa.array(["Rusia", "Hujan", "Hujan"]))
    named = name_actors(scores, RUSSIA)
    assert named.drop_columns(["actor"]).equals(scores)
    documents = order_scores(named, columns=["actor"]).documents
    assert documents["actor"].to_pylist() == ["Russia", "Russia"]


@pytest.mark.parametrize("as_type", [pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_other_string_types_and_chunks(as_type):
    plain = table(("a", "Rusia"), ("b", "Hujan"))
    other = plain.set_column(1, "text", plain["text"].cast(as_type))
    both = pa.concat_tables([other, other.slice(1)])
    assert name_actors(both, RUSSIA)["actor"].to_pylist() == ["Russia", "none", "none"]


def test_an_empty_table_stays_empty():
    empty = table(("a", "x")).slice(1)
    assert name_actors(empty, RUSSIA)["actor"].to_pylist() == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({}, "map 1 to 62 actors"),
        (["rusia"], "map 1 to 62 actors"),
        ({f"a{n}": ["x"] for n in range(63)}, "map 1 to 62 actors"),
        ({"none": ["x"]}, "other than 'none' and without"),
        ({"a+b": ["x"]}, "got 'a\\+b'"),
        ({" ": ["x"]}, "an actor's name"),
        ({"Russia": []}, "list of words for the actor 'Russia'"),
        ({"Russia": "rusia"}, "got 'rusia'"),
        ({"Russia": ["rusia", " "]}, "none of them empty"),
    ],
)
def test_words_that_cannot_be(words, message):
    with pytest.raises(SettingError, match=message):
        name_actors(table(("a", "x")), words)


def test_tables_that_cannot_be():
    good = table(("a", "x"))
    with pytest.raises(InputError, match="columns text in the score table, which has: article_id"):
        name_actors(good.drop_columns(["text"]), RUSSIA)
    with pytest.raises(InputError, match="without a column 'actor'"):
        name_actors(name_actors(good, RUSSIA), RUSSIA)
    with pytest.raises(InputError, match=r"pyarrow.Table\), got dict"):
        name_actors({}, RUSSIA)
