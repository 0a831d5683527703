"""`stance mistakes`: the sentences that get a wrong label, and the terms that misled."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli import interrupts, screen
from stance.cli.options import CodebookFile, Columns, CorpusInputs, Jobs, Seed, Task
from stance.errors import SettingError

if TYPE_CHECKING:
    from stance.evaluate.mistakes import Mistake


def mistakes(
    labels: Annotated[
        Path, typer.Argument(help="A label ledger, a folder of them, or a table of labelled texts.")
    ],
    model: Annotated[
        Path | None,
        typer.Option("--model", "-m", help="A bundle; without one, out of fold on these labels."),
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="How many to show, the surest first.")] = 20,
    label: Annotated[str | None, typer.Option(help="Only of this true label.")] = None,
    predicted: Annotated[str | None, typer.Option(help="Only taken for this label.")] = None,
    folds: Annotated[int, typer.Option(min=2, help="How many parts to cut documents into.")] = 5,
    corpus: CorpusInputs = None,
    task: Task = "stance",
    codebook: CodebookFile = None,
    column: Columns = None,
    seed: Seed = 0,
    jobs: Jobs = 1,
) -> None:
    """Show the sentences that get a wrong label, the surest first, and the terms that misled.

    Example: stance mistakes labels/ --label cooperative --predicted confrontational
    """
    import stance
    from stance.evaluate.mistakes import select_mistakes

    bundle = None if model is None else stance.load(model)
    labelled = stance.read_labels(
        labels, corpus=corpus, codebook=codebook, columns=screen.parse_columns(column),
        task=bundle.manifest["codebook"]["task"] if bundle else task,
    )  # fmt: skip
    for name in (label, predicted):
        if name is not None and name not in labelled.codebook.labels:
            raise SettingError(
                f"Expected one of the labels {', '.join(labelled.codebook.labels)}, got {name!r}."
            )
    if bundle is not None:
        found = stance.mistakes_of(labelled.texts, bundle=bundle)
        seen = sum(text.document_id in bundle.documents for text in labelled.texts)
        if seen:
            typer.echo(
                f"Mind: {seen} of {len(labelled.texts)} sentences are of documents that trained "
                "the bundle. Without --model, each is judged out of fold.",
                err=True,
            )
    else:
        interrupts.shield_workers(jobs)
        with screen.progress("training") as step:
            found = stance.mistakes_out_of_fold(
                labelled.texts, codebook=labelled.codebook, folds=folds, seed=seed, jobs=jobs,
                progress=step,
            )  # fmt: skip
    chosen = select_mistakes(found, label=label, predicted=predicted)
    _show(chosen[:top], len(chosen), len(labelled.texts))


def _show(shown: "list[Mistake]", n_mistakes: int, n_sentences: int) -> None:
    if not screen.on_terminal():
        for mistake in shown:
            screen.show_json(asdict(mistake))
        return
    screen.show_table(
        f"{screen.count(n_mistakes, 'mistake')} in {screen.count(n_sentences, 'sentence')}",
        ["sentence", "true", "predicted", "P", "what misled"],
        [
            (
                mistake.text,
                mistake.label,
                mistake.predicted,
                f"{mistake.probability:.2f}",
                ", ".join(f"{term.term} {term.contribution:+.2f}" for term in mistake.terms[:3]),
            )
            for mistake in shown
        ],
    )
