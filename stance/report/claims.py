"""What a trend or gap may be said to show, and what it may not, in plain sentences."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stance.errors import SettingError
from stance.report.facts import (
    DATA,
    GOLD_METHODS,
    Facts,
    counted,
    fill,
    in_words,
    known,
    phrase,
    said,
)
from stance.report.wording import decimal, label
from stance.report.words import Language

_WHAT = ("slope", "change")
_UNCORRECTED = "uncorrected"
_DECADE = 10
_MOST_PLACES = 4
_FEWEST_UNITS = 5
_MINUS = "−"
_YEAR = slice(4)


def may_say(facts: Facts, language: Language) -> list[str]:
    """What the trend and the gap show: a sentence each, with no more than the interval allows.

    Parameters
    ----------
    facts
        As in `methods_paragraph`; needed are ``task`` and ``labels``, and what is to be told of:

        ``trend``: a row of the changes that `stance.trends` gives, a slope a year or a change, of
        the documents of ``kind`` (``article``, ``comment`` or `None`): its ``quantity``,
        ``method``, ``what``, ``before``, ``after``, ``value``, ``low``, ``high``. A slope over
        ten years or more is told by the decade.

        ``gap``: a row of the gaps that `stance.compare` gives: its ``method``, ``value``,
        ``low``, ``high``, ``n_articles``.
    language
        ``en`` or ``id``.

    Returns
    -------
    list of str
        A direction is told only where the interval leaves out 0; what is uncorrected says so.

    Raises
    ------
    SettingError
        A fact has another name, or there is something to tell of, but no ``task`` and ``labels``;
        the trend is neither a slope nor a change.

    Examples
    --------
    >>> facts = {"task": "stance", "labels": ["cooperative", "confrontational"], "level": 0.95,
    ...          "gap": {"method": "corrected", "value": 0.2, "low": 0.1, "high": 0.3}}
    >>> for sentence in may_say(facts, "en"):
    ...     print(sentence)
    On average, articles were more cooperative than the comments below them: the gap in mean stance score is 0.20 (95% interval 0.10 to 0.30).
    """  # noqa: E501 - a sentence as it is said
    given = known(facts)
    _check(given)
    tellers = {"trend": _trend, "gap": _gap}
    return [tell(given[name], given, language) for name, tell in tellers.items() if name in given]


def may_not_say(facts: Facts, language: Language) -> list[str]:
    """What figures such as these do not show, a sentence each; the facts as in `may_say`.

    >>> print(may_not_say({"gold": 12}, "en")[-1])
    With only 12 gold labels, they allow no fine distinctions: most differences will go unseen.
    """
    return [text for _, text in said("limits", in_words(facts, language), language)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A value with its interval; NaN where unknown."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, row: Mapping[str, Any], factor: float = 1.0) -> "_Told":
        numbers = (row.get(name) for name in ("value", "low", "high"))
        value, low, high = (math.nan if n is None else factor * n for n in numbers)
        return cls(value=value, low=low, high=high)

    @property
    def direction(self) -> int | None:
        """1 or -1 where the interval leaves out 0, else 0; `None` without an interval."""
        if math.isnan(self.low) or math.isnan(self.high) or math.isnan(self.value):
            return None
        return 1 if self.low > 0.0 else -1 if self.high < 0.0 else 0

    def words(self, language: Language, *, is_share: bool) -> dict[str, str]:
        """``size``, ``low`` and ``high``: without sign where there is a direction."""
        if self.direction is None:
            return {}
        ends = (self.low, self.high)
        if self.direction == -1:
            ends = (-self.high, -self.low)
        numbers = [100.0 * n if is_share else n for n in (abs(self.value), *ends)]
        places = _places(numbers, fewest=1 if is_share else 2)
        size, low, high = (_number(n, language, places) for n in numbers)
        if is_share:
            size = phrase("points", language, n=size)
            high = phrase("points", language, n=high)
        return {"size": size, "low": low, "high": high}


def _trend(row: Mapping[str, Any], given: Facts, language: Language) -> str:
    spans_decade = _years_between(row) >= _DECADE
    factor = _DECADE if row["what"] == "slope" and spans_decade else 1
    told = _Told.of(row, factor)
    is_score = row["quantity"] == "score"
    words = in_words(given, language) | told.words(language, is_share=not is_score)
    words |= {"before": row["before"], "after": row["after"]}
    if row["what"] == "slope":
        words["unit"] = phrase("a_decade" if spans_decade else "a_year", language)
    kind = f"_{given['kind']}" if "kind" in given else ""
    words["plain"] = phrase(f"plain{kind}", language)
    subject = {"whose": phrase(f"texts{kind}", language), "measure": words["measure"]}
    if is_score:
        words["subject"] = phrase("of_score", language, **subject)
        # The classifier's count alone does not tell what became of the texts.
        if told.direction and row["method"] in GOLD_METHODS:
            words["toward"] = words["first" if told.direction > 0 else "last"]
    else:
        subject["label"] = label(row["quantity"], language)
        words["subject"] = phrase("of_share", language, **subject)
    names = {1: "rise", -1: "fall", 0: "flat", None: "unsure"}
    claim = _claim(names[told.direction], words, language)
    return claim if told.direction is None else claim + _behind(row, language)


def _gap(row: Mapping[str, Any], given: Facts, language: Language) -> str:
    told = _Told.of(row)
    words = in_words(given, language) | told.words(language, is_share=False)
    if row.get("n_articles"):
        words["pairs"] = counted("pairs", row["n_articles"], language)
    if row["method"] == _UNCORRECTED:
        words["scored"] = phrase("scored", language)
    if math.isnan(told.value):
        return _claim("gap_unknown", words, language)
    names = {1: "gap_first", -1: "gap_last", 0: "gap_flat", None: "gap_unsure"}
    claim = _claim(names[told.direction], words, language)
    return claim if told.direction is None else claim + _behind(row, language)


def _check(given: Facts) -> None:
    lacking = [name for name in ("task", "labels") if name not in given]
    if lacking and ("trend" in given or "gap" in given):
        raise SettingError(
            f"Expected task and labels beside a trend or gap, got no {' and no '.join(lacking)}. "
            "Give both."
        )
    if "trend" in given and given["trend"]["what"] not in _WHAT:
        raise SettingError(
            f"Expected a trend of {' or '.join(_WHAT)}, got {given['trend']['what']!r:.40}. "
            "Choose another row of the changes."
        )


def _claim(name: str, words: Mapping[str, str], language: Language) -> str:
    template: str = DATA["claims"][name][language]
    return fill(template, words) or ""


def _behind(row: Mapping[str, Any], language: Language) -> str:
    """What the claim rests on beside gold labels, if on anything."""
    if row["method"] in GOLD_METHODS:
        return ""
    name = "only_counted" if row["method"] == _UNCORRECTED else "assumed"
    return " " + str(DATA["claims"][name][language])


def _years_between(row: Mapping[str, Any]) -> int:
    return int(row["after"][_YEAR]) - int(row["before"][_YEAR])


def _places(numbers: list[float], *, fewest: int) -> int:
    """Decimals in which the interval is five units wide or more, and no number but 0 reads as 0."""
    width = numbers[-1] - numbers[-2]
    for places in range(fewest, _MOST_PLACES):
        is_wide = width == 0.0 or round(width * 10**places) >= _FEWEST_UNITS
        if is_wide and all(round(abs(n), places) > 0.0 for n in numbers if n != 0.0):
            return places
    return _MOST_PLACES


def _number(value: float, language: Language, places: int) -> str:
    sign = _MINUS if round(value, places) < 0.0 else ""
    return sign + decimal(abs(value), language, places)
