"""`stance explain`: a text and a bundle in, the terms that pushed its score out."""

import sys
from typing import Annotated

import typer

from stance.cli import screen
from stance.cli.options import Model
from stance.errors import InputError
from stance.records import Kind


def explain(
    text: Annotated[str, typer.Argument(help="A sentence or a text; - reads standard input.")],
    model: Model,
    kind: Annotated[
        Kind, typer.Option(help="Whether the text is an article's or a reader's comment.")
    ] = "article",
) -> None:
    """Show which terms pushed a score, and by how much exactly.

    The contributions and the intercept add up to the log-odds of the first label against the last.

    Example: stance explain "Rusia menolak berunding." --model bundle/
    """
    import stance

    bundle = stance.load(model)
    content = _standard_input() if text == "-" else text
    if not content.strip():
        raise InputError("Expected a text to explain, got none. Give a sentence, or - and a pipe.")
    for explanation in stance.explain(content, bundle=bundle, kind=kind):
        if not screen.on_terminal():
            screen.show_json(explanation.to_dict())
            continue
        first, last = bundle.labels[0], bundle.labels[-1]
        rows: list[tuple[object, ...]] = [
            (row.words, row.term, f"{row.contribution:+.4f}") for row in explanation.terms
        ]
        rows.append(("", "(intercept)", f"{explanation.intercept:+.4f}"))
        rows.append(("", f"ln P({first}) / P({last})", f"{explanation.log_odds:+.4f}"))
        screen.show_table(explanation.text, ["words", "term", "contribution"], rows)
        shares = ", ".join(
            f"{label} {share:.2f}"
            for label, share in zip(bundle.labels, explanation.probabilities, strict=True)
        )
        known = "" if explanation.terms else "; no word of it is known to the bundle"
        typer.echo(f"{explanation.label} (score {explanation.score:+.2f}; {shares}{known})\n")


def _standard_input() -> str:
    from stance.corpus.encoding import decode

    if sys.stdin is None:
        raise InputError("Expected a text on standard input, which is closed. Give it as TEXT.")
    return decode(sys.stdin.buffer.read()).text
