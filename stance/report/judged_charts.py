"""The charts of the section on quality: baselines, reliability, coverage, learning curve."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt

from stance.report.charts import Chart, Drawing
from stance.report.evaluation import Evaluation
from stance.report.judged_words import baseline_name, between, fraction
from stance.report.tables import Row
from stance.report.wording import Both, Wording, count_words, percent_words
from stance.report.words import Language

_HEIGHT, _STEP = 260, 46
_TICKS = [0, 0.25, 0.5, 0.75, 1]
_DASHES = [4, 4]
_LEAST_RISK = 0.5
_LONGEST_NAME = 150  # pixels
_Figure = Mapping[str, Any]


def judged_charts(evaluation: Evaluation, wording: Wording, drawing: Drawing) -> dict[str, Chart]:
    """The charts by name, those for which there are figures.

    Parameters
    ----------
    evaluation
        Figures as `read_evaluation` gives them.
    wording, drawing
        Words, language and colours.
    """
    drawn = {
        "baselines": _baselines(evaluation, wording, drawing),
        "reliability": _reliability(evaluation["reliability"], wording, drawing),
        "coverage": _coverage(evaluation["risk_coverage"], wording, drawing),
    }
    if evaluation.get("curve") and evaluation["curve"]["sizes"]:
        drawn["learning"] = _learning(evaluation["curve"], wording, drawing)
    return drawn


def _baselines(evaluation: Evaluation, wording: Wording, drawing: Drawing) -> Chart:
    """Macro-F1 of the classifier and of what it must beat, as symbols with intervals."""
    figures = {"model": evaluation["figures"]["macro_f1"]}
    figures |= {row["name"]: row["figures"]["macro_f1"] for row in evaluation["baselines"]}
    names = {name: baseline_name(name, wording) for name in figures}
    rows = [
        _row(
            figure,
            said=(names[name], fraction(figure["value"]), between(figure)),
            place=place,
            model=name == "model",
        )
        for place, (name, figure) in enumerate(figures.items())
    ]
    base = alt.Chart(_data(rows))
    shown = json.dumps([both.pick(drawing.language) for both in names.values()])
    axis = alt.Axis(
        labelExpr=f"{shown}[datum.value]", labelLimit=_LONGEST_NAME,
        domain=False, ticks=False, labelPadding=10,
    )  # fmt: skip
    y = alt.Y("place:O", title=None, sort=None, axis=axis)
    x = _unit("value", _title("judged_macro_f1", wording, drawing), drawing, percent=False)
    pair = [drawing.colours.first, drawing.colours.muted]
    colour = alt.Color("model:N", legend=None, scale=alt.Scale(domain=[True, False], range=pair))
    shape = alt.Shape(
        "model:N", legend=None, scale=alt.Scale(domain=[True, False], range=["circle", "diamond"])
    )
    reach = base.mark_rule(strokeWidth=3, opacity=0.45)
    symbols = base.mark_point(filled=True, size=120, opacity=1)
    return alt.layer(
        reach.encode(x=alt.X("low:Q"), x2="high:Q", y=y, color=colour),
        symbols.encode(x=x, y=y, color=colour, shape=shape, tooltip="kind:N"),
    ).properties(width=drawing.size, height=_STEP * len(rows))


def _reliability(bins: Sequence[_Figure], wording: Wording, drawing: Drawing) -> Chart:
    """The share of right labels by stated probability, beside the line where they are equal."""
    colour = drawing.colours.first
    base = alt.Chart(_data([_bin(found, wording) for found in bins]))
    x = _unit("probability", _title("judged_axis_stated", wording, drawing), drawing)
    y = _unit("value", _title("judged_axis_right", wording, drawing), drawing, along="y")
    ends = [{"probability": end, "value": end} for end in (0, 1)]
    ideal = alt.Chart(_data(ends)).mark_line(
        color=drawing.colours.muted, strokeDash=_DASHES, strokeWidth=1.2
    )
    whiskers = base.mark_rule(color=colour, opacity=0.4, strokeWidth=2)
    line = base.mark_line(color=colour, strokeWidth=1.5, opacity=0.6)
    dots = base.mark_circle(color=colour, opacity=1, stroke=drawing.colours.ground)
    size = alt.Size("n:Q", legend=None, scale=alt.Scale(range=[40, 320], zero=True))
    return alt.layer(
        ideal.encode(x=x, y=y),
        whiskers.encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
        line.encode(x=x, y=y),
        dots.encode(x=x, y=y, size=size, tooltip="kind:N"),
    ).properties(width=drawing.size, height=_HEIGHT)


def _bin(found: _Figure, wording: Wording) -> Row:
    low, high, stated = (percent_words(found[name]) for name in ("low", "high", "probability"))
    n, d = count_words(found["n_sentences"]), count_words(found["n_documents"])
    right = percent_words(found["right"]["value"])
    said = (
        wording.words("judged_bin", low=low, high=high),
        wording.words("judged_bin_right", share=right, stated=stated),
        wording.words("judged_counts", n=n, d=d),
    )
    return _row(found["right"], said=said, probability=found["probability"], n=found["n_sentences"])


def _coverage(found: _Figure, wording: Wording, drawing: Drawing) -> Chart:
    """The share of errors by the share of sentences that are labelled, the surest first."""
    colours = drawing.colours
    curve = alt.Chart(
        _data([{**point, **_saying(_point(point, wording))} for point in found["curve"]])
    )
    chosen = alt.Chart(_data(_thresholds(found["abstention"], wording)))
    x = _unit("coverage", _title("judged_axis_coverage", wording, drawing), drawing)
    most = min(1.0, max([_LEAST_RISK, *(point["risk"] for point in found["curve"])]))
    y = alt.Y(
        "risk:Q",
        title=_title("judged_axis_risk", wording, drawing),
        scale=alt.Scale(domain=[0, most], nice=False),
        axis=alt.Axis(format=".0%", tickCount=5),
    )
    whole = alt.Chart(_data([{"risk": found["error"]}]))
    line = curve.mark_line(color=colours.last, strokeWidth=2.2)
    diamonds = chosen.mark_point(
        shape="diamond", size=120, fill=colours.ground, stroke=colours.last, strokeWidth=2,
        opacity=1,
    )  # fmt: skip
    return alt.layer(
        whole.mark_rule(color=colours.muted, strokeDash=_DASHES).encode(y=y),
        line.encode(x=x, y=y),
        # Without a colour of their own: they only say what the line is where it is pointed at.
        curve.mark_circle(size=90, opacity=0).encode(x=x, y=y, tooltip="kind:N"),
        diamonds.encode(x=x, y=y, tooltip="kind:N"),
    ).properties(width=drawing.size, height=_HEIGHT)


def _point(point: _Figure, wording: Wording) -> Both:
    coverage, risk = percent_words(point["coverage"]), percent_words(point["risk"])
    return wording.words("judged_point", coverage=coverage, risk=risk)


def _thresholds(rows: Sequence[_Figure], wording: Wording) -> list[Row]:
    """Where the thresholds come out on documents that took no part in choosing them."""
    found = []
    for row in rows:
        if row["error"] is None or row["threshold"] is None:
            continue
        point = {"coverage": row["coverage"], "risk": row["error"]["value"]}
        said = _saying(
            wording.words("judged_wanted", wanted=percent_words(row["wanted"])),
            wording.words("judged_threshold", threshold=fraction(row["threshold"])),
            _point(point, wording),
        )
        found.append({**point, **said})
    return found


def _learning(curve: _Figure, wording: Wording, drawing: Drawing) -> Chart:
    """Macro-F1 by the number of training documents; what is foretold is dashed."""
    colours = drawing.colours
    x = alt.X(
        "n:Q",
        title=_title("judged_axis_documents", wording, drawing),
        scale=alt.Scale(zero=True, nice=False),
        axis=alt.Axis(tickMinStep=1, tickCount=6, labelExpr=_whole(drawing.language)),
    )
    title = _title("judged_macro_f1", wording, drawing)
    y = _unit("value", title, drawing, along="y", percent=False)
    layers = []
    looks: list[tuple[str, Sequence[_Figure], list[int], int]] = [
        ("judged_foretold", curve["foretold"]["points"], _DASHES, 30),
        ("judged_trained_on", curve["sizes"], [1, 0], 60),
    ]
    for key, sizes, dash, size in looks:
        base = alt.Chart(_data([_size(found, key, wording) for found in sizes]))
        band = base.mark_area(color=colours.first, opacity=0.13)
        line = base.mark_line(color=colours.first, strokeWidth=2.2, strokeDash=dash)
        dots = base.mark_circle(color=colours.first, size=size, opacity=1, stroke=colours.ground)
        if sizes:
            layers += [
                band.encode(x=x, y=alt.Y("low:Q"), y2="high:Q"),
                line.encode(x=x, y=y),
                dots.encode(x=x, y=y, tooltip="kind:N"),
            ]
    return alt.layer(*layers).properties(width=drawing.size, height=_HEIGHT)


def _size(found: _Figure, key: str, wording: Wording) -> Row:
    about = wording.words(key, n=count_words(round(found["n_documents"])))
    figure = found["macro_f1"]
    said = (about, fraction(figure["value"]), between(figure))
    return _row(figure, said=said, n=found["n_documents"])


def _unit(
    field: str,
    title: str,
    drawing: Drawing,
    *,
    along: Literal["x", "y"] = "x",
    percent: bool = True,
) -> Any:
    """An axis from 0 to 1, as shares or as percentages."""
    scale = alt.Scale(domain=[0, 1], nice=False)
    labels = {"format": ".0%"} if percent else {"labelExpr": _decimal(drawing.language)}
    axis = alt.Axis(values=_TICKS, grid=along == "y", **labels)  # type: ignore[arg-type]
    channel = alt.X if along == "x" else alt.Y
    return channel(f"{field}:Q", title=title, scale=scale, axis=axis)


def _row(figure: _Figure, *, said: Sequence[Both], **rest: Any) -> Row:
    """A row to draw: the figure's value and interval, what it says, and whatever else."""
    numbers = {name: figure[name] for name in ("value", "low", "high")}
    return {**rest, **numbers, **_saying(*said)}


def _saying(*lines: Both) -> Row:
    """What a symbol says when it is pointed at, in both languages."""
    said = {
        "id": [line.id for line in lines if line.id],
        "en": [line.en for line in lines if line.en],
    }
    return {"kind": "said", "said": said}


def _title(key: str, wording: Wording, drawing: Drawing) -> str:
    return wording.words(key).pick(drawing.language)


def _data(values: Sequence[Row]) -> Any:
    return alt.Data(values=list(values))  # type: ignore[no-untyped-call]


def _decimal(language: Language) -> str:
    text = "format(datum.value, '.2~f')"
    return text if language == "en" else f"replace({text}, '.', ',')"


def _whole(language: Language) -> str:
    text = "format(datum.value, ',.0f')"
    return text if language == "en" else f"replace({text}, ',', '.')"
