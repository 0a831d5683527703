"""Prepared text: what the models see of a text, and which of its words each term comes from.

Every written word is looked up once per spelling: informal spelling made formal, then stemmed.
No stop words are removed, because *tidak*, *tanpa* and *bukan* are among them. Numbers, links and
names of users become placeholders, so that no model learns a date, an address or a person.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

from stance.text import slang as informal
from stance.text.clean import fold
from stance.text.lexicon import Lexicon
from stance.text.stems import LONGEST, FormTable, read_rows, stems_version
from stance.text.streams import STREAM, Reader, letter_tokens, mark_tokens, without_names
from stance.text.written import (
    Token,
    pieces_of,
    placeholder,
    scanner,
    with_punctuation,
    word_tokens,
)

PHRASES = Path(__file__).with_name("phrases.tsv")
# Raised by hand whenever the code below, or what it calls, would give other terms for some text.
RULES = 2

_CLITIC = re.compile(r"[ -]?(?:nya|lah|kah|pun)$")
_GAPS = re.compile(r"[\s-]+")


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
        self._pattern = scanner(self._phrases)
        self._formal = informal.Slang(self.forms)
        # Written word -> its terms. Like the table of forms it is never emptied, only full.
        self._terms: dict[str, str] = {}
        self._reader: Reader | None = None
        if lexicon is not None:
            formal = self._formal if slang else None
            self._pattern = with_punctuation(self._pattern)
            self._reader = Reader(lexicon, slang=formal, most=self.forms.max_forms)

    def texts(self, texts: Sequence[str], *, jobs: int = 1) -> list[str]:
        """The prepared texts: terms joined by single spaces.

        Parameters
        ----------
        texts
            Any texts.
        jobs
            Processes that stem words not met before; the result is the same for any number.
        """
        if self._reader is not None or self.letters:
            self.learn(texts, jobs=jobs)
            return [" ".join(token.term for token in self.tokens(text)) for text in texts]
        written = [self._pattern.findall(text) for text in texts]
        try:
            return [_join(words, self._terms) for words in written]
        except KeyError:
            terms = self._terms_of(chain.from_iterable(written), jobs=jobs)
        return [_join(words, terms) for words in written]

    def learn(self, texts: Iterable[str], *, jobs: int = 1) -> None:
        """Look up the words of texts, to have them ready. No result depends on it.

        Parameters
        ----------
        texts
            Any texts.
        jobs
            Processes that stem words not met before.
        """
        self._terms_of(chain.from_iterable(map(self._pattern.findall, texts)), jobs=jobs)

    def tokens(self, text: str) -> list[Token]:
        """The tokens in order; their terms are those of `texts`.

        The spans of the words do not overlap. A mark, or a run of letters, has the span of the
        words it comes from, and the sign between streams an empty one.
        """
        found = [(match[0], match.start()) for match in self._pattern.finditer(text)]
        terms = self._terms_of((word for word, _ in found), jobs=1)
        words, streams = word_tokens(found, terms), []
        if self._reader is not None:
            looked = self._reader.look_up(found)
            streams.append(mark_tokens(found, self._reader.find(looked)))
            if not self.names:
                words = without_names(found, terms, self._reader.find_names(looked))
        tokens = list(words)
        if self.letters:
            streams.append(letter_tokens(tokens, text))
        for stream in streams:
            tokens.append(Token(STREAM, len(text), len(text)))
            tokens += stream
        return tokens

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
        stands_for = placeholder(word)
        if stands_for is not None:
            return [stands_for] if stands_for else []
        folded = fold(word)
        expression = _GAPS.sub(" ", folded)
        for spelled in (expression, _CLITIC.sub("", expression)):
            if spelled in self._phrases:
                return [self._phrases[spelled]]
        pieces = pieces_of(folded)
        if self._reader is not None and not self.names:
            pieces = [part for piece in pieces for part in self._reader.hide(piece)]
        # One character may stand for several words (U+FDFA does): they have but one place.
        return pieces if len(pieces) <= len(word) else ["".join(pieces)]

    def _formal_words(self, pieces: list[str], word: str) -> list[str]:
        if not self.slang:
            return pieces
        small = word.islower()
        # Each once: "rusia-rusia-..." may be as long as a text.
        formal = {p: self._formal.formal(p, small=small).split() for p in dict.fromkeys(pieces)}
        return [form for p in pieces for form in formal[p]]


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


def _join(words: list[str], terms: dict[str, str]) -> str:
    return " ".join(filter(None, map(terms.__getitem__, words)))
