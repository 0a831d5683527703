"""Differences and slopes from the joint covariance."""

import numpy as np
import pytest
import statsmodels.api as sm

from stance.estimate.contrasts import Contrast, contrast, slope_weights
from stance.estimate.corrected import Influences, Moments


def moments(value, influences, clusters, degrees=9.0):
    column = np.asarray(influences, dtype=float)[:, np.newaxis]
    return Moments(
        values=np.array([value]),
        errors=np.sqrt((column**2).sum(axis=0)),
        degrees=np.array([degrees]),
        tuning=1.0,
        n_gold=10,
        n_gold_articles=5,
        dimensions=(Influences(sign=1, clusters=np.asarray(clusters), values=column),),
    )


def test_shared_articles_cancel():
    """The same influences on both sides leave a difference that is certain."""
    first, second = (moments(value, [0.1, -0.2, 0.1], [1, 2, 3]) for value in (0.5, 0.3))
    found = contrast([first, second], np.array([1.0, -1.0]), 0)
    assert found.value == pytest.approx(0.2)
    assert found.error == pytest.approx(0.0, abs=1e-12)
    assert not found.is_certain
    apart = moments(0.3, [0.1, -0.2, 0.1], [4, 5, 6])
    assert contrast([first, apart], np.array([1.0, -1.0]), 0).error == pytest.approx(
        np.sqrt(2 * 0.06)
    )


def test_interval_and_p_of_student(rng):
    found = Contrast(value=0.3, error=0.1, degrees=8.0)
    low, high = found.interval(0.95)
    assert (low, high) == pytest.approx((0.3 - 0.2306004, 0.3 + 0.2306004), abs=1e-6)
    assert found.p == pytest.approx(0.01707, abs=1e-5)


def test_slope_equals_least_squares(rng):
    times, values = np.arange(2010.0, 2020.0), rng.normal(size=10)
    line = sm.OLS(values, sm.add_constant(times)).fit()
    assert slope_weights(times) @ values == pytest.approx(line.params[1])


def test_a_group_of_weight_nothing_takes_no_part():
    known, unknown = moments(0.5, [0.1, -0.1], [1, 2]), moments(np.nan, [np.nan], [3])
    found = contrast([known, unknown], np.array([1.0, 0.0]), 0)
    assert found.value == 0.5
    assert found.degrees == pytest.approx(9.0)
