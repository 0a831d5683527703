"""`stance validate`: labels in, how good what is trained on them is on unseen documents out."""

from pathlib import Path
from typing import Annotated

import typer

from stance.cli import interrupts, judgements, screen
from stance.cli.options import CodebookFile, Columns, CorpusInputs, Jobs, Seed, Task


def validate(
    labels: Annotated[
        Path, typer.Argument(help="A label ledger, a folder of them, or a table of labelled texts.")
    ],
    split: Annotated[
        str,
        typer.Option(
            help="grouped (folds of whole documents), temporal, outlet, kind, or a column of "
            "--groups or of a labelled table."
        ),
    ] = "grouped",
    folds: Annotated[int, typer.Option(min=2, help="How many parts to cut documents into.")] = 5,
    groups: Annotated[
        Path | None,
        typer.Option(help="A table with document_id and the column to split by, such as topic."),
    ] = None,
    random: Annotated[
        bool, typer.Option("--random", help="Also what folds of single sentences would claim.")
    ] = False,
    years: Annotated[
        bool, typer.Option("--years", help="Also each period trained on, judged on each.")
    ] = False,
    curve: Annotated[
        bool, typer.Option("--curve", help="Also the learning curve: many trainings.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The JSON file to write, for stance report."),
    ] = None,
    corpus: CorpusInputs = None,
    task: Task = "stance",
    codebook: CodebookFile = None,
    column: Columns = None,
    seed: Seed = 0,
    jobs: Jobs = 1,
) -> None:
    """Train on one part of the labels and judge on another, until all are judged.

    Example: stance validate labels/ --split temporal -o validation.json
    """
    import stance
    from stance.evaluate.planning import SPLITS

    columns = screen.parse_columns(column)
    interrupts.shield_workers(jobs)
    labelled = stance.read_labels(
        labels, corpus=corpus, task=task, codebook=codebook, columns=columns
    )
    values = None
    if split not in SPLITS and (groups or labels.is_file()):
        from stance.corpus.labels import read_groups

        document = None if groups else (columns or {}).get("document_id")
        values = read_groups(groups or labels, split, document=document)
    plan = stance.Plan(
        split=split, folds=folds, groups=values, random=random, years=years, curve=curve
    )
    with screen.progress("validating") as step:
        validation = stance.validate(
            labelled.texts, codebook=labelled.codebook, plan=plan, seed=seed, jobs=jobs,
            progress=step,
        )  # fmt: skip
    row = validation.to_dict()
    judgements.write_result(row, output)
    if screen.on_terminal():
        judgements.show_judgement(row)
    else:
        screen.show_json(row)
