"""The scale from seed words among the baselines."""

import numpy as np
import pytest

from stance.evaluate.baselines import baselines_for, scale
from stance.records import Codebook, LabelledText

WORDS = ("meja", "kursi", "rumah", "jalan", "pintu", "kertas")
ACTS = ("mendukung", "memuji", "menuduh", "mengancam")


@pytest.fixture(scope="module")
def texts():
    """Two hundred different sentences, all with the same (wrong) label."""
    rng = np.random.default_rng(0)
    said = [" ".join([ACTS[n % 4], *rng.choice(WORDS, size=4)]) for n in range(200)]
    return [LabelledText(text=text, label="neutral", document_id="a") for text in said]


def test_it_finds_the_sides_without_a_label(texts, codebook):
    test = [LabelledText(text=act, label="neutral", document_id="b") for act in ACTS]
    assert scale(texts, test, codebook=codebook).argmax(axis=1).tolist() == [0, 0, 2, 2]


def test_too_few_texts_give_the_middle_label(texts, codebook):
    assert scale(texts[:9], texts[:2], codebook=codebook).tolist() == [[0, 1, 0]] * 2


def test_it_is_there_for_labels_that_have_seed_words_and_after_training(codebook):
    assert "scale" in baselines_for(codebook)
    assert "scale" not in baselines_for(codebook, untrained=True)
    other = Codebook(task="stance", version="mine", labels=("pro", "contra"))
    assert "scale" not in baselines_for(other)
    assert "scale" not in baselines_for(Codebook(task="mood", version="1", labels=codebook.labels))
