"""How charts look: colours for light and dark pages, type, quiet axes."""

from dataclasses import dataclass, fields
from typing import Any

Spec = dict[str, Any]

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """Colours that stay apart for colour-blind readers: blue and orange on either side of grey."""

    ink: str
    muted: str
    faint: str
    ground: str
    first: str
    neutral: str
    last: str


LIGHT = Colours(
    ink="#1c2227", muted="#5d6870", faint="#e4e0d8", ground="#ffffff",
    first="#1f66ad", neutral="#7d868c", last="#b4540a",
)  # fmt: skip
DARK = Colours(
    ink="#e9e6df", muted="#a0aab1", faint="#31393f", ground="#1a1f23",
    first="#74b4ee", neutral="#98a2a9", last="#f0a056",
)  # fmt: skip
COLOURS: dict[str, Colours] = {"light": LIGHT, "dark": DARK}
NAMED = Colours(**{field.name: f"@{field.name}" for field in fields(Colours)})
"""Names in the place of colours, for the page's script to fill in as the reader's theme is."""


def theme(colours: Colours) -> Spec:
    """Quiet axes, tabular figures, no frame: the look that the charts share with the page."""
    axis = {
        "labelColor": colours.muted, "titleColor": colours.muted, "gridColor": colours.faint,
        "domainColor": colours.faint, "tickColor": colours.faint, "labelFont": _FONT,
        "titleFont": _FONT, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "titlePadding": 10,
    }  # fmt: skip
    return {
        "background": "transparent",
        "font": _FONT,
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"grid": False, "labelOverlap": "parity", "labelFlush": False},
        "axisY": {"domain": False, "ticks": False, "labelPadding": 6, "labelLimit": 300},
        "title": {"color": colours.ink, "font": _FONT, "fontSize": 13, "anchor": "start"},
        "text": {"font": _FONT},
        "style": {"guide-label": {"font": _FONT}, "guide-title": {"font": _FONT}},
    }
