"""`stance.trends`: a census, what is left out, and that the way there does not matter."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import stance
from stance.errors import InputError, SettingError
from stance.records import Event, Translated

LABELS = ("pro", "even", "con")
TABLES = (
    "estimates", "changes", "series", "breaks", "budget", "invariance", "verdicts", "covariances",
)  # fmt: skip


def rows_of(n_articles=12, **more):
    """Articles of three sentences over four years, each label in turn."""
    return [
        {"id": f"a{k:02}", "index": i, "label": LABELS[(k + i) % 3 if i else k % 2],
         "published": f"{2015 + k % 4}-03-27", **more}
        for k in range(n_articles)
        for i in range(3)
    ]  # fmt: skip


def true_label(row):
    return LABELS[(int(row["id"][1:]) // 4 + row["index"]) % 3]


@pytest.fixture
def ask(rng):
    return lambda *arguments, **settings: stance.trends(*arguments, rng=rng, **settings)


@pytest.fixture
def scores(placed_table):
    return placed_table(rows_of())


@pytest.fixture
def census(gold_table):
    return gold_table([(row["id"], row["index"], true_label(row)) for row in rows_of()])


@pytest.fixture
def some(gold_table):
    rows = [row for row in rows_of() if row["index"] != 1]
    return gold_table([(row["id"], row["index"], true_label(row), 0.5) for row in rows])


def cells(found, quantity, method):
    rows = found.estimates.to_pylist()
    return {
        row["group"]: row for row in rows if (row["quantity"], row["method"]) == (quantity, method)
    }


def codes(notes):
    return [note.partition(":")[0] for note in notes]


def test_a_census_leaves_nothing_but_the_labels(ask, scores, census):
    found = ask(scores, census)
    for label in LABELS:
        for method in ("labels only", "corrected"):
            for year, row in cells(found, label, method).items():
                own = [r for r in rows_of() if r["published"].startswith(year)]
                truth = np.mean([true_label(r) == label for r in own])
                assert row["value"] == pytest.approx(truth), (label, method, year)
                assert (row["n_gold"], row["n_gold_articles"]) == (9, 3)


def test_shares_add_up_and_the_score_is_their_difference(ask, scores, some):
    found = ask(scores, some)
    for method in ("uncorrected", "labels only", "corrected"):
        parts = [cells(found, label, method) for label in LABELS]
        for year in ("2015", "2016", "2017", "2018"):
            shares = [part[year]["value"] for part in parts]
            assert sum(shares) == pytest.approx(1.0, abs=1e-9)
            if method != "uncorrected":  # which has the mean of the scores instead
                score = cells(found, "score", method)[year]["value"]
                assert score == pytest.approx(shares[0] - shares[-1], abs=1e-9)


def test_order_of_rows_and_way_of_reading_do_not_matter(scores, some, tmp_path):
    pq.write_table(scores, tmp_path / "scores.parquet")
    mixed = np.random.default_rng(1).permutation
    tables = [
        (scores, some),
        (scores.take(mixed(scores.num_rows)), some.take(mixed(some.num_rows))),
        (tmp_path / "scores.parquet", some),
    ]
    found = [stance.trends(*pair, rng=np.random.default_rng(5)) for pair in tables]
    for name in TABLES:
        first, *others = (getattr(one, name) for one in found)
        assert all(first.equals(other) for other in others), name
    assert found[0].settings == found[2].settings


def test_the_path_of_simulate_is_the_same(ask):
    from stance.estimate import estimate_trend
    from stance.estimate.periods import Manner, estimate_groups
    from stance.estimate.simulate import Sample, Setting, simulate

    setting = Setting(periods=("2015", "2016"), n_articles=20)
    world = simulate(setting, np.random.default_rng(2))
    assert setting.articles.sample == Sample()
    groups = estimate_groups(world.tally(), by="year", kind="article", manner=Manner())
    fast = [row.value for group in groups for row in group.rows]
    slow = estimate_trend(world.scores(), gold=world.gold())["value"].to_pylist()
    assert fast == pytest.approx(slow, abs=1e-9)
    assert ask(world.scores(), world.gold()).estimates["value"].to_pylist() == slow


def test_without_labels_everything_is_uncorrected(ask, scores):
    found = ask(scores)
    for table in (found.estimates, found.changes, found.series):
        assert set(table["method"].to_pylist()) == {"uncorrected"}
    assert [found.covariances.num_rows, found.invariance.num_rows, found.budget.num_rows] == [
        0,
        0,
        0,
    ]


def test_covariances_have_the_squared_errors_on_their_diagonal(ask, scores, some):
    found = ask(scores, some)
    errors = {year: row["error"] for year, row in cells(found, "pro", "corrected").items()}
    diagonal = {
        row["first"]: row["covariance"]
        for row in found.covariances.to_pylist()
        if row["quantity"] == "pro" and row["first"] == row["second"]
    }
    assert diagonal == pytest.approx({year: error**2 for year, error in errors.items()})


def test_undated_articles_are_counted_apart_and_said(ask, placed_table, some):
    rows = [row | {"published": None} if row["id"] in {"a00", "a01"} else row for row in rows_of()]
    found = ask(placed_table(rows), some)
    assert cells(found, "score", "corrected")["undated"]["n_sentences"] == 6
    assert found.warnings == (
        "undated: 2 of 12 documents have no date; counted apart, and in no change.",
    )
    assert "undated" not in found.changes["after"].to_pylist()
    assert sum(row["n_sentences"] for row in cells(found, "score", "corrected").values()) == 36


def test_articles_without_an_outlet_are_said(ask, placed_table, some):
    rows = [
        row | {"outlet": None if row["id"] == "a03" else "xyz"[int(row["id"][1:]) % 3]}
        for row in rows_of()
    ]
    found = ask(placed_table(rows), some, by="outlet")
    assert found.warnings == (
        "unknown: 1 of 12 documents has no outlet; counted apart, and in no change.",
    )
    assert found.series.num_rows == found.breaks.num_rows == 0
    assert set(found.changes["what"].to_pylist()) == {"difference"}


def test_many_groups_are_not_compared_and_it_is_said(ask, placed_table):
    rows = [row | {"outlet": row["id"]} for row in rows_of(n_articles=13)]
    found = ask(placed_table(rows), by="outlet")
    assert (found.changes.num_rows, codes(found.warnings)) == (0, ["many-groups"])


def test_labels_of_comments_do_not_correct_articles(ask, placed_table, gold_table):
    comments = [{"id": f"c{k}", "under": f"a0{k}", "published": "2015-01-01"} for k in range(3)]
    scores = placed_table([*rows_of(), *comments])
    gold = gold_table([("c0", 0, "pro"), ("c1", 0, "con")])
    found = ask(scores, gold)
    assert set(found.estimates["method"].to_pylist()) == {"uncorrected"}
    assert found.warnings == (
        "gold-aside: left out 2 gold labels of comments, since only articles are estimated.",
    )
    assert ask(scores, gold, kind=None).warnings == ()
    assert cells(ask(scores, gold, kind="comment"), "score", "corrected")["2015"]["n_gold"] == 2


def test_a_kind_that_is_not_there(ask, scores, some):
    found = ask(scores, some, kind="comment")
    assert found.estimates.num_rows == 0
    assert codes(found.warnings) == ["gold-aside", "no-documents"]


def test_a_year_without_sentences_says_so(ask, placed_table, some):
    rows = [*rows_of(), {"id": "f", "error": "empty", "published": "2019-01-01"}]
    row = cells(ask(placed_table(rows), some), "score", "uncorrected")["2019"]
    assert (row["value"], row["n_sentences"]) == (None, 0)
    assert codes(row["warnings"])[:2] == ["no-sentences", "failed"]


def test_failures_do_not_stop_the_draws(ask, placed_table):
    """Many failures beside one article, of which a draw may consist."""
    failed = [{"id": f"f{k}", "error": "empty", "published": "2015-01-01"} for k in range(6)]
    scores = placed_table([*rows_of(n_articles=4), *failed])
    assert cells(ask(scores), "score", "uncorrected")["2015"]["n_documents"] == 1


def test_events_without_both_sides_are_said(ask, scores, some):
    events = [
        Event(day=date.fromisoformat(day), name=Translated(en=name, id=name))
        for day, name in (("2016-05-01", "Summit"), ("2030-01-01", "Later"))
    ]
    found = ask(scores, some, choices=stance.Choices(events=tuple(events)))
    assert "Summit" in found.changes["after"].to_pylist()
    assert found.warnings == (
        "event-outside: no change is given for Later (2030-01-01): no estimated period lies "
        "before, or none after.",
    )


def test_one_article_and_one_label_claim_no_interval(ask, placed_table, gold_table):
    scores = placed_table([{"id": "a", "label": "pro", "published": "2015-01-01"}])
    found = ask(scores, gold_table([("a", 0, "pro")]))
    assert found.estimates["low"].null_count == found.estimates.num_rows
    row = cells(found, "pro", "corrected")["2015"]
    assert (row["value"], row["low"]) == (1.0, None)
    assert codes(row["warnings"])[0] == "one-gold-article"


def test_one_class_in_the_labels(ask, scores, gold_table):
    gold = gold_table([(row["id"], row["index"], "pro") for row in rows_of() if row["index"] < 2])
    row = cells(ask(scores, gold), "pro", "labels only")["2015"]
    assert (row["value"], row["low"], row["n_gold"]) == (1.0, None, 6)
    assert "no-spread" in codes(row["warnings"])
    assert "nan" not in " ".join(row["warnings"])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"by": "colour"}, "Expected by to be year, quarter, month or a column"),
        ({"kind": "tweet"}, "Expected kind to be article or comment"),
        ({"choices": stance.Choices(level=2)}, "Expected level between 0 and 1"),
        ({"choices": stance.Choices(replications=9)}, "a whole number from 100, got 9"),
        ({"choices": stance.Choices(minimum=0)}, "Expected minimum to be a whole number from 1"),
    ],
)
def test_settings_are_checked(ask, scores, settings, message):
    with pytest.raises(SettingError, match=message):
        ask(scores, **settings)
    with pytest.raises(SettingError, match=r"numpy\.random\.Generator"):
        stance.trends(scores, rng=0)


def test_scores_that_cannot_be_used(ask, scores, some):
    for table, message in (
        (pa.concat_tables([scores, scores]), "sentence 0 of 'a00' is there twice"),
        (scores.slice(0, 0), "a score table without rows"),
        (scores.drop_columns(["document_id"]), "Expected the columns document_id"),
        (scores.to_pylist(), "pyarrow.Table\\), got list"),
    ):
        with pytest.raises(InputError, match=message):
            ask(table, some)


def test_a_higher_level_is_wider_for_every_method(ask, scores, some):
    lower, higher = (ask(scores, some, choices=stance.Choices(level=p)) for p in (0.5, 0.9))
    pairs = [
        (one, other)
        for name in ("estimates", "changes")
        for one, other in zip(
            getattr(lower, name).to_pylist(), getattr(higher, name).to_pylist(), strict=True
        )
        if one["low"] is not None and 0.0 < one["error"] < 1.0
    ]
    assert {one["method"] for one, _ in pairs} == {"uncorrected", "labels only", "corrected"}
    assert all(other["high"] - other["low"] > one["high"] - one["low"] for one, other in pairs)
