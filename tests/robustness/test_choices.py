"""Choices are declared, each combination once."""

import pytest

from stance.errors import InputError, SettingError
from stance.robustness import Declared, Estimand, read_choices, usual_choices


def test_combinations_are_there_once_and_the_first_is_the_baseline():
    declared = Declared(
        {
            "stems": ("no", "yes"),
            "counting": ("probability", "label"),
            "threshold": ("none", "0.5"),
            "method": ("corrected", "labels only", "uncorrected"),
        }
    )
    found = declared.specifications()
    # Stems by probability, label, label from .5 on: 6 corrected, 6 uncorrected, 1 labels only.
    assert len(found) == len({tuple(one.values.items()) for one in found}) == 13
    assert (found[0].values["stems"], found[0].values["threshold"]) == ("no", "-")
    assert len({one.training for one in found}) == 3  # with None, of labels only


def test_tuning_matters_to_what_is_corrected_alone():
    declared = Declared({"method": ("corrected", "uncorrected"), "tuning": ("power", "1")})
    tunings = [one.values["tuning"] for one in declared.specifications()]
    assert tunings == ["power", "1", "-"]


def test_what_makes_no_difference_is_not_usual(corpus, labels):
    declared = usual_choices(corpus, labels)
    assert declared.varied == ("stems", "features", "counting", "duplicates", "unit", "method")
    assert (
        "duplicates" not in usual_choices(type(corpus)(articles=corpus.articles[:3]), labels).values
    )


def test_a_file_says_the_same(tmp_path):
    path = tmp_path / "choices.toml"
    path.write_text('stems = [true, false]\nstrength = [1, 0.5]\nunit = "paragraph"\n')
    expected = {"stems": ("yes", "no"), "strength": ("1", "0.5"), "unit": ("paragraph",)}
    assert read_choices(path) == Declared(expected)


def test_a_file_that_is_none_is_refused(tmp_path):
    with pytest.raises(InputError, match="Expected choices in TOML"):
        read_choices(tmp_path / "choices.toml")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"stemming": ("yes", "no")}, "Expected choices among stems, features, strength"),
        ({"unit": ("word",)}, "Expected unit to be among sentence, paragraph, got 'word'"),
        ({"stems": ()}, "Expected one or more different values of 'stems'"),
        ({"stems": ("yes", "yes")}, "Expected one or more different values of 'stems'"),
        ({"strength": ("0",)}, "Expected strength to be a number above 0, got '0'"),
        ({"tuning": ("1.5",)}, "Expected tuning to be power or a number above 0 and at most 1"),
    ],
)
def test_what_is_not_possible_is_refused(values, message):
    with pytest.raises(SettingError, match=message):
        Declared(values)


@pytest.mark.parametrize("values", [{}, {"stems": ("yes", "no"), "method": ("labels only",)}])
def test_one_specification_is_no_multiverse(values):
    with pytest.raises(SettingError, match="got one specification only"):
        Declared(values).specifications()


@pytest.mark.parametrize("wrong", [{"what": "rise"}, {"by": "outlet"}, {"kind": "page"}])
def test_an_estimand_that_there_is_not_is_refused(wrong):
    with pytest.raises(SettingError, match="to be one of"):
        Estimand(**wrong)


def test_the_digest_is_of_choices_and_estimand():
    one = Declared({"stems": ("yes", "no")})
    digests = {
        one.described(Estimand())["digest"],
        one.described(Estimand(what="gap"))["digest"],
        Declared({"stems": ("no", "yes")}).described(Estimand())["digest"],
    }
    assert len(digests) == 3
    assert one.described(Estimand()) == one.described(Estimand())


def test_a_bundle_leads(double):
    led = Declared({"features": ("words", "marks-letters"), "unit": ("paragraph",)}).led_by(double)
    first = led.specifications()[0].values
    assert led.values["features"] == ("marks-letters", "words")
    assert (first["classifier"], first["unit"]) == ("by kind", "paragraph")
    assert float(first["strength"]) in {1.0, 4.0}
