"""`stance score --cross-fit` as a user runs it."""

import json

import pyarrow.parquet as pq
import pytest


@pytest.fixture(scope="module")
def saved(bundle, tmp_path_factory):
    """The small classifier, as `stance train` would have written it."""
    folder = tmp_path_factory.mktemp("cross-fit") / "bundle"
    bundle.save(folder)
    return folder


def test_it_scores_out_of_fold_and_says_what_it_left_out(run, root, saved, tmp_path):
    pages = sorted((root / "articles").glob("*.txt"))[:12]
    done = run("score", *pages, "-m", saved, "--cross-fit", root / "labels", "--folds", 2,
               "--seed", 3, "-o", tmp_path / "scores.parquet")  # fmt: skip
    assert done.returncode == 0, done.stderr
    table, said = pq.read_table(tmp_path / "scores.parquet"), json.loads(done.stdout)
    about = json.loads(table.schema.metadata[b"stance"])["cross_fitted"]
    assert (about["folds"], about["seed"], len(about["digests"])) == (2, 3, 2)
    assert set(table["trained_on"].to_pylist()) == {False}
    assert said["sentences"] == table.num_rows
    assert said["labels"] > 100
    assert said["left_out"] > said["labels"]  # of the pages that were not named


@pytest.mark.parametrize("option", [("--folds", "3"), ("--seed", "1"), ("--codebook", "x.toml")])
def test_options_of_cross_fitting_alone_are_refused(run, root, saved, option):
    done = run("score", root / "articles", "-m", saved, *option)
    assert done.returncode == 2
    assert f"Expected {option[0]} with --cross-fit only" in done.stderr
    assert done.stderr.count("\n") == 1
