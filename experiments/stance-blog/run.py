"""Whether a blog post is for or against the person it is about, from posts about five people.

Run with `python experiments/stance-blog/run.py`; writes `results.json` beside itself. It needs the
file of posts beside the project and says so where it is absent. Folds keep a post whole; how
closely to fit, the calibration and the view of a post are chosen on each fold's training posts.
"""

import json
import platform
import re
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from threadpoolctl import threadpool_limits

import stance
from stance.model.settings import Grid
from stance.records import LabelledText
from stance.text import text_version

HERE = Path(__file__).resolve().parent
SETTINGS = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
DATA = HERE.parent.parent / SETTINGS["data"]
CODEBOOK = stance.read_codebook(HERE / "stance-blog.toml")
GRID = Grid(features=tuple(SETTINGS["features"]), strengths=tuple(SETTINGS["strengths"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post: its text as it was written, and the views of it that a model may have."""

    target: str
    group: str
    label: str
    written: str
    views: dict[str, str]


def main():
    if not DATA.is_file():
        sys.exit(f"This experiment needs {SETTINGS['data']}, which is not here.")
    posts, left_out = read()
    truth = np.array([post.label == "for" for post in posts])
    guesses, chosen = {}, []
    for seed in SETTINGS["seeds"]:
        for name, guessed in predict(posts, truth, seed=seed, chosen=chosen).items():
            guesses.setdefault(name, []).append(guessed)
            print(seed, name, round(f1_score(truth, guessed, average="macro"), 4), flush=True)
    guesses = {name: np.array(rows) for name, rows in guesses.items()}
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {name: version(name) for name in ("stance", "scikit-learn", "numpy")}
        | {"python": platform.python_version(), "text": text_version()},
        "settings": SETTINGS,
        "n_posts": len(posts),
        "labels": dict(Counter(post.label for post in posts)),
        "left_out": left_out,
        "views_chosen": dict(Counter(chosen)),
        "figures": {name: figures(truth, rows) for name, rows in guesses.items()},
        "against_baseline": compare(truth, guesses["chosen"], guesses["baseline"]),
        "by_target": by_target(posts, truth, guesses["chosen"]),
    }
    text = json.dumps(results, indent=1) + "\n"
    (HERE / "results.json").write_text(text, encoding="utf-8")
    print(text)


def read():
    """The posts that are for or against, and the number of each other label."""
    posts, left_out = [], Counter()
    for line in DATA.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        label = SETTINGS["misspelt"].get(row["stance"], row["stance"])
        if label in CODEBOOK.labels:
            posts.append(make_post(row, label))
        else:
            left_out[label] += 1
    return posts, dict(left_out)


def make_post(row, label):
    target = " ".join(row["target"].lower().split())
    title = " ".join(row["title"].split())
    found = paragraphs(row["content"])
    written = "\n".join([title, *found])
    return Post(
        target=target,
        group=title,
        label=label,
        written=written,
        views=make_views(title, found, names=SETTINGS["names"][target]),
    )


def paragraphs(content):
    """The paragraphs of a post; some posts are no list but one text between brackets."""
    try:
        found = json.loads(content)
    except ValueError:
        found = re.split(r"\s{2,}", content.strip().removeprefix("[").removesuffix("]"))
    tidy = (" ".join(part.replace("¬†", " ").split()) for part in found)  # a space, misread
    return [part for part in tidy if re.search(r"\w", part)]


def make_views(title, found, *, names):
    """The post as a model sees it: whole, or title and sentences about the person.

    ``naming`` has the sentences that name the person, ``following`` also the one after each.
    """
    one = f"(?:{'|'.join(map(re.escape, names))})"
    named = re.compile(rf"\b{one}(?:\s+{one})*\b", re.IGNORECASE)
    sentences = [sentence.text for part in found for sentence in stance.split(part)]
    naming = [bool(named.search(sentence)) for sentence in sentences]
    after = [any(naming[max(0, number - 1) : number + 1]) for number in range(len(naming))]
    kept = {"whole": [True] * len(sentences), "naming": naming, "following": after}
    return {
        name: named.sub(
            SETTINGS["stand_in"],
            "\n".join([title, *(s for s, keep in zip(sentences, kept[name], strict=True) if keep)]),
        )
        for name in SETTINGS["views"]
    }


def predict(posts, truth, *, seed, chosen):
    """Out-of-fold labels of all posts: by each view, the chosen one, all together, the baseline."""
    names = [*SETTINGS["views"], "chosen", "mean of views", "baseline"]
    guesses = {name: np.zeros(len(posts), dtype=bool) for name in names}
    splitter = StratifiedGroupKFold(SETTINGS["folds"], shuffle=True, random_state=seed)
    for train, test in splitter.split(posts, truth, [post.group for post in posts]):
        odds, losses = {}, {}
        for view in SETTINGS["views"]:
            odds[view], losses[view] = fit(posts, train, test, view=view)
            guesses[view][test] = odds[view] > 0
        best = min(losses, key=losses.get)
        chosen.append(best)
        guesses["chosen"][test] = odds[best] > 0
        guesses["mean of views"][test] = np.mean(list(odds.values()), axis=0) > 0
        plain = make_baseline().fit([posts[row].written for row in train], truth[train])
        guesses["baseline"][test] = plain.predict([posts[row].written for row in test])
    return guesses


def fit(posts, train, test, *, view):
    """Log odds of ``for`` beyond its share in training, and the log loss within the training posts.

    Labels weigh alike in macro-F1: a post counts as ``for`` if that is more probable than before it
    was read.
    """
    texts = [
        LabelledText(
            text=posts[row].views[view], label=posts[row].label, document_id=posts[row].group
        )
        for row in train
    ]
    bundle = stance.train(texts, codebook=CODEBOOK, grid=GRID)
    prepared = bundle.preparation().texts([posts[row].views[view] for row in test])
    pipeline = bundle.to_sklearn()
    logs = dict(zip(pipeline.classes_, np.log(pipeline.predict_proba(prepared)).T, strict=True))
    counts = bundle.manifest["labels"]
    before = np.log(counts["for"] / counts["against"])
    return logs["for"] - logs["against"] - before, bundle.manifest["validation"]["log_loss"]


def make_baseline():
    """Words as scikit-learn takes them by default; C and label weights by folds within."""
    settings = SETTINGS["baseline"]
    return GridSearchCV(
        make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000)),
        {
            "logisticregression__C": settings["strengths"],
            "logisticregression__class_weight": [None, "balanced"],
        },
        scoring="f1_macro",
        cv=settings["folds"],
    )


def figures(truth, rows):
    """The mean and spread over the seeds, with an interval over posts drawn with replacement."""
    by_seed = [macro_f1(truth, row) for row in rows]
    drawn = [np.mean([macro_f1(truth[i], row[i]) for row in rows]) for i in draw(len(truth))]
    return {
        "macro_f1": round(float(np.mean(by_seed)), 4),
        "spread": round(float(np.std(by_seed, ddof=1)), 4),
        "by_seed": [round(figure, 4) for figure in by_seed],
        "interval": ends(drawn),
        "accuracy": round(float((rows == truth).mean()), 4),
    }


def compare(truth, ours, plain):
    """How much better than the baseline, the mean over the seeds."""
    gap = [macro_f1(truth, a) - macro_f1(truth, b) for a, b in zip(ours, plain, strict=True)]
    drawn = [
        np.mean(
            [
                macro_f1(truth[i], a[i]) - macro_f1(truth[i], b[i])
                for a, b in zip(ours, plain, strict=True)
            ]
        )
        for i in draw(len(truth))
    ]
    return {"difference": round(float(np.mean(gap)), 4), "interval": ends(drawn)}


def by_target(posts, truth, rows):
    found = {}
    for target in sorted(SETTINGS["names"]):
        own = np.array([post.target == target for post in posts])
        scores = [macro_f1(truth[own], row[own]) for row in rows]
        found[target] = {
            "n_posts": int(own.sum()),
            "for": int(truth[own].sum()),
            "macro_f1": round(float(np.mean(scores)), 4),
        }
    return found


def draw(n):
    rng = np.random.default_rng(0)
    return (rng.integers(n, size=n) for _ in range(SETTINGS["draws"]))


def ends(drawn):
    tail = (1 - SETTINGS["level"]) / 2
    return [round(float(end), 4) for end in np.quantile(drawn, [tail, 1 - tail])]


def macro_f1(truth, guessed):
    """As scikit-learn's, a hundred times as fast: it is asked for with every draw."""
    table = np.bincount(2 * truth + guessed, minlength=4).reshape(2, 2)
    sums = table.sum(axis=0) + table.sum(axis=1)
    return float((2 * table.diagonal() / np.maximum(sums, 1)).mean())


if __name__ == "__main__":
    with threadpool_limits(limits=1):  # as `stance.train` does
        main()
