"""`stance multiverse`: documents and labels in, one estimate under many choices out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stance.cli import estimates, interrupts, screen
from stance.cli.options import CodebookFile, Columns, Inputs, Jobs, Purpose, Seed, Task
from stance.errors import SettingError

if TYPE_CHECKING:
    from stance.records import Corpus, LabelSet
    from stance.robustness import Declared, Multiverse

_SAID = {"slope": "slope a {by}", "change": "last less first {by}", "score": "mean", "gap": "gap"}


def multiverse(
    inputs: Inputs,
    labels: Annotated[
        Path, typer.Option("--labels", help="The ledger of labels, to train on and to correct.")
    ],
    model: Annotated[
        Path | None,
        typer.Option("--model", "-m", help="A bundle whose settings are the baseline's."),
    ] = None,
    choices: Annotated[
        Path | None,
        typer.Option(help="What to vary: a TOML file. Default: all that make a difference."),
    ] = None,
    what: Annotated[
        Literal["slope", "change", "score", "gap"],
        typer.Option(
            help="slope a year, last less first period, overall, or article less comments."
        ),
    ] = "slope",
    by: Annotated[
        Literal["year", "quarter", "month"], typer.Option(help="The periods of a slope or change.")
    ] = "year",
    kind: Annotated[
        Literal["article", "comment", "both"], typer.Option(help="Which documents.")
    ] = "article",
    quantity: Annotated[str, typer.Option(help="score, or a label: then its share.")] = "score",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to write: .parquet, .csv or .json."),
    ] = None,
    purpose: Purpose = "gold",
    task: Task = "stance",
    codebook: CodebookFile = None,
    column: Columns = None,
    seed: Seed = 0,
    jobs: Jobs = 2,
) -> None:
    """Re-run an estimate under every declared choice: how often its sign and significance hold.

    Example: stance multiverse articles/ --labels labels/ --by year -o multiverse.parquet
    """
    import stance
    from stance.robustness import Estimand, write_multiverse
    from stance.robustness.files import check_ending

    if output is not None:
        check_ending(output)
    estimand = Estimand(what=what, by=by, kind=None if kind == "both" else kind, quantity=quantity)
    declared = None if choices is None else stance.read_choices(choices)
    for path in inputs:
        _refuse_scores(path)
    interrupts.shield_workers(jobs)
    with screen.progress("reading") as step:
        corpus = stance.read(*inputs, columns=screen.parse_columns(column), progress=step)
    labelled = stance.read_labels(labels, corpus=corpus, task=task, codebook=codebook)
    gold = estimates.read_gold(labels, task=task, codebook=codebook, purpose=purpose)
    if model is not None:
        declared = _led(declared, model, corpus, labelled)
    with screen.progress("re-running") as step:
        found = stance.multiverse(
            corpus, labelled, gold=gold, choices=declared, estimand=estimand, seed=seed, jobs=jobs,
            progress=step,
        )  # fmt: skip
    if output is not None:
        write_multiverse(found, output)
    if screen.on_terminal():
        _show(found, f"{_SAID[what].format(by='year' if what == 'slope' else by)} of {quantity}")
    elif output is None:
        for row in found.specifications.to_pylist():
            screen.show_json(row)
    else:
        screen.show_json({**found.summary.to_pylist()[0], "output": str(output)})
    estimates.warn(found.warnings)


def _refuse_scores(path: Path) -> None:
    """Scores hold sentences; read as a table of texts, they would be split and scored again."""
    if path.suffix != ".parquet" or not path.is_file():
        return
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names = pq.read_schema(path).names
    except (OSError, pa.ArrowException):
        return  # which reading tells better
    if {"document_id", "score", "label"} <= set(names):
        raise SettingError(
            f"Expected pages, tables, or folders of them, got a file of scores: {str(path)!r}. "
            "Other choices are trained and scored anew, so give the documents themselves."
        )


def _led(
    declared: "Declared | None", model: Path, corpus: "Corpus", labelled: "LabelSet"
) -> "Declared":
    import stance
    from stance.robustness import usual_choices

    own = usual_choices(corpus, labelled) if declared is None else declared
    return own.led_by(stance.load(model))


def _show(found: "Multiverse", title: str) -> None:
    baseline, *_ = found.specifications.to_pylist()
    rows = found.summary.to_pylist()
    screen.show_table(
        f"{title}: {screen.count(rows[0]['n'], 'specification')}, digest "
        f"{found.settings['digest']}",
        ["", "number", "failed", "median", "lowest", "highest", "same sign", "clear", "agree"],
        [
            (row["value"] if row["value"] == row["choice"] else f"{row['choice']}: {row['value']}",
             f"{row['n']}", f"{row['n_failed']}",
             *(_signed(row[name]) for name in ("median", "lowest", "highest")),
             *(_share(row[name]) for name in ("same_sign", "significant", "same_verdict")))
            for row in rows
        ],
    )  # fmt: skip
    chosen = ", ".join(
        f"{name} {baseline[name]}" for name in dict.fromkeys(row["choice"] for row in rows[1:])
    )
    value, *ends = (_signed(baseline[name]) for name in ("value", "low", "high"))
    typer.echo(screen.plain(f"Baseline: {value}, {' to '.join(ends)} ({chosen})."))
    typer.echo("clear: the interval leaves out 0; agree: it says what the baseline's says.")


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.4f}"


def _share(share: float | None) -> str:
    """A share in whole per cent.

    >>> _share(0.875), _share(None)
    ('88%', '-')
    """
    return "-" if share is None else f"{share:.0%}"
