"""Slopes, first against last, events and pairs, from groups made by hand."""

from datetime import date

import numpy as np
import pytest

from stance.errors import SettingError
from stance.estimate import trends
from stance.estimate.changes import changes_table, following, measure_changes, period_of, time_of
from stance.estimate.corrected import Influences, Moments
from stance.estimate.many import benjamini_hochberg, holm
from stance.estimate.periods import Group
from stance.records import Event, Translated

LABELS = ("pro", "con")


def group(name, share, *, error=0.02, number=0):
    """A group whose articles nobody else has; `error` None for one that has none."""
    values = np.array([share, 1.0 - share, 2.0 * share - 1.0])
    if error is None:
        errors, parts = np.full(3, np.nan), ()
    else:
        influence = np.outer([1.0, -1.0], [error, error, 2.0 * error]) / np.sqrt(2.0)
        parts = (Influences(sign=1, clusters=np.array([0, 1]) + 10 * number, values=influence),)
        errors = np.sqrt((influence**2).sum(axis=0))
    moments = Moments(
        values=values, errors=errors, degrees=np.full(3, 20.0), tuning=1.0, n_gold=9,
        n_gold_articles=3, dimensions=parts,
    )  # fmt: skip
    return Group(name=name, places=np.array([0]), rows=(), moments={"corrected": moments})


def series(*shares, first=2015):
    return [group(str(first + k), share, number=k) for k, share in enumerate(shares)]


def asked(groups, what, quantity="pro", **settings):
    settings = {"by": "year"} | settings
    rows = measure_changes(groups, LABELS, **settings)
    return [row for row in rows if (row.what, row.quantity) == (what, quantity)]


def test_slope_and_change_by_hand():
    groups = series(0.2, 0.3, 0.4)
    (slope,) = asked(groups, "slope")
    assert (slope.value, slope.before, slope.after) == (pytest.approx(0.1), "2015", "2017")
    assert slope.error == pytest.approx(0.02 / np.sqrt(2))
    (change,) = asked(groups, "change")
    assert change.value == pytest.approx(0.2)
    assert change.error == pytest.approx(0.02 * np.sqrt(2))
    assert change.degrees == pytest.approx(40.0)
    assert change.low < change.value < change.high
    (score,) = asked(groups, "change", "score")
    assert score.value == pytest.approx(0.4)


def test_a_slope_is_a_year_whatever_the_periods():
    groups = [
        group(name, 0.2 + 0.1 * k, number=k)
        for k, name in enumerate(("2016-Q1", "2016-Q2", "2016-Q4"))
    ]
    weights = np.array([0.0, 0.25, 0.75]) - 1 / 3
    (slope,) = asked(groups, "slope", by="quarter")
    assert slope.value == pytest.approx(weights @ [0.2, 0.3, 0.4] / (weights @ weights))


def test_two_periods_have_a_change_and_no_slope():
    assert asked(series(0.2, 0.3), "slope") == []
    assert len(asked(series(0.2, 0.3), "change")) == 1
    assert measure_changes(series(0.2), LABELS, by="year") == []


def event(day, name="Aneksasi"):
    return Event(day=date.fromisoformat(day), name=Translated(en=name, id=name))


def test_the_period_of_an_event_is_on_neither_side():
    (row,) = asked(series(0.2, 0.3, 0.9, 0.5), "event", events=[event("2017-03-18")])
    assert (row.before, row.after) == ("2017", "Aneksasi")
    assert row.value == pytest.approx(0.5 - 0.25)
    assert row.n_groups == 3
    assert asked(series(0.2, 0.3), "event", events=[event("2015-01-01"), event("2020-01-01")]) == []


def test_events_need_periods():
    with pytest.raises(SettingError, match=r"events with periods .*, got groups by 'outlet'"):
        measure_changes(series(0.2, 0.3), LABELS, by="outlet", events=[event("2015-01-01")])


def test_groups_are_compared_in_pairs():
    groups = [group(name, share, number=k) for k, (name, share) in enumerate(
        (("x", 0.2), ("y", 0.5), ("z", 0.4), ("(unknown)", 0.9)))]  # fmt: skip
    found = asked(groups, "difference", by="outlet")
    pairs = {(row.before, row.after): row.value for row in found}
    assert pairs == pytest.approx({("x", "y"): 0.3, ("x", "z"): 0.2, ("y", "z"): -0.1})
    p = np.array([row.p for row in found])
    family = [row.p for row in measure_changes(groups, LABELS, by="outlet")]
    places = [
        k for k, row in enumerate(measure_changes(groups, LABELS, by="outlet")) if row in found
    ]
    assert [row.p_holm for row in found] == pytest.approx(list(holm(np.array(family))[places]))
    adjusted = benjamini_hochberg(np.array(family))[places]
    assert [row.p_bh for row in found] == pytest.approx(list(adjusted))
    assert (np.array([row.p_holm for row in found]) >= p).all()


def test_more_than_twelve_groups_are_not_paired():
    groups = [group(f"o{k:02}", 0.3, number=k) for k in range(13)]
    assert len(asked(groups[:12], "difference", by="outlet")) == 66
    assert asked(groups, "difference", by="outlet") == []


def test_what_has_no_error_is_left_out_and_named():
    groups = [*series(0.2, 0.3, 0.4), group("2018", 0.9, error=None), group("undated", 0.1)]
    (slope,) = asked(groups, "slope")
    assert (slope.value, slope.after) == (pytest.approx(0.1), "2017")
    assert slope.warnings == ("left-out: 2018: no value with an error there.",)


def test_a_certain_difference_has_no_p_value():
    (row,) = asked([group("2015", 0.2, error=0.0), group("2016", 0.3, error=0.0)], "change")
    assert np.isnan([row.p, row.low, row.p_holm]).all()
    (cells,) = [one for one in changes_table([row]).to_pylist() if one["quantity"] == "pro"]
    assert (cells["p"], cells["low"], cells["value"]) == (None, None, 0.1)


@pytest.mark.parametrize(
    ("day", "by", "period", "after"),
    [
        ("2016-12-31", "year", "2016", "2017"),
        ("2016-12-31", "quarter", "2016-Q4", "2017-Q1"),
        ("2016-03-31", "quarter", "2016-Q1", "2016-Q2"),
        ("2016-12-31", "month", "2016-12", "2017-01"),
        ("2016-01-01", "month", "2016-01", "2016-02"),
    ],
)
def test_periods_follow_each_other(day, by, period, after):
    assert period_of(date.fromisoformat(day), by) == period
    assert following(period, by) == after
    assert time_of(after) > time_of(period)


def test_a_group_that_shows_no_spread_makes_no_difference_certain(score_table):
    """Nobody is pro in 2016: that its share is 0 there is known no better than elsewhere."""
    rows = [{"id": f"a{k}", "published": "2016-01-01", "label": "con"} for k in range(4)]
    rows += [
        {"id": f"b{k}", "published": "2017-01-01", "label": "pro" if k % 2 else "con"}
        for k in range(4)
    ]
    found = trends(score_table(rows), rng=np.random.default_rng(0)).changes.to_pylist()
    change = next(row for row in found if row["quantity"] == "pro" and row["what"] == "change")
    assert change["value"] == 0.5
    assert (change["low"], change["p"]) == (None, None)
    assert change["warnings"][0].startswith("no-spread:")
