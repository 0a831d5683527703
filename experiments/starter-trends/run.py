"""Trends of the starter corpus from a part of its labels, against all of its labels.

Run: python experiments/starter-trends/run.py [--jobs 2]
"""

import argparse
import json
import platform
import tomllib
from collections import defaultdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
from joblib import Parallel, delayed

import stance

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
METHODS = ("uncorrected", "labels only", "corrected")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--jobs", type=int, default=2)
    jobs = options.parse_args().jobs
    settings = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
    scores = cross_fitted(settings, jobs)
    everything = stance.read_gold(ROOT / "labels", purposes=("train",))
    truth = estimates(scores, everything)
    known = {key: row["value"] for key, row in truth.items() if key[1] == "labels only"}
    rows = []
    for budget in settings["budgets"]:
        parts = Parallel(n_jobs=jobs)(
            delayed(one_draw)(scores, everything, settings, budget, number)
            for number in range(settings["draws"])
        )
        rows += summarise(budget, parts, known)
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {name: version(name) for name in ("stance", "numpy", "scipy", "scikit-learn")}
        | {"python": platform.python_version()},
        "settings": settings,
        "sentences": scores.num_rows,
        "labels": everything.num_rows,
        "rows": rows,
    }
    (HERE / "results.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    for row in rows:
        print(json.dumps(row))


def cross_fitted(settings, jobs):
    """The scores of every article by a classifier that has not seen it."""
    corpus = stance.read(ROOT / "articles")
    labels = stance.read_labels(ROOT / "labels", corpus=corpus)
    grid = stance.Grid(features=(settings["features"],), strengths=(settings["strength"],))
    bundle = stance.train(labels.texts, codebook=labels.codebook, grid=grid, jobs=jobs)
    scores = stance.score_cross_fitted(
        corpus, labels, bundle=bundle, folds=settings["folds"], seed=settings["seed"], jobs=jobs
    )
    return scores.drop_columns(["terms"])


def one_draw(scores, everything, settings, budget, number):
    """The estimates from one plan's labels."""
    rng = np.random.default_rng([settings["seed"], budget, number])
    plan = stance.plan(
        scores, by=("year", "kind"), budget=budget, sentences=settings["sentences"], rng=rng
    )
    return estimates(scores, labelled(plan.sentences, everything))


def labelled(sentences, everything):
    """The plan's sentences with the labels that the ledger has for them."""
    places = ("document_id", "start", "end")
    drawn = sentences.select([*places, "probability"]).to_pandas()
    known = everything.drop_columns(["probability"]).to_pandas()
    found = drawn.merge(known, on=list(places), how="left", validate="one_to_one")
    if found["label"].isna().any():
        raise SystemExit("A drawn sentence has no label: the ledger is not of this corpus.")
    return pa.Table.from_pandas(found, preserve_index=False)


def estimates(scores, gold):
    """The mean score a year and kind, the slope of the articles', and the gap, by method."""
    rows = {}
    for kind in ("article", "comment"):
        trend = stance.estimate_trend(scores, gold=gold, by="year", kind=kind)
        for row in trend.to_pylist():
            if row["quantity"] == "score":
                rows[f"{kind} {row['group']}", row["method"]] = row
    for row in stance.compare_gap(scores, gold=gold).to_pylist():
        rows["gap", row["method"]] = row
    return rows


def summarise(budget, parts, known):
    """Errors against all labels, over draws and groups: of years of articles, of comments, gap."""
    found = defaultdict(list)
    for part in parts:
        for (group, method), row in part.items():
            if row["value"] is not None and known.get((group, "labels only")) is not None:
                found[group.split()[0], method].append(
                    (row["value"] - known[group, "labels only"], row["low"], row["high"],
                     known[group, "labels only"], row["n_gold"])
                )  # fmt: skip
    for (what, method), rows in found.items():
        error, low, high, truth, n_gold = np.array(rows, dtype=float).T
        yield {
            "budget": budget,
            "what": what,
            "method": method,
            "root_mean_squared_error": round(float(np.sqrt((error**2).mean())), 4),
            "mean_error": round(float(error.mean()), 4),
            "width": round(float(np.nanmean(high - low)), 4),
            "holds": round(float(((low <= truth) & (truth <= high)).mean()), 4),
            "gold_a_group": round(float(n_gold.mean()), 1),
            "estimates": len(rows),
        }


if __name__ == "__main__":
    main()
