"""Bars from zero: values by entity with their interval, parts of a whole by period, and tasks by state."""

from collections.abc import Collection, Hashable, Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.figure import Column, Figure, SourceLine, Words
from charts.specs import (
    KEY_ROW,
    ROW,
    axis_label,
    column_width,
    dress,
    finish,
    legend,
    legend_height,
    listed,
    name_layers,
    name_lines,
    named,
    optional,
    row_band,
    row_height,
    texts,
    tips,
    why_missing,
)
from charts.theme import palette, text_on
from charts.trend import SIGNS
from language import say

FOOT = 40
"""Height of the axis, px."""
KEY_WIDTH = 320
"""Width of one line of the legend, px; narrow enough for a phone."""
YEAR = 40
"""Room for a year before its bar, px."""
NUMBERS = 60
"""Room for the values right of the bars, px."""
NARROW = 0.09
"""A segment shorter than this share of the longest row has its number beside the row."""
STATES = ("completed_on_time", "completed", "completed_late", "in_progress", "regular", "not_completed", "overdue")
"""States of a task, in the order drawn; each has its own colour and its number written in it."""


def bars_figure(
    rows: pd.DataFrame,
    words: Words,
    columns: Sequence[Column],
    sources: Sequence[SourceLine],
    snapshot: str,
    lang: str,
    *,
    chosen: Collection[str] = (),
    decimals: int = 1,
    unit: str = "",
    dark: bool = False,
) -> Figure:
    """Horizontal bars from zero in the order given.

    `rows`: entity, name, value; optional: low, high (interval, drawn as a thin line), comparator, reason (why missing).
    A missing value has no bar and shows its reason.
    """
    values = pd.to_numeric(rows["value"]).astype(float)
    signs = [SIGNS.get(str(sign), "") for sign in optional(rows, "comparator", "=")]
    missing = [why_missing(lang, reason) for reason in optional(rows, "reason", "")]
    drawn = pd.DataFrame(
        {
            "entity": rows["entity"],
            "name": rows["name"],
            "title": name_lines(rows["name"]),
            "order": range(len(rows)),
            "value": values,
            "value_text": [
                f"{sign}{text}{unit}" if text else ""
                for sign, text in zip(signs, texts(lang, values, decimals), strict=True)
            ],
            "instead": ["" if pd.notna(value) else reason for value, reason in zip(values, missing, strict=True)],
            "chosen": rows["entity"].isin(set(chosen)),
            "low": pd.to_numeric(optional(rows, "low")).astype(float),
            "high": pd.to_numeric(optional(rows, "high")).astype(float),
        }
    ).reset_index(drop=True)
    step = row_height(drawn["title"])
    spec = _bars_spec(dark, lang, column_width(drawn["title"]), step, bool(drawn["low"].notna().any()))
    return Figure(
        "bars",
        dress(spec, words.alt, height=len(drawn) * step + FOOT),
        {"rows": drawn},
        rows,
        tuple(columns),
        words,
        tuple(sources),
        snapshot,
        lang,
    )


@cache
def _bars_spec(dark: bool, lang: str, names: int, step: int, interval: bool) -> dict[str, Any]:
    ink = palette(dark)
    base = alt.Chart(named("rows")).encode(
        y=alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0.3, paddingOuter=0.3))
    )
    chosen = alt.when(alt.datum.chosen)
    axis = alt.Axis(title=None, labelExpr=axis_label(lang), tickCount=4, domain=False, ticks=False, grid=True)
    layers = [
        base.mark_bar().encode(
            x=alt.X("value:Q", axis=axis), color=chosen.then(alt.value(ink.accent)).otherwise(alt.value(ink.main))
        ),
        *name_layers(
            base,
            "title",
            alt.expr("-names"),
            "left",
            color=chosen.then(alt.value(ink.accent)).otherwise(alt.value(ink.ink)),
        ),
        base.mark_text(align="left", baseline="middle", dx=10).encode(x=alt.value("width"), text="value_text:N"),
        base.mark_text(align="left", baseline="middle", fontStyle="italic", color=ink.muted).encode(
            x=alt.value(4), text="instead:N"
        ),
    ]
    if interval:
        layers.append(base.mark_rule(stroke=ink.ink, strokeWidth=1.5).encode(x=alt.X("low:Q"), x2="high:Q"))
    layers.append(row_band(base, "names", lang, {"name": "Unit", "value_text": "Value"}))
    rule = listed(
        ["rows"],
        step,
        FOOT,
        least=14 if step == ROW else None,
        ends=True,
        fields=("value", "low", "high"),
        zero=True,
        texts={"names": ("title", 12.5, 8), "numbers": ("value_text", 12, 10)},
        around=10,
        sides=("names", "numbers"),
    )
    return finish(alt.layer(*layers), dark, {"names": names, "numbers": NUMBERS}, usermeta=rule)


def stacked_figure(
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
    """Parts of a whole by period, for the periods in which every part is known.

    `rows`: period (label), part (id), label, value. A period lacking a part is in the table, not in the picture.
    """
    ink = palette(dark)
    parts = list(dict.fromkeys(rows["part"]))
    known = rows.dropna(subset=["value"])
    whole = known.groupby("period")["part"].nunique()
    known = known[known["period"].isin(whole[whole == len(parts)].index)]
    colours = dict(zip(parts, (ink.main, ink.caution, ink.categorical[2], ink.categorical[4]), strict=False))
    drawn = _stack(
        known,
        parts,
        "period",
        [f"{text}{unit}" for text in texts(lang, pd.to_numeric(known["value"]), decimals)],
        colours,
        dark,
    )
    keys = _keys(rows, parts, colours, YEAR)
    spec = dress(
        _stack_spec(dark, lang, YEAR), words.alt, height=drawn["row"].nunique() * 40 + FOOT + legend_height(keys)
    )
    return Figure(
        "stacked",
        spec,
        {"rows": drawn, "keys": keys},
        rows,
        tuple(columns),
        words,
        tuple(sources),
        snapshot,
        lang,
    )


def tasks_figure(
    rows: pd.DataFrame,
    words: Words,
    columns: Sequence[Column],
    sources: Sequence[SourceLine],
    snapshot: str,
    lang: str,
    *,
    dark: bool = False,
) -> Figure:
    """Tasks of each owner by state, with the number written in each segment.

    `rows`: entity, name, measure (one of STATES), value (number of tasks). A state without a figure has no segment.
    """
    ink = palette(dark)
    labels = {
        "completed_on_time": say(lang, "completed on time"),
        "completed": say(lang, "completed, on time or late"),
        "completed_late": say(lang, "completed late"),
        "in_progress": say(lang, "in progress"),
        "regular": say(lang, "regular, without end date"),
        "not_completed": say(lang, "not completed"),
        "overdue": say(lang, "overdue"),
    }
    known = rows[rows["measure"].isin(STATES)].dropna(subset=["value"])
    known = known.assign(part=known["measure"], label=known["measure"].map(labels), period=known["name"])
    shades = (ink.main, ink.main, ink.caution, ink.neutral, ink.missing, ink.categorical[2], ink.accent)
    colours = dict(zip(STATES, shades, strict=True))
    drawn = _stack(known, list(STATES), "name", texts(lang, pd.to_numeric(known["value"]), 0), colours, dark)
    used = [state for state in STATES if state in set(known["part"])]
    names = column_width(name_lines(known["name"]), 60)
    keys = _keys(known, used, colours, names)
    spec = dress(
        _stack_spec(dark, lang, names), words.alt, height=known["name"].nunique() * 36 + FOOT + legend_height(keys)
    )
    return Figure(
        "tasks",
        spec,
        {"rows": drawn, "keys": keys},
        rows,
        tuple(columns),
        words,
        tuple(sources),
        snapshot,
        lang,
    )


def _stack(
    known: pd.DataFrame, parts: list[str], row: str, shown: list[str], colours: dict[str, str], dark: bool
) -> pd.DataFrame:
    """Start, middle and end of every segment of a row, and beside the row the numbers too wide for their segment."""
    drawn = pd.DataFrame(
        {
            "row": known[row],
            "title": name_lines(known[row]),
            "part": known["part"],
            "label": known["label"],
            "text": shown,
            "value": pd.to_numeric(known["value"]).astype(float),
            "position": [parts.index(part) for part in known["part"]],
        }
    )
    order = {name: index for index, name in enumerate(dict.fromkeys(drawn["row"]))}
    drawn = (
        drawn.assign(order=drawn["row"].map(order))
        .sort_values(["order", "position"], kind="stable")
        .reset_index(drop=True)
    )
    end = drawn.groupby("order")["value"].cumsum().round(10)
    longest = drawn.groupby("order")["value"].sum().max() if len(drawn) else 1
    drawn = drawn.assign(
        start=(end - drawn["value"]).round(10),
        end=end,
        middle=(end - drawn["value"] / 2).round(10),
        wide=drawn["value"] > longest * NARROW,
        first=~drawn.duplicated("order"),
        last=~drawn.duplicated("order", keep="last"),
        colour=drawn["part"].map(colours),
        on=[text_on(colours[part], dark) for part in drawn["part"]],
    )
    beside = _beside(drawn)
    return drawn.assign(beside=[beside.get(order, "") for order in drawn["order"]])


def _beside(drawn: pd.DataFrame) -> dict[Hashable, str]:
    narrow = drawn[~drawn["wide"] & drawn["value"].gt(0)]
    return {
        order: ", ".join(f"{text} {label}" for text, label in zip(part["text"], part["label"], strict=True))
        for order, part in narrow.groupby("order")
    }


def _keys(known: pd.DataFrame, parts: list[str], colours: dict[str, str], names: int) -> pd.DataFrame:
    """The legend, which starts where the names start."""
    labels = known.drop_duplicates("part").set_index("part")["label"]
    return legend([{"label": labels[part], "colour": colours[part]} for part in parts], KEY_WIDTH, names)


@cache
def _stack_spec(dark: bool, lang: str, names: int) -> dict[str, Any]:
    ink = palette(dark)
    base = alt.Chart(named("rows")).encode(
        y=alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0.3, paddingOuter=0.2))
    )
    own = alt.Color("colour:N", scale=None)
    axis = alt.Axis(title=None, labelExpr=axis_label(lang), tickCount=4, domain=False, ticks=False, grid=True)
    key = alt.Chart(named("keys")).encode(
        x=alt.X("at:Q", scale=None, axis=None), y=alt.Y("up:Q", scale=None, axis=None)
    )
    layers = [
        base.mark_bar(stroke=ink.paper, strokeWidth=1.5).encode(
            x=alt.X("start:Q", axis=axis),
            x2="end:Q",
            color=own,
            tooltip=tips(lang, {"row": "Unit", "label": "Series", "text": "Value"}),
        ),
        base.transform_filter(alt.datum.wide)
        .mark_text(baseline="middle", fontWeight=600)
        .encode(x=alt.X("middle:Q"), text="text:N", color=alt.Color("on:N", scale=None)),
        base.transform_filter(alt.datum.last)
        .mark_text(align="left", baseline="middle", dx=8, fontSize=12)
        .encode(x=alt.value("width"), text="beside:N"),
        *name_layers(base.transform_filter(alt.datum.first), "title", -8, "right"),
        key.mark_square(size=110, opacity=1, xOffset=6).encode(color=own),
        key.mark_text(align="left", baseline="middle", dx=18, color=ink.ink).encode(text="label:N"),
    ]
    rule = listed(["rows"], 36, FOOT + 2 * KEY_ROW, fields=("start", "end"), zero=True, around=360)
    return finish(alt.layer(*layers), dark, usermeta=rule)
