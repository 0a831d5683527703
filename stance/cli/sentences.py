"""`stance sentences`: documents in, their sentences with offsets out."""

from dataclasses import asdict

import typer

from stance.cli import screen
from stance.cli.options import Columns, Inputs, Rules, Today, parse_day


def sentences(
    inputs: Inputs, column: Columns = None, today: Today = None, rules: Rules = None
) -> None:
    """Split documents into sentences; offsets count code points of the document's text.

    Example: stance sentences articles/ | head -3
    """
    import stance
    from stance.text import split_documents

    columns = screen.parse_columns(column)
    with screen.progress("reading") as step:
        corpus = stance.read(
            *inputs, columns=columns, today=parse_day(today), rules=rules, progress=step
        )
    documents = (*corpus.articles, *corpus.comments)
    for document, pieces in zip(documents, split_documents(documents), strict=True):
        if screen.on_terminal():
            typer.secho(f"\n{screen.plain(document.id)}", bold=True)
        for sentence in pieces:
            if screen.on_terminal():
                typer.echo(f"{sentence.index + 1:4d}  {screen.plain(sentence.text)}")
            else:
                screen.show_json(asdict(sentence))
