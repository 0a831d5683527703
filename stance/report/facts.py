"""The facts of a methods section, and sentences that are said as far as these are known."""

import math
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from stance.errors import SettingError
from stance.estimate.cautions import FEW_GOLD
from stance.report.panels import printable
from stance.report.wording import count, decimal, percent, vocabulary
from stance.report.words import Language

DATA = tomllib.loads(files("stance.report").joinpath("methods.toml").read_text(encoding="utf-8"))
"""The words of methods.toml."""
COUNTS = ("outlets", "articles", "comments", "sentences", "commenters", "periods", "judged")
COUNTS_OF_GOLD = ("gold", "gold_articles", "annotators", "folds", "draws", "break_draws")
DECIMALS = ("macro_f1", "tuning", "alpha", "alpha_low", "alpha_high")
TEXTS = ("codebook", "version")
DIGESTS = ("plan", "settings")
LISTS = ("strata", "without_gold")
OTHERS = ("task", "labels", "kind", "first_year", "last_year", "level", "trend", "gap")
FACTS = (*COUNTS, *COUNTS_OF_GOLD, *DECIMALS, *TEXTS, *DIGESTS, *LISTS, *OTHERS)
"""Every fact there is, by name."""
GOLD_METHODS = ("corrected", "labels only")

# Under this alpha, not even tentative conclusions (Krippendorff 2019).
_LOW_ALPHA = 0.667
_DIGITS = 12
_NAME = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^][]*)\]")

Facts = Mapping[str, Any]
Words = Mapping[str, str]


def known(facts: Facts) -> dict[str, Any]:
    """The facts without those that are missing: None, NaN, 0 of something, empty.

    Raises
    ------
    SettingError
        A fact has a name that is not in `FACTS`.
    """
    strange = [name for name in facts if name not in FACTS]
    if strange:
        raise SettingError(
            f"Expected facts among {', '.join(sorted(FACTS))}, got {', '.join(strange)}. "
            "Leave the others out."
        )
    return {name: value for name, value in facts.items() if _is_known(name, value)}


def _is_known(name: str, value: Any) -> bool:
    if isinstance(value, float) and math.isnan(value):
        return False
    return value is not None if name in DECIMALS else bool(value)


def in_words(facts: Facts, language: Language) -> dict[str, str]:
    """Every known fact as a placeholder's value.

    >>> in_words({"articles": 1234, "plan": "0123456789abcdef"}, "id")
    {'articles': '1.234 artikel', 'plan': '0123456789ab'}
    """
    given = known(facts)
    words = {}
    for name, value in given.items():
        if name in (*COUNTS, *COUNTS_OF_GOLD):
            words[name] = counted(name, value, language)
        elif name in DECIMALS:
            words[name] = decimal(value, language)
        elif name in (*TEXTS, *DIGESTS):
            words[name] = printable(str(value))[: _DIGITS if name in DIGESTS else None]
        elif name in LISTS:
            words[name] = _listed(value, language)
    if "level" in given:
        words["level"] = percent(given["level"], language)
    if "task" in given and "labels" in given:
        words |= vocabulary(given["task"], tuple(given["labels"]), language)
    return words | _years(given, language) | _flags(given)


def counted(name: str, n: int, language: Language) -> str:
    """A number of things.

    >>> counted("outlets", 1, "en"), counted("outlets", 1200, "id")
    ('1 outlet', '1.200 media')
    """
    said = DATA["counts"][name]
    form = "one" if language == "en" and n == 1 else language
    return str(said[form]).format(n=count(n, language))


def phrase(name: str, language: Language, **values: str) -> str:
    """A phrase of methods.toml, filled.

    >>> phrase("in_years", "en", first_year="2010", last_year="2025")
    'in 2010–2025'
    """
    return str(DATA["phrases"][name][language]).format(**values)


def _years(given: Facts, language: Language) -> dict[str, str]:
    if "first_year" not in given or "last_year" not in given:
        return {}
    first, last = str(given["first_year"]), str(given["last_year"])
    name = "in_one_year" if first == last else "in_years"
    return {"years": phrase(name, language, first_year=first, last_year=last)}


def _flags(given: Facts) -> dict[str, str]:
    """Facts that only decide which sentences are said."""
    gap = given.get("gap", {})
    flags = {
        "trend": "trend" in given,
        "gap": "gap" in given,
        "corrected_gap": "gold" in given and gap.get("method") == "corrected",
        "few_gold": 0 < given.get("gold", 0) < FEW_GOLD,
        "low_alpha": given.get("alpha", 1.0) < _LOW_ALPHA,
    }
    return {name: "" for name, holds in flags.items() if holds}


def _listed(names: Sequence[str], language: Language) -> str:
    strata = DATA["strata"]
    said = [strata[name][language] if name in strata else printable(str(name)) for name in names]
    if len(said) == 1:
        return str(said[0])
    # Both languages as used here: a comma before "and" only in a list of three or more.
    comma = "," if len(said) > 2 else ""  # noqa: PLR2004
    return f"{', '.join(said[:-1])}{comma} {phrase('and', language)} {said[-1]}"


def fill(template: str, words: Words) -> str | None:
    """The sentence, or `None` where a fact outside of brackets is unknown.

    >>> fill("{n} texts[ of {outlets}].", {"n": "3"}), fill("{n} texts.", {})
    ('3 texts.', None)
    """
    kept = _OPTIONAL.sub(lambda part: part[1] if _has_all(part[1], words) else "", template)
    if not _has_all(kept, words):
        return None
    return _NAME.sub(_value(words), kept)


def _has_all(template: str, words: Words) -> bool:
    return all(name in words for name in _NAME.findall(template))


def _value(words: Words) -> Callable[[re.Match[str]], str]:
    return lambda found: words[found[1]]


def said(part: str, words: Words, language: Language) -> list[tuple[Mapping[str, Any], str]]:
    """The sentences of a part of methods.toml that these facts allow, with their entries."""
    pairs = [
        (entry, fill(entry[language], words))
        for entry in DATA[part]
        if ("when" not in entry or any(name in words for name in entry["when"]))
        and not any(name in words for name in entry.get("unless", ()))
    ]
    return [(entry, text) for entry, text in pairs if text is not None]
