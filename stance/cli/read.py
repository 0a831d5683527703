"""`stance read`: pages and tables in, a corpus folder out."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from stance.cli import screen
from stance.cli.options import Columns, Inputs, Rules, Salt, Today, parse_day
from stance.records import Corpus, Note


def read(
    inputs: Inputs,
    output: Annotated[Path, typer.Option("--output", "-o", help="The corpus folder to write.")],
    column: Columns = None,
    today: Today = None,
    salt: Salt = "",
    rules: Rules = None,
) -> None:
    """Read saved pages and tables into articles.jsonl and comments.jsonl.

    Example: stance read articles/ -o corpus/
    """
    import stance

    columns = screen.parse_columns(column)
    with screen.progress("reading") as step:
        corpus = stance.read(
            *inputs, columns=columns, today=parse_day(today), salt=salt, rules=rules, progress=step
        )
    stance.write_corpus(corpus, output)
    _show(corpus, output)


def _show(corpus: Corpus, output: Path) -> None:
    counts = Counter((note.kind, note.what) for note in corpus.notes)
    if not screen.on_terminal():
        screen.show_json(
            {
                "articles": len(corpus.articles),
                "comments": len(corpus.comments),
                "notes": {f"{kind}:{what}": n for (kind, what), n in sorted(counts.items())},
                "output": str(output),
            }
        )
        return
    articles = screen.count(len(corpus.articles), "article")
    comments = screen.count(len(corpus.comments), "comment")
    typer.echo(f"{articles} and {comments} in {screen.folder(output)}")
    if counts:
        rows = [
            (kind, what, n, _example(corpus, kind, what))
            for (kind, what), n in sorted(counts.items())
        ]
        screen.show_table(
            "What was done on the way", ["done", "what", "times", "for example"], rows
        )
        typer.echo(f"Every one of them, with its place: {screen.folder(output)}notes.jsonl")


def _example(corpus: Corpus, kind: str, what: str) -> str:
    note: Note = next(note for note in corpus.notes if (note.kind, note.what) == (kind, what))
    # What was found between documents, such as a near-duplicate, has no file of its own.
    place = Path(note.file).name + (f":{note.line}" if note.line else "") or note.document_id or ""
    return f"{place}: {note.detail}" if note.detail else place
