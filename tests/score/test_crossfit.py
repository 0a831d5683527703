"""Each document is scored by a classifier that has seen nothing of it, its comments or copies."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from stance.errors import InputError, SettingError
from stance.estimate import estimate_trend
from stance.records import Article, Codebook, Comment, Corpus, LabelSet
from stance.score import score_cross_fitted, score_documents, write_scores
from stance.score.documents import NO_SENTENCES
from stance.score.fold_bundles import plan_trainings, train_folds
from stance.score.folds import cut_folds


@pytest.fixture(scope="module")
def corpus(labelled, remarks):
    """The nine documents with their comments, a copy of a copy, a blank one, an orphan."""
    texts = {}
    for row in labelled:
        texts.setdefault(row.document_id, []).append(row.text)
    articles = [
        Article(id=name, title="", text=" ".join(some), outlet="Warta", published=date(2020, 1, 1))
        for name, some in texts.items()
    ]
    copies = [
        replace(articles[0], id="e1", duplicate_of="d01"),
        replace(articles[0], id="a1", duplicate_of="e1"),
        Article(id="z1", title="", text=""),
    ]
    comments = [
        Comment(id=f"c{place}", article_id=row.document_id, text=row.text, position=place)
        for place, row in enumerate(remarks)
    ]
    orphan = Comment(id="x", article_id="gone", text="damai saja", position=0)
    return Corpus(articles=(*articles, *copies), comments=(orphan, *comments))


@pytest.fixture(scope="module")
def labels(labelled, remarks, codebook):
    return LabelSet(texts=(*labelled, *remarks), codebook=codebook)


@pytest.fixture(scope="module")
def table(corpus, labels, bundle):
    return score_cross_fitted(corpus, labels, bundle=bundle, folds=3)


@pytest.fixture(scope="module")
def about(table):
    return json.loads(table.schema.metadata[b"stance"])["cross_fitted"]


def folds_of(corpus, labels, *, folds, seed=0):
    labelled = {text.document_id for text in labels.texts}
    return cut_folds(corpus, labelled=labelled, folds=folds, rng=np.random.default_rng(seed))


def own_bundles(labels, bundle, fold_of, folds):
    plan = plan_trainings(labels, bundle=bundle, fold_of=fold_of, folds=folds, seed=0)
    return train_folds(plan)


def test_no_bundle_has_seen_an_article_its_comments_or_its_copies(corpus, labels, bundle, about):
    fold_of = folds_of(corpus, labels, folds=3)
    bundles = own_bundles(labels, bundle, fold_of, 3)
    assert [own.digest for own in bundles] == about["digests"]
    assert fold_of["d01"] == fold_of["e1"] == fold_of["a1"]
    for fold, own in enumerate(bundles):
        scored = {name for name, its in fold_of.items() if its == fold}
        assert own.documents == {text.document_id for text in labels.texts} - scored


def test_rows_are_those_of_the_bundle_of_their_fold(corpus, labels, bundle, table):
    fold_of = folds_of(corpus, labels, folds=3)
    bundles = own_bundles(labels, bundle, fold_of, 3)
    whole = [score_documents(corpus, bundle=own).to_pylist() for own in bundles]
    for place, row in enumerate(table.to_pylist()):
        own = whole[fold_of[row["article_id"]]][place]
        assert not own["trained_on"]
        assert row == {**own, "model": row["model"]}


def test_order_schema_and_failures_are_as_without_folds(corpus, bundle, table):
    plain = score_documents(corpus, bundle=bundle)
    assert table.schema.equals(plain.schema)
    for name in ("kind", "document_id", "index", "text", "error"):
        assert table[name].equals(plain[name])
    assert NO_SENTENCES in table["error"].to_pylist()
    assert set(table["trained_on"].to_pylist()) == {False}


def test_metadata_say_how_it_was_cut_and_which_settings_were_taken(corpus, bundle, table, about):
    origin = json.loads(table.schema.metadata[b"stance"])
    plain = json.loads(score_documents(corpus, bundle=bundle).schema.metadata[b"stance"])
    assert {name: origin[name] for name in plain} == plain
    assert (about["folds"], about["seed"]) == (3, 0)
    assert sum(about["documents"]) == len(corpus.articles) + len(corpus.comments)
    assert len(set(about["digests"])) == 3


def test_all_folds_have_one_model_and_no_caution_of_several(table, about):
    assert set(table["model"].to_pylist()) == {about["model"]}
    trend = estimate_trend(table, rng=np.random.default_rng(0), replications=100)
    codes = {said.partition(":")[0] for row in trend["warnings"].to_pylist() for said in row}
    assert "few-articles" in codes
    assert not codes & {"models", "trained-on"}


def test_the_bundles_are_those_of_the_given_settings_each_kind_its_own(labels, double):
    for own in own_bundles(labels, double, {"d01": 0, "d04": 1}, 2):
        for kind in ("article", "comment"):
            chosen, given = own.of(kind).manifest["validation"], double.of(kind).manifest
            assert chosen["features"] == given["validation"]["features"]
            assert chosen["C"] == given["validation"]["C"]
            assert own.of(kind).manifest["text"] == given["text"]
            assert set(own.of(kind).manifest["kinds"]) == {kind}


def test_a_bundle_of_two_classifiers_is_sealed_and_can_be_saved(labels, double, tmp_path):
    from stance.model import load

    own, _ = own_bundles(labels, double, {"d01": 0, "d02": 1}, 2)
    own.save(tmp_path / "bundle")
    assert load(tmp_path / "bundle").comments.digest == own.comments.digest


def test_the_same_bytes_for_any_number_of_jobs(corpus, labels, bundle, table, tmp_path):
    two = score_cross_fitted(corpus, labels, bundle=bundle, folds=3, jobs=2)
    for name, scores in (("one", table), ("two", two)):
        write_scores(scores, tmp_path / f"{name}.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_other_seeds_cut_other_folds(corpus, labels):
    cuts = [folds_of(corpus, labels, folds=3, seed=seed) for seed in range(9)]
    assert len({tuple(cut.values()) for cut in cuts}) > 3


def test_the_order_of_documents_and_labels_changes_nothing(corpus, labels):
    turned = Corpus(articles=corpus.articles[::-1], comments=corpus.comments[::-1])
    other = LabelSet(texts=labels.texts[::-1], codebook=labels.codebook)
    assert folds_of(turned, other, folds=3) == folds_of(corpus, labels, folds=3)


def test_progress_counts_a_training_and_a_scoring_a_fold(corpus, labels, bundle):
    steps = []
    score_cross_fitted(
        corpus, labels, bundle=bundle, folds=2, progress=lambda *step: steps.append(step)
    )
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


def spread(number):
    """Articles of two years and two outlets, every third of them labelled."""
    articles = tuple(
        Article(id=f"{place:03}", title="", text="", outlet="AB"[place % 2],
                published=date(2019 + place // 2 % 2, 1, 1))
        for place in range(number)
    )  # fmt: skip
    return Corpus(articles=articles), {article.id for article in articles[::3]}


def test_folds_share_years_outlets_and_labelled_articles_evenly():
    corpus, labelled = spread(60)
    found = cut_folds(corpus, labelled=labelled, folds=5, rng=np.random.default_rng(1))
    assert set(Counter(found.values()).values()) == {12}
    assert set(Counter(found[name] for name in labelled).values()) == {4}
    for kept in ({"A"}, {"B"}):
        own = [found[article.id] for article in corpus.articles if article.outlet in kept]
        assert max(Counter(own).values()) - min(Counter(own).values()) <= 4


def test_duplicates_of_what_is_not_there_or_of_each_other_share_a_fold():
    pairs = {"a": "gone", "b": "gone", "c": "d", "d": "c", "e": None}
    corpus = Corpus(
        articles=tuple(
            Article(id=name, title="", text="", duplicate_of=other) for name, other in pairs.items()
        )
    )
    found = cut_folds(corpus, labelled=(), folds=3, rng=np.random.default_rng(0))
    assert found["a"] == found["b"] == found["gone"]
    assert found["c"] == found["d"]
    assert len(set(found.values())) == 3


def test_refuses_labels_of_another_task(corpus, labels, bundle):
    book = Codebook(task="sentiment", version="1", labels=("positive", "neutral", "negative"))
    with pytest.raises(InputError) as refusal:
        score_cross_fitted(corpus, replace(labels, codebook=book), bundle=bundle)
    assert str(refusal.value) == (
        "Expected labels of the bundle's task 'stance' (cooperative, neutral, confrontational), "
        "got 'sentiment' (positive, neutral, negative). Give its labels, or another bundle."
    )


def test_refuses_labels_of_other_documents(labels, bundle):
    corpus = Corpus(articles=tuple(Article(id=f"n{n}", title="", text="Ya.") for n in range(5)))
    with pytest.raises(InputError, match=r"of 9 others, such as 'd01'\. Give the labels of these"):
        score_cross_fitted(corpus, labels, bundle=bundle)


def test_refuses_fewer_articles_than_folds(corpus, labels, bundle):
    with pytest.raises(InputError, match=r"as folds, 20, got 11 \(those that nearly equal"):
        score_cross_fitted(corpus, labels, bundle=bundle, folds=20)


def test_refuses_folds_that_leave_too_little_of_a_label(corpus, labels, bundle):
    rare = [text for text in labels.texts if text.label != "neutral"]
    rare += [text for text in labels.texts if text.label == "neutral"][:1]
    with pytest.raises(InputError) as refusal:
        score_cross_fitted(corpus, replace(labels, texts=tuple(rare)), bundle=bundle, folds=2)
    assert str(refusal.value).startswith(
        "Expected every label of codebook stance-1 in 2 or more documents outside each fold, got "
        "'neutral' in "
    )


def test_refuses_a_bundle_from_seed_words(corpus, labels, bundle):
    manifest = {**bundle.manifest, "validation": {"method": "seeds"}}
    with pytest.raises(SettingError, match="got one from seed words"):
        score_cross_fitted(corpus, labels, bundle=replace(bundle, manifest=manifest), folds=2)


@pytest.mark.parametrize(
    ("wrong", "said"), [({"folds": 1}, "2 folds, got 1"), ({"jobs": 0}, "one job, got 0"),
                        ({"seed": -1}, "got -1")]
)  # fmt: skip
def test_refuses_settings_that_are_not_possible(corpus, labels, bundle, wrong, said):
    with pytest.raises(SettingError, match=said):
        score_cross_fitted(corpus, labels, bundle=bundle, **wrong)
