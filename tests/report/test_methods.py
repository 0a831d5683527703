"""The methods paragraph, its sources, and what figures may be said to show."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import stance.estimate
from stance.errors import SettingError
from stance.report.facts import DATA, FACTS
from stance.report.methods import bibliography, cited, may_not_say, may_say, methods_paragraph
from stance.report.words import LANGUAGES

LABELS = ["cooperative", "neutral", "confrontational"]
SLOPE = {
    "quantity": "score", "method": "corrected", "what": "slope", "before": "2010", "after": "2025",
    "value": -0.012, "low": -0.019, "high": -0.005,
}  # fmt: skip
GAP = {"method": "corrected", "value": 0.21, "low": 0.1, "high": 0.32, "n_articles": 1830}
ALL = {
    "task": "stance", "labels": LABELS, "articles": 12345, "comments": 40210, "sentences": 310442,
    "outlets": 12, "first_year": 2010, "last_year": 2025, "macro_f1": 0.7812, "judged": 2150,
    "folds": 5, "gold": 1200, "gold_articles": 640, "annotators": 3, "codebook": "1.2",
    "strata": ["year", "outlet", "kind"], "plan": "0123456789abcdef", "alpha": 0.74,
    "alpha_low": 0.7, "alpha_high": 0.78, "level": 0.95, "commenters": 8123, "periods": 16,
    "break_draws": 1000, "settings": "89ab89ab89ab89ab", "version": "0.6.0", "kind": "article",
    "trend": SLOPE, "gap": GAP,
}  # fmt: skip
PLAIN = str.maketrans("áéè", "aee")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
REFERENCE = re.compile(r"\.\. \[\d+\] (.+?) ?\((\d{4})\)", re.DOTALL)


def without(*names: str) -> dict:
    return {name: value for name, value in ALL.items() if name not in names}


def entries() -> dict[str, dict[str, str]]:
    """The BibTeX entries by key, each a dictionary of its fields."""
    found = re.findall(r"@[a-z]+\{(\w+),\n(.*?)\n\}\n", bibliography(), re.DOTALL)
    return {key: dict(re.findall(r"^  (\w+) = \{(.*)\},?$", body, re.M)) for key, body in found}


def pairs(data: object, at: str = "") -> Iterator[tuple[str, dict]]:
    if isinstance(data, dict) and "en" in data:
        yield at, data
    elif isinstance(data, dict | list):
        parts = data.items() if isinstance(data, dict) else enumerate(data)
        for name, part in parts:
            yield from pairs(part, f"{at}/{name}")


@pytest.mark.parametrize(("where", "said"), list(pairs(DATA)))
def test_both_languages_have_the_same_places(where, said):
    english, indonesian = (sorted(PLACEHOLDER.findall(said[name])) for name in ("en", "id"))
    assert english == indonesian, where
    assert said["en"].count("[") == said["id"].count("[") == said["en"].count("]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_paragraph_fits_a_methods_section(language):
    paragraph = methods_paragraph(ALL, language)
    assert 120 <= len(paragraph.split()) <= 220
    assert not set("{}[]") & set(paragraph)
    assert "  " not in paragraph


def test_figures_are_written_as_each_language_does():
    english, indonesian = (methods_paragraph(ALL, language) for language in ("en", "id"))
    for figure in ("12,345 articles", "40,210 reader comments", "0.78 (2,150", "95% intervals"):
        assert figure in english
    for figure in ("12.345 artikel", "40.210 komentar pembaca", "0,78 (2.150", "kepercayaan 95%"):
        assert figure in indonesian
    assert "year, outlet, and kind of text (plan 0123456789ab)" in english
    assert "tahun, media, dan jenis teks (rencana 0123456789ab)" in indonesian


SIMPLE = sorted(ALL.keys() - {"trend", "gap", "kind", "labels", "task"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SIMPLE)
def test_a_missing_fact_takes_only_its_words_along(name, language):
    shorter = methods_paragraph(without(name), language)
    assert shorter != methods_paragraph(ALL, language)
    assert shorter == methods_paragraph({**ALL, name: None}, language)
    assert "None" not in shorter
    assert not re.search(r" [.,;)]|\( |\(\)|\{", shorter)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_known_is_nothing_said_but_that_nothing_corrects(language):
    assert methods_paragraph({}, language).count(".") == 1
    assert cited({}) == ["hopkins2010"]


def test_a_single_thing_is_no_plural():
    facts = {"articles": 1, "outlets": 1, "first_year": 2016, "last_year": 2016, "gold": 1}
    said = methods_paragraph(facts, "en")
    assert "1 article from 1 outlet, published in 2016. " in said
    assert "by 1 gold label." in said


def test_without_gold_nothing_claims_to_be_corrected():
    facts = without("gold", "gold_articles")
    assert "no gold labels, so all figures are uncorrected" in methods_paragraph(facts, "en")
    assert "prediction-powered" not in methods_paragraph(facts, "en")
    assert not {"angelopoulos2023", "teblunthuis2024", "zrnic2024"} & set(cited(facts))


def test_draws_take_the_place_of_the_jackknife():
    said = methods_paragraph({**ALL, "draws": 2000}, "en")
    assert "2,000 draws of whole articles, widened" in said
    assert "jackknifed" not in said


def test_a_tuning_that_was_set_is_told_even_if_0():
    assert "weight was set to 0.00." in methods_paragraph({**ALL, "tuning": 0.0}, "en")
    assert "angelopoulos2023tuning" not in cited({**ALL, "tuning": 0.0})


def test_what_a_user_named_is_not_a_placeholder():
    said = methods_paragraph({**ALL, "codebook": "{gold}[x]\x00", "strata": ["{level}"]}, "en")
    assert "under codebook {gold}[x]" in said
    assert "stratified by {level}" in said


def test_an_unknown_fact_is_refused():
    with pytest.raises(SettingError, match=r"Expected facts among alpha, .*, got artikels"):
        methods_paragraph({"artikels": 3}, "en")


def test_the_docstring_names_every_fact():
    said = set(re.findall(r"``(\w+)``", methods_paragraph.__doc__))
    assert set(FACTS) <= said


# Sources


def test_every_source_is_whole_and_in_order():
    found = entries()
    assert list(found) == sorted(found)
    assert len(found) == bibliography().count("@")
    for key, fields in found.items():
        assert {"author", "title", "year"} <= fields.keys(), key
        assert fields["year"] in key
        assert all(value.count("{") == value.count("}") for value in fields.values()), key


def test_an_article_names_its_journal():
    articles = re.findall(r"@article\{(\w+)", bibliography())
    assert articles
    assert all("journal" in entries()[key] for key in articles)


@pytest.mark.parametrize("entry", DATA["methods"], ids=lambda entry: entry["name"])
def test_who_is_cited_stands_in_the_sentence(entry):
    for key in entry.get("cites", ()):
        source = entries()[key]
        family = source["author"].partition(",")[0]
        for language in LANGUAGES:
            assert family in entry[language], key
            assert source["year"] in entry[language], key
    if not entry.get("cites"):
        assert not re.search(r"\b(19|20)\d\d\b", entry["en"])


def test_the_bibliography_holds_what_is_cited_and_no_more():
    keys = cited(ALL)
    assert len(keys) >= 9
    text = bibliography(keys)
    assert sorted(keys) == re.findall(r"@\w+\{(\w+)", text)
    with pytest.raises(SettingError, match="got nobody2020"):
        bibliography(["nobody2020"])


def test_what_the_estimates_refer_to_is_among_the_sources():
    folder = Path(stance.estimate.__file__).parent
    references = {
        (authors.removesuffix(" et al.").split(",")[0].split()[-1].translate(PLAIN), year)
        for path in folder.glob("*.py")
        for authors, year in REFERENCE.findall(path.read_text(encoding="utf-8"))
    }
    sources = {
        (source["author"].partition(",")[0].split()[-1].translate(PLAIN), source["year"])
        for source in entries().values()
    }
    assert len(references) >= 25
    assert references <= sources


# What may be said


def test_a_fall_over_many_years_is_told_by_the_decade():
    assert may_say(without("gap"), "en") == [
        "From 2010 to 2025, the articles’ mean stance score fell by 0.12 a decade "
        "(95% interval 0.05 to 0.19): the articles became more confrontational."
    ]
    assert may_say(without("gap"), "id") == [
        "Dari 2010 sampai 2025, rata-rata skor sikap artikel turun 0,12 per dekade "
        "(selang kepercayaan 95% 0,05 sampai 0,19): artikel menjadi lebih konfrontatif."
    ]


def told(**changed: object) -> str:
    return may_say({**without("gap"), "trend": {**SLOPE, **changed}}, "en")[0]


def test_a_slope_over_few_years_is_told_by_the_year():
    said = told(after="2019")
    assert "fell by 0.012 a year (95% interval 0.005 to 0.019)" in said


def test_a_rise_leans_to_the_first_label():
    said = told(value=0.02, low=0.01, high=0.03)
    assert (
        "rose by 0.20 a decade (95% interval 0.10 to 0.30): the articles became more coop" in said
    )


@pytest.mark.parametrize("ends", [(-0.03, 0.01), (-0.03, 0.0), (0.0, 0.03)])
def test_no_direction_where_the_interval_holds_0(ends):
    said = told(low=ends[0], high=ends[1])
    assert "it cannot be told whether" in said
    assert "became" not in said


def test_no_claim_without_an_interval():
    assert told(low=None, high=None).endswith("can be claimed: there is no interval for it.")
    assert told(low=float("nan"), high=float("nan")) == told(low=None, high=None)


def test_uncorrected_counts_do_not_tell_what_became_of_the_texts():
    said = told(method="uncorrected")
    assert "uncorrected for its errors" in said
    assert "became more" not in said
    assert "assumes that the classifier errs alike" in told(method="stable classes")


def test_a_share_is_told_in_percentage_points():
    said = told(quantity="confrontational", what="change", value=0.031, low=0.012, high=0.05)
    assert said.startswith(
        "From 2010 to 2025, the share of the articles’ sentences labelled confrontational rose by "
        "3.1 percentage points (95% interval 1.2 to 5.0 percentage points)."
    )


def test_a_small_number_never_reads_as_0():
    assert "fell by 0.004 a year (95% interval 0.001 to 0.006)" in told(
        after="2015", value=-0.004, low=-0.006, high=-0.001
    )


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        ({}, "articles were more cooperative than the comments below them: the gap in mean stance "
             "score is 0.21 (95% interval 0.10 to 0.32; 1,830 articles)."),
        ({"value": -0.2, "low": -0.3, "high": -0.1}, "articles were more confrontational than"),
        ({"low": -0.1}, "the gap may lie anywhere from −0.10 to 0.32 (95% interval)."),
        ({"low": None, "high": None}, "there is no interval for it."),
        ({"value": None, "low": None, "high": None}, "is not identified"),
        ({"method": "uncorrected"}, "articles were scored as more cooperative than the"),
        ({"method": "uncorrected"}, "uncorrected for its errors"),
    ],
)  # fmt: skip
def test_a_gap_is_told_as_far_as_its_interval_goes(gap, said):
    assert said in may_say({**without("trend"), "gap": {**GAP, **gap}}, "en")[0]


def test_a_gap_needs_labels_and_a_trend_two_ends():
    with pytest.raises(SettingError, match="got no labels"):
        may_say(without("labels"), "en")
    with pytest.raises(SettingError, match="slope or change, got 'difference'"):
        told(what="difference")


def test_nothing_found_is_nothing_said():
    assert may_say(without("trend", "gap"), "en") == []


# What may not be said


@pytest.mark.parametrize("language", LANGUAGES)
def test_limits_follow_from_the_facts(language):
    entries = {entry["name"]: entry for entry in DATA["limits"]}
    assert len(may_not_say(ALL, language)) == 5
    few = may_not_say({**ALL, "gold": 12}, language)
    assert any("12 " in said for said in few)
    assert entries["uncorrected"][language] in may_not_say(without("gold"), language)
    assert entries["readers"][language] not in may_not_say(without("comments", "gap"), language)
    assert entries["years"][language] not in may_not_say(without("periods", "trend"), language)


def test_periods_without_gold_and_low_agreement_are_named():
    said = " ".join(may_not_say({**ALL, "without_gold": ["2011", "2012"], "alpha": 0.5}, "id"))
    assert "Untuk 2011 dan 2012, yang tidak memiliki label acuan" in said
    assert "(alfa 0,50)" in said
