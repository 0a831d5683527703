"""`stance labels check`: a ledger in, what is wrong with it out."""

from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli import screen
from stance.cli.labels.options import Ledger
from stance.cli.options import CodebookFile, CorpusInputs, Task

if TYPE_CHECKING:
    from stance.corpus.labels.problems import LabelCheck, LabelProblem


def check(
    labels: Ledger,
    corpus: CorpusInputs = None,
    task: Task = "stance",
    codebook: CodebookFile = None,
    show: Annotated[
        int, typer.Option(min=0, help="How many problems of each kind to show on a terminal.")
    ] = 5,
) -> None:
    """Hold a ledger against its documents and codebook; exit code 1 if there are errors.

    Example: stance labels check labels/ --corpus articles/
    """
    import stance

    found = stance.check_labels(labels, corpus=corpus, task=task, codebook=codebook)
    if screen.on_terminal():
        _show(found, show)
    else:
        screen.show_json(found.to_dict())
    if found.n_errors:
        raise typer.Exit(1)


def _show(found: "LabelCheck", n_shown: int) -> None:
    people = ", ".join(f"{who} {n:,}" for who, n in found.annotators.items())
    typer.echo(
        f"{screen.count(found.n_annotations, 'annotation')} of {screen.plain(found.codebook)} in "
        f"{screen.count(found.n_files, 'file')}{screen.plain(f': {people}' if people else '')}"
    )
    screen.show_table(
        "Sentences with a label",
        ["kind", "documents", "sentences", "labelled"],
        [
            (f"{row.kind}s", row.n_documents, f"{row.n_sentences:,}", f"{row.n_labelled:,}")
            for row in found.coverage
        ],
    )
    for code, number in found.counts.items():
        problems = [problem for problem in found.problems if problem.code == code]
        shown = f", the first {n_shown}" if n_shown < number else ""
        typer.echo(f"\n{problems[0].severity}: {code} ({number:,}{shown})")
        for problem in problems[:n_shown]:
            typer.echo(screen.plain(f"  {_line(problem)}"))
    typer.echo(f"\n{screen.count(found.n_errors, 'error')}." if found.n_errors else "\nNo errors.")


def _line(problem: "LabelProblem") -> str:
    file = f"{problem.file}:{problem.line}" if problem.file else ""
    return " ".join(part for part in (file, problem.document_id, problem.detail) if part)
