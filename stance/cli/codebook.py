"""`stance codebook`: a task or a codebook's file in, the codebook to read out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stance.cli import screen
from stance.errors import SettingError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from stance.records import CodebookRule, CodebookText, WorkedExample

Form = Literal["text", "markdown", "html"]
Language = Literal["id", "en"]
_ENDINGS: dict[str, Form] = {".txt": "text", ".md": "markdown", ".html": "html"}
_COLOURS = {"first": "blue", "none": "bright_black", "last": "dark_orange3"}
_WIDEST = 96


def codebook(
    source: Annotated[
        str, typer.Argument(help="A task (stance, sentiment), or your own codebook (.toml).")
    ] = "stance",
    language: Annotated[Language, typer.Option(help="The language of its texts.")] = "id",
    form: Annotated[
        Form | None,
        typer.Option(
            "--format",
            help="Default: by the ending of the output; else text on a terminal, Markdown in a "
            "pipe.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to write: .html, .md or .txt."),
    ] = None,
) -> None:
    """Show a codebook: its question, labels, rules with worked examples, and border cases.

    Example: stance codebook stance --language en -o codebook.html
    """
    import stance
    from stance.files import write_atomically

    form = form or _form_of(output)
    book = stance.read_codebook_text(source)
    if output is None and form == "text":
        _draw(book, language)
        return
    text = (
        _drawn(book, language)
        if form == "text"
        else stance.render_codebook(book, language=language, form=form)
    )
    if output is None:
        typer.echo(text, nl=False)
        return
    write_atomically(output, lambda aside: aside.write_text(text, encoding="utf-8"))
    if screen.on_terminal():
        typer.echo(f"The codebook is at {screen.plain(str(output))}")
    else:
        screen.show_json({"codebook": book.codebook.version, "output": str(output)})


def _form_of(output: Path | None) -> Form:
    if output is None:
        return "text" if screen.on_terminal() else "markdown"
    if output.suffix not in _ENDINGS:
        raise SettingError(
            f"Expected an output that ends in {', '.join(_ENDINGS)}, got {str(output)!r}. Rename "
            "it, or say --format."
        )
    return _ENDINGS[output.suffix]


def _drawn(book: "CodebookText", language: Language) -> str:
    """What a terminal would show, without colours."""
    from io import StringIO

    from rich.console import Console

    page = StringIO()
    _draw(book, language, Console(file=page, width=_WIDEST, color_system=None))
    return page.getvalue()


def _draw(book: "CodebookText", language: Language, console: "Console | None" = None) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from stance.report.codebook import CODEBOOK_WORDS

    words = CODEBOOK_WORDS[language]
    console = console or Console()
    console.width = min(console.width, _WIDEST)
    console.print(
        Text(f"{words['task']}: {screen.plain(book.codebook.task)}", style="bold"), end="  "
    )
    console.print(Text(screen.plain(book.codebook.version), style="dim"))
    if book.question:
        console.print(Padding(_spoken(book.question.pick(language)), (1, 0), expand=False))
    if book.unit:
        console.print(_spoken(f"{words['unit']}: {book.unit.pick(language)}.", "dim"))
    _draw_title(words["labels"], console)
    for word in (*book.labels, *book.flags):
        known = word.name in book.codebook.labels
        name = _label(word.name, book) if known else Text(screen.plain(word.name), style="bold")
        console.print(name)
        if word.text:
            console.print(Padding(_spoken(word.text.pick(language)), (0, 0, 0, 4), expand=False))
    for title, rules in ((words["rules"], book.rules), (words["borders"], book.borders)):
        if rules:
            _draw_title(title, console)
        for rule in rules:
            _draw_rule(rule, book, language=language, console=console)


def _draw_title(title: str, console: "Console") -> None:
    from rich.rule import Rule
    from rich.text import Text

    console.print()
    console.print(Rule(Text(title, style="bold"), align="left"))


def _draw_rule(
    rule: "CodebookRule", book: "CodebookText", *, language: Language, console: "Console"
) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    heading = Table.grid(padding=(0, 1))
    heading.add_column(width=3, justify="right", style="bold")
    heading.add_column()
    heading.add_row(Text(f"{rule.mark}."), _spoken(rule.text.pick(language), "bold"))
    console.print()
    console.print(heading)
    for example in rule.examples:
        body = Text(screen.plain(example.text), style="italic")
        console.print(Padding(body, (0, 0, 0, 4), expand=False))
        console.print(Padding(_given(example, book, language), (0, 0, 0, 6), expand=False))


def _given(example: "WorkedExample", book: "CodebookText", language: Language) -> "Text":
    """The label of an example, with its flag and marks, and why."""
    from rich.text import Text

    from stance.report.codebook import CODEBOOK_WORDS

    words = CODEBOOK_WORDS[language]
    line = _label(example.label, book)
    marks = [example.flag] if example.flag else []
    marks += [words["comment"]] if example.kind == "comment" else []
    marks += [words["borderline"]] if example.borderline else []
    if marks:
        line.append(f" ({', '.join(map(screen.plain, marks))})")
    return Text.assemble(line, "  ", _spoken(example.reason.pick(language), "dim"))


def _label(name: str, book: "CodebookText") -> "Text":
    from rich.text import Text

    from stance.report.codebook import side_of, sign_of

    labels = book.codebook.labels
    colour = _COLOURS[side_of(name, labels)]
    return Text(f"{sign_of(name, labels)} {screen.plain(name)}", style=f"bold {colour}")


def _spoken(text: str, style: str = "") -> "Text":
    from rich.text import Text

    return Text(screen.plain(text.replace("`", "")), style=style)
