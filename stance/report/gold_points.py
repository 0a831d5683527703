"""The points of charts of corrected estimates: every method's value of a group in one row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stance.estimate.periods import UNCORRECTED
from stance.estimate.with_gold import CORRECTED, LABELS_ONLY
from stance.report.axes import Row
from stance.report.gold_words import STABLE, group_name, joined, told_lines
from stance.report.wording import Both, Wording, say
from stance.report.words import LANGUAGES

_STEPS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Estimates of one quantity, a row a place on the axis."""

    rows: list[Row]
    quantity: str

    @property
    def limit(self) -> float:
        """The end of an axis that holds every corrected interval and all values, assumed too."""
        ends = [
            abs(row[name])
            for row in self.rows
            for name in ("value", "low", "high", "raw", "labels")
            if row[name] is not None
        ]
        ends += [abs(value) for row in self.rows for _, value in row["stable"] if value is not None]
        return next((step for step in _STEPS if step >= max(ends, default=0.1)), 2.0)


def yearly(
    rows: Sequence[Row], quantity: str, wording: Wording, *, comments: bool = False
) -> Series:
    """One row a year from the first to the last; those without articles have no value."""
    years = _grouped([row for row in rows if row["group"].isdecimal()], quantity)
    if not years:
        return Series(rows=[], quantity=quantity)
    found = []
    for year in range(int(min(years)), int(max(years)) + 1):
        name = f"{year:04d}"
        known = years.get(name, [])
        head = Both(name, name) if quantity in {"score", "gap"} else joined(
            " · ", name, wording.label(quantity)
        )  # fmt: skip
        pick = {"year": name, "comments": True} if comments else {"year": name}
        found.append(_point(known, head, wording, x=year + 0.5, year=year, pick=pick))
    _mark_lone(found)
    return Series(rows=found, quantity=quantity)


def by_outlet(rows: Sequence[Row], wording: Wording) -> Series:
    """One row an outlet, those whose gap is not known at the end."""
    outlets = _grouped(rows, "gap")
    found = []
    for name, known in outlets.items():
        shown = group_name("outlet", name, wording)
        head = shown if isinstance(shown, Both) else Both(shown, shown)
        pick = {"outlet": name, "comments": True}
        found.append(_point(known, head, wording, group=name, pick=pick))
    found.sort(key=lambda row: (row["value"] is None, -(row["value"] or 0.0), row["group"]))
    return Series(rows=[{**row, "x": place} for place, row in enumerate(found)], quantity="gap")


def _grouped(rows: Sequence[Row], quantity: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row["quantity"] == quantity:
            groups.setdefault(row["group"], []).append(row)
    return groups


def _point(known: Sequence[Row], head: Both, wording: Wording, **more: Any) -> Row:
    """Every method's value of one group as one row of a chart."""
    found = {row["method"]: row for row in known}
    corrected, labels, raw = (found.get(m, {}) for m in (CORRECTED, LABELS_ONLY, UNCORRECTED))
    about = corrected or raw
    order = [corrected, labels, raw, *(row for m, row in found.items() if m.startswith(STABLE))]
    said = told_lines(head, [row for row in order if row], wording) if known else None
    return {
        "kind": "estimate",
        **{name: corrected.get(name) for name in ("value", "low", "high")},
        "raw": raw.get("value"),
        "labels": labels.get("value"),
        "labels_low": labels.get("low"),
        "labels_high": labels.get("high"),
        "stable": [
            [method, row["value"]] for method, row in found.items() if method.startswith(STABLE)
        ],
        "n_gold": about.get("n_gold", 0),
        "n": about.get("n_sentences", 0),
        "known": bool(about),
        "said": said,
        "why": {name: say(_why(about), name) for name in LANGUAGES},
        "lone": False,
        **more,
    }


def _why(about: Row) -> str:
    """The key of the words for what stands where there is no value."""
    return "not_identified" if about.get("n_articles") else "no_pair"


def _mark_lone(rows: Sequence[Row]) -> None:
    """A band of one year has no width: years between years without an interval."""
    for row, before, after in zip(rows, [{}, *rows], [*rows[1:], {}], strict=False):
        row["lone"] = before.get("low") is None and after.get("low") is None
