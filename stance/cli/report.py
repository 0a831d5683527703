"""`stance report`: a file of scores in, the report's folder out."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stance.cli import estimates, screen
from stance.cli.options import CodebookFile, GoldLabels, Purpose, Seed, Task

if TYPE_CHECKING:
    import pyarrow as pa

    from stance.robustness import Multiverse


def report(
    scores: Annotated[Path, typer.Argument(help="Scores, as `stance score` wrote them.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")],
    labels: GoldLabels = None,
    events: Annotated[
        Path | None,
        typer.Option(help="Known events, to be marked: a CSV file with the columns day, en, id."),
    ] = None,
    multiverse: Annotated[
        Path | None,
        typer.Option(help="What `stance multiverse -o` wrote: the estimate under other choices."),
    ] = None,
    language: Annotated[
        Literal["id", "en"], typer.Option(help="The language the page opens in; it holds both.")
    ] = "id",
    evaluation: Annotated[
        Path | None,
        typer.Option(help="What `stance validate -o` wrote: how good the classifier is."),
    ] = None,
    purpose: Purpose = "gold",
    task: Task = "stance",
    codebook: CodebookFile = None,
    seed: Seed = 0,
) -> None:
    """Write one offline page with trends, gaps and sentences, and its charts and tables.

    Example: stance report scores.parquet --labels labels/ -o report/
    """
    import numpy as np

    import stance

    page = stance.write_report(
        stance.read_scores(scores), output, rng=np.random.default_rng(seed), language=language,
        evaluation=None if evaluation is None else stance.read_evaluation(evaluation),
        gold=estimates.read_gold(labels, task=task, codebook=codebook, purpose=purpose),
        events=() if events is None else stance.read_events(events),
        multiverse=None if multiverse is None else curve_of(stance.read_multiverse(multiverse)),
    )  # fmt: skip
    if screen.on_terminal():
        typer.echo(f"The report is at {screen.plain(str(page))}")
    else:
        screen.show_json({"page": str(page)})


def curve_of(found: "Multiverse") -> "pa.Table":
    """The specifications of a multiverse as a report takes them: with their settings."""
    about = json.dumps({"settings": dict(found.settings)})
    return found.specifications.replace_schema_metadata({"stance": about})
