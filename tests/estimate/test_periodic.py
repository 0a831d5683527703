"""Series of periods: tests of a tendency, breaks, and periods that lack a value."""

import numpy as np
import pytest

from stance.estimate.intervals import Draws
from stance.estimate.periodic import Search, breaks_table, every_period, series_table
from stance.estimate.periods import Group, Manner, estimate_groups
from stance.estimate.series import mann_kendall
from stance.estimate.simulate import Sample, Setting, Side, simulate

LABELS = ("cooperative", "confrontational")
YEARS = tuple(str(year) for year in range(2008, 2020))


def groups_of(prevalence, *, years=YEARS, kind="article"):
    sample = Sample(documents=30, sentences=6)
    setting = Setting(
        periods=years, n_articles=40, articles=Side(prevalence=prevalence, sample=sample),
        correlation=0.1,
    )  # fmt: skip
    counts = simulate(setting, np.random.default_rng(8)).tally()
    return estimate_groups(counts, by="year", kind=kind, manner=Manner())


@pytest.fixture(scope="module")
def stepped():
    """A share of .2 in the first six years, and of .6 in the last six."""
    return groups_of((0.2,) * 6 + (0.6,) * 6)


def search(replications=200, minimum=2):
    draws = Draws.of(np.random.default_rng(1), replications)
    return Search(draws=draws, minimum=minimum, level=0.95)


def rows_of(table, quantity):
    return [row for row in table.to_pylist() if row["quantity"] == quantity]


def named(*names):
    return [Group(name=name, places=np.empty(0, dtype=np.int64), rows=()) for name in names]


@pytest.mark.parametrize(
    ("by", "names", "expected"),
    [
        ("year", ["2012", "2010"], ["2010", "2011", "2012"]),
        ("quarter", ["2015-Q3", "2016-Q1"], ["2015-Q3", "2015-Q4", "2016-Q1"]),
        ("month", ["2015-11", "2016-01"], ["2015-11", "2015-12", "2016-01"]),
        ("year", ["undated"], []),
    ],
)
def test_periods_between_are_there_too(by, names, expected):
    assert every_period(named(*names), by) == expected


def test_a_step_is_found_and_its_date_held(stepped):
    (row,) = rows_of(breaks_table(stepped, LABELS, by="year", method="corrected", search=search()),
                     "cooperative")  # fmt: skip
    assert row["period"] == "2014"
    assert row["low"] <= "2014" <= row["high"]
    assert (row["before"], row["after"]) == pytest.approx((0.2, 0.6), abs=0.06)
    assert row["change"] == pytest.approx(row["after"] - row["before"])
    assert row["share"] > 0.5
    assert row["n_draws"] == 200


def test_no_break_is_a_row_that_says_so():
    flat = groups_of(0.3)
    rows = rows_of(
        breaks_table(flat, LABELS, by="year", method="corrected", search=search()), "score"
    )
    assert [(row["period"], row["n_draws"]) for row in rows] == [(None, 200)]


def test_the_tests_are_those_of_the_values(stepped):
    table = series_table(stepped, LABELS, by="year", method="corrected", level=0.95)
    tested, line = rows_of(table, "score")
    values = np.array([group.moments["corrected"].values[-1] for group in stepped])
    plain = mann_kendall(values)
    assert (tested["test"], line["test"]) == ("Mann-Kendall", "Theil-Sen")
    assert tested["tau"] == pytest.approx(plain.tau)
    assert tested["p"] == pytest.approx(plain.p)
    assert line["slope"] > 0.0
    assert (tested["n_periods"], tested["n_missing"]) == (12, 0)


def test_a_year_without_value_is_counted_as_missing(stepped):
    holed = [group for group in stepped if group.name != "2012"]
    table = series_table(holed, LABELS, by="year", method="corrected", level=0.95)
    counts = {(row["n_periods"], row["n_missing"]) for row in table.to_pylist()}
    assert counts == {(11, 1)}


def test_a_short_series_says_so(stepped):
    for row in series_table(
        stepped[:3], LABELS, by="year", method="corrected", level=0.95
    ).to_pylist():
        assert row["warnings"][0].startswith("short-series: ")
    (row, *_) = breaks_table(
        stepped[:3], LABELS, by="year", method="corrected", search=search()
    ).to_pylist()
    assert (row["period"], row["warnings"][0].partition(":")[0]) == (None, "short-series")


def test_the_same_draws_give_the_same_table(stepped):
    one, other = (
        breaks_table(stepped, LABELS, by="year", method="corrected", search=search(100))
        for _ in range(2)
    )
    assert one.equals(other)
