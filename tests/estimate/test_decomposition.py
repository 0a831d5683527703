from itertools import permutations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import InputError, SettingError
from stance.estimate import cells, decomposition, estimate_trend
from stance.estimate.decomposition import SCHEMA, decompose_change
from stance.estimate.period_pair import Change

YEARS = Change(periods=("2012", "2022"))
TOTALS = ("uncorrected change", "correction", "corrected change")


def by_component(table):
    return {row["component"]: row for row in table.to_pylist()}


def values(table):
    return {name: row["value"] for name, row in by_component(table).items()}


def codes(row):
    return [warning.split(":")[0] for warning in row["warnings"]]


def article(name, year, score, **more):
    label = "pro" if score > 0 else "con"
    return {"id": name, "published": f"{year}-01-01", "score": score, "label": label, **more}


def random_rows(numbers, n_articles=12):
    """Articles of two years, of outlets and topics that need not be in both."""
    rows = []
    for place in range(n_articles):
        year = ("2012", "2022")[place % 2]
        about = {
            "outlet": f"o{numbers.integers(3)}",
            "title": f"t{numbers.integers(3)}",
            "duplicate_of": (None, "x")[numbers.integers(2)],
        }
        for index in range(numbers.integers(1, 4)):
            score = float(numbers.uniform(-1, 1))
            rows.append(article(f"a{place}", year, score, index=index, **about))
    return rows


def plainly(rows, factors):
    """The decomposition by definition: one order of going after the other, in dictionaries."""
    known = {
        year: [
            (tuple(row[factor] for factor in factors), row["score"])
            for row in rows
            if row["published"].startswith(year)
        ]
        for year in YEARS.periods
    }

    def conditional(year, cell, depth):
        """P(the value at this depth | those before), of the other year where there are none."""
        for each in (year, *(other for other in YEARS.periods if other != year)):
            wider = [found for found, _ in known[each] if found[: depth - 1] == cell[: depth - 1]]
            if wider:
                return sum(found[:depth] == cell[:depth] for found in wider) / len(wider)
        raise AssertionError(cell)

    def mean(year, cell):
        for each in (year, *(other for other in YEARS.periods if other != year)):
            scores = [score for found, score in known[each] if found == cell]
            if scores:
                return sum(scores) / len(scores)
        raise AssertionError(cell)

    def total(gone):
        years = [YEARS.periods[part in gone] for part in range(len(factors) + 1)]
        return sum(
            np.prod([conditional(years[d - 1], cell, d) for d in range(1, len(factors) + 1)])
            * mean(years[-1], cell)
            for cell in {cell for pairs in known.values() for cell, _ in pairs}
        )

    orders = list(permutations(range(len(factors) + 1)))
    parts = np.zeros(len(factors) + 1)
    for order in orders:
        for place, part in enumerate(order):
            parts[part] += total(set(order[: place + 1])) - total(set(order[:place]))
    return parts / len(orders)


def test_only_the_mix_changes(score_table, rng):
    rows = [article("a", 2012, 0.5, outlet="w"), article("b", 2012, -0.5, outlet="x")]
    rows += [article("c", 2022, 0.5, outlet="w"), article("d", 2022, 0.5, outlet="w")]
    rows += [article("e", 2022, 0.5, outlet="w"), article("f", 2022, -0.5, outlet="x")]
    table = decompose_change(score_table(rows), change=YEARS, rng=rng)
    assert table.schema == SCHEMA
    assert values(table) == {"outlet": 0.25, "within": 0.0, "uncorrected change": 0.25}
    assert table["share_of_change"].to_pylist() == [1.0, 0.0, 1.0]


def test_only_what_is_within_changes(score_table, rng):
    rows = [
        article(f"{o}{y}", y, s, outlet=o) for y, s in ((2012, 0.5), (2022, -0.25)) for o in "wx"
    ]
    found = by_component(decompose_change(score_table(rows), change=YEARS, rng=rng))
    assert [found[name]["value"] for name in ("outlet", "within")] == [0.0, -0.75]
    assert [found["outlet"][f"n_articles_{side}"] for side in ("before", "after")] == [2, 2]
    assert found["outlet"]["n_cells"] == 2


@pytest.mark.parametrize("seed", range(6))
def test_equals_the_definition(score_table, rng, seed):
    rows = random_rows(np.random.default_rng(seed))
    factors = ("outlet", "title", "duplicate_of")[: seed % 3 + 1]
    named = ["duplicate" if factor == "duplicate_of" else factor for factor in factors]
    table = decompose_change(score_table(rows), change=YEARS, factors=named, rng=rng)
    assert table["component"].to_pylist() == [*named, "within", "uncorrected change"]
    assert table["value"].to_pylist()[:-1] == pytest.approx(plainly(rows, factors), abs=1e-12)


def test_parts_add_up_and_turn_round(score_table, rng):
    @given(st.integers(0, 10**6), st.integers(2, 20), st.sampled_from(["score", "pro", "even"]))
    def check(seed, n_articles, quantity):
        table = score_table(random_rows(np.random.default_rng(seed), n_articles))
        asked = {"factors": ("title", "outlet", "duplicate"), "rng": np.random.default_rng(1)}
        there, back = (
            decompose_change(table, change=Change(periods=order, quantity=quantity), **asked)
            for order in (("2012", "2022"), ("2022", "2012"))
        )
        parts = there["value"].to_pylist()
        trend = estimate_trend(table, rng=np.random.default_rng(1), replications=100).to_pylist()
        means = [row["value"] for row in trend if row["quantity"] == quantity]
        assert sum(parts[:-1]) == pytest.approx(parts[-1], abs=1e-12)
        assert parts[-1] == pytest.approx(means[1] - means[0], abs=3e-12)
        assert back["value"].to_pylist() == pytest.approx([-part for part in parts], abs=1e-12)

    check()


def test_corrected_values_add_a_part(score_table, rng):
    rows = random_rows(np.random.default_rng(4))
    change = Change(periods=YEARS.periods, corrected=(0.125, -0.375))
    table = decompose_change(score_table(rows), change=change, factors=("outlet", "title"), rng=rng)
    found = by_component(table)
    assert list(found) == ["outlet", "title", "within", *TOTALS]
    parts = [row["value"] for name, row in found.items() if "change" not in name]
    assert sum(parts) == pytest.approx(-0.5, abs=1e-12)
    assert found["corrected change"]["value"] == -0.5
    shares = [row["share_of_change"] for name, row in found.items() if "change" not in name]
    assert sum(shares) == pytest.approx(1.0)
    assert (found["correction"]["low"], codes(found["correction"])) == (None, ["no-interval"])


def test_an_outlet_of_one_period_is_mix_only(score_table, rng):
    rows = [article("a", 2012, 0.5, outlet="w"), article("b", 2022, 0.5, outlet="w")]
    rows += [article("c", 2022, -0.5, outlet="x", title="new")]
    table = decompose_change(score_table(rows), change=YEARS, factors=("outlet", "title"), rng=rng)
    found = by_component(table)
    assert [row["value"] for row in found.values()] == [-0.5, 0.0, 0.0, -0.5]
    assert "one-sided" not in codes(found["outlet"])
    assert (
        "one-sided: 1 of 2 cells are in one period only (up to 50%" in found["title"]["warnings"][0]
    )
    assert codes(found["within"])[0] == "one-sided"


def test_nothing_changed_has_no_shares(score_table, rng):
    rows = [article("a", 2012, 0.5), article("b", 2022, 0.5)]
    table = decompose_change(score_table(rows), change=YEARS, factors=(), rng=rng)
    assert values(table) == {"within": 0.0, "uncorrected change": 0.0}
    assert table["share_of_change"].null_count == 2
    assert "one-article" in codes(table.to_pylist()[0])


def test_groups_other_than_years(score_table, rng):
    rows = [article("a", 2012, 0.5, outlet="w"), article("b", 2012, -0.5, outlet="x")]
    rows += [{**article("c", 2012, 0.25), "outlet": None}]
    change = Change(periods=("w", "x"), by="outlet")
    row = decompose_change(score_table(rows), change=change, factors=(), rng=rng).to_pylist()[0]
    assert row["value"] == -1.0
    assert row["warnings"][1] == "unknown: left out 1 document without a value of outlet."


def test_warnings_travel(score_table, rng):
    same = [
        article(f"{o}{y}{n}", y, 0.5, outlet=o) for y in (2012, 2022) for o in "wx" for n in "12"
    ]
    rows = [*same, {"id": "u"}, {"id": "f", "error": "no text", "published": "2012-01-01"}]
    found = by_component(decompose_change(score_table(rows), change=YEARS, rng=rng))
    expected = ["no-spread", "thin-cells", "few-articles", "undated", "failed"]
    assert codes(found["within"]) == expected
    assert codes(found["uncorrected change"]) == [code for code in expected if "cells" not in code]


def test_comments_of_one_article_in_both_periods_are_told(score_table, rng):
    rows = [
        article(f"c{y}{n}", y, n / 8, under="a" if n else "b") for y in (2012, 2022) for n in (0, 1)
    ]
    change = Change(periods=YEARS.periods, kind="comment")
    row = decompose_change(score_table(rows), change=change, rng=rng).to_pylist()[0]
    assert any(w.startswith("shared-articles: 2 of") for w in row["warnings"])


def world(numbers, n_articles, *, mix, means):
    """One year's articles of outlets w and x; every article has five sentences."""
    outlets = np.where(numbers.random(n_articles) < mix, "w", "x")
    centres = np.where(outlets == "w", *means) + numbers.uniform(-0.2, 0.2, n_articles)
    return outlets, np.clip(centres[:, np.newaxis] + numbers.normal(0, 0.1, (n_articles, 5)), -1, 1)


def two_years(numbers):
    parts = []
    for year, mix, means in ((2012, 0.3, (0.3, -0.1)), (2022, 0.6, (0.1, -0.1))):
        outlets, scores = world(numbers, 40, mix=mix, means=means)
        ids = np.repeat([f"{year}-{n}" for n in range(40)], 5)
        parts.append(
            pa.table(
                {
                    "task": ["stance"] * 200,
                    "kind": ["article"] * 200,
                    "document_id": ids,
                    "article_id": ids,
                    "outlet": np.repeat(outlets, 5),
                    "published": [f"{year}-01-01"] * 200,
                    "index": np.tile(np.arange(5), 40),
                    "label": ["pro"] * 200,
                    "score": scores.ravel(),
                    "p_pro": (1 + scores.ravel()) / 2,
                    "p_con": (1 - scores.ravel()) / 2,
                }
            )
        )
    return pa.concat_tables(parts)


def test_intervals_hold(rng):
    """By hand: the mix rose by .3 where the outlets were .4 and .2 apart; w fell by .2."""
    numbers = np.random.default_rng(23)
    truth = {"outlet": 0.3 * (0.4 + 0.2) / 2, "within": -0.2 * (0.3 + 0.6) / 2}
    held = dict.fromkeys(truth, 0)
    for _ in range(150):
        found = by_component(decompose_change(two_years(numbers), change=YEARS, rng=rng))
        for name, value in truth.items():
            held[name] += found[name]["low"] <= value <= found[name]["high"]
    # 150 worlds of a true .95: below .90 once in two hundred runs.
    assert all(0.90 <= count / 150 <= 0.993 for count in held.values()), held


def test_periods_are_drawn_apart(rng):
    """The same articles in both years: drawn alike, the change would never move."""
    table = two_years(np.random.default_rng(1))
    half = table.slice(0, 200)
    other = half.set_column(5, "published", pa.array(["2022-01-01"] * 200))
    ids = pa.array([f"{name}b" for name in half["document_id"].to_pylist()])
    other = other.set_column(2, "document_id", ids).set_column(3, "article_id", ids)
    change = by_component(decompose_change(pa.concat_tables([half, other]), change=YEARS, rng=rng))
    assert change["uncorrected change"]["high"] > 0.05


def test_same_seed_same_table_whatever_the_order_and_the_blocks(monkeypatch):
    table = two_years(np.random.default_rng(3))
    first = decompose_change(table, change=YEARS, rng=np.random.default_rng(5))
    shuffled = table.take(np.random.default_rng(9).permutation(table.num_rows))
    assert decompose_change(shuffled, change=YEARS, rng=np.random.default_rng(5)).equals(first)
    monkeypatch.setattr(cells, "_NUMBERS_AT_ONCE", 30)
    monkeypatch.setattr(decomposition, "_NUMBERS_AT_ONCE", 30)
    assert decompose_change(table, change=YEARS, rng=np.random.default_rng(5)).equals(first)


@pytest.mark.parametrize(
    ("change", "factors", "message"),
    [
        (Change(periods=("2012", "2030")), (), r"the periods there are \(2012, 2022\), got '2030'"),
        (Change(periods=("2012", "2022"), kind="comment"), (), r"there are \(none\), got '2012'"),
        (
            Change(periods=("2012", "2022"), quantity="up"),
            (),
            r"score or a label \(pro, even, con\)",
        ),
        (Change(periods=("2012", "2022"), by="nowhere"), (), "got 'nowhere'"),
        (YEARS, ("actor",), r"columns of the score table \(task.*got 'actor'"),
        (YEARS, ("month",), "got 'month'"),
        (YEARS, "outlet", "to be a list of up to 6 different columns"),
        (YEARS, ("outlet", "outlet"), "different columns"),
        (Change(periods=("w", "x"), by="outlet"), ("outlet",), "without 'outlet'"),
    ],
)
def test_what_is_not_there_is_told(score_table, rng, change, factors, message):
    table = score_table([article("a", 2012, 0.5), article("b", 2022, 0.5)])
    with pytest.raises(SettingError, match=message):
        decompose_change(table, change=change, factors=factors, rng=rng)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"periods": ("2012", "2012")}, "two different periods"),
        ({"periods": "2012"}, "two different periods"),
        ({"periods": ("a", "b"), "kind": "articles"}, "article or comment"),
        ({"periods": ("a", "b"), "corrected": (0.5,)}, "two numbers from -1 to"),
        ({"periods": ("a", "b"), "corrected": ("x", "y")}, "two numbers"),
        ({"periods": ("a", "b"), "quantity": "pro", "corrected": (-0.5, 0.5)}, r"from \+0 to"),
        ({"periods": ("a", "b"), "corrected": (float("nan"), 0.5)}, "two numbers"),
    ],
)
def test_impossible_changes(settings, message):
    with pytest.raises(SettingError, match=message):
        Change(**settings)


def test_a_period_of_failures_and_no_table(score_table, rng):
    failed = {"id": "b", "error": "no text", "published": "2022-01-01"}
    with pytest.raises(InputError, match=r"'2022' has none: its documents \(1\) failed"):
        decompose_change(score_table([article("a", 2012, 0.5), failed]), change=YEARS, rng=rng)
    with pytest.raises(InputError, match=r"pyarrow.Table\), got list"):
        decompose_change([], change=YEARS, rng=rng)
