"""Tile grid: one equal square a province in near-true position, so that a small one counts as much as a large one."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts import geometry
from charts.figure import Column, Figure, SourceLine, Words
from charts.geometry import Boundary
from charts.shades import (
    HATCHED,
    LETTERING,
    at,
    class_colours,
    draw_rows,
    fill_scale,
    legend_layers,
    legend_rows,
    tooltip,
    value_label,
)
from charts.specs import ENTITY, dress, finish, named, pick
from charts.theme import Palette, palette, text_on

HEIGHTS: dict[Boundary, int] = {"34": 640, "63": 760}
"""Height on screen, px: tiles of about 44 and 38 px on a phone."""
ATTACHED = {"da-nang": "Hoàng Sa", "khanh-hoa": "Trường Sa"}
"""Provinces with an archipelago, drawn as a small mark on the seaward side of their tile."""
LEGEND_CELL: dict[Boundary, tuple[float, float]] = {"34": (6.25, 3.0), "63": (0, 9.6)}
"""Column of the legend's left edge and row of its middle, where the grid has no tile."""
LEGEND_WIDTH = 112
COLUMNS: dict[Boundary, tuple[float, float]] = {"34": (1, 8.6), "63": (0, 8.8)}
LOW, WIDEST, NAMED = 30, 3.6, 68
"""Tiles lower than this, px, become wide: at most this many times their height, or as wide as a name needs."""
LETTERS = 8
"""Longest name, in letters, that a tile of two thirds of that width holds."""
SHORT = {"Hồ Chí Minh": "TP.HCM", "Bà Rịa- V. Tàu": "BR-VT"}
"""Names of more than two words."""
SMALLEST = 8
"""Least type on a phone, px; an export asks for more."""
NARROW: dict[Boundary, int] = {"34": 380, "63": 500}
"""Width from which all names are readable in an export, px."""
ASPECT = 0.53
"""Width by height of a grid of squares that fills its room."""
LIFT = "low || indexof(datum.label, '|') < 0 ? 0 : -lettering * 0.54"
"""A label of two lines begins above the middle, px."""


def tiles_figure(rows: pd.DataFrame, *, classes: Sequence[tuple[float, float]], boundary: Boundary, words: Words,
                 columns: Sequence[Column], sources: Sequence[SourceLine], snapshot: str, lang: str,
                 dark: bool = False, selected: str | None = None) -> Figure:
    """The same inputs as `charts.map.map_figure`, one square a unit. Raises ValueError as it does."""
    drawn = place_tiles(draw_rows(rows, boundary, columns, lang, selected), boundary, len(classes), dark)
    legend = legend_rows(drawn, classes, value_label(columns), lang)
    marks = drawn[drawn["archipelago"] != ""].reset_index(drop=True)
    spec = _spec(boundary, dark, lang, len(classes))
    return Figure("tiles", dress(spec, words.alt, height=HEIGHTS[boundary]),
                  {"rows": drawn, "legend": legend, "archipelagos": marks}, rows, tuple(columns), words,
                  tuple(sources), snapshot, lang)


def place_tiles(drawn: pd.DataFrame, boundary: Boundary, classes: int, dark: bool) -> pd.DataFrame:
    """The drawn rows with column, row, label, colour of the label, and the archipelago of the unit (else empty)."""
    lettering = {str(index): text_on(colour, dark) for index, colour in enumerate(class_colours(classes, dark))}
    placed = drawn.merge(geometry.tiles(boundary), on="entity", validate="one_to_one")
    return placed.assign(
        short=[short_name(label) for label in placed["label"]],
        lettering=[lettering.get(shade, palette(dark).ink) for shade in placed["shade"]],
        archipelago=[ATTACHED.get(entity.removesuffix("-63"), "") for entity in placed["entity"]])


def short_name(label: str) -> str:
    """The name for a tile that is low and not wide either: `Q. Ngãi`, as newspapers shorten it; short names as they are."""
    name = label.replace("|", " ")
    if name in SHORT or len(name) <= LETTERS:
        return SHORT.get(name, name)
    first, _, rest = name.partition(" ")
    return f"{first[0]}. {rest}"


@cache
def _spec(boundary: Boundary, dark: bool, lang: str, classes: int) -> dict[str, Any]:
    ink = palette(dark)
    fill = fill_scale(classes, dark)
    column, row = LEGEND_CELL[boundary]
    legend = legend_layers(ink, fill, f"(grid_x + tile_x * {column})", f"(grid_y + tile_y * {row})", LEGEND_WIDTH)
    layers = [*_squares(boundary, lang, ink, fill), *_archipelagos(ink, fill), *legend]
    room = {"least_type": LETTERING, "aspect": ASPECT, "type_length": "smallest", "narrow": NARROW[boundary]}
    return finish(alt.layer(*layers), dark, {"smallest": SMALLEST}, usermeta=room)


def _measures(boundary: Boundary) -> list[Any]:
    """Signals: size of a tile and corner of the grid, from the size the page gives.

    Tiles are square; in a low picture they are wide instead, all alike, so that the names stay readable.
    """
    (first, last), rows = COLUMNS[boundary], geometry.tiles(boundary)["row"]
    formulas = {
        "room_x": f"width / {last - first:.2f}", "room_y": f"height / {rows.max() - rows.min() + 1}",
        "low": f"room_y < {LOW}",
        "tile_x": f"min(room_x, low ? max({WIDEST} * room_y, {NAMED}) : room_y)", "tile_y": "low ? room_y : tile_x",
        "grid_x": f"(width - tile_x * {last - first:.2f}) / 2 - tile_x * {first}", "grid_y": f"-tile_y * {rows.min()}",
        "lettering": "low ? max(smallest, min(11, tile_y * 0.72, tile_x * 0.165)) : max(smallest, min(15, tile_x * 0.25))",
    }
    return [alt.param(name=name, expr=formula) for name, formula in formulas.items()]


def _box(left: str, top: str, wide: str, high: str) -> dict[str, Any]:
    return {"x": at(left), "x2": at(f"{left} + {wide}"), "y": at(top), "y2": at(f"{top} + {high}")}


def _squares(boundary: Boundary, lang: str, ink: Palette, fill: alt.Fill) -> list[alt.Chart]:
    """The tiles: filled, hatched without a value, outlined where it does not apply, lettered; the chosen one framed."""
    rows = alt.Chart(named("rows"))
    blank = rows.transform_filter(alt.datum.shade == "blank")
    left, top = "grid_x + tile_x * datum.column", "grid_y + tile_y * datum.row"
    box = _box(f"{left} + 1", f"{top} + 1", "tile_x - 2", "tile_y - 2")
    middle = {"x": at(f"{left} + tile_x / 2"), "y": at(f"{top} + tile_y / 2")}
    either = {"or": [{"field": "selected", "equal": True}, {"param": ENTITY, "empty": False}]}
    chosen = rows.transform_filter(either)  # type: ignore[arg-type]  # the stubs forget the dict form
    edge: dict[str, Any] = {"filled": False, "cornerRadius": 2}
    return [
        pick(rows.mark_rect(cornerRadius=2, cursor="pointer").encode(
            fill=fill, tooltip=tooltip(lang), description="spoken:N", **box)).add_params(*_measures(boundary)),
        *_hatching(rows, ink, left, top),
        blank.mark_rect(stroke=ink.muted, strokeWidth=1.3, **edge).encode(**box),
        chosen.mark_rect(stroke=ink.accent, strokeWidth=2.5, **edge).encode(**box),
        rows.mark_text(lineBreak="|", baseline="middle", lineHeight=alt.expr("lettering * 1.08"), dy=alt.expr(LIFT),
                       fontSize=alt.expr("lettering")).encode(
            text=at(f"!low ? datum.label : tile_x < {NAMED - 2} ? datum.short : replace(datum.label, '|', ' ')"),
            color=alt.Color("lettering:N", scale=None),
            **middle),
    ]


def _hatching(rows: alt.Chart, ink: Palette, left: str, top: str) -> list[alt.Chart]:
    """Slanting lines across two corners, so that the name stays free."""
    gaps = rows.transform_filter(alt.FieldOneOfPredicate("shade", list(HATCHED)))
    corners = ((f"{left} + 1", f"{top} + 1", ""), (f"{left} + tile_x - 1", f"{top} + tile_y - 1", "-"))
    return [gaps.mark_rule(stroke=ink.neutral, strokeWidth=0.9).encode(
                x=at(x), y=at(f"{y} + {sign}tile_y * {part}"), x2=at(f"{x} + {sign}tile_y * {part}"), y2=at(y))
            for x, y, sign in corners for part in (0.2, 0.4)]


def _archipelagos(ink: Palette, fill: alt.Fill) -> list[alt.Chart]:
    """A small square and the name of the archipelago, seaward of the tile of its province."""
    marks = alt.Chart(named("archipelagos"))
    left, top = "grid_x + tile_x * (datum.column + 1) + 4", "grid_y + tile_y * (datum.row + 0.5)"
    return [
        marks.mark_rect(stroke=ink.neutral, strokeWidth=0.8).encode(
            fill=fill, description="archipelago:N", **_box(left, f"{top} - 5", "10", "10")),
        marks.mark_text(align="left", baseline="middle", fontSize=LETTERING, color=ink.ink).encode(
            text="archipelago:N", x=at(f"{left} + 14"), y=at(top)),
    ]
