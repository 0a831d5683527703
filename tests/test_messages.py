"""The text of the errors a user meets, in one file to be read as a whole: golden/messages.txt.

After a deliberate change, STANCE_WRITE_MESSAGES=1 writes it anew.
"""

import ast
import json
import os
import re
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import stance
from stance.corpus.labels.annotations import text_digest
from stance.corpus.pages import load_rules
from stance.errors import StanceError
from stance.files import write_atomically
from stance.model import Grid
from stance.records import LabelledText
from stance.text import read_lexicon

GOLDEN = Path(__file__).resolve().parent / "golden" / "messages.txt"
KINDS = {"StanceError", "InputError", "SettingError", "BundleError", "OutputError"}
ANNOTATION = {
    "document_id": "a", "start": 0, "end": 8, "digest": "0", "task": "stance",
    "label": "cooperative", "annotator": "x", "codebook": "stance-1", "purpose": "train",
    "probability": 1.0, "created": "2026-01-01",
}  # fmt: skip

FILES = {
    "empty.txt": b"",
    "empty.csv": b"",
    "binary.csv": b"\x89PNG\r\n\x1a\n",
    "plain.jsonl": b"Kedua pihak sepakat.\n",
    "no-text.csv": b"judul,tanggal\nNATO,2019\n",
    "broken.parquet": b"PAR1 and no more",
    "broken.csv.gz": b"\x1f\x8b and no more",
    "hostile.csv": b"text,label\nKami berunding.,hostile\n",
    "words/bare/acts.tsv": b"damai\tcalm\n",
    "words/capitals/acts.tsv": b"entry\tclass\nDamai\tcalm\n",
    "words/class/acts.tsv": b"entry\tclass\ndamai\tvery calm\n",
    "words/twice/acts.tsv": b"entry\tclass\ndamai\tcalm\ndamai\tcalm\n",
    "words/leans/acts.tsv": b"entry\tclass\tlean\ndamai\tcalm\tfor\ntenang\tcalm\t\n",
    "one-label.csv": b"text,label\n" + b"Kami berunding.,neutral\n" * 3,
    "plain-labels.csv": b"text,label\nKami berunding.,neutral\n",
    "extra-cell.csv": b"text,label\nKami berunding, lalu makan.,neutral\n",
    "placed.jsonl": json.dumps(
        {
            "text": "Sepakat.",
            "label": "neutral",
            "document_id": "a",
            "start": 0,
            "end": 8,
            "digest": text_digest("Sepakat."),
            "annotator": "x",
        }
    ).encode(),
    "lone-seed.tsv": b"entry\tlean\nsepakat\n",
    "ledger.jsonl": b'{"digest": 1}\n',
    "flags.jsonl": json.dumps({**ANNOTATION, "flags": 3}).encode(),
    "wrong-label.jsonl": json.dumps({**ANNOTATION, "label": "hostile"}).encode(),
    "elsewhere.jsonl": json.dumps({**ANNOTATION, "document_id": "b"}).encode(),
    "one-annotator.jsonl": json.dumps({**ANNOTATION, "digest": text_digest("Sepakat.")}).encode(),
    "example.toml": b"""task = "x"
version = "1"
labels = [{name = "a"}, {name = "b"}]
[[rules]]
number = 1
en = "One"
id = "Satu"
examples = [{text = "Ya.", label = "c", en = "Why", id = "Sebab"}]
""",
    "no-labels.toml": b'task = "stance"\n',
    "not.toml": b"labels = [",
    "slip/slip.toml": b'domain = "x.example"\n',
    "scores.csv": b"a,b\n1,2\n",
    "events.csv": b"day,en,id\n18 Maret 2014,Annexation,Aneksasi\n",
    "comma.csv": b"day,en,id\n2014-03-18,Annexation, of Crimea,Aneksasi\n",
    "good-events.csv": b"day,en,id\n2014-03-18,Annexation,Aneksasi\n",
    "scores.jsonl": b'{"task": "sta',
}


def scores_with(**changed):
    """The scores of one sentence, with some columns replaced."""
    from stance.score_table import COLUMNS

    values = dict.fromkeys(COLUMNS, None) | {
        "task": "stance", "kind": "article", "document_id": "a", "article_id": "a", "index": 0,
        "start": 0, "end": 8, "text": "Sepakat.", "label": "cooperative", "score": 0.5,
        "p_cooperative": 0.6, "p_neutral": 0.3, "p_confrontational": 0.1, "intercept": 0.0,
        "published_precision": "unknown", "model": "0", "trained_on": False,
    } | changed  # fmt: skip
    return pa.table({name: pa.array([value]) for name, value in values.items()})


def read_changed_scores(**changed):
    pq.write_table(scores_with(**changed), "scores.parquet")
    stance.read_scores("scores.parquet")


PLACES = {"document_id": "a", "start": 0, "end": 8, "label": "cooperative", "probability": 1.0}


def trends(gold=None, *, scores=None, more=(), **settings):
    """A trend of one sentence, with its gold label changed, or further labels beside it."""
    labels = None if gold is None else pa.Table.from_pylist([PLACES | gold, *more])
    stance.trends(scores_with() if scores is None else scores, labels, rng=rng(), **settings)


def altered(bundle, name, change):
    bundle.save("bundle")
    path = Path("bundle", name)
    path.write_bytes(change(path.read_bytes()))
    stance.load("bundle")


def imported_twice():
    for _ in range(2):
        stance.import_labels("placed.jsonl", "x.jsonl")


def rng():
    return np.random.default_rng(0)


def evaluate(bundle):
    stance.evaluate_bundle(
        [LabelledText(text="Ya.", label="hostile", document_id="a")], bundle=bundle
    )


SEEDS = {"sepakat": "cooperative", "menuduh": "confrontational"}


def seeded(seeds):
    texts = [f"Sepakat {chr(97 + n // 26)}x{chr(97 + n % 26)}." for n in range(200)]
    book = stance.read_codebook("stance")
    stance.train_from_seeds(texts, codebook=book, seeds=seeds, features="words")


CASES = {
    "a file that is not there": lambda _: stance.read("nothing.txt"),
    "an empty page": lambda _: stance.read("empty.txt"),
    "an empty table": lambda _: stance.read("empty.csv"),
    "a picture as a table": lambda _: stance.read("binary.csv"),
    "text as JSON lines": lambda _: stance.read("plain.jsonl"),
    "a table without a column for the text": lambda _: stance.read("no-text.csv"),
    "a column that is not there": lambda _: stance.read("no-text.csv", columns={"text": "isi"}),
    "a field that does not exist": lambda _: stance.read("no-text.csv", columns={"isi": "judul"}),
    "a broken Parquet file": lambda _: stance.read("broken.parquet"),
    "a broken gzip file": lambda _: stance.read("broken.csv.gz"),
    "nothing to read": lambda _: stance.read("folder"),
    "a link to nothing": lambda _: stance.read("link"),
    "rules that are not there": lambda _: load_rules("folder"),
    "a slip in rules": lambda _: load_rules("slip"),
    "an unknown label in a table": lambda _: stance.read_labels("hostile.csv"),
    "an unknown label in a ledger": lambda _: stance.read_labels("wrong-label.jsonl", corpus="a"),
    "a ledger line that is none": lambda _: stance.read_labels("ledger.jsonl"),
    "a ledger line with odd flags": lambda _: stance.read_labels("flags.jsonl"),
    "a folder without ledgers": lambda _: stance.read_labels("folder"),
    "labels that are not there": lambda _: stance.read_labels("nothing.csv"),
    "labels without columns": lambda _: stance.read_labels("no-text.csv"),
    "an unknown task": lambda _: stance.read_labels("hostile.csv", task="mood"),
    "a codebook without labels": lambda _: stance.read_labels("x", codebook="no-labels.toml"),
    "a codebook that is none": lambda _: stance.read_labels("x", codebook="not.toml"),
    "a codebook with a slip in an example": lambda _: stance.read_codebook_text("example.toml"),
    "a ledger that is a table": lambda _: stance.resolve_labels("hostile.csv", corpus="a"),
    "labels of no document": lambda _: stance.resolve_labels("elsewhere.jsonl", corpus="a"),
    "gold labels of another ending": lambda _: stance.write_gold([], "gold.xlsx"),
    "labels of no known tool": lambda _: stance.import_labels("no-text.csv", "x.jsonl"),
    "labels of nobody": lambda _: stance.import_labels("plain-labels.csv", "x.jsonl"),
    "a row with too many cells": lambda _: stance.import_labels("extra-cell.csv", "x.jsonl"),
    "labels imported twice": lambda _: imported_twice(),
    "sentences for no known tool": lambda _: stance.export_sentences("a", "x.txt", tool="brat"),
    "suspects of another ending": lambda _: stance.write_suspects([], "suspects.xlsx"),
    "annotators compared by no grouping": lambda _: stance.compare_annotators(
        "elsewhere.jsonl", corpus="a", by=["age"], rng=rng()
    ),
    "one annotator only": lambda _: stance.compare_annotators(
        "one-annotator.jsonl", corpus="a", rng=rng()
    ),
    "a codebook in no language": lambda _: stance.render_codebook(
        stance.read_codebook_text("stance"), language="fr"
    ),
    "seed words of no task": lambda _: stance.read_seeds("mood"),
    "seed words without a label": lambda _: stance.read_seeds("lone-seed.tsv"),
    "seed words that lean to no end": lambda _: seeded({"sepakat": "neutral"}),
    "seed words of one side only": lambda _: seeded({"sepakat": "cooperative"}),
    "a seed of many words": lambda _: seeded({**SEEDS, "gagal mencapai titik temu": "cooperative"}),
    "seed words that do not occur": lambda _: seeded(SEEDS),
    "too few sentences for a scale": lambda _: stance.train_from_seeds(
        ["Sepakat."], codebook=stance.read_codebook("stance")
    ),
    "one label only": lambda bundle: train("one-label.csv"),
    "a seed below 0": lambda bundle: train("one-label.csv", seed=-1),
    "no bundle": lambda _: stance.load("folder"),
    "a bundle's manifest altered": lambda bundle: altered(
        bundle, "manifest.json", lambda data: data.replace(b"neutral", b"natural")
    ),
    "a bundle truncated": lambda bundle: altered(bundle, "terms.txt", lambda data: data[:9]),
    "a bundle altered": lambda bundle: altered(bundle, "terms.txt", lambda data: data[::-1]),
    "a bundle of another format": lambda bundle: altered(
        bundle, "manifest.json", lambda data: data.replace(b'"format": 2', b'"format": 9')
    ),
    "no such feature set": lambda _: train("one-label.csv", grid=Grid(features=("emoji",))),
    "strengths in disorder": lambda _: train("one-label.csv", grid=Grid(strengths=(2.0, 1.0))),
    "one fold": lambda _: train("one-label.csv", grid=Grid(folds=1)),
    "no lexicon": lambda _: read_lexicon("folder"),
    "a lexicon without header": lambda _: read_lexicon("words/bare"),
    "a lexicon with capitals": lambda _: read_lexicon("words/capitals"),
    "a lexicon with another kind of class": lambda _: read_lexicon("words/class"),
    "a lexicon with an entry twice": lambda _: read_lexicon("words/twice"),
    "a lexicon with two leans": lambda _: read_lexicon("words/leans"),
    "an evaluation with another label": evaluate,
    "a bundle over other files": lambda bundle: bundle.save("slip"),
    "a bundle over a file": lambda bundle: bundle.save("empty.txt"),
    "scores of another ending": lambda _: stance.write_scores(scores_with(), "scores.xlsx"),
    "scores that are not there": lambda _: stance.read_scores("nothing.parquet"),
    "scores in a broken file": lambda _: stance.read_scores("broken.parquet"),
    "scores without columns": lambda _: stance.read_scores("scores.csv"),
    "scores cut short": lambda _: stance.read_scores("scores.jsonl"),
    "scores of the wrong type": lambda _: read_changed_scores(score="high"),
    "scores out of range": lambda _: read_changed_scores(score=1.5),
    "scores that are not numbers": lambda _: read_changed_scores(p_neutral=float("nan")),
    "scores of no kind": lambda _: read_changed_scores(kind="tweet"),
    "an estimate by no column": lambda _: stance.estimate_trend(
        scores_with(), by="colour", rng=rng()
    ),
    "an estimate without a generator": lambda _: stance.estimate_articles(scores_with(), rng=0),
    "a sentence twice": lambda _: stance.estimate_articles(
        pa.concat_tables([scores_with(), scores_with()]), rng=rng()
    ),
    "gold of no scored document": lambda _: trends({"document_id": "b"}),
    "gold of no scored sentence": lambda _: trends({"start": 9, "end": 20}),
    "gold of a changed sentence": lambda _: trends({"digest": "0" * 16}),
    "gold with a probability of 0": lambda _: trends({"probability": 0.0}),
    "gold without a probability": lambda _: trends({"probability": None}),
    "gold with a probability in words": lambda _: trends({"probability": "half"}),
    "gold without a place": lambda _: trends({"start": None}),
    "gold of an unknown label": lambda _: trends({"label": "hostile"}),
    "gold of another task": lambda _: trends({"task": "sentiment"}),
    "gold of a sentence twice": lambda _: trends({}, more=[PLACES]),
    "gold that the model was trained on": lambda _: trends({}, scores=scores_with(trained_on=True)),
    "gold labels that are no table": lambda _: stance.trends(scores_with(), [], rng=rng()),
    "gold labels without rows": lambda _: stance.trends(
        scores_with(), pa.Table.from_pylist([PLACES]).slice(0, 0), rng=rng()
    ),
    "a trend of no kind": lambda _: trends(kind="tweet"),
    "a trend of a broken file": lambda _: trends(scores="broken.parquet"),
    "a trend of no file": lambda _: trends(scores="nothing.parquet"),
    "a trend without sentences": lambda _: trends(scores=scores_with().slice(0, 0)),
    "a trend of failures only": lambda _: trends(scores=scores_with(error="empty", index=None)),
    "a trend in a way of counting that is none": lambda _: stance.Choices(counting="votes"),
    "a tuning beyond 1": lambda _: stance.Choices(tuning=2.0),
    "events that have no columns": lambda _: stance.read_events("no-text.csv"),
    "an event on no day": lambda _: stance.read_events("events.csv"),
    "an event with a comma in its name": lambda _: stance.read_events("comma.csv"),
    "events without periods": lambda _: trends(
        by="outlet", choices=stance.Choices(events=stance.read_events("good-events.csv"))
    ),
    "a gap between what is not shared": lambda _: stance.compare(
        pa.concat_tables([scores_with(), scores_with(kind="comment", document_id="c")]), by="kind"
    ),
    "a report in no language": lambda _: stance.write_report(
        scores_with(), "report", rng=rng(), language="fr"
    ),
    "a file in the place of a folder": lambda _: write_atomically("empty.txt/x.csv", Path.touch),
    "a folder in the place of a file": lambda _: write_atomically("folder", Path.touch),
}


def train(path, **settings):
    labels = stance.read_labels(path)
    stance.train(labels.texts, codebook=labels.codebook, **settings)


@pytest.fixture
def here(tmp_path, monkeypatch):
    for name, data in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "a.csv").write_text("id,text\na,Sepakat.\n", encoding="utf-8")
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "page.txt").symlink_to("nowhere")
    monkeypatch.chdir(tmp_path)


def message_of(case, bundle):
    with pytest.raises(StanceError) as caught:
        case(bundle)
    # Sizes change with the text rules, and the folder with every run.
    text = re.sub(r"\b\d+ bytes", "... bytes", str(caught.value)).replace(str(Path.cwd()), "...")
    return f"{type(caught.value).__name__}: {text}"


def test_messages_are_as_reviewed(here, bundle):
    blocks = [f"# {name}\n{message_of(case, bundle)}\n" for name, case in CASES.items()]
    text = "\n".join(blocks)
    if os.environ.get("STANCE_WRITE_MESSAGES"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_reviewed_messages_are_one_line_each_and_sentences():
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3 * len(CASES) - 1
    for line in lines[1::3]:
        message = line.partition(": ")[2]
        assert message[0].isupper()
        assert message.endswith(".")


def raised_texts(path):
    """The first and the last piece of every message that a module writes where it raises."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) in KINDS and node.args:
            text = node.args[0]
            parts = text.values if isinstance(text, ast.JoinedStr) else [text]
            yield node.lineno, parts[0], parts[-1]


@pytest.mark.parametrize(
    "path", sorted(Path(stance.__file__).parent.rglob("*.py")), ids=lambda path: path.stem
)
def test_every_message_begins_with_a_capital_and_ends_with_a_full_stop(path):
    for line, first, last in raised_texts(path):
        if isinstance(first, ast.Constant):
            assert first.value[0].isupper(), f"{path}:{line}"
        if isinstance(last, ast.Constant):
            assert last.value.endswith("."), f"{path}:{line}"


def test_a_day_at_the_end_of_the_calendar_is_a_day(here):
    Path("page.csv").write_text("text,date\nKedua pihak sepakat.,2019-03-04\n", encoding="utf-8")
    (article,) = stance.read("page.csv", today=date.max).articles
    assert article.published == date(2019, 3, 4)
