"""`stance labels suspect`: labels in, those that are likely wrong out."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli import interrupts, screen
from stance.cli.options import CodebookFile, Columns, CorpusInputs, Jobs, Seed, Task
from stance.errors import SettingError

if TYPE_CHECKING:
    from stance.evaluate.suspects import Suspect


def suspect(
    labels: Annotated[
        Path, typer.Argument(help="A label ledger, a folder of them, or a table of labelled texts.")
    ],
    top: Annotated[int, typer.Option(min=1, help="How many, the most suspect first.")] = 50,
    reason: Annotated[
        str | None, typer.Option(help="Only those doubted, unequal or against-agreement.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A table to write: .jsonl or .csv.")
    ] = None,
    folds: Annotated[int, typer.Option(min=2, help="How many parts to cut documents into.")] = 5,
    corpus: CorpusInputs = None,
    task: Task = "stance",
    codebook: CodebookFile = None,
    column: Columns = None,
    seed: Seed = 0,
    jobs: Jobs = 1,
) -> None:
    """Show labels that are likely wrong: doubted out of fold, or unequal for equal sentences.

    Example: stance labels suspect labels/ --top 20 -o suspects.csv
    """
    import stance
    from stance.evaluate.suspect_table import find_suspects_writer
    from stance.evaluate.suspects import REASONS, select_suspects

    if reason not in {None, *REASONS}:
        raise SettingError(f"Expected one of the reasons {', '.join(REASONS)}, got {reason!r}.")
    if output is not None:
        find_suspects_writer(output)
    given = stance.read_given(
        labels, corpus=corpus, task=task, codebook=codebook, columns=screen.parse_columns(column)
    )
    interrupts.shield_workers(jobs)
    with screen.progress("training") as step:
        found = stance.find_suspects(
            given.rows, codebook=given.codebook, folds=folds, seed=seed, jobs=jobs, progress=step
        )
    shown = select_suspects(found, reason=reason)[:top]
    if output is not None:
        stance.write_suspects(shown, output)
    _show(shown, found, n_sentences=len(given.rows), output=output)


def _show(
    shown: "list[Suspect]", found: "list[Suspect]", *, n_sentences: int, output: Path | None
) -> None:
    counts = Counter(reason for one in found for reason in one.reasons)
    if not screen.on_terminal():
        if output is None:
            for one in shown:
                screen.show_json(one.to_dict())
        else:
            screen.show_json(
                {"suspects": len(found), "reasons": dict(sorted(counts.items())),
                 "written": len(shown), "output": str(output)}
            )  # fmt: skip
        return
    why = ", ".join(f"{number:,} {reason}" for reason, number in counts.most_common())
    title = f"{screen.count(len(found), 'suspect')} in {screen.count(n_sentences, 'sentence')}"
    if output is not None:
        typer.echo(
            f"{title}{': ' if why else ''}{why}; {len(shown):,} in {screen.plain(str(output))}"
        )
        return
    screen.show_table(
        f"{title}{': ' if why else ''}{why}",
        ["", "sentence", "given", "suggested", "P", "why", "terms for it"],
        [
            (
                one.rank,
                one.text,
                one.label,
                one.suggested,
                f"{one.probabilities[one.suggested]:.2f}",
                ", ".join(one.reasons),
                ", ".join(term for term, _ in one.terms[:3]),
            )
            for one in shown
        ],
    )
