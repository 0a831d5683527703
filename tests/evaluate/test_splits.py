"""Splits keep clusters whole, and clusters are what belongs together."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import SettingError
from stance.evaluate.clusters import cluster_texts, near_pairs
from stance.evaluate.splits import (
    grouped_splits,
    make_periods,
    random_splits,
    temporal_splits,
    value_splits,
)
from stance.records import LabelledText


def row(text, document, label="neutral"):
    return LabelledText(text=text, label=label, document_id=document)


def test_documents_are_joined_by_near_equal_sentences_and_not_by_short_ones():
    texts = [
        row("Kedua menteri luar negeri sepakat bertemu lagi bulan depan.", "a"),
        row("Setuju sekali!", "a"),
        row("Kedua menteri luar negeri sepakat bertemu lagi pada bulan depan.", "b"),
        row("Setuju sekali!", "c"),
    ]
    assert cluster_texts(texts).tolist() == [0, 0, 0, 1]


def test_similarity_is_that_of_sets_of_runs():
    (pair,) = near_pairs(["satu dua tiga empat lima", "satu dua tiga empat lima enam"])
    assert (pair.first, pair.second, pair.similarity) == (0, 1, 0.75)


@given(st.lists(st.integers(0, 9), min_size=20, max_size=60), st.integers(0, 50))
def test_grouped_folds_judge_each_text_once_and_divide_no_cluster(groups, seed):
    clusters = np.unique(groups, return_inverse=True)[1]
    truth = np.arange(len(clusters)) % 2
    if clusters.max() < 1:
        return
    splits = grouped_splits(truth, clusters, folds=5, seed=seed)
    judged = np.concatenate([split.test for split in splits])
    assert sorted(judged.tolist()) == list(range(len(clusters)))
    for split in splits:
        assert not set(clusters[split.train]) & set(clusters[split.test])


def test_temporal_splits_never_look_ahead():
    years = [2010 + k // 4 for k in range(40)]
    clusters = np.arange(40)
    clusters[39] = 0  # wire copy, ten years later
    for split in temporal_splits(years, clusters, periods=make_periods(years, clusters)):
        assert max(years[k] for k in split.train) < min(years[k] for k in split.test)
        assert not set(clusters[split.train]) & set(clusters[split.test])


def test_a_value_is_judged_without_having_been_trained_on():
    values = ["A"] * 10 + ["B"] * 10 + [None] * 2
    splits = value_splits(values, np.arange(22) % 2, np.arange(22), folds=3, seed=0)
    assert [(split.name, len(split.train), len(split.test)) for split in splits] == [
        ("A", 10, 10),
        ("B", 10, 10),
    ]


def test_values_within_documents_are_judged_in_folds():
    values = ["article", "comment"] * 20
    clusters = np.arange(40) // 2
    splits = value_splits(values, np.arange(40) // 2 % 2, clusters, folds=4, seed=0)
    assert len(splits) == 8
    for split in splits:
        assert {values[k] for k in split.test} == {split.name}
        assert split.name not in {values[k] for k in split.train}
        assert not set(clusters[split.train]) & set(clusters[split.test])


def test_periods_cover_all_years_without_overlap():
    years = [2005, 2010, *range(2012, 2024), None]
    periods = make_periods(years, np.arange(len(years)))
    assert periods[0][0] == 2005
    assert periods[-1][1] == 2023
    assert all(one[1] < other[0] for one, other in pairwise(periods))


def test_impossible_folds_are_refused():
    with pytest.raises(SettingError, match="Expected two folds or more, got 1"):
        grouped_splits(np.array([0, 1]), np.array([0, 1]), folds=1, seed=0)
    with pytest.raises(SettingError, match="Expected two documents or more"):
        grouped_splits(np.array([0, 0, 1, 1]), np.zeros(4, dtype=int), folds=3, seed=0)


def test_random_folds_do_divide_documents():
    splits = random_splits(np.arange(20) % 2, folds=5, seed=0)
    assert sorted(np.concatenate([split.test for split in splits])) == list(range(20))
