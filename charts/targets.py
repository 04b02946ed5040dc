"""Targets: for each indicator the latest value and what is asked by when, on its own scale from zero."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.figure import Column, Figure, SourceLine, Words
from charts.specs import LETTER, dress, finish, listed, named, optional, tips, with_notes
from charts.theme import palette
from charts.trend import SIGNS
from language import number, period, say

NEXT = 3
"""So many labels further right may push one to the left."""
PUSHED = "6 + min(0, " + ", ".join(f"datum.gain{step} * width - datum.wide{step}" for step in range(1, NEXT + 1)) + ")"
"""Where a label ends, px from its mark: at it, or further left where the next label begins before that, at any width."""
ROW = 62
"""Height of one indicator, px: name, scale, and the targets' labels below."""


def targets_figure(
    rows: pd.DataFrame,
    words: Words,
    columns: Sequence[Column],
    sources: Sequence[SourceLine],
    snapshot: str,
    lang: str,
    *,
    dark: bool = False,
) -> Figure:
    """Progress towards targets.

    `rows`, one for each value or target: indicator, label, kind (`value` or `target`), period, value; optional:
    comparator, unit (symbol, with its space), decimals, missed (of a target past its date), reason.
    Each indicator has its own scale, zero to its highest figure. A target to get below (`<=`)
    has no bar: less is better.
    An indicator without a `value` row shows that nothing measures it, with its reason.
    """
    order = {name: index for index, name in enumerate(dict.fromkeys(rows["indicator"]))}
    shown = _shown(rows, order, lang)
    data = {"rows": _lines(rows, shown, order, lang), "targets": _spaced(shown[shown["kind"] == "target"])}
    note = say(lang, "Each row has its own scale, from zero to its highest figure.")
    return Figure(
        "targets",
        dress(_spec(dark, lang), words.alt, height=len(order) * ROW + 8),
        data,
        rows,
        tuple(columns),
        with_notes(words, note),
        tuple(sources),
        snapshot,
        lang,
    )


def _shown(rows: pd.DataFrame, order: dict[str, int], lang: str) -> pd.DataFrame:
    values = pd.to_numeric(rows["value"]).astype(float)
    top = values.groupby(rows["indicator"]).transform("max")
    places = [_places(value, count) for value, count in zip(values, optional(rows, "decimals"), strict=True)]
    parts = zip(optional(rows, "comparator", "="), values, places, optional(rows, "unit", ""), strict=True)
    return pd.DataFrame(
        {
            "indicator": rows["indicator"],
            "order": rows["indicator"].map(order),
            "kind": rows["kind"],
            "share": values / top,
            "value_text": [
                f"{SIGNS.get(str(sign), '')}{number(lang, value, count)}{unit or ''}" if pd.notna(value) else ""
                for sign, value, count, unit in parts
            ],
            "period_text": [period(lang, str(text)) for text in rows["period"]],
            "below": optional(rows, "comparator", "=").isin(["<", "<="]),
            "state": [
                "pending" if pd.isna(missed) else "missed" if missed else "met" for missed in optional(rows, "missed")
            ],
        }
    ).reset_index(drop=True)


def _places(value: float, declared: object) -> int:
    if pd.notna(declared):  # type: ignore[call-overload]
        return int(declared)  # type: ignore[call-overload]
    return 0 if pd.isna(value) or float(value).is_integer() else 1


def _lines(rows: pd.DataFrame, shown: pd.DataFrame, order: dict[str, int], lang: str) -> pd.DataFrame:
    """One row an indicator: name, share of its scale reached, and the value's text or why there is none."""
    labels = rows.drop_duplicates("indicator").set_index("indicator")["label"]
    values = (
        shown[shown["kind"].eq("value") & shown["value_text"].ne("")]
        .drop_duplicates("indicator", keep="last")
        .set_index("indicator")
    )
    below = set(shown.loc[shown["below"], "indicator"])
    reasons = optional(rows, "reason").groupby(rows["indicator"]).first()
    lines = []
    for name, index in order.items():
        known = name in values.index
        reason = reasons.get(name)
        lines.append(
            {
                "order": index,
                "label": labels[name],
                "share": values.loc[name, "share"] if known else None,
                "bar": bool(known and name not in below),
                "right": str(values.loc[name, "value_text"]) + f" ({values.loc[name, 'period_text']!s})"
                if known
                else "",
                "instead": ""
                if known
                else str(reason)
                if pd.notna(reason) and reason
                else say(lang, "not measured yet"),
            }
        )
    return pd.DataFrame(lines, columns=["order", "label", "share", "bar", "right", "instead"]).astype({"share": float})


def _spaced(targets: pd.DataFrame) -> pd.DataFrame:
    """Labels of the targets, each ending at its mark; one too near the next is cut to its date."""
    found = targets.assign(
        text=[": ".join(pair) for pair in zip(targets["period_text"], targets["value_text"], strict=True)]
    ).sort_values(["order", "share"], kind="stable")
    near = found.groupby("order")["share"].diff(-1).abs().lt(0.3)
    found = found.assign(text=found["text"].where(~near, found["period_text"])).reset_index(drop=True)
    return pd.concat([found, _pushes(found)], axis=1)


def _pushes(targets: pd.DataFrame) -> pd.DataFrame:
    """What pushes a label left of its mark: for each of the next labels on its line, how much further right its mark is
    (`gain`, share of the scale) and how wide the labels up to it are (`wide`, px); nothing where there is none.
    """
    told = {}
    for _, line in targets.groupby("order"):
        shares, widths = line["share"].tolist(), [len(text) * LETTER + 8 for text in line["text"]]
        for at, index in enumerate(line.index):
            told[index] = {
                f"{name}{step}": value
                for step in range(1, NEXT + 1)
                for name, value in _push(shares, widths, at, step).items()
            }
    names = [f"{name}{step}" for step in range(1, NEXT + 1) for name in ("gain", "wide")]
    return pd.DataFrame.from_dict(told, orient="index", columns=names, dtype=float).reindex(targets.index)


def _push(shares: list[float], widths: list[float], at: int, step: int) -> dict[str, float]:
    if at + step >= len(shares):
        return {"gain": 0.0, "wide": 0.0}
    return {"gain": shares[at + step] - shares[at], "wide": sum(widths[at + 1 : at + step + 1])}


@cache
def _spec(dark: bool, lang: str) -> dict[str, Any]:
    ink = palette(dark)
    y = alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    x = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    base = alt.Chart(named("rows")).encode(y=y)
    target = alt.Chart(named("targets")).encode(
        x=x, y=y, tooltip=tips(lang, {"period_text": "Period", "value_text": "Value"})
    )
    fill = alt.when(alt.datum.state == "met").then(alt.value(ink.ink)).otherwise(alt.value(ink.paper))
    dash = alt.when(alt.datum.instead != "").then(alt.value([3, 3])).otherwise(alt.value([1, 0]))
    layers = [
        base.mark_bar(height=10, fill=ink.paper, stroke=ink.neutral, strokeWidth=1, cornerRadius=2).encode(
            x=alt.value(0), x2=alt.value("width"), strokeDash=dash
        ),
        base.transform_filter(alt.datum.bar)
        .mark_bar(height=10, color=ink.main, cornerRadius=2)
        .encode(x=x, x2=alt.datum(0)),
        base.transform_filter(~alt.datum.bar).mark_point(filled=True, size=120, opacity=1, color=ink.main).encode(x=x),
        target.mark_point(shape="diamond", size=140, stroke=ink.ink, strokeWidth=1.8, opacity=1).encode(fill=fill),
        target.transform_filter(alt.datum.state == "missed").mark_text(
            text="×", fontSize=17, fontWeight=700, color=ink.accent
        ),
        target.mark_text(
            align="right", baseline="middle", dx=alt.expr(PUSHED), dy=17, fontSize=12, color=ink.muted
        ).encode(text="text:N"),
        base.mark_text(align="left", baseline="middle", dy=-18, fontSize=12.5, limit=alt.expr("width - 96")).encode(
            x=alt.value(0), text="label:N"
        ),
        base.mark_text(align="right", baseline="middle", dy=-18, fontWeight=600).encode(
            x=alt.value("width"), text="right:N"
        ),
        base.mark_text(align="right", baseline="middle", dy=-18, fontStyle="italic", color=ink.muted).encode(
            x=alt.value("width"), text="instead:N"
        ),
    ]
    return finish(alt.layer(*layers), dark, usermeta=listed(["rows", "targets"], ROW, 8, around=340))
