"""`stance sentences`: documents in, their sentences with offsets out."""

from collections.abc import Iterator

import typer

from stance.cli import screen
from stance.cli.options import Columns, Inputs, Rules, Today, parse_day
from stance.records import Article, Comment, Corpus


def sentences(
    inputs: Inputs, column: Columns = None, today: Today = None, rules: Rules = None
) -> None:
    """Split documents into sentences; offsets count code points of the document's text.

    Example: stance sentences articles/ | head -3
    """
    import stance

    columns = screen.parse_columns(column)
    with screen.progress("reading") as step:
        corpus = stance.read(
            *inputs, columns=columns, today=parse_day(today), rules=rules, progress=step
        )
    for document in _documents(corpus):
        if screen.on_terminal():
            typer.secho(f"\n{document.id}", bold=True)
        for sentence in stance.split(document.text, document_id=document.id):
            if screen.on_terminal():
                typer.echo(f"{sentence.index + 1:4d}  {sentence.text}")
            else:
                screen.show_json(
                    {
                        "document_id": sentence.document_id,
                        "index": sentence.index,
                        "start": sentence.start,
                        "end": sentence.end,
                        "text": sentence.text,
                    }
                )


def _documents(corpus: Corpus) -> Iterator[Article | Comment]:
    yield from corpus.articles
    yield from corpus.comments
