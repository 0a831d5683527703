"""`stance explain` by the classifier of each kind of document."""

import json

import pytest

import stance

TEXT = "Rusia usir mereka"


@pytest.fixture(scope="module")
def saved(double, tmp_path_factory):
    folder = tmp_path_factory.mktemp("double") / "bundle"
    double.save(folder)
    return folder


@pytest.fixture
def explain(run, saved):
    return lambda *options: run("explain", TEXT, "--model", saved, *options)


@pytest.mark.parametrize("kind", ["article", "comment"])
def test_explains_by_the_classifier_of_the_kind(explain, double, kind):
    done = explain("--kind", kind)
    assert done.returncode == 0, done.stderr
    (expected,) = stance.explain(TEXT, bundle=double, kind=kind)
    assert json.loads(done.stdout) == json.loads(json.dumps(expected.to_dict()))


def test_a_text_is_an_articles_by_default(explain):
    assert explain().stdout == explain("--kind", "article").stdout
    assert explain().stdout != explain("--kind", "comment").stdout


def test_refuses_another_kind(explain):
    done = explain("--kind", "letter")
    assert done.returncode == 2
    assert "--kind" in done.stderr
    assert done.stdout == ""
