"""Nominal 95 % intervals hold the truth in 93 to 97 of 100 worlds, in every cell of the grid.

The grid is that of `experiments/coverage`, with half as many worlds. Under 20 articles with gold
labels, 92 to 98 are allowed.
"""

import tomllib
from pathlib import Path

import pytest

GRID = Path(__file__).parents[2] / "experiments" / "coverage"
WORLDS = 1000
SETTINGS = tomllib.loads((GRID / "settings.toml").read_text(encoding="utf-8"))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def measure():
    """The experiment's own function: one setting's rows by estimand and method."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("coverage_grid", GRID / "run.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)

    def measured(name):
        rows = module.measure_setting(name, SETTINGS["settings"][name], SETTINGS, WORLDS)
        return {(row["estimand"], row["method"]): row for row in rows}

    return measured


@pytest.mark.parametrize("name", SETTINGS["settings"])
def test_intervals_hold_the_truth(measure, name):
    about = SETTINGS["settings"][name]
    few = about["articles"]["sample"]["documents"] < 20
    lowest, highest = (0.92, 0.98) if few else (0.93, 0.97)
    rows = measure(name)
    assert {method for _, method in rows} == {"uncorrected", "labels only", "corrected"}
    for (estimand, method), row in rows.items():
        if method != "uncorrected":
            assert lowest <= row["coverage"] <= highest, (estimand, method, row)
        if method == "corrected":
            assert row["claimed"] > 0.995
            assert row["width"] <= rows[estimand, "labels only"]["width"], (estimand, row)
    if name.startswith("no-gap"):
        assert 1.0 - rows["gap", "corrected"]["zero"] <= 0.065
        assert 1.0 - rows["gap", "uncorrected"]["zero"] > 0.3
