"""`stance labels export`: a corpus or a ledger in, files for an annotation tool out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stance.cli import screen
from stance.cli.options import CodebookFile, CorpusInputs, Seed, Task
from stance.errors import SettingError

if TYPE_CHECKING:
    from stance.corpus.labels.exchange import Exported
    from stance.records import Kind

Tool = Annotated[
    str,
    typer.Option(
        "--format", help="csv, jsonl, doccano, label-studio, prodigy or potato.", metavar="FORMAT"
    ),
]


def export(
    source: Annotated[
        Path, typer.Argument(help="A corpus (pages, a table, a folder), a label ledger, or a plan.")
    ],
    tool: Tool,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    corpus: CorpusInputs = None,
    task: Task = "stance",
    codebook: CodebookFile = None,
    documents: Annotated[
        list[str] | None,
        typer.Option(help="Only of this article (with its comments) or comment. May be repeated."),
    ] = None,
    kind: Annotated[str | None, typer.Option(help="Only of article or of comment.")] = None,
    shuffle: Annotated[bool, typer.Option("--shuffle", help="In an order that is drawn.")] = False,
    seed: Seed = 0,
    with_labels: Annotated[
        str | None,
        typer.Option(
            metavar="ANNOTATOR|gold", help="With these labels of the ledger. Default: blind."
        ),
    ] = None,
) -> None:
    """Write sentences for an annotation tool, each with its place, and the tool's settings.

    Example: stance labels export articles/ --format doccano -o doccano.jsonl --shuffle
    """
    import stance

    settings = stance.ExportSettings(
        corpus=corpus,
        documents=tuple(documents or ()),
        kind=_kind(kind),
        seed=seed if shuffle else None,
        with_labels=with_labels,
    )
    done = stance.export_sentences(
        source, output, tool=tool, split=stance.split, codebook=codebook or task, settings=settings
    )
    _show(done, tool)


def _kind(kind: str | None) -> "Kind | None":
    kinds: dict[str | None, Kind | None] = {None: None, "article": "article", "comment": "comment"}
    if kind in kinds:
        return kinds[kind]
    raise SettingError(f"Expected --kind article or --kind comment, got {kind!r}.")


def _show(done: "Exported", tool: str) -> None:
    files = [str(file) for file in done.files]
    if not screen.on_terminal():
        counts = {"sentences": done.n_sentences, "labelled": done.n_labelled}
        screen.show_json({"format": tool, **counts, "files": files})
        return
    labelled = f", {done.n_labelled:,} of them labelled" if done.n_labelled else ", blind"
    typer.echo(
        f"{screen.count(done.n_sentences, 'sentence')}{labelled}, in "
        f"{' and '.join(map(screen.plain, files))}"
    )
