"""The section on quality: from a file of figures to the page, in both languages."""

import copy
import json
import re

import numpy as np
import pytest

from stance.errors import InputError
from stance.evaluate import Plan, validate
from stance.report import read_evaluation, write_report
from stance.report.evaluation import FIGURES, checked
from stance.report.judged import describe_quality
from stance.report.judged_words import between, fraction
from stance.report.wording import Wording
from stance.report.words import WORDS

WORDING = Wording(task="stance", labels=("cooperative", "neutral", "confrontational"))


@pytest.fixture(scope="session")
def evaluation(labelled, codebook):
    """Figures of the small labelled set, with every part but the years."""
    plan = Plan(folds=3, draws=100, random=True, curve=True)
    row = validate(labelled, codebook=codebook, plan=plan).to_dict()
    figure = row["figures"]["macro_f1"]
    cells = [
        {"train": a, "test": b, "n_train": 9, "n_test": 8, "n_documents": 3,
         "figures": {"macro_f1": figure} if a != "2019" else {}, "reason": ""}
        for a in ("2010-2014", "2019")
        for b in ("2010-2014", "2019")
    ]  # fmt: skip
    row["years"] = {"periods": ["2010-2014", "2019"], "cells": cells}
    return json.loads(json.dumps(row))


def report_of(scores, folder, evaluation, language="id"):
    rng = np.random.default_rng(0)
    page = write_report(scores, folder, rng=rng, evaluation=evaluation, language=language)
    return page.read_text(encoding="utf-8")


def test_the_page_has_the_section_and_the_folder_its_figures(scores, tmp_path, evaluation):
    page = report_of(scores, tmp_path, evaluation)
    assert '<section id="quality">' in page
    for name in ("baselines", "reliability", "coverage", "learning"):
        assert f'id="chart-{name}"' in page
    assert json.loads((tmp_path / "tables" / "evaluation.json").read_text()) == evaluation


def test_without_an_evaluation_there_is_no_section_and_no_file(scores, tmp_path, evaluation):
    report_of(scores, tmp_path, evaluation)
    assert 'id="quality"' not in report_of(scores, tmp_path, None)
    assert not (tmp_path / "tables" / "evaluation.json").exists()


def test_both_languages_say_the_same_number_differently(scores, tmp_path, evaluation):
    page = report_of(scores, tmp_path, evaluation)
    value = evaluation["figures"]["macro_f1"]["value"]
    assert fraction(value).en in page
    assert fraction(value).id in page
    assert fraction(value).id == fraction(value).en.replace(".", ",")


def test_every_figure_and_baseline_has_words():
    for name in FIGURES:
        assert f"judged_{name}" in WORDS
    from stance.evaluate.baselines import BASELINES

    for name in BASELINES:
        assert f"judged_rival_{name}" in WORDS


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.01, 0.2, "is better"), (-0.1, 0.2, "no clear difference"), (-0.3, -0.1, "is worse")],
)
def test_a_difference_is_claimed_only_where_its_interval_leaves_out_zero(
    evaluation, low, high, said
):
    row = copy.deepcopy(evaluation)
    for rival in row["baselines"]:
        difference = {"value": (low + high) / 2, "low": low, "high": high}
        rival["comparison"]["differences"]["macro_f1"] = difference
    assert said in describe_quality(row, WORDING)["verdict"].en


def test_what_weakens_the_figures_is_said_in_both_languages(evaluation):
    row = {**evaluation, "n_documents": 12, "n_labelled": evaluation["n_sentences"] + 7}
    said = describe_quality(row, WORDING)["cautions"]
    assert "Only 12 documents" in said[0].en
    assert said[1].id.startswith("7 dari ")


def test_a_refused_forecast_is_said(evaluation):
    row = copy.deepcopy(evaluation)
    row["curve"]["foretold"] = {"refusal": "no-rise", "points": []}
    assert "not clear enough" in describe_quality(row, WORDING)["foretold"].en


def test_confusion_and_years_are_coloured_by_share(evaluation):
    quality = describe_quality(evaluation, WORDING)
    for _, cells in [*quality["confusion"].rows, *quality["years"].rows]:
        assert all(0 <= cell.strength <= 10 for cell in cells)
    assert quality["years"].columns == ["2010–2014", "2019"]


def test_names_from_the_file_are_data_not_markup(scores, tmp_path, evaluation):
    row = copy.deepcopy(evaluation)
    evil = "</script><script>alert(1)</script>"
    row["baselines"][0]["name"] = evil
    row["strata"] = {"outlet": [
        {"group": name, "n_sentences": 3, "n_documents": 1, "figures": {}} for name in (evil, "b")
    ]}  # fmt: skip
    page = report_of(scores, tmp_path, row)
    assert "<script>alert(1)" not in page
    assert len(re.findall(r"<script", page)) == 3


def test_intervals_that_are_not_known_are_left_out():
    assert between({"value": 0.5, "low": None, "high": None}).en == ""
    assert fraction(None).id == "–"


def test_another_task_is_refused(make_scores, tmp_path, evaluation):
    with pytest.raises(InputError, match="Expected an evaluation of the scores' labels positive"):
        report_of(make_scores(6, 4, task="sentiment"), tmp_path, evaluation)


def test_a_file_comes_back_as_it_was_written(tmp_path, evaluation):
    path = tmp_path / "validation.json"
    path.write_text(json.dumps(evaluation))
    assert read_evaluation(path) == evaluation


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        ("{", "something else"),
        ("[]", "JSON of another kind"),
        ('{"format": 9}', "JSON of another kind or format"),
        ('{"format": 1}', "one without 'labels'"),
    ],
)
def test_other_files_are_refused(tmp_path, content, said):
    path = tmp_path / "validation.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(InputError, match=re.escape(said)):
        read_evaluation(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row["figures"]["macro_f1"].update(value="high"),
        lambda row: row["confusion"].pop(),
        lambda row: row["per_label"].pop(),
        lambda row: row["reliability"][0].pop("right"),
        lambda row: row["baselines"][0].update(name=3),
        lambda row: row["years"]["cells"].pop(),
        lambda row: row["curve"]["sizes"][0].update(n_documents=None),
        lambda row: row["risk_coverage"].pop("abstention"),
    ],
)
def test_broken_figures_are_refused_before_a_page_is_made(evaluation, change):
    row = copy.deepcopy(evaluation)
    change(row)
    with pytest.raises(InputError, match="figures are not whole"):
        checked(row)
