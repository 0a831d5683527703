"""`stance labels import`: an annotation tool's file in, annotations at the end of a ledger."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stance.cli import screen
from stance.cli.options import CodebookFile, CorpusInputs, Task, Today, parse_day
from stance.errors import SettingError

if TYPE_CHECKING:
    from stance.corpus.labels.exchange import ImportedLabels

_SHOWN = 20


def import_(
    file: Annotated[Path, typer.Argument(help="What the tool exported: a file, zip or folder.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The ledger (.jsonl) to add to.")],
    tool: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="csv, jsonl, doccano, label-studio, prodigy or potato. Default: what it is.",
        ),
    ] = None,
    annotator: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME|USER=NAME",
            help="Who annotated, if the file does not say; or a tool's user by another name. "
            "May be repeated.",
        ),
    ] = None,
    corpus: CorpusInputs = None,
    task: Task = "stance",
    codebook: CodebookFile = None,
    purpose: Annotated[
        str,
        typer.Option(help="What the labels are for, where the file does not say: train or gold."),
    ] = "train",
    probability: Annotated[
        float, typer.Option(help="Of having been selected, where the file does not say.")
    ] = 1.0,
    plan: Annotated[
        Path | None,
        typer.Option(
            help="The plan that drew the sentences, as `stance plan` wrote it: their labels are "
            "gold, with its probabilities."
        ),
    ] = None,
    known: Annotated[
        str,
        typer.Option(
            help="Labels of sentences that the annotator has labelled in the ledger: refuse all, "
            "skip them, or update those that differ."
        ),
    ] = "refuse",
    today: Today = None,
) -> None:
    """Add labels from an annotation tool to a ledger; say what could not be added, and why.

    Example: stance labels import project-1.json --annotator 1=siti -o labels/siti.jsonl
    """
    import stance

    name, names = _names(annotator)
    settings: dict[str, Any] = {
        "tool": tool, "annotator": name, "names": names, "probability": probability,
        "plan": plan,
        "purpose": _one_of("--purpose", purpose, ("train", "gold")),
        "known": _one_of("--known", known, ("refuse", "skip", "update")),
        "today": parse_day(today),
    }  # fmt: skip
    done = stance.import_labels(
        file,
        output,
        corpus=corpus,
        split=stance.split,
        codebook=codebook or task,
        settings=stance.ImportSettings(**settings),
    )
    _show(done, output)


def _names(given: list[str] | None) -> tuple[str | None, dict[str, str]]:
    """One name for all, and names for some."""
    alone = [one for one in given or () if "=" not in one]
    if len(alone) > 1:
        raise SettingError(
            f"Expected one --annotator NAME, got {' and '.join(map(repr, alone))}. Name each user: "
            "--annotator USER=NAME."
        )
    pairs = [one for one in given or () if "=" in one]
    return (alone[0] if alone else None), screen.parse_columns(pairs) or {}


def _one_of(option: str, said: str, allowed: tuple[str, ...]) -> str:
    if said not in allowed:
        raise SettingError(f"Expected {option} {' or '.join(allowed)}, got {said!r}.")
    return said


def _show(done: "ImportedLabels", output: Path) -> None:
    added = Counter(one.label for one in done.annotations)
    who = Counter(one.annotator for one in done.annotations)
    left_out = [note for note in done.notes if note.kind == "skipped"]
    if not screen.on_terminal():
        screen.show_json(
            {
                "format": done.tool,
                "added": len(done.annotations),
                "labels": {label: added[label] for label in done.codebook.labels},
                "annotators": dict(sorted(who.items())),
                **({"revised": len(done.revised)} if done.revised else {}),
                "notes": dict(sorted(Counter(note.what for note in done.notes).items())),
                "left_out": [
                    {"what": one.what, "file": one.file, "line": one.line, "detail": one.detail}
                    for one in left_out
                ],
                "output": str(output),
            }
        )
        return
    shares = ", ".join(f"{number:,} by {screen.plain(name)}" for name, number in who.most_common())
    typer.echo(
        f"{screen.count(len(done.annotations), 'label')} added to {screen.plain(str(output))} "
        f"({done.tool}){': ' if shares else ''}{shares}"
    )
    if done.revised:
        count = screen.count(len(done.revised), "label")
        typer.echo(f"{count} there given the probability of the plan's later round")
    for note in left_out[:_SHOWN]:
        place = f"{note.file}, line {note.line}: " if note.line else ""
        typer.echo(screen.plain(f"left out: {place}{note.what}: {note.detail}"), err=True)
    if len(left_out) > _SHOWN:
        typer.echo(f"left out: {len(left_out) - _SHOWN} more", err=True)
