"""Colours and type of every figure, light and dark; safe for the three common kinds of colour blindness (tested).

One accent (lacquer red) is kept for what the reader chose; teal carries the main series, amber a caution, grey context.
"""

from dataclasses import dataclass
from typing import Any

FONT = "Source Sans"
"""Streamlit's family name; `exports.fonts` registers the same name with the renderer, so screen and file agree."""

PAPER, INK, MUTED, GRID = "#FBFAF7", "#16243B", "#59616E", "#E3E0D8"
NEUTRAL, MISSING, ACCENT, CAUTION = "#8A8F97", "#D9D6CE", "#C0342B", "#AD8912"
MAIN = "#0B6B70"
CATEGORICAL = (MAIN, ACCENT, "#232859", CAUTION, "#8B3BA3", "#3A92E6")
CATEGORICAL_TEXT = (MAIN, ACCENT, "#232859", "#7D6000", "#8B3BA3", "#1B6BB8")
"""The same hues dark enough for text (4.5 to 1)."""
SEQUENTIAL = ("#DCEBE8", "#B2D5D1", "#7FBAB8", "#4A9B9C", "#1A7377", "#0A4A52")
DIVERGING = ("#8C3A0E", "#CC7A3C", "#EBC59C", "#F1EFEA", "#A9CFCC", "#4A9B9C", "#0A4A52")

_DARK_CATEGORICAL = ("#46B5B3", "#F4705F", "#F3F1D8", "#F0B845", "#B866DC", "#AEBBFA")
_DARK_DIVERGING = ("#F0A066", "#B8692E", "#6B4426", "#2A323D", "#1D5057", "#41959A", "#BFE6E2")


@dataclass(frozen=True)
class Palette:
    """The colours of one background."""

    paper: str
    ink: str
    muted: str
    grid: str
    neutral: str
    missing: str
    main: str
    accent: str
    caution: str
    categorical: tuple[str, ...]
    categorical_text: tuple[str, ...]
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]


LIGHT = Palette(
    PAPER,
    INK,
    MUTED,
    GRID,
    NEUTRAL,
    MISSING,
    MAIN,
    ACCENT,
    CAUTION,
    CATEGORICAL,
    CATEGORICAL_TEXT,
    SEQUENTIAL,
    DIVERGING,
)
DARK = Palette(
    "#10181F",
    "#ECEFF3",
    "#A7B0BD",
    "#2A323D",
    "#7F8B99",
    "#3A434F",
    "#46B5B3",
    "#F4705F",
    "#F0B845",
    _DARK_CATEGORICAL,
    _DARK_CATEGORICAL,
    tuple(reversed(SEQUENTIAL)),
    _DARK_DIVERGING,
)


def palette(dark: bool = False) -> Palette:
    """The colours for a light or a dark background."""
    return DARK if dark else LIGHT


def config(dark: bool = False) -> dict[str, Any]:
    """Vega-Lite `config` of every figure: background, type, axes, legend; no frame, few grid lines."""
    ink = palette(dark)
    text = {
        "labelColor": ink.muted,
        "titleColor": ink.muted,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    return {
        "background": ink.paper,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            **text,
            "gridColor": ink.grid,
            "domainColor": ink.neutral,
            "tickColor": ink.neutral,
            "titlePadding": 8,
        },
        "axisX": {
            "grid": False,
            "labelPadding": 6,
            "labelFlush": False,
            "labelOverlap": "greedy",
            "labelSeparation": 6,
            "tickSize": 4,
        },
        "axisY": {"domain": False, "ticks": False, "labelPadding": 6},
        "legend": {**text, "labelColor": ink.ink, "orient": "top", "symbolSize": 90},
        "text": {"fill": ink.ink, "fontSize": 12},
        "rule": {"stroke": ink.neutral},
        "line": {"stroke": ink.main, "strokeWidth": 2},
        "point": {"fill": ink.main, "size": 60},
        "bar": {"fill": ink.main},
        "range": {
            "category": list(ink.categorical),
            "ordinal": list(ink.sequential),
            "ramp": list(ink.sequential),
            "diverging": list(ink.diverging),
        },
    }


def letters(colour: str, dark: bool = False) -> str:
    """The colour for the label of a mark drawn in a categorical colour: its hue, dark enough to read."""
    colours = palette(dark)
    return dict(zip(colours.categorical, colours.categorical_text, strict=True)).get(colour, colour)


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB` (WCAG 2.2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def text_on(colour: str, dark: bool = False) -> str:
    """Ink or paper, whichever reads better on `colour`."""
    colours = palette(dark)
    return max((colours.ink, colours.paper), key=lambda text: contrast(text, colour))
