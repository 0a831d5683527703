"""From seed words and unlabelled text to a bundle."""

import numpy as np
import pytest

from stance.errors import InputError, SettingError
from stance.model import load
from stance.model.seeds import train_from_seeds
from stance.records import Article, Codebook, Comment, Corpus, LabelledText
from stance.score.engine import Engine

BOOK = Codebook(task="colour", version="1", labels=("warm", "neutral", "cold"))
SEEDS = {"merah": "warm", "biru": "cold"}
# Each side's words, of which only the seed is known; and words that stand on both sides.
WARM, COLD = ("merah", "api", "tembaga", "bara", "senja"), ("biru", "laut", "es", "salju", "kabut")
BETWEEN = ("meja", "kursi", "rumah", "jalan", "pintu", "kertas")


def planted(n=400, seed=0):
    """Sentences of two or three words of one side (or of none) among words of both."""
    rng = np.random.default_rng(seed)
    texts = []
    for number in range(n):
        side = (WARM, (), COLD, ())[number % 4]
        own = rng.choice(side, size=3, replace=False).tolist() if side else []
        texts.append(" ".join([*own, *rng.choice(BETWEEN, size=3)]))
    return texts


@pytest.fixture(scope="module")
def scale():
    return train_from_seeds(planted(), codebook=BOOK, seeds=SEEDS, features="words", dimensions=3)


def weights_of(scale):
    return dict(zip(scale.terms, scale.weights[0], strict=True))


def test_planted_polarity_is_found(scale):
    weights = weights_of(scale)
    for warm, cold in zip(WARM, COLD, strict=True):
        assert weights[warm] > max(map(abs, (weights[word] for word in BETWEEN)))
        assert -weights[cold] > max(map(abs, (weights[word] for word in BETWEEN)))


def test_sentences_without_a_seed_lean_as_their_neighbours_do(scale):
    texts = ["api tembaga senja", "salju kabut laut", "meja kursi rumah pintu"]
    probabilities = Engine(scale).probabilities(texts)
    warm, cold, neither = probabilities[:, 0] - probabilities[:, 2]
    assert warm > 0.3
    assert cold < -0.3
    assert abs(neither) < 0.1


def test_a_sentence_of_unknown_words_is_neutral(scale):
    assert Engine(scale).probabilities(["xyz", ""]).argmax(axis=1).tolist() == [1, 1]


def test_the_same_sentences_in_any_order_give_the_same_bundle(scale):
    texts = planted()[::-1] + planted()[:50]
    other = train_from_seeds(texts, codebook=BOOK, seeds=SEEDS, features="words", dimensions=3)
    assert other.digest == scale.digest


def test_it_comes_back_as_it_was_saved(scale, tmp_path):
    scale.save(tmp_path / "bundle")
    loaded = load(tmp_path / "bundle")
    assert (loaded.manifest, loaded.terms) == (scale.manifest, scale.terms)
    assert np.array_equal(loaded.weights, scale.weights)


def test_the_engine_gives_what_the_pipeline_gives(scale):
    prepared = scale.preparation().texts(planted(seed=1))
    expected = scale.to_sklearn().predict_proba(prepared)
    assert np.abs(Engine(scale).probabilities(prepared) - expected).max() < 1e-12


def test_it_claims_no_figures_and_no_labels(scale):
    assert scale.manifest["validation"] == {"method": "seeds"}
    assert set(scale.manifest["labels"].values()) == {0}
    assert scale.documents == frozenset()


def test_labels_get_the_assumed_shares_of_the_sentences(scale):
    prepared = scale.preparation().texts(sorted(set(planted())))
    labels = Engine(scale).probabilities(prepared).argmax(axis=1)
    assert np.bincount(labels) / len(labels) == pytest.approx([0.25, 0.5, 0.25], abs=0.02)


def test_two_labels_are_cut_in_halves():
    book = Codebook(task="colour", version="1", labels=("warm", "cold"))
    scale = train_from_seeds(planted(), codebook=book, seeds=SEEDS, features="words", dimensions=3)
    probabilities = Engine(scale).probabilities(["api bara", "es kabut"])
    assert probabilities.argmax(axis=1).tolist() == [0, 1]


def test_a_corpus_is_split_into_sentences():
    texts = planted()
    corpus = Corpus(
        articles=(Article(id="a", title="", text=". ".join(map(str.title, texts))),),
        comments=(Comment(id="b", article_id="a", text="Api bara.", position=0),),
    )
    scale = train_from_seeds(corpus, codebook=BOOK, seeds=SEEDS, features="words", dimensions=3)
    assert weights_of(scale)["api"] > 0
    assert scale.manifest["seeds"]["n_sentences"] > 300


def test_seeds_are_stemmed_and_those_missing_are_listed():
    seeds = {**SEEDS, "memerah": "warm", "ungu tua": "cold"}
    scale = train_from_seeds(planted(), codebook=BOOK, seeds=seeds, features="words")
    assert scale.manifest["seeds"]["found"] == {"warm": ["memerah", "merah"], "cold": ["biru"]}
    assert scale.manifest["seeds"]["missing"] == ["ungu tua"]


def test_a_pair_of_words_can_be_a_seed():
    texts = [text.replace("merah", "merah padam") for text in planted()]
    seeds = {"merah padam": "warm", "biru": "cold"}
    scale = train_from_seeds(texts, codebook=BOOK, seeds=seeds, features="words")
    assert "merah padam" in scale.terms
    assert weights_of(scale)["api"] > 0 > weights_of(scale)["es"]


def test_with_marks_names_are_hidden_and_the_shipped_seeds_are_used(codebook):
    acts = ("mendukung", "memuji", "menuduh", "mengancam")
    texts = [f"Rusia {acts[n % 4]} {text}" for n, text in enumerate(planted())]
    scale = train_from_seeds(texts, codebook=codebook)
    assert weights_of(scale)["#cooperative"] > 0 > weights_of(scale)["#confrontational"]
    assert "rusia" not in scale.terms
    assert scale.lexicon is not None


def test_it_is_judged_like_any_other(scale):
    from stance.evaluate import evaluate_bundle

    texts = [
        LabelledText(text="api tembaga", label="warm", document_id="a"),
        LabelledText(text="es salju", label="cold", document_id="b"),
    ]
    assert evaluate_bundle(texts, bundle=scale, draws=20).accuracy == 1


@pytest.mark.parametrize(
    ("seeds", "said"),
    [
        ({}, "got none for 'warm'"),
        ({"merah": "warm"}, "got none for 'cold'"),
        ({**SEEDS, "hijau": "neutral"}, "got 'neutral' for 'hijau'"),
        ({"merah": "warm", "ungu": "cold", "nila": "cold"}, "none of ungu, nila"),
        ({**SEEDS, "merahnya": "cold"}, "'merahnya'"),
        ({**SEEDS, "merah api bara": "warm"}, "one or two stems"),
        ({**SEEDS, "...": "warm"}, "one or two stems"),
    ],
)
def test_seeds_that_cannot_be_used_are_refused(seeds, said):
    with pytest.raises(InputError, match=said):
        train_from_seeds(planted(), codebook=BOOK, seeds=seeds, features="words")


@pytest.mark.parametrize("texts", [planted(n=60), planted(n=4), ["", "..."], []])
def test_too_few_sentences_are_refused(texts):
    with pytest.raises(InputError, match="at least 100 different sentences"):
        train_from_seeds(texts, codebook=BOOK, seeds=SEEDS, features="words")


def test_one_text_is_not_taken_for_many():
    with pytest.raises(InputError, match="Put it into a list"):
        train_from_seeds("merah biru", codebook=BOOK, seeds=SEEDS)


@pytest.mark.parametrize(
    "setting", [{"dimensions": 0}, {"seed": -1}, {"features": "letters"}, {"features": ""}]
)
def test_settings_that_are_not_possible_are_refused(setting):
    with pytest.raises(SettingError):
        train_from_seeds(planted(), codebook=BOOK, seeds=SEEDS, **setting)


def test_a_task_without_shipped_seeds_needs_some():
    with pytest.raises(InputError, match="sentiment, stance"):
        train_from_seeds(planted(), codebook=BOOK)
