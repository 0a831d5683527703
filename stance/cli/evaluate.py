"""`stance evaluate`: a bundle and labels it has not seen in, how good it is out."""

from pathlib import Path
from typing import Annotated

import typer

from stance.cli import judgements, screen
from stance.cli.options import CodebookFile, Columns, CorpusInputs, Model, Seed


def evaluate(
    labels: Annotated[Path, typer.Argument(help="A label ledger, or a table of labelled texts.")],
    model: Model,
    against: Annotated[
        Path | None, typer.Option(help="Another bundle of the same labels, to compare with.")
    ] = None,
    training: Annotated[
        Path | None,
        typer.Option(
            help="The labels the bundle was trained on: sentences on both sides are said."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The JSON file to write.")
    ] = None,
    corpus: CorpusInputs = None,
    codebook: CodebookFile = None,
    column: Columns = None,
    seed: Seed = 0,
) -> None:
    """Judge a bundle on labelled sentences that it was not trained on.

    Example: stance evaluate held-out.tsv --model bundle/ --column text=text
    """
    import stance

    bundle = stance.load(model)
    task = bundle.manifest["codebook"]["task"]
    columns = screen.parse_columns(column)
    labelled, trained_on = (
        None
        if path is None
        else stance.read_labels(path, corpus=corpus, task=task, codebook=codebook, columns=columns)
        for path in (labels, training)
    )
    evaluation = stance.evaluate_bundle(
        labelled.texts if labelled else (),
        bundle=bundle,
        trained_on=trained_on.texts if trained_on else None,
        against=None if against is None else stance.load(against),
        seed=seed,
    )
    row = evaluation.to_dict()
    judgements.write_result(row, output)
    if screen.on_terminal():
        judgements.show_judgement(row)
    else:
        screen.show_json(row)
