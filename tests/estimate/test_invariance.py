import math
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from stance.errors import SettingError
from stance.estimate.gold import Gold
from stance.estimate.invariance import measure_invariance
from stance.estimate.invariance_equality import equality_p
from stance.estimate.invariance_gate import flag_uncorrected, gate_invariance, verdicts
from stance.estimate.invariance_rates import rates_by_group
from stance.estimate.scored import ScoredSentences
from stance.estimate.simulate import LABELS, Sample, Setting, Side, simulate
from stance.estimate.tally import tally_ordered
from stance.records import Estimate


def codes(row):
    return [warning.split(":")[0] for warning in row["warnings"]]


def labelled(rows, *, weights=None):
    """A tally of articles; a row is a year and pairs of a gold and a predicted label, 0 or 1."""
    lengths = [len(pairs) for _, pairs in rows]
    pairs = np.array([pair for _, pairs in rows for pair in pairs])
    names = [f"a{place}" for place in range(len(rows))]
    sure = np.where(pairs[:, 1] == 0, 0.75, 0.25)
    ordered = ScoredSentences(
        task="stance",
        labels=LABELS,
        documents=pa.table(
            {
                "kind": ["article"] * len(rows),
                "document_id": names,
                "article_id": names,
                "published": [f"{year}-01-01" for year, _ in rows],
            }
        ),
        starts=np.concatenate([[0], np.cumsum(lengths)]),
        scores=2.0 * sure - 1.0,
        codes=pairs[:, 1],
        probabilities=np.column_stack([sure, 1.0 - sure]),
        rows=np.arange(len(pairs)),
        n_failed=np.zeros(len(rows), dtype=np.int64),
    )
    weights = np.ones(len(pairs)) if weights is None else np.array(weights, dtype=float)
    return tally_ordered(ordered, gold=Gold(rows=ordered.rows, codes=pairs[:, 0], weights=weights))


def years(*sensitivities, specificities=0.88, documents=20, sentences=5):
    return Setting(
        periods=tuple(str(2015 + place) for place in range(len(sensitivities))),
        n_articles=max(40, documents),
        sentences=(8, 30),
        articles=Side(
            sensitivity=sensitivities,
            specificity=specificities,
            sample=Sample(documents=documents, sentences=sentences),
        ),
        errors_alike=0.2,
    )


def by_rate(table, group=None):
    return {
        (row["quantity"], row["rate"]): row
        for row in table.to_pylist()
        if group is None or row["group"] == group
    }


def test_rates_by_hand():
    """Two of three pro found, one of two con left; weights 1."""
    counted = labelled([("2015", [(0, 0), (0, 0), (1, 1)]), ("2015", [(0, 1), (1, 0)])])
    found = by_rate(measure_invariance(counted, by="year"))
    values = {key: row["value"] for key, row in found.items()}
    assert values["cooperative", "sensitivity"] == pytest.approx(2 / 3)
    assert values["cooperative", "specificity"] == 1 / 2
    assert values["confrontational", "sensitivity"] == 1 / 2
    # Gold: three of five; probabilities: .75 three times, .25 twice.
    assert values["cooperative", "calibration"] == pytest.approx(3 / 5 - 2.75 / 5)
    assert values["score", "calibration"] == pytest.approx(1 / 5 - 0.5 / 5)
    assert [found["cooperative", rate]["n_gold"] for rate in ("sensitivity", "specificity")] == [
        3,
        2,
    ]
    assert found["cooperative", "sensitivity"]["n_gold_articles"] == 2


def test_weights_count():
    rows = [("2015", [(0, 0), (0, 1)]), ("2015", [(0, 0)])]
    found = by_rate(measure_invariance(labelled(rows, weights=[1, 3, 2]), by="year"))
    assert found["cooperative", "sensitivity"]["value"] == pytest.approx(3 / 6)


def test_errors_equal_those_of_a_jackknife_by_hand():
    rows = [("2015", [(0, 0), (0, 1)]), ("2015", [(0, 0)] * 3), ("2015", [(0, 1), (0, 0)])]
    row = by_rate(measure_invariance(labelled(rows), by="year"))["cooperative", "sensitivity"]
    left_out = np.array([4 / 5, 2 / 4, 4 / 5])
    assert row["error"] == pytest.approx(np.sqrt(2 / 3 * ((5 / 7 - left_out) ** 2).sum()))
    assert row["degrees"] == pytest.approx(7**2 / (4 + 9 + 4) - 1)


def test_no_error_seen_is_no_proof_of_none():
    rows = [("2015", [(0, 0), (1, 1)])] * 6
    row = by_rate(measure_invariance(labelled(rows), by="year"))["cooperative", "sensitivity"]
    assert (row["value"], row["high"]) == (1.0, 1.0)
    assert row["low"] == pytest.approx(stats.beta.ppf(0.025, 6, 1))
    assert codes(row) == ["unseen"]


def test_unknown_is_null_and_said():
    counted = labelled([("2015", [(0, 0)]), ("2015", [(0, 1), (0, 0)]), ("2016", [(1, 1)])])
    first = by_rate(measure_invariance(counted, by="year"), "2015")
    row = first["cooperative", "specificity"]
    assert (row["value"], row["low"], row["n_gold"]) == (None, None, 0)
    assert row["warnings"][0].startswith("no-gold: no gold label here is other than cooperative")
    second = by_rate(measure_invariance(counted, by="year"), "2016")
    assert second["cooperative", "specificity"]["low"] is None
    assert codes(second["cooperative", "specificity"]) == ["one-gold-article"]


def test_one_reader_alone_shows_no_spread():
    counted = labelled([("2015", [(0, 0), (0, 1)]), ("2015", [(0, 0)] * 3)])
    alone = counted.documents.append_column("commenter", pa.array(["r", "r"]))
    row = by_rate(measure_invariance(replace(counted, documents=alone), by="year"))
    assert row["cooperative", "sensitivity"]["low"] is None
    assert codes(row["cooperative", "sensitivity"]) == ["few-gold", "one-commenter"]


def test_readers_under_several_articles_widen():
    """Two readers, each always read right or always wrong, under five articles."""
    rows = [("2015", [(0, place % 2)]) for place in range(10)]
    counted = labelled(rows)
    writers = counted.documents.append_column(
        "commenter", pa.array([str(place % 2) for place in range(10)])
    )
    by_article = pa.array([f"a{place // 2}" for place in range(10)])
    place = writers.column_names.index("article_id")
    both = writers.set_column(place, "article_id", by_article)
    errors = [
        by_rate(measure_invariance(replace(counted, documents=table), by="year"))[
            "cooperative", "sensitivity"
        ]["error"]
        for table in (counted.documents, both)
    ]
    assert errors[1] > 2.0 * errors[0]


def test_few_labels_are_said():
    world = simulate(years(0.8), np.random.default_rng(1)).tally()
    rows = by_rate(measure_invariance(world, by="year"))
    assert rows["cooperative", "sensitivity"]["n_gold"] < 50
    assert codes(rows["cooperative", "sensitivity"]) == ["few-gold"]


def test_intervals_cover():
    """Of 300 worlds; 20 articles with some 35 cooperative sentences among their gold labels."""
    held = {"sensitivity": [], "specificity": []}
    for seed in range(300):
        world = simulate(years(0.8), np.random.default_rng([5, seed])).tally()
        rows = by_rate(measure_invariance(world, by="year"))
        for rate, truth in (("sensitivity", 0.8), ("specificity", 0.88)):
            row = rows["cooperative", rate]
            held[rate].append(row["low"] <= truth <= row["high"])
    assert 0.92 <= np.mean(held["sensitivity"]) <= 0.99
    assert 0.92 <= np.mean(held["specificity"]) <= 0.99


@pytest.mark.parametrize(("documents", "n_years"), [(8, 2), (15, 4), (40, 3)])
def test_equal_rates_are_seldom_told_different(documents, n_years):
    """The type I error at .05 in 1,000 worlds: .007 (8 articles) to .024 (40)."""
    setting = years(*[0.8] * n_years, documents=documents)
    assert max(_rejections(setting, by="year", n_worlds=400)) <= 0.05


def test_unlike_groups_with_equal_rates_are_seldom_told_different():
    """Articles and comments of other length and prevalence: in 1,000 worlds .014 and .025."""
    setting = Setting(
        sentences=(8, 30),
        articles=Side(prevalence=0.5, sample=Sample(documents=60, sentences=5)),
        comments=Side(prevalence=0.15, sample=Sample(documents=60, sentences=2)),
        errors_alike=0.3,
    )
    assert max(_rejections(setting, by="kind", n_worlds=300)) <= 0.05


def _rejections(setting, *, by, n_worlds):
    """The share of worlds below p = .05: sensitivity and specificity."""
    found = []
    for seed in range(n_worlds):
        world = simulate(setting, np.random.default_rng([7, seed])).tally()
        groups = rates_by_group(world, by=by, kind=None)
        found.append([equality_p(groups, place) < 0.05 for place in (0, 1)])
    return np.mean(found, axis=0)


def test_different_rates_are_told():
    setting = years(0.9, 0.55, documents=40)
    world = simulate(setting, np.random.default_rng(3)).tally()
    gate = by_rate(gate_invariance(world, by="year"))
    row = gate["cooperative", "sensitivity"]
    assert row["verdict"] == "different"
    assert (row["group"], row["against"]) == ("2016", "2015")
    assert row["difference"] < row["high"] < 0.0
    assert codes(row) == ["errors-differ"]
    assert gate["cooperative", "specificity"]["verdict"] != "different"


def test_with_few_labels_nothing_is_shown():
    world = simulate(years(0.8, 0.8, documents=10), np.random.default_rng(3)).tally()
    gate = gate_invariance(world, by="year")
    assert set(verdicts(gate).values()) == {"not shown"}
    row = by_rate(gate)["cooperative", "sensitivity"]
    assert row["reach"] > 0.1
    assert "does not show that there is none" in row["warnings"][0]


def test_many_labels_show_equality():
    setting = years(0.85, 0.85, documents=900, sentences=8)
    world = simulate(setting, np.random.default_rng(4)).tally()
    gate = gate_invariance(world, by="year")
    assert verdicts(gate)["cooperative"] == "equal"
    rows = by_rate(gate)
    assert rows["cooperative", "sensitivity"]["warnings"] == []
    assert rows["cooperative", "sensitivity"]["reach"] < 0.1


def test_a_group_without_gold_shows_nothing():
    world = simulate(years(0.8, 0.8), np.random.default_rng(4)).tally()
    is_second = np.array(
        [day.startswith("2016") for day in world.documents["published"].to_pylist()]
    )
    names = ("gold_counts", "gold_confusion", "gold_probabilities")
    kept = {name: getattr(world, name).copy() for name in names}
    for sums in kept.values():
        sums[is_second] = 0
    gate = gate_invariance(replace(world, **kept), by="year")
    row = by_rate(gate)["cooperative", "sensitivity"]
    assert (row["verdict"], row["reach"], row["p"]) == ("not shown", None, None)
    assert row["warnings"][0] == (
        "no-interval: the sensitivity of cooperative has no interval in 2016."
    )


def test_one_group_shows_nothing():
    gate = gate_invariance(simulate(years(0.8), np.random.default_rng(4)).tally(), by="year")
    assert set(gate["verdict"].to_pylist()) == {"not shown"}
    assert codes(gate.to_pylist()[0]) == ["one-group"]


def test_only_what_is_not_corrected_is_flagged():
    world = simulate(years(0.9, 0.55, documents=40), np.random.default_rng(3)).tally()
    gate = gate_invariance(world, by="year")
    rows = [
        Estimate(
            group="2015", task="stance", quantity="cooperative", value=0.3, low=0.2, high=0.4,
            method=method, n_sentences=9, n_documents=3, warnings=("clipped: ...",),
        )
        for method in ("uncorrected", "labels only", "corrected", "stable classes (ACC)")
    ]  # fmt: skip
    flagged = flag_uncorrected(rows, gate, by="year")
    added = [[note.split(":")[0] for note in row.warnings[1:]] for row in flagged]
    assert added == [["errors-differ"], [], [], ["errors-differ"]]
    assert "between groups by year" in flagged[0].warnings[1]
    with pytest.raises(SettingError, match=r"cooperative, confrontational, score, gap\), got 'x'"):
        flag_uncorrected([replace(rows[0], quantity="x")], gate)


def test_perfect_agreement_everywhere_is_no_difference():
    rows = [(year, [(0, 0), (1, 1)]) for year in ("2015", "2016") for _ in range(5)]
    groups = rates_by_group(labelled(rows), by="year", kind=None)
    assert equality_p(groups, 0) == 1.0


def test_a_group_without_spread_is_still_compared():
    """All right in 2015, all wrong in 2016: no articles disagree, and yet the years do."""
    rows = [("2015", [(0, 0)])] * 20 + [("2016", [(0, 1)])] * 20
    groups = rates_by_group(labelled(rows), by="year", kind=None)
    assert equality_p(groups, 0) < 0.001


def test_p_equals_welch():
    """With one label an article the calibration is a plain mean, and the test that of Welch."""
    numbers = np.random.default_rng(2)
    called = {"2015": numbers.random(30) < 0.8, "2016": numbers.random(25) < 0.6}
    rows = [(year, [(0, int(not hit))]) for year, hits in called.items() for hit in hits]
    groups = rates_by_group(labelled(rows), by="year", kind=None)
    expected = stats.ttest_ind(*called.values(), equal_var=False).pvalue
    assert equality_p(groups, 2) == pytest.approx(expected)


def test_settings_are_checked():
    world = simulate(years(0.8), np.random.default_rng(4)).tally()
    with pytest.raises(SettingError, match="got 'outlet'"):
        measure_invariance(world, by="outlet")
    with pytest.raises(SettingError, match="kind to be"):
        measure_invariance(world, by="year", kind="reader")
    with pytest.raises(SettingError, match="margin above 0"):
        gate_invariance(world, by="year", margin=math.nan)
