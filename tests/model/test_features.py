"""Terms and their weights, against scikit-learn's own counting."""

from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from stance.model.features import choose_terms, make_vectorizer, terms_of

WORDS = st.text("ab \x1c\x85\u2028\u00a0é😀", max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_terms_are_those_scikit_learn_finds(texts):
    analyse = make_vectorizer(["x"]).build_analyzer()
    assert [terms_of(text) for text in texts] == [analyse(text) for text in texts]


def test_pairs_must_occur_in_two_texts_and_words_in_one():
    chosen = choose_terms(["tidak akan serang", "tidak akan", "damai damai damai"])
    assert chosen == ["akan", "damai", "serang", "tidak", "tidak akan"]


def test_weights_equal_the_plain_vectorizer_where_all_pairs_are_common():
    texts = ["damai itu indah", "damai itu indah", "perang"]
    settings = {"lowercase": False, "token_pattern": r"\S+", "sublinear_tf": True}
    plain = TfidfVectorizer(ngram_range=(1, 2), **settings)
    expected = plain.fit_transform(texts)
    ours = make_vectorizer(choose_terms(texts)).fit_transform(texts)
    assert choose_terms(texts) == plain.get_feature_names_out().tolist()
    assert abs(ours - expected).max() == 0
