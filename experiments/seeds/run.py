"""What can be learnt without labels: a scale from seed words; latent features beside the terms.

Run with `python experiments/seeds/run.py`; writes `results.json` beside itself. It needs the folder
of real data beside the project for most of it, and leaves those parts out where it is absent.
"""

import json
import platform
import tomllib
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import numpy as np
from scipy.sparse import csr_array, hstack
from sklearn.decomposition import TruncatedSVD
from threadpoolctl import threadpool_limits

import stance
from stance.evaluate.clusters import cluster_texts
from stance.evaluate.comparison import compare
from stance.evaluate.judging import judge as figures_of
from stance.evaluate.predictions import Predictions, number_labels
from stance.model.calibration import log_softmax
from stance.model.classifier import fit_classifier, fit_path
from stance.model.features import TermCounts, choose_terms, count_terms, weigh
from stance.model.selection import choose, make_folds
from stance.model.settings import FEATURE_SETS, TextSettings
from stance.text import read_lexicon, text_version

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SETTINGS = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
SEED, DRAWS = SETTINGS["seed"], SETTINGS["draws"]
FIGURES = ("macro_f1", "accuracy", "log_loss", "calibration_error")


def main():
    book = stance.read_codebook("stance")
    articles = stance.read(ROOT / "articles")
    starter = stance.read_labels(ROOT / "labels", corpus=articles).texts
    real, news = read_real(), read_news()
    sources = {"starter articles": articles} | ({"news-2019": news} if news else {})
    judges = {"starter labels": starter} | ({"real-dev": real} if real else {})
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {name: version(name) for name in ("stance", "scikit-learn", "numpy", "scipy")}
        | {"python": platform.python_version(), "text": text_version()},
        "settings": SETTINGS,
        "labels": {name: dict(Counter(row.label for row in rows)) for name, rows in judges.items()},
        "scale": scales(sources, judges, book),
    }
    if real and news:
        results["latent"] = latent(starter, real, news, book)
    text = json.dumps(results, indent=1) + "\n"
    (HERE / "results.json").write_text(text, encoding="utf-8")


def read_real():
    path = ROOT / SETTINGS["real"]
    if not path.is_file():
        return []
    return stance.read_labels(path, columns={"document_id": "document"}).texts


def read_news():
    """The sentences of the unlabelled news, without those that real-dev judges by."""
    path = ROOT / SETTINGS["news"]
    if not path.is_file():
        return []
    judged = {row.text.strip() for row in read_real()}
    corpus = stance.read(path)
    found = [s.text for article in corpus.articles for s in stance.split(article.text)]
    return [text for text in found if text.strip() not in judged]


def scales(sources, judges, book):
    """Scales of every source, feature set and number of dimensions, judged on all labels."""
    rows = []
    for name, source in sources.items():
        for features in SETTINGS["scale"]["features"]:
            for dimensions in SETTINGS["scale"]["dimensions"]:
                start = perf_counter()
                bundle = stance.train_from_seeds(
                    source, codebook=book, features=features, dimensions=dimensions, seed=SEED
                )
                row = {"learnt_from": name, "features": features, "dimensions": dimensions}
                row |= {"seconds": round(perf_counter() - start, 1)}
                row |= {"n_sentences": bundle.manifest["seeds"]["n_sentences"]}
                row |= {
                    "n_terms": len(bundle.terms),
                    "missing": bundle.manifest["seeds"]["missing"],
                }
                row["judged"] = {on: evaluated(bundle, texts) for on, texts in judges.items()}
                rows.append(row)
                shown = {on: found["macro_f1"] for on, found in row["judged"].items()}
                print(name, features, dimensions, shown, flush=True)
    return rows


def evaluated(bundle, texts):
    evaluation = stance.evaluate_bundle(texts, bundle=bundle, seed=SEED, draws=DRAWS)
    found = rounded(evaluation.judgement.figures)
    found["ends"] = ends_apart(bundle, texts)
    found["baselines"] = {
        rival.name: round(rival.figures["macro_f1"].value, 4) for rival in evaluation.baselines
    }
    return found


def ends_apart(bundle, texts):
    """How often a cooperative sentence scores above a confrontational one: .5 is chance, 1 best."""
    from sklearn.metrics import roc_auc_score

    first, last = bundle.labels[0], bundle.labels[-1]
    ends = [row for row in texts if row.label in (first, last)]
    prepared = bundle.preparation().texts([row.text for row in ends])
    probabilities = bundle.to_sklearn().predict_proba(prepared)
    log_odds = np.log(probabilities[:, 0]) - np.log(probabilities[:, -1])
    return round(float(roc_auc_score([row.label == first for row in ends], log_odds)), 4)


def rounded(figures):
    return {
        name: {
            "value": round(figures[name].value, 4),
            "low": round(figures[name].low, 4),
            "high": round(figures[name].high, 4),
        }
        for name in FIGURES
    }


def latent(starter, real, news, book):
    """Terms alone against terms with features that unlabelled news make of them."""
    lexicon = read_lexicon(ROOT / "labels" / "lexicon")
    features = FEATURE_SETS[SETTINGS["latent"]["features"]]
    preparation = TextSettings.of(features, lexicon).preparation(lexicon)
    prepared = {
        name: preparation.texts(texts)
        for name, texts in {
            "starter": [row.text for row in starter],
            "real": [row.text for row in real],
            "news": sorted(set(news)),
        }.items()
    }
    space = Space(prepared["news"])
    rows = []
    for n_documents in SETTINGS["latent"]["documents"]:
        drawn = draw(starter, n_documents)
        work = Work(
            [starter[row] for row in drawn],
            [prepared["starter"][row] for row in drawn],
            real,
            prepared["real"],
            book,
        )
        rows.append(work.compare_variants(space))
    return {"n_unlabelled": len(prepared["news"]), "by_size": rows}


def draw(texts, n_documents):
    """The places of the sentences of some articles, with their comments; all for 0."""
    names = sorted({row.document_id for row in texts})
    if n_documents:
        rng = np.random.default_rng(SEED)
        names = rng.permutation(names)[:n_documents].tolist()
    kept = set(names)
    return [place for place, row in enumerate(texts) if row.document_id in kept]


class Space:
    """Dimensions that unlabelled sentences span, and any sentence's place in them.

    A place is linear in TF-IDF features: a classifier of terms and places is one of terms.
    """

    def __init__(self, prepared):
        counted = count_terms(prepared)
        self.weighting = choose_terms(counted)
        self.terms = counted.terms
        self.features = weigh(counted, self.weighting)
        self.reduced = {}

    def place(self, prepared, dimensions):  # noqa: D102
        if dimensions not in self.reduced:
            svd = TruncatedSVD(dimensions, random_state=SEED)
            self.reduced[dimensions] = svd.fit(self.features)
        counted = count_terms(prepared)
        columns = {term: column for column, term in enumerate(self.terms)}
        known = [place for place, term in enumerate(counted.terms) if term in columns]
        counts = counted.counts[:, known].tocsr()
        places = np.array([columns[counted.terms[place]] for place in known])
        shape = (len(prepared), len(self.terms))
        moved = csr_array((counts.data, places[counts.indices], counts.indptr), shape=shape)
        moved.sort_indices()
        own = weigh(TermCounts(terms=self.terms, counts=moved), self.weighting)
        return self.reduced[dimensions].transform(own)


class Work:
    """The labelled texts of one size, folds among them, and the real sentences to try on."""

    def __init__(self, texts, prepared, real, prepared_real, book):
        self.book, self.texts, self.real = book, texts, real
        self.prepared, self.prepared_real = prepared, prepared_real
        self.labels = number_labels(texts, book.labels, task=book.task)
        self.counted = count_terms([*prepared, *prepared_real])
        documents = [row.document_id for row in texts]
        folds = SETTINGS["latent"]["folds"]
        self.folds = make_folds(self.labels, documents, n_folds=folds, seed=SEED)
        self.clusters = {"out of fold": cluster_texts(texts), "real-dev": cluster_texts(real)}

    def compare_variants(self, space):  # noqa: D102
        plain = self.predictions(None)
        found = {
            "n_documents": len({row.document_id for row in self.texts}),
            "n_sentences": len(self.texts),
            "terms alone": {on: rounded(figures(made)) for on, made in plain.items()},
        }
        for variant in SETTINGS["latent"]["variants"]:
            start = perf_counter()
            placed = space.place([*self.prepared, *self.prepared_real], variant["dimensions"])
            made = self.predictions(placed * variant["weight"])
            found[variant["name"]] = {
                on: rounded(figures(made[on])) | {"difference": difference(made[on], plain[on])}
                for on in made
            }
            seconds = round(perf_counter() - start, 1)
            print(found["n_sentences"], variant["name"], seconds, found[variant["name"]])
        print("terms alone", found["terms alone"], flush=True)
        return found

    def predictions(self, placed):
        """Of the labelled texts out of fold, and of the real sentences by a fit to all."""
        n_labels, rows = len(self.book.labels), np.arange(len(self.texts))
        strengths = SETTINGS["latent"]["strengths"]
        scores = {("all", one): np.zeros((len(rows), n_labels)) for one in strengths}
        for fold in self.folds:
            train, test = self.features(fold.train, fold.test, placed)
            labels = self.labels[fold.train]
            path = fit_path(train, labels, n_labels=n_labels, strengths=strengths)
            for one, (weights, intercept) in zip(strengths, path, strict=True):
                scores["all", one][fold.test] = test @ weights.T + intercept
        unseen = np.zeros_like(scores["all", strengths[0]])
        for fold in self.folds:  # each fold under the choice of the others
            others = {key: raw[fold.train] for key, raw in scores.items()}
            choice = choose(others, self.labels[fold.train])
            raw = scores["all", choice.strength][fold.test]
            unseen[fold.test] = choice.calibration.apply(raw)
        choice = choose(scores, self.labels)
        train, test = self.features(rows, len(rows) + np.arange(len(self.real)), placed)
        weights, intercept = fit_classifier(
            train, self.labels, n_labels=n_labels, strength=choice.strength
        )
        real = choice.calibration.apply(test @ weights.T + intercept)
        truth = number_labels(self.real, self.book.labels, task=self.book.task)
        return {
            "out of fold": self.judged("out of fold", self.labels, unseen),
            "real-dev": self.judged("real-dev", truth, real),
        }

    def features(self, train, test, placed):
        """Terms of these rows, known from the rows to train on, and their places if asked for."""
        weighting = choose_terms(self.counted, train)
        made = [weigh(self.counted, weighting, rows) for rows in (train, test)]
        if placed is None:
            return made
        pairs = zip(made, (placed[train], placed[test]), strict=True)
        return [hstack([terms, csr_array(places)], format="csr") for terms, places in pairs]

    def judged(self, on, truth, scores):  # noqa: D102
        return Predictions(
            labels=self.book.labels,
            truth=truth,
            probabilities=np.exp(log_softmax(scores)),
            groups=self.clusters[on],
        )


def figures(predictions):
    return figures_of(predictions, seed=SEED, draws=DRAWS).figures


def difference(made, plain):
    """With latent features minus without, with an interval over documents."""
    found = compare(made, plain, seed=SEED, draws=DRAWS).differences
    return {
        name: [round(number, 4) for number in (figure.value, figure.low, figure.high)]
        for name, figure in found.items()
        if name in ("macro_f1", "log_loss")
    }


if __name__ == "__main__":
    with threadpool_limits(limits=1):
        main()
