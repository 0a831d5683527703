"""Plans as files: to annotators, through their tools, and back into a ledger as gold labels."""

import json

import numpy as np
import pyarrow as pa
import pytest

import stance
from stance.corpus.labels.annotations import text_digest
from stance.corpus.labels.exchange.formats import FORMATS
from stance.corpus.labels.exchange.planned import read_plan, write_plan
from stance.errors import InputError, SettingError
from stance.plan_table import PLAN_SCHEMA

TEXTS = ("Kedua pihak sepakat.", "=damai itu indah", "Minsk mengecam, lalu pergi.", "'+1'")


def planned(*, probability=0.25, number=1, texts=TEXTS, document="b"):
    rows, start = [], 0
    for text in texts:
        rows.append(
            {"text": text, "document_id": document, "start": start, "end": start + len(text),
             "digest": text_digest(text), "title": "Judul", "kind": "article", "purpose": "gold",
             "probability": probability, "stratum": "2016/article", "round": number,
             "design": "[{}]"}
        )  # fmt: skip
        start += len(text) + 1
    return pa.Table.from_pylist(rows, schema=PLAN_SCHEMA)


def ledger_of(path):
    return stance.read_ledger(path, codebook=stance.read_codebook("stance"))


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_a_plan_is_read_as_it_was_written(ending, tmp_path):
    plan = planned(probability=1 / 3)
    write_plan(plan, tmp_path / f"plan.{ending}")
    assert read_plan(tmp_path / f"plan.{ending}").equals(plan)


def test_a_filled_plan_is_a_file_of_labels(tmp_path):
    path, ledger = tmp_path / "plan.jsonl", tmp_path / "labels" / "siti.jsonl"
    write_plan(planned(), path)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    filled = [{**row, "label": "neutral"} for row in rows[:3]]
    path.write_text("".join(json.dumps(row) + "\n" for row in filled), encoding="utf-8")
    settings = stance.ImportSettings(annotator="siti")
    stance.import_labels(path, ledger, settings=settings)
    assert {(one.purpose, one.probability) for one in ledger_of(ledger)} == {("gold", 0.25)}
    assert stance.read_gold(ledger)["start"].to_pylist() == [0, 21, 38]


@pytest.mark.parametrize("tool", FORMATS)
def test_through_every_tool_to_gold_labels_with_the_plans_probabilities(tool, tmp_path):
    plan, sent = tmp_path / "plan.csv", tmp_path / f"out{FORMATS[tool].ending}"
    table = pa.concat_tables([planned(probability=0.1), planned(probability=0.5, document="c#1")])
    write_plan(table, plan)
    done = stance.export_sentences(plan, sent, tool=tool)
    assert (done.n_sentences, done.n_labelled) == (8, 0)
    fill(tool, sent)
    settings = stance.ImportSettings(annotator="siti", tool=tool, plan=plan)
    stance.import_labels(sent, tmp_path / "ledger.jsonl", settings=settings)
    gold = stance.read_gold(tmp_path / "ledger.jsonl")
    assert gold["probability"].to_pylist() == [0.1] * 4 + [0.5] * 4
    assert gold["digest"].to_pylist() == [text_digest(text) for text in TEXTS] * 2


def fill(tool, path):
    """Answer everything with neutral, as the tool would give it back."""
    if tool == "csv":
        content = path.read_text(encoding="utf-8-sig")
        path.write_text(content.replace('","","",', '","neutral","",'), encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    rows = json.loads(text) if tool == "label-studio" else list(map(json.loads, text.splitlines()))
    rows = [row | ANSWERS[tool](row) for row in rows]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_text(json.dumps(rows) if tool == "label-studio" else lines, encoding="utf-8")


ANSWERS = {
    "jsonl": lambda _row: {"label": "neutral"},
    "doccano": lambda _row: {"label": ["neutral"]},
    "prodigy": lambda _row: {"accept": ["neutral"], "answer": "accept"},
    "potato": lambda row: {"instance_id": row["id"], "labels": {"stance": {"neutral": "1"}}},
    "label-studio": lambda _row: {"annotations": [{"completed_by": 1, "result": [
        {"type": "choices", "from_name": "stance", "value": {"choices": ["neutral"]}}]}]},
}  # fmt: skip


def test_what_the_plan_did_not_draw_is_left_out(tmp_path):
    write_plan(planned(texts=TEXTS[:1]), tmp_path / "plan.jsonl")
    write_plan(planned(), tmp_path / "all.jsonl")
    stance.export_sentences(tmp_path / "all.jsonl", tmp_path / "out.jsonl", tool="jsonl")
    fill("jsonl", tmp_path / "out.jsonl")
    settings = stance.ImportSettings(annotator="siti", plan=tmp_path / "plan.jsonl")
    done = stance.import_labels(tmp_path / "out.jsonl", tmp_path / "l.jsonl", settings=settings)
    assert len(done.annotations) == 1
    assert [note.what for note in done.notes] == ["not-planned"] * 3


def test_a_later_round_asks_for_the_new_and_raises_the_probability_of_the_old(tmp_path):
    first, second = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    old = planned(texts=TEXTS[:2])
    write_plan(old, first)
    risen = planned(texts=TEXTS[:2], probability=0.4)
    new = planned(texts=TEXTS[2:], probability=0.4, number=2, document="d")
    write_plan(pa.concat_tables([new, risen]), second)
    for path in (first, second):
        stance.export_sentences(path, tmp_path / "out.jsonl", tool="jsonl")
        fill("jsonl", tmp_path / "out.jsonl")
        settings = stance.ImportSettings(annotator="siti", plan=path)
        done = stance.import_labels(tmp_path / "out.jsonl", tmp_path / "l.jsonl", settings=settings)
        assert len(done.annotations) == 2
    assert len(done.revised) == 2
    assert stance.read_gold(tmp_path / "l.jsonl")["probability"].to_pylist() == [0.4] * 4


def test_a_ledgers_gold_stays_gold_when_it_goes_out_again(tmp_path):
    corpus = stance.records.Corpus(
        articles=(stance.records.Article(id="b", title="Judul", text=" ".join(TEXTS)),)
    )
    write_plan(planned(), tmp_path / "plan.jsonl")
    stance.export_sentences(tmp_path / "plan.jsonl", tmp_path / "out.jsonl", tool="jsonl")
    fill("jsonl", tmp_path / "out.jsonl")
    settings = stance.ImportSettings(annotator="siti")
    stance.import_labels(tmp_path / "out.jsonl", tmp_path / "l.jsonl", settings=settings)
    settings = stance.ExportSettings(corpus=corpus)
    stance.export_sentences(tmp_path / "l.jsonl", tmp_path / "2.csv", tool="csv", settings=settings)
    fill("csv", tmp_path / "2.csv")
    settings = stance.ImportSettings(annotator="budi")
    done = stance.import_labels(tmp_path / "2.csv", tmp_path / "l2.jsonl", settings=settings)
    assert {(one.purpose, one.probability) for one in done.annotations} == {("gold", 0.25)}


@pytest.mark.parametrize(
    "settings", [{"kind": "article"}, {"documents": ["b"]}, {"with_labels": "gold"}]
)
def test_a_plan_goes_out_whole_and_blind(settings, tmp_path):
    write_plan(planned(), tmp_path / "plan.parquet")
    with pytest.raises(SettingError, match="a whole plan to go out, blind"):
        stance.export_sentences(
            tmp_path / "plan.parquet", tmp_path / "o.csv", tool="csv",
            settings=stance.ExportSettings(**settings),
        )  # fmt: skip


def test_what_is_no_plan(tmp_path):
    bad = tmp_path / "plan.jsonl"
    for content, message in (
        ('{"text": "Ya."}\n', "a table without label, flags"),
        (json.dumps({**planned().to_pylist()[0], "round": "one"}), "numbers as start"),
        (json.dumps({**planned().to_pylist()[0], "probability": 0}), "Expected 'probability'"),
        (json.dumps({**planned().to_pylist()[0], "design": None}), "Expected 'design'"),
    ):
        bad.write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=message):
            read_plan(bad)
    (tmp_path / "plan.parquet").write_bytes(b"PAR1")
    for path in (tmp_path / "plan.parquet", tmp_path / "none.parquet", tmp_path):
        with pytest.raises(InputError, match="Expected a plan"):
            read_plan(path)


def test_a_plan_that_cannot_be_written(tmp_path):
    with pytest.raises(SettingError, match=r"ends in \.jsonl, \.csv, \.parquet"):
        write_plan(planned(), tmp_path / "plan.xlsx")


def test_from_scores_to_gold(tmp_path):
    texts = {f"a{number}": "Kedua pihak sepakat." for number in range(30)}
    scores = pa.Table.from_pylist(
        [
            {"task": "stance", "kind": "article", "document_id": name, "article_id": name,
             "index": 0, "start": 0, "end": len(text), "text": text, "label": "cooperative",
             "score": 0.5, "p_cooperative": 0.75, "p_confrontational": 0.25}
            for name, text in texts.items()
        ]
    )  # fmt: skip
    plan = stance.plan(scores, by="kind", budget=12, rng=np.random.default_rng(0))
    write_plan(plan.sentences, tmp_path / "plan.csv")
    stance.export_sentences(tmp_path / "plan.csv", tmp_path / "out.jsonl", tool="jsonl")
    fill("jsonl", tmp_path / "out.jsonl")
    settings = stance.ImportSettings(annotator="siti", plan=tmp_path / "plan.csv")
    stance.import_labels(tmp_path / "out.jsonl", tmp_path / "l.jsonl", settings=settings)
    gold = stance.read_gold(tmp_path / "l.jsonl")
    assert gold.num_rows == 12
    assert sum(1 / one for one in gold["probability"].to_pylist()) == pytest.approx(30)
