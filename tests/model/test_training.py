"""Training: what it refuses, that it is repeatable, and that it equals the plain pipeline."""

import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from stance.errors import InputError, SettingError
from stance.model import train
from stance.records import Codebook, LabelledText
from stance.text import Preparation, text_version


def relabelled(labelled, names):
    return [replace(text, label=names.get(text.label, text.label)) for text in labelled]


def test_manifest_says_what_the_bundle_is(bundle, labelled):
    manifest = bundle.manifest
    assert manifest["labels"] == {"cooperative": 12, "neutral": 13, "confrontational": 11}
    assert manifest["kinds"] == {"article": 36}
    assert manifest["codebook"]["labels"] == list(bundle.labels)
    assert manifest["text"] == {"stems": True, "slang": True, "version": text_version()}
    assert manifest["documents"] == [f"d0{number}" for number in range(1, 10)]
    assert manifest["versions"].keys() == {
        "stance", "python", "numpy", "scikit-learn", "PySastrawi",
    }  # fmt: skip
    assert manifest["top_terms"].keys() == set(bundle.labels)
    assert json.loads(json.dumps(manifest)) == manifest


def test_validation_is_out_of_fold_and_beside_the_majority(bundle):
    figures = bundle.manifest["validation"]
    assert (figures["n_sentences"], figures["n_documents"], figures["n_folds"]) == (36, 9, 5)
    assert figures["majority_macro_f1"] == pytest.approx(2 * 13 / (13 + 36) / 3, abs=1e-4)
    assert 0 < figures["macro_f1"] <= 1
    assert sum(map(sum, figures["confusion"])) == 36
    assert [row["label"] for row in figures["per_label"]] == list(bundle.labels)


def test_bundle_is_the_plain_pipeline_with_its_calibration(bundle, labelled):
    texts = sorted(labelled, key=lambda text: (text.document_id, text.text))
    prepared = Preparation().texts([text.text for text in texts])
    settings = {"lowercase": False, "token_pattern": r"\S+", "sublinear_tf": True}
    plain = TfidfVectorizer(ngram_range=(1, 2), vocabulary=list(bundle.terms), **settings)
    features = plain.fit_transform(prepared)
    figures = bundle.manifest["validation"]
    model = LogisticRegression(C=figures["C"], class_weight="balanced", max_iter=5000)
    model.fit(features, [bundle.labels.index(text.label) for text in texts])
    assert np.allclose(bundle.idf, plain.idf_, atol=1e-15)
    # The manifest keeps four digits of the temperature.
    assert np.allclose(bundle.weights * figures["temperature"], model.coef_, rtol=2e-3)


def test_the_same_bundle_whatever_the_order_and_the_number_of_jobs(bundle, labelled, codebook):
    again = train(labelled[::-1], codebook=codebook, jobs=2)
    assert again.digest == bundle.digest
    assert again.manifest["data_digest"] == bundle.manifest["data_digest"]


def test_another_label_is_another_data_digest(bundle, labelled, codebook):
    changed = [replace(labelled[0], label="neutral"), *labelled[1:]]
    steps = []
    other = train(changed, codebook=codebook, seed=1, progress=lambda *step: steps.append(step))
    assert other.manifest["data_digest"] != bundle.manifest["data_digest"]
    assert other.manifest["seed"] == 1
    assert steps == [(done, 31) for done in range(1, 32)]


def test_two_labels_are_enough(labelled):
    codebook = Codebook(task="polarity", version="p-1", labels=("good", "bad"))
    names = {"cooperative": "good", "neutral": "bad", "confrontational": "bad"}
    bundle = train(relabelled(labelled, names), codebook=codebook)
    assert bundle.weights.shape == (2, len(bundle.terms))
    prepared = Preparation().texts(["Kedua negara sepakat.", "Mereka mengancam."])
    assert bundle.to_sklearn().predict(prepared).tolist() == ["good", "bad"]


def test_two_documents_are_enough(codebook):
    texts = [
        LabelledText(text=f"{label} {document}", label=label, document_id=document)
        for label in codebook.labels
        for document in ("a", "b")
    ]
    assert train(texts, codebook=codebook).manifest["validation"]["n_folds"] == 2


REFUSALS = {
    "no texts": (
        lambda texts: [],
        "Expected labelled texts to train on, got none. Check the label file.",
    ),
    "a label outside the codebook": (
        lambda texts: [*texts, replace(texts[0], label="netral", document_id="d77")],
        "Expected one of the labels cooperative, neutral, confrontational of codebook stance-1, "
        "got 'netral' in document 'd77'. Correct the label, or name another codebook.",
    ),
    "one label only": (
        lambda texts: [text for text in texts if text.label == "neutral"],
        "Expected at least two labels to tell apart, got only 'neutral' in all 13 texts. Add texts "
        "with other labels.",
    ),
    "a label without texts": (
        lambda texts: [text for text in texts if text.label != "neutral"],
        "Expected every label of codebook stance-1 in 2 or more documents (one to learn from, one "
        "to try on), got 'neutral' in 0. Label more documents, or train with a codebook without "
        "this label.",
    ),
    "a label in one document": (
        lambda texts: [
            text for text in texts if text.label != "neutral" or text.document_id == "d06"
        ],
        "Expected every label of codebook stance-1 in 2 or more documents (one to learn from, one "
        "to try on), got 'neutral' in 1. Label more documents, or train with a codebook without "
        "this label.",
    ),
    "no words": (
        lambda texts: [replace(text, text=" .") for text in texts],
        "Expected words in the labelled texts, got none: after cleaning, all 36 texts are empty. "
        "Check which column holds the text.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSALS)
def test_refuses(what, labelled, codebook):
    change, message = REFUSALS[what]
    with pytest.raises(InputError) as refusal:
        train(change(labelled), codebook=codebook)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"seed": -1}, "Expected a seed from 0 to 4294967295, got -1."),
        ({"jobs": 0}, "Expected at least one job, got 0."),
    ],
)
def test_refuses_settings(setting, message, labelled, codebook):
    with pytest.raises(SettingError) as refusal:
        train(labelled, codebook=codebook, **setting)
    assert str(refusal.value) == message
