"""`stance score`: documents and a bundle in, a score for every sentence out."""

from pathlib import Path
from typing import Annotated

import typer

from stance.cli import interrupts, screen
from stance.cli.options import Columns, Inputs, Jobs, Model, Rules, Salt, Today, parse_day


def score(
    inputs: Inputs,
    model: Model,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Where to write: .parquet, .csv or .jsonl. Default: to the screen.",
        ),
    ] = None,
    column: Columns = None,
    today: Today = None,
    salt: Salt = "",
    rules: Rules = None,
    jobs: Jobs = 1,
) -> None:
    """Score every sentence of articles and comments.

    Example: stance score articles/ --model bundle/ -o scores.parquet
    """
    import stance

    if output is not None:
        from stance.score.files import find_writer

        find_writer(output)
    interrupts.shield_workers(jobs)
    bundle = stance.load(model)
    with screen.progress("reading") as step:
        corpus = stance.read(
            *inputs,
            columns=screen.parse_columns(column),
            today=parse_day(today),
            salt=salt,
            rules=rules,
            progress=step,
        )
    with screen.progress("scoring") as step:
        scores = stance.score_documents(corpus, bundle=bundle, jobs=jobs, progress=step)
    failed = scores.num_rows - scores["error"].null_count
    if output is None:
        _show_sentences(scores.to_pylist())
    else:
        stance.write_scores(scores, output)
        _show_summary(scores.num_rows - failed, failed, output)
    if failed:
        raise typer.Exit(1)


def _show_sentences(rows: list[dict[str, object]]) -> None:
    for row in rows:
        if not screen.on_terminal():
            screen.show_json({name: value for name, value in row.items() if value is not None})
        elif row["error"] is None:
            line = f"{row['score']:+.2f}  {row['label']:<16}  {row['text']}"
            typer.echo(screen.plain(line))
        else:
            typer.echo(screen.plain(f"{row['document_id']}: {row['error']}"), err=True)


def _show_summary(scored: int, failed: int, output: Path) -> None:
    if screen.on_terminal():
        failures = f", {failed} documents failed (rows with an `error`)" if failed else ""
        typer.echo(
            f"{screen.count(scored, 'sentence')} scored in {screen.plain(str(output))}{failures}"
        )
    else:
        screen.show_json({"sentences": scored, "failed": failed, "output": str(output)})
