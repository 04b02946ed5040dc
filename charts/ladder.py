"""Revisions of one period: each figure published for it, in order; and first against latest by period."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.figure import Column, Figure, SourceLine, Words
from charts.specs import axis_label, column_width, dress, finish, listed, named, optional, texts, tips, with_notes
from charts.theme import palette
from charts.trend import SIGNS, SOFT
from language import date, say, signed

ROW = 30
"""Height of one vintage, px."""
FOOT = 34
"""Height of the axis, px."""


def ladder_figure(
    rows: pd.DataFrame,
    words: Words,
    columns: Sequence[Column],
    sources: Sequence[SourceLine],
    snapshot: str,
    lang: str,
    *,
    decimals: int = 2,
    unit: str = "",
    change_unit: str = "",
    dark: bool = False,
) -> Figure:
    """All figures published for one period, earliest on top.

    `rows`: published_on, value; optional: comparator, status, publisher. Rows without a value are in the table only.
    `change_unit`: unit of the step from one vintage to the next (percentage points for a share).
    """
    drawn = _steps(rows.dropna(subset=["value"]), decimals, unit, change_unit, lang)
    spec = _spec(dark, lang, column_width([*drawn["label"], *drawn["publisher"]], 80))
    soft = say(lang, "Hollow marks: preliminary figures or estimates.") if drawn["soft"].any() else ""
    return Figure(
        "ladder",
        dress(spec, words.alt, height=len(drawn) * ROW + FOOT),
        {"rows": drawn},
        rows,
        tuple(columns),
        with_notes(words, soft, say(lang, "The value axis does not start at zero.")),
        tuple(sources),
        snapshot,
        lang,
    )


def _steps(rows: pd.DataFrame, decimals: int, unit: str, change_unit: str, lang: str) -> pd.DataFrame:
    known = rows.assign(published_on=rows["published_on"].fillna("").astype(str))
    known = known.sort_values("published_on", kind="stable").reset_index(drop=True)
    values = pd.to_numeric(known["value"]).astype(float).round(10)
    changes = [None if pd.isna(step) else float(step) for step in values.diff().round(10)]
    signs = [SIGNS.get(str(sign), "") for sign in optional(known, "comparator", "=")]
    return pd.DataFrame(
        {
            "order": range(len(known)),
            "value": values,
            "before": values.shift(),
            "label": [date(lang, day) or say(lang, "date not known") for day in known["published_on"]],
            "publisher": optional(known, "publisher", "").fillna(""),
            "value_text": [
                f"{sign}{text}{unit}" for sign, text in zip(signs, texts(lang, values, decimals), strict=True)
            ],
            "change_text": ["" if step is None else f"{signed(lang, step, decimals)}{change_unit}" for step in changes],
            "soft": optional(known, "status", "").fillna("").isin(SOFT),
            "latest": [index == len(known) - 1 for index in range(len(known))],
        }
    )


@cache
def _spec(dark: bool, lang: str, label: int) -> dict[str, Any]:
    ink = palette(dark)
    x = alt.X(
        "value:Q",
        scale=alt.Scale(zero=False, nice=True, padding=16),
        axis=alt.Axis(title=None, labelExpr=axis_label(lang), tickCount=4, domain=False, ticks=False),
    )
    base = alt.Chart(named("rows")).encode(
        y=alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0.3))
    )
    colour = alt.when(alt.datum.latest).then(alt.value(ink.accent)).otherwise(alt.value(ink.main))
    point = base.encode(
        x=x,
        tooltip=tips(
            lang, {"label": "Published", "publisher": "Publisher", "value_text": "Value", "change_text": "Change"}
        ),
    )
    layers = [
        base.mark_rule(stroke=ink.grid).encode(x=alt.value(0), x2=alt.value("width")),
        base.mark_line(interpolate="step-after", orient="vertical", strokeWidth=1.6, color=ink.neutral).encode(
            x=x, order="order:Q"
        ),
        point.transform_filter(alt.datum.soft)
        .mark_point(fill=ink.paper, size=90, strokeWidth=2, opacity=1)
        .encode(stroke=colour),
        point.transform_filter(~alt.datum.soft).mark_point(filled=True, size=90, opacity=1).encode(color=colour),
        base.mark_text(align="left", baseline="middle", dy=-6, fontWeight=600).encode(
            x=alt.value(-label - 8), text="label:N"
        ),
        base.mark_text(align="left", baseline="middle", dy=8, fontSize=12, color=ink.muted).encode(
            x=alt.value(-label - 8), text="publisher:N"
        ),
        base.mark_text(align="left", baseline="middle", dx=10, dy=-6, fontWeight=600).encode(
            x=alt.value("width"), text="value_text:N", color=colour
        ),
        base.mark_text(align="left", baseline="middle", dx=10, dy=8, fontSize=12, color=ink.muted).encode(
            x=alt.value("width"), text="change_text:N"
        ),
    ]
    return finish(alt.layer(*layers), dark, usermeta=listed(["rows"], ROW, FOOT, fields=("value",), around=340))


def first_latest_figure(
    rows: pd.DataFrame,
    words: Words,
    columns: Sequence[Column],
    sources: Sequence[SourceLine],
    snapshot: str,
    lang: str,
    *,
    decimals: int = 2,
    unit: str = "",
    dark: bool = False,
) -> Figure:
    """For each period a wide bar for the latest figure and a thin one inside for the first published. From zero.

    `rows`: period (label), first, latest; a period with one figure only has first equal to latest.
    """
    drawn = pd.DataFrame(
        {
            "period": rows["period"].astype(str),
            "order": range(len(rows)),
            "first": pd.to_numeric(rows["first"]).astype(float),
            "latest": pd.to_numeric(rows["latest"]).astype(float),
        }
    )
    drawn["first_text"] = [f"{text}{unit}" if text else "" for text in texts(lang, drawn["first"], decimals)]
    drawn["latest_text"] = [f"{text}{unit}" if text else "" for text in texts(lang, drawn["latest"], decimals)]
    note = say(lang, "Wide bar: latest figure. Thin inner bar and grey number: first published.")
    spec = dress(_bars_spec(dark, lang), words.alt, height=len(drawn) * 34 + FOOT)
    return Figure(
        "first-latest",
        spec,
        {"rows": drawn},
        rows,
        tuple(columns),
        with_notes(words, note),
        tuple(sources),
        snapshot,
        lang,
    )


@cache
def _bars_spec(dark: bool, lang: str) -> dict[str, Any]:
    ink = palette(dark)
    base = alt.Chart(named("rows")).encode(
        y=alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0.25, paddingOuter=0.2))
    )
    axis = alt.Axis(title=None, labelExpr=axis_label(lang), tickCount=4, domain=False, ticks=False, grid=True)
    layers = [
        base.mark_bar(color=ink.main, height=18, opacity=0.75).encode(x=alt.X("latest:Q", axis=axis)),
        base.mark_bar(color=ink.ink, height=5).encode(x=alt.X("first:Q")),
        base.mark_text(align="right", baseline="middle", dx=-8).encode(x=alt.value(0), text="period:N"),
        base.mark_text(align="left", baseline="middle", dx=10, dy=-6, fontWeight=600).encode(
            x=alt.value("width"), text="latest_text:N"
        ),
        base.mark_text(align="left", baseline="middle", dx=10, dy=8, fontSize=12, color=ink.muted).encode(
            x=alt.value("width"), text="first_text:N"
        ),
    ]
    return finish(alt.layer(*layers), dark, usermeta=listed(["rows"], 34, FOOT, fields=("first", "latest"), zero=True))
