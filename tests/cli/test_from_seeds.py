"""`stance train --seeds` as a user runs it, and what its bundle is then good for."""

import json

import numpy as np
import pytest

WORDS = ("meja", "kursi", "rumah", "jalan", "pintu", "kertas")
ACTS = ("mendukung", "memuji", "menuduh", "mengancam")


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A table of twenty documents of ten sentences."""
    path = tmp_path_factory.mktemp("seeds") / "texts.csv"
    rng = np.random.default_rng(0)
    said = [" ".join([ACTS[n % 4].title(), *rng.choice(WORDS, size=4)]) for n in range(200)]
    rows = [f"{k},{'. '.join(said[10 * k : 10 * k + 10])}." for k in range(20)]
    path.write_text("id,isi\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(run, table):
    done = run("train", table, "--seeds", "default", "-c", "text=isi", "-o", table.parent / "scale")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_says_what_it_found_and_claims_no_figures(trained):
    found = trained["seeds"]["found"]
    assert found == {"cooperative": ["memuji", "mendukung"],
                     "confrontational": ["mengancam", "menuduh"]}  # fmt: skip
    assert "sanksi" in trained["seeds"]["missing"]
    assert trained["validation"] == {"method": "seeds"}


def test_it_scores_explains_and_reports_like_any_other(run, trained, table, tmp_path):
    scale, scores = table.parent / "scale", tmp_path / "scores.parquet"
    assert run("score", table, "-c", "text=isi", "-m", scale, "-o", scores).returncode == 0
    row = json.loads(run("explain", "NATO menuduh Rusia.", "-m", scale).stdout)
    assert row["label"] == "confrontational"
    assert run("report", scores, "-o", tmp_path / "report").returncode == 0
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "does not say how often this classifier is right" in page


def test_it_is_evaluated_and_compared_like_any_other(run, trained, table, tmp_path):
    held_out, scale = tmp_path / "held-out.csv", table.parent / "scale"
    held_out.write_text("text,label\nMenuduh.,confrontational\nMemuji.,cooperative\n")
    done = run("evaluate", held_out, "-m", scale, "--against", scale)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["figures"]["accuracy"]["value"] == 1
    assert run("mistakes", held_out, "-m", scale).returncode == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--seeds", "default", "--folds", "3"], "Expected no --folds with --seeds"),
        (["--seeds", "default", "--corpus", "x"], "Expected no --corpus with --seeds"),
        (["--seeds", "default", "--strengths", "1"], "Expected no --strengths with --seeds"),
        (["--seeds", "default", "--features", "letters"], "Expected one of the feature sets"),
        (["--seeds", "nothing.tsv"], "nothing.tsv"),
        (["--seeds", "default", "--task", "sentiment"], "Expected seed words of 'positive'"),
        (["--dimensions", "3"], "Expected --dimensions with --seeds only"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(run, table, tmp_path, options, said):
    done = run("train", table, *options, "-c", "text=isi", "-o", tmp_path / "scale")
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "scale").exists()
