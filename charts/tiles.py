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
    PADDING,
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
LEGEND_CELL: dict[Boundary, tuple[float, float]] = {"34": (6.25, 3.0), "63": (-0.1, 9.6)}
"""Column of the legend's left edge and row of its middle, where the grid has no tile."""
LEGEND_WIDTH = 112
COLUMNS: dict[Boundary, tuple[float, float]] = {"34": (1, 8.6), "63": (0, 8.8)}
HATCH_SHAPE = "M-1,-0.6L-0.6,-1M-1,-0.2L-0.2,-1M0.2,1L1,0.2M0.6,1L1,0.6"
"""Slanting lines across two corners of the square, so that the name stays free."""
LIFT = "indexof(datum.label, '|') < 0 ? 0 : -side * 0.13"
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
        lettering=[lettering.get(shade, palette(dark).ink) for shade in placed["shade"]],
        archipelago=[ATTACHED.get(entity.removesuffix("-63"), "") for entity in placed["entity"]])


@cache
def _spec(boundary: Boundary, dark: bool, lang: str, classes: int) -> dict[str, Any]:
    ink = palette(dark)
    fill = fill_scale(classes, dark)
    column, row = LEGEND_CELL[boundary]
    legend = legend_layers(ink, fill, f"(grid_x + side * {column})", f"(grid_y + side * {row})", LEGEND_WIDTH)
    layers = [*_squares(boundary, lang, ink, fill), *_archipelagos(ink, fill), *legend]
    return finish(alt.layer(*layers), dark, padding=PADDING)


def _measures(boundary: Boundary) -> list[Any]:
    """Signals: side of a tile and corner of the grid, from the size the page gives."""
    (first, last), rows = COLUMNS[boundary], geometry.tiles(boundary)["row"]
    formulas = {
        "side": f"min(width / {last - first:.2f}, height / {rows.max() - rows.min() + 1})",
        "grid_x": f"(width - side * {last - first:.2f}) / 2 - side * {first}",
        "grid_y": f"-side * {rows.min()}",
    }
    return [alt.param(name=name, expr=formula) for name, formula in formulas.items()]


def _box(left: str, top: str, size: str) -> dict[str, Any]:
    return {"x": at(left), "x2": at(f"{left} + {size}"), "y": at(top), "y2": at(f"{top} + {size}")}


def _squares(boundary: Boundary, lang: str, ink: Palette, fill: alt.Fill) -> list[alt.Chart]:
    """The tiles: filled, hatched without a value, outlined where it does not apply, lettered; the chosen one framed."""
    rows = alt.Chart(named("rows"))
    blank = rows.transform_filter(alt.datum.shade == "blank")
    left, top = "grid_x + side * datum.column", "grid_y + side * datum.row"
    box = _box(f"{left} + 1", f"{top} + 1", "side - 2")
    middle = {"x": at(f"{left} + side / 2"), "y": at(f"{top} + side / 2")}
    hatched = rows.transform_filter(alt.FieldOneOfPredicate("shade", list(HATCHED)))
    either = {"or": [{"field": "selected", "equal": True}, {"param": ENTITY, "empty": False}]}
    chosen = rows.transform_filter(either)  # type: ignore[arg-type]  # the stubs forget the dict form
    edge: dict[str, Any] = {"filled": False, "cornerRadius": 2}
    return [
        pick(rows.mark_rect(cornerRadius=2, cursor="pointer").encode(
            fill=fill, tooltip=tooltip(lang), description="spoken:N", **box)).add_params(*_measures(boundary)),
        hatched.mark_point(shape=HATCH_SHAPE, size=alt.expr("pow(side - 2, 2)"), filled=False, stroke=ink.neutral,
                           strokeWidth=0.8, opacity=0.7).encode(**middle),
        blank.mark_rect(stroke=ink.muted, strokeWidth=1.3, **edge).encode(**box),
        chosen.mark_rect(stroke=ink.accent, strokeWidth=2.5, **edge).encode(**box),
        rows.mark_text(lineBreak="|", baseline="middle", lineHeight=alt.expr("side * 0.27"), dy=alt.expr(LIFT),
                       fontSize=alt.expr("max(8, min(15, side * 0.25))")).encode(
            text="label:N", color=alt.Color("lettering:N", scale=None), **middle),
    ]


def _archipelagos(ink: Palette, fill: alt.Fill) -> list[alt.Chart]:
    """A small square and the name of the archipelago, seaward of the tile of its province."""
    marks = alt.Chart(named("archipelagos"))
    left, top = "grid_x + side * (datum.column + 1) + 4", "grid_y + side * (datum.row + 0.5)"
    return [
        marks.mark_rect(stroke=ink.neutral, strokeWidth=0.8).encode(
            fill=fill, description="archipelago:N", **_box(left, f"{top} - 5", "10")),
        marks.mark_text(align="left", baseline="middle", fontSize=LETTERING, color=ink.ink).encode(
            text="archipelago:N", x=at(f"{left} + 14"), y=at(top)),
    ]
