"""Bump chart: places over editions, all in grey, the chosen ones coloured and labelled, cut at breaks."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.figure import Column, Figure, SourceLine, Words
from charts.specs import chosen_first, dress, finish, lettered, named, optional, spread, tips, touch, with_notes
from charts.theme import palette
from language import say

HEIGHT = 420
"""Height of the plot on screen, px."""


def bump_figure(
    rows: pd.DataFrame,
    words: Words,
    columns: Sequence[Column],
    sources: Sequence[SourceLine],
    snapshot: str,
    lang: str,
    *,
    chosen: Collection[str] = (),
    dark: bool = False,
) -> Figure:
    """Places over editions in the order the rows give them.

    `rows`: entity, name, edition (label), rank; optional: segment (changes at a method break or a change of
    boundary; lines are cut there, and wherever an edition lacks the entity), break_label. Without a place: no point.
    """
    ink = palette(dark)
    labels = list(dict.fromkeys(rows["edition"]))
    drawn = _drawn(rows, labels, chosen_first(chosen, rows["entity"]), ink)
    cuts = _breaks(drawn, lang)
    data = {
        "rows": drawn,
        "ends": lettered(_ends(drawn), dark),
        "breaks": cuts,
        "editions": pd.DataFrame({"x": range(len(labels)), "label": labels}),
    }
    note = say(lang, "Lines are cut where editions cannot be compared.") if len(cuts) else ""
    return Figure(
        "bump",
        dress(_spec(dark, lang), words.alt, height=HEIGHT),
        data,
        rows,
        tuple(columns),
        with_notes(words, note),
        tuple(sources),
        snapshot,
        lang,
    )


def _drawn(rows: pd.DataFrame, labels: list[str], chosen: tuple[str, ...], ink: Any) -> pd.DataFrame:
    order = [ink.accent, *(colour for colour in ink.categorical if colour != ink.accent)]
    colours = {entity: order[index % len(order)] for index, entity in enumerate(chosen)}
    drawn = (
        pd.DataFrame(
            {
                "entity": rows["entity"],
                "name": rows["name"],
                "x": [labels.index(label) for label in rows["edition"]],
                "edition": rows["edition"],
                "rank": pd.to_numeric(rows["rank"]),
                "given": optional(rows, "segment", "").fillna("").astype(str),
                "chosen": rows["entity"].isin(chosen),
                "colour": [colours.get(entity, ink.neutral) for entity in rows["entity"]],
            }
        )
        .dropna(subset=["rank"])
        .sort_values(["entity", "x"], kind="stable")
        .reset_index(drop=True)
    )
    before = drawn.groupby("entity")
    cuts = drawn["given"].ne(before["given"].shift()) | before["x"].diff().gt(1)
    return drawn.assign(segment=drawn["entity"] + "/" + cuts.groupby(drawn["entity"]).cumsum().astype(str))


def _ends(drawn: pd.DataFrame) -> pd.DataFrame:
    """Last point of each chosen entity, labels moved apart (one takes the room of n/18 places in the lowest)."""
    held = drawn[drawn["chosen"]]
    ends = held.loc[held.groupby("entity")["x"].idxmax()].copy()
    gap = max(1.0, drawn["rank"].max() / 18) if len(drawn) else 1.0
    label = ends["rank"].astype(int).astype(str) + "  " + ends["name"] if len(ends) else ends["name"]
    return ends.assign(text=label, label_at=pd.Series(spread(ends["rank"], gap), index=ends.index, dtype=float))


def _breaks(drawn: pd.DataFrame, lang: str) -> pd.DataFrame:
    given = drawn.drop_duplicates("x").sort_values("x")
    cut = given["given"].ne(given["given"].shift()) & given["given"].shift().notna()
    return (
        pd.DataFrame({"x": given["x"][cut] - 0.5, "text": say(lang, "not comparable")})
        .astype({"x": float})
        .reset_index(drop=True)
    )


@cache
def _spec(dark: bool, lang: str) -> dict[str, Any]:
    ink = palette(dark)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(nice=False, zero=False, padding=14))
    y = alt.Y(
        "rank:Q",
        scale=alt.Scale(reverse=True, zero=False, nice=False, padding=10),
        axis=alt.Axis(
            title=say(lang, "Place"),
            titleAngle=0,
            titleAlign="left",
            titleAnchor="end",
            titleX=-28,
            titleY=alt.expr("width < 560 ? -24 : -10"),
            values=[1, *range(5, 70, 5)],
            labelOverlap="greedy",
            format="d",
            grid=False,
        ),
    )
    base = alt.Chart(named("rows")).encode(x=x, y=y, detail="segment:N")
    own = alt.Color("colour:N", scale=None)
    held = base.transform_filter(alt.datum.chosen).encode(color=own)
    tip = tips(lang, {"name": "Unit", "edition": "Edition", "rank": "Place"})
    cut = alt.Chart(named("breaks")).encode(x=x)
    layers = [
        base.mark_line(strokeWidth=1.2, opacity=0.4, color=ink.neutral),
        base.mark_point(filled=True, size=36, opacity=0.55, color=ink.neutral),
        cut.mark_rule(strokeDash=[2, 3], stroke=ink.caution),
        cut.mark_text(baseline="bottom", dy=-3, fontSize=12, color=ink.categorical_text[3]).encode(
            y=alt.value(0), text="text:N"
        ),
        held.mark_line(strokeWidth=3),
        held.mark_point(filled=True, size=80, opacity=1),
        alt.Chart(named("ends"))
        .mark_text(align="left", baseline="middle", dx=10, fontWeight=600, fontSize=12.5)
        .encode(x=x, y=alt.Y("label_at:Q"), text="text:N", color=own),
        alt.Chart(named("editions"))
        .mark_text(baseline="top", dy=8, color=ink.muted)
        .encode(x=x, y=alt.value("height"), text="label:N"),
        touch(base, tip),
    ]
    return finish(alt.layer(*layers), dark)
