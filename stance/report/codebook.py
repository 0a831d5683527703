"""A codebook as annotators read it: one offline page to print, or Markdown."""

import re
from collections.abc import Callable
from itertools import cycle
from typing import Any, Literal

import jinja2
from markupsafe import Markup

from stance.errors import SettingError
from stance.records import CodebookRule, CodebookText, CodebookWord, Translated, WorkedExample
from stance.report.html import content_policy, template
from stance.report.panels import printable
from stance.report.words import Language

Form = Literal["markdown", "html"]

CODEBOOK_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Codebook",
        "task": "Task",
        "unit": "What gets a label",
        "contents": "Contents",
        "labels": "Labels",
        "flags": "Flags",
        "rules": "Rules",
        "order": "In this order: the first rule that applies decides.",
        "borders": "Border cases",
        "borderline": "borderline",
        "comment": "comment",
        "version": "Version",
        "compatible": "Labels given under these versions mean the same",
    },
    "id": {
        "title": "Buku kode",
        "task": "Tugas",
        "unit": "Yang diberi label",
        "contents": "Isi",
        "labels": "Label",
        "flags": "Tanda",
        "rules": "Aturan",
        "order": "Berurutan: aturan pertama yang cocok menentukan.",
        "borders": "Kasus ambang",
        "borderline": "kasus ambang",
        "comment": "komentar",
        "version": "Versi",
        "compatible": "Label yang diberikan menurut versi berikut bermakna sama",
    },
}
_SIGNS = {"first": "▲", "none": "●", "last": "▼"}
# What Markdown would take for its own marks, in texts that are not Markdown.
_MARKS = re.compile(r"([\\*_\[\]<>#|~])")


def render_codebook(
    book: CodebookText, *, language: Language = "id", form: Form = "markdown"
) -> str:
    """The codebook as a text to read: question, labels, rules with their examples, border cases.

    Parameters
    ----------
    book
        The whole codebook, as `stance.read_codebook_text` gives it.
    language
        ``id`` or ``en``; the examples themselves are Indonesian in both.
    form
        ``markdown``, or ``html``: one page that is complete in itself, needs no network and no
        script, and prints.

    Raises
    ------
    SettingError
        If there is no such language or form.

    Examples
    --------
    >>> from stance.records import Codebook
    >>> short = Codebook(task="tone", version="tone-1", labels=("warm", "cold"))
    >>> words = tuple(CodebookWord(name=name) for name in short.labels)
    >>> print(render_codebook(CodebookText(codebook=short, labels=words), language="en"))
    # Codebook: tone
    <BLANKLINE>
    Version: tone-1
    <BLANKLINE>
    ## Labels
    <BLANKLINE>
    - ▲ **warm**
    - ▼ **cold**
    <BLANKLINE>
    """
    if language not in CODEBOOK_WORDS:
        raise SettingError(f"Expected the language 'id' or 'en', got {language!r}. Choose one.")
    forms: dict[str, Callable[[CodebookText, Language], str]] = {"html": _page, "markdown": _text}
    if form not in forms:
        raise SettingError(f"Expected the form 'markdown' or 'html', got {form!r}. Choose one.")
    return forms[form](book, language)


def side_of(name: str, labels: tuple[str, ...]) -> str:
    """Where a label stands: first, last, or none between them.

    >>> [side_of(name, ("warm", "so-so", "cold")) for name in ("warm", "so-so", "cold")]
    ['first', 'none', 'last']
    """
    return "first" if name == labels[0] else "last" if name == labels[-1] else "none"


def sign_of(name: str, labels: tuple[str, ...]) -> str:
    """A sign that tells labels apart without colour.

    >>> sign_of("cold", ("warm", "cold"))
    '▼'
    """
    return _SIGNS[side_of(name, labels)]


def _page(book: CodebookText, language: Language) -> str:
    style = template("codebook.css")
    labels = book.codebook.labels
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(template),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
    )
    return environment.get_template("codebook.html").render(
        book=book,
        language=language,
        w=CODEBOOK_WORDS[language],
        said=lambda text: _with_code(text.pick(language)),
        side=lambda name: side_of(name, labels),
        sign=lambda name: sign_of(name, labels),
        policy=content_policy([], style),
        style=Markup(style),  # noqa: S704 - the package's own
    )


def _with_code(text: str) -> Markup:
    """The text, escaped; what stands between backticks as code."""
    forms = cycle((Markup("{}"), Markup("<code>{}</code>")))
    pieces = printable(text).split("`")
    return Markup("").join(form.format(piece) for form, piece in zip(forms, pieces, strict=False))


def _finalize(value: Any) -> Any:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _text(book: CodebookText, language: Language) -> str:
    words, labels = CODEBOOK_WORDS[language], book.codebook.labels
    lines = [f"# {words['title']}: {_plain(book.codebook.task)}", ""]
    lines += [f"{words['version']}: {_plain(book.codebook.version)}", ""]
    if book.compatible:
        lines += [f"{words['compatible']}: {_plain(', '.join(book.compatible))}.", ""]
    if book.question:
        lines += [f"> {_said(book.question, language)}", ""]
    if book.unit:
        lines += [f"{words['unit']}: {_said(book.unit, language)}.", ""]
    lines += [f"## {words['labels']}", ""]
    lines += [f"- {sign_of(row.name, labels)} {_word(row, language)}" for row in book.labels]
    if book.flags:
        lines += ["", f"## {words['flags']}", ""]
        lines += [f"- {_word(row, language)}" for row in book.flags]
    if book.rules:
        lines += ["", f"## {words['rules']}", "", words["order"]]
    for rule in book.rules:
        lines += _rule(rule, labels, language)
    if book.borders:
        lines += ["", f"## {words['borders']}"]
    for rule in book.borders:
        lines += _rule(rule, labels, language)
    return printable("\n".join(lines)) + "\n"


def _rule(rule: CodebookRule, labels: tuple[str, ...], language: Language) -> list[str]:
    lines = ["", f"### {rule.mark}", "", _said(rule.text, language)]
    if rule.examples:
        lines += ["", *(_example(one, labels, language) for one in rule.examples)]
    return lines


def _example(one: WorkedExample, labels: tuple[str, ...], language: Language) -> str:
    words = CODEBOOK_WORDS[language]
    marks = [one.flag] if one.flag else []
    marks += [words["comment"]] if one.kind == "comment" else []
    marks += [words["borderline"]] if one.borderline else []
    beside = f" ({', '.join(map(_plain, marks))})" if marks else ""
    given = f"{sign_of(one.label, labels)} **{_plain(one.label)}**{beside}"
    return f"- {_plain(one.text)}  \n  {given}: {_said(one.reason, language)}"


def _word(row: CodebookWord, language: Language) -> str:
    return f"**{_plain(row.name)}**" + (f": {_said(row.text, language)}" if row.text else "")


def _said(text: Translated, language: Language) -> str:
    return _plain(text.pick(language))


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
