"""Nominal 95 % holds the truth in about 95 % of simulated worlds, also with few articles.

The experiment `interval-coverage` does the same at length; here it is a guard.
"""

import numpy as np
import pyarrow as pa
import pytest

from stance.estimate import compare_gap, estimate_articles, estimate_trend

WORLDS = 400
TRUTH = 0.1


def worlds(numbers, n_articles, n_sentences, *, kind="article"):
    """A score table with each world as an outlet: scores alike within an article, mean TRUTH."""
    n_all = WORLDS * n_articles
    article = np.repeat(np.arange(n_all), numbers.integers(*n_sentences, n_all))
    own_score, own_share = numbers.uniform(-0.4, 0.4, n_all), numbers.beta(1.0, 3.0, n_all)
    noise = np.clip(numbers.normal(0.0, 0.3, len(article)), -0.5, 0.5)
    is_pro = numbers.random(len(article)) < own_share[article]
    ids = np.char.add("a", article.astype(str))
    place = np.arange(len(article)) - np.searchsorted(article, article)
    comment = np.char.add(np.char.add(ids, "."), place.astype(str))
    return pa.table(
        {
            "task": np.full(len(article), "stance"),
            "kind": np.full(len(article), kind),
            "document_id": ids if kind == "article" else comment,
            "article_id": ids,
            "index": place,
            "outlet": np.char.add("w", (article // n_articles).astype(str)),
            "label": np.where(is_pro, "pro", "con"),
            "score": TRUTH + own_score[article] + noise,
            "p_pro": is_pro.astype(float),
            "p_con": 1.0 - is_pro,
        }
    )


def coverage(estimates, quantity, truth):
    rows = [row for row in estimates.to_pylist() if row["quantity"] == quantity]
    assert len(rows) >= WORLDS
    return np.mean([row["low"] <= truth <= row["high"] for row in rows if row["low"] is not None])


@pytest.mark.parametrize(("n_articles", "lowest"), [(5, 0.91), (10, 0.92), (30, 0.92), (80, 0.92)])
def test_trend(n_articles, lowest):
    numbers = np.random.default_rng(n_articles)
    table = worlds(numbers, n_articles, (4, 15))
    trend = estimate_trend(table, by="outlet", rng=numbers, replications=300)
    assert lowest <= coverage(trend, "score", TRUTH) <= 0.98
    assert lowest <= coverage(trend, "pro", 0.25) <= 0.99


@pytest.mark.parametrize("n_articles", [5, 10, 30])
def test_gap(n_articles):
    numbers = np.random.default_rng(n_articles)
    articles = worlds(numbers, n_articles, (4, 15))
    comments = worlds(numbers, n_articles, (1, 6), kind="comment")
    gaps = compare_gap(
        pa.concat_tables([articles, comments]), by="outlet", rng=numbers, replications=300
    )
    assert 0.92 <= coverage(gaps, "gap", 0.0) <= 0.98


def test_articles():
    """An article's own mean, drawn from its own sentences."""
    numbers = np.random.default_rng(31)
    n_sentences = 6
    article = np.repeat(np.arange(WORLDS), n_sentences)
    table = worlds(numbers, 1, (n_sentences, n_sentences + 1))
    noise = np.clip(numbers.normal(0.0, 0.3, len(article)), -0.5, 0.5)
    table = table.set_column(table.column_names.index("score"), "score", pa.array(TRUTH + noise))
    estimates = estimate_articles(table, rng=numbers, replications=300)
    assert 0.92 <= coverage(estimates, "score", TRUTH) <= 0.98
