"""A lexicon: expressions sorted into classes, and the marks they leave in a text.

A classifier that has seen *menuduh* but never *menuding* knows nothing of the second word. With a
lexicon it sees in both the mark ``#accuse`` and learns what that means. A lexicon decides
nothing: it only says which words belong together.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from stance.errors import InputError

MARK = "#"
"""What every mark begins with; no prepared word does."""
TURNED = "not:"
TURNING = frozenset({"negation", "failing"})
"""Classes whose words turn the next expression that has a lean into its opposite."""
REACH = 3
"""How many words after a turning word an expression may begin to be turned by it."""
NAMES = frozenset({"state", "alliance", "leader", "armed_group"})
"""Classes of proper names, which `Preparation` can hide behind their class."""
BREAK = ""
"""What stands between words where a punctuation mark does: nothing reaches across it."""

_CLITIC = re.compile(r"-?(?:nya|lah|kah|pun)$")
_LAYER = re.compile(r"\w[\w -]*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ENTRY = re.compile(r"\S+(?: \S+)*")
_MOST_WORDS = 8

_Hit = tuple[int, int, str]  # the first word, the one after the last, the class


class Found(NamedTuple):
    """An expression of the lexicon in some words: ``words[first:last]``, and its marks."""

    first: int
    last: int
    name: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Expressions and their classes, in layers that are looked up one beside the other.

    `layers` maps a layer's name to its ``expression -> class``; `leans` maps a class to the side
    it leans to, if to any.

    Examples
    --------
    >>> lexicon = Lexicon(layers={"acts": {"menuduh": "accuse", "serangan": "fight"},
    ...                           "particles": {"tidak": "negation"}},
    ...                   leans={"accuse": "confrontational", "fight": "confrontational"})
    >>> [found.marks for found in lexicon.find(["nato", "tidak", "menuduh", "rusia"])]
    [('#negation',), ('#not:accuse', '#not:confrontational')]
    """

    layers: Mapping[str, Mapping[str, str]]
    leans: Mapping[str, str] = field(default_factory=dict)
    digest: str = field(init=False, compare=False)
    """Hexadecimal digits that differ whenever an entry does."""
    # Entry -> its layers and its class in each; and all that entries of several words begin with.
    _entries: Mapping[str, Sequence[tuple[str, str]]] = field(init=False, repr=False, compare=False)
    _beginnings: frozenset[str] = field(init=False, repr=False, compare=False)
    _words: frozenset[str] = field(init=False, repr=False, compare=False)
    # Class -> its marks, and those where it is turned.
    _marks: Mapping[str, Sequence[tuple[str, ...]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        entries: dict[str, list[tuple[str, str]]] = {}
        for layer, classes in self.layers.items():
            for entry, name in classes.items():
                entries.setdefault(entry, []).append((layer, name))
        words = frozenset(word for entry in entries for word in entry.split(" "))
        digest = blake2b(encode_lexicon(self), digest_size=16).hexdigest()
        object.__setattr__(self, "digest", digest)
        object.__setattr__(self, "_entries", entries)
        object.__setattr__(self, "_beginnings", frozenset(_beginnings(entries)))
        object.__setattr__(self, "_words", words)
        names = {name for classes in self.layers.values() for name in classes.values()}
        marks = {name: _marks(name, self.leans.get(name)) for name in names}
        object.__setattr__(self, "_marks", marks)

    def knows(self, word: str) -> bool:
        """Whether a word stands in any entry."""
        return word in self._words

    def key(self, word: str, formal: str) -> str:
        """The spelling under which a word is looked up: as written, without clitic, or formal."""
        if word in self._words:
            return word
        bare = _CLITIC.sub("", word)
        return bare if bare in self._words else formal

    def find(self, words: Sequence[str]) -> list[Found]:
        """Every expression in some words (small letters, `BREAK` at punctuation), in order.

        In each layer the longest expression that fits is taken, from the left. One that has a lean
        is turned if a turning word stands at most `REACH` words before it, with no punctuation
        between, and outside any expression of the layer that has a lean itself.
        """
        by_layer = self._hits(words)
        turning = [hit for hits in by_layer.values() for hit in hits if hit[2] in TURNING]
        layers = [self._turn(hits, turning, words) for hits in by_layer.values() if hits]
        return sorted(chain.from_iterable(layers))

    def _hits(self, words: Sequence[str]) -> dict[str, list[_Hit]]:
        """The expressions of each layer: the longest that fits, from the left."""
        by_layer: dict[str, list[_Hit]] = {name: [] for name in self.layers}
        for place, word in enumerate(words):
            if word not in self._words:
                continue
            for layer, hit in self._longest(place, words).items():
                hits = by_layer[layer]
                if not hits or hits[-1][1] <= place:
                    hits.append(hit)
        return by_layer

    def _longest(self, place: int, words: Sequence[str]) -> dict[str, _Hit]:
        """The longest expression of each layer that begins at a place."""
        said, last = words[place], place + 1
        found = {layer: (place, last, name) for layer, name in self._entries.get(said, ())}
        while said in self._beginnings and last < len(words):
            said, last = f"{said} {words[last]}", last + 1
            for layer, name in self._entries.get(said, ()):
                found[layer] = (place, last, name)
        return found

    def _turn(
        self, hits: Sequence[_Hit], turning: Sequence[_Hit], words: Sequence[str]
    ) -> Iterator[Found]:
        """The expressions of one layer with their marks; "gagal bersepakat" turns itself."""
        leaning = [range(first, last) for first, last, name in hits if name in self.leans]
        inside = set(chain.from_iterable(leaning))
        ends = {last for first, last, _ in turning if first not in inside}
        for first, last, name in hits:
            turned = bool(ends) and _is_turned(first, ends, words)
            yield Found(first, last, name, self._marks[name][turned])


def _beginnings(entries: Iterable[str]) -> Iterator[str]:
    """The first word of each entry of several, its first two if it has three, and so on."""
    for entry in entries:
        words = entry.split(" ")
        yield from (" ".join(words[:length]) for length in range(1, len(words)))


def _marks(name: str, lean: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The marks of a class, and those where it is turned, which only one with a lean can be."""
    plain = (MARK + name,)
    if lean is None:
        return plain, plain
    return (*plain, MARK + lean), (MARK + TURNED + name, MARK + TURNED + lean)


def _is_turned(first: int, turning: Set[int], words: Sequence[str]) -> bool:
    """Whether a turning word ends at most `REACH` words before, with no punctuation between."""
    ends = range(max(0, first - REACH + 1), first + 1)
    return any(end in turning and BREAK not in words[end:first] for end in ends)


def read_lexicon(folder: str | Path) -> Lexicon:
    """The lexicon in a folder: one layer a ``.tsv`` file.

    Each file has ``#`` comment lines, a header line with the columns `entry` and `class` (and
    `lean` where classes lean to a side), and one entry a line.

    Raises
    ------
    InputError
        If there is no such folder or file, or a line is not an entry; the message names both.
    """
    folder = Path(folder)
    files = sorted(folder.glob("*.tsv")) if folder.is_dir() else []
    if not files:
        raise InputError(
            f"Expected a lexicon, a folder of .tsv files, at {str(folder)!r}, got "
            f"{'a folder without them' if folder.is_dir() else 'no folder'}. Name another folder."
        )
    leans: dict[str, str] = {}
    layers = {file.stem: _read_layer(file, leans) for file in files}
    return Lexicon(
        layers=layers, leans={name: leans[name] for name in sorted(leans) if leans[name]}
    )


def _read_layer(path: Path, leans: dict[str, str]) -> dict[str, str]:
    if not _LAYER.fullmatch(path.stem):
        raise InputError(
            f"Expected a file name of letters, digits, spaces, - and _ before .tsv, got "
            f"{path.name!r}. Rename the file."
        )
    try:
        # "-sig": some editors put a mark before the first line.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"Expected a lexicon file in UTF-8 at {path}, but: {why}. Save it anew as UTF-8."
        ) from error
    numbered = [
        (number, line.rstrip("\r").split("\t"))
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#")
    ]
    header = numbered[0][1] if numbered else []
    if header[:2] != ["entry", "class"]:
        raise InputError(
            f"Expected the header 'entry', 'class' (and 'lean') in {path}, got "
            f"{', '.join(header)[:80] or 'an empty file'}. Add it as the first line."
        )
    layer: dict[str, str] = {}
    for number, cells in numbered[1:]:
        row = dict(zip(header, cells, strict=False))
        _check_entry(row, layer, leans, where=f"{path}, line {number}")
        layer[row["entry"]] = row["class"]
        leans[row["class"]] = row.get("lean", "")
    return layer


def _check_entry(
    row: Mapping[str, str], layer: Mapping[str, str], leans: Mapping[str, str], *, where: str
) -> None:
    entry, name, lean = row.get("entry", ""), row.get("class", ""), row.get("lean", "")
    if not _ENTRY.fullmatch(entry) or entry != entry.lower() or entry.count(" ") >= _MOST_WORDS:
        raise InputError(
            f"Expected 1 to {_MOST_WORDS} words in small letters, with single spaces, as entry at "
            f"{where}, got {entry[:60]!r}. Correct the line."
        )
    if not _NAME.fullmatch(name) or (lean and not _NAME.fullmatch(lean)):
        raise InputError(
            f"Expected small letters, digits and _ as class and lean at {where}, got {name[:40]!r} "
            f"and {lean[:40]!r}. Correct the line."
        )
    if entry in layer:
        raise InputError(f"Expected each entry once at {where}, got {entry!r} again. Remove one.")
    if leans.get(name, lean) != lean:
        raise InputError(
            f"Expected one lean (or none) for the class {name!r} at {where}, got {lean!r} after "
            f"{leans[name]!r}. Correct one of them."
        )


def encode_lexicon(lexicon: Lexicon) -> bytes:
    """The lexicon as one table in UTF-8: layer, entry, class, lean."""
    rows = [
        f"{layer}\t{entry}\t{name}\t{lexicon.leans.get(name, '')}\n"
        for layer, entries in sorted(lexicon.layers.items())
        for entry, name in sorted(entries.items())
    ]
    return "".join(rows).encode("utf-8")


def decode_lexicon(data: bytes) -> Lexicon:
    """The lexicon that `encode_lexicon` wrote.

    Raises
    ------
    ValueError
        If the bytes are anything else.

    Examples
    --------
    >>> lexicon = Lexicon(layers={"acts": {"damai": "calm"}}, leans={"calm": "cooperative"})
    >>> decode_lexicon(encode_lexicon(lexicon)) == lexicon
    True
    """
    layers: dict[str, dict[str, str]] = {}
    leans: dict[str, str] = {}
    for line in data.decode("utf-8").split("\n")[:-1]:
        layer, entry, name, lean = line.split("\t")
        names = (name, lean) if lean else (name,)
        sound = _LAYER.fullmatch(layer) and _ENTRY.fullmatch(entry)
        if not sound or not all(map(_NAME.fullmatch, names)):
            raise ValueError(f"not an entry of a lexicon: {line[:60]!r}")
        layers.setdefault(layer, {})[entry] = name
        if lean:
            leans[name] = lean
    lexicon = Lexicon(layers=layers, leans=dict(sorted(leans.items())))
    if encode_lexicon(lexicon) != data:
        raise ValueError("not a lexicon as it was written")
    return lexicon
