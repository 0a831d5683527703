"""Sentences drawn for labelling: their probabilities are known, and they are what happens."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from stance.errors import InputError, SettingError
from stance.estimate.planning import plan, plan_again
from stance.estimate.planning_design import PlanDesign, read_designs, write_designs
from stance.estimate.planning_draw import allocate, draw, inclusion
from stance.estimate.planning_frame import frame_of
from stance.plan_table import PLAN_SCHEMA

LENGTHS = {"2016": (1, 2, 12, 4, 1, 7), "2017": (3, 3, 3, 1), "2018": (1, 1)}
DRAWS = 4000


def scores_of(lengths=LENGTHS, *, seed=1, comments=2):
    """A score table: each article with so many sentences, and comments of one or two."""
    rng, rows = np.random.default_rng(seed), []
    for year, counts in lengths.items():
        for number, count in enumerate(counts):
            name = f"{year}-{number}"
            documents = [(name, "article", count)]
            documents += [(f"{name}#{c}", "comment", 1 + c % 2) for c in range(comments)]
            rows += [
                row(document, kind, name, index=index, year=year, p=rng.dirichlet([0.6] * 3))
                for document, kind, sentences in documents
                for index in range(sentences)
            ]
    return pa.Table.from_pylist(rows)


def row(document, kind, article, *, index, year, p):
    text = f"Kalimat {index} dari {document}."
    return {
        "task": "stance", "kind": kind, "document_id": document, "article_id": article,
        "index": index, "start": 50 * index, "end": 50 * index + len(text), "text": text,
        "label": ("pro", "even", "con")[int(np.argmax(p))], "score": p[0] - p[2],
        "p_pro": p[0], "p_even": p[1], "p_con": p[2], "title": f"Judul {article}",
        "outlet": "warta" if article.endswith(("0", "2")) else "kabar",
        "published": f"{year}-03-27", "trained_on": False,
    }  # fmt: skip


def changed(table, name, values):
    column = pa.array(values, table.schema.field(name).type)
    return table.set_column(table.column_names.index(name), name, column)


@pytest.fixture(scope="module")
def scores():
    return scores_of()


@pytest.mark.parametrize("uncertain", [0.0, 0.6])
@pytest.mark.parametrize(("budget", "sentences"), [(14, 5), (30, 2), (45, 5)])
def test_sentences_are_drawn_as_often_as_their_probabilities_say(
    scores, budget, sentences, uncertain
):
    frame = frame_of(scores, ("year", "kind"))
    known = inclusion(frame, budget=budget, sentences=sentences, uncertain=uncertain)
    rng, times = np.random.default_rng(5), np.zeros(frame.n_sentences)
    for _ in range(DRAWS):
        times[draw(frame, known, rng)] += 1
    assert known.min() > 0
    # Five standard errors: of 70 sentences none is that far out by chance.
    assert np.abs(times / DRAWS - known).max() <= 5 * np.sqrt(0.25 / DRAWS)


def test_the_total_that_a_draw_stands_for_is_unbiased(scores):
    frame = frame_of(scores, ("year", "kind"))
    known = inclusion(frame, budget=20, sentences=3, uncertain=0.5)
    values, rng = frame.scored.scores + 0.3, np.random.default_rng(6)
    drawn = [draw(frame, known, rng) for _ in range(DRAWS)]
    totals = np.array([np.sum(values[one] / known[one]) for one in drawn])
    assert abs(totals.mean() - values.sum()) <= 4 * totals.std() / np.sqrt(DRAWS)


@pytest.mark.parametrize("uncertain", [0.0, 0.9])
def test_no_document_gives_more_than_it_may_and_the_budget_is_kept(scores, rng, uncertain):
    done = plan(scores, budget=40, sentences=2, uncertain=uncertain, rng=rng)
    per_document = done.sentences.group_by("document_id").aggregate([("start", "count")])
    assert max(per_document["start_count"].to_pylist()) <= 2
    assert done.sentences.num_rows == 40
    assert sum(done.strata["drawn_sentences"].to_pylist()) == 40


def test_more_documents_come_before_more_sentences_of_one(rng):
    scores = scores_of({"2016": (9,) * 30}, comments=0)
    done = plan(scores, by="year", budget=30, rng=rng)
    assert done.strata["drawn_documents"].to_pylist() == [30]
    assert plan(scores, by="year", budget=12, rng=rng).strata["drawn_documents"][0].as_py() == 12


def test_more_articles_come_before_more_comments_of_one(rng):
    scores = scores_of({"2016": (1,) * 12}, comments=10)
    done = plan(scores, by="kind", budget=24, rng=rng)
    comments = done.sentences.filter(pc.equal(done.sentences["kind"], "comment"))
    articles = {name.partition("#")[0] for name in comments["document_id"].to_pylist()}
    assert comments.num_rows > len(articles) == 12


def test_every_stratum_gets_its_floor_and_the_root_of_its_size():
    sizes = np.array([100, 10_000, 4, 40_000])
    assert allocate(sizes, sizes, 620).tolist() == [20, 199, 4, 397]
    assert allocate(sizes, sizes, 12).tolist() == [3, 3, 3, 3]
    assert allocate(sizes, sizes, 10**6).tolist() == sizes.tolist()


def test_all_is_drawn_where_the_budget_allows(scores, rng):
    done = plan(scores, budget=1000, sentences=50, uncertain=0.5, rng=rng)
    assert done.sentences.num_rows == scores.num_rows
    assert set(done.sentences["probability"].to_pylist()) == {1.0}


def test_uncertain_sentences_are_likelier_and_all_remain_possible(scores):
    frame = frame_of(scores, "year")
    shares = frame.scored.probabilities
    doubt = np.sqrt((shares * (1 - shares)).sum(axis=1))
    known = inclusion(frame, budget=15, sentences=9, uncertain=0.9)
    year = frame.strata == 0
    order = np.argsort(doubt[year])
    assert np.all(np.diff(known[year][order]) >= -1e-12)
    assert known.min() > 0


def test_the_rows_are_blind_anchored_and_in_random_order(scores, rng):
    done = plan(scores, budget=30, rng=rng)
    assert done.sentences.schema == PLAN_SCHEMA
    assert set(done.sentences["label"].to_pylist()) == {None}
    assert set(done.sentences["purpose"].to_pylist()) == {"gold"}
    strata = done.sentences["stratum"].to_pylist()
    assert strata != sorted(strata)


def test_the_same_seed_draws_the_same_and_rows_order_does_not_matter(scores):
    turned = scores.take(np.random.default_rng(0).permutation(scores.num_rows))
    one, other, third = (
        plan(table, budget=20, uncertain=0.5, rng=np.random.default_rng(seed)).sentences
        for table, seed in ((scores, 3), (turned, 3), (scores, 4))
    )
    assert one.equals(other)
    assert not one.equals(third)


def test_a_second_round_has_the_probability_of_either_draw():
    scores, times = scores_of({"2016": (2, 5, 3), "2017": (4, 4)}, comments=0), {}
    for seed in range(DRAWS // 4):
        first = plan(scores, by="year", budget=5, rng=np.random.default_rng(seed))
        second = plan_again(
            scores, after=first.sentences, budget=6, rng=np.random.default_rng(seed)
        )
        for one in second.sentences.to_pylist():
            key = one["document_id"], one["start"], one["probability"]
            times[key] = times.get(key, 0) + 1
    assert len(times) == scores.num_rows  # one probability each
    for (*_, probability), number in times.items():
        assert abs(4 * number / DRAWS - probability) <= 5 * np.sqrt(1 / DRAWS)


def test_a_second_round_keeps_the_first_and_says_which_are_new(scores, rng):
    first = plan(scores, budget=20, sentences=3, uncertain=0.25, rng=rng)
    second = plan_again(scores, after=first.sentences, budget=15, rng=rng)
    third = plan_again(scores, after=second.sentences, budget=12, rng=rng).sentences
    earlier = third.filter(pc.less(third["round"], 3))
    key = [("document_id", "ascending"), ("start", "ascending")]
    wanted = second.sentences.sort_by(key).select(["text", "round"])
    assert earlier.sort_by(key).select(["text", "round"]).equals(wanted)
    assert third["round"].to_pylist()[0] == 3
    assert [one.budget for one in read_designs(third["design"][0].as_py())] == [20, 15, 12]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.slice(4), "have no scored sentence there|have the probability"),
        (lambda table: changed(table, "text", ["Lain."] * table.num_rows), "have another text"),
    ],
)
def test_a_second_round_needs_the_same_scores(scores, rng, change, message):
    first = plan(scores, budget=30, rng=rng)
    with pytest.raises(InputError, match=message):
        plan_again(change(scores), after=first.sentences, budget=20, rng=rng)


def test_what_is_no_plan_is_no_first_round(scores, rng):
    first = plan(scores, budget=30, rng=rng).sentences
    with pytest.raises(InputError, match="a table without round, design"):
        plan_again(scores, after=first.drop_columns(["round", "design"]), budget=20, rng=rng)
    with pytest.raises(InputError, match="without rows"):
        plan_again(scores, after=first.slice(0, 0), budget=20, rng=rng)
    with pytest.raises(InputError, match="the designs of an earlier plan"):
        read_designs('[{"by": ["year"], "budget": 0, "sentences": 1, "uncertain": 0}]')
    with pytest.raises(InputError, match="got none"):
        read_designs(write_designs([]))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"budget": 11}, "at least 12, 2 labels for each of the 6 strata, got 11"),
        ({"budget": 0}, "budget to be a whole number from 1, got 0"),
        ({"sentences": 1.5}, "sentences to be a whole number"),
        ({"uncertain": 1.0}, "uncertain to be from 0"),
        ({"uncertain": "much"}, "uncertain to be from 0"),
        ({"by": ("year", "year")}, "each name in by once"),
        ({"by": ("decade",)}, "year, quarter, month or a column"),
        ({"rng": 7}, "a numpy.random.Generator"),
    ],
)
def test_settings_that_are_not_possible(scores, rng, settings, message):
    with pytest.raises(SettingError, match=message):
        plan(scores, **{"budget": 30, "rng": rng, **settings})


def test_scores_that_cannot_be_shown(scores, rng):
    with pytest.raises(InputError, match="the columns start, text in the score table"):
        plan(scores.drop_columns(["start", "text"]), budget=30, rng=rng)
    blank = changed(scores, "text", [None] * scores.num_rows)
    with pytest.raises(InputError, match="the text of every scored sentence"):
        plan(blank, budget=30, rng=rng)


def test_what_to_know_before_labelling_is_data(rng):
    scores = scores_of({"2016": (3, 3)}, comments=0)
    scores = changed(scores, "trained_on", [True] * 3 + [False] * 3)
    scores = changed(scores, "published", [None] * 3 + ["2016-01-01"] * 3)
    done = plan(scores, by="year", budget=6, rng=rng)
    assert [note.partition(":")[0] for note in done.warnings] == [
        "trained-on", "undated", "few-documents",
    ]  # fmt: skip


def test_without_strata_all_is_one():
    design = PlanDesign.of(by=(), budget=20, sentences=5, uncertain=0)
    done = plan(scores_of(), by=design.by, budget=20, rng=np.random.default_rng(0))
    assert done.strata["stratum"].to_pylist() == ["all"]
