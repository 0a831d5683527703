"""Informal spelling of reader comments: a table, and rules for what no table can hold.

A formal word is never changed by a rule: the rules see only words that are neither a root nor
have one, and their answer must be such a word. The table comes first, because it was reviewed.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from stance.text.clean import remove_repeats, shorten_repeats
from stance.text.stems import LONGEST, FormTable, read_rows

TABLE = Path(__file__).with_name("slang.tsv")
# Raised by hand whenever the code below would give another formal word for some form.
RULES = 1

_DOUBLED = re.compile(r"([a-z]{3,})2(nya|an|lah|kah|in|kan|i|ku|mu)?")
_TWINS = re.compile(r"([a-z]{2,})-\1(nya|an)?")
_CLITIC = re.compile(r"([a-z0-9]{2,}?)-?(nya|lah|kah|pun)")
_LAUGH = re.compile(
    r"(?=.*w)(?=.*k)[wka]{4,}|[ha]*(?:ha){2}[ha]*|[he]*(?:he){2}[he]*|(?:hi|xi){2,}h?"
)
_ROMAN = re.compile(r"[ivxlcdm]+|w+")
_DRAWL = re.compile(r"([a-z])\1{2,}")
_FINAL_DOUBLE = re.compile(r"([a-z])\1$")
_FIGURES = re.compile(r"(?=.{4})(?=.*[a-z].*[a-z])[a-z]+[01345]+[a-z][a-z01345]*")
_AS_LETTERS = str.maketrans("01345", "oieas")

# meN- lost its me-: what the nasal stands for, most certain first. "nyoba" is coba, "nyerang" is
# serang; "ngirim" is kirim, "ngancam" is ancam; "nembak" is tembak; "mukul" is pukul.
_NASALS = (
    (re.compile(r"ny(?=[aiueo])"), ("s", "c")),
    # "ngelawan" is lawan, though kelawan is a word; "ngejar" is kejar, though jar might be one.
    (re.compile(r"nge(?=[a-z]{5})"), ("",)),
    (re.compile(r"ng(?=[aiueo])"), ("k", "")),
    (re.compile(r"nge(?=[a-z])"), ("",)),
    (re.compile(r"ng(?=[rl])"), ("k", "")),
    (re.compile(r"ng(?=[bdghjw])"), ("",)),
    (re.compile(r"n(?=[aiueo])"), ("t",)),
    (re.compile(r"n(?=[cdjtz])"), ("",)),
    (re.compile(r"m(?=[aiueor])"), ("p",)),
    (re.compile(r"m(?=[bfp])"), ("",)),
)
# Shorter roots are too many and too like names for a rule that guesses.
_SHORTEST = 4
_NO_START = re.compile(
    r"(?!ng|ny|kh|sy|[bcdfgkps][lr]|tr|s[kmnptw]|kw|ps|x|q)[b-df-hj-np-tv-z]{2}[aeiou]?[a-z]{2}"
)
_NASAL_START = re.compile(r"n[gy][a-z]{4}")
_ENDINGS = (("in", "kan"), ("kan", "kan"), ("i", "i"), ("", ""))


def read_slang(path: Path = TABLE) -> tuple[dict[str, str], frozenset[str]]:
    """The table: informal form -> formal words; and the forms that count in small letters only.

    >>> table, small = read_slang()
    >>> table["yg"], table["dr"], "dr" in small
    ('yang', 'dari', True)
    """
    rows = list(read_rows(path))
    table = {form: formal for form, formal, _ in rows}
    return table, frozenset(form for form, _, written in rows if written == "small")


class Slang:
    """The formal words for an informal form.

    Examples
    --------
    >>> slang = Slang(FormTable())
    >>> [slang.formal(form) for form in ("yg", "negara2", "bangeeet", "nyerang", "bantuin")]
    ['yang', 'negara-negara', 'banget', 'menyerang', 'bantu']
    >>> slang.formal("dr"), slang.formal("dr", small=False), slang.formal("perang")
    ('dari', 'dr', 'perang')
    """

    def __init__(self, forms: FormTable) -> None:
        self._forms = forms
        self._table, self._small = read_slang()

    def formal(self, form: str, *, small: bool = True) -> str:
        """The formal word or words for a form, or the form itself.

        Parameters
        ----------
        form
            A word as `stance.text.clean.fold` writes it.
        small
            Whether it was written in small letters: *dr* is *dari*, *Dr* a title.
        """
        listed = self._listed(form, small=small)
        if listed is not None or len(form) > LONGEST:
            return listed or form
        return self._by_rule(form, small=small) or form

    def _listed(self, form: str, *, small: bool = True) -> str | None:
        return None if form in self._small and not small else self._table.get(form)

    def _by_rule(self, form: str, *, small: bool) -> str | None:
        """The first answer of a rule: certain ones before ones that guess."""
        doubled = _DOUBLED.fullmatch(form)
        if doubled is not None:
            return self._plural(doubled[1], doubled[2] or "")
        twins = _TWINS.fullmatch(form)
        if twins is not None and twins[1] in self._table:
            return self._plural(twins[1], twins[2] or "")
        if self._forms.knows(form):
            return None
        if _LAUGH.fullmatch(form):
            return "haha"
        rules = [self._with_clitic, self._without_drawl, self._without_figures]
        # A guess about a word with a capital would too often be one about a name.
        if small:
            rules += [self._without_double, self._verb, self._without_in]
            rules += [self._passive, self._with_vowel]
        elif _NASAL_START.match(form):
            rules.append(self._verb)
        answers = (rule(form) for rule in rules)
        return next((answer for answer in answers if answer is not None), None)

    def _plural(self, base: str, ending: str) -> str | None:
        """*negara2* is *negara-negara*, *org2nya* is *orang-orangnya*."""
        word = self._table.get(base, base)
        return f"{word}-{word}{ending}" if self._forms.knows(word) else None

    def _with_clitic(self, form: str) -> str | None:
        """*pmrnthnya* is *pemerintahnya*."""
        parts = _CLITIC.fullmatch(form)
        base = self._table.get(parts[1]) if parts is not None else None
        return f"{base}{parts[2]}" if parts is not None and base not in (None, parts[1]) else None

    def _without_drawl(self, form: str) -> str | None:
        """*bangeeet* is *banget*, *maaaf* is *maaf*; *III* is a number."""
        if _DRAWL.search(form) is None or _ROMAN.fullmatch(form):
            return None
        twice = shorten_repeats(form)
        for word in (_DRAWL.sub(r"\1", form), _FINAL_DOUBLE.sub(r"\1", twice), twice):
            listed = self._listed(word)
            if listed is not None or self._forms.knows(word):
                return listed or word
        return self.formal(remove_repeats(form))

    def _without_double(self, form: str) -> str | None:
        """*mauu* is *mau*: the ends of words are what people draw out."""
        word = _FINAL_DOUBLE.sub(r"\1", form)
        if word == form or _ROMAN.fullmatch(form):
            return None
        return self._table.get(word) or (word if self._forms.is_root(word) else None)

    def _without_figures(self, form: str) -> str | None:
        """*s4ya* is *saya*, where the letters make a word."""
        if _FIGURES.fullmatch(form) is None:
            return None
        word = form.translate(_AS_LETTERS)
        return self._table.get(word) or (word if self._forms.is_root(word) else None)

    def _verb(self, form: str) -> str | None:
        """*nyerang* is *menyerang*, *ngancurin* is *menghancurkan*."""
        for ending, formal in _ENDINGS:
            for root in _roots(form.removesuffix(ending)) if form.endswith(ending) else ():
                word = self._table.get(root, root)
                if " " not in word and self._forms.is_root(word):
                    return add_men(word) + formal
        return None

    def _without_in(self, form: str) -> str | None:
        """*bantuin* is *bantu*, *diserangin* is *diserang*."""
        base = form.removesuffix("in")
        if base == form or len(base) < _SHORTEST:
            return None
        word = self._table.get(base, base)
        return word if self._forms.knows(word) else None

    def _passive(self, form: str) -> str | None:
        """*dibntu* is *dibantu*, *diancurin* is *dihancurkan*."""
        active = form.removeprefix("di")
        word = self._table.get(active) if active != form and len(active) >= _SHORTEST else None
        return f"di{word}" if word is not None and " " not in word else None

    def _with_vowel(self, form: str) -> str | None:
        """*rncana* is *rencana*: a start that no word has, and one vowel that makes a root."""
        if _NO_START.match(form) is None:
            return None
        words = [form[0] + vowel + form[1:] for vowel in "aeiou"]
        found = [word for word in words if self._forms.is_root(word)]
        return found[0] if len(found) == 1 else None


def add_men(root: str) -> str:
    """The active verb of a root.

    >>> [add_men(root) for root in ("serang", "ancam", "coba", "tembak", "kirim", "lawan", "bom")]
    ['menyerang', 'mengancam', 'mencoba', 'menembak', 'mengirim', 'melawan', 'mengebom']
    """
    first, rest = root[0], root[1:]
    if len(root) < _SHORTEST and sum(letter in "aiueo" for letter in root) == 1:
        return f"menge{root}"
    if first in "kpst" and rest[:1] and rest[0] in "aiueo":
        return {"k": "meng", "p": "mem", "s": "meny", "t": "men"}[first] + rest
    for letters, prefix in (("aiueoghk", "meng"), ("bfpv", "mem"), ("cdjstz", "men")):
        if first in letters:
            return prefix + root
    return f"me{root}"


def _roots(form: str) -> Iterator[str]:
    """What may be the root of a verb that lost its me-."""
    for nasal, starts in _NASALS:
        match = nasal.match(form)
        if match is not None:
            roots = (start + form[match.end() :] for start in starts)
            # Short roots only after nge-, as in "ngebom": "napi" is no verb of "tap".
            yield from (root for root in roots if len(root) >= _SHORTEST or form[:3] == "nge")
