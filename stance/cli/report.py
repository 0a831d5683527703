"""`stance report`: a file of scores in, the report's folder out."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from stance.cli import screen
from stance.cli.options import Seed


def report(
    scores: Annotated[Path, typer.Argument(help="Scores, as `stance score` wrote them.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")],
    language: Annotated[
        Literal["id", "en"], typer.Option(help="The language the page opens in; it holds both.")
    ] = "id",
    evaluation: Annotated[
        Path | None,
        typer.Option(help="What `stance validate -o` wrote: how good the classifier is."),
    ] = None,
    seed: Seed = 0,
) -> None:
    """Write one offline page with trends, gaps and sentences, and its charts and tables.

    Example: stance report scores.parquet -o report/
    """
    import numpy as np

    import stance

    page = stance.write_report(
        stance.read_scores(scores), output, rng=np.random.default_rng(seed), language=language,
        evaluation=None if evaluation is None else stance.read_evaluation(evaluation),
    )  # fmt: skip
    if screen.on_terminal():
        typer.echo(f"The report is at {screen.plain(str(page))}")
    else:
        screen.show_json({"page": str(page)})
