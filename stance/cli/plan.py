"""`stance plan`: scores in, the next sentences to label out; or how many a wanted width needs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stance.cli import screen
from stance.cli.options import CodebookFile, Seed, Task
from stance.errors import SettingError

if TYPE_CHECKING:
    import pyarrow as pa

    from stance.estimate.planning import LabelPlan

_BY = "year,kind"


def plan(
    scores: Annotated[Path, typer.Argument(help="Scores, as `stance score` wrote them.")],
    by: Annotated[
        str | None,
        typer.Option(
            help="What sentences are drawn by, between commas: year, quarter, month, kind, outlet, "
            f"or any column about documents. Default: {_BY}.",
        ),
    ] = None,
    budget: Annotated[int | None, typer.Option(min=1, help="How many sentences to draw.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The plan to write: .jsonl, .csv or .parquet."),
    ] = None,
    sentences: Annotated[
        int | None, typer.Option(min=1, help="At most so many of one document. Default: 5.")
    ] = None,
    uncertain: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="0 to 0.9: how far to lean to sentences of which the classifier is uncertain. "
            "Default: 0.",
        ),
    ] = None,
    after: Annotated[
        Path | None, typer.Option(help="An earlier plan of these scores, to draw on from it.")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="The pilot's ledger, to say how many labels are needed.")
    ] = None,
    width: Annotated[
        float | None,
        typer.Option(help="The 95 % interval to reach with them, from its low to its high end."),
    ] = None,
    quantity: Annotated[
        str, typer.Option(help="What the interval is of: score, or a label's share.")
    ] = "score",
    task: Task = "stance",
    codebook: CodebookFile = None,
    seed: Seed = 0,
) -> None:
    """Draw the next sentences to label, or say how many an interval of a wanted width needs.

    Example: stance plan scores.parquet --by year,kind --budget 400 -o plan.csv
    """
    import stance

    if labels is not None or width is not None:
        drawing = (budget, output, sentences, uncertain, after)
        pilot, wanted = _pilot(labels, width, alone=all(one is None for one in drawing))
        gold = stance.read_gold(pilot, task=task, codebook=codebook)
        table = stance.read_scores(scores)
        sizes = stance.plan_sizes(
            table, labels=gold, width=wanted, quantity=quantity, by=_names(by or _BY)
        )
        _show_sizes(sizes, wanted)
        return
    if budget is None:
        raise SettingError(
            "Expected --budget, how many sentences to draw, or --labels and --width, to be told "
            "how many are needed."
        )
    settings = {"by": by and _names(by), "sentences": sentences, "uncertain": uncertain}
    given = {name: one for name, one in settings.items() if one is not None}
    _show_plan(_drawn(scores, budget, after, given, seed=seed, output=output), output)


def _drawn(
    scores: Path, budget: int, after: Path | None, given: dict[str, Any], *, seed: int,
    output: Path | None,
) -> "LabelPlan":  # fmt: skip
    import numpy as np

    import stance
    from stance.corpus.labels.exchange.planned import find_plan_writer

    if output is not None:
        find_plan_writer(output)  # before the work
    rng = np.random.default_rng(seed)
    if after is None:
        done: LabelPlan = stance.plan(stance.read_scores(scores), budget=budget, rng=rng, **given)
    elif given:
        raise SettingError(
            f"Expected {' and '.join(f'--{name}' for name in given)} to be as in the plan that "
            "--after names. Leave it out."
        )
    else:
        earlier = stance.read_plan(after)
        done = stance.plan_again(stance.read_scores(scores), after=earlier, budget=budget, rng=rng)
    if output is not None:
        stance.write_plan(done.sentences, output)
    return done


def _names(by: str) -> list[str]:
    return [name.strip() for name in by.split(",") if name.strip()]


def _pilot(labels: Path | None, width: float | None, *, alone: bool) -> tuple[Path, float]:
    """What sizes follow from, if it is all there and nothing is to be drawn."""
    if labels is None or width is None:
        lacking = "--labels, the pilot's ledger," if labels is None else "--width"
        raise SettingError(
            f"Expected {lacking} too: from both follows how many labels are needed. To draw "
            "sentences, give --budget alone."
        )
    if not alone:
        raise SettingError(
            "Expected --labels and --width alone, which say how many labels are needed, got "
            "settings of a draw beside them. Draw in a second step, with --budget, and --after if "
            "the labels come from an earlier plan."
        )
    return labels, width


def _show_plan(done: "LabelPlan", output: Path | None) -> None:
    rows = done.strata.to_pylist()
    if not screen.on_terminal():
        for row in rows if output is not None else done.sentences.to_pylist():
            screen.show_json(row)
        for note in done.warnings:
            typer.echo(f"warning: {screen.plain(note)}", err=True)
        return
    last = max(done.sentences["round"].to_pylist())
    new = sum(number == last for number in done.sentences["round"].to_pylist())
    where = f" in {screen.plain(str(output))}" if output is not None else ""
    screen.show_table(
        f"{screen.count(new, 'sentence')} to label{where}",
        ["stratum", "documents", "sentences", "drawn documents", "drawn", "least P", "greatest P"],
        [
            (row["stratum"], row["n_documents"], row["n_sentences"], row["drawn_documents"],
             row["drawn_sentences"], f"{row['lowest']:.4f}", f"{row['highest']:.4f}")
            for row in rows
        ],
    )  # fmt: skip
    for note in done.warnings:
        typer.echo(screen.plain(note))


def _show_sizes(sizes: "pa.Table", width: float) -> None:
    rows = sizes.to_pylist()
    if not screen.on_terminal():
        for row in rows:
            screen.show_json(row)
        return
    screen.show_table(
        f"Labels for a 95 % interval that is {width:g} wide",
        ["stratum", "labels so far", "sentences", "articles", "labels only", "corrected",
         "of articles", "all labelled leaves"],
        [
            (row["stratum"], row["n_gold"], row["n_sentences"], row["n_articles"],
             *("-" if row[name] is None else row[name]
               for name in ("labels_only", "corrected", "corrected_articles")),
             f"{row['unreachable']:.3f}")
            for row in rows
        ],
    )  # fmt: skip
    said = dict.fromkeys(f"{row['stratum']}: {note}" for row in rows for note in row["warnings"])
    for note in said:
        typer.echo(screen.plain(note))
