"""Rules for pages, read from tables: one file an outlet or form, so that adding one needs no code.

A table names an outlet, its domains and the markers it leaves on its pages, the lines that are not
part of an article, and where an HTML page keeps its parts. ``any.toml`` holds what is true of
any page; its comments describe every key.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from stance.errors import InputError, SettingError

BUILT_IN = Path(__file__).parent.parent / "rules" / "pages"
ANY_PAGE = "any.toml"

_LINES = ("drop", "pause", "end", "links", "caption", "inline", "closing", "missing")
_CREDITS = ("author", "editor", "source")
_HTML = ("title", "body", "date", "author", "editor", "drop")
_SWITCHES = ("lone_byline", "plain_dateline")
_LISTS = ("domains", "markers", "agencies", "places", "not_places", "sections")
_TOP = ("outlet", *_SWITCHES, *_LISTS)
_TABLES: dict[str, tuple[str, ...]] = {"lines": _LINES, "credits": _CREDITS, "html": _HTML}
_EDGES = " \t\u00a0•·*»›>:!.…-–—"


class Phrases:
    r"""A set of lines: literal ones, ones with ``*`` for anything, ``/regular expressions/``.

    Case, runs of white space, and bullets and stops at the edges do not matter.

    Examples
    --------
    >>> lines = Phrases(["Advertisement", "Baca juga*", r"/\d+/"])
    >>> [lines.match(text) for text in ("ADVERTISEMENT.", "Baca juga: Dua", "36", "36 orang")]
    [True, True, True, False]
    """

    def __init__(self, entries: Iterable[str]) -> None:
        entries = list(entries)
        whole = [entry for entry in entries if not _is_pattern(entry) and "*" not in entry]
        rest = [entry for entry in entries if _is_pattern(entry) or "*" in entry]
        self._literal = frozenset(normal_line(entry) for entry in whole)
        self._pattern = re.compile("|".join(map(_expression, rest)), re.I) if rest else None

    def match(self, line: str) -> bool:
        """Whether the whole line is one of these."""
        line = normal_line(line)
        if line in self._literal:
            return True
        return self._pattern is not None and self._pattern.fullmatch(line) is not None


class Pieces:
    """Things to look for inside a line: literal texts, or ``/regular expressions/``."""

    def __init__(self, entries: Iterable[str]) -> None:
        parts = [entry[1:-1] if _is_pattern(entry) else re.escape(entry) for entry in entries]
        self.pattern = (
            re.compile("|".join(f"(?:{part})" for part in parts), re.I) if parts else None
        )

    def found_in(self, text: str) -> bool:
        """Whether one of these stands in `text`."""
        return self.pattern is not None and self.pattern.search(text) is not None

    def all_in(self, text: str) -> list[str]:
        """These as they stand in `text`."""
        return [match.group() for match in self.pattern.finditer(text)] if self.pattern else []

    def removed_from(self, text: str) -> str:
        """`text` without these."""
        return self.pattern.sub(" ", text) if self.pattern else text


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletRules:
    """One table, compiled. `outlet` is `None` for a form that many outlets share."""

    outlet: str | None
    file: str
    domains: tuple[str, ...]
    markers: Pieces
    agencies: tuple[str, ...]
    places: frozenset[str]
    not_places: frozenset[str]
    lone_byline: bool
    plain_dateline: bool
    sections: frozenset[str]
    drop: Phrases
    pause: Phrases
    end: Phrases
    links: Phrases
    caption: Phrases
    inline: Pieces
    closing: Pieces
    missing: Phrases
    credits: Mapping[str, tuple[str, ...]]
    html: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All tables of a reader: what holds for any page, and the outlets by their files' names."""

    any_page: OutletRules
    outlets: tuple[OutletRules, ...]

    def of_url(self, url: str) -> OutletRules | None:
        """The outlet whose domain, or a domain below it, `url` is on."""
        host = (_host(url) or "").casefold()
        for outlet in self.outlets:
            if any(host == name or host.endswith("." + name) for name in outlet.domains):
                return outlet
        return None

    def of_name(self, name: str) -> OutletRules | None:
        """The outlet of that name, or the one that has it as a marker."""
        for outlet in self.outlets:
            if outlet.outlet and outlet.outlet.casefold() == name.casefold():
                return outlet
        return self.of_marker([name])

    def of_marker(self, lines: Iterable[str]) -> OutletRules | None:
        """The outlet whose marker stands first in `lines`."""
        for line in lines:
            for outlet in self.outlets:
                if outlet.markers.found_in(line):
                    return outlet
        return None


def load_rules(folder: Rules | str | Path | None = None) -> Rules:
    """The tables that come with this package, and those of a user's own folder before them.

    Rules that are already loaded come back as they are, so that many pages share them. A user's
    table of the same file name takes the place of the one that comes with the package.

    Raises
    ------
    SettingError
        When `folder` is not a folder with TOML files in it.
    InputError
        When a table is not TOML, or has a key, a value or a pattern that is not possible.

    Examples
    --------
    >>> rules = load_rules()
    >>> rules.of_url("https://internasional.kompas.com/read/2019/09/16/1").outlet
    'Kompas.com'
    """
    if isinstance(folder, Rules):
        return folder
    files = {path.name: path for path in sorted(BUILT_IN.glob("*.toml"))}
    own: dict[str, Path] = {}
    if folder is not None:
        own = {path.name: path for path in sorted(Path(folder).glob("*.toml"))}
        if not own:
            raise SettingError(
                f"Expected a folder with rule tables (*.toml), got {str(folder)!r}. "
                "Give the folder that holds your outlet tables."
            )
    read = {name: _read_table(path) for name, path in {**own, **files, **own}.items()}
    any_page = read.pop(ANY_PAGE)
    return Rules(any_page=any_page, outlets=tuple(read.values()))


def normal_line(line: str) -> str:
    """A line as rules compare it: one space between words, bare edges, no capitals."""
    return " ".join(line.split()).strip(_EDGES).casefold()


def _is_pattern(entry: str) -> bool:
    return len(entry) > 2 and entry[0] == entry[-1] == "/"  # noqa: PLR2004 - something between


def _expression(entry: str) -> str:
    if _is_pattern(entry):
        return f"(?:{entry[1:-1]})"
    parts = [re.escape(" ".join(part.casefold().split())) for part in entry.split("*")]
    # "Oleh *" keeps its space, lest "olehnya" match.
    spaced = [
        (r"\s" if raw[:1] == " " and part else "")
        + part
        + (r"\s" if raw[-1:] == " " and part else "")
        for raw, part in zip(entry.split("*"), parts, strict=True)
    ]
    return "(?:" + ".*".join(spaced) + ")"


def _host(url: str) -> str | None:
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None


def _read_table(path: Path) -> OutletRules:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"Expected a TOML table of rules in {path.name}, but: {error}. See any.toml."
        ) from error
    lists = dict(_checked_lists(table, path.name))
    try:
        return _compiled(table, lists, path.name)
    except re.error as error:
        raise InputError(
            f"Expected regular expressions between slashes in {path.name}, "
            f"got {str(error.pattern)[:60]!r} ({error.msg}). Mend the pattern."
        ) from error


def _compiled(
    table: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]], file: str
) -> OutletRules:
    return OutletRules(
        outlet=table.get("outlet"),
        file=file,
        domains=tuple(name.casefold().removeprefix("www.") for name in lists["domains"]),
        markers=Pieces(map(_whole_words, lists["markers"])),
        agencies=lists["agencies"],
        places=frozenset(name.casefold() for name in lists["places"]),
        not_places=frozenset(name.casefold() for name in lists["not_places"]),
        sections=frozenset(map(normal_line, lists["sections"])),
        lone_byline=bool(table.get("lone_byline", False)),
        plain_dateline=bool(table.get("plain_dateline", False)),
        drop=Phrases(lists["lines.drop"]),
        pause=Phrases(lists["lines.pause"]),
        end=Phrases(lists["lines.end"]),
        links=Phrases(lists["lines.links"]),
        caption=Phrases(lists["lines.caption"]),
        inline=Pieces(lists["lines.inline"]),
        closing=Pieces(lists["lines.closing"]),
        missing=Phrases(lists["lines.missing"]),
        credits={key: lists[f"credits.{key}"] for key in _CREDITS},
        html={key: lists[f"html.{key}"] for key in _HTML},
    )


def _whole_words(entry: str) -> str:
    return entry if _is_pattern(entry) else rf"/(?<!\w){re.escape(entry)}(?!\w)/"


def _checked_lists(table: Mapping[str, Any], file: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every list a table may have, empty where it has none; an error where it has others."""
    for key, value in table.items():
        if key not in (*_TOP, *_TABLES):
            raise _unknown(key, (*_TOP, *_TABLES), file)
        if wanted := _mistyped(key, value):
            raise InputError(
                f"Expected {wanted} for {key} in {file}, got {str(value)[:60]!r}. See any.toml."
            )
    for key in _LISTS:
        yield key, _strings(table.get(key, []), key, file)
    for name, keys in _TABLES.items():
        part = table.get(name, {})
        for key in part:
            if key not in keys:
                raise _unknown(f"{name}.{key}", keys, file)
        for key in keys:
            yield f"{name}.{key}", _strings(part.get(key, []), f"{name}.{key}", file)


def _mistyped(key: str, value: Any) -> str | None:
    """What a key should hold, where it holds something else."""
    if key == "outlet" and not (isinstance(value, str) and value):
        return "a name"
    if key in _SWITCHES and not isinstance(value, bool):
        return "true or false"
    if key in _TABLES and not isinstance(value, dict):
        return "a table"
    return None


def _strings(value: Any, key: str, file: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, str) and entry for entry in value):
        raise InputError(
            f"Expected a list of texts for {key} in {file}, got {str(value)[:60]!r}. "
            'Write it as ["one", "two"].'
        )
    return tuple(value)


def _unknown(key: str, known: Iterable[str], file: str) -> InputError:
    return InputError(
        f"Expected one of {', '.join(known)} in {file}, got {key!r}. Correct the key or remove it."
    )
