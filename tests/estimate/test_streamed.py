"""A file that is tallied part by part gives the tally of the table."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stance.errors import InputError
from stance.estimate import streamed
from stance.estimate.gold import sentence_digest
from stance.estimate.simulate import Sample, Setting, Side, simulate
from stance.estimate.tally import tally

SUMS = (
    "n_sentences", "n_failed", "score_sum", "score_squares", "label_counts", "probability_sums",
    "gold_counts", "gold_confusion", "gold_probabilities",
)  # fmt: skip
ROWS = [
    {"id": f"d{k}", "index": i, "label": ("pro", "con")[i % 2]} for k in range(5) for i in range(3)
]
FAILED = {"error": "empty"}


def same(one, other):
    assert one.documents.equals(other.documents)
    assert one.notes == other.notes
    for name in SUMS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A function that writes a table in small parts, to be read three rows at a time."""
    monkeypatch.setattr(streamed, "_ROWS_AT_ONCE", 4)

    def write(table):
        pq.write_table(table, tmp_path / "scores.parquet", row_group_size=5)
        return tmp_path / "scores.parquet"

    return write


@pytest.fixture
def gold(gold_table):
    return gold_table(
        [("d0", 0, "pro", 0.5), ("d2", 2, "con", 0.25), ("d4", 1, "pro"), ("z", 0, "pro")]
    )


def test_documents_may_be_cut_by_the_parts(file, placed_table, gold):
    table = placed_table(ROWS)
    same(tally(file(table), gold=gold), tally(table, gold=gold))


def test_a_simulated_corpus(file):
    sampled = Side(sample=Sample(documents=4, sentences=3))
    world = simulate(
        Setting(n_articles=8, articles=sampled, comments=sampled), np.random.default_rng(2)
    )
    whole = tally(world.scores(), gold=world.gold())
    same(tally(str(file(world.scores())), gold=world.gold()), whole)


def test_scattered_documents_are_read_whole(file, placed_table, gold):
    table = placed_table(ROWS)
    mixed = table.take(np.random.default_rng(1).permutation(table.num_rows))
    same(tally(file(mixed), gold=gold), tally(table, gold=gold))


def test_a_sentence_twice_in_two_parts(file, placed_table):
    table = placed_table(ROWS)
    with pytest.raises(InputError, match="sentence 0 of 'd0' is there twice"):
        tally(file(pa.concat_tables([table, table])))


@pytest.mark.parametrize("where", ["first", "last", "both"])
def test_failures_alone_are_no_part(file, placed_table, gold, where):
    """As many as a part or more, before and behind what was scored."""
    first = [{"id": f"a{k}", **FAILED} for k in range(9)] if where != "last" else []
    last = [{"id": f"e{k}", **FAILED} for k in range(9)] if where != "first" else []
    table = placed_table([*first, *ROWS, *last])
    same(tally(file(table), gold=gold), tally(table, gold=gold))


def test_failures_only(file, placed_table):
    with pytest.raises(InputError, match="all 9 rows are failures, the first: 'empty'"):
        tally(file(placed_table([{"id": f"a{k}", **FAILED} for k in range(9)])))


def test_changed_and_moved_texts_are_noticed(file, placed_table, gold_table):
    path = file(placed_table(ROWS))
    gold = gold_table([("d1", 7, "pro")])
    moved = gold.append_column("digest", pa.array([sentence_digest("d1 2.")]))
    assert tally(path, gold=moved).gold_counts.tolist()[1] == [1, 0, 0]
    changed = gold_table([("d1", 1, "pro")]).append_column("digest", pa.array(["0" * 16]))
    with pytest.raises(InputError, match="The text or the splitter has changed"):
        tally(path, gold=changed)


def test_columns_of_the_callers_choice(file, placed_table):
    table = placed_table(ROWS).append_column("desk", pa.array(["x"] * len(ROWS)))
    assert set(tally(file(table), columns=["desk"]).documents["desk"].to_pylist()) == {"x"}
    with pytest.raises(InputError, match="Expected the columns colour in the score table"):
        tally(file(table), columns=["colour"])


def test_files_that_cannot_be_read(file, placed_table, tmp_path):
    path = file(placed_table(ROWS))
    whole = path.read_bytes()
    broken = bytearray(whole)
    broken[100:160] = bytes(60)
    for data in (whole[:500], bytes(broken), b""):
        path.write_bytes(data)
        with pytest.raises(InputError, match=r"Expected a whole Parquet file .*[^.]\. Write it"):
            tally(path)
    for name, why in (("nothing.parquet", "No such file"), (".", "Is a directory")):
        with pytest.raises(InputError, match=f"{why}.* Check its name"):
            tally(tmp_path / name)


def test_a_file_without_rows_or_ids(file, placed_table):
    table = placed_table(ROWS)
    with pytest.raises(InputError, match="a score table without rows"):
        tally(file(table.slice(0, 0)))
    with pytest.raises(InputError, match="Expected the columns document_id in"):
        tally(file(table.drop_columns(["document_id"])))
