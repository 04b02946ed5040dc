"""Trend: series over time with their vintages, breaks, provisional points, targets and other producers' estimates.

Series of different producers are never joined, a line never crosses a break or a missing year, and an average over
several years is not a point.
"""

import re
from collections.abc import Collection, Hashable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.figure import Column, Figure, SourceLine, Words
from charts.specs import (
    LETTER,
    axis_label,
    dress,
    finish,
    lettered,
    named,
    optional,
    spread,
    texts,
    with_notes,
    wrapped,
)
from charts.theme import palette
from language import date, number, period, say

HEIGHT = 320
"""Height of the plot on screen, px."""
NARROW = 300
"""Width of the narrowest screen's plot and labels, px."""
MARK = 9
"""Half the height of a target's mark, px."""
LINE = 14
"""Height of one line of a label, px."""
WHOLE_YEARS = "sequence(ceil(domain('x')[0]), floor(domain('x')[1]) + 1)"
"""Years on the axis: Vega's own choice may fall between two years, both written with the same number."""
SIGNS = {"=": "", ">": "> ", ">=": "≥ ", "<": "< ", "<=": "≤ ", "~": "≈ "}
"""How a comparator is written before a number."""
SOFT = frozenset({"preliminary", "provisional", "estimate", "forecast", "plan"})
"""Statuses drawn hollow: not yet a final figure."""
STEPS = {"year": 1.01, "half": 0.51, "quarter": 0.26, "month": 0.09}
"""Longest step on the axis of years between two neighbouring periods of one length."""
_PART = re.compile(r"([0-9]{4})(?:-(?:H([12])|Q([1-4])|([0-9]{2})(?:-[0-9]{2})?))?\Z")


def trend_figure(
    rows: pd.DataFrame,
    words: Words,
    columns: Sequence[Column],
    sources: Sequence[SourceLine],
    snapshot: str,
    lang: str,
    *,
    targets: pd.DataFrame | None = None,
    estimates: Collection[str] = (),
    chosen: str = "",
    decimals: int = 1,
    unit: str = "",
    ranks: bool = False,
    dark: bool = False,
) -> Figure:
    """Values over time.

    `rows`: series, label, period, value; optional: comparator, status, published_on (vintage), segment (changes at a
    break in method or territory). Rows without a value, averages over several years and spans are in the table only.
    `targets`: period (when due), value, comparator; optional: label, missed (True, False, or missing while pending).
    `ranks`: values are places, the best at the top.
    `estimates`: series by another producer, drawn dashed and square, apart. `chosen`: the series in the accent colour.
    """
    ink = palette(dark)
    points = _points(rows, frozenset(estimates), chosen, decimals, unit, lang, ink)
    goals = _goals(targets, decimals, unit, lang)
    zero = not ranks and _from_zero([*points["value"], *goals["value"]])
    latest = points[points["latest"]].reset_index(drop=True)
    data = {
        "points": points,
        "ends": lettered(_ends(latest, goals, zero), dark),
        "targets": goals,
        "breaks": _breaks(latest, lang),
    }
    spec = dress(_spec(dark, lang, zero, unit, ranks), words.alt, height=HEIGHT)
    return Figure(
        "trend",
        spec,
        data,
        rows,
        tuple(columns),
        with_notes(words, *_notes(points, data, zero or ranks, lang)),
        tuple(sources),
        snapshot,
        lang,
    )


def for_height(figure: Figure, height: float) -> Figure:
    """The trend with the labels of its series set apart for a picture of that height, px."""
    points, goals = figure.datasets["points"], figure.datasets["targets"]
    ends = figure.datasets["ends"].drop(columns=["label_at", "room"])
    zero = bool((figure.spec.get("usermeta") or {}).get("zero", True))
    placed = _labelled(ends, points[points["latest"]], goals, zero, height)
    return replace(figure, datasets={**figure.datasets, "ends": placed})


def position(text: str) -> float | None:
    """A period on the axis of years: `2024` at 2024, `2024-H1` a quarter before; None for spans and the rest."""
    part = _PART.match(text or "")
    if part is None:
        return None
    year, half, quarter, month = part.groups()
    inside = (
        (int(half) - 1.5) / 2
        if half
        else (int(quarter) - 2.5) / 4
        if quarter
        else (int(month) - 6.5) / 12
        if month
        else 0
    )
    return int(year) + inside


def length(text: str) -> str:
    """Length of a period: year, half, quarter or month; figures of different lengths are not joined by a line."""
    part = _PART.match(text or "")
    if part is None or not any(part.groups()[1:]):
        return "year"
    return "half" if part[2] else "quarter" if part[3] else "month"


def _points(
    rows: pd.DataFrame, estimates: frozenset[str], chosen: str, decimals: int, unit: str, lang: str, ink: Any
) -> pd.DataFrame:
    status, published = (
        optional(rows, "status", "").fillna(""),
        optional(rows, "published_on", "").fillna("").astype(str),
    )
    values = pd.to_numeric(rows["value"]).astype(float)
    drawn = pd.DataFrame(
        {
            "series": rows["series"],
            "label": rows["label"],
            "x": [position(str(text)) for text in rows["period"]],
            "value": values,
            "length": [length(str(text)) for text in rows["period"]],
            "period_text": [period(lang, str(text)) for text in rows["period"]],
            "value_text": [
                _with_sign(sign, text, unit)
                for sign, text in zip(optional(rows, "comparator", "="), texts(lang, values, decimals), strict=True)
            ],
            "published": published,
            "published_text": [date(lang, day) for day in published],
            "soft": status.isin(SOFT),
            "given": optional(rows, "segment", "").fillna("").astype(str),
            "estimate": rows["series"].isin(estimates),
        }
    )[status.ne("period_average")].dropna(subset=["x", "value"])
    drawn = drawn.sort_values(["series", "x", "published"], kind="stable").reset_index(drop=True)
    drawn["latest"] = ~drawn.duplicated(["series", "x"], keep="last")
    colours = _colours(list(dict.fromkeys(rows["series"])), chosen, ink)
    drawn["colour"] = [colours[series] for series in drawn["series"]]
    return drawn.assign(segment=_segments(drawn))


def _with_sign(sign: object, text: str, unit: str) -> str:
    shown = SIGNS.get(str(sign), "")
    return f"{shown}{text}{unit}" if text else ""


def _colours(series: list[str], chosen: str, ink: Any) -> dict[str, str]:
    others = [colour for colour in ink.categorical if colour != ink.accent]
    rest = [name for name in series if name != chosen]
    colours = {name: others[index % len(others)] for index, name in enumerate(rest)}
    return {**colours, **({chosen: ink.accent} if chosen else {})}


def _segments(drawn: pd.DataFrame) -> list[str]:
    """A line's piece: cut where the given segment changes or a period is missing; latest values of one length only."""
    latest = drawn[drawn["latest"]]
    names: dict[Hashable, str] = {}
    for (series, kind), part in latest.groupby(["series", "length"]):
        cuts = part["given"].ne(part["given"].shift()) | part["x"].diff().gt(STEPS[str(kind)])
        names.update({index: f"{series}/{kind}/{piece}" for index, piece in cuts.cumsum().items()})
    return [names.get(index, "") for index in drawn.index]


def _goals(targets: pd.DataFrame | None, decimals: int, unit: str, lang: str) -> pd.DataFrame:
    if targets is None or targets.empty:
        return pd.DataFrame({"x": [], "value": [], "text": [], "short": [], "state": []}).astype(
            {"x": float, "value": float}
        )
    values = pd.to_numeric(targets["value"]).astype(float)
    states = [_state(missed) for missed in optional(targets, "missed")]
    named_texts, shorts = [], []
    for sign, value, state, due in zip(targets["comparator"], values, states, targets["period"], strict=True):
        goal = _with_sign(sign, number(lang, value, min(decimals, printed(value))), unit)
        text = say(lang, "Target {due}: {value}", due=period(lang, str(due)), value=goal)
        shorts.append(goal + (" ✗" if state == "missed" else ""))
        named_texts.append(text + (f" ({say(lang, 'not reached')})" if state == "missed" else ""))
    found = pd.DataFrame(
        {
            "x": [position(str(due)) for due in targets["period"]],
            "value": values,
            "text": named_texts,
            "short": shorts,
            "state": states,
        }
    )
    return found.dropna(subset=["x", "value"]).reset_index(drop=True)


def printed(value: float) -> int:
    """Decimals in the shortest text of a number: a goal of 14.5 is not drawn as 14.50."""
    text = repr(float(value))
    return 0 if text.endswith(".0") else len(text.split(".")[1])


def _state(missed: object) -> str:
    if pd.isna(missed):  # type: ignore[call-overload]
        return "pending"
    return "missed" if missed else "met"


def _from_zero(values: list[float]) -> bool:
    """Start at zero where that costs little: the lowest value is under half of the highest (or negative)."""
    return not values or min(values) < max(values) / 2


def _ends(latest: pd.DataFrame, goals: pd.DataFrame, zero: bool) -> pd.DataFrame:
    """The last point of each series with its label, moved apart where labels would cover each other."""
    ends = latest.loc[latest.groupby("series")["x"].idxmax()].copy() if len(latest) else latest
    ends = ends.assign(
        text=[
            f"{wrapped(label)}\n{value}".strip() for label, value in zip(ends["label"], ends["value_text"], strict=True)
        ]
    )
    return _labelled(ends, latest, goals, zero, HEIGHT)


def _labelled(ends: pd.DataFrame, latest: pd.DataFrame, goals: pd.DataFrame, zero: bool, height: float) -> pd.DataFrame:
    """The ends with the place of each label, clear of each other and of the targets right of them."""
    per_px = _span([*latest["value"], *goals["value"]], zero) / (height - 60)
    lines = [text.count("\n") + 1 for text in ends["text"]]
    gap = per_px * (max(lines, default=1) * LINE + 4)
    middles = _clear_of(ends, goals, spread(ends["value"], gap), lines, per_px)
    tops = [at + per_px * LINE * (count - 1) / 2 for at, count in zip(middles, lines, strict=True)]
    return ends.assign(
        label_at=pd.Series(tops, index=ends.index, dtype=float), room=_room(ends, [*latest["x"], *goals["x"]])
    )


def _clear_of(
    ends: pd.DataFrame, goals: pd.DataFrame, middles: list[float], lines: list[int], per_px: float
) -> list[float]:
    """Labels that would cover a target's mark or number stand above or below them instead, whichever is nearer."""
    every = [*ends["x"], *goals["x"]]
    reach = (max(every) - min(every)) / 3 if every else 0
    placed = []
    for x, middle, count in zip(ends["x"], middles, lines, strict=True):
        half = count * LINE / 2 * per_px
        for goal_x, goal in sorted(zip(goals["x"], goals["value"], strict=True), key=lambda pair: pair[1]):
            low, high = goal - MARK * per_px - half, goal + (MARK + LINE + 4) * per_px + half
            if x < goal_x < x + reach and low < middle < high:
                middle = low if middle - low < high - middle else high
        placed.append(middle)
    return placed


def _room(ends: pd.DataFrame, every: list[float]) -> list[float]:
    """Px that each label needs right of the plot on the narrowest screen; the renderer reserves room only once, before
    it has narrowed the plot, so a label that starts inside the plot has to ask for what it will lack then."""
    length_ = (max(every) - min(every) if every else 0) or 1.0
    free = [(max(every) - x) / length_ for x in ends["x"]]
    widths = [max(len(line) for line in text.split("\n")) * LETTER + 12 for text in ends["text"]]
    return [
        max(0.0, (width - NARROW * part) / (1 - part)) if part < 1 else 0.0
        for width, part in zip(widths, free, strict=True)
    ]


def _span(values: list[float], zero: bool) -> float:
    """Length of the value axis, in its unit."""
    return (max(values) - (0 if zero else min(values)) if values else 0) or 1.0


def _breaks(latest: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Where a series changes its given segment: halfway between the two points."""
    found = []
    for _, part in latest.groupby("series"):
        cut = part["given"].ne(part["given"].shift()) & part["given"].shift().notna()
        found += [
            (float(here + before) / 2) for here, before in zip(part["x"][cut], part["x"].shift()[cut], strict=True)
        ]
    return pd.DataFrame({"x": sorted(set(found)), "text": say(lang, "break in series")}).astype({"x": float})


def _notes(points: pd.DataFrame, data: dict[str, pd.DataFrame], zero: bool, lang: str) -> list[str]:
    latest = points["latest"]
    return [
        say(lang, "Hollow marks: preliminary figures or estimates.") if points["soft"].any() else "",
        say(lang, "Small light marks: figures published earlier for the same period.") if (~latest).any() else "",
        say(lang, "Squares and a dashed line: another producer's estimate, not comparable.")
        if points["estimate"].any()
        else "",
        say(lang, "Diamonds: targets, at the year they are due; crossed: not reached.") if len(data["targets"]) else "",
        say(lang, "Dashed vertical line: break in series; do not compare across it.") if len(data["breaks"]) else "",
        "" if zero else say(lang, "The value axis does not start at zero."),
    ]


@cache
def _spec(dark: bool, lang: str, zero: bool, unit: str, ranks: bool) -> dict[str, Any]:
    ink = palette(dark)
    x = alt.X(
        "x:Q",
        scale=alt.Scale(zero=False, nice=False, padding=14),
        axis=alt.Axis(
            title=None, format="d", tickMinStep=1, values=alt.ExprRef(WHOLE_YEARS), labelOverlap="greedy", grid=False
        ),
    )
    title = unit.strip() or None
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(zero=zero, nice=True, padding=0 if zero else 8, reverse=ranks),
        axis=alt.Axis(
            title=title,
            titleAngle=0,
            titleAlign="left",
            titleAnchor="end",
            titleX=-28,
            titleY=-10,
            tickCount=5,
            labelExpr=axis_label(lang),
            grid=True,
        ),
    )
    points = alt.Chart(named("points")).encode(x=x, y=y, color=alt.Color("colour:N", scale=None))
    latest = points.transform_filter(alt.datum.latest)
    tip = [
        alt.Tooltip(name, title=say(lang, label))
        for name, label in (
            ("label:N", "Series"),
            ("period_text:N", "Period"),
            ("value_text:N", "Value"),
            ("published_text:N", "Published"),
        )
    ]
    ends = alt.Chart(named("ends"))
    layers = [
        *_break_layers(x, ink),
        points.transform_filter(~alt.datum.latest)
        .mark_line(strokeWidth=1, opacity=0.3)
        .encode(detail=["series:N", "length:N", "published:N"]),
        points.transform_filter(~alt.datum.latest).mark_point(filled=True, size=22, opacity=0.45).encode(tooltip=tip),
        _line(latest.transform_filter(~alt.datum.estimate), []),
        _line(latest.transform_filter(alt.datum.estimate), [5, 4]),
        *_marks(latest.transform_filter(~alt.datum.estimate), "circle", ink, tip),
        *_marks(latest.transform_filter(alt.datum.estimate), "square", ink, tip),
        *_target_layers(x, y, ink),
        ends.mark_text(align="left", baseline="middle", dx=10, lineBreak="\n", lineHeight=LINE, fontWeight=600).encode(
            x=x, y=alt.Y("label_at:Q"), text="text:N", color=alt.Color("colour:N", scale=None)
        ),
        ends.mark_point(opacity=0, size=1).encode(x=alt.value(alt.expr("width + datum.room")), y=alt.value(0)),
    ]
    return finish(alt.layer(*layers), dark, usermeta={"zero": zero})


def _line(points: alt.Chart, dash: list[int]) -> alt.Chart:
    return points.mark_line(strokeWidth=2.2, strokeDash=dash or alt.Undefined).encode(detail="segment:N")


def _marks(points: alt.Chart, shape: str, ink: Any, tip: list[alt.Tooltip]) -> list[alt.Chart]:
    size = alt.when(alt.datum.length == "year").then(alt.value(62)).otherwise(alt.value(26))
    hollow = points.transform_filter(alt.datum.soft).mark_point(shape=shape, fill=ink.paper, strokeWidth=2, opacity=1)
    solid = points.transform_filter(~alt.datum.soft).mark_point(shape=shape, filled=True, opacity=1)
    return [
        hollow.encode(tooltip=tip, size=size, stroke=alt.Stroke("colour:N", scale=None), color=alt.Undefined),
        solid.encode(tooltip=tip, size=size),
    ]


def _break_layers(x: alt.X, ink: Any) -> list[alt.Chart]:
    base = alt.Chart(named("breaks")).encode(x=x)
    return [
        base.mark_rule(strokeDash=[2, 3], stroke=ink.caution),
        base.mark_text(align="center", baseline="bottom", dy=-2, fontSize=12, color=ink.categorical_text[3]).encode(
            y=alt.value(0), text="text:N"
        ),
    ]


def _target_layers(x: alt.X, y: alt.Y, ink: Any) -> list[alt.Chart]:
    base = alt.Chart(named("targets")).encode(x=x, y=y)
    mark = base.mark_point(shape="diamond", size=130, strokeWidth=1.8, opacity=1, stroke=ink.ink).encode(
        fill=alt.when(alt.datum.state == "met").then(alt.value(ink.ink)).otherwise(alt.value(ink.paper))
    )
    cross = base.transform_filter(alt.datum.state == "missed").mark_text(
        text="×", fontSize=17, fontWeight=700, color=ink.accent
    )
    label = base.mark_text(align="right", baseline="bottom", dx=2, dy=-9, fontSize=12, color=ink.ink).encode(
        text="short:N"
    )
    return [mark, cross, label]
