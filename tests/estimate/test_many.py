import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import InputError
from stance.estimate.many import benjamini_hochberg, holm

P_VALUES = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40)


# Few: theirs collects garbage at every call.
@settings(max_examples=15)
@given(P_VALUES)
def test_both_equal_statsmodels(p_values):
    from statsmodels.stats.multitest import multipletests

    for ours, theirs in ((holm, "holm"), (benjamini_hochberg, "fdr_bh")):
        expected = multipletests(p_values, method=theirs)[1]
        np.testing.assert_allclose(ours(p_values), expected, rtol=0, atol=1e-12)


@given(P_VALUES)
def test_adjusting_never_helps_a_claim_and_holm_is_the_stricter(p_values):
    strict, lenient = holm(p_values), benjamini_hochberg(p_values)
    assert (lenient >= np.array(p_values) - 1e-15).all()
    assert (strict >= lenient - 1e-15).all()
    assert (strict <= 1.0).all()


@pytest.mark.parametrize("adjusted", [holm, benjamini_hochberg])
def test_what_was_not_tested_is_no_test(adjusted):
    with_gaps = adjusted([0.02, np.nan, 0.3, np.nan])
    np.testing.assert_array_equal(with_gaps[[0, 2]], adjusted([0.02, 0.3]))
    assert np.isnan(with_gaps[[1, 3]]).all()


@pytest.mark.parametrize("adjusted", [holm, benjamini_hochberg])
def test_no_series_and_one_series(adjusted):
    assert adjusted([]).tolist() == []
    assert adjusted([0.2]).tolist() == [0.2]
    assert np.isnan(adjusted([np.nan])).all()


@pytest.mark.parametrize(
    ("p_values", "message"), [([0.1, 1.2], "1.2 at place 1"), ([[0.1]], "one row")]
)
def test_what_is_no_p_value_is_refused(p_values, message):
    with pytest.raises(InputError, match=message):
        holm(p_values)
