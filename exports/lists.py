"""Long lists fitted to a picture: in one column or several on the same scale, whole where the type allows.

Where not all rows fit, top, bottom and chosen rows stay, and the caller is told how many are left out.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from charts.figure import Figure
from charts.specs import on_domain, with_lengths, with_sides
from exports.fonts import text_width

STRETCH, ROOMY = 1.8, 8
"""A list is pulled apart to at most this many times its height on screen; one of fewer rows than `ROOMY` further."""
EASY = 0.72
"""Part of its height on screen at which a row is still easy to read: beyond it rather another column."""
PLOTS = (64.0, 34.0)
"""Width wanted, and at least, for the marks of a column."""
BETWEEN = 16.0
"""Room between two columns."""
MOST_COLUMNS = 3
ZOOM = 1.6
"""A list of few rows may be drawn this much larger."""


@dataclass(frozen=True)
class Plan:
    """How a list is drawn: for each column the `order` of its rows (halves: an ellipsis for rows left out), height of a
    row, zoom, how many rows are shown of how many."""

    columns: tuple[tuple[float, ...], ...]
    pitch: float
    zoom: float
    shown: int
    count: int

    @property
    def left(self) -> int:
        return self.count - self.shown


def rule_of(figure: Figure) -> Mapping[str, Any]:
    """What the figure's specification tells of its list; empty if it is none."""
    rule: Mapping[str, Any] = (figure.spec.get("usermeta") or {}).get("list") or {}
    return rule


def orders(figure: Figure) -> list[Any]:
    """The rows of the list, from the top."""
    return sorted(set(figure.datasets[rule_of(figure)["datasets"][0]]["order"]))


def plan(figure: Figure, width: float, height: float, zoom: float) -> Plan:
    """The best way to draw the list in that room; `zoom` is the least enlargement the type asks for."""
    rule, rows = rule_of(figure), orders(figure)
    wide, high = width / zoom, height / zoom
    for least in PLOTS:
        columns = _columns(figure, len(rows), wide, high, least)
        if columns:
            pitch = (high - rule["foot"]) / math.ceil(len(rows) / columns)
            larger = _larger(figure, len(rows), columns, pitch, wide, high)
            pitch = (high / larger - rule["foot"]) / math.ceil(len(rows) / columns)
            parts = _split(rows, columns)
            return Plan(parts, min(pitch, _highest(rule, len(rows))), zoom * larger, len(rows), len(rows))
    return _shortened(figure, rows, wide, high, zoom)


def _highest(rule: Mapping[str, Any], count: int) -> float:
    """Most height of a row: a list of three or four may fill its room."""
    return float(rule["step"] * STRETCH * max(1.0, min(1.7, ROOMY / max(count, 1))))


def _columns(figure: Figure, count: int, width: float, height: float, plot: float) -> int:
    """The fewest columns in which rows are easy to read, else those in which they are highest; 0 if none will do."""
    rule = rule_of(figure)
    pitches = {
        columns: (height - rule["foot"]) / math.ceil(count / columns)
        for columns in range(1, min(MOST_COLUMNS, count) + 1)
        if columns == 1 or _column_width(width, columns) >= narrowest(figure, plot)
    }
    easy = [columns for columns, pitch in pitches.items() if pitch >= rule["step"] * EASY]
    if easy:
        return easy[0]
    best = max(pitches, key=lambda columns: pitches[columns])
    return best if pitches[best] >= rule["least"] else 0


def _column_width(width: float, columns: int) -> float:
    return (width - BETWEEN * (columns - 1)) / columns


def _larger(figure: Figure, count: int, columns: int, pitch: float, width: float, height: float) -> float:
    """How much larger a list of few rows is drawn, so that it fills its room."""
    rule = rule_of(figure)
    if columns > 1 or pitch <= rule["step"] * 1.3:
        return 1.0
    fill = height / (count * rule["step"] * 1.3 + rule["foot"])
    return max(1.0, min(ZOOM, fill, width / max(narrowest(figure, 3 * PLOTS[0]), 330)))


def narrowest(figure: Figure, plot: float) -> float:
    """Least width of a column: its texts, and `plot` for the marks."""
    rule = rule_of(figure)
    return float(sum(lengths(figure).values()) + rule["around"] + (plot if rule["texts"] else 0))


def lengths(figure: Figure) -> dict[str, float]:
    """Room for each column of text, as wide as the font sets its longest."""
    rule = rule_of(figure)
    rows = figure.datasets[rule["datasets"][0]]
    return {
        name: round(
            max((text_width(line, size) for text in rows[field] for line in str(text).split("\n")), default=0) + add
        )
        for name, (field, size, add) in rule["texts"].items()
    }


def _split(rows: list[Any], columns: int) -> tuple[tuple[float, ...], ...]:
    deep = math.ceil(len(rows) / columns)
    parts = [tuple(rows[start : start + deep]) for start in range(0, len(rows), deep)]
    return tuple(part for part in parts if part) or ((),)


def _shortened(figure: Figure, rows: list[Any], width: float, height: float, zoom: float) -> Plan:
    """Top, bottom and chosen rows at an easy height; the first ones where the list has no bottom."""
    rule = rule_of(figure)
    columns = max(
        columns
        for columns in range(1, MOST_COLUMNS + 1)
        if columns == 1 or _column_width(width, columns) >= narrowest(figure, PLOTS[0])
    )
    fitting = max(1, int((height - rule["foot"]) // max(rule["least"] * 1.12, rule["step"] * 0.6)))
    room = fitting * columns
    shown = _with_gaps(_ends(figure, rows, max(2, room - 2))) if rule["ends"] else list(rows[:room])
    kept = sum(1 for order in shown if order in set(rows))
    parts = _split(shown, min(columns, len(shown)))
    pitch = (height - rule["foot"]) / max(len(part) for part in parts)
    return Plan(parts, min(pitch, _highest(rule, len(shown))), zoom, kept, len(rows))


def _ends(figure: Figure, rows: list[Any], count: int) -> list[Any]:
    """Top, bottom and chosen rows, `count` in all."""
    table = figure.datasets[rule_of(figure)["datasets"][0]]
    chosen = set(table.loc[table["chosen"].astype(bool), "order"]) if "chosen" in table else set()
    own = [order for order in rows if order in chosen][:count]
    rest = [order for order in rows if order not in chosen]
    free = max(0, count - len(own))
    bottom = rest[len(rest) - free // 2 :] if free // 2 else []
    return sorted({*own, *rest[: free - free // 2], *bottom})


def _with_gaps(kept: list[Any]) -> list[float]:
    """The rows, and half a step after each one behind which some are left out."""
    gaps = [low + 0.5 for low, high in zip(kept, kept[1:], strict=False) if high - low > 1]
    return sorted([*kept, *gaps])


def parts(figure: Figure, plan: Plan) -> list[Figure]:
    """The figure of each column: its rows, on an axis all columns share."""
    whole = len(plan.columns) == 1
    spec = with_lengths(figure.spec, {} if whole else lengths(figure))
    limits = _limits(figure)
    if rule_of(figure)["sides"] and not whole:
        spec = with_sides(spec, *rule_of(figure)["sides"])
    if limits and (not whole or plan.left):
        spec = on_domain(spec, *limits)
    return [
        replace(figure, spec=spec, datasets=_datasets(figure, set(part), not index))
        for index, part in enumerate(plan.columns)
    ]


def _limits(figure: Figure) -> tuple[float, float] | None:
    """Lowest and highest value on the axis, of all rows; None where there is none, or an axis is the same anyway."""
    rule = rule_of(figure)
    tables = [
        *(figure.datasets[name] for name in rule["datasets"]),
        *([figure.datasets["mean"]] if "mean" in figure.datasets else []),
    ]
    columns = [table[field] for table in tables for field in rule["fields"] if field in table]
    values = [float(value) for column in columns for value in pd.to_numeric(column).dropna()]
    values += [0.0] if rule["zero"] and values else []
    return (min(values), max(values)) if values and min(values) < max(values) else None


def _datasets(figure: Figure, kept: set[float], first: bool) -> dict[str, pd.DataFrame]:
    """The datasets of one column; the legend only over the first, its room over all."""
    rule = rule_of(figure)
    cut = {name: _cut(figure.datasets[name], kept) for name in rule["datasets"]}
    keys = figure.datasets.get("keys")
    unseen = {} if keys is None or first else {"keys": _unseen(keys)}
    return {**figure.datasets, **cut, **unseen}


def _unseen(keys: pd.DataFrame) -> pd.DataFrame:
    blank = {name: value for name, value in (("label", " "), ("role", ""), ("colour", "transparent")) if name in keys}
    return keys.assign(**blank)


def _cut(table: pd.DataFrame, kept: set[float]) -> pd.DataFrame:
    """The kept rows, with a row of an ellipsis wherever some were left out between them."""
    found = table[table["order"].isin(kept)]
    gaps = sorted(kept - set(table["order"]))
    if not gaps or "name" not in table:
        return found.reset_index(drop=True)
    blank = {name: "" if table[name].dtype in (object, "str") else None for name in table}
    dots = dict.fromkeys({"name", "label", "title"} & set(table), "…")
    rows = [{**blank, "chosen": False, "order": order, **dots} for order in gaps]
    return pd.concat([found, pd.DataFrame(rows)], ignore_index=True).sort_values("order", kind="stable")
