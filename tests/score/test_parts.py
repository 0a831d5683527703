"""Parts: exact sums in a readable order, the letters of one word as one part."""

import numpy as np
import pytest

from stance.model import train
from stance.model.settings import Grid
from stance.records import Comment
from stance.score.engine import Engine
from stance.score.parts import take_apart
from stance.score.tokens import tokenise
from stance.text import split_documents

TEXT = "Kedua negara sepakat menarik pasukan. Moskow mengancam, lalu mengancam lagi! Xyzzy."


@pytest.fixture(scope="module", params=["words", "marks", "marks-letters"])
def parts(request, labelled, codebook):
    bundle = train(labelled, codebook=codebook, grid=Grid(features=(request.param,)))
    engine = Engine(bundle)
    said = Comment(id="", article_id="", text=TEXT, position=0)
    (sentences,) = split_documents([said])
    batch = tokenise(sentences, engine)
    features = engine.features(batch.prepared)
    return engine, features, batch, take_apart(features, batch, engine)


def test_parts_and_intercepts_sum_to_the_scores(parts):
    engine, features, _, told = parts
    for row, scores in enumerate(engine.scores(features)):
        mine = told.by_label[:, told.starts[row] : told.starts[row + 1]].sum(axis=1)
        assert np.allclose(mine + engine.bundle.intercept, scores, atol=1e-12)


def test_the_largest_magnitude_comes_first_and_most_cuts_the_rest(parts):
    engine, features, batch, told = parts
    few = take_apart(features, batch, engine, most=2)
    for row in range(features.n_rows):
        sizes = np.abs(told.contributions[told.starts[row] : told.starts[row + 1]])
        assert (np.diff(sizes) <= 0).all()
        kept = few.terms[few.starts[row] : few.starts[row + 1]]
        assert kept == told.terms[told.starts[row] : told.starts[row + 1]][:2]


def test_the_letters_of_a_word_are_one_part(parts):
    engine, _, _, told = parts
    runs = [(row, term) for row, term in zip(told.rows, told.terms, strict=True) if term[0] == "~"]
    assert len(set(runs)) == len(runs)
    assert bool(runs) == bool(engine.runs.any())
    assert all(term[1:] in TEXT.lower() for _, term in runs)


def test_words_are_those_of_the_sentence(parts):
    told = parts[-1]
    assert all(words in TEXT for words in told.words)
