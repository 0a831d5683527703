"""How many labels a wanted width needs: counted by hand, and tried on worlds of known truth."""

import numpy as np
import pyarrow as pa
import pytest

from stance.errors import InputError, SettingError
from stance.estimate.planning_draw import draw, inclusion
from stance.estimate.planning_frame import frame_of
from stance.estimate.planning_sizes import labels_needed, plan_sizes
from stance.estimate.simulate import Setting, simulate
from stance.estimate.trends import estimate_trend

WORLD = Setting(periods=("2015", "2016"), n_articles=400, sentences=(5, 15))


@pytest.fixture(scope="module")
def world():
    return simulate(WORLD, np.random.default_rng(11))


@pytest.fixture(scope="module")
def scores(world):
    return world.scores()


def labelled(world, scores, budget, *, seed=0, sentences=5):
    """The truth about the sentences that a plan draws, as gold labels."""
    frame = frame_of(scores, "year")
    known = inclusion(frame, budget=budget, sentences=sentences, uncertain=0.0)
    drawn = draw(frame, known, np.random.default_rng(seed))
    rows = frame.scored.rows[drawn]
    true = world.kinds["article"].is_cooperative[rows]
    places = scores.select(["document_id", "start", "end"]).take(rows)
    labels = pa.array(np.where(true, "cooperative", "confrontational"))
    return places.append_column("label", labels).append_column(
        "probability", pa.array(known[drawn])
    )


def widths(scores, gold, quantity):
    rows = estimate_trend(scores, gold=gold, by="year").to_pylist()
    return {
        (row["group"], row["method"]): row["high"] - row["low"]
        for row in rows
        if row["quantity"] == quantity and row["low"] is not None
    }


@pytest.mark.parametrize(
    ("quantity", "width"), [("score", 0.24), ("score", 0.16), ("cooperative", 0.1)]
)
def test_with_the_labels_it_asks_for_the_interval_is_as_wide_as_wanted(
    world, scores, quantity, width
):
    pilot = labelled(world, scores, 400)
    sizes = plan_sizes(scores, labels=pilot, width=width, by="year", quantity=quantity)
    for method, column in (("corrected", "corrected"), ("labels only", "labels_only")):
        for row in sizes.to_pylist():
            budget = 2 * row[column]  # two strata, as large as each other
            found = [
                widths(scores, labelled(world, scores, budget, seed=seed), quantity)
                for seed in range(1, 6)
            ]
            mean = np.mean([one[row["stratum"], method] for one in found])
            assert abs(mean / width - 1.0) <= 0.25, (row, mean)


def test_corrected_needs_fewer_labels_than_labels_only(world, scores):
    sizes = plan_sizes(scores, labels=labelled(world, scores, 400), width=0.2, by="year")
    for row in sizes.to_pylist():
        assert row["corrected"] < row["labels_only"]
        assert row["residual"] < row["deviation"]
        assert row["n_gold"] == pytest.approx(200, abs=2)


def test_alike_sentences_are_told_from_a_pilot_of_several_an_article(world, scores):
    frame = frame_of(scores, "year")
    whole = labelled(world, scores, 10**6, sentences=15)
    clustered = whole.slice(0, 1500)  # the first articles wholly
    row = plan_sizes(scores, labels=clustered, width=0.2, by="year").to_pylist()[0]
    assert not [note for note in row["warnings"] if note.startswith("alike")]
    true = world.kinds["article"].is_cooperative[frame.scored.rows] * 2.0 - 1.0
    groups = np.unique(frame.documents, return_inverse=True)[1]
    means = np.bincount(groups, weights=true) / np.bincount(groups)
    within = np.sum((true - means[groups]) ** 2) / (len(true) - len(means))
    assert row["alike"] == pytest.approx(1 - within / true.var(), abs=0.08)


def test_what_labels_cannot_reach_is_said(world, scores):
    row = plan_sizes(
        scores, labels=labelled(world, scores, 400), width=0.01, by="year"
    ).to_pylist()[0]
    assert row["labels_only"] is row["corrected"] is row["corrected_articles"] is None
    assert row["unreachable"] > 0.01
    assert "not-reachable: 400 articles leave a width of 0." in row["warnings"][-1]


def test_a_stratum_with_few_labels_borrows_the_spread_of_all(world, scores):
    pilot = labelled(world, scores, 400)
    frame_years = {row["document_id"]: row["published"][:4] for row in
                   scores.select(["document_id", "published"]).to_pylist()}  # fmt: skip
    years = np.array([frame_years[one] for one in pilot["document_id"].to_pylist()])
    few = np.concatenate([np.flatnonzero(years == "2015")[:5], np.flatnonzero(years == "2016")])
    first, second = plan_sizes(scores, labels=pilot.take(few), width=0.2, by="year").to_pylist()
    assert first["warnings"][0].startswith("pooled: labels here: 5")
    assert first["deviation"] == pytest.approx(second["deviation"], abs=0.05)
    assert not [note for note in second["warnings"] if note.startswith("pooled")]


@pytest.mark.parametrize(
    ("target", "errors", "needed"),
    [
        (1e-9, (1.0, 1.0), 1000),  # all of them
        (10.0, (1.0, 1.0), 2),  # two show a spread
        (0.009, (0.0, 1.0), 100),  # 1/100 - 1/1000
        (0.004, (1.0, 1.0), 200),  # one of each of 100 articles, and 1/200 - 1/1000 within
    ],
)
def test_labels_counted_by_hand(target, errors, needed):
    found = labels_needed(target, errors, sentences=1000, articles=100, counting=100.0)
    assert found == needed


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"width": 0.0}, "width to be above 0 and at most 2"),
        ({"width": "wide"}, "width to be above 0"),
        ({"quantity": "neutral"}, "score or one of cooperative, confrontational"),
        ({"by": ("year", "year")}, "each name in by once"),
    ],
)
def test_settings_that_are_not_possible(world, scores, settings, message):
    pilot = labelled(world, scores, 40)
    with pytest.raises(SettingError, match=message):
        plan_sizes(scores, labels=pilot, **{"width": 0.2, "by": "year", **settings})


def test_one_label_is_no_pilot(world, scores):
    pilot = labelled(world, scores, 40).slice(0, 1)
    with pytest.raises(InputError, match="2 labels or more"):
        plan_sizes(scores, labels=pilot, width=0.2, by="year")
