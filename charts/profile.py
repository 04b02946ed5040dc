"""Profile of one entity: a row an indicator, with its value, mean, best and region, and the points not won."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.figure import Column, Figure, SourceLine, Words
from charts.specs import (
    KEY_ROW,
    column_width,
    dress,
    finish,
    legend,
    legend_height,
    listed,
    named,
    optional,
    texts,
    tips,
    why_missing,
)
from charts.theme import palette
from language import number, say

ROW = 44
"""Height of one indicator, px: its name above, its scale below."""
KEY_WIDTH = 330
"""Width of one line of the legend, px."""
MARKS = ("value", "mean", "region", "best")
"""What is marked on the scale of each row."""


def profile_figure(
    rows: pd.DataFrame,
    words: Words,
    columns: Sequence[Column],
    sources: Sequence[SourceLine],
    snapshot: str,
    lang: str,
    *,
    name: str = "",
    region: str = "",
    decimals: int = 2,
    dark: bool = False,
) -> Figure:
    """One entity's indicators, each on its own scale from scale_min to scale_max.

    `rows`: indicator, label, value, scale_min, scale_max; optional: mean, region, best, rank, out_of, reason, decimals.
    A missing value leaves an empty, dashed scale and its reason in place of the rank; a missing mean, region or best
    has no mark.
    """
    drawn = _rows(rows, decimals, lang)
    labels = {
        "value": name or say(lang, "Value"),
        "mean": say(lang, "Mean"),
        "region": region or say(lang, "Region"),
        "best": say(lang, "Best"),
    }
    marks = _marks(rows, labels, decimals, lang)
    used = [{"role": role, "label": labels[role]} for role in MARKS if role in {"value", *marks["role"]}]
    data = {"rows": drawn, "marks": marks, "keys": legend(used, KEY_WIDTH)}
    spec = dress(
        _spec(dark, lang, column_width(drawn["right"], 30, 160)),
        words.alt,
        height=len(rows) * ROW + legend_height(data["keys"]) + 8,
    )
    return Figure("profile", spec, data, rows, tuple(columns), words, tuple(sources), snapshot, lang)


def _share(rows: pd.DataFrame, column: str) -> pd.Series:
    """The column on the row's own scale, 0 to 1."""
    low = pd.to_numeric(rows["scale_min"]).astype(float)
    return (pd.to_numeric(optional(rows, column)).astype(float) - low) / (
        pd.to_numeric(rows["scale_max"]).astype(float) - low
    )


def _rows(rows: pd.DataFrame, decimals: int, lang: str) -> pd.DataFrame:
    places = [int(one) if pd.notna(one) else decimals for one in optional(rows, "decimals")]
    values = [
        number(lang, value, count) if pd.notna(value) else ""
        for value, count in zip(rows["value"], places, strict=True)
    ]
    tops = [
        number(lang, value, 0 if float(value).is_integer() else count)
        for value, count in zip(rows["scale_max"], places, strict=True)
    ]
    ranks = zip(optional(rows, "rank"), optional(rows, "out_of"), strict=True)
    return pd.DataFrame(
        {
            "order": range(len(rows)),
            "label": rows["label"],
            "share": _share(rows, "value"),
            "full": 1.0,
            "right": [f"{value} / {top}" if value else "" for value, top in zip(values, tops, strict=True)],
            "missing": [not value for value in values],
            "place": [
                _place(lang, rank, out_of) if value else why_missing(lang, reason)
                for value, (rank, out_of), reason in zip(values, ranks, optional(rows, "reason", ""), strict=True)
            ],
        }
    ).reset_index(drop=True)


def _place(lang: str, rank: object, out_of: object) -> str:
    if pd.isna(rank):  # type: ignore[call-overload]
        return ""
    if pd.isna(out_of):  # type: ignore[call-overload]
        return say(lang, "place {rank}", rank=int(rank))  # type: ignore[call-overload]
    return say(lang, "place {rank} of {out_of}", rank=int(rank), out_of=int(out_of))  # type: ignore[call-overload]


def _marks(rows: pd.DataFrame, labels: dict[str, str], decimals: int, lang: str) -> pd.DataFrame:
    """The marks on every row's scale; what is missing has none."""
    parts = [
        pd.DataFrame(
            {
                "order": range(len(rows)),
                "role": role,
                "role_text": labels[role],
                "label": rows["label"].to_numpy(),
                "share": _share(rows, role).to_numpy(),
                "shown": texts(lang, pd.to_numeric(optional(rows, role)), decimals),
            }
        )
        for role in MARKS
    ]
    return pd.concat(parts, ignore_index=True).dropna(subset=["share"]).reset_index(drop=True)


@cache
def _spec(dark: bool, lang: str, right: int) -> dict[str, Any]:
    ink = palette(dark)
    y = alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    x = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    base, marks = alt.Chart(named("rows")).encode(y=y), alt.Chart(named("marks")).encode(x=x, y=y)
    key = alt.Chart(named("keys")).encode(
        x=alt.X("at:Q", scale=None, axis=None), y=alt.Y("up:Q", scale=None, axis=None)
    )
    layers = [
        base.mark_bar(height=10, yOffset=9, fill=ink.paper, stroke=ink.neutral, strokeWidth=1, cornerRadius=2).encode(
            x=alt.value(0),
            x2=alt.value("width"),
            strokeDash=alt.when(alt.datum.missing).then(alt.value([3, 3])).otherwise(alt.value([1, 0])),
        ),
        base.mark_bar(height=10, yOffset=9, color=ink.main, opacity=0.35, cornerRadius=2).encode(x=x, x2=alt.datum(0)),
        *_symbols(marks, ink, lang, 9, 0),
        *_symbols(key, ink, "", 0, 6),
        base.mark_text(align="left", baseline="middle", dy=-9, fontSize=12.5, limit=alt.expr("width - 96")).encode(
            x=alt.value(0), text="label:N"
        ),
        base.mark_text(align="right", baseline="middle", dy=-9, fontSize=12, color=ink.muted).encode(
            x=alt.value("width"), text="place:N"
        ),
        base.mark_text(align="left", baseline="middle", dx=10, dy=9, fontWeight=600, fontSize=12.5).encode(
            x=alt.value("width"), text="right:N"
        ),
        key.mark_text(align="left", baseline="middle", dx=18).encode(text="label:N"),
    ]
    return finish(
        alt.layer(*layers), dark, usermeta=listed(["rows", "marks"], ROW, 2 * KEY_ROW + 8, ROW * 0.93, around=320)
    )


def _symbols(base: alt.Chart, ink: Any, lang: str, down: int, side: int) -> list[alt.Chart]:
    """The four marks, told apart by shape as well as colour; with a tooltip where `lang` is given."""
    tip = tips(lang, {"label": "Series", "role_text": "Unit", "shown": "Value"}) if lang else []

    def only(role: str) -> alt.Chart:
        part = base.transform_filter(alt.datum.role == role)
        return part.encode(tooltip=tip) if tip else part

    return [
        only("mean").mark_tick(
            orient="vertical", thickness=3, size=18, opacity=1, color=ink.ink, yOffset=down, xOffset=side
        ),
        only("region").mark_point(
            shape="triangle-up", size=75, filled=True, opacity=1, color=ink.categorical[4], yOffset=down, xOffset=side
        ),
        only("best").mark_point(
            shape="diamond",
            size=90,
            fill=ink.paper,
            stroke=ink.ink,
            strokeWidth=1.6,
            opacity=1,
            yOffset=down,
            xOffset=side,
        ),
        only("value").mark_point(
            shape="circle", size=130, filled=True, opacity=1, color=ink.accent, yOffset=down, xOffset=side
        ),
    ]
