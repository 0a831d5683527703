"""Which features, classifiers and calibrations earn their place: each changed in one run.

Run with `python experiments/features/run.py`; writes `results.json` beside itself. Sets that lie
beside the project are left out where they are absent. Names of variants as arguments run only
those and write nothing.
"""

import csv
import json
import platform
import sys
import tomllib
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import numpy as np
from learners import CALIBRATIONS, LEARNERS
from reading import Texts, augment, weigh
from sklearn.model_selection import StratifiedGroupKFold
from threadpoolctl import threadpool_limits

import stance
from stance.evaluate.clusters import cluster_texts
from stance.evaluate.draws import draw_documents, figure_of, totals_of
from stance.evaluate.metrics import FIGURES, document_sums
from stance.evaluate.predictions import Predictions, number_groups
from stance.model.calibration import log_loss, log_softmax
from stance.model.selection import Fold
from stance.records import LabelledText
from stance.text import read_lexicon, text_version

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SETTINGS = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
BASE = {"group": "", "name": "as it is"}
# What of a variant makes no difference to uncalibrated scores.
NAMING = ("group", "name", "against", "calibration", "sets")
SHOWN = ("macro_f1", "log_loss", "calibration_error")


class Task:
    """Rows to be judged, out of fold, or (`target`) by what all of them teach."""

    def __init__(self, texts, rows, names, *, n_folds, shared=None, target=None):
        self.texts, self.rows, self.names = texts, rows, names
        clusters = cluster_texts(texts.texts) if shared is None else shared
        self.labels = np.array([names.index(text.label) for text in texts.texts])
        self.groups = clusters
        # As in training itself, with documents that share a near-equal sentence in one fold.
        folds = StratifiedGroupKFold(n_folds, shuffle=True, random_state=SETTINGS["seed"])
        parts = folds.split(rows, self.labels[rows], clusters[rows])
        self.folds = [Fold(train=rows[train], test=rows[test]) for train, test in parts]
        self.target = target

    def only(self, rows):
        """The same, judged on some rows only, in the folds of all."""
        task = object.__new__(Task)
        task.__dict__ = {**self.__dict__, "rows": np.intersect1d(self.rows, rows)}
        task.folds = [
            Fold(train=np.intersect1d(f.train, rows), test=np.intersect1d(f.test, rows))
            for f in self.folds
        ]
        return task


def main():
    chosen = sys.argv[1:]
    start = perf_counter()
    lexicon = read_lexicon(ROOT / "labels" / "lexicon")
    tasks = {**stance_tasks(lexicon), **sentiment_tasks(lexicon)}
    variants = [BASE] + [v for v in SETTINGS["variants"] if not chosen or v["name"] in chosen]
    found, rows = {}, []
    for variant in variants:
        found[variant["name"]] = run(variant, tasks)
        rows.append(report(variant, found))
    if chosen:
        return
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {name: version(name) for name in ("stance", "scikit-learn", "numpy", "scipy")}
        | {"python": platform.python_version(), "text": text_version()},
        "seconds": round(perf_counter() - start),
        "sets": {name: describe(name, task) for name, task in tasks.items()},
        "chance": {shown: chance(rows, shown) for shown in SHOWN},
        "variants": rows,
        "settings": SETTINGS,
    }
    text = json.dumps(results, indent=1) + "\n"
    (HERE / "results.json").write_text(text, encoding="utf-8")


def stance_tasks(lexicon):
    """The starter labels out of fold, and real sentences: by what those teach, and out of fold."""
    ledger = stance.read_labels(ROOT / "labels")
    corpus = stance.read(ROOT / "articles")
    real, path = [], ROOT / SETTINGS["real"]
    if path.is_file():
        real = list(stance.read_labels(path, columns={"document_id": "document"}).texts)
    starter = sorted(ledger.texts, key=lambda text: (text.document_id, text.kind, text.text))
    texts = Texts(
        [*starter, *real],
        lexicon,
        titles={article.id: article.title for article in corpus.articles},
        bodies={article.id: len(article.text) for article in corpus.articles},
    )
    names = ledger.codebook.labels
    shared = cluster_texts(texts.texts)
    own, others = np.arange(len(starter)), np.arange(len(starter), len(texts.texts))
    n_folds = SETTINGS["starter_folds"]
    whole = Task(texts, own, names, n_folds=n_folds, shared=shared, target=others)
    kinds = np.array([text.kind for text in texts.texts])
    tasks = {
        "articles": whole.only(np.flatnonzero(kinds[: len(starter)] == "article")),
        "comments": whole.only(np.flatnonzero(kinds[: len(starter)] == "comment")),
    }
    tasks["articles"].whole = tasks["comments"].whole = whole
    if real:
        tasks["transfer"] = tasks["articles"].only(own)
        tasks["real-dev"] = Task(texts, others, names, n_folds=SETTINGS["folds"], shared=shared)
    return tasks


def sentiment_tasks(lexicon):
    tasks = {}
    for name, file in SETTINGS["sets"].items():
        path = ROOT / SETTINGS["sentiment"] / file
        if not path.is_file():
            continue
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [
                (row.get("text") or row["tweet"], row["label"]) for row in csv.DictReader(stream)
            ]
        picked = np.random.default_rng(SETTINGS["seed"]).permutation(len(rows))
        texts = [
            LabelledText(text=rows[row][0], label=rows[row][1], document_id=f"{name}-{row}")
            for row in sorted(picked[: SETTINGS["sentences"]].tolist())
        ]
        found = {text.label for text in texts}
        order = ("negative", "neutral", "positive") if "neutral" in found else sorted(found)
        rows = np.arange(len(texts))
        tasks[name] = Task(Texts(texts, lexicon), rows, order, n_folds=SETTINGS["folds"])
    return tasks


def run(variant, tasks):
    """Predictions of every set, and what they cost."""
    start = perf_counter()
    found = {"predictions": {}, "strengths": {}, "n_terms": {}}
    for name, task in tasks.items():
        if name in variant.get("sets", tasks):
            log_probabilities, strength, n_terms = predict(variant, name, task)
            judged = judged_by(name, task)
            found["predictions"][name] = Predictions(
                labels=tuple(task.names),
                truth=task.labels[judged],
                probabilities=np.exp(log_probabilities),
                groups=number_groups(task.groups[judged].tolist()),
            )
            found["strengths"][name], found["n_terms"][name] = strength, n_terms
    found["seconds"] = round(perf_counter() - start, 1)
    return found


def judged_by(name, task):
    return task.target if name == "transfer" else task.rows


# Of all candidates, by variant and rows: the same for every calibration, and for transfer.
_SCORES = {}


def predict(variant, name, task):
    """Logarithms of the probabilities of the rows to be judged, the usual C, the most terms."""
    trained = task.whole if "kinds" in variant else task
    ways = {key: how for key, how in variant.items() if key not in NAMING}
    key = id(trained.texts), len(trained.rows), trained.rows[0], str(ways)
    if key not in _SCORES:
        _SCORES[key] = out_of_fold(variant, trained)
    scores, n_terms = _SCORES[key]
    if name == "transfer":
        strength, calibrate = choose(variant, scores, task.labels, trained.rows)
        fit, _, test, n_terms = prepare(variant, trained, trained.rows, task.target)
        (score,) = fit([strength])
        return log_softmax(calibrate(score(test))), strength, n_terms
    result, strengths = np.zeros((len(task.labels), len(task.names))), []
    for fold, whole in zip(task.folds, trained.folds, strict=True):
        strength, calibrate = choose(variant, scores, task.labels, whole.train)
        result[fold.test] = calibrate(scores[strength][fold.test])
        strengths.append(strength)
    return log_softmax(result[task.rows]), Counter(strengths).most_common(1)[0][0], n_terms


def prepare(variant, task, train, test):
    """What fits the classifiers of some rows, and the features of both sides."""
    known, unknown, n_terms = weigh(task.texts.blocks(variant, SETTINGS), train, test)
    if variant.get("kinds") == "augmented":
        kinds = np.array([text.kind for text in task.texts.texts])
        known, unknown = augment(known, kinds[train]), augment(unknown, kinds[test])
        n_terms = known.shape[1]
    learner = LEARNERS[variant.get("learner", "shipped")]

    def fit(strengths):
        return learner(known, task.labels[train], len(task.names), strengths)

    return fit, known, unknown, n_terms


def out_of_fold(variant, task):
    """Uncalibrated scores of every row by models that have not seen its document, for each C."""
    usual = SETTINGS["strengths"][: 2 if len(task.rows) > SETTINGS["many"] else None]
    strengths = variant.get("strengths", usual)
    shape = len(task.labels), len(task.names)
    scores, most = {strength: np.zeros(shape) for strength in strengths}, 0
    for fold in task.folds:
        fit, _, test, n_terms = prepare(variant, task, fold.train, fold.test)
        most = max(most, n_terms)
        for strength, score in zip(strengths, fit(strengths), strict=True):
            scores[strength][fold.test] = score(test)
    return scores, most


def choose(variant, scores, labels, rows):
    """The strength with the least log loss on these rows under its own calibration, and that."""
    fit, candidates = CALIBRATIONS[variant.get("calibration", "shipped")], []
    for strength, raw in scores.items():
        calibrate = fit(raw[rows], labels[rows])
        candidates.append((log_loss(calibrate(raw[rows]), labels[rows]), strength, calibrate))
    return min(candidates, key=lambda candidate: candidate[0])[1:]


def report(variant, found):
    """A variant's figures on every set, each with its difference from what it is compared with."""
    own = found[variant["name"]]
    base = found.get(variant.get("against", BASE["name"]), found[BASE["name"]])
    row = {"group": variant["group"], "name": variant["name"], "seconds": own["seconds"]}
    row |= {"n_terms": own["n_terms"], "C": own["strengths"], "sets": {}}
    for name in own["predictions"]:
        row["sets"][name] = differences(own["predictions"][name], base["predictions"][name])
        cells = [row["sets"][name][shown] for shown in SHOWN]
        line = [f"{cell['value']:.3f} {cell['difference']:+.3f}" for cell in cells]
        print(f"{variant['name'][:44]:44} {name:9} {'  '.join(line)}", flush=True)
    return row


def differences(own, base):
    """Figures, and how much higher they are than the other's, over the same draws of documents.

    `share_error` is the largest error of a label's mean probability as an estimate of its share.
    """
    rng = np.random.default_rng(SETTINGS["seed"])
    weights = draw_documents(int(own.groups.max()) + 1, draws=SETTINGS["draws"], rng=rng)
    sums = document_sums(own), document_sums(base)
    whole, drawn = [totals_of(s) for s in sums], [totals_of(s, weights) for s in sums]
    found = {}
    for name in SHOWN:
        first, second = (FIGURES[name](totals) for totals in whole)
        values = FIGURES[name](drawn[0]) - FIGURES[name](drawn[1])
        figure = figure_of((first - second)[0], values)
        cells = {"value": first[0], "difference": figure.value}
        cells |= {"low": figure.low, "high": figure.high}
        found[name] = {key: round(float(value), 4) for key, value in cells.items()}
    shares = np.bincount(own.truth, minlength=len(own.labels)) / len(own.truth)
    found["share_error"] = round(float(np.abs(own.probabilities.mean(axis=0) - shares).max()), 4)
    return found


def describe(name, task):
    judged = judged_by(name, task)
    labels = Counter(task.names[label] for label in task.labels[judged])
    return {"labels": dict(labels), "n_documents": len(set(task.groups[judged].tolist()))}


def chance(rows, shown):
    """How many differences there are, and how many intervals leave out 0."""
    cells = [cell[shown] for row in rows[1:] for cell in row["sets"].values()]
    clear = [cell["low"] > 0 or cell["high"] < 0 for cell in cells]
    return {"n_differences": len(cells), "n_intervals_without_0": sum(clear)}


if __name__ == "__main__":
    with threadpool_limits(limits=1):  # as `stance.train` does
        main()
