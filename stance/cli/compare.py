"""`stance compare`: scores and gold labels in, how far articles stand above their readers out."""

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from stance.cli import estimates, screen, tables
from stance.cli.options import CodebookFile, GoldLabels, Purpose, Task

if TYPE_CHECKING:
    import pyarrow as pa

    from stance.estimate import Comparison

_SHOWN_ARTICLES = 5
_LONGEST_SENTENCE = 160


def compare(
    scores: Annotated[Path, typer.Argument(help="Scores, as `stance score` wrote them.")],
    labels: GoldLabels = None,
    by: Annotated[
        str | None,
        typer.Option(help="Also by year, quarter, month, or a column such as outlet."),
    ] = None,
    counting: Annotated[
        Literal["probability", "label"],
        typer.Option(help="What the correction takes from the classifier."),
    ] = "probability",
    level: Annotated[float, typer.Option(help="The intervals' nominal coverage.")] = 0.95,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Where to write: .csv or .parquet (the gaps), .json or a folder (all).",
        ),
    ] = None,
    purpose: Purpose = "gold",
    task: Task = "stance",
    codebook: CodebookFile = None,
) -> None:
    """How far articles stand above their own comments, corrected by gold labels on each side.

    Example: stance compare scores.parquet --labels labels/ --by year
    """
    import stance

    tables.check_output(output)
    table = stance.read_scores(scores)
    gold = estimates.read_gold(labels, task=task, codebook=codebook, purpose=purpose)
    found = stance.compare(
        table, gold, by=by, choices=stance.Choices(level=level, counting=counting)
    )
    named = tables_of(found)
    tables.deliver(named, found.settings, output, show=lambda: _show(found))
    estimates.warn(estimates.all_warnings(found.warnings, found.gaps, "gap", labels=labels))


def tables_of(found: "Comparison") -> dict[str, "pa.Table"]:
    """The tables by their names, the gaps first."""
    return {
        "gaps": found.gaps,
        "articles": found.articles,
        "sentences": found.sentences,
        "invariance": found.invariance,
        "verdicts": found.verdicts,
    }


def _show(found: "Comparison") -> None:
    estimates.show_estimates(found.gaps, "gap", "mean score of articles less that of comments")
    rows = found.articles.slice(0, _SHOWN_ARTICLES).to_pylist()
    if not rows:
        return
    screen.show_table(
        "The articles farthest from their comments, uncorrected",
        ["", "article", "comments", "gap", "interval"],
        [
            (
                _named(row),
                f"{row['article_score']:+.3f}",
                f"{row['comments_score']:+.3f}",
                *estimates.value_and_interval(row | {"value": row["gap"]}),
            )
            for row in rows
        ],
    )
    sentences = found.sentences.to_pylist()
    told = [row for row in sentences if row["article_id"] == rows[0]["article_id"]]
    typer.echo("What sets the first of them apart:")
    for row in told:
        typer.echo(f"  {row['kind']} {row['score']:+.3f}  {_short(row.get('text') or '-')}")


def _named(row: Mapping[str, Any]) -> str:
    """An article by its title, with its day and how many commented.

    >>> _named({"title": "Sepakat", "article_id": "a", "published": "2016-03-27", "n_comments": 1})
    'Sepakat (2016-03-27, 1 comment)'
    """
    day = (row["published"] or "undated")[:10]
    return (
        f"{row['title'] or row['article_id']} ({day}, {screen.count(row['n_comments'], 'comment')})"
    )


def _short(text: str) -> str:
    """A sentence in one line."""
    return textwrap.shorten(screen.plain(text), _LONGEST_SENTENCE, placeholder=" ...")
