"""Coverage of the intervals of trends, articles and gaps on worlds whose truth is known.

Run: python experiments/interval-coverage/run.py
"""

import json
import platform
import tomllib
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa

import stance

HERE = Path(__file__).resolve().parent
TRUE_SCORE = 0.1


def main():
    settings = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
    rng = np.random.default_rng(settings["seed"])
    rows = [*trend_rows(settings, rng), *gap_rows(settings, rng), *article_rows(settings, rng)]
    for row in rows:
        print(json.dumps(row))
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": {name: version(name) for name in ("stance", "numpy", "scipy", "pyarrow")}
        | {"python": platform.python_version()},
        "settings": settings,
        "rows": rows,
    }
    text = json.dumps(result, indent=1) + "\n"
    (HERE / "results.json").write_text(text, encoding="utf-8")


def trend_rows(settings, rng):
    for sizes in settings["sizes"]:
        for n_articles in settings["n_articles"]:
            for share in settings["shares"]:
                world, article = articles(settings["worlds"], n_articles, sizes, rng)
                is_pro, score = sentences(article, share, settings["correlation"], rng)
                table = score_table(world, article, is_pro, score)
                estimates = stance.estimate_trend(table, by="outlet", **options(settings, rng))
                yield row("share", sizes, n_articles, estimates, "pro", share)
                if share == settings["shares"][0]:
                    yield row("score", sizes, n_articles, estimates, "score", TRUE_SCORE)


def gap_rows(settings, rng):
    for n_articles in settings["n_articles"]:
        world, article = articles(settings["worlds"], n_articles, "even", rng)
        own = score_table(world, article, *sentences(article, 0.2, settings["correlation"], rng))
        n_comments = 1 + rng.poisson(3, int(article.max()) + 1)
        parent = np.repeat(np.arange(len(n_comments)), n_comments)
        world_of = np.repeat(np.arange(settings["worlds"]), n_articles)[parent]
        is_pro, score = sentences(parent, 0.2, settings["correlation"], rng)
        comments = score_table(world_of, parent, is_pro, score, kind="comment")
        table = pa.concat_tables([own, comments])
        estimates = stance.compare_gap(table, by="outlet", **options(settings, rng))
        yield row("gap", "even", n_articles, estimates, "gap", 0.0)


def article_rows(settings, rng):
    for n_sentences in (3, 5, 10, 30):
        article = np.repeat(np.arange(settings["worlds"]), n_sentences)
        score = normal_scores(np.full(len(article), TRUE_SCORE), rng)
        table = score_table(article, article, score > 0, score)
        estimates = stance.estimate_articles(table, **options(settings, rng))
        yield row("article", f"{n_sentences} sentences", 1, estimates, "score", TRUE_SCORE)


def articles(n_worlds, n_articles, sizes, rng):
    """For every sentence of all worlds: its world and its article."""
    n_all = n_worlds * n_articles
    if sizes == "even":
        lengths = rng.integers(5, 41, n_all)
    else:
        lengths = np.maximum(1, np.round(np.exp(rng.normal(2.2, 1.1, n_all)))).astype(int)
    article = np.repeat(np.arange(n_all), lengths)
    return article // n_articles, article


def sentences(article, share, correlation, rng):
    """Whether each sentence has the label, and its score; both alike within an article."""
    n_all = int(article.max()) + 1
    strength = 1.0 / correlation - 1.0
    own_share = rng.beta(share * strength, (1.0 - share) * strength, n_all)
    own_score = TRUE_SCORE + rng.uniform(-0.4, 0.4, n_all)
    is_pro = rng.random(len(article)) < own_share[article]
    return is_pro, normal_scores(own_score[article], rng)


def normal_scores(centre, rng):
    """Scores around `centre` whose mean is exactly that: cut alike on both sides, within 0.5."""
    return centre + np.clip(rng.normal(0.0, 0.3, len(centre)), -0.5, 0.5)


def score_table(world, article, is_pro, score, *, kind="article"):
    """A score table with each world as an outlet; a comment is one sentence."""
    ids = np.char.add("a", article.astype(str))
    documents = ids if kind == "article" else np.char.add("c", np.arange(len(ids)).astype(str))
    first = np.searchsorted(article, article)
    index = np.arange(len(article)) - first if kind == "article" else np.zeros(len(article), int)
    return pa.table(
        {
            "task": pa.array(["stance"]).take(np.zeros(len(ids), int)),
            "kind": pa.array([kind]).take(np.zeros(len(ids), int)),
            "document_id": documents,
            "article_id": ids,
            "index": index,
            "outlet": np.char.add("w", world.astype(str)),
            "label": np.where(is_pro, "pro", "con"),
            "score": score,
            "p_pro": is_pro.astype(float),
            "p_con": 1.0 - is_pro,
        }
    )


def options(settings, rng):
    return {"rng": rng, "replications": settings["replications"], "level": settings["level"]}


def row(what, sizes, n_articles, estimates, quantity, truth):
    frame = estimates.to_pandas()
    frame = frame[frame["quantity"] == quantity]
    claimed = frame.dropna(subset=["low"])
    covered = (claimed["low"] <= truth) & (truth <= claimed["high"])
    return {
        "what": what,
        "truth": truth,
        "sizes": sizes,
        "n_articles": n_articles,
        "n_worlds": len(frame),
        "n_with_interval": len(claimed),
        "coverage": round(float(covered.mean()), 3),
        "mean_width": round(float((claimed["high"] - claimed["low"]).mean()), 3),
        "bias": round(float(frame["value"].mean() - truth), 4),
    }


if __name__ == "__main__":
    main()
