"""`stance explain` by the classifier of each kind of document."""

import json
import subprocess
import sys

import pytest

import stance

STANCE = [sys.executable, "-c", "from stance.cli.main import main; main()"]
TEXT = "Rusia usir mereka"


@pytest.fixture(scope="module")
def saved(double, tmp_path_factory):
    folder = tmp_path_factory.mktemp("double") / "bundle"
    double.save(folder)
    return folder


def explain(saved, *options):
    return subprocess.run(
        [*STANCE, "explain", TEXT, "--model", str(saved), *options],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["article", "comment"])
def test_explains_by_the_classifier_of_the_kind(saved, double, kind):
    done = explain(saved, "--kind", kind)
    assert done.returncode == 0, done.stderr
    (expected,) = stance.explain(TEXT, bundle=double, kind=kind)
    assert json.loads(done.stdout) == json.loads(json.dumps(expected.to_dict()))


def test_a_text_is_an_articles_by_default(saved):
    assert explain(saved).stdout == explain(saved, "--kind", "article").stdout
    assert explain(saved).stdout != explain(saved, "--kind", "comment").stdout


def test_refuses_another_kind(saved):
    done = explain(saved, "--kind", "letter")
    assert done.returncode == 2
    assert "--kind" in done.stderr
    assert done.stdout == ""
