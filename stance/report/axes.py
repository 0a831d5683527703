"""What charts share: rows as data, years along the axis, numbers as each language writes them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from stance.report.words import Language

Row = dict[str, Any]
_PLACES = {1: 0.5, 2: 0.05, 3: 0.0}
"""Decimals of an axis by the least end that they suffice for."""


def rows_of(values: Sequence[Row]) -> Any:
    """Rows as the data of a chart."""
    return alt.Data(values=list(values))  # type: ignore[no-untyped-call]


def moment(published: str) -> float:
    """A day as a fraction of its year, so that no time zone can move it.

    >>> moment("2015-07-02")
    2015.5
    """
    day = date.fromisoformat(published[:10])
    start = date(day.year, 1, 1).toordinal()
    length = date(day.year, 12, 31).toordinal() - start + 1
    return round(day.year + (day.toordinal() - start + 0.5) / length, 4)


def year_axis(
    years: Sequence[Row], *, said: str = "floor(datum.value)", title: str | None = None
) -> alt.X:
    """The years from the first row's to the last's, each in the middle of its place.

    Parameters
    ----------
    years
        Rows with ``year``, in order.
    said
        The expression that writes a year's label.
    title
        The axis' title.
    """
    first, last = years[0]["year"], years[-1]["year"]
    step = max(1, (last - first) // 20)
    return alt.X(
        "x:Q",
        title=title,
        scale=alt.Scale(domain=[first, last + 1], nice=False, padding=0),
        axis=alt.Axis(
            values=[year + 0.5 for year in range(first, last + 1, step)],
            labelExpr=said,
            labelLineHeight=15,
            tickSize=4,
        ),
    )


def number_label(language: Language, limit: float = 1.0, *, signs: bool = True) -> str:
    """The expression that writes an axis' numbers.

    Parameters
    ----------
    language
        Whose decimal mark.
    limit
        The end of the axis; a short one needs more decimals.
    signs
        Whether numbers above 0 have a sign.
    """
    places = next(places for places, least in _PLACES.items() if limit >= least)
    text = f"format(datum.value, '{'+' if signs else ''}.{places}f')"
    plain = f"(datum.value == 0 ? '0' : replace({text}, '-', '−'))"
    return plain if language == "en" else f"replace({plain}, '.', ',')"
