"""`stance train`: labels in, a bundle out."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stance.cli import from_seeds, interrupts, screen
from stance.cli.options import CodebookFile, Columns, CorpusInputs, Jobs, Seed, Task
from stance.errors import SettingError
from stance.records import Note

if TYPE_CHECKING:
    from stance.model import Bundle
    from stance.model.settings import Grid

_FOLDS = 5


def train(
    labels: Annotated[
        Path,
        typer.Argument(
            help="A label ledger, a folder of them, or a table of labelled texts. With --seeds, "
            "pages, a table, or a folder of them."
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The bundle folder to write.")],
    corpus: CorpusInputs = None,
    task: Task = "stance",
    codebook: CodebookFile = None,
    column: Columns = None,
    features: Annotated[
        str | None,
        typer.Option(help="Feature sets to choose from, the simplest first: words,marks-letters."),
    ] = None,
    strengths: Annotated[
        str | None,
        typer.Option(help="How closely to fit, to choose from, ascending: 0.5,1,2,4,8."),
    ] = None,
    folds: Annotated[
        int, typer.Option(help="Parts the documents are cut into, to choose and judge by.")
    ] = _FOLDS,
    seeds: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|default",
            help="Start without labels, from seed words: a .tsv file, or those that come along.",
        ),
    ] = None,
    dimensions: Annotated[
        int | None, typer.Option(help="With --seeds: of the space in which terms are compared.")
    ] = None,
    seed: Seed = 0,
    jobs: Jobs = 1,
) -> None:
    """Train a classifier on labelled sentences, or a scale on seed words; save it as a bundle.

    Example: stance train labels/ -o bundle/
    """
    import stance
    from stance.model.storage import check_replaceable

    check_replaceable(output)
    if seeds is not None:
        from_seeds.refuse_options(
            {
                "--corpus": bool(corpus),
                "--strengths": strengths is not None,
                "--folds": folds != _FOLDS,
            }
        )
        from_seeds.train_from_seeds(
            labels,
            output,
            seeds=seeds,
            codebook=stance.read_codebook(codebook or task),
            columns=screen.parse_columns(column),
            settings={"features": features, "dimensions": dimensions, "seed": seed},
        )
        return
    if dimensions is not None:
        raise SettingError("Expected --dimensions with --seeds only. Leave it out.")
    grid = _grid(features, strengths, folds)
    interrupts.shield_workers(jobs)
    labelled = stance.read_labels(
        labels, corpus=corpus, task=task, codebook=codebook, columns=screen.parse_columns(column)
    )
    with screen.progress("training") as step:
        bundle = stance.train(
            labelled.texts,
            codebook=labelled.codebook,
            grid=grid,
            seed=seed,
            jobs=jobs,
            progress=step,
        )
    bundle.save(output)
    _show(bundle, labelled.notes, output)


def _grid(features: str | None, strengths: str | None, folds: int) -> "Grid":
    """What to choose from: of the two, each that is not named is as usual."""
    from stance.model.settings import Grid

    named: dict[str, Any] = {"folds": folds}
    if features is not None:
        named["features"] = tuple(name.strip() for name in features.split(","))
    if strengths is not None:
        named["strengths"] = tuple(_strength(number.strip()) for number in strengths.split(","))
    grid = Grid(**named)
    grid.sets()  # refuses what there is not before any file is read
    return grid


def _strength(written: str) -> float:
    try:
        return float(written)
    except ValueError as error:
        raise SettingError(
            "Expected numbers between commas for --strengths, such as 0.5,1,2, got "
            f"{written[:40]!r}. Correct it."
        ) from error


def _show(bundle: "Bundle", left_out: Sequence[Note], output: Path) -> None:
    if not screen.on_terminal():
        screen.show_json(
            {
                "output": str(output),
                "digest": bundle.digest,
                "labels": bundle.manifest["labels"],
                "left_out": len(left_out),
                "selection": bundle.manifest["selection"],
                "validation": bundle.manifest["validation"],
                "comments": bundle.manifest["comments"],
            }
        )
        return
    if bundle.comments is None:
        _show_model(bundle, "sentences")
    else:
        _show_model(bundle, "articles")
        _show_model(bundle.comments, "comments")
    for note in left_out:
        typer.echo(f"left out: {screen.plain(note.detail)}", err=True)
    terms = len(bundle.terms) + (len(bundle.comments.terms) if bundle.comments else 0)
    typer.echo(f"{terms:,} terms in {screen.folder(output)}")


def _show_model(bundle: "Bundle", what: str) -> None:
    """What there was to choose from, and how good the chosen model of these sentences is."""
    figures = bundle.manifest["validation"]
    chosen = (figures["features"], figures["C"])
    screen.show_table(
        f"Choice for {what}, out of fold",
        ["features", "C", "log loss", "macro-F1", ""],
        [
            (row["features"], f"{row['C']:g}", f"{row['log_loss']:.3f}", f"{row['macro_f1']:.3f}",
             "chosen" if (row["features"], row["C"]) == chosen else "")
            for row in bundle.manifest["selection"]
        ],
    )  # fmt: skip
    counts = bundle.manifest["labels"]
    screen.show_table(
        f"Judged on {what}, out of fold (documents whole)",
        ["label", "sentences", "precision", "recall", "F1"],
        [
            (row["label"], counts[row["label"]], *screen.thousandths(row))
            for row in figures["per_label"]
        ],
    )
    typer.echo(
        f"{what}: macro-F1 {figures['macro_f1']:.3f} (1 is best; the most frequent label alone "
        f"gives {figures['majority_macro_f1']:.3f}), calibration error "
        f"{figures['calibration_error']:.3f} (0 is best)"
    )
