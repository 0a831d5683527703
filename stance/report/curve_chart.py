"""The specification curve: one estimate under many reasonable choices."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from stance.report.axes import Row, number_label, rows_of
from stance.report.charts import Chart, Drawing
from stance.report.gold_words import joined, small_row
from stance.report.panels import printable
from stance.report.wording import Both, Wording, count_words
from stance.report.words import WORDS

_HEIGHT, _STEP = 220, 17
_GAP = 26
_NOTHING = "-"
"""What stands where a choice does not matter."""
_LONGEST = 24
"""Letters of a choice's name, so that a phone has room for the points."""


def curve_chart(rows: Sequence[Row], choices: Sequence[str], drawing: Drawing) -> Chart:
    """Specifications in order of their values, and below them which choices each is made of.

    Parameters
    ----------
    rows
        A row a specification, by value: `GoldTables.curve`.
    choices
        The names of the columns of choices.
    drawing
        Language and colours.
    """
    dots, lines = _matrix(rows, choices)
    colours = drawing.colours
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.8, len(rows) - 0.2], nice=False))
    limit = max(abs(row[name] or 0.0) for row in rows for name in ("value", "low", "high")) or 1.0
    y = alt.Y("value:Q", title=None, axis=alt.Axis(labelExpr=number_label(drawing.language, limit)))
    tone = alt.Color(
        "side:N", legend=None,
        scale=alt.Scale(domain=["first", "last", "neutral"],
                        range=[colours.first, colours.last, colours.neutral]),
    )  # fmt: skip
    base = alt.Chart(rows_of([_point(row, k, choices) for k, row in enumerate(rows)]))
    main = base.transform_filter("datum.baseline")
    zero = alt.Chart(rows_of([{"value": 0}])).mark_rule(color=colours.muted, strokeDash=[2, 3])
    matrix = _matrix_layers(dots, lines, x=x, bottom=_HEIGHT + _GAP, drawing=drawing)
    chart = alt.layer(
        zero.encode(y="value:Q"),
        base.mark_rule(strokeWidth=1.6, opacity=0.55).encode(
            x=x, y=alt.Y("low:Q"), y2="high:Q", color=tone),
        base.mark_circle(size=34, opacity=1).encode(x=x, y=y, color=tone, tooltip="kind:N"),
        main.mark_point(shape="diamond", size=150, color=colours.ink, strokeWidth=2,
                        fill=colours.ground, opacity=1).encode(x=x, y=y, tooltip="kind:N"),
        *matrix,
    )  # fmt: skip
    return chart.properties(
        width=drawing.size,
        height=_HEIGHT,
    )


def _matrix_layers(
    dots: Sequence[Row], lines: Sequence[Row], *, x: alt.X, bottom: float, drawing: Drawing
) -> list[alt.Chart]:
    """The choices below the values: a line each, with its name and a dot where it was made."""
    colours = drawing.colours
    named = alt.Chart(rows_of(list(lines))).mark_text(
        align="right", color=colours.muted, fontSize=11, baseline="middle"
    )
    matrix = [
        alt.Chart(rows_of([dot for dot in dots if dot["line"] == line["line"]]))
        .mark_circle(size=22, color=colours.ink, opacity=0.85)
        .encode(x=x, y=alt.value(bottom + _STEP * line["line"]))
        for line in lines
    ]
    names = [
        named.transform_filter(f"datum.line == {line['line']}").encode(
            x=alt.value(-8), y=alt.value(bottom + _STEP * line["line"]),
            text=f"{drawing.language}:N",
        )
        for line in lines
    ]  # fmt: skip
    return [*matrix, *names]


def curve_words(rows: Sequence[Row], estimand: Mapping[str, Any], wording: Wording) -> Both:
    """What is estimated, how many specifications have the baseline's sign, and are sure of it."""
    main = next((row for row in rows if row["baseline"]), rows[len(rows) // 2])
    alike = [row for row in rows if row["value"] * main["value"] > 0]
    sure = [row for row in alike if _side(row) != "neutral"]
    key = f"curve_{estimand.get('what')}_{estimand.get('kind')}"
    what = wording.words(key if key in WORDS else "curve_what")
    said = {"what": what, "n": count_words(len(rows)), "signs": count_words(len(alike))}
    if not any(_side(row) != "neutral" for row in rows):
        return wording.words("curve_said_none", **said)
    return wording.words("curve_said", **said, sure=count_words(len(sure)))


def choice_words(name: str, value: str) -> Both:
    """A choice and what was chosen; those that the words do not know keep their own names."""
    head, said = WORDS.get(f"choice_{name}"), WORDS.get(f"choice_{name}_{value}".replace(" ", "_"))
    said = said or WORDS.get(f"method_{value}".replace(" ", "_"))
    heads, values = head or (printable(name),) * 2, said or (printable(value),) * 2
    return Both(f"{heads[0]}: {values[0]}", f"{heads[1]}: {values[1]}")


def _point(row: Row, place: int, choices: Sequence[str]) -> Row:
    lines = [choice_words(name, str(row[name])) for name in choices if row[name] != _NOTHING]
    value, reach = small_row(row)
    if reach:
        value = joined("", value, " (95% ", reach, ")")
    return {
        "kind": "spec", "x": place, **{name: row[name] for name in ("value", "low", "high")},
        "baseline": bool(row["baseline"]), "side": _side(row),
        "said": {"id": [value.id, *(line.id for line in lines)],
                 "en": [value.en, *(line.en for line in lines)]},
    }  # fmt: skip


def _side(row: Row) -> str:
    """Whether the interval lies above 0, below it, or around it."""
    if row["low"] is None or row["low"] <= 0 <= row["high"]:
        return "neutral"
    return "first" if row["low"] > 0 else "last"


def _matrix(rows: Sequence[Row], choices: Sequence[str]) -> tuple[list[Row], list[Row]]:
    """A dot for each specification and choice, and the lines: every value that varies."""
    dots: list[Row] = []
    lines: list[Row] = []
    for name in choices:
        values = sorted({str(row[name]) for row in rows} - {_NOTHING})
        if len(values) < 2:  # noqa: PLR2004 - nothing was chosen there
            continue
        for value in values:
            line, said = len(lines), choice_words(name, value)
            lines.append({"line": line, "id": said.id[:_LONGEST], "en": said.en[:_LONGEST]})
            dots += [
                {"x": k, "line": line} for k, row in enumerate(rows) if str(row[name]) == value
            ]
    return dots, lines
