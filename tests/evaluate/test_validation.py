"""Validation: honest, repeatable, the same for any number of processes."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from stance.errors import InputError, SettingError
from stance.evaluate import Plan, mistakes_of, mistakes_out_of_fold, validate
from stance.evaluate.baselines import BASELINES, Baseline, baselines_for, lexicon
from stance.evaluate.leaks import find_leaks, find_repeats
from stance.evaluate.mistakes import select_mistakes
from stance.evaluate.running import learn
from stance.records import LabelledText

FEW = {"draws": 100}


@pytest.fixture(scope="module")
def corpus(labelled):
    """Three copies of the labelled sentences, each of other documents, outlets and years."""
    rows = []
    for copy, outlet in enumerate(("Warta Nusa", "Antero Pos", "Kabar Samudra")):
        for place, row in enumerate(labelled):
            document = int(row.document_id.strip("d"))
            # A word of its own after every second one leaves no run of three words in common.
            words = [
                f"{word} q{'abc'[copy]}" * (k % 2) or word
                for k, word in enumerate(row.text.split())
            ]
            rows.append(
                replace(
                    row,
                    text=" ".join(words),
                    document_id=f"{row.document_id}-{copy}",
                    outlet=outlet,
                    kind="comment" if place % 3 == 0 else "article",
                    published=date(2012 + 3 * copy + document % 3, 1, 1),
                )
            )
    return rows


@pytest.fixture(scope="module")
def validation(corpus, codebook):
    return validate(corpus, codebook=codebook, plan=Plan(folds=3, **FEW))


def test_every_text_is_judged_and_the_result_is_json(validation, corpus):
    row = json.loads(json.dumps(validation.to_dict(), allow_nan=False))
    assert row["n_sentences"] == row["n_labelled"] == len(corpus)
    assert np.sum(row["confusion"]) == len(corpus)
    assert [side["n_test"] + side["n_train"] for side in row["sides"]] == [len(corpus)] * 3
    assert row["warnings"]


def test_order_and_processes_change_nothing(validation, corpus, codebook):
    again = validate(corpus[::-1], codebook=codebook, plan=Plan(folds=3, **FEW), jobs=2)
    assert again.to_dict() == validation.to_dict()


def test_copies_in_other_documents_do_not_help(corpus, codebook, labelled):
    """A classifier that had seen a copy would be right; near-equal documents share a fold."""
    copies = [replace(row, document_id=row.document_id + "-copy") for row in labelled]
    copied = validate([*labelled, *copies], codebook=codebook, plan=Plan(folds=3, **FEW))
    assert copied.judgement.n_documents <= len({row.document_id for row in labelled})
    assert copied.shared.n_equal > 0
    assert "word for word" in " ".join(copied.warnings)


@pytest.mark.parametrize("split", ["temporal", "outlet", "kind"])
def test_other_splits_train_on_others(corpus, codebook, split):
    found = validate(corpus, codebook=codebook, plan=Plan(split=split, folds=3, **FEW))
    assert found.split == split
    assert all(side.n_train > 0 for side in found.sides)
    assert found.judgement.n_sentences <= len(corpus)


def test_a_column_of_ones_own_splits(corpus, codebook):
    topics = {
        row.document_id: "Krimea" if row.outlet == "Warta Nusa" else "energi" for row in corpus
    }
    plan = Plan(split="topic", groups=topics, folds=3, **FEW)
    found = validate(corpus, codebook=codebook, plan=plan)
    assert {side.name for side in found.sides} == {"Krimea", "energi"}


def test_all_parts_on_request(corpus, codebook):
    plan = Plan(folds=2, random=True, years=True, curve=True, **FEW)
    steps = []
    found = validate(
        [row for row in corpus if row.outlet != "Antero Pos"],  # it trains sixteen times
        codebook=codebook,
        plan=plan,
        progress=lambda done, total: steps.append((done, total)),
    )
    assert set(found.random.claimed) >= {"macro_f1", "log_loss"}
    assert len(found.years.cells) == len(found.years.periods) ** 2
    assert found.curve.sizes[-1].n_documents > found.curve.sizes[0].n_documents
    assert steps[-1][0] == steps[-1][1] == len(steps)


def test_baselines_are_entered_in_one_place(corpus, codebook, monkeypatch):
    def first(train, test, *, codebook, seed=0):
        return np.tile([1.0, 0.0, 0.0], (len(test), 1))

    monkeypatch.setitem(BASELINES, "first", Baseline(predict=first, labels_only=True))
    found = validate(corpus, codebook=codebook, plan=Plan(folds=2, **FEW))
    (rival,) = [rival for rival in found.baselines if rival.name == "first"]
    share = np.mean([row.label == codebook.labels[0] for row in corpus])
    assert rival.figures["accuracy"].value == pytest.approx(share)
    assert "log_loss" not in rival.figures


def test_the_lexicon_counts_acts(codebook):
    if "lexicon" not in baselines_for(codebook, untrained=True):
        pytest.skip("the lexicon of acts is not here")
    texts = ["Kedua negara sepakat bekerja sama.", "Moskow mengancam dan mengecam.", "Hari ini."]
    rows = [LabelledText(text=text, label="neutral", document_id="a") for text in texts]
    assert lexicon([], rows, codebook=codebook).argmax(axis=1).tolist() == [0, 2, 1]


def test_refusals_say_what_to_do(corpus, codebook, labelled):
    with pytest.raises(SettingError, match="Expected one of the splits grouped, temporal"):
        validate(corpus, codebook=codebook, plan=Plan(split="desk"))
    with pytest.raises(SettingError, match="with dates in two or more years"):
        validate(labelled, codebook=codebook, plan=Plan(split="temporal"))
    with pytest.raises(SettingError, match="two or more values of 'outlet'"):
        validate(labelled, codebook=codebook, plan=Plan(split="outlet"))
    with pytest.raises(SettingError, match="to compare random folds with"):
        validate(corpus, codebook=codebook, plan=Plan(split="outlet", random=True))
    with pytest.raises(InputError, match="got none"):
        validate([], codebook=codebook)


def test_labels_too_few_to_train_on_say_so(labelled, codebook):
    cooperative = [row for row in labelled if row.label == "cooperative"]
    with pytest.raises(InputError, match="Expected labels enough to train on one part"):
        validate(cooperative, codebook=codebook, plan=Plan(folds=2))


def test_contributions_of_a_mistake_add_up(bundle, labelled):
    wrong = [replace(row, label="neutral") for row in labelled if row.label != "neutral"]
    found = mistakes_of(wrong, bundle=bundle, terms=10_000)
    assert found
    assert [row.probability for row in found] == sorted(
        (r.probability for r in found), reverse=True
    )
    for row in found:
        assert row.log_odds == pytest.approx(np.log(row.probability / row.label_probability))
        pushed = row.intercept + sum(term.contribution for term in row.terms)
        assert pushed >= row.log_odds - 1e-9  # what spoke against it is not listed


def test_mistakes_out_of_fold_are_those_of_the_folds(labelled, codebook):
    found = mistakes_out_of_fold(labelled, codebook=codebook, folds=3)
    pair = select_mistakes(found, label="neutral", predicted="cooperative")
    assert all((row.label, row.predicted) == ("neutral", "cooperative") for row in pair)
    judged = validate(labelled, codebook=codebook, plan=Plan(folds=3, **FEW))
    wrong = np.sum(judged.judgement.confusion) - np.trace(judged.judgement.confusion)
    assert abs(len(found) - wrong) <= 3  # folds follow the order of the rows


def test_leaks_are_counted_and_said():
    text = "Kedua pihak sepakat bertemu lagi bulan depan di Jenewa."
    one = LabelledText(text=text, label="cooperative", document_id="a")
    same = LabelledText(text=text.upper(), label="neutral", document_id="b")
    other = LabelledText(text="Hari ini hujan turun di Jakarta.", label="neutral", document_id="a")
    leaks = find_leaks([one], [same, other])
    assert (leaks.n_documents, leaks.n_near_equal, leaks.n_equal) == (1, 1, 1)
    assert leaks.examples[0].other_label == "neutral"
    assert len(leaks.said) == 2
    assert find_repeats([one, same, other]).n_other_label == 1
    assert find_repeats([one, other]).said == ()


def test_a_side_with_few_documents_is_chosen_on_fewer_folds(labelled, codebook):
    first = sorted({row.document_id for row in labelled})[:4]
    few = [row for row in labelled if row.document_id in first]
    bundle = learn(few, codebook=codebook, seed=0)
    assert bundle.manifest["validation"]["n_folds"] == 4
    assert learn(labelled, codebook=codebook, seed=0).manifest["validation"]["n_folds"] == 5
