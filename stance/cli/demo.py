"""`stance demo`: the whole road on the starter corpus, from saved pages to the report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli import interrupts, screen
from stance.cli.options import Jobs, Seed

if TYPE_CHECKING:
    from stance.model import Bundle


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
    typer.echo(f"read     {len(corpus.articles):,} articles, {len(corpus.comments):,} comments")

    labelled = stance.read_labels(starter_folder("labels"), corpus=corpus)
    with screen.progress("training") as step:
        bundle = stance.train(
            labelled.texts, codebook=labelled.codebook, seed=seed, jobs=jobs, progress=step
        )
    bundle.save(output / "bundle")
    typer.echo(f"trained  on {len(labelled.texts):,} labelled sentences; {_judged(bundle)}")

    with screen.progress("scoring") as step:
        scores = stance.score_documents(corpus, bundle=bundle, jobs=jobs, progress=step)
    stance.write_scores(scores, output / "scores.parquet")
    typer.echo(f"scored   {scores.num_rows:,} sentences")

    import numpy as np

    page = stance.write_report(scores, output, rng=np.random.default_rng(seed))
    typer.echo(f"report   {screen.plain(str(page))}")


def _judged(bundle: "Bundle") -> str:
    """How good the classifier, or that of each kind, is on articles that it has not seen."""
    found = f"out of fold, macro-F1 {bundle.manifest['validation']['macro_f1']:.2f}"
    if bundle.comments is None:
        return found
    comments = bundle.comments.manifest["validation"]["macro_f1"]
    return f"{found} on articles, {comments:.2f} on comments"
