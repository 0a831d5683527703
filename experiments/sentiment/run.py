"""What the toolkit reaches on sentiment and emotion, beside a plain word model in the same run.

Run with `python experiments/sentiment/run.py`; writes `results.json` beside itself. It needs the
folder of sentiment data beside the project and says so where it is absent. The feature set is
chosen by folds of the training files; the valid files are read once, at the end of each set.
"""

import json
import platform
import sys
import tempfile
import tomllib
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import mean

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from threadpoolctl import threadpool_limits

import stance
from stance.model.settings import Grid
from stance.text import text_version

HERE = Path(__file__).resolve().parent
SETTINGS = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
DATA = HERE.parent.parent / SETTINGS["data"]


def main():
    if not DATA.is_dir():
        sys.exit(f"This experiment needs {SETTINGS['data']}, which is not here.")
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {name: version(name) for name in ("stance", "scikit-learn", "numpy")}
        | {"python": platform.python_version(), "text": text_version()},
        "settings": SETTINGS,
        "sets": [run(settings) for settings in SETTINGS["sets"]],
    }
    text = json.dumps(results, indent=1) + "\n"
    (HERE / "results.json").write_text(text, encoding="utf-8")


def run(settings):
    train = read(settings, "train")
    folds = compare(train, seeds=SETTINGS["seeds"])
    chosen = min(SETTINGS["features"], key=lambda name: folds[name]["log_loss"])
    found = {
        "name": settings["name"],
        "train_labels": dict(Counter(text.label for text in train.texts)),
        "folds_on_train": folds,
        "chosen": chosen,
        "valid": judge(train, read(settings, "valid"), features=chosen, target=settings["target"]),
    }
    print(json.dumps(found, indent=1), flush=True)
    return found


def read(settings, part):
    """The labels of a file; one without a header line is read with one."""
    path = DATA / settings[part]
    codebook = HERE / settings["codebook"] if "codebook" in settings else None
    options = {"task": settings.get("task", "emotion"), "codebook": codebook}
    with tempfile.TemporaryDirectory() as folder:
        if path.suffix == ".tsv":
            headed = Path(folder) / path.name
            headed.write_text("text\tlabel\n" + path.read_text(encoding="utf-8"), "utf-8")
            path = headed
        return stance.read_labels(path, columns=settings["columns"], **options)


def compare(labels, *, seeds):
    """Out-of-fold macro-F1 of each feature set and of the baseline, the mean over the seeds.

    A set's figure is that of the strength with its least log loss, the baseline's that of the
    strength chosen within each fold's training texts.
    """
    rows = np.random.default_rng(0).permutation(len(labels.texts))[: SETTINGS["cv_texts"]]
    texts = [labels.texts[row] for row in sorted(rows)]
    grid = Grid(features=tuple(SETTINGS["features"]), strengths=tuple(SETTINGS["strengths"]))
    tables, baseline = [], []
    for seed in seeds:
        bundle = stance.train(texts, codebook=labels.codebook, grid=grid, seed=seed)
        tables.append(bundle.manifest["selection"])
        splitter = StratifiedKFold(5, shuffle=True, random_state=seed)
        written, names = [text.text for text in texts], [text.label for text in texts]
        guessed = cross_val_predict(make_baseline(seed), written, names, cv=splitter)
        baseline.append(f1_score(names, guessed, average="macro"))
    found = {name: summary([best(table, name) for table in tables]) for name in grid.features}
    return {"n_texts": len(texts), "baseline": spread(baseline), **found}


def best(table, name):
    """The row of a feature set with the least log loss."""
    return min((row for row in table if row["features"] == name), key=lambda row: row["log_loss"])


def summary(rows):
    losses = [row["log_loss"] for row in rows]
    return {
        **spread([row["macro_f1"] for row in rows]),
        "log_loss": round(mean(losses), 4),
        "C": [row["C"] for row in rows],
    }


def spread(figures):
    return {
        "macro_f1": round(mean(figures), 4),
        "by_seed": [round(float(figure), 4) for figure in figures],
    }


def make_baseline(seed):
    """Words of the texts as scikit-learn takes them by default, C by folds within them."""
    settings = SETTINGS["baseline"]
    return GridSearchCV(
        make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000)),
        {"logisticregression__C": settings["strengths"]},
        scoring="f1_macro",
        cv=StratifiedKFold(settings["folds"], shuffle=True, random_state=seed),
    )


def judge(train, valid, *, features, target):
    """Both models, trained on the whole training file, on the valid file."""
    seed = SETTINGS["seeds"][0]
    grid = Grid(features=(features,), strengths=tuple(SETTINGS["strengths"]))
    bundle = stance.train(train.texts, codebook=train.codebook, grid=grid, seed=seed)
    written, truth = ([getattr(text, key) for text in valid.texts] for key in ("text", "label"))
    ours = bundle.to_sklearn().predict(bundle.preparation().texts(written))
    plain = make_baseline(seed).fit(
        [text.text for text in train.texts], [text.label for text in train.texts]
    )
    known = {text.text for text in train.texts}
    difference = differ(truth, ours, plain.predict(written), seed=seed)
    return {
        "n_texts": len(truth),
        "also_in_train": sum(text in known for text in written),
        "labels": dict(Counter(truth)),
        "C": bundle.manifest["validation"]["C"],
        "terms": len(bundle.terms),
        "baseline_C": plain.best_params_["logisticregression__C"],
        "macro_f1": round(f1_score(truth, ours, average="macro"), 4),
        "baseline_macro_f1": round(f1_score(truth, plain.predict(written), average="macro"), 4),
        **difference,
        "target": target,
        "met": difference["difference"] >= target,
        "interval_above_zero": difference["interval"][0] > 0,
    }


def differ(truth, ours, plain, *, seed):
    """The difference in macro-F1, with a percentile interval over texts drawn with replacement."""
    names = sorted({*truth})
    pairs = [np.array([names.index(label) for label in row]) for row in (truth, ours, plain)]
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(SETTINGS["draws"]):
        rows = rng.integers(len(truth), size=len(truth))
        true, first, second = (row[rows] for row in pairs)
        drawn.append(macro_f1(true, first, len(names)) - macro_f1(true, second, len(names)))
    tail = (1 - SETTINGS["level"]) / 2
    whole = macro_f1(pairs[0], pairs[1], len(names)) - macro_f1(pairs[0], pairs[2], len(names))
    return {
        "difference": round(whole, 4),
        "interval": [round(float(end), 4) for end in np.quantile(drawn, [tail, 1 - tail])],
    }


def macro_f1(truth, guessed, n_labels):
    """As scikit-learn's, a hundred times as fast: it is asked for with every draw."""
    counts = np.bincount(truth * n_labels + guessed, minlength=n_labels**2)
    table = counts.reshape(n_labels, n_labels)
    sums = table.sum(axis=0) + table.sum(axis=1)
    return float((2 * table.diagonal() / np.maximum(sums, 1)).mean())


if __name__ == "__main__":
    with threadpool_limits(limits=1):  # as `stance.train` does
        main()
