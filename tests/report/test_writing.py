"""The report's folder: complete or as it was before, and nothing else is touched."""

import csv
import io
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from stance.errors import InputError, OutputError, SettingError
from stance.report import read_scores, write_report
from stance.report.writing import render_report
from stance.score import write_scores

PLAIN = {
    "index.html",
    *(f"charts/{name}.svg" for name in ("trend", "shares", "gap")),
    *(f"tables/{name}.csv" for name in ("summary", "yearly", "outlets", "articles")),
    *(f"tables/{name}.csv" for name in ("gaps", "gap_years")),
}


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def content(scores: pa.Table) -> dict[str, bytes]:
    return render_report(scores, rng=rng())


@pytest.fixture(scope="module")
def small(make_scores: Callable[..., pa.Table]) -> pa.Table:
    return make_scores(4)


def table_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_report_is_made_from_a_file_of_scores_alone(small: pa.Table, tmp_path: Path) -> None:
    write_scores(small, tmp_path / "scores.csv")
    page = write_report(
        read_scores(tmp_path / "scores.csv"), tmp_path / "new" / "report", rng=rng()
    )
    assert page == tmp_path / "new" / "report" / "index.html"
    assert files_in(page.parent) == PLAIN


def test_the_page_links_only_to_files_that_are_there(content: dict[str, bytes]) -> None:
    import re

    linked = set(re.findall(rb'href="((?:charts|tables)/[^"]+)"', content["index.html"]))
    assert linked <= {name.encode() for name in content}
    assert b"charts/trend.svg" in linked


def test_tables_hold_every_article_and_gap(content: dict[str, bytes]) -> None:
    assert len(table_of(content["tables/articles.csv"])) == 24
    assert len(table_of(content["tables/gaps.csv"])) == 12
    yearly = table_of(content["tables/yearly.csv"])
    assert {row["quantity"] for row in yearly} == {
        "score",
        "cooperative",
        "neutral",
        "confrontational",
    }
    assert {row["method"] for row in yearly} == {"uncorrected"}


def test_spreadsheets_run_no_title(make_scores: Callable[..., pa.Table]) -> None:
    table = make_scores(2, comments=False)
    place = table.column_names.index("title")
    evil = table.set_column(place, "title", pa.array(["=HYPERLINK(1)"] * table.num_rows))
    rows = table_of(render_report(evil, rng=rng())["tables/articles.csv"])
    assert {row["title"] for row in rows} == {"'=HYPERLINK(1)"}


def test_other_files_of_the_folder_stay(small: pa.Table, tmp_path: Path) -> None:
    theirs = ("scores.parquet", "corpus/articles.jsonl", "tables/mine.csv", "charts/notes.txt")
    for name in theirs:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("milik saya")
    write_report(small, tmp_path, rng=rng())
    assert files_in(tmp_path) == {*theirs, *PLAIN}
    assert all((tmp_path / name).read_text() == "milik saya" for name in theirs)


def test_parts_that_no_longer_hold_are_removed(
    small: pa.Table, make_scores: Callable[..., pa.Table], tmp_path: Path
) -> None:
    write_report(small, tmp_path, rng=rng())
    write_report(make_scores(3, comments=False), tmp_path, rng=rng())
    gone = {"charts/gap.svg", "tables/gaps.csv", "tables/gap_years.csv"}
    assert files_in(tmp_path) == PLAIN - gone


def test_same_scores_and_seed_same_bytes(scores: pa.Table, content: dict[str, bytes]) -> None:
    assert render_report(scores, rng=rng()) == content


def test_the_charts_speak_the_chosen_language(small: pa.Table) -> None:
    content = render_report(small, rng=rng(), language="en")
    assert b"cooperative" in content["charts/trend.svg"]
    assert b'<html lang="en">' in content["index.html"]


def test_an_unknown_language_is_refused(scores: pa.Table, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="'id' or 'en', got 'fr'"):
        write_report(scores, tmp_path, rng=rng(), language="fr")  # type: ignore[arg-type]


def test_what_is_no_score_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="without task, kind"):
        write_report(pa.table({"teks": ["satu"]}), tmp_path, rng=rng())
    with pytest.raises(InputError, match="got list"):
        write_report([1], tmp_path, rng=rng())
    assert files_in(tmp_path) == set()


def test_a_file_where_the_folder_should_be_is_refused(small: pa.Table, tmp_path: Path) -> None:
    (tmp_path / "report").write_text("bukan folder")
    with pytest.raises(OutputError, match="report"):
        write_report(small, tmp_path / "report", rng=rng())


def test_an_unwritable_folder_is_refused(small: pa.Table) -> None:
    # Not even root may make a folder there.
    with pytest.raises(OutputError, match="Choose a folder that can be written"):
        write_report(small, "/proc/report", rng=rng())


FULL = """
import resource, sys
import numpy as np
from stance.errors import OutputError
from stance.report import read_scores, write_report

scores = read_scores(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
try:
    write_report(scores, sys.argv[2], rng=np.random.default_rng(0))
except OutputError as error:
    print(error)
"""


def test_where_there_is_no_room_the_old_report_stays(small: pa.Table, tmp_path: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    write_scores(small, tmp_path / "scores.parquet")
    report = tmp_path / "report"
    write_report(small, report, rng=rng())
    before = {name: (report / name).read_bytes() for name in files_in(report)}
    command = [sys.executable, "-c", FULL, str(tmp_path / "scores.parquet"), str(report)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("Expected to write ")
    assert {name: (report / name).read_bytes() for name in files_in(report)} == before


def test_a_thousand_articles_make_a_page_that_can_be_used(
    make_scores: Callable[..., pa.Table],
) -> None:
    content = render_report(make_scores(1000, 22, comments=False), rng=rng())
    assert len(content["index.html"]) < 15e6
    assert len(table_of(content["tables/articles.csv"])) == 1000
    assert "1.000 artikel" in content["index.html"].decode()
    assert b"terlalu besar untuk satu halaman" in content["index.html"]
