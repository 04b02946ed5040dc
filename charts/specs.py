"""What every figure shares: Altair specifications built once, as dicts over named data; labels; room for text."""

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import altair as alt
import pandas as pd

from charts.figure import Words
from charts.theme import config, letters
from language import number, say

FIT = {"type": "fit", "contains": "padding"}
ROW = 22
"""Height of one row of a list, px."""
SIDES = ("left", "top", "right", "bottom")
"""Padding is given by side: the browser component writes its own bottom into it and fails on a plain number."""
ENTITY = "entity"
"""The field a click on a figure selects, and the name of the selection."""
NAME, TWO_LINES = 24, 32
"""Letters of a name on one line; height of a row of a list in which some name needs two lines, px."""
LETTER = 6.1
"""Width of an average letter at 12 px, px."""


def named(name: str) -> Any:
    """A dataset by name: data are passed apart from the specification."""
    return alt.NamedData(name)


def finish(
    chart: alt.LayerChart | alt.FacetChart | alt.Chart,
    dark: bool,
    lengths: Mapping[str, float] | None = None,
    **top: Any,
) -> dict[str, Any]:
    """The chart as a Vega-Lite dict of the figure's theme, as wide as its container. Build once, keep.

    `lengths`: px that formulas in the chart refer to by name, and that an export may set anew for its own type.
    """
    spec = chart.to_dict(validate=False)
    spec.pop("config", None)
    named_lengths = [{"name": name, "value": value} for name, value in (lengths or {}).items()]
    return {
        **spec,
        "params": [*spec.get("params", []), *named_lengths],
        "width": "container",
        "autosize": FIT,
        "padding": dict.fromkeys(SIDES, 4),
        "config": config(dark),
        **top,
    }


def dress(spec: Mapping[str, Any], alt_text: str, **top: Any) -> dict[str, Any]:
    """The cached specification with what belongs to this view: alternative text, height."""
    return {**spec, "description": alt_text, **top}


def listed(
    datasets: list[str],
    step: float,
    foot: float,
    least: float | None = None,
    ends: bool = False,
    fields: Sequence[str] = (),
    zero: bool = False,
    texts: Mapping[str, tuple[str, float, float]] | None = None,
    around: float = 240,
    sides: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """What an export must know of a list to fit it to a shape.

    `datasets`: those with a column `order`; `step`, `least`: height of a row on screen and at least; `foot`: of axis
    and legend; `ends`: whether to keep top, bottom and chosen rows or the first ones, where not all fit.
    For a list in several columns: `fields`: the values on the axis (from `zero`), which all columns share; `texts`:
    length to the column it must hold, its size of type and what to add; `around`: px a column needs beside these;
    `sides`: formulas of the room left and right of the plot, so that the plots of all columns are equally wide.
    """
    rule = {
        "datasets": datasets,
        "step": step,
        "least": least or step * 0.8,
        "foot": foot,
        "ends": ends,
        "fields": list(fields),
        "zero": zero,
        "texts": {name: list(rule) for name, rule in (texts or {}).items()},
        "around": around,
        "sides": list(sides or ()),
    }
    return {"list": rule}


def on_domain(spec: Mapping[str, Any], low: float, high: float) -> dict[str, Any]:
    """The specification with its measured x axes from `low` to `high`, whatever the data: for a list in columns."""
    return {name: _on_domain(part, low, high) for name, part in spec.items()}


def _on_domain(node: Any, low: float, high: float) -> Any:
    if isinstance(node, list):
        return [_on_domain(item, low, high) for item in node]
    if not isinstance(node, Mapping):
        return node
    found = {name: _on_domain(part, low, high) for name, part in node.items()}
    x = found.get("x")
    if isinstance(x, Mapping) and x.get("type") == "quantitative" and x.get("scale", {}) is not None:
        found["x"] = {**x, "scale": {**x.get("scale", {}), "domain": [low, high]}}
    return found


def with_sides(spec: Mapping[str, Any], left: str, right: str) -> dict[str, Any]:
    """The specification with an unseen line that keeps room left and right of the plot."""
    line = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "opacity": 0},
        "encoding": {
            "x": {"value": {"expr": f"-({left})"}},
            "x2": {"value": {"expr": f"width + {right}"}},
            "y": {"value": 0},
        },
    }
    return {**spec, "layer": [*spec["layer"], line]}


def with_lengths(spec: Mapping[str, Any], lengths: Mapping[str, float]) -> dict[str, Any]:
    """The specification with its named lengths set anew."""
    return {
        **spec,
        "params": [
            {**param, "value": lengths[param["name"]]} if param["name"] in lengths else param
            for param in spec.get("params", [])
        ],
    }


def axis_label(lang: str, decimals: int | None = None) -> str:
    """Vega expression for an axis label with the reader's decimal sign."""
    text = "datum.label" if decimals is None else f"format(datum.value, ',.{decimals}f')"
    if lang != "vi":
        return text
    return f"replace(replace(replace({text}, /,/g, '_'), /[.]/g, ','), /_/g, '.')"


def pick(layer: alt.Chart) -> alt.Chart:
    """The layer with the selection `entity`: a click chooses an entity, on any of its marks."""
    return layer.add_params(alt.selection_point(name=ENTITY, fields=[ENTITY]))


def row_band(base: alt.Chart, left: str, lang: str, fields: Mapping[str, str]) -> alt.Chart:
    """An unseen bar across the whole row, to be drawn last: a finger anywhere on the row chooses its entity.
    `left`: how far it reaches left of the plot, px or a formula.

    A selection hears only the marks of its own layer, so the band has to lie over names, dots and numbers.
    """
    return pick(
        base.mark_bar(opacity=0, cursor="pointer").encode(
            x=alt.value(alt.expr(f"-({left})")), x2=alt.value(alt.expr("width + 44")), tooltip=tips(lang, fields)
        )
    )


def touch(base: alt.Chart, tip: list[alt.Tooltip]) -> alt.Chart:
    """Unseen points larger than those drawn, to be drawn last: what a finger or pointer meets."""
    return pick(base.mark_point(filled=True, size=180, opacity=0, cursor="pointer").encode(tooltip=tip))


def tips(lang: str, fields: Mapping[str, str]) -> list[alt.Tooltip]:
    """Tooltip lines: field to English label, said in the reader's language."""
    return [alt.Tooltip(f"{name}:N", title=say(lang, label)) for name, label in fields.items()]


def name_lines(names: Iterable[object]) -> list[str]:
    """Names as a list writes them: on one line, or on two if longer than 24 letters."""
    return ["\n".join(textwrap.wrap(str(name), NAME, max_lines=2, placeholder="…")) for name in names]


def name_layers(
    base: alt.Chart, field: str, at: Any, align: Literal["left", "right"], **encoding: Any
) -> list[alt.Chart]:
    """The names at `at` (px, or a formula), centred on their row.

    Text of two lines hangs from its first, so it is raised by half a line.
    """
    two = f"indexof(datum.{field}, '\\n') >= 0"
    return [
        base.transform_filter(test)
        .mark_text(align=align, baseline="middle", fontSize=12.5, lineBreak="\n", lineHeight=13, dy=up)
        .encode(x=alt.value(at), text=f"{field}:N", **encoding)
        for test, up in ((f"!({two})", 0), (two, -6.5))
    ]


def row_height(labels: Iterable[str]) -> int:
    """Height of a row of a list, px: more where some name needs two lines."""
    return TWO_LINES if any("\n" in label for label in labels) else ROW


def why_missing(lang: str, reason: object) -> str:
    """The reason given for a missing value, or that there is no figure."""
    return say(lang, "no figure") if reason is None or reason != reason or not str(reason) else str(reason)


def column_width(texts: Iterable[object], least: int = 40, most: int = 200) -> int:
    """Room for a text column in px, in steps of 8 so that few variants of a specification exist."""
    longest = max((len(line) for text in texts for line in str(text).split("\n")), default=0)
    return int(min(most, max(least, math.ceil(longest * LETTER / 8) * 8)))


def texts(lang: str, values: pd.Series, decimals: int) -> list[str]:
    """The values as the reader's language writes them; empty where missing."""
    return [number(lang, value if pd.notna(value) else None, decimals) for value in values]


def optional(rows: pd.DataFrame, name: str, empty: object = None) -> pd.Series:
    """The column, or a column of `empty` where the table has none."""
    return rows[name] if name in rows else pd.Series([empty] * len(rows), index=rows.index, dtype=object)


def chosen_first(chosen: Iterable[str], present: Iterable[str]) -> tuple[str, ...]:
    """The chosen entities that the table holds, each once, in the reader's order."""
    held = set(present)
    return tuple(dict.fromkeys(entity for entity in chosen if entity in held))


def lettered(ends: pd.DataFrame, dark: bool) -> pd.DataFrame:
    """Labels in the colour of their marks, dark enough to read."""
    return ends.assign(colour=[letters(colour, dark) for colour in ends["colour"]])


KEY_ROW = 18
"""Height of one line of a legend, px."""


def legend(entries: Sequence[Mapping[str, object]], width: float, start: float = 0) -> pd.DataFrame:
    """A legend above the plot: the entries (each with a `label`) in lines of at most `width` px.

    Adds at and up (px from the plot's top left corner, `start` px further left) and line.
    """
    placed: list[dict[str, object]] = []
    line, at = 0, 0.0
    for entry in entries:
        room = len(str(entry["label"])) * LETTER + 34
        if at and at + room > width:
            line, at = line + 1, 0.0
        placed.append({**entry, "at": at - start, "line": line})
        at += room
    return pd.DataFrame([{**entry, "up": (int(str(entry["line"])) - line - 0.5) * KEY_ROW} for entry in placed])


def legend_height(keys: pd.DataFrame) -> int:
    """Height of the legend, px."""
    return int((keys["line"].max() + 1) * KEY_ROW) if len(keys) else 0


def spread(values: Iterable[float], gap: float) -> list[float]:
    """Label positions at least `gap` apart, in the order of the values and as near them as that allows."""
    known = list(values)
    order = sorted(range(len(known)), key=lambda index: known[index])
    placed = [known[index] for index in order]
    for _ in range(60):
        for low in range(len(placed) - 1):
            overlap = gap - (placed[low + 1] - placed[low])
            if overlap > gap * 1e-6:
                placed[low] -= overlap / 2
                placed[low + 1] += overlap / 2
    return [placed[order.index(index)] for index in range(len(known))]


def wrapped(text: str, letters: int = 18) -> str:
    """The text in lines of about `letters` letters."""
    return "\n".join(textwrap.wrap(text, letters, break_long_words=False)) or text


def with_notes(words: Words, *notes: str) -> Words:
    """The words with the notes that this drawing needs, each once."""
    return replace(words, notes=tuple(dict.fromkeys((*words.notes, *(note for note in notes if note)))))
