"""The report's folder: the page, and its charts and tables as files beside it."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from stance.errors import InputError, OutputError, SettingError
from stance.files import write_together
from stance.records import Event
from stance.report import charts, look
from stance.report.evaluation import Evaluation, checked
from stance.report.gold_specs import gold_images
from stance.report.gold_tables import Evidence
from stance.report.methods import bibliography
from stance.report.page import render_page
from stance.report.sheets import CSV_COLUMNS, csv_files
from stance.report.tables import Tables, compute_tables, dated
from stance.report.wording import Wording
from stance.report.words import LANGUAGES, Language
from stance.score_table import COLUMNS, labels_of

PAGE = "index.html"
_CHARTS = (
    *("trend", "shares", "gap"),
    *("comments", "dots", "gap_years", "gap_outlets", "curve", "budget"),
)
OWN_FILES = (
    *(f"charts/{name}.svg" for name in _CHARTS),
    *(f"tables/{name}.csv" for name in CSV_COLUMNS),
    "tables/evaluation.json",
    "tables/sources.bib",
    PAGE,
)
"""What a report may consist of; nothing else in its folder is ever touched."""

_SVG_WIDTH, _SVG_SHARE_WIDTH = 860, 250


def write_report(  # noqa: PLR0913 - a name for each thing that a report may hold
    scores: pa.Table,
    folder: str | Path,
    *,
    rng: np.random.Generator,
    language: Language = "id",
    evaluation: Evaluation | None = None,
    gold: pa.Table | None = None,
    events: Sequence[Event] = (),
    multiverse: pa.Table | None = None,
) -> Path:
    """Write one offline HTML page, its charts as SVG and its tables as CSV.

    Everything is written aside first, so an earlier report stays whole until the new one is
    complete; other files in the folder stay. Parts of an earlier report that the new one does not
    have (a gap chart, where there are no comments) are removed.

    Parameters
    ----------
    scores
        A table of scores, as `read_scores` or `score_documents` gives it.
    folder
        Where to write ``index.html``, ``charts/`` and ``tables/``; made where it is missing.
    rng
        Where the intervals' draws come from; the same state gives the same bytes.
    language
        The language that the page opens in, ``id`` or ``en``, and that of the SVG charts; the
        page holds both.
    evaluation
        How good the classifier is, as `read_evaluation` gives it: a section of its own.
    gold
        Gold labels of some sentences, as `read_gold` gives them. With them, trends, shares and
        gaps are corrected; without, everything is uncorrected and says so.
    events
        What is known to have happened, as `read_events` gives it: marked in a corrected trend.
    multiverse
        The specifications of `stance.multiverse`, as `read_multiverse` gives them: a section of
        its own, in a report with gold labels.

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    InputError
        If `scores` is not a usable table of scores, `evaluation` is of other labels, or the gold
        labels or the multiverse cannot be used.
    SettingError
        If there are events or a multiverse without gold labels, or `language` is neither ``id``
        nor ``en``.
    OutputError
        If the folder cannot be made or written, or the disk is full.
    """
    if language not in LANGUAGES:
        raise SettingError(f"Expected the language 'id' or 'en', got {str(language)[:40]!r}.")
    content = render_report(
        scores, rng=rng, language=language, evaluation=evaluation,
        evidence=_evidence(gold, events, multiverse),
    )  # fmt: skip
    final = Path(folder)
    _make_folders(final)
    write_together(final, {name: _filled(data) for name, data in content.items()})
    for name in OWN_FILES:
        if name not in content:
            with suppress(OSError):
                (final / name).unlink(missing_ok=True)
    return final / PAGE


def render_report(
    scores: pa.Table,
    *,
    rng: np.random.Generator,
    language: Language = "id",
    evaluation: Evaluation | None = None,
    evidence: Evidence | None = None,
) -> dict[str, bytes]:
    """The content of every file of the report by its name, the page last.

    Raises
    ------
    InputError
        If `scores` is not a usable table of scores, or `evaluation` is of other labels.
    """
    _check_columns(scores)
    if evaluation is not None:
        checked(evaluation)
        _check_labels(scores, evaluation)
    tables = compute_tables(scores, rng=rng, evidence=evidence)
    content = {f"tables/{name}.csv": data for name, data in csv_files(tables).items()}
    content |= {f"charts/{name}.svg": image for name, image in _images(tables, language).items()}
    if evaluation is not None:
        text = json.dumps(evaluation, ensure_ascii=False, indent=1) + "\n"
        content["tables/evaluation.json"] = text.encode("utf-8", errors="replace")
    if tables.gold is not None:
        content["tables/sources.bib"] = bibliography().encode()
    page = render_page(
        scores, tables, rng=rng, language=language, evaluation=evaluation,
        gold=None if tables.gold is None or evidence is None else evidence.gold,
    )  # fmt: skip
    content[PAGE] = page.encode("utf-8", errors="replace")
    return content


def _evidence(
    gold: pa.Table | None, events: Sequence[Event], multiverse: pa.Table | None
) -> Evidence | None:
    if gold is not None:
        return Evidence(gold=gold, events=tuple(events), multiverse=multiverse)
    if events or multiverse is not None:
        raise SettingError(
            "Expected gold labels with events or a multiverse, got none: they are shown beside "
            "corrected estimates only. Give the gold labels, or leave the others out."
        )
    return None


def _check_columns(scores: Any) -> None:
    names = scores.column_names if isinstance(scores, pa.Table) else []
    missing = [name for name in COLUMNS if name not in names]
    if missing or not labels_of(scores):
        raise InputError(
            "Expected a table of scores, as read_scores or score_documents gives it; got "
            f"{type(scores).__name__} without {', '.join(missing[:4]) or 'p_<label>'}."
        )


def _check_labels(scores: pa.Table, evaluation: Evaluation) -> None:
    labels = list(labels_of(scores))
    if evaluation["labels"] != labels:
        raise InputError(
            f"Expected an evaluation of the scores' labels {', '.join(labels)}, got one of "
            f"{', '.join(map(str, evaluation['labels']))[:120]}. Evaluate the task of the scores."
        )


def _make_folders(final: Path) -> None:
    for folder in (final, *(final / Path(name).parent for name in OWN_FILES)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise OutputError(
                f"Expected to make the folder {str(folder)!r}, but: {why}. "
                "Choose a folder that can be written."
            ) from error


def _filled(data: bytes) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)

    return write


def _images(tables: Tables, language: Language) -> dict[str, bytes]:
    wide = charts.Drawing(language=language, colours=look.LIGHT, width=_SVG_WIDTH)
    third = charts.Drawing(language=language, colours=look.LIGHT, width=_SVG_SHARE_WIDTH)
    made = {}
    if tables.gold is not None:
        wording = Wording(task=tables.task, labels=tables.labels)
        made = gold_images(tables, tables.gold, wide, wording)
    elif dated(tables.yearly):
        made["trend"] = charts.svg(charts.trend_chart(tables, wide), wide)
        made["shares"] = charts.svg(charts.shares_chart(tables, third), third)
    if tables.gaps:
        made["gap"] = charts.svg(charts.gap_chart(tables, wide), wide)
    return {name: image.encode("utf-8", errors="replace") for name, image in made.items()}
