import json
from dataclasses import asdict

import pytest

import stance
from stance.corpus.labels.annotations import text_digest
from stance.corpus.labels.problems import SEVERITIES
from stance.errors import InputError
from stance.records import Article, Comment, Corpus

TEXT = "Kedua pihak sepakat. Cuaca cerah. Ia menolak."
SPANS = ((0, 20), (21, 33), (34, 45))
CORPUS = Corpus(
    articles=(Article(id="a", title="Judul", text=TEXT),),
    comments=(Comment(id="a#1", article_id="a", text="Semoga damai", position=0),),
)
LINE = {
    "document_id": "a", "start": 0, "end": 20, "digest": text_digest(TEXT[:20]), "task": "stance",
    "label": "cooperative", "annotator": "x", "codebook": "stance-1.1", "purpose": "gold",
    "probability": 1.0, "created": "2026-01-01", "flags": [],
}  # fmt: skip


def line(number=0, **changed):
    start, end = SPANS[number]
    place = {"start": start, "end": end, "digest": text_digest(TEXT[start:end])}
    return json.dumps({**LINE, **place, **changed})


def check(tmp_path, *lines):
    path = tmp_path / "ledger.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return stance.check_labels(path, corpus=CORPUS)


def found(tmp_path, *lines):
    problems = check(tmp_path, *lines).problems
    return [(one.code, one.line) for one in problems if one.code != "unlabelled"]


CASES = {
    "unparsable": "{",
    "unparsable ": "[]",
    "unparsable  ": json.dumps({"digest": 1}),
    "unparsable   ": line(probability=2),
    "unparsable    ": line(label=3),
    "unknown-task": line(task="stanec"),
    "unknown-label": line(label="hostile"),
    "unknown-purpose": line(purpose="fun"),
    "unknown-codebook": line(codebook="stance-0"),
    "unknown-flag": line(flags=["maybe"]),
    "no-document": line(document_id="b"),
    "outside": line(start=40, end=60, digest="0" * 16),
    "gone": line(digest="0" * 16),
    "re-anchored": line(1, start=22, end=34),
    "not-a-sentence": line(end=11, digest=text_digest(TEXT[:11])),
    "needless-adjudication": line(annotator="adjudicator"),
}


@pytest.mark.parametrize("code", CASES)
def test_each_problem_is_found_on_its_line(tmp_path, code):
    assert found(tmp_path, "", CASES[code], line(2)) == [(code.strip(), 2)]


def test_every_line_that_cannot_be_read_is_listed(tmp_path):
    assert found(tmp_path, "{", line(), "no", line(1)) == [("unparsable", 1), ("unparsable", 3)]


def test_a_line_that_is_not_text_is_one_problem(tmp_path):
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(b"\xff\xfe\n" + line().encode())
    result = stance.check_labels(path, corpus=CORPUS)
    assert (result.counts["unparsable"], result.n_annotations) == (1, 1)


def test_two_problems_of_one_line_are_both_said(tmp_path):
    codes = found(tmp_path, line(label="hostile", purpose="fun", flags=["maybe"]))
    assert codes == [("unknown-flag", 1), ("unknown-label", 1), ("unknown-purpose", 1)]


def test_the_last_word_counts_and_the_one_before_is_superseded(tmp_path):
    result = check(tmp_path, line(), line(label="neutral"), line(annotator="y", label="neutral"))
    (one,) = [problem for problem in result.problems if problem.code == "superseded"]
    assert (one.line, one.severity, result.n_errors) == (1, "info", 0)
    assert one.detail.startswith("cooperative by neutral, ")
    assert one.detail.endswith("ledger.jsonl:2")


def test_annotations_that_overlap_are_errors_also_if_not_neighbours(tmp_path):
    whole = {"start": 0, "end": 45, "digest": text_digest(TEXT)}
    codes = found(tmp_path, line(1), json.dumps({**LINE, **whole}), line(2))
    assert codes == [("overlap", 1), ("not-a-sentence", 2), ("overlap", 3)]


def test_a_tie_without_adjudicator_is_a_warning(tmp_path):
    lines = [line(), line(annotator="y", label="neutral")]
    assert found(tmp_path, *lines) == [("tied", 2)]
    assert found(tmp_path, *lines, line(annotator="adjudicator")) == []


def test_coverage_is_counted_by_kind(tmp_path):
    article, comment = check(tmp_path, line(), line(1)).coverage
    assert (article.n_documents, article.n_sentences, article.n_labelled) == (1, 3, 2)
    assert (comment.n_documents, comment.n_sentences, comment.n_labelled) == (1, 1, 0)


def test_labels_under_the_version_before_are_valid_and_other_tasks_are_passed_over(tmp_path):
    other = line(task="sentiment", label="positive", codebook="sentiment-1")
    assert found(tmp_path, line(codebook="stance-1"), other) == []


def test_a_moved_sentence_says_where_it_is_now(tmp_path):
    (one, *_) = check(tmp_path, line(1, start=22, end=34)).problems
    assert one.detail == "22-34 is now 21-33"


def test_a_folder_is_checked_file_by_file(tmp_path):
    for name in ("b.jsonl", "a.jsonl"):
        (tmp_path / name).write_text("{\n" + line(annotator=name), encoding="utf-8")
    result = stance.check_labels(tmp_path, corpus=CORPUS)
    assert [one.file[-7:] for one in result.problems[:2]] == ["a.jsonl", "b.jsonl"]
    assert result.annotators == {"a.jsonl": 1, "b.jsonl": 1}


def test_a_ledger_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"Expected a label ledger at .*none\.jsonl"):
        stance.check_labels(tmp_path / "none.jsonl", corpus=CORPUS)


def test_every_code_has_a_severity_and_the_result_is_plain_json(tmp_path):
    result = check(tmp_path, *CASES.values())
    assert set(result.counts) <= set(SEVERITIES)
    back = json.loads(json.dumps(result.to_dict()))
    assert back["errors"] == result.n_errors > 0
    assert back["problems"][0] == asdict(result.problems[0])


def test_the_starter_labels_have_no_errors(root):
    assert stance.check_labels(root / "labels").n_errors == 0
