"""`stance score`: documents and a bundle in, a score for every sentence out."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stance.cli import interrupts, screen
from stance.cli.options import (
    CodebookFile,
    Columns,
    Inputs,
    Jobs,
    Model,
    Rules,
    Salt,
    Today,
    parse_day,
)
from stance.errors import SettingError

if TYPE_CHECKING:
    from stance.model import Bundle
    from stance.records import Corpus, LabelSet

_SHOWN = 5
"""So many labels that were left out are named on a terminal."""


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
    cross_fit: Annotated[
        Path | None,
        typer.Option(
            metavar="LABELS",
            help="Score each document by a classifier trained on the labels of the others, with "
            "the settings of --model: a label ledger, or a folder of them.",
        ),
    ] = None,
    folds: Annotated[
        int | None,
        typer.Option(help="With --cross-fit: parts the documents are cut into. Default: 5."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=2**32 - 1,
            help="With --cross-fit: seed of the folds. Default: 0.",
        ),
    ] = None,
    codebook: CodebookFile = None,
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
    cut = {name: value for name, value in (("folds", folds), ("seed", seed)) if value is not None}
    _check_options({**cut, "codebook": codebook}, cross_fit)
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
    labels = None if cross_fit is None else _read_labels(cross_fit, codebook, bundle, corpus)
    with screen.progress("scoring") as step:
        if labels is None:
            scores = stance.score_documents(corpus, bundle=bundle, jobs=jobs, progress=step)
        else:
            scores = stance.score_cross_fitted(
                corpus, labels, bundle=bundle, jobs=jobs, progress=step, **cut
            )
    failed = scores.num_rows - scores["error"].null_count
    if output is None:
        _show_sentences(scores.to_pylist())
    else:
        stance.write_scores(scores, output)
        _show_summary(scores.num_rows - failed, failed, output, labels)
    if failed:
        raise typer.Exit(1)


def _check_options(given: Mapping[str, object], cross_fit: Path | None) -> None:
    for name, value in given.items():
        if value is not None and cross_fit is None:
            raise SettingError(
                f"Expected --{name} with --cross-fit only: nothing else is cut or read. Leave it "
                "out, or name the labels with --cross-fit."
            )


def _read_labels(
    path: Path, codebook: Path | None, bundle: "Bundle", corpus: "Corpus"
) -> "LabelSet":
    import stance

    task = bundle.manifest["codebook"]["task"]
    labels: LabelSet = stance.read_labels(path, corpus=corpus, task=task, codebook=codebook)
    return labels


def _show_sentences(rows: list[dict[str, object]]) -> None:
    for row in rows:
        if not screen.on_terminal():
            screen.show_json({name: value for name, value in row.items() if value is not None})
        elif row["error"] is None:
            line = f"{row['score']:+.2f}  {row['label']:<16}  {row['text']}"
            typer.echo(screen.plain(line))
        else:
            typer.echo(screen.plain(f"{row['document_id']}: {row['error']}"), err=True)


def _show_summary(scored: int, failed: int, output: Path, labels: "LabelSet | None") -> None:
    if not screen.on_terminal():
        row: dict[str, Any] = {"sentences": scored, "failed": failed, "output": str(output)}
        if labels is not None:
            row |= {"labels": len(labels.texts), "left_out": len(_left_out(labels))}
        screen.show_json(row)
        return
    failures = f", {failed} documents failed (rows with an `error`)" if failed else ""
    typer.echo(
        f"{screen.count(scored, 'sentence')} scored in {screen.plain(str(output))}{failures}"
    )
    if labels is not None:
        typer.echo(
            f"cross-fitted with {screen.count(len(labels.texts), 'label')}: no document was scored "
            "by a classifier that had learnt from it"
        )
        left_out = _left_out(labels)
        for detail in left_out[:_SHOWN]:
            typer.echo(f"left out: {screen.plain(detail)}", err=True)
        if len(left_out) > _SHOWN:
            typer.echo(f"left out: {len(left_out) - _SHOWN} more labels", err=True)


def _left_out(labels: "LabelSet") -> list[str]:
    return [note.detail for note in labels.notes if note.kind == "skipped"]
