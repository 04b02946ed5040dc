"""Spark line: the course of one series in a tile; no axes, the last point marked."""

from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.specs import SIDES, finish, named
from charts.theme import palette
from charts.trend import position

HEIGHT = 40
"""Height of the line, px."""


def spark(rows: pd.DataFrame, alt_text: str, *, dark: bool = False) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """Specification and datasets of a tiny line. `rows`: period, value; a missing value or year leaves a gap."""
    drawn = pd.DataFrame(
        {"x": [position(str(text)) for text in rows["period"]], "value": pd.to_numeric(rows["value"]).astype(float)}
    )
    drawn = drawn.dropna().drop_duplicates("x", keep="last").sort_values("x").reset_index(drop=True)
    drawn["segment"] = drawn["x"].diff().gt(1.01).cumsum().astype(str)
    drawn["last"] = drawn["x"] == drawn["x"].max()
    return {**_spec(dark), "description": alt_text}, {"spark": drawn}


@cache
def _spec(dark: bool) -> dict[str, Any]:
    ink = palette(dark)
    base = alt.Chart(named("spark")).encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(zero=False, nice=False, padding=6)),
        y=alt.Y("value:Q", axis=None, scale=alt.Scale(zero=False, nice=False, padding=6)),
    )
    layers = [
        base.mark_line(strokeWidth=1.8, color=ink.main).encode(detail="segment:N"),
        base.mark_point(filled=True, size=14, opacity=1, color=ink.main),
        base.transform_filter(alt.datum.last).mark_point(filled=True, size=50, opacity=1, color=ink.accent),
    ]
    spec = finish(alt.layer(*layers), dark, height=HEIGHT)
    return {**spec, "background": None, "padding": dict.fromkeys(SIDES, 0)}
