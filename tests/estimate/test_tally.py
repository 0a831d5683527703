import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import InputError
from stance.estimate.tally import merge_tallies, tally

SUMS = ("n_sentences", "n_failed", "label_counts", "score_sum", "score_squares", "probability_sums")


def tables(score_table):
    """Tables of up to 12 documents, with numbers whose sums are exact."""
    sentence = st.tuples(
        st.integers(0, 5),
        st.booleans(),
        st.sampled_from(["pro", "even", "con"]),
        st.integers(-64, 64),
    )
    return st.lists(sentence, min_size=1, max_size=40).map(
        lambda drawn: score_table(
            [
                {
                    "id": f"d{number}",
                    "index": place,
                    "label": label,
                    "score": score / 64,
                    **({"under": "d0"} if comment else {}),
                }
                for place, (number, comment, label, score) in enumerate(drawn)
            ]
        )
    )


def same(one, other):
    assert one.documents.equals(other.documents)
    for name in SUMS:
        left, right = getattr(one, name), getattr(other, name)
        assert left.dtype == right.dtype
        np.testing.assert_array_equal(left, right)


def test_counts_by_hand(five_rows):
    sums = tally(five_rows)
    assert sums.documents["document_id"].to_pylist() == ["a", "b", "c"]
    assert sums.documents["kind"].to_pylist() == ["article", "article", "comment"]
    assert sums.n_sentences.tolist() == [3, 1, 1]
    assert sums.score_sum.tolist() == [0.5, 0.0, -0.5]
    assert sums.score_squares.tolist() == [0.75, 0.0, 0.25]
    assert sums.label_counts.tolist() == [[2, 0, 1], [0, 1, 0], [0, 0, 1]]
    assert sums.probability_sums[0] == pytest.approx([1.25, 0.75, 1.0])


def test_failures_are_counted_and_left_out(score_table):
    sums = tally(score_table([{"id": "a", "label": "pro"}, {"id": "b", "error": "empty"}]))
    assert (sums.n_sentences.tolist(), sums.n_failed.tolist()) == ([1, 0], [0, 1])
    assert sums.scored().documents["document_id"].to_pylist() == ["a"]


def test_equals_pandas(score_table):
    numbers = np.random.default_rng(3)
    rows = [
        {"id": f"d{d}", "index": i, "score": float(numbers.uniform(-1, 1))}
        for d in range(30)
        for i in range(numbers.integers(1, 9))
    ]
    table = score_table(rows)
    plain = table.to_pandas().groupby("document_id")["score"].agg(["sum", "size"])
    sums = tally(table)
    np.testing.assert_allclose(sums.score_sum, plain["sum"], atol=1e-12)
    assert sums.n_sentences.tolist() == plain["size"].tolist()


def test_shards_merge_to_the_whole(score_table):
    @given(tables(score_table), st.integers(0, 40), st.randoms(use_true_random=False))
    def check(table, cut, shuffler):
        order = list(range(table.num_rows))
        shuffler.shuffle(order)
        shuffled = table.take(order)
        shards = [shuffled.slice(0, cut), shuffled.slice(cut)]
        parts = [tally(shard) for shard in shards if shard.num_rows]
        same(merge_tallies(parts), tally(table))
        same(merge_tallies(parts[::-1]), tally(table))

    check()


def test_row_order_does_not_matter(score_table):
    numbers = np.random.default_rng(5)
    table = score_table(
        [
            {"id": f"d{d}", "index": i, "score": float(numbers.uniform(-1, 1))}
            for d in range(9)
            for i in range(50)
        ]
    )
    same(tally(table.take(numbers.permutation(table.num_rows))), tally(table))


def test_an_article_and_a_comment_may_share_an_id(score_table):
    sums = tally(score_table([{"id": "1", "label": "pro"}, {"id": "1", "under": "9"}]))
    assert sums.documents["kind"].to_pylist() == ["article", "comment"]
    assert sums.of_kind("comment").documents["article_id"].to_pylist() == ["9"]
    assert sums.of_kind(None) is sums


@pytest.mark.parametrize("as_type", [pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_other_string_types(five_rows, as_type):
    fields = [
        field.with_type(as_type) if pa.types.is_string(field.type) else field
        for field in five_rows.schema
    ]
    same(tally(five_rows.cast(pa.schema(fields))), tally(five_rows))


def test_polars_tables_come_in(five_rows):
    polars = pytest.importorskip("polars")
    same(tally(polars.from_arrow(five_rows).to_arrow()), tally(five_rows))


def test_merging_nothing_or_unlike_things_is_refused(five_rows, score_table):
    with pytest.raises(InputError, match="one tally or more"):
        merge_tallies([])
    other = five_rows.drop_columns(["p_even"]).slice(0, 2)
    with pytest.raises(InputError, match=r"one task, got stance \(pro, even, con\)"):
        merge_tallies([tally(five_rows), tally(other)])
    with pytest.raises(InputError, match="same columns"):
        merge_tallies([tally(five_rows), tally(five_rows.drop_columns(["outlet"]))])
    elsewhere = score_table([{"id": "a", "index": 9, "published": "2016-03-27", "outlet": "x"}])
    with pytest.raises(InputError, match=r"'outlet' a document, 'a' has 'warta.example' and 'x'"):
        merge_tallies([tally(five_rows), tally(elsewhere)])
