"""Figures of an evaluation in words and numbers, as both languages write them."""

from collections.abc import Mapping
from typing import Any

from stance.report.panels import printable
from stance.report.wording import Both, Wording, decimal
from stance.report.words import WORDS

NARROW = "\N{NO-BREAK SPACE}"
"""Between the ends of an interval, which stay in one line."""


def fraction(value: float | None, places: int = 2) -> Both:
    """A figure with its decimals; a dash where it is not known.

    >>> fraction(0.619), fraction(None)
    (Both(id='0,62', en='0.62'), Both(id='–', en='–'))
    """
    if value is None:
        return Both("–", "–")
    return Both.of(lambda language: decimal(value, language, places).replace("-", "−"))


def between(figure: Mapping[str, Any]) -> Both:
    """The interval of a figure; nothing where there is none.

    >>> between({"value": 0.62, "low": 0.58, "high": 0.65}).en.replace(NARROW, " ")
    '0.58 … 0.65'
    """
    if figure["low"] is None or figure["high"] is None:
        return Both("", "")
    low, high = fraction(figure["low"]), fraction(figure["high"])
    dots = f"{NARROW}…{NARROW}"
    return Both(f"{low.id}{dots}{high.id}", f"{low.en}{dots}{high.en}")


def baseline_name(name: str, wording: Wording) -> Both:
    """What a baseline is called; one that the words do not know goes by its own name."""
    key = f"judged_rival_{name}"
    return wording.words(key) if key in WORDS else Both(printable(name), printable(name))


def figure_name(name: str, wording: Wording) -> Both:
    """What a figure is called."""
    return wording.words(f"judged_{name}")
