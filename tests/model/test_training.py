"""Training: what it refuses, that it is repeatable, and that it equals the plain pipeline."""

import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from stance.errors import InputError, SettingError
from stance.model import train
from stance.model.features import FEATURES, kind_of
from stance.model.settings import FEATURE_SETS, Grid
from stance.model.training import FEWEST_OF_A_KIND
from stance.records import Codebook, LabelledText
from stance.text import Preparation, read_lexicon, text_version

WORDS = Grid(features=("words",), strengths=(1.0, 4.0))


def relabelled(labelled, names):
    return [replace(text, label=names.get(text.label, text.label)) for text in labelled]


def test_manifest_says_what_the_bundle_is(bundle, labelled):
    manifest = bundle.manifest
    assert manifest["labels"] == {"cooperative": 12, "neutral": 13, "confrontational": 11}
    assert manifest["kinds"] == {"article": 36}
    assert manifest["codebook"]["labels"] == list(bundle.labels)
    assert manifest["text"].keys() == {"stems", "slang", "names", "letters", "lexicon", "version"}
    assert manifest["text"]["version"] == text_version()
    assert manifest["features"] == FEATURES
    assert manifest["comments"] is None
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


@pytest.mark.parametrize("name", FEATURE_SETS)
def test_bundle_is_the_plain_pipeline_with_its_calibration(labelled, codebook, lexicon, name):
    grid = Grid(features=(name,), strengths=(1.0, 4.0), lexicon=lexicon)
    bundle = train(labelled, codebook=codebook, grid=grid)
    texts = sorted(labelled, key=lambda text: (text.document_id, text.text))
    prepared = bundle.preparation().texts([text.text for text in texts])
    settings = {"lowercase": False, "token_pattern": r"\S+", "sublinear_tf": True}
    plain = TfidfVectorizer(ngram_range=(1, 2), vocabulary=list(bundle.terms), **settings)
    plain.fit(prepared)
    # Runs of letters weigh a share of what scikit-learn gives them.
    plain.idf_ = plain.idf_ * [FEATURES["share"][kind_of(term)] for term in bundle.terms]
    figures = bundle.manifest["validation"]
    model = LogisticRegression(C=figures["C"], class_weight="balanced", max_iter=5000)
    model.fit(plain.transform(prepared), [bundle.labels.index(text.label) for text in texts])
    assert np.allclose(bundle.idf, plain.idf_, atol=1e-15)
    # The manifest keeps four digits of the temperature.
    assert np.allclose(bundle.weights * figures["temperature"], model.coef_, rtol=2e-3, atol=1e-9)


@pytest.mark.parametrize("name", FEATURE_SETS)
def test_the_feature_set_is_in_the_manifest_the_terms_and_the_preparation(
    labelled, codebook, lexicon, name
):
    grid = Grid(features=(name,), strengths=(1.0,), lexicon=lexicon)
    bundle = train(labelled, codebook=codebook, grid=grid)
    wanted, text = FEATURE_SETS[name], bundle.manifest["text"]
    assert bundle.manifest["validation"]["features"] == name
    assert (text["names"], text["letters"]) == (not wanted.marks, wanted.letters)
    assert text["lexicon"] == (lexicon.digest if wanted.marks else None)
    assert bundle.lexicon == (lexicon if wanted.marks else None)
    assert any(term.startswith("#") for term in bundle.terms) == wanted.marks
    assert any(term.startswith("~") for term in bundle.terms) == wanted.letters
    prepared = bundle.preparation().texts(["Rusia sepakat."])[0]
    assert prepared.startswith("<state> sepakat" if wanted.marks else "rusia sepakat")
    assert prepared.count("|") == wanted.marks + wanted.letters


def test_all_there_was_to_choose_from_is_told_and_the_best_is_chosen(labelled, codebook, lexicon):
    grid = Grid(features=("words", "marks"), strengths=(0.5, 8.0), lexicon=lexicon)
    manifest = train(labelled, codebook=codebook, grid=grid).manifest
    rows = manifest["selection"]
    assert [(row["features"], row["C"]) for row in rows] == [
        ("words", 0.5), ("words", 8.0), ("marks", 0.5), ("marks", 8.0),
    ]  # fmt: skip
    best = min(rows, key=lambda row: row["log_loss"])
    chosen = manifest["validation"]
    assert (chosen["features"], chosen["C"]) == (best["features"], best["C"])


def test_without_a_lexicon_of_ones_own_it_is_the_one_that_comes_along(bundle, root):
    shipped = read_lexicon(root / "labels" / "lexicon").digest
    assert bundle.manifest["text"]["lexicon"] in (shipped, None)
    named = {row["features"] for row in bundle.manifest["selection"]}
    assert named == set(Grid().features)


def test_the_same_bundle_whatever_the_order_and_the_number_of_jobs(
    double, labelled, remarks, codebook, lexicon, monkeypatch
):
    monkeypatch.setattr("stance.model.training.FEWEST_OF_A_KIND", 30)
    grid = Grid(features=("marks-letters",), strengths=(1.0, 4.0), lexicon=lexicon)
    again = train([*remarks, *labelled][::-1], codebook=codebook, grid=grid, jobs=2)
    assert again.digest == double.digest
    assert again.comments.digest == double.comments.digest
    assert again.manifest["data_digest"] == double.manifest["data_digest"]


def test_each_kind_with_enough_sentences_has_its_classifier(double, labelled, remarks):
    articles, comments = double.manifest, double.comments.manifest
    assert (articles["kinds"], comments["kinds"]) == ({"article": 36}, {"comment": 36})
    assert double.of("article") is double
    assert double.of("comment") is double.comments
    assert double.comments.of("comment") is double.comments
    assert double.comments.comments is None
    assert comments["documents"] == ["d01", "d04", "d08"]
    assert double.documents == {text.document_id for text in [*labelled, *remarks]}
    # What one kind says is nothing to the other.
    assert "saja" in double.comments.terms
    assert "saja" not in double.terms


def test_the_manifest_repeats_what_matters_of_the_comments_classifier(double):
    comments = double.comments.manifest
    names = ("digest", "labels", "kinds", "text", "validation")
    assert double.manifest["comments"] == {name: comments[name] for name in names}


@pytest.mark.parametrize("few", ["sentences", "documents of a label"])
def test_too_few_of_a_kind_share_one_classifier(labelled, remarks, codebook, few, monkeypatch):
    monkeypatch.setattr("stance.model.training.FEWEST_OF_A_KIND", 30)
    if few == "sentences":
        kept = remarks[:29]
    else:
        calm = [text for text in remarks if text.label == "cooperative"]
        kept = [replace(text, document_id="d01") for text in calm]
        kept += [text for text in remarks if text.label != "cooperative"]
    bundle = train([*labelled, *kept], codebook=codebook, grid=WORDS)
    assert bundle.comments is None
    assert bundle.of("comment") is bundle
    assert bundle.manifest["kinds"] == {"article": 36, "comment": len(kept)}


def test_so_many_of_a_kind_are_enough(labelled, remarks, codebook):
    assert FEWEST_OF_A_KIND > 36
    articles = [
        replace(text, text=f"{text.text} {copy}")
        for copy in range(FEWEST_OF_A_KIND // 36 + 1)
        for text in labelled
    ]
    comments = [replace(text, kind="comment") for text in articles[:FEWEST_OF_A_KIND]]
    grid = Grid(features=("words",), strengths=(1.0,))
    assert train([*articles, *comments], codebook=codebook, grid=grid).comments is not None
    assert train([*articles, *comments[1:]], codebook=codebook, grid=grid).comments is None


def test_steps_are_counted_over_both_classifiers(labelled, remarks, codebook, lexicon, monkeypatch):
    monkeypatch.setattr("stance.model.training.FEWEST_OF_A_KIND", 30)
    steps = []
    grid = Grid(features=("words", "marks"), strengths=(1.0,), lexicon=lexicon)
    train(
        [*labelled, *remarks], codebook=codebook, grid=grid,
        progress=lambda *step: steps.append(step),
    )  # fmt: skip
    # Three documents with comments make three folds, nine articles five; each with two sets.
    assert steps[:7] == [(done, 2 * 7) for done in range(1, 8)]
    assert steps[7:] == [(11 + done, 2 * 11) for done in range(1, 12)]
    shares = [done / total for done, total in steps]
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_another_label_is_another_data_digest(bundle, labelled, codebook):
    changed = [replace(labelled[0], label="neutral"), *labelled[1:]]
    steps = []
    other = train(
        changed, codebook=codebook, grid=WORDS, seed=1, progress=lambda *step: steps.append(step)
    )
    assert other.manifest["data_digest"] != bundle.manifest["data_digest"]
    assert other.manifest["seed"] == 1
    assert steps == [(done, 6) for done in range(1, 7)]


def test_two_labels_are_enough(labelled):
    codebook = Codebook(task="polarity", version="p-1", labels=("good", "bad"))
    names = {"cooperative": "good", "neutral": "bad", "confrontational": "bad"}
    bundle = train(relabelled(labelled, names), codebook=codebook, grid=WORDS)
    assert bundle.weights.shape == (2, len(bundle.terms))
    prepared = Preparation().texts(["Kedua negara sepakat.", "Mereka mengancam."])
    assert bundle.to_sklearn().predict(prepared).tolist() == ["good", "bad"]


def test_two_documents_are_enough(codebook):
    texts = [
        LabelledText(text=f"{label} {document}", label=label, document_id=document)
        for label in codebook.labels
        for document in ("a", "b")
    ]
    bundle = train(texts, codebook=codebook, grid=Grid(folds=2))
    assert bundle.manifest["validation"]["n_folds"] == 2
    with pytest.raises(InputError, match=r"at least as many documents as folds, 5, got 2\."):
        train(texts, codebook=codebook)


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
        ({"grid": Grid(features=())}, "Expected one or more of the feature sets words, marks, "
         "letters, marks-letters, got none. Name others with --features."),
    ],
)  # fmt: skip
def test_refuses_settings(setting, message, labelled, codebook):
    with pytest.raises(SettingError) as refusal:
        train(labelled, codebook=codebook, **setting)
    assert str(refusal.value) == message
