"""A bundle judged on held-out labels, with leaks said and strange labels refused."""

import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

from stance.errors import InputError
from stance.evaluate import evaluate_bundle
from stance.records import LabelledText

HELD_OUT = [
    LabelledText(text=text, label=label, document_id=document)
    for text, label, document in [
        ("Kedua presiden sepakat dan saling memuji.", "cooperative", "e1"),
        ("Mereka mengancam dan menyerang kota itu.", "confrontational", "e1"),
        ("Gedung itu terletak di selatan kota.", "neutral", "e2"),
        ("Sidang terdiri atas dua bagian.", "confrontational", "e2"),
        ("Menteri menolak dan menuduh.", "confrontational", "e3"),
    ]
]


@pytest.fixture(scope="module")
def evaluation(bundle):
    return evaluate_bundle(HELD_OUT, bundle=bundle)


def test_figures_equal_those_of_scikit_learn(evaluation, bundle):
    prepared = bundle.preparation().texts([text.text for text in HELD_OUT])
    probabilities = bundle.to_sklearn().predict_proba(prepared)
    predicted = [bundle.labels[best] for best in probabilities.argmax(axis=1)]
    truth = [text.label for text in HELD_OUT]
    assert evaluation.accuracy == pytest.approx(accuracy_score(truth, predicted))
    assert evaluation.macro_f1 == pytest.approx(f1_score(truth, predicted, average="macro"))
    rows = [
        (row.precision.value, row.recall.value, row.f1.value, row.n_sentences)
        for row in evaluation.per_label
    ]
    expected = precision_recall_fscore_support(truth, predicted, labels=list(bundle.labels))
    assert np.allclose(rows, np.array(expected).T)
    assert np.sum(evaluation.confusion) == 5


def test_counts_and_no_leak(evaluation):
    assert (evaluation.n_sentences, evaluation.n_documents) == (5, 3)
    assert evaluation.n_documents_trained_on == 0
    assert evaluation.leaks == ""
    assert 0 <= evaluation.calibration_error <= 1


def test_documents_of_the_training_data_are_said(bundle, labelled):
    evaluation = evaluate_bundle([*HELD_OUT, *labelled[:4]], bundle=bundle)
    assert evaluation.n_documents_trained_on == 1
    assert evaluation.leaks == (
        "1 of 4 documents (4 of 9 sentences) were in the bundle's training data: these figures are "
        "too good. Its manifest has out-of-fold figures."
    )


def test_to_dict_is_json(evaluation):
    row = json.loads(json.dumps(evaluation.to_dict()))
    assert row["per_label"][0]["label"] == "cooperative"
    assert row["leaks"] == ""
    assert row["figures"]["macro_f1"]["low"] <= row["figures"]["macro_f1"]["value"]


def test_few_documents_are_said(evaluation):
    assert evaluation.warnings == (
        "3 documents are few: under 30, intervals over draws of documents are too narrow.",
    )


def test_baselines_that_learn_nothing_stand_beside(evaluation):
    names = [rival.name for rival in evaluation.baselines]
    assert names[0] == "majority"
    assert "words" not in names


def test_another_bundle_of_the_same_weights_differs_in_nothing(bundle):
    evaluation = evaluate_bundle(HELD_OUT, bundle=bundle, against=bundle)
    comparison = evaluation.baselines[-1].comparison
    assert {figure.value for figure in comparison.differences.values()} == {0.0}
    assert comparison.mcnemar_p == 1.0


def test_sentences_of_the_training_labels_are_found(bundle, labelled):
    copied = [replace(row, document_id="copy") for row in labelled]
    evaluation = evaluate_bundle(copied, bundle=bundle, trained_on=labelled)
    assert evaluation.shared.n_equal > 0
    assert evaluation.shared.n_other_label == 0
    assert "near-equal one in training" in " ".join(evaluation.warnings)


def test_refuses_a_label_the_bundle_does_not_have(bundle):
    with pytest.raises(InputError) as refusal:
        evaluate_bundle([replace(HELD_OUT[0], label="positive")], bundle=bundle)
    assert str(refusal.value) == (
        "Expected one of the bundle's labels cooperative, neutral, confrontational, got 'positive' "
        "in document 'e1'. Use labels of the task 'stance', or another bundle."
    )


def test_refuses_no_texts(bundle):
    with pytest.raises(InputError) as refusal:
        evaluate_bundle([], bundle=bundle)
    assert str(refusal.value) == "Expected labelled texts to judge the bundle on, got none."


def test_the_majority_baseline_of_comments_knows_their_labels(double):
    # Of the comments' labels each is a third; of the articles' eleven of 36 are confrontational.
    counts = double.comments.manifest["labels"]
    assert len(set(counts.values())) == 1
    remarks = [replace(HELD_OUT[1], kind="comment"), replace(HELD_OUT[4], kind="comment")]
    (majority, *_) = evaluate_bundle(remarks, bundle=double, draws=10).baselines
    assert majority.figures["log_loss"].value == pytest.approx(np.log(3))
