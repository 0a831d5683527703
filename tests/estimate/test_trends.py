import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import stance
from stance.errors import InputError, SettingError
from stance.estimate import estimate_trend
from stance.estimate.table import SCHEMA


def by_quantity(table, group):
    return {row["quantity"]: row for row in table.to_pylist() if row["group"] == group}


def codes(row):
    return [warning.split(":")[0] for warning in row["warnings"]]


def world(score_table, numbers, *, n_articles, year="2016", **more):
    """Articles of 4 to 9 sentences with scores of their own."""
    rows = []
    for article in range(n_articles):
        centre = numbers.uniform(-0.5, 0.5)
        for index in range(numbers.integers(4, 10)):
            label = numbers.choice(["pro", "even", "con"])
            score = float(np.clip(centre + numbers.normal(0, 0.2), -1, 1))
            rows.append(
                {
                    "id": f"{year}-{article}",
                    "index": index,
                    "label": label,
                    "score": score,
                    "published": f"{year}-05-01",
                    **more,
                }
            )
    return score_table(rows)


def test_counts_by_hand(five_rows, rng):
    trend = estimate_trend(five_rows, rng=rng)
    assert trend.schema == SCHEMA
    assert trend["group"].to_pylist() == ["2016"] * 4 + ["2017"] * 4
    first = by_quantity(trend, "2016")
    assert [first[label]["value"] for label in ("pro", "even", "con")] == pytest.approx(
        [2 / 3, 0, 1 / 3]
    )
    assert first["score"]["value"] == pytest.approx(0.5 / 3)
    counts = ("n_sentences", "n_documents", "n_articles", "n_gold", "method", "task")
    assert [first["score"][name] for name in counts] == [3, 1, 1, 0, "uncorrected", "stance"]


def test_one_article_has_no_interval(five_rows, rng):
    for row in estimate_trend(five_rows, rng=rng).to_pylist():
        assert (row["low"], row["high"]) == (None, None)
        assert codes(row) == ["one-article"]


def test_values_equal_plain_means(score_table, rng):
    numbers = np.random.default_rng(11)
    table = pa.concat_tables(
        [world(score_table, numbers, n_articles=n, year=y) for n, y in ((4, "2016"), (9, "2017"))]
    )
    frame = table.to_pandas()
    frame["year"] = frame["published"].str[:4]
    trend = estimate_trend(table, rng=rng, replications=100).to_pandas()
    for year, part in frame.groupby("year"):
        rows = trend[trend["group"] == year].set_index("quantity")
        assert rows.loc["score", "value"] == pytest.approx(part["score"].mean(), abs=1e-11)
        for label in ("pro", "even", "con"):
            expected = (part["label"] == label).mean()
            assert rows.loc[label, "value"] == pytest.approx(expected, abs=1e-11)


def test_interval_equals_a_t_interval_of_equal_articles(score_table, rng):
    """With articles of one size the mean of means has the textbook interval."""
    numbers = np.random.default_rng(13)
    means = numbers.uniform(-0.4, 0.4, 12)
    table = score_table(
        [
            {"id": f"a{a}", "index": i, "score": mean + part, "published": "2016-01-01"}
            for a, mean in enumerate(means)
            for i, part in enumerate((-0.25, 0.25))
        ]
    )
    row = by_quantity(estimate_trend(table, rng=rng, replications=20_000), "2016")["score"]
    exact = stats.ttest_1samp(means, 0.0).confidence_interval(0.95)
    assert row["value"] == pytest.approx(means.mean())
    assert (row["low"], row["high"]) == pytest.approx((exact.low, exact.high), abs=0.005)
    assert codes(row) == ["few-articles"]
    assert "12 articles, so the interval uses Student's t with 11.0 degrees" in row["warnings"][0]


def test_many_articles_need_no_warning(score_table, rng):
    table = world(score_table, np.random.default_rng(2), n_articles=35)
    rows = by_quantity(estimate_trend(table, rng=rng), "2016")
    assert [codes(row) for row in rows.values()] == [[]] * 4


def test_row_order_and_other_groups_do_not_matter(score_table):
    numbers = np.random.default_rng(17)
    tables = [world(score_table, numbers, n_articles=6, year=year) for year in ("2016", "2017")]
    both = pa.concat_tables(tables)
    whole = estimate_trend(both, rng=np.random.default_rng(1))
    shuffled = both.take(numbers.permutation(both.num_rows))
    assert estimate_trend(shuffled, rng=np.random.default_rng(1)).equals(whole)
    alone = estimate_trend(tables[1], rng=np.random.default_rng(1))
    assert alone.equals(whole.slice(4))


def test_same_seed_same_table_and_other_seed_another(score_table):
    table = world(score_table, np.random.default_rng(19), n_articles=8)
    one, two, other = (estimate_trend(table, rng=np.random.default_rng(s)) for s in (1, 1, 2))
    assert one.equals(two)
    assert not one.equals(other)
    assert one["value"].equals(other["value"])


def test_labels_seen_nowhere_or_everywhere_have_a_limit(score_table, rng):
    table = score_table([{"id": f"a{n}", "label": "pro"} for n in range(10)])
    rows = by_quantity(estimate_trend(table, rng=rng), "undated")
    limit = 1 - 0.025**0.1
    assert (rows["con"]["value"], rows["con"]["low"]) == (0.0, 0.0)
    assert rows["con"]["high"] == pytest.approx(limit)
    assert (rows["pro"]["value"], rows["pro"]["high"]) == (1.0, 1.0)
    assert rows["pro"]["low"] == pytest.approx(1 - limit)
    assert "unseen" in codes(rows["con"])
    assert "unseen" in codes(rows["pro"])
    assert rows["score"]["low"] is None
    assert codes(rows["score"]) == ["few-articles", "no-spread"]


def test_rare_and_equal_shares_are_told(score_table, rng):
    rows = [
        {"id": f"a{n}", "index": i, "label": "even" if i else "con" if n < 2 else "pro"}
        for n in range(8)
        for i in range(2)
    ]
    found = by_quantity(estimate_trend(score_table(rows), rng=rng), "undated")
    assert found["con"]["warnings"][1].startswith("rare: only 2 articles showed the label con")
    assert codes(found["even"]) == ["few-articles", "no-spread"]
    assert (found["even"]["value"], found["even"]["low"]) == (0.5, None)


def test_a_cut_interval_is_told(score_table, rng):
    rows = [{"id": "a", "score": 0.9}, {"id": "b", "score": -0.1}]
    row = by_quantity(estimate_trend(score_table(rows), rng=rng), "undated")["score"]
    assert (row["low"], row["high"]) == (-1.0, 1.0)
    assert codes(row) == ["few-articles", "clipped"]


def test_undated_and_inferred_and_failed_and_copied_are_told(score_table, rng):
    same = {"published": "2016-01-01"}
    table = score_table(
        [
            {"id": "a", "label": "pro", "precision": "inferred", "trained_on": True, **same},
            {"id": "b", "duplicate_of": "a", "model": "ffff", **same},
            {"id": "d", "error": "no text", **same},
            {"id": "e", "precision": "unknown"},
        ]
    )
    trend = estimate_trend(table, rng=rng)
    row = by_quantity(trend, "2016")["score"]
    expected = ["few-articles", "failed", "inferred-dates", "duplicates", "trained-on", "models"]
    assert [code for code in codes(row) if code != "clipped"] == expected
    assert row["n_documents"] == 2
    assert by_quantity(trend, "undated")["even"]["value"] == 1.0


def test_a_group_of_failures_claims_nothing(score_table, rng):
    table = score_table([{"id": "a"}, {"id": "b", "error": "no text", "published": "2019-01-01"}])
    row = by_quantity(estimate_trend(table, rng=rng), "2019")["score"]
    assert [row[name] for name in ("value", "low", "high")] == [None] * 3
    assert row["n_sentences"] == 0
    assert codes(row) == ["no-sentences", "failed"]


def test_comments_are_drawn_with_their_article(score_table, rng):
    rows = [
        {"id": f"c{a}{c}", "under": f"a{a}", "score": s, "commenter": f"r{c}"}
        for a, s in enumerate((0.3, 0.1, 0.2))
        for c in range(5)
    ]
    row = by_quantity(estimate_trend(score_table(rows), kind="comment", rng=rng), "undated")
    score = row["score"]
    assert (score["n_documents"], score["n_articles"], score["n_sentences"]) == (15, 3, 15)
    assert codes(score) == ["few-articles", "shared-commenters"]
    assert "5 commenters" in score["warnings"][1]
    # 15 independent comments would have given a standard error a third of this one.
    assert score["high"] - score["low"] > 0.35


def test_kind(five_rows, rng):
    both = estimate_trend(five_rows, kind=None, by="kind", rng=rng)
    assert sorted(set(both["group"].to_pylist())) == ["article", "comment"]
    assert estimate_trend(five_rows.slice(0, 4), kind="comment", rng=rng).num_rows == 0
    with pytest.raises(SettingError, match="article or comment, or None for both, got 'articles'"):
        estimate_trend(five_rows, kind="articles", rng=rng)


def test_by_outlet_and_by_nonsense(five_rows, rng):
    assert set(estimate_trend(five_rows, by="outlet", rng=rng)["group"].to_pylist()) == {
        "warta.example"
    }
    with pytest.raises(SettingError, match="got 'nowhere'"):
        estimate_trend(five_rows, by="nowhere", rng=rng)
    with pytest.raises(InputError, match="one value of 'index' a document"):
        estimate_trend(five_rows, by="index", rng=rng)
    with pytest.raises(InputError, match="the columns published"):
        estimate_trend(five_rows.drop_columns(["published"]), rng=rng)


def test_other_things_than_tables(rng):
    with pytest.raises(InputError, match=r"pyarrow.Table\), got list"):
        estimate_trend([], by="outlet", rng=rng)
    with pytest.raises(SettingError, match="between 0 and 1"):
        estimate_trend([], level=95, rng=rng)


def test_the_front_door_leads_here():
    assert stance.estimate_trend is estimate_trend


def test_any_table_gives_honest_rows(score_table):
    sentence = st.tuples(
        st.integers(0, 6), st.sampled_from(["pro", "even", "con"]), st.floats(-1, 1), st.booleans()
    )

    @given(st.lists(sentence, min_size=1, max_size=40))
    def check(drawn):
        table = score_table(
            [
                {"id": f"d{d}", "index": i, "label": label, "score": score, "error": None}
                | ({"error": "x"} if failed and i else {})
                for i, (d, label, score, failed) in enumerate(drawn)
            ]
        )
        trend = estimate_trend(table, rng=np.random.default_rng(0), replications=100)
        rows = by_quantity(trend, "undated")
        shares = [row for quantity, row in rows.items() if quantity != "score"]
        assert sum(row["value"] for row in shares) == pytest.approx(1.0)
        for row in rows.values():
            lowest = -1.0 if row["quantity"] == "score" else 0.0
            if row["low"] is None:
                assert {"one-article", "no-spread"} & set(codes(row))
                assert row["high"] is None
                continue
            assert lowest <= row["low"] <= row["value"] <= row["high"] <= 1.0
            assert row["low"] < row["high"]

    check()
