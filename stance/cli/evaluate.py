"""`stance evaluate`: a bundle and labels it has not seen in, how good it is out."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from stance.cli import screen
from stance.cli.options import CodebookFile, Columns, CorpusInputs, Model


def evaluate(
    labels: Annotated[Path, typer.Argument(help="A label ledger, or a table of labelled texts.")],
    model: Model,
    corpus: CorpusInputs = None,
    codebook: CodebookFile = None,
    column: Columns = None,
) -> None:
    """Judge a bundle on labelled sentences that it was not trained on.

    Example: stance evaluate held-out.tsv --model bundle/ --column text=text
    """
    import stance

    bundle = stance.load(model)
    labelled = stance.read_labels(
        labels,
        corpus=corpus,
        task=bundle.manifest["codebook"]["task"],
        codebook=codebook,
        columns=screen.parse_columns(column),
    )
    evaluation = stance.evaluate_bundle(labelled.texts, bundle=bundle)
    if not screen.on_terminal():
        screen.show_json(evaluation.to_dict())
        return
    screen.show_table(
        "Per label",
        ["label", "sentences", "precision", "recall", "F1"],
        [
            (row.label, row.n_sentences, *screen.thousandths(asdict(row)))
            for row in evaluation.per_label
        ],
    )
    typer.echo(
        f"{screen.count(evaluation.n_sentences, 'sentence')}: macro-F1 {evaluation.macro_f1:.3f}, "
        f"accuracy {evaluation.accuracy:.3f}, calibration error "
        f"{evaluation.calibration_error:.3f}"
    )
    if evaluation.leaks:
        typer.echo(f"Mind: {evaluation.leaks}", err=True)
