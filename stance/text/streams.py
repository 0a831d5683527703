"""What follows the words of a prepared text: the marks of a lexicon, and runs of letters.

With a lexicon names can be hidden, too: the name of their class takes their place. Every term
knows the written words that it comes from.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stance.text.clean import fold
from stance.text.lexicon import BREAK, NAMES, Found, Lexicon
from stance.text.slang import Slang
from stance.text.stems import LONGEST
from stance.text.written import (
    HIDING,
    NUMBER,
    Token,
    Written,
    is_punctuation,
    pieces_of,
    placeholder,
    word_tokens,
)

STREAM = "|"
"""Stands between a text's words and what is said about them: no pair of words reaches over it."""
LETTERS = "~"
"""What every run of letters begins with."""
SHORTEST_RUN, LONGEST_RUN = 2, 5


class Expression(NamedTuple):
    """An expression of the lexicon: the written words numbered ``first`` to before ``last``.

    `whole` tells whether it is all that these words say: *Rusia* is not, in *Rusia-Ukraina*.
    """

    first: int
    last: int
    name: str
    marks: tuple[str, ...]
    whole: bool


class LookUps(NamedTuple):
    """The words under which a lexicon may know those of a text, and the written word of each."""

    keys: list[str]
    owners: list[int]


class Reader:
    """Reads a lexicon's expressions in written words, and remembers how those are looked up.

    Parameters
    ----------
    lexicon
        What to read.
    slang
        What makes informal spelling formal, if anything does.
    most
        How many written words are remembered.
    """

    def __init__(self, lexicon: Lexicon, *, slang: Slang | None, most: int) -> None:
        self.lexicon = lexicon
        self._slang = slang
        self._most = most
        self._names = {
            entry: name
            for layer in lexicon.layers.values()
            for entry, name in layer.items()
            if name in NAMES
        }
        # By themselves, because "militer Rusia" is an expression of its own.
        self._only_names = Lexicon(layers={"names": self._names})
        self._keys: dict[str, tuple[str, ...]] = {}

    def look_up(self, found: Sequence[Written]) -> LookUps:
        """The look-ups for the written words, and the punctuation, of a text."""
        looked = LookUps([], [])
        for number, (word, _) in enumerate(found):
            for key in self._keys.get(word) or self._keys_of(word):
                looked.keys.append(key)
                looked.owners.append(number)
        return looked

    def find(self, looked: LookUps) -> list[Expression]:
        """The expressions in a text, in order."""
        return [_placed(hit, looked.owners) for hit in self.lexicon.find(looked.keys)]

    def find_names(self, looked: LookUps) -> list[Expression]:
        """The names of states, alliances, leaders and armed groups in a text, in order."""
        return [_placed(hit, looked.owners) for hit in self._only_names.find(looked.keys)]

    def hide(self, piece: str) -> list[str]:
        """A word that joins a name to something by a hyphen, as its parts, the name hidden."""
        hidden = []
        for part in self._parts(piece):
            name = self._names.get(self.lexicon.key(part, part)) if part != piece else None
            hidden.append(part if name is None else f"{HIDING}{name}>")
        return hidden

    def _parts(self, piece: str) -> list[str]:
        """*Rusia-Ukraina* is two names, *pro-Rusia* has one; *Al-Quds* is one, *AS-lah* too."""
        key = self.lexicon.key
        if "-" not in piece or key(piece, piece) in self._names:
            return [piece]
        parts = piece.split("-")
        keys = {key(part, part) for part in parts}
        return parts if len(keys) > 1 and not keys.isdisjoint(self._names) else [piece]

    def _keys_of(self, word: str) -> tuple[str, ...]:
        """The words under which the lexicon may know a written word; `BREAK` for punctuation."""
        if is_punctuation(word):
            return (BREAK,)
        keys = tuple(self._look_ups(word)) if placeholder(word) is None else (NUMBER,)
        if len(self._keys) < self._most and len(word) <= 2 * LONGEST:
            self._keys[word] = keys
        return keys

    def _look_ups(self, word: str) -> Iterator[str]:
        whole, small = fold(word), word.islower()
        # "tuding-menuding" is an entry with its hyphen; "kerja sama" is written as one word too.
        known = self.lexicon.knows(whole)
        for piece in [whole] if known else pieces_of(whole):
            for part in [piece] if known else self._parts(piece):
                for spelled in (self.lexicon.key(part, "") or self._formal(part, small)).split():
                    yield self.lexicon.key(spelled, spelled)

    def _formal(self, part: str, small: bool) -> str:
        return part if self._slang is None else self._slang.formal(part, small=small)


def _placed(hit: Found, owners: Sequence[int]) -> Expression:
    """An expression among look-ups as one among the written words that these belong to."""
    first, last = owners[hit.first], owners[hit.last - 1]
    whole = (hit.first == 0 or owners[hit.first - 1] != first) and (
        hit.last == len(owners) or owners[hit.last] != last
    )
    return Expression(first, last + 1, hit.name, hit.marks, whole)


def without_names(
    found: Sequence[Written], terms: dict[str, str], names: Sequence[Expression]
) -> Iterator[Token]:
    """The tokens of written words, with their class in place of names."""
    done = 0
    for name in names:
        if name.whole and name.first >= done:
            yield from word_tokens(found[done : name.first], terms)
            yield _token(f"{HIDING}{name.name}>", name, found)
            done = name.last
    yield from word_tokens(found[done:], terms)


def mark_tokens(found: Sequence[Written], expressions: Sequence[Expression]) -> list[Token]:
    """The marks that expressions leave, with the span of their written words."""
    return [_token(mark, hit, found) for hit in expressions for mark in hit.marks]


def _token(term: str, hit: Expression, found: Sequence[Written]) -> Token:
    last, start = found[hit.last - 1]
    return Token(term, found[hit.first][1], start + len(last))


def letter_tokens(tokens: Sequence[Token], text: str) -> list[Token]:
    """Runs of two to five letters of each word as written, its edges shown as ``_``.

    What stands for something else has no letters: they would tell what it hides.
    """
    runs = []
    for term, start, end in tokens:
        if term.startswith(HIDING) or end - start > LONGEST:
            continue
        word = f"_{'_'.join(fold(text[start:end]).split())}_"
        for length in range(SHORTEST_RUN, LONGEST_RUN + 1):
            for first in range(len(word) - length + 1):
                runs.append(Token(LETTERS + word[first : first + length], start, end))
    return runs
