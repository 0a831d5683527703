"""Stems of Indonesian words: Sastrawi, with reviewed exceptions, each word form stemmed once.

Two things are done otherwise than in Sastrawi. The exceptions of ``stems.tsv`` come first: words
that it stems wrongly, or onto a word of another stance (*menyetujui*, to agree, and *menuju*, to
head for, share a stem there). And *ketidak-…-an* becomes two stems, so that the negation stays:
*ketidaksepakatan* is ``tidak sepakat``. Everything else is Sastrawi's own answer.

References
----------
J. Asian, H. E. Williams, S. M. M. Tahaghoghi (2005), "Stemming Indonesian".
A. Z. Arifin, I P. A. K. Mahendra, H. T. Ciptaningtyas (2009), "Enhanced confix stripping stemmer".
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from stance.errors import InputError, SettingError
from stance.files import write_atomically

EXCEPTIONS = Path(__file__).with_name("stems.tsv")
# Raised by hand whenever the code below would give another stem for some word.
RULES = 1
LONGEST = 60
"""Longer words are not words (a line of letters without spaces): they are their own stem."""

_PLAIN = re.compile(r"[a-z0-9-]+")
_FIGURE = re.compile(r"^[^-]*[0-9][^-]*$")
_CLITIC = re.compile(r"-?(?:nya|lah|kah|pun|ku|mu)$")
_NEGATED = re.compile(r"ketidak(\w{4,})")
_FORMAT = "stance-forms-1"
# Below this number of new forms a pool of processes costs more than it saves.
_WORTH_A_POOL = 5000


def read_rows(path: Path) -> Iterator[list[str]]:
    """The rows of one of this package's tables, without its comments and its heading."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    next(lines)
    return (line.split("\t") for line in lines)


def read_exceptions(path: Path = EXCEPTIONS) -> dict[str, str]:
    """The reviewed exceptions: word form -> stem.

    >>> read_exceptions()["menyetujui"], read_exceptions()["takkan"]
    ('setuju', 'tidak akan')
    """
    rows = list(read_rows(path))
    # A stem such as "kerjasama" is its own form, so that "kerjasamanya" leads to it too.
    own = {stem: stem for stem, _, _ in rows if " " not in stem}
    return own | {form: stem for stem, forms, _ in rows for form in forms.split()}


class Stemmer:
    """Sastrawi without its cache, behind the exceptions.

    Its dictionary is read when the first word needs it (some 20 ms).

    Examples
    --------
    >>> stemmer = Stemmer()
    >>> [stemmer.stem(form) for form in ("menyerang", "persetujuannya", "negara-negara")]
    ['serang', 'setuju', 'negara']
    >>> stemmer.stem("ketidakpercayaan")
    'tidak percaya'
    """

    def __init__(self) -> None:
        self._exceptions = read_exceptions()
        self._sastrawi: Any = None

    def stem(self, form: str) -> str:
        """The stem (or two) of a word in small letters; the word itself where there is none."""
        # Before all else: what is longer than any word must cost nothing.
        if len(form) > LONGEST:
            return form
        listed = self._listed(form)
        if listed is not None:
            return listed
        negated = _NEGATED.fullmatch(form)
        if negated is not None:
            return f"tidak {self.stem('ke' + negated[1])}"
        # No root holds a digit, so Sastrawi would try all its rules on "f16" in vain.
        if _PLAIN.fullmatch(form) is None or _FIGURE.search(form) is not None:
            return form
        stem: str = self._load().stem_word(form)
        # Sastrawi answers "" for lone hyphens only, and a term is never empty.
        return stem or form

    def is_root(self, form: str) -> bool:
        """Whether a word stands in Sastrawi's dictionary of roots, or among the exceptions."""
        return bool(self._load().dictionary.contains(form)) or form in self._exceptions

    def _listed(self, form: str) -> str | None:
        """The exception for a word, also when doubled or followed by a possessive or a particle."""
        listed = self._exceptions.get(form)
        if listed is None:
            listed = self._exceptions.get(_CLITIC.sub("", form))
        half, hyphen, other = form.partition("-")
        if listed is None and hyphen and half == _CLITIC.sub("", other):
            listed = self._exceptions.get(half)
        return listed

    def _load(self) -> Any:
        if self._sastrawi is None:
            from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
            from Sastrawi.Stemmer.Stemmer import Stemmer as Sastrawi
            from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

            words = StemmerFactory().get_words()
            self._sastrawi = Sastrawi(ArrayDictionary(words))
        return self._sastrawi

    def __getstate__(self) -> dict[str, Any]:
        return {"_exceptions": self._exceptions, "_sastrawi": None}


class FormTable:
    """Word forms and their stems: each form is stemmed once, for as long as there is room.

    A full table stays as it is and stems further forms anew each time: the forms met first are
    mostly the frequent ones, and no answer ever depends on what is remembered.

    Parameters
    ----------
    max_forms
        How many forms are remembered (a million take some 200 MB; 0 remembers none).

    Examples
    --------
    >>> table = FormTable()
    >>> table.stems(["menyerang", "serangan", "menyerang"])
    ['serang', 'serang', 'serang']
    >>> len(table)
    2
    """

    def __init__(self, *, max_forms: int = 1_000_000) -> None:
        if max_forms < 0:
            raise SettingError(f"Expected max_forms to be 0 or more, got {max_forms}.")
        self.max_forms = max_forms
        self._stemmer = Stemmer()
        self._stems: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._stems)

    def stem(self, form: str) -> str:
        """The stem of one form: a word as `stance.text.clean.fold` writes it."""
        known = self._stems.get(form)
        if known is None:
            known = self._stemmer.stem(form)
            self._remember(((form, known),))
        return known

    def knows(self, form: str) -> bool:
        """Whether a word is formal Indonesian: a root, an exception, or something with a root."""
        return self.stem(form) != form or self.is_root(form)

    def is_root(self, form: str) -> bool:
        """Whether a word stands in Sastrawi's dictionary of roots, or among the exceptions."""
        return self._stemmer.is_root(form)

    def stems(self, forms: Sequence[str], *, jobs: int = 1) -> list[str]:
        """The stems of many forms in their order; the same whatever the number of processes."""
        new = [form for form in dict.fromkeys(forms) if form not in self._stems]
        fresh = dict(zip(new, self._stem_all(new, jobs=jobs), strict=True))
        self._remember(fresh.items())
        return [fresh[form] if form in fresh else self._stems[form] for form in forms]

    def save(self, path: str | Path) -> None:
        """Write the table as JSON that says which rules it was made by.

        Raises
        ------
        OutputError
            The file cannot be written; what stood there before is left as it was.
        """
        content = {"format": _FORMAT, "stems_version": stems_version(), "stems": self._stems}
        text = json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True)
        write_atomically(path, lambda aside: _write(aside, text))

    @classmethod
    def load(cls, path: str | Path, *, max_forms: int = 1_000_000) -> Self:
        """The table that `save` wrote.

        Raises
        ------
        InputError
            The file cannot be read, is no such table, or was made by other rules or tables.
        """
        table = cls(max_forms=max_forms)
        table._remember(_read_stems(Path(path)).items())
        return table

    def _stem_all(self, forms: list[str], *, jobs: int) -> list[str]:
        if jobs == 1 or len(forms) < _WORTH_A_POOL:
            return _stem_chunk(self._stemmer, forms)
        from joblib import Parallel, delayed, effective_n_jobs

        size = -(-len(forms) // effective_n_jobs(jobs))
        chunks = [forms[start : start + size] for start in range(0, len(forms), size)]
        parts = Parallel(n_jobs=jobs)(
            delayed(_stem_chunk)(self._stemmer, chunk) for chunk in chunks
        )
        return [stem for part in parts for stem in part]

    def _remember(self, pairs: Iterable[tuple[str, str]]) -> None:
        for form, stem in pairs:
            if len(self._stems) >= self.max_forms:
                return
            self._stems[form] = stem


@cache
def stems_version() -> str:
    """Twelve hexadecimal digits that change with the exceptions, the rules and Sastrawi."""
    from importlib.metadata import version

    made_of = f"{RULES} PySastrawi {version('PySastrawi')} ".encode() + EXCEPTIONS.read_bytes()
    return sha256(made_of).hexdigest()[:12]


def _stem_chunk(stemmer: Stemmer, forms: list[str]) -> list[str]:
    return [stemmer.stem(form) for form in forms]


def _write(aside: Path, text: str) -> None:
    # A lone surrogate, which a page may hold, has no place in UTF-8: it goes out as it came in.
    aside.write_text(text, encoding="utf-8", errors="surrogatepass", newline="\n")


def _read_stems(path: Path) -> dict[str, str]:
    try:
        content = json.loads(path.read_text(encoding="utf-8", errors="surrogatepass"))
    except (OSError, ValueError, RecursionError) as error:
        raise _refusal(path, f"it cannot be read ({_short(error)})") from error
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise _refusal(path, "it is something else")
    if content.get("stems_version") != stems_version():
        made = _short(content.get("stems_version"))
        raise _refusal(path, f"it was made by version {made} and not by {stems_version()}")
    stems = content.get("stems")
    if not isinstance(stems, dict) or not all(map(_is_stem, stems.values())):
        raise _refusal(path, "it holds something that is no stem")
    return stems


def _is_stem(value: object) -> bool:
    return isinstance(value, str) and value != "" and value == " ".join(value.split())


def _refusal(path: Path, why: str) -> InputError:
    return InputError(
        f"Expected a table of stems written by this version at {str(path)!r}, but {why}. "
        "Delete the file: the table is made anew from the texts."
    )


def _short(value: object) -> str:
    return str(value)[:60]
