"""Codebooks as annotators read them: the question, rules, border cases and worked examples."""

from pathlib import Path
from string import ascii_lowercase
from typing import Any, NoReturn

from stance.corpus.labels.codebook import find_codebook, load_codebook, short_codebook
from stance.errors import InputError
from stance.records import CodebookRule, CodebookText, CodebookWord, Translated, WorkedExample

_LANGUAGES = ("en", "id")
_KINDS = ("article", "comment")
_SHOWN = 60


def read_codebook_text(source: str | Path) -> CodebookText:
    """The whole codebook of a task the project ships, or of a TOML file.

    Parameters
    ----------
    source
        A task's name (`stance`, `sentiment`), or the path of a TOML file. Only `task`, `version`
        and `[[labels]]` must be there; ``languages = ["id"]`` says that it is written in one
        language only.

    Raises
    ------
    InputError
        If there is no such codebook, a text lacks one of the languages, rules are not numbered
        from 1 or border cases not lettered from a, an example has an unknown label, flag or kind,
        or two examples have the same text; the message names file and place.

    Examples
    --------
    >>> text = read_codebook_text("stance")
    >>> text.compatible, [flag.name for flag in text.flags], text.rules[0].mark
    (('stance-1',), ['mixed', 'unsure'], '1')
    """
    path = find_codebook(source)
    content = load_codebook(path)
    short = short_codebook(content, path)
    reader = _Reader(path, content)
    text = CodebookText(
        codebook=short,
        compatible=reader.texts("compatible"),
        unit=reader.optional("unit"),
        question=reader.optional("question"),
        labels=reader.words("labels"),
        flags=reader.words("flags"),
        rules=reader.rules("rules", "number"),
        borders=reader.rules("borders", "letter"),
    )
    _check_examples(text, reader)
    return text


class _Reader:
    """Takes the parts out of one file; every complaint names the file and the place in it."""

    def __init__(self, path: Path, content: dict[str, Any]) -> None:
        self.path = path
        self.content = content
        self.languages = self.texts("languages") or _LANGUAGES
        if not set(self.languages) <= set(_LANGUAGES):
            self.refuse("'en' or 'id' or both", "languages", self.languages)

    def refuse(self, expected: str, place: str, got: object) -> NoReturn:
        shown = repr(got)
        shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 3] + "..."
        raise InputError(
            f"Expected {expected} at {place} of the codebook {self.path}, got {shown}. "
            "Correct the file."
        )

    def texts(self, name: str) -> tuple[str, ...]:
        found = self.content.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.refuse("a list of texts", name, found)
        return tuple(found)

    def tables(self, content: dict[str, Any], name: str, place: str = "") -> list[dict[str, Any]]:
        found = content.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.refuse(f"a list of tables `{name}`", place or name, found)
        return found

    def text(self, table: dict[str, Any], name: str, place: str) -> str:
        found = table.get(name)
        if not isinstance(found, str) or not found.strip():
            self.refuse(f"a text `{name}`", place, found)
        return found

    def optional(self, name: str) -> Translated | None:
        """A text of the codebook itself; nothing where nothing is written."""
        table = self.content.get(name)
        if table is None:
            return None
        if not isinstance(table, dict):
            self.refuse("a table with the texts `en` and `id`", name, table)
        return self.translated(table, name)

    def translated(self, table: dict[str, Any], place: str) -> Translated:
        """A text in each of the codebook's languages."""
        said = {name: self.text(table, name, place) for name in self.languages}
        one = said[self.languages[0]]
        return Translated(en=said.get("en", one), id=said.get("id", one))

    def words(self, name: str) -> tuple[CodebookWord, ...]:
        """Labels or flags; in a codebook without texts they have names only."""
        words = []
        for number, table in enumerate(self.tables(self.content, name), start=1):
            place = f"{name} {number}"
            described = any(language in table for language in _LANGUAGES)
            words.append(
                CodebookWord(
                    name=self.text(table, "name", place),
                    text=self.translated(table, place) if described else None,
                )
            )
        return tuple(words)

    def rules(self, name: str, key: str) -> tuple[CodebookRule, ...]:
        """Rules, which are numbered from 1, or border cases, which are lettered from a."""
        rules = []
        for number, table in enumerate(self.tables(self.content, name), start=1):
            mark: Any = number if key == "number" else ascii_lowercase[(number - 1) % 26]
            if table.get(key) != mark:
                self.refuse(f"`{key}` {mark!r}", f"{name} {number}", table.get(key))
            place = f"{name[:-1]} {mark}"
            rules.append(
                CodebookRule(
                    mark=str(mark),
                    text=self.translated(table, place),
                    examples=self.examples(table, place),
                )
            )
        return tuple(rules)

    def examples(self, rule: dict[str, Any], place: str) -> tuple[WorkedExample, ...]:
        examples = []
        for number, table in enumerate(self.tables(rule, "examples", place), start=1):
            here = f"{place}, example {number}"
            kind, borderline = table.get("kind", "article"), table.get("borderline", False)
            if kind not in _KINDS:
                self.refuse("the kind 'article' or 'comment'", here, kind)
            if not isinstance(borderline, bool):
                self.refuse("true or false as `borderline`", here, borderline)
            examples.append(
                WorkedExample(
                    text=self.text(table, "text", here),
                    label=self.text(table, "label", here),
                    reason=self.translated(table, here),
                    kind=kind,
                    flag=self.text(table, "flag", here) if "flag" in table else None,
                    borderline=borderline,
                )
            )
        return tuple(examples)


def _check_examples(text: CodebookText, reader: _Reader) -> None:
    labels, flags = text.codebook.labels, [flag.name for flag in text.flags]
    seen: dict[str, str] = {}
    for name, rules in (("rule", text.rules), ("border", text.borders)):
        for rule in rules:
            for number, example in enumerate(rule.examples, start=1):
                place = f"{name} {rule.mark}, example {number}"
                if example.label not in labels:
                    reader.refuse(f"one of the labels {', '.join(labels)}", place, example.label)
                if example.flag is not None and example.flag not in flags:
                    reader.refuse(f"one of the flags {flags}", place, example.flag)
                if example.text in seen:
                    first = seen[example.text]
                    reader.refuse(f"another text than at {first}", place, example.text)
                seen[example.text] = place
