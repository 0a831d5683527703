"""`stance labels agree`: a ledger in, how far its annotators agree out."""

from math import isnan
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli import screen
from stance.cli.labels.options import Ledger
from stance.cli.options import CodebookFile, CorpusInputs, Seed, Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stance.evaluate.annotators import AnnotatorComparison, Disagreement, GroupAgreement
    from stance.evaluate.draws import Figure

_COLUMNS = ("group", "sentences", "articles", "agreement", "kappa", "alpha", "ordinal")


def agree(
    labels: Ledger,
    corpus: CorpusInputs = None,
    task: Task = "stance",
    codebook: CodebookFile = None,
    by: Annotated[
        str, typer.Option(metavar="GROUPS", help="Figures apart for: kind, outlet, year.")
    ] = "kind",
    draws: Annotated[
        int, typer.Option(min=1, max=100_000, help="Draws of articles for the intervals.")
    ] = 1000,
    seed: Seed = 0,
    show: Annotated[
        int, typer.Option(min=0, help="How many disagreements to show on a terminal.")
    ] = 10,
) -> None:
    """Show how far annotators agree, beyond chance, and the sentences on which they differ.

    Example: stance labels agree labels/ --by kind,year
    """
    import numpy as np

    import stance

    comparison = stance.compare_annotators(
        labels,
        corpus=corpus,
        task=str(codebook or task),
        by=[name.strip() for name in by.split(",") if name.strip()],
        draws=draws,
        rng=np.random.default_rng(seed),
    )
    if screen.on_terminal():
        _show(comparison, show)
    else:
        screen.show_json(comparison.to_dict())


def _show(comparison: "AnnotatorComparison", n_shown: int) -> None:
    typer.echo(
        f"{comparison.codebook}. 1 is perfect; for kappa and alpha, 0 is what chance alone would "
        "give. Intervals: 95 %."
    )
    for annotators in dict.fromkeys(row.annotators for row in comparison.rows):
        rows = [row for row in comparison.rows if row.annotators == annotators]
        screen.show_table(" ~ ".join(annotators), _COLUMNS, [_cells(row) for row in rows])
        _show_labels(rows[0])
    warnings = [f"{row.group}: {said}" for row in comparison.rows for said in row.measured.warnings]
    for warning in (*dict.fromkeys(warnings), *(note.detail for note in comparison.notes)):
        typer.echo(f"Mind: {screen.plain(warning)}.", err=True)
    _show_disagreements(comparison.disagreements, n_shown)


def _cells(row: "GroupAgreement") -> tuple[object, ...]:
    measured = row.measured
    return (
        row.group,
        f"{measured.n_sentences:,}",
        measured.n_clusters,
        _figure(measured.agreement),
        _figure(measured.kappa),
        _figure(measured.alpha_nominal),
        _figure(measured.alpha_ordinal),
    )


def _figure(figure: "Figure | None") -> str:
    if figure is None or isnan(figure.value):
        return "-"
    if isnan(figure.low):
        return _short(figure.value)
    return f"{_short(figure.value)} [{_short(figure.low)} {_short(figure.high)}]"


def _short(value: float) -> str:
    """Three characters, so that four intervals fit beside each other: .85, 1.0."""
    return f"{value:.2f}".replace("0.", ".", 1).replace("1.00", "1.0")


def _show_labels(row: "GroupAgreement") -> None:
    """Agreement a label; and for two annotators, what the label of one meets at the other."""
    measured = row.measured
    screen.show_table(
        "Per label",
        ["label", "given", "agreement"],
        [(one.label, one.n_given, _figure(one.agreement)) for one in measured.per_label],
    )
    if measured.confusion is not None:
        screen.show_table(
            f"In rows the labels of {row.annotators[0]}, in columns those of {row.annotators[1]}",
            ["", *measured.labels],
            list(zip(measured.labels, *zip(*measured.confusion, strict=True), strict=True)),
        )


def _show_disagreements(differ: "Sequence[Disagreement]", n_shown: int) -> None:
    shown = f"; the first {n_shown}:" if 0 < n_shown < len(differ) else "."
    typer.echo(f"{screen.count(len(differ), 'disagreement')}{shown}")
    for disagreement in differ[:n_shown]:
        _show_disagreement(disagreement)


def _show_disagreement(one: "Disagreement") -> None:
    typer.echo(f"\n{screen.plain(one.document_id)}:{one.start}")
    typer.echo(f"  {screen.plain(one.text)}")
    said = [
        f"{who} {label}" + (f" ({', '.join(one.flags[who])})" if who in one.flags else "")
        for who, label in one.labels.items()
    ]
    said += [f"adjudicated {one.adjudicated}"] if one.adjudicated else []
    typer.echo(screen.plain(f"  {'; '.join(said)}"))
