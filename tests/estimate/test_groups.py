import pyarrow as pa
import pytest

from stance.errors import InputError, SettingError
from stance.estimate.groups import column_for, group_names, places_by_group

DAYS = ["2016-01-31", "2016-03-31T23:59:00+07:00", "2016-04-01", "2016-12-09 10:00:00", None]


def dated(days):
    ids = [f"d{place}" for place in range(len(days))]
    return pa.table({"document_id": ids, "published": pa.array(days, pa.string())})


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("year", ["2016", "2016", "2016", "2016", "undated"]),
        ("quarter", ["2016-Q1", "2016-Q1", "2016-Q2", "2016-Q4", "undated"]),
        ("month", ["2016-01", "2016-03", "2016-04", "2016-12", "undated"]),
        (None, ["all"] * 5),
    ],
)
def test_periods(by, expected):
    assert group_names(dated(DAYS), by).to_pylist() == expected


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_quarter(month):
    quarter = f"1999-Q{1 + (month - 1) // 3}"
    assert group_names(dated([f"1999-{month:02d}-15"]), "quarter").to_pylist() == [quarter]


@pytest.mark.parametrize(
    "day",
    ["5 Mei 2023", "2023", "2023-13-01", "2023-05-00", "2023-02-29", "0000-01-01", "", "23-05-01"],
)
def test_dates_in_other_forms_are_refused(day):
    with pytest.raises(InputError, match=r"published as in 2016-03-27, got .* in document 'd1'"):
        group_names(dated(["2016-03-27", day]), "year")


def test_the_unknown_stand_at_the_end():
    names = pa.array(["(unknown)", "b", "a", "b"])
    places = [(group, found.tolist()) for group, found in places_by_group(names)]
    assert places == [("a", [2]), ("b", [1, 3]), ("(unknown)", [0])]


def test_any_column_may_group(five_rows):
    table = pa.table({"document_id": ["x", "y"], "trained_on": [True, None]})
    assert group_names(table, "trained_on").to_pylist() == ["true", "(unknown)"]
    assert column_for("outlet", five_rows) == ("outlet",)
    with pytest.raises(SettingError, match=r"year, quarter, month or a column .*, got 'yaer'"):
        column_for("yaer", five_rows)
