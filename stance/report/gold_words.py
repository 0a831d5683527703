"""Corrected estimates in words: what a point of a chart says, and what a series shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from stance.estimate.with_gold import CORRECTED
from stance.records import Event
from stance.report.gold_tables import Kind, Row, find
from stance.report.wording import (
    Both,
    Wording,
    count_words,
    decimal,
    group_words,
    percent_words,
    plural,
    score_words,
)
from stance.report.words import WORDS, Language

STABLE = "stable"
"""How the names of methods begin that assume something of a group without gold labels."""
_RARELY, _TWO_DIGITS = 0.001, 9.5
_DECADE = 10


def method_words(method: str, wording: Wording) -> Both:
    """What a method is called.

    >>> method_words("labels only", Wording(task="stance", labels=("pro", "contra"))).id
    'label acuan saja'
    """
    key = "method_" + "_".join(
        "".join(mark if mark.isalpha() else " " for mark in method.lower()).split()
    )
    return wording.words(key) if key in WORDS else Both(method, method)


def value_words(value: float | None, quantity: str) -> Both:
    """A score or gap with its sign, a share in percent."""
    signed = quantity in {"score", "gap"}
    return score_words(value) if signed else percent_words(value)


def reach_words(row: Mapping[str, Any], quantity: str) -> Both | None:
    """The ends of an interval, or `None` where there is none."""
    if row["low"] is None or row["high"] is None:
        return None
    low, high = value_words(row["low"], quantity), value_words(row["high"], quantity)
    return Both(f"{low.id} … {high.id}", f"{low.en} … {high.en}")


def estimate_words(row: Row, wording: Wording) -> Both:
    """A method, its value and its interval in a line, or that nothing is identified."""
    name = method_words(row["method"], wording)
    if row["value"] is None:
        return joined(": ", name, wording.words("not_identified"))
    value, reach = value_words(row["value"], row["quantity"]), reach_words(row, row["quantity"])
    return joined(": ", name, value if reach is None else joined("", value, Both(
        f" (95% {reach.id})", f" (95% {reach.en})"
    )))  # fmt: skip


def told_lines(head: Both, rows: Sequence[Row], wording: Wording) -> dict[str, list[str]]:
    """What a point of a chart says in each language: its group, every method, the counts."""
    base = next((row for row in rows if row["method"] == CORRECTED), rows[0])
    lines = [head, *(estimate_words(row, wording) for row in rows), counts_words(base, wording)]
    return {"id": [line.id for line in lines], "en": [line.en for line in lines]}


def counts_words(row: Row, wording: Wording) -> Both:
    """Gold labels, sentences and articles behind an estimate."""
    n_gold, n_sentences, n_articles = (
        row[name] for name in ("n_gold", "n_sentences", "n_articles")
    )
    return joined(
        " · ",
        wording.words(plural("count_gold", n_gold), n=count_words(n_gold)),
        wording.words(plural("js_sentences", n_sentences), n=count_words(n_sentences)),
        wording.words(plural("count_articles", n_articles), n=count_words(n_articles)),
    )


def small_row(row: Mapping[str, Any]) -> tuple[Both, Both | str]:
    """A value and its interval with as many decimals as the largest of them needs.

    >>> small_row({"value": -0.0021, "low": -0.0111, "high": 0.0069})[0].en
    '−0.002'
    >>> small_row({"value": -0.0021, "low": None, "high": None})
    (Both(id='−0,0021', en='−0.0021'), '')
    """
    known = [abs(row[name]) for name in ("value", "low", "high") if row[name] is not None]
    places = next((n for n in (2, 3) if max(known, default=1.0) * 10**n >= _TWO_DIGITS), 4)
    if row["value"] is None:
        return Both("–", "–"), ""
    value, *ends = (
        None if row[name] is None else _placed(row[name], places)
        for name in ("value", "low", "high")
    )
    reach = "" if None in ends else joined(" … ", *(end for end in ends if end is not None))
    return value or Both("–", "–"), reach


def _placed(value: float, places: int) -> Both:
    rounded = round(value, places)
    sign = "" if rounded == 0 else "+" if value > 0 else "−"

    def say_it(language: Language) -> str:
        return sign + decimal(abs(rounded), language, places)

    return Both.of(say_it)


def joined(between: str, *parts: Both | str) -> Both:
    """Parts one after another in both languages.

    >>> joined(": ", Both("ya", "yes"), "1")
    Both(id='ya: 1', en='yes: 1')
    """

    def side(language: str) -> str:
        return between.join(
            part if isinstance(part, str) else part.pick("id" if language == "id" else "en")
            for part in parts
        )

    return Both(side("id"), side("en"))


def chance_words(p: float | None) -> Both:
    """A p-value to three decimals.

    >>> chance_words(0.0421), chance_words(0.00001)
    (Both(id='0,042', en='0.042'), Both(id='< 0,001', en='< 0.001'))
    """
    if p is None:
        return Both("–", "–")
    if p < _RARELY:
        return Both("< 0,001", "< 0.001")
    return Both(decimal(p, "id", 3), decimal(p, "en", 3))


def slope_of(kind: Kind, quantity: str = "score") -> Row | None:
    """The corrected slope, or where periods are too few for one, the change."""
    rows = [row for row in kind.changes if row["method"] == CORRECTED]
    slope = find(rows, what="slope", quantity=quantity)
    return slope or find(rows, what="change", quantity=quantity)


def per_decade(row: Row) -> tuple[Row, bool]:
    """A slope over ten years or more, by the decade; whether it is one."""
    spans = int(row["after"][:4]) - int(row["before"][:4]) >= _DECADE
    if row["what"] != "slope" or not spans:
        return row, False
    ends = {
        name: None if row[name] is None else _DECADE * row[name]
        for name in ("value", "low", "high")
    }
    return {**row, **ends}, True


def series_words(kind: Kind, wording: Wording) -> list[Both]:
    """The test of the series and its slope, as far as the series is long enough."""
    found = []
    rows = [row for row in kind.series if row["quantity"] == "score"]
    tested, line = find(rows, test="Mann-Kendall"), find(rows, test="Theil-Sen")
    if tested is not None and tested["p"] is not None:
        n = count_words(tested["n_periods"])
        tau = score_words(tested["tau"])
        found.append(
            wording.words(
                "series_tested",
                tau=tau,
                p=joined(" ", "p" if tested["p"] < _RARELY else "p =", chance_words(tested["p"])),
                n=n,
            )
        )
    if line is not None and line["slope"] is not None:
        decade = {
            name: None if line[name] is None else _DECADE * line[name]
            for name in ("slope", "low", "high")
        }
        reach = reach_words(decade, "score")
        found.append(
            wording.words(
                "series_line" if reach else "series_line_bare",
                slope=score_words(decade["slope"]),
                **({"reach": reach} if reach else {}),
            )
        )
    return found


def break_words(kind: Kind, wording: Wording) -> list[Both]:
    """Each break of the mean score with the interval of its date, or that there is none."""
    found = [row for row in kind.breaks if row["quantity"] == "score" and row["period"]]
    if not found:
        return [wording.words("break_none")]
    return [
        wording.words(
            "break_found",
            period=row["period"],
            low=row["low"] or row["period"],
            high=row["high"] or row["period"],
            before=score_words(row["before"]),
            after=score_words(row["after"]),
            share=percent_words(row["share"]),
        )
        for row in found
    ]


def event_items(kind: Kind, events: Sequence[Event]) -> list[dict[str, Any]]:
    """The events in order: number, day, name, and the corrected change after against before.

    An event has no change where there is no whole period on one of its sides.
    """
    years = [int(row["group"]) for row in kind.years if row["group"].isdecimal()]
    if not years:
        return []
    changes = [row for row in kind.changes if row["what"] == "event" and row["quantity"] == "score"]
    items = []
    for number, event in enumerate(shown_events(events, years), start=1):
        change = find(changes, method=CORRECTED, after=event.name.en, before=str(event.day.year))
        reach = None if change is None else reach_words(change, "score")
        items.append(
            {
                "number": number,
                "day": event.day.isoformat(),
                "name": Both(event.name.id, event.name.en),
                "value": None if change is None else score_words(change["value"]),
                "reach": reach,
                "p": None if change is None else chance_words(change["p_holm"]),
            }
        )
    return items


def shown_events(events: Sequence[Event], years: Sequence[int]) -> list[Event]:
    """The events within the years of the chart, in order."""
    known = [event for event in events if min(years) <= event.day.year <= max(years)]
    return sorted(known, key=lambda event: event.day)


def verdict_words(verdicts: Sequence[Row], by: str, wording: Wording) -> Both | None:
    """Whether the classifier errs alike in all groups of a kind, as one plain sentence."""
    own = [row for row in verdicts if row["by"] == by]
    if not own:
        return None
    named = {"different": "differs", "not shown": "unshown", "equal": "alike"}
    counts = {
        name: sum(row["verdict"] == verdict for row in own) for verdict, name in named.items()
    }
    key = "verdict_differs" if counts["differs"] else "verdict_alike"
    key = "verdict_unshown" if not counts["differs"] and counts["unshown"] else key
    what = wording.words(f"verdict_by_{by}")
    said = {name: count_words(n) for name, n in counts.items()}
    return wording.words(key, what=what, n=count_words(len(own)), **said)


def group_name(by: str, name: str, wording: Wording) -> Both | str:
    """A group for people: a year, an outlet, or a kind."""
    return wording.words(f"kind_{name}s") if by == "kind" else group_words(name, wording)
