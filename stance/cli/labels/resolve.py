"""`stance labels resolve`: a ledger in, its gold labels out."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli import screen
from stance.cli.labels.options import Ledger
from stance.cli.options import CodebookFile, CorpusInputs, Task

if TYPE_CHECKING:
    from stance.corpus.labels.resolving import GoldSet


def resolve(
    labels: Ledger,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The table to write: .jsonl or .csv.")
    ],
    corpus: CorpusInputs = None,
    task: Task = "stance",
    codebook: CodebookFile = None,
) -> None:
    """Write the gold label of every sentence: the adjudicator's, else the majority's.

    Example: stance labels resolve labels/ -o gold.jsonl
    """
    import stance
    from stance.corpus.labels.resolving import find_gold_writer

    find_gold_writer(output)
    gold = stance.resolve_labels(labels, corpus=corpus, task=task, codebook=codebook)
    stance.write_gold(gold.labels, output)
    _show(gold, output)


def _show(gold: "GoldSet", output: Path) -> None:
    decided = Counter(label.decided_by for label in gold.labels)
    given = Counter(label.label for label in gold.labels)
    left_out = [note for note in gold.notes if note.kind == "skipped"]
    if not screen.on_terminal():
        screen.show_json(
            {
                "sentences": len(gold.labels),
                "labels": {label: given[label] for label in gold.codebook.labels},
                "decided_by": dict(sorted(decided.items())),
                "notes": dict(sorted(Counter(note.what for note in gold.notes).items())),
                "output": str(output),
            }
        )
        return
    ways = ", ".join(f"{number:,} by {way}" for way, number in decided.most_common())
    typer.echo(
        f"{screen.count(len(gold.labels), 'gold label')} in {screen.plain(str(output))}: {ways}"
    )
    for note in left_out:
        typer.echo(f"left out: {screen.plain(note.detail)}", err=True)
