import time

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import cohen_kappa_score

from stance.errors import SettingError
from stance.evaluate.agreement import measure_agreement

LABELS = ("cooperative", "neutral", "confrontational")
SHAPES = st.tuples(st.integers(2, 30), st.integers(2, 4))
CODES = SHAPES.flatmap(lambda shape: arrays(np.int64, shape, elements=st.integers(-1, 2)))


def rng():
    return np.random.default_rng(0)


def measure(codes, **settings):
    return measure_agreement(np.array(codes), labels=LABELS, rng=rng(), **settings)


def published_alpha(codes, level):
    data = np.where(codes < 0, np.nan, codes).T
    return krippendorff.alpha(
        reliability_data=data, value_domain=[0, 1, 2], level_of_measurement=level
    )


@given(CODES)
def test_alpha_equals_the_published_package(codes):
    measured = measure(codes, draws=2)
    if np.isnan(measured.alpha_nominal.value):  # where that package refuses or warns
        return
    assert measured.alpha_nominal.value == pytest.approx(
        published_alpha(codes, "nominal"), abs=1e-9
    )
    assert measured.alpha_ordinal.value == pytest.approx(
        published_alpha(codes, "ordinal"), abs=1e-9
    )


@given(arrays(np.int64, (25, 2), elements=st.integers(0, 2)))
def test_kappa_equals_scikit_learn_s(codes):
    measured = measure(codes, draws=2)
    if not np.isnan(measured.kappa.value):
        published = cohen_kappa_score(codes[:, 0], codes[:, 1])
        assert measured.kappa.value == pytest.approx(published, abs=1e-9)


def test_three_annotators_with_gaps_by_hand():
    # Pairs that agree: 3 of 3 in the first sentence, 1 of 3 in the second, 1 of 1 in the third.
    # Each label weighs 1: (3 + 1 + 2) of 8 meet their like. The fourth has one label only.
    measured = measure([[0, 0, 0], [0, 0, 2], [1, 1, -1], [2, -1, -1]])
    assert measured.agreement.value == pytest.approx(6 / 8)
    assert [row.n_given for row in measured.per_label] == [5, 2, 1]
    assert [row.agreement.value for row in measured.per_label] == [pytest.approx(4 / 5), 1.0, 0.0]
    assert (measured.n_sentences, measured.kappa, measured.confusion) == (3, None, None)


def test_far_confusions_cost_the_ordinal_alpha_more_than_near_ones():
    near = [[0, 0]] * 5 + [[1, 1]] * 5 + [[2, 2]] * 5 + [[0, 1]] * 3
    far = near[:15] + [[0, 2]] * 3
    assert measure(near).alpha_ordinal.value > measure(far).alpha_ordinal.value


@given(CODES)
def test_the_order_of_sentences_and_annotators_does_not_matter(codes):
    one, other = measure(codes, draws=2), measure(codes[::-1, ::-1], draws=2)
    assert one.alpha_ordinal.value == pytest.approx(other.alpha_ordinal.value, nan_ok=True)
    assert one.agreement.value == pytest.approx(other.agreement.value, nan_ok=True)


def test_the_interval_draws_whole_documents():
    # Within a document all sentences are alike: drawn as documents, they tell far less.
    codes = np.repeat([[0, 0], [1, 1], [2, 2], [0, 2]] * 3, 50, axis=0)
    clusters = np.repeat(np.arange(12), 50).tolist()
    whole, single = measure(codes, clusters=clusters).kappa, measure(codes).kappa
    assert whole.value == single.value
    assert whole.high - whole.low > 3 * (single.high - single.low)


def test_a_draw_of_documents_is_what_recounting_its_sentences_gives():
    codes = np.random.default_rng(1).integers(-1, 3, (60, 3))
    clusters = np.arange(60) % 6
    drawn = measure(codes, clusters=clusters.tolist(), draws=1).alpha_ordinal
    times = rng().multinomial(6, np.full(6, 1 / 6))
    again = np.concatenate([codes[clusters == n] for n in range(6) for _ in range(times[n])])
    assert drawn.low == drawn.high == pytest.approx(published_alpha(again, "ordinal"), abs=1e-9)


def test_few_documents_one_document_and_one_label_are_said():
    assert measure([[0, 0], [1, 2]]).warnings == ("2 documents: intervals are too narrow below 30",)
    alone = measure([[0, 0], [1, 1]], clusters=["a", "a"])
    assert alone.warnings == ("one document only: no interval can be drawn",)
    assert np.isnan(alone.kappa.low)
    assert "one label only" in measure([[1, 1]] * 40).warnings[0]


def test_nothing_labelled_twice_is_said():
    measured = measure([[0, -1], [-1, 1]])
    assert measured.warnings == ("no sentence was labelled by two annotators",)
    assert np.isnan(measured.agreement.value)


@pytest.mark.parametrize("codes", [[[0, 3]], [[0, -2]], [0, 1], [[0.5, 1.0]]])
def test_other_arrays_are_refused(codes):
    with pytest.raises(SettingError, match=r"whole numbers -1\.\.2, got one of shape"):
        measure(codes)


def test_clusters_of_another_length_are_refused():
    with pytest.raises(SettingError, match="a cluster for each of 1 sentences, got 2"):
        measure([[0, 1]], clusters=["a", "b"])


def test_three_thousand_sentences_with_a_thousand_draws_are_quick():
    codes = np.random.default_rng(0).integers(0, 3, (3000, 3))
    begin = time.monotonic()
    measure(codes, clusters=(np.arange(3000) % 150).tolist(), draws=1000)
    assert time.monotonic() - begin < 2
