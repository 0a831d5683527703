"""Learning curves: what is foretold, and what is refused."""

from itertools import pairwise

import numpy as np
import pytest

from stance.evaluate.curves import foretell, plan_curve
from stance.evaluate.splits import grouped_splits

COUNTS = np.array([10.0, 18, 32, 56, 100, 180])


def drawn(values, noise, seed=0):
    rng = np.random.default_rng(seed)
    return values + rng.normal(0, noise, (400, len(values)))


def test_a_power_law_is_found_again():
    values = 0.8 - 1.2 * COUNTS**-0.5
    found = foretell(COUNTS, values, drawn(values, 0.004))
    assert found.refusal == ""
    expected = 0.8 - 1.2 * 360**-0.5
    last = found.points[-1]
    assert last.n_documents == 360
    assert last.macro_f1.value == pytest.approx(expected, abs=0.01)
    assert last.macro_f1.low < expected < last.macro_f1.high


@pytest.mark.parametrize(
    ("values", "noise", "why"),
    [
        (np.full(6, 0.6), 0.01, "no-rise"),
        (0.6 - 0.1 * COUNTS**-0.5, 0.05, "no-rise"),
        (0.2 + 0.1 * np.log(COUNTS), 0.001, "edge"),
    ],
)
def test_what_the_curve_does_not_show_is_refused(values, noise, why):
    found = foretell(COUNTS, values, drawn(values, noise))
    assert found.refusal == why
    assert found.points == ()


def test_three_sizes_are_too_few():
    values = 0.8 - COUNTS[:3] ** -0.5
    assert foretell(COUNTS[:3], values, drawn(values, 0.01)).refusal == "few-sizes"


def test_larger_sets_hold_the_smaller_ones():
    clusters = np.repeat(np.arange(30), 4)
    splits = grouped_splits(np.arange(120) % 3, clusters, folds=3, seed=0)
    plan = plan_curve(splits, clusters, seed=0)
    for repeat in (0, 1):
        sets = [
            set(trial.train.tolist())
            for trial, place in zip(plan.trials, plan.places, strict=True)
            if place[1] == repeat
        ][: len(plan.trials) // 6]
        assert all(one < other for one, other in pairwise(sets))
