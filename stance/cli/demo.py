"""`stance demo`: the whole road on the starter corpus, from saved pages to the report."""

from pathlib import Path
from typing import Annotated

import typer

from stance.cli import interrupts, screen
from stance.cli.options import Jobs, Seed


def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")] = Path(
        "report"
    ),
    seed: Seed = 0,
    jobs: Jobs = 1,
) -> None:
    """Read, train, score, estimate and report on the texts that come with the project.

    Example: stance demo -o report/
    """
    import stance
    from stance.corpus.starter import starter_folder

    interrupts.shield_workers(jobs)
    with screen.progress("reading") as step:
        corpus = stance.read(starter_folder("articles"), progress=step)
    stance.write_corpus(corpus, output / "corpus")
    typer.echo(f"read     {len(corpus.articles)} articles, {len(corpus.comments)} comments")

    labelled = stance.read_labels(starter_folder("labels"), corpus=corpus)
    with screen.progress("training") as step:
        bundle = stance.train(
            labelled.texts, codebook=labelled.codebook, seed=seed, jobs=jobs, progress=step
        )
    bundle.save(output / "bundle")
    figures = bundle.manifest["validation"]
    typer.echo(
        f"trained  on {len(labelled.texts)} labelled sentences; out of fold, articles whole: "
        f"macro-F1 {figures['macro_f1']:.2f}"
    )

    with screen.progress("scoring") as step:
        scores = stance.score_documents(corpus, bundle=bundle, jobs=jobs, progress=step)
    stance.write_scores(scores, output / "scores.parquet")
    typer.echo(f"scored   {scores.num_rows} sentences")

    import numpy as np

    page = stance.write_report(scores, output, rng=np.random.default_rng(seed))
    typer.echo(f"report   {screen.plain(str(page))}")
