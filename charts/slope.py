"""Slope: two editions, one line an entity; the chosen ones coloured and labelled at both ends, the others grey."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.figure import Column, Figure, SourceLine, Words
from charts.specs import chosen_first, dress, finish, lettered, named, spread, texts, tips, touch
from charts.theme import palette

HEIGHT = 420
"""Height of the plot on screen, px."""
LOWEST = 250
"""Height of the plot in the lowest picture, in which labels must still stand apart, px."""


def slope_figure(
    rows: pd.DataFrame,
    words: Words,
    columns: Sequence[Column],
    sources: Sequence[SourceLine],
    snapshot: str,
    lang: str,
    *,
    chosen: Collection[str] = (),
    labels: tuple[str, str] = ("", ""),
    decimals: int = 2,
    ranks: bool = False,
    dark: bool = False,
) -> Figure:
    """Change between two comparable editions.

    `rows`: entity, name, before, after (values, or places with `ranks=True`, then 1 is at the top).
    `labels`: names of the two editions. An entity lacking one of the two is in the table, not in the picture.
    """
    ink = palette(dark)
    held = chosen_first(chosen, rows["entity"])
    lines = _lines(rows.dropna(subset=["before", "after"]), held, 0 if ranks else decimals, lang, ink)
    data = {
        "rows": lines,
        "ends": lettered(_ends(lines), dark),
        "editions": pd.DataFrame({"x": [0.0, 1.0], "label": list(labels)}),
    }
    return Figure(
        "slope",
        dress(_spec(dark, lang, ranks), words.alt, height=HEIGHT),
        data,
        rows,
        tuple(columns),
        words,
        tuple(sources),
        snapshot,
        lang,
    )


def _lines(rows: pd.DataFrame, chosen: tuple[str, ...], decimals: int, lang: str, ink: Any) -> pd.DataFrame:
    order = [ink.accent, *(colour for colour in ink.categorical if colour != ink.accent)]
    colours = {entity: order[index % len(order)] for index, entity in enumerate(chosen)}
    one = pd.DataFrame(
        {
            "entity": rows["entity"],
            "name": rows["name"],
            "chosen": rows["entity"].isin(chosen),
            "colour": [colours.get(entity, ink.neutral) for entity in rows["entity"]],
        }
    )
    both = [
        one.assign(x=float(x), value=pd.to_numeric(rows[column]).astype(float))
        for x, column in enumerate(("before", "after"))
    ]
    lines = pd.concat(both, ignore_index=True)
    return lines.assign(shown=texts(lang, lines["value"], decimals))


def _ends(lines: pd.DataFrame) -> pd.DataFrame:
    """Labels at both ends of the chosen lines, moved apart on each side."""
    held = lines[lines["chosen"]].reset_index(drop=True)
    gap = ((lines["value"].max() - lines["value"].min()) or 1.0) * 16 / LOWEST if len(lines) else 1.0
    sides = [part.assign(label_at=spread(part["value"], gap)) for _, part in held.groupby("x")]
    ends = pd.concat(sides) if sides else held.assign(label_at=[])
    return ends.assign(
        text=[
            f"{name}  {value}" if not x else f"{value}  {name}"
            for x, name, value in zip(ends["x"], ends["name"], ends["shown"], strict=True)
        ]
    )


@cache
def _spec(dark: bool, lang: str, ranks: bool) -> dict[str, Any]:
    ink = palette(dark)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1]))
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(reverse=ranks, zero=False, nice=False, padding=12))
    base = alt.Chart(named("rows")).encode(x=x, y=y, detail="entity:N")
    own = alt.Color("colour:N", scale=None)
    held = base.transform_filter(alt.datum.chosen).encode(color=own)
    ends = alt.Chart(named("ends")).encode(x=x, y=alt.Y("label_at:Q", axis=None), text="text:N", color=own)
    head = alt.Chart(named("editions")).encode(x=x, y=alt.value(0), text="label:N")
    layers = [
        base.mark_line(strokeWidth=1.2, opacity=0.4, color=ink.neutral),
        base.mark_point(filled=True, size=36, opacity=0.55, color=ink.neutral),
        held.mark_line(strokeWidth=3),
        held.mark_point(filled=True, size=80, opacity=1),
        ends.transform_filter(alt.datum.x == 0).mark_text(align="right", baseline="middle", dx=-10, fontWeight=600),
        ends.transform_filter(alt.datum.x == 1).mark_text(align="left", baseline="middle", dx=10, fontWeight=600),
        head.transform_filter(alt.datum.x == 0).mark_text(
            align="left", baseline="bottom", dx=-6, dy=-6, color=ink.muted
        ),
        head.transform_filter(alt.datum.x == 1).mark_text(
            align="right", baseline="bottom", dx=6, dy=-6, color=ink.muted
        ),
        touch(base, tips(lang, {"name": "Unit", "shown": "Value"})),
    ]
    return finish(alt.layer(*layers), dark)
