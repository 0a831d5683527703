"""Prepared text: what the models see of a text, and which of its words each term comes from.

Every written word is looked up once per spelling: informal spelling made formal, then stemmed.
No stop words are removed, because *tidak*, *tanpa* and *bukan* are among them. Numbers, links and
names of users become placeholders, so that no model learns a date, an address or a person.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from itertools import chain, groupby, islice
from pathlib import Path
from typing import NamedTuple

from stance.text import slang as informal
from stance.text.clean import INVISIBLE, MARKS, fold
from stance.text.lexicon import BREAK, NAMES, Found, Lexicon
from stance.text.stems import LONGEST, FormTable, read_rows, stems_version

PHRASES = Path(__file__).with_name("phrases.tsv")
# Raised by hand whenever the code below would give other terms for some text.
RULES = 1
LINK, USER, NUMBER = "<tautan>", "<pengguna>", "<angka>"
STREAM = "|"
"""Stands between a text's words and what is said about them: no pair of words reaches over it."""
LETTERS = "~"
"""What every run of letters begins with."""
SHORTEST_RUN, LONGEST_RUN = 2, 5

_LETTER = f"[\\w{INVISIBLE}{MARKS}]"
_WORD = f"[^\\W_]{_LETTER}*+(?:[-‐‑'’ʼ`´][^\\W_]{_LETTER}*+)*+"
_LINK = r"(?:[Hh][Tt][Tt][Pp][Ss]?://|[Ww][Ww][Ww]\.)\S++"
_USER = r"@\w++"
_ENTITY = r"&(?:[A-Za-z]{2,8}|\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6});"
# "1.250.000,5", "10:42", "5/5/2023"; in "20-an" and "5km" the letters decide (see _NUMERAL).
_NUMBER = r"\d++(?:[.,:/]\d++)*+(?!-?[^\W\d_])"
_PUNCTUATION = r"[.,;:!?()\[\]\"“”„«»…]|\s[-–—]+\s"
_TAIL = "(?:-?(?:nya|lah|kah|pun))?"
_END = r"(?!-?\w)"

_BREAK = re.compile(_PUNCTUATION)
_LINK_START = re.compile(r"(?i:https?://|www\.)")
_ONLY_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_UNIT = "rb|ribu|jt|juta|k|m|cm|mm|km|kg|gr|mb|gb|thn|th|x"
_NUMERAL = re.compile(rf"(?:ke-?|rp|usd?)?\d+(?:{_UNIT})?(?:-?(?:an|nya)|-\d+)*")
_CLITIC = re.compile(r"[ -]?(?:nya|lah|kah|pun)$")
_GAPS = re.compile(r"[\s-]+")


class Token(NamedTuple):
    """One term and the span of the written word (or words) it comes from, in code points.

    A tuple, because every word of every text may become one: it is made three times as fast as a
    frozen dataclass.
    """

    term: str
    start: int
    end: int


def read_phrases(path: Path = PHRASES) -> dict[str, str]:
    """The expressions of several words -> the one term they become.

    >>> read_phrases()["bekerja sama"]
    'kerjasama'
    """
    return {phrase: term for phrase, term, _ in read_rows(path)}


class Preparation:
    """Texts as stems, and their tokens.

    Parameters
    ----------
    stems
        Whether words become stems; if not, they stay whole, in small letters.
    slang
        Whether informal spelling is made formal first.
    lexicon
        Whose marks follow the words; none by default.
    names
        Whether the lexicon's names of states, alliances, leaders and armed groups stay. If not,
        the name of their class takes their place, so that no model learns a name.
    letters
        Whether runs of letters follow, two to five of each word.
    forms
        The table of stems to use and to fill; a new one if there is none.

    Examples
    --------
    >>> preparation = Preparation()
    >>> preparation.texts(["NATO & Rusia tdk bekerja sama sejak 2014!"])
    ['nato rusia tidak kerjasama sejak <angka>']
    >>> preparation.tokens("Ketidaksepakatan")
    [Token(term='tidak', start=0, end=7), Token(term='sepakat', start=7, end=16)]
    >>> lexicon = Lexicon(layers={"acts": {"menuduh": "accuse"}, "actors": {"nato": "alliance"}})
    >>> Preparation(lexicon=lexicon, names=False).texts(["NATO menuduh Rusia."])
    ['<alliance> tuduh rusia | #alliance #accuse']
    """

    def __init__(
        self,
        *,
        stems: bool = True,
        slang: bool = True,
        lexicon: Lexicon | None = None,
        names: bool = True,
        letters: bool = False,
        forms: FormTable | None = None,
    ) -> None:
        self.stems = stems
        self.slang = slang
        self.lexicon = lexicon
        self.names = names
        self.letters = letters
        self.forms = FormTable() if forms is None else forms
        self._phrases = read_phrases()
        self._pattern = _scanner(self._phrases)
        self._with_marks = re.compile(f"{self._pattern.pattern}|{_PUNCTUATION}")
        self._formal = informal.Slang(self.forms)
        # Written word -> its terms. Like the table of forms it is never emptied, only full.
        self._terms: dict[str, str] = {}
        self._keys: dict[str, tuple[str, ...]] = {}

    def texts(self, texts: Sequence[str], *, jobs: int = 1) -> list[str]:
        """The prepared texts: terms joined by single spaces.

        Parameters
        ----------
        texts
            Any texts.
        jobs
            Processes that stem words not met before; the result is the same for any number.
        """
        if self.lexicon is not None or self.letters:
            self._terms_of(chain.from_iterable(map(self._pattern.findall, texts)), jobs=jobs)
            return [" ".join(token.term for token in self.tokens(text)) for text in texts]
        written = [self._pattern.findall(text) for text in texts]
        try:
            return [_join(words, self._terms) for words in written]
        except KeyError:
            terms = self._terms_of(chain.from_iterable(written), jobs=jobs)
        return [_join(words, terms) for words in written]

    def tokens(self, text: str) -> list[Token]:
        """The tokens in order; their terms are those of `texts`.

        The spans of the words do not overlap. A mark, or a run of letters, has the span of the
        words it comes from, and the sign between streams an empty one.
        """
        pattern = self._pattern if self.lexicon is None else self._with_marks
        found = [(match[0], match.start()) for match in pattern.finditer(text)]
        terms = self._terms_of({word for word, _ in found if not _is_break(word)}, jobs=1)
        streams: list[Iterable[Token]] = []
        hits = self._find(found)
        words = list(_word_tokens(found, terms, {} if self.names else _hidden(hits)))
        if self.lexicon is not None:
            streams.append(_mark_tokens(found, hits))
        if self.letters:
            streams.append(_letter_tokens(words, text))
        for stream in streams:
            words.append(Token(STREAM, len(text), len(text)))
            words += stream
        return words

    def _find(self, found: Sequence[tuple[str, int]]) -> list[Found]:
        """The lexicon's expressions, placed by the numbers of the written words."""
        if self.lexicon is None:
            return []
        keys: list[str] = []
        owners: list[int] = []
        for number, (word, _) in enumerate(found):
            for key in self._keys_of(word):
                keys.append(key)
                owners.append(number)
        return [
            hit._replace(first=owners[hit.first], last=owners[hit.last - 1] + 1)
            for hit in self.lexicon.find(keys)
        ]

    def _keys_of(self, word: str) -> tuple[str, ...]:
        """The words under which the lexicon may know a written word; `BREAK` for punctuation."""
        known = self._keys.get(word)
        if known is not None or self.lexicon is None:
            return known or ()
        if _is_break(word):
            return (BREAK,)
        pieces = _WORDS.findall(fold(word)) if _placeholder(word) is None else [NUMBER]
        whole = fold(word)
        # "tuding-menuding" is an entry with its hyphen; "kerja sama" is written as one word too.
        names = [whole] if self.lexicon.knows(whole) else pieces
        keys = tuple(
            self.lexicon.key(p, self._formal.formal(p, small=word.islower()) if self.slang else p)
            for p in names
        )
        if len(self._keys) < self.forms.max_forms and len(word) <= 2 * LONGEST:
            self._keys[word] = keys
        return keys

    def _terms_of(self, written: Iterable[str], *, jobs: int) -> dict[str, str]:
        """The terms of (at least) these written words."""
        distinct = set(written)
        # In the order of the alphabet, so that what is remembered depends on nothing else.
        new = sorted(word for word in distinct if word not in self._terms)
        fresh = self._learn(new, jobs=jobs) if new else {}
        short = {word: terms for word, terms in fresh.items() if len(word) <= 2 * LONGEST}
        room = max(0, self.forms.max_forms - len(self._terms))
        self._terms.update(islice(short.items(), room))
        if len(fresh) == len(short) <= room:
            return self._terms
        return {word: fresh.get(word) or self._terms.get(word, "") for word in distinct}

    def _learn(self, written: list[str], *, jobs: int) -> dict[str, str]:
        pieces = {word: self._pieces(word) for word in written}
        if self.slang:
            # Its rules ask for the stems of all words: here they are found in one go.
            self.forms.stems(sorted({p for some in pieces.values() for p in some}), jobs=jobs)
        forms = {word: self._formal_words(some, word) for word, some in pieces.items()}
        distinct = sorted({form for some in forms.values() for form in some})
        stems = self.forms.stems(distinct, jobs=jobs) if self.stems else distinct
        stem_of = dict(zip(distinct, stems, strict=True))
        return {word: " ".join(stem_of[form] for form in some) for word, some in forms.items()}

    def _pieces(self, word: str) -> list[str]:
        """The words, in small letters, in what the scanner found: mostly one."""
        placeholder = _placeholder(word)
        if placeholder is not None:
            return [placeholder] if placeholder else []
        folded = fold(word)
        expression = _GAPS.sub(" ", folded)
        for spelled in (expression, _CLITIC.sub("", expression)):
            if spelled in self._phrases:
                return [self._phrases[spelled]]
        pieces = [NUMBER if _NUMERAL.fullmatch(p) else p for p in _WORDS.findall(folded)]
        # One character may stand for several words (U+FDFA does): they have but one place.
        return pieces if len(pieces) <= len(word) else ["".join(pieces)]

    def _formal_words(self, pieces: list[str], word: str) -> list[str]:
        if not self.slang:
            return pieces
        small = word.islower()
        return [form for p in pieces for form in self._formal.formal(p, small=small).split()]


def stem(text: str) -> str:
    """The text as it is prepared with the usual settings.

    >>> stem("Kedua negara tidak menyepakati gencatan senjata.")
    'dua negara tidak sepakat gencatansenjata'
    """
    return _usual().texts([text])[0]


@cache
def text_version() -> str:
    """Twelve hexadecimal digits that change with every rule and table that makes prepared text."""
    rules = f"{RULES} {informal.RULES} {stems_version()} ".encode()
    return sha256(rules + informal.TABLE.read_bytes() + PHRASES.read_bytes()).hexdigest()[:12]


@cache
def _usual() -> Preparation:
    return Preparation()


def _scanner(phrases: Iterable[str]) -> re.Pattern[str]:
    """The pattern that finds what becomes a token, longest kinds first."""
    starts = "".join(sorted({phrase[0] for phrase in phrases}))
    # The look at the first letter spares most words the tree of phrases.
    phrase = f"(?=[{starts}{starts.upper()}]){_tree(list(phrases))}{_TAIL}{_END}"
    return re.compile(f"{phrase}|{_LINK}|{_USER}|{_ENTITY}|{_NUMBER}|{_WORD}")


def _is_break(word: str) -> bool:
    return not word[-1].isalnum() and _BREAK.fullmatch(word) is not None


def _hidden(hits: Sequence[Found]) -> dict[int, tuple[int, str]]:
    """The number of a name's first written word -> that after its last one, and what to say."""
    return {hit.first: (hit.last, f"<{hit.name}>") for hit in hits if hit.name in NAMES}


def _word_tokens(
    found: Sequence[tuple[str, int]],
    terms: dict[str, str],
    hidden: dict[int, tuple[int, str]],
) -> Iterator[Token]:
    until = 0
    for number, (word, start) in enumerate(found):
        if number in hidden and number >= until:
            until, name = hidden[number]
            last, last_start = found[until - 1]
            yield Token(name, start, last_start + len(last))
        elif number < until or _is_break(word):
            continue
        elif " " in (term := terms[word]):
            yield from _spread(term, start, len(word))
        elif term:
            yield Token(term, start, start + len(word))


def _mark_tokens(found: Sequence[tuple[str, int]], hits: Sequence[Found]) -> Iterator[Token]:
    for hit in hits:
        last, last_start = found[hit.last - 1]
        for mark in hit.marks:
            yield Token(mark, found[hit.first][1], last_start + len(last))


def _letter_tokens(words: Sequence[Token], text: str) -> list[Token]:
    """Runs of two to five letters of each word as written, its edges shown as ``_``."""
    tokens = []
    for _, start, end in words:
        word = f"_{'_'.join(fold(text[start:end]).split())}_"
        for length in range(SHORTEST_RUN, LONGEST_RUN + 1):
            for first in range(len(word) - length + 1):
                tokens.append(Token(LETTERS + word[first : first + length], start, end))
    return tokens


def _join(words: list[str], terms: dict[str, str]) -> str:
    return " ".join(filter(None, map(terms.__getitem__, words)))


def _tree(phrases: list[str]) -> str:
    """A pattern for any of some phrases, in capitals or not, that reads each letter once.

    >>> _tree(["no", "nol"])
    '[nN][oO](?:[lL]|)'
    """
    branches = []
    for first, group in groupby(sorted(filter(None, phrases)), key=lambda phrase: phrase[0]):
        letter = r"(?:\s+|-)" if first == " " else f"[{first}{first.upper()}]"
        branches.append(letter + _tree([phrase[1:] for phrase in group]))
    # The end of a phrase comes last: a longer phrase is preferred.
    branches += [""] if "" in phrases else []
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _placeholder(word: str) -> str | None:
    """What stands for a link, a user or a number; nothing for an entity; `None` for words."""
    if word[0] in "@&":
        return USER if word[0] == "@" else ""
    if _LINK_START.match(word):
        return LINK
    return NUMBER if _ONLY_NUMBER.fullmatch(word) else None


def _spread(terms: str, start: int, length: int) -> Iterator[Token]:
    """Tokens for the terms of one written word: each takes its share of the letters.

    >>> [(t.start, t.end) for t in _spread("tidak sepakat", 0, 16)]
    [(0, 7), (7, 16)]
    """
    parts = terms.split()
    letters = sum(map(len, parts))
    here = done = 0
    for left, term in zip(range(len(parts) - 1, -1, -1), parts, strict=True):
        done += len(term)
        # At least one letter for each, also for those that follow.
        end = min(max(here + 1, round(length * done / letters)), length - left)
        yield Token(term, start + here, start + end)
        here = end
