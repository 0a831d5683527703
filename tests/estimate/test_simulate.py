"""Simulated worlds are what they say, whichever way they are looked at."""

from dataclasses import replace

import numpy as np
import pytest

from stance.errors import SettingError
from stance.estimate.simulate import Sample, Setting, Side, simulate
from stance.estimate.tally import tally

SUMS = (
    "n_sentences", "score_sum", "label_counts", "probability_sums", "gold_counts",
    "gold_confusion", "gold_probabilities",
)  # fmt: skip
FEW = Sample(documents=4, sentences=3)
SMALL = Setting(
    periods=("2015", "2016"), n_articles=12, sentences=(3, 9), articles=Side(sample=FEW),
    comments=Side(prevalence=(0.2, 0.5), sample=FEW), n_commenters=20,
)  # fmt: skip


def world(setting=SMALL, seed=3):
    return simulate(setting, np.random.default_rng(seed))


@pytest.mark.parametrize("uncertain", [0.0, 0.8])
def test_the_tables_give_the_same_sums(uncertain):
    side = Side(sample=replace(FEW, uncertain=uncertain))
    made = world(replace(SMALL, articles=side))
    one, other = made.tally(), tally(made.scores(), gold=made.gold())
    ids = [sums.documents["document_id"].to_pylist() for sums in (one, other)]
    assert sorted(ids[0]) == sorted(ids[1])
    order = [ids[0].index(name) for name in ids[1]]
    for name in ("kind", "article_id", "published", "commenter"):
        assert one.documents[name].take(order).to_pylist() == other.documents[name].to_pylist()
    for name in SUMS:
        np.testing.assert_allclose(getattr(one, name)[order], getattr(other, name), atol=1e-9)


def test_the_same_state_gives_the_same_world():
    one, other = world(), world()
    assert one.scores().equals(other.scores())
    assert one.gold().equals(other.gold())
    assert not one.scores().equals(world(seed=4).scores())


def test_truth_by_hand():
    assert world().truth == {
        "prevalence": {"2015": 0.35, "2016": 0.35},
        "score": pytest.approx({"2015": -0.3, "2016": -0.3}),
        "slope": {"all": pytest.approx(0.0)},
        "change": {"all": pytest.approx(0.0)},
        "gap": pytest.approx({"2015": 0.3, "2016": -0.3}),
    }
    drifting = world(replace(SMALL, articles=Side(prevalence=(0.2, 0.5), sample=FEW)))
    assert drifting.truth["slope"]["all"] == pytest.approx(0.3)
    assert set(world(Setting(n_articles=20)).truth) == {"prevalence", "score"}


def test_shares_and_error_rates_come_out(rng):
    """Of 100,000 sentences in articles of one each, so that none are alike."""
    side = Side(prevalence=0.3, sensitivity=0.7, specificity=0.9, sample=Sample(documents=20))
    setting = Setting(n_articles=100_000, sentences=(1, 1), articles=side)
    made = simulate(setting, rng).kinds["article"]
    true, called = made.is_cooperative, made.is_called
    found = [true.mean(), called[true].mean(), 1.0 - called[~true].mean()]
    assert found == pytest.approx([0.3, 0.7, 0.9], abs=0.01)


def test_probabilities_are_right_where_the_classifier_was_trained(rng):
    side = Side(prevalence=0.35, sample=Sample(documents=20))
    setting = Setting(n_articles=100_000, sentences=(1, 1), articles=side)
    made = simulate(setting, rng).kinds["article"]
    for low in (0.1, 0.4, 0.7):
        near = (made.probability > low) & (made.probability < low + 0.1)
        said = made.probability[near].mean()
        assert made.is_cooperative[near].mean() == pytest.approx(said, abs=0.02)


def test_sentences_of_an_article_are_alike():
    def spread(correlation):
        setting = Setting(n_articles=400, correlation=correlation)
        made = world(setting).kinds["article"]
        return made.is_cooperative.reshape(400, 20).mean(axis=1).std()

    assert spread(0.0) == pytest.approx(np.sqrt(0.35 * 0.65 / 20), rel=0.15)
    assert spread(0.6) > 2.0 * spread(0.0)


def test_weights_stand_for_all_sentences():
    """Over many samples of one kind of world, the weights add up to the sentences."""
    side = Side(sample=replace(FEW, uncertain=0.7))
    setting = replace(SMALL, articles=side, comments=None)
    totals = [
        (made.weight.sum(), len(made.weight))
        for made in (world(setting, seed).kinds["article"] for seed in range(300))
    ]
    drawn, there = np.array(totals, dtype=float).mean(axis=0)
    assert drawn == pytest.approx(there, rel=0.03)


def test_readers_write_under_several_articles():
    written = world().scores().filter(world().scores()["commenter"].is_valid()).to_pylist()
    under = {(row["commenter"], row["article_id"]) for row in written}
    assert len(under) > len({name for name, _ in under})
    alone = world(replace(SMALL, n_commenters=None)).scores()
    assert set(alone["commenter"].to_pylist()) == {None}


@pytest.mark.parametrize(
    ("side", "message"),
    [
        (Side(prevalence=1.0), "between 0 and 1, or one for each of the 2 periods, got 1.0"),
        (Side(sensitivity=(0.8, 0.8, 0.8)), "one for each of the 2 periods"),
        (Side(sample=Sample(documents=13)), "at most 12 documents, .* got 13"),
    ],
)
def test_what_cannot_be_simulated(side, message):
    with pytest.raises(SettingError, match=message):
        world(replace(SMALL, articles=side))


def test_a_side_may_go_without_labels():
    made = world(replace(SMALL, comments=Side(sample=None)))
    assert not made.kinds["comment"].weight.any()
    assert made.gold().num_rows == np.count_nonzero(made.kinds["article"].weight)
