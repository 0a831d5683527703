"""The corrected estimator against published packages, and against leaving articles out by hand."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from ppi_py import ppi_mean_pointestimate

from stance.estimate.corrected import corrected, counted, covariance, left_out, with_score
from stance.estimate.simulate import Sample, Setting, Side, simulate
from stance.estimate.sums import Clusters, Sums, sums_of


def sums(articles, predicted, gold, weights):
    """The sums of documents of one sentence each; a weight of 0 stands for no gold label."""
    weights = np.asarray(weights, dtype=float)
    two = np.column_stack([predicted, 1.0 - predicted])
    truth = np.column_stack([gold, 1.0 - gold])
    return Sums(
        sizes=np.ones(len(predicted)),
        predicted=two,
        gold_sizes=weights,
        gold=truth * weights[:, np.newaxis],
        gold_predicted=two * weights[:, np.newaxis],
        n_gold=(weights > 0).astype(np.int64),
        articles=np.asarray(articles),
        commenters=None,
    )


@pytest.fixture
def world(rng):
    """Sentences in 60 articles, of which 25 have gold labels with unequal chances."""
    articles = np.repeat(np.arange(60), 8)
    gold = (rng.random(480) < 0.3 + 0.4 * (articles % 3 == 0)).astype(float)
    predicted = np.clip(0.2 + 0.6 * gold + rng.normal(0.0, 0.2, 480), 0.0, 1.0)
    weights = np.where((articles < 25) & (rng.random(480) < 0.6), rng.uniform(1, 4, 480), 0.0)
    return sums(articles, predicted, gold, weights)


@pytest.fixture
def periods():
    """Three years of articles and comments whose readers write under several of them."""
    both = Side(sample=Sample(documents=20, sentences=4))
    setting = Setting(
        periods=("2019", "2020", "2021"), n_articles=30, articles=both, comments=both,
        n_commenters=40,
    )  # fmt: skip
    return simulate(setting, np.random.default_rng(5)).tally()


@pytest.mark.parametrize("tuning", [0.0, 0.4, 1.0, None])
def test_equals_prediction_powered_inference(rng, tuning):
    """With one sentence an article and equal chances this is the plain estimator."""
    gold = (rng.random(400) < 0.3).astype(float)
    predicted = np.clip(0.3 + 0.4 * gold + rng.normal(0.0, 0.2, 400), 0.0, 1.0)
    labelled = rng.permutation(400) < 120
    ours = corrected(sums(np.arange(400), predicted, gold, labelled), tuning=tuning)
    theirs = ppi_mean_pointestimate(gold[labelled], predicted[labelled], predicted, lam=ours.tuning)
    assert ours.values[0] == pytest.approx(theirs[0], abs=1e-6)
    assert ours.n_gold == ours.n_gold_articles == 120


def test_power_tuning_nears_the_published_one(rng):
    """With many labels the pull towards 1 is gone."""
    n, n_gold = 200_000, 20_000
    gold = (rng.random(n) < 0.3).astype(float)
    predicted = np.clip(0.1 + 1.3 * (0.3 * gold + rng.normal(0.0, 0.3, n)), -1.0, 2.0)
    labelled = np.arange(n) < n_gold
    ours = corrected(sums(np.arange(n), predicted, gold, labelled)).tuning
    cov, var = np.cov(gold[labelled], predicted[labelled])[0, 1], predicted.var()
    assert ours == pytest.approx(cov / var, abs=0.03)
    assert ours < 0.5


def test_labels_only_equals_weighted_regression_on_periods(rng):
    """Points, and the covariance by article, equal those of statsmodels."""
    n = 600
    articles, period = np.repeat(np.arange(120), 5), np.repeat(np.arange(120) % 3, 5)
    gold = (rng.random(n) < 0.2 + 0.2 * period).astype(float)
    weights = rng.uniform(1.0, 5.0, n)
    fit = sm.WLS(gold, np.eye(3)[period], weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": articles, "use_correction": False}
    )
    for place in range(3):
        own = period == place
        some = sums(articles[own], np.zeros(own.sum()), gold[own], weights[own])
        moments = corrected(some, tuning=0.0)
        assert moments.values[0] == pytest.approx(fit.params[place], abs=1e-6)
        # Theirs is without the jackknife's leverage and its factor: CV0.
        size = np.bincount(articles[own], weights=weights[own])
        size = size[size > 0]
        leverage = 1.0 - size / size.sum()
        n_articles = len(size)
        plain = moments.dimensions[0].values[:, 0] * leverage
        plain *= np.sqrt(n_articles / (n_articles - 1))
        assert np.sqrt((plain**2).sum()) == pytest.approx(fit.bse[place], abs=1e-6)


def test_corrected_equals_regression_with_adjusted_outcomes(world):
    """As design-based supervised learning does it: adjusted outcomes, regressed on a constant."""
    ours = corrected(world, tuning=1.0)
    scale = len(world.sizes) / world.gold_sizes.sum()  # Hájek's
    adjusted = world.predicted[:, 0] + scale * (world.gold - world.gold_predicted)[:, 0]
    fit = sm.OLS(adjusted, np.ones(len(adjusted))).fit()
    assert ours.values[0] == pytest.approx(fit.params[0], abs=1e-6)


def test_errors_come_from_leaving_articles_out(world):
    """Each part's influence is the change of its ratio mean when the article is left out."""
    moments = corrected(world, tuning=1.0)
    changes = []
    for article in moments.dimensions[0].clusters:
        kept = world.articles != article
        rest = corrected(_kept(world, kept), tuning=1.0)
        changes.append(moments.values[0] - rest.values[0])
    ours = moments.dimensions[0].values[:, 0]
    without_gold = np.arange(60) >= 25
    np.testing.assert_allclose(
        ours[without_gold], np.array(changes)[without_gold] * np.sqrt(59 / 60), atol=1e-12
    )
    np.testing.assert_allclose(ours, changes, rtol=0.03, atol=1e-4)


def _kept(whole, kept):
    names = ("sizes", "predicted", "gold_sizes", "gold", "gold_predicted", "n_gold", "articles")
    return replace(whole, **{name: getattr(whole, name)[kept] for name in names})


def test_a_census_leaves_only_the_labels():
    gold = np.array([1.0, 0.0, 0.0, 1.0, 1.0, 0.0])
    some = sums([0, 0, 1, 1, 2, 2], np.full(6, 0.9), gold, np.ones(6))
    for tuning in (0.0, 1.0, None):
        assert corrected(some, tuning=tuning).values.tolist() == pytest.approx([0.5, 0.5, 0.0])


def test_shares_add_up_and_the_score_is_their_difference(periods):
    clusters = Clusters.of(periods)
    moments = corrected(sums_of(periods, np.arange(60), clusters))
    assert moments.values[:2].sum() == pytest.approx(1.0, abs=1e-12)
    assert moments.values[2] == pytest.approx(moments.values[0] - moments.values[1], abs=1e-12)
    assert with_score(np.array([0.2, 0.5, 0.3])).tolist() == pytest.approx([0.2, 0.5, 0.3, -0.1])


def test_a_useless_classifier_is_not_believed(rng):
    gold = (rng.random(4000) < 0.4).astype(float)
    noise = rng.random(4000)
    labelled = np.arange(4000) < 2000
    some = sums(np.arange(4000) // 4, noise, gold, labelled)
    blind, tuned, trusting = (corrected(some, tuning=how) for how in (0.0, None, 1.0))
    assert tuned.tuning < 0.3
    assert tuned.errors[0] < trusting.errors[0]
    assert tuned.errors[0] == pytest.approx(blind.errors[0], rel=0.01)


def test_without_gold_nothing_is_claimed():
    none = corrected(sums([0, 1], np.array([0.5, 0.5]), np.zeros(2), np.zeros(2)))
    assert np.isnan(none.values).all()
    assert np.isnan(none.errors).all()
    one = corrected(sums([0, 1], np.array([0.5, 0.5]), np.zeros(2), np.array([1.0, 0.0])))
    assert np.isfinite(one.values).all()
    assert np.isnan(one.errors).all()


def test_shared_commenters_count_as_clusters(periods):
    comments = np.flatnonzero(np.asarray(periods.documents["kind"]) == "comment")
    clusters = Clusters.of(periods)
    both = corrected(sums_of(periods, comments, clusters))
    alone = corrected(sums_of(periods, comments, replace(clusters, commenters=None)))
    assert [part.sign for part in both.dimensions] == [1, 1, -1]
    variances = [part.sign * (part.values[:, 0] ** 2).sum() for part in both.dimensions]
    assert both.errors[0] ** 2 == pytest.approx(max(variances[0], sum(variances)))
    assert both.errors[0] >= alone.errors[0]


def test_groups_without_common_articles_do_not_covary(periods):
    clusters = Clusters.of(periods)
    kinds = np.asarray(periods.documents["kind"])
    years = np.array([day[:4] for day in periods.documents["published"].to_pylist()])
    groups = [
        counted(sums_of(periods, np.flatnonzero((kinds == "article") & (years == year)), clusters))
        for year in ("2019", "2020")
    ]
    joint = covariance(groups, 0)
    assert joint[0, 1] == pytest.approx(0.0, abs=1e-15)
    assert np.sqrt(np.diag(joint)).tolist() == [group.errors[0] for group in groups]


def test_the_jackknife_of_equal_articles_is_the_usual_error(rng):
    values = rng.normal(size=(40, 1))
    found = np.sqrt((left_out(values, np.ones(40)) ** 2).sum())
    assert found == pytest.approx(values.std(ddof=1) / np.sqrt(40))


def test_few_commenters_limit_the_degrees_of_freedom():
    """Four readers write all comments: their number counts, however many articles there are."""
    side = Side(sample=Sample(documents=80, sentences=3))
    setting = Setting(n_articles=60, articles=side_without_labels(), comments=side, n_commenters=4)
    tally = simulate(setting, np.random.default_rng(3)).tally()
    comments = np.flatnonzero(np.asarray(tally.documents["kind"]) == "comment")
    found = corrected(sums_of(tally, comments, Clusters.of(tally)))
    assert found.n_gold_commenters == 4
    assert found.degrees.max() <= 3.0
    assert found.n_gold_articles > 30


def side_without_labels():
    return Side(sample=None)


def test_pairs_of_article_and_commenter_are_numbered_alike_in_all_groups(periods):
    """Numbers made group by group would not meet where two groups share a pair."""
    clusters = Clusters.of(periods)
    comments = np.flatnonzero(np.asarray(periods.documents["kind"]) == "comment")
    whole = sums_of(periods, comments, clusters)
    part = sums_of(periods, comments[::2], clusters)
    assert whole.pairs[::2].tolist() == part.pairs.tolist()
