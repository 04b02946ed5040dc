"""Ranking: one row an entity, a dot for the value, place, movement, mean; a missing value is a reason, never zero."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts.figure import Column, Figure, SourceLine, Words
from charts.specs import (
    ROW,
    axis_label,
    column_width,
    dress,
    finish,
    listed,
    name_layers,
    name_lines,
    named,
    optional,
    row_band,
    row_height,
    texts,
    why_missing,
    with_notes,
)
from charts.theme import palette
from language import number, say

NAMES = 112
"""Least room for names, px: the same for all editions of the provinces, so that a change of edition is new data only."""
MOVES = 60
"""How far right of the plot the movements begin, px: after the values."""
FOOT = 44
"""Height of the axis below the rows and of the mean's label above them, px."""


def ranking_figure(
    rows: pd.DataFrame,
    words: Words,
    columns: Sequence[Column],
    sources: Sequence[SourceLine],
    snapshot: str,
    lang: str,
    *,
    chosen: Collection[str] = (),
    mean: float | None = None,
    mean_label: str = "",
    decimals: int = 2,
    unit: str = "",
    axis_title: str = "",
    dark: bool = False,
) -> Figure:
    """The entities of one edition in the order given.

    `rows`: entity, name, rank (place or missing), value (or missing); optional: movement (places gained since the
    last comparable edition, missing where not comparable), reason (why a value is missing), low, high (interval).
    A row with a rank and no value is drawn hollow at the axis; one with neither shows its reason and no mark.
    """
    drawn = _drawn(rows, set(chosen), decimals, unit, lang)
    step = row_height(drawn["label"])
    spec = _spec(
        dark,
        lang,
        column_width(drawn["label"], NAMES),
        step,
        drawn["movement_text"].ne("").any(),
        bool(drawn["low"].notna().any()),
        mean is not None,
        axis_title,
    )
    label = f"{mean_label or say(lang, 'Mean')} {number(lang, mean, decimals)}{unit}"
    means = pd.DataFrame({"value": [mean], "label": [label]}).astype({"value": float})
    return Figure(
        "ranking",
        dress(spec, words.alt, height=len(drawn) * step + FOOT),
        {"rows": drawn, "mean": means},
        rows,
        tuple(columns),
        with_notes(words, *_notes(drawn, " ".join(words.notes), lang)),
        tuple(sources),
        snapshot,
        lang,
    )


def _notes(drawn: pd.DataFrame, told: str, lang: str) -> list[str]:
    """What the marks that occur mean, where the figure's own notes do not tell already."""
    return [
        say(lang, "= before a place: several share it.")
        if any(place.startswith("=") for place in drawn["place"]) and "= " not in told
        else "",
        say(lang, "▲ ▼: places gained or lost since the edition before.")
        if drawn["movement_text"].ne("").any() and "▲" not in told
        else "",
        say(lang, "Thin bars beside the dots: interval.") if drawn["low"].notna().any() else "",
    ]


def _drawn(rows: pd.DataFrame, chosen: set[str], decimals: int, unit: str, lang: str) -> pd.DataFrame:
    ranks = pd.to_numeric(rows["rank"])
    values = pd.to_numeric(rows["value"]).astype(float)
    return pd.DataFrame(
        {
            "entity": rows["entity"],
            "name": rows["name"],
            "label": name_lines(rows["name"]),
            "order": range(len(rows)),
            "place": [_place(rank, int((ranks == rank).sum())) for rank in ranks],
            "value": values,
            "value_text": [f"{text}{unit}" if text else "" for text in texts(lang, values, decimals)],
            "instead": [_instead(lang, *row) for row in zip(values, ranks, optional(rows, "reason", ""), strict=True)],
            "mark": [
                "value" if pd.notna(v) else "rank" if pd.notna(r) else "none"
                for v, r in zip(values, ranks, strict=True)
            ],
            "chosen": [entity in chosen for entity in rows["entity"]],
            "movement_text": [_movement(move) for move in optional(rows, "movement")],
            "moved": [_direction(move) for move in optional(rows, "movement")],
            "low": pd.to_numeric(optional(rows, "low")).astype(float),
            "high": pd.to_numeric(optional(rows, "high")).astype(float),
        }
    ).reset_index(drop=True)


def _place(rank: float, shared: int) -> str:
    if pd.isna(rank):
        return "–"
    return f"{'=' if shared > 1 else ''}{int(rank)}"


def _instead(lang: str, value: float, rank: float, reason: object) -> str:
    """What stands in the row where a value would: nothing, `rank only` or the reason why it is missing."""
    if pd.notna(value):
        return ""
    if pd.notna(rank):
        return say(lang, "rank only")
    return why_missing(lang, reason)


def _direction(move: object) -> str:
    if pd.isna(move):  # type: ignore[call-overload]
        return "none"
    return "up" if int(move) > 0 else "down" if int(move) < 0 else "same"  # type: ignore[call-overload]


def _movement(move: object) -> str:
    signs = {"none": "", "up": "▲", "down": "▼", "same": "="}
    direction = _direction(move)
    return signs[direction] + (str(abs(int(move))) if direction in ("up", "down") else "")  # type: ignore[call-overload]


@cache
def _spec(
    dark: bool, lang: str, names: int, step: int, movement: bool, interval: bool, mean: bool, axis_title: str
) -> dict[str, Any]:
    ink = palette(dark)
    y = alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0.5))
    x = alt.X(
        "value:Q",
        scale=alt.Scale(zero=False, nice=True, padding=10),
        axis=alt.Axis(
            title=axis_title or None, labelExpr=axis_label(lang), tickCount=4, domain=False, ticks=False, grid=True
        ),
    )
    base = alt.Chart(named("rows")).encode(y=y)
    is_chosen = alt.datum.chosen
    layers = [
        base.mark_rule(stroke=ink.grid, strokeWidth=1).encode(x=alt.value(0), x2=alt.value("width")),
    ]
    if mean:
        layers += _mean(x, ink)
    if interval:
        layers.append(
            base.mark_rule(strokeWidth=4, opacity=0.45).encode(
                x=alt.X("low:Q"),
                x2="high:Q",
                color=alt.when(is_chosen).then(alt.value(ink.accent)).otherwise(alt.value(ink.neutral)),
            )
        )
    dot = alt.when(is_chosen).then(alt.value(ink.accent)).otherwise(alt.value(ink.main))
    size = alt.when(is_chosen).then(alt.value(110)).otherwise(alt.value(70))
    layers.append(base.mark_point(filled=True, opacity=1).encode(x=x, color=dot, size=size))
    layers.append(
        base.transform_filter(alt.datum.mark == "rank")
        .mark_point(fill=ink.paper, opacity=1, size=60, strokeWidth=1.5)
        .encode(x=alt.value(6), stroke=dot)
    )
    layers.append(
        base.mark_text(align="left", baseline="middle", fontSize=12, fontStyle="italic", color=ink.muted).encode(
            x=alt.value(16), text="instead:N"
        )
    )
    layers += _text_columns(base, ink, movement)
    layers.append(row_band(base, "names + 32", lang, {"name": "Unit", "place": "Place", "value_text": "Value"}))
    rule = listed(
        ["rows"],
        step,
        FOOT,
        least=12.4 if step == ROW else 26,
        ends=True,
        fields=("value", "low", "high"),
        texts={"names": ("label", 12.5, 4), "moves": ("value_text", 12, 18)},
        around=72 if movement else 36,
        sides=("names + 30", "moves + 32" if movement else "moves - 4"),
    )
    return finish(alt.layer(*layers), dark, {"names": names, "moves": MOVES}, usermeta=rule)


def _mean(x: alt.X, ink: Any) -> list[alt.Chart]:
    base = alt.Chart(named("mean")).encode(x=x)
    return [
        base.mark_rule(stroke=ink.ink, strokeDash=[3, 3], strokeWidth=1),
        base.mark_text(align="center", baseline="bottom", y=-2, color=ink.ink, fontSize=12).encode(
            text="label:N", y=alt.value(-2)
        ),
    ]


def _text_columns(base: alt.Chart, ink: Any, movement: bool) -> list[alt.Chart]:
    chosen = alt.when(alt.datum.chosen).then(alt.value(ink.accent))
    text = [
        *name_layers(base, "label", alt.expr("-names"), "left", color=chosen.otherwise(alt.value(ink.ink))),
        base.mark_text(align="right", baseline="middle", fontSize=12).encode(
            x=alt.value(alt.expr("-names - 8")), text="place:N", color=chosen.otherwise(alt.value(ink.muted))
        ),
        base.mark_text(align="left", baseline="middle", dx=10, fontSize=12).encode(
            x=alt.value("width"), text="value_text:N", color=chosen.otherwise(alt.value(ink.ink))
        ),
    ]
    if movement:
        colours = (
            alt.when(alt.datum.moved == "up")
            .then(alt.value(ink.main))
            .when(alt.datum.moved == "down")
            .then(alt.value(ink.categorical_text[3]))
        )
        text.append(
            base.mark_text(align="left", baseline="middle", fontSize=12).encode(
                x=alt.value(alt.expr("width + moves")),
                text="movement_text:N",
                color=colours.otherwise(alt.value(ink.muted)),
            )
        )
    return text
