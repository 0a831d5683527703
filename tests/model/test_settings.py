"""Feature sets, grids of them, and the settings of text preparation they ask for."""

import json

import pytest

from stance.errors import SettingError
from stance.model.settings import FEATURE_SETS, FeatureSet, Grid, TextSettings
from stance.text import text_version

SETS = "words, marks, letters, marks-letters"


def test_feature_sets_are_found_by_their_names():
    assert ", ".join(FEATURE_SETS) == SETS
    assert all(features.name == name for name, features in FEATURE_SETS.items())
    assert Grid(features=("letters", "words", "letters")).sets() == [
        FeatureSet(name="letters", letters=True),
        FeatureSet(name="words"),
    ]


def test_the_usual_grid_is_sound():
    assert [features.name for features in Grid().sets()] == list(Grid().features)


@pytest.mark.parametrize(
    ("features", "got"), [((), "none"), (("words", "emoji", "mood"), "emoji, mood")]
)
def test_refuses_other_feature_sets(features, got):
    with pytest.raises(SettingError) as refusal:
        Grid(features=features).sets()
    assert str(refusal.value) == (
        f"Expected one or more of the feature sets {SETS}, got {got}. Name others with --features."
    )


@pytest.mark.parametrize(
    ("strengths", "got"),
    [
        ((), "none"),
        ((0.0, 1.0), "0.0, 1.0"),
        ((-1.0,), "-1.0"),
        ((2.0, 1.0), "2.0, 1.0"),
        ((1.0, 1.0), "1.0, 1.0"),
        ((1.0, float("nan")), "1.0, nan"),
        ((1.0, float("inf")), "1.0, inf"),
    ],
)
def test_refuses_other_strengths(strengths, got):
    with pytest.raises(SettingError) as refusal:
        Grid(strengths=strengths).sets()
    assert str(refusal.value) == (
        f"Expected strengths above 0, each once, in ascending order, got {got}. Name others with "
        "--strengths."
    )


@pytest.mark.parametrize("folds", [1, 0, -2])
def test_refuses_too_few_folds(folds):
    with pytest.raises(SettingError) as refusal:
        Grid(folds=folds).sets()
    assert str(refusal.value) == (
        f"Expected at least 2 folds, got {folds}. Give more with --folds."
    )


def test_text_settings_of_a_feature_set(lexicon):
    settings = [TextSettings.of(features, lexicon) for features in FEATURE_SETS.values()]
    assert [(s.names, s.letters, s.lexicon) for s in settings] == [
        (True, False, None),
        (False, False, lexicon.digest),
        (True, True, None),
        (False, True, lexicon.digest),
    ]
    assert all(s.stems and s.slang and s.version == text_version() for s in settings)


def test_text_settings_are_plain_and_come_back(lexicon):
    settings = TextSettings.of(FEATURE_SETS["marks"], lexicon)
    assert TextSettings(**json.loads(json.dumps(settings.to_dict()))) == settings


def test_preparations_do_what_their_settings_say(lexicon):
    text = "NATO menyerang"
    said = [
        TextSettings.of(features, lexicon).preparation(lexicon).texts([text])[0][:50]
        for features in FEATURE_SETS.values()
    ]
    assert said[:2] == ["nato serang", "<alliance> serang | #alliance #fight #confrontationa"[:50]]
    assert said[2].startswith("nato serang | ~_n ~na")
    assert said[3].startswith("<alliance> serang | #alliance")
