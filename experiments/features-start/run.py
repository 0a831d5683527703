"""Which features, class weights and calibration the first model should have.

Run: python experiments/features-start/run.py (needs the folder ../shared/data beside the project)
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
from statistics import median
from time import perf_counter

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_union
from threadpoolctl import threadpool_limits

import stance
from stance.corpus.labels.codebook import read_codebook
from stance.model.calibration import Calibration, fit_calibration, log_loss, log_softmax
from stance.model.features import choose_terms, make_vectorizer, terms_of
from stance.model.figures import calibration_error, count_confusion, macro_f1
from stance.model.selection import STRENGTHS, make_folds
from stance.records import Codebook, LabelledText
from stance.score.engine import Engine
from stance.text import Preparation, text_version

HERE = Path(__file__).resolve().parent
SETTINGS = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
DATA = HERE / SETTINGS["data"]
WORDS = {"lowercase": False, "token_pattern": r"\S+", "sublinear_tf": True}


def main():
    if not DATA.is_dir():
        sys.exit(f"This experiment needs {SETTINGS['data']}, which is not here.")
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {name: version(name) for name in ("stance", "scikit-learn", "numpy")}
        | {"python": platform.python_version(), "text": text_version()},
        "settings": SETTINGS,
        "variants": {name: compare(name, texts) for name, texts in sets().items()},
        "development": [development(settings) for settings in SETTINGS["development"]],
    }
    text = json.dumps(result, indent=1) + "\n"
    (HERE / "results.json").write_text(text, encoding="utf-8")


def sets():
    """The sets of labelled texts on which variants are compared, each a draw of limited size."""
    starter = stance.read_labels(HERE.parent.parent / "labels").texts
    real = stance.read_labels(
        DATA / "sentences/real-dev.tsv", columns={"document_id": "document"}
    ).texts
    whole = {"starter labels": starter, "real-dev": real}
    whole |= {row["name"]: read(row["train"]) for row in SETTINGS["development"]}
    rng = np.random.default_rng(SETTINGS["seed"])
    return {
        name: [texts[row] for row in sorted(rng.permutation(len(texts))[: SETTINGS["sentences"]])]
        for name, texts in whole.items()
    }


def read(name):
    """Labelled texts of a CSV or TSV file, each a document of its own."""
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        if name.endswith(".tsv"):
            pairs = [line.rstrip("\n").split("\t") for line in stream]
        else:
            rows = csv.DictReader(stream)
            pairs = [(row.get("text") or row.get("tweet"), row["label"]) for row in rows]
    stem = Path(name).stem
    return [
        LabelledText(text=text, label=label, document_id=f"{stem}-{number}")
        for number, (text, label) in enumerate(pairs)
    ]


def compare(name, texts):
    """Out-of-fold figures of every variant, documents whole, each at its best strength."""
    names = sorted({text.label for text in texts})
    labels = np.array([names.index(text.label) for text in texts])
    prepared = Preparation().texts([text.text for text in texts])
    folds = make_folds(labels, [text.document_id for text in texts], seed=SETTINGS["seed"])
    found = {"labels": dict(Counter(text.label for text in texts)), "n_folds": len(folds)}
    for variant in SETTINGS["variants"]:
        start = perf_counter()
        figures = try_variant(prepared, labels, folds, variant)
        figures["seconds"] = round(perf_counter() - start, 1)
        found[variant["name"]] = figures
        print(name, variant["name"], figures, flush=True)
    return found


def try_variant(prepared, labels, folds, variant):
    scores = {strength: np.zeros((len(labels), labels.max() + 1)) for strength in STRENGTHS}
    n_terms = 0
    for fold in folds:
        train, test = ([prepared[row] for row in rows] for rows in (fold.train, fold.test))
        vectorizer = make_features(train, variant)
        seen, unseen = vectorizer.fit_transform(train), vectorizer.transform(test)
        n_terms = max(n_terms, seen.shape[1])
        for strength, raw in scores.items():
            weight = None if variant.get("class_weight") == "none" else "balanced"
            model = LogisticRegression(C=strength, class_weight=weight, max_iter=5000)
            raw[fold.test] = model.fit(seen, labels[fold.train]).decision_function(unseen)
    return {"n_terms": n_terms, **judge(scores, labels, folds, variant)}


def make_features(train, variant):
    pairs = variant.get("pairs", "two")
    if pairs == "none":
        words = TfidfVectorizer(ngram_range=(1, 1), **WORDS)
    elif pairs == "all":
        words = make_vectorizer(sorted({term for text in train for term in terms_of(text)}))
    else:
        words = make_vectorizer(choose_terms(train))
    if not variant.get("characters"):
        return words
    lengths = tuple(SETTINGS["characters"])
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=lengths, min_df=2, lowercase=False, sublinear_tf=True
    )
    return make_union(words, characters)


def judge(scores, labels, folds, variant):
    """Each fold under the strength and calibration that the other folds choose."""
    calibrate = fit_calibration if variant.get("offsets", True) else fit_temperature
    calibrated, chosen = np.zeros_like(scores[STRENGTHS[0]]), []
    for fold in folds:
        candidates = []
        for strength, raw in scores.items():
            calibration = calibrate(raw[fold.train], labels[fold.train])
            loss = log_loss(calibration.apply(raw[fold.train]), labels[fold.train])
            candidates.append((loss, strength, calibration))
        _, strength, calibration = min(candidates, key=lambda candidate: candidate[:2])
        calibrated[fold.test] = calibration.apply(scores[strength][fold.test])
        chosen.append(strength)
    probabilities = np.exp(log_softmax(calibrated))
    n_labels = probabilities.shape[1]
    confusion = count_confusion(labels, probabilities.argmax(axis=1), n_labels=n_labels)
    shares = np.bincount(labels) / len(labels)
    return {
        "C": median(chosen),
        "macro_f1": round(macro_f1(confusion), 3),
        "log_loss": round(log_loss(calibrated, labels), 3),
        "calibration_error": round(calibration_error(probabilities, labels), 3),
        "share_error": round(float(np.abs(probabilities.mean(axis=0) - shares).max()), 3),
    }


def fit_temperature(scores, labels):
    found = minimize_scalar(
        lambda scale: log_loss(scores * np.exp(scale), labels), bounds=(-3, 3), method="bounded"
    )
    n_labels = scores.shape[1]
    return Calibration(temperature=float(np.exp(-found.x)), offsets=(0.0,) * n_labels)


def development(settings):
    """The model as it is on the whole of a set, and the engine's speed on its prepared texts."""
    train, valid = read(settings["train"]), read(settings["valid"])
    if "task" in settings:
        codebook = read_codebook(settings["task"])
    else:
        codebook = Codebook(task="emotion", version="emot", labels=tuple(settings["labels"]))
    start = perf_counter()
    bundle = stance.train(train, codebook=codebook, seed=SETTINGS["seed"])
    seconds = perf_counter() - start
    evaluation = stance.evaluate_bundle(valid, bundle=bundle)
    out_of_fold = bundle.manifest["validation"]
    found = {
        "name": settings["name"],
        "n_train": len(train),
        "n_terms": len(bundle.terms),
        "train_seconds": round(seconds, 1),
        "out_of_fold_macro_f1": out_of_fold["macro_f1"],
        "out_of_fold_calibration_error": out_of_fold["calibration_error"],
        "n_valid": evaluation.n_sentences,
        "valid_macro_f1": round(evaluation.macro_f1, 4),
        "valid_calibration_error": round(evaluation.calibration_error, 4),
        **speed(bundle, bundle.preparation().texts([text.text for text in train])),
    }
    print(found, flush=True)
    return found


def speed(bundle, prepared):
    """Seconds for the same prepared texts: scikit-learn's pipeline, and the engine."""
    engine, pipeline = Engine(bundle), bundle.to_sklearn()
    times = {}
    for name, predict in (("pipeline", pipeline.predict_proba), ("engine", engine.probabilities)):
        rounds = []
        for _ in range(SETTINGS["speed_rounds"]):
            start = perf_counter()
            predict(prepared)
            rounds.append(perf_counter() - start)
        times[f"{name}_seconds"] = round(median(rounds), 4)
    difference = np.abs(pipeline.predict_proba(prepared) - engine.probabilities(prepared)).max()
    return {**times, "largest_difference": float(difference)}


if __name__ == "__main__":
    with threadpool_limits(limits=1):  # as `stance.train` does
        main()
