"""Map of the provinces: classes with round limits, a histogram as legend, both archipelagos in frames on every picture.

Geometry is referred to by name (`p63`, `p34`); `charts.geometry` puts an address or the shapes in its place.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts import geometry
from charts.figure import Column, Figure, SourceLine, Words
from charts.geometry import EXTENT, INSETS, OBJECTS, Boundary
from charts.shades import (
    HATCHED,
    LETTERING,
    draw_rows,
    fill_scale,
    legend_layers,
    legend_rows,
    tooltip,
    value_label,
)
from charts.specs import ENTITY, dress, finish, named, pick
from charts.theme import Palette, palette
from language import say

HEIGHT = 640
"""Height of the map on screen, px: fills a phone 340 px wide."""
FOOT = 34
"""Room below the southern frame for its label of two lines, px."""
LABEL_WIDTH = 160
"""Room the longest label of an archipelago needs, px."""
POINT = "clamp(pow(map_scale / 450, 2), 8, 40)"
"""Area of an island's point, px: smaller on a small map, so that the reefs stay apart."""
LEGEND_WIDTH = 118
LEGEND_EAST, LEGEND_MIDDLE = 105.0, 14.4
"""The legend stands in the bend west of the mainland: its eastern edge and its middle, in degrees."""
LOW = 560
"""Below this height, px, the bend is too small: the map leaves room for the legend west of the south, and for the
labels of the archipelagos east of their frames, where the picture is wide enough for both."""
WEST, BESIDE_EAST = 92, 352
"""Room for the legend on a low map, px; and least width of one with room for the labels too."""
LEGEND_LOW_EAST = 103.3
"""Eastern edge of the legend on a low map, degrees: no land south of the delta of the Red River lies west of it."""
ASPECT = 0.64
"""Width by height of a map that fills its room."""
INSET_NOTE = "The Hoàng Sa and Trường Sa archipelagos are drawn in frames, nearer to the mainland than they lie."


def map_figure(rows: pd.DataFrame, *, classes: Sequence[tuple[float, float]], boundary: Boundary, words: Words,
               columns: Sequence[Column], sources: Sequence[SourceLine], snapshot: str, lang: str,
               dark: bool = False, selected: str | None = None) -> Figure:
    """A choropleth of the units of one boundary.

    `rows`: entity, name, value (or missing), rank, out_of (or missing), status ("", not_collected, not_applicable),
    class_index (index into `classes`, missing without a value). A unit without a row is drawn as one without a value.
    `classes`: at most six (low, high) limits, lowest first. Raises ValueError for more, and for an entity that is not
    a unit of the boundary.
    """
    drawn = draw_rows(rows, boundary, columns, lang, selected)
    legend = legend_rows(drawn, classes, value_label(columns), lang)
    spec = _spec(boundary, dark, lang, len(classes))
    datasets = {"rows": drawn, "legend": legend, "hatch": _hatch(drawn, boundary), **_islands(boundary, lang)}
    return Figure("map", dress(spec, words.alt, height=HEIGHT), datasets, rows, tuple(columns),
                  _with_notes(words, lang), (*sources, boundary_source(lang)), snapshot, lang, (OBJECTS[boundary],))


def boundary_source(lang: str) -> SourceLine:
    """Credit of the shapes among the sources, so that no picture or file can lose it."""
    return SourceLine(say(lang, "boundaries: Who's On First"), geometry.BOUNDARY_TITLE, geometry.BOUNDARY_URL)


def _hatch(drawn: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    gaps = drawn["entity"][drawn["shade"].isin(HATCHED)]
    lines = [line for entity in gaps for line in geometry.hatch(boundary, entity)]
    return pd.DataFrame(lines, columns=["lon", "lat", "lon2", "lat2"]).astype(float)


@cache
def _islands(boundary: Boundary, lang: str) -> dict[str, pd.DataFrame]:
    """The islands as points, the frames of the archipelagos and their labels; the same on every map of a boundary."""
    points = geometry.drawn_islands(boundary)
    name = points["name"] if lang == "vi" else points["name_en"]
    corners = [(inset.group, order, *corner) for inset in INSETS for order, corner in enumerate(inset.corners())]
    labels = [(inset.group, say(lang, inset.label), *inset.label_place(), inset.label_above) for inset in INSETS]
    return {
        "islands": pd.DataFrame({"island": name, "group": points["group"], "entity": points["entity"],
                                 "lon": points["lon"], "lat": points["lat"]}),
        "frames": pd.DataFrame(corners, columns=["group", "order", "lon", "lat"]),
        "archipelagos": pd.DataFrame(labels, columns=["group", "label", "lon", "lat", "above"]),
    }


def _with_notes(words: Words, lang: str) -> Words:
    return replace(words, notes=(*words.notes, say(lang, geometry.ATTRIBUTION), say(lang, INSET_NOTE)))


def size_in(width: float, height: float) -> float:
    """Height the country gets in a picture of that size, px; less where labels have to lie over the land."""
    west, south, east, north = EXTENT
    wide, high = math.radians(east - west), _mercator(north) - _mercator(south)
    low = height < LOW
    rooms = (WEST if low else 0) + (LABEL_WIDTH + 2 if low and width > BESIDE_EAST else 0)
    drawn = min((width - rooms) / wide, (height - FOOT) / high) * high
    return drawn * (0.7 if low and width <= BESIDE_EAST else 1.0)


def _mercator(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def _measures() -> list[Any]:
    """Signals: scale and origin of the projection, and the legend's corner, from the size the page gives."""
    west, south, east, north = EXTENT
    wide, high = math.radians(east - west), _mercator(north) - _mercator(south)
    middle = (_mercator(north) + _mercator(south)) / 2
    formulas = {
        "low": f"height < {LOW}",
        "room_west": f"low ? {WEST} : 0",
        "room_east": f"low && width > {BESIDE_EAST} ? {LABEL_WIDTH + 2} : 0",
        "map_scale": f"min((width - room_west - room_east) / {wide:.6f}, (height - {FOOT}) / {high:.6f})",
        "map_wide": f"map_scale * {wide:.6f}",
        "map_left": "clamp((width - map_wide) / 2, room_west, max(room_west, width - map_wide - room_east))",
        "map_x": f"map_left - map_scale * {math.radians(west):.6f}",
        "map_y": f"(height - {FOOT}) / 2 + map_scale * {middle:.6f}",
        "beside": f"width - map_x - map_scale * {math.radians(east):.6f} > {LABEL_WIDTH}",
        "legend_in": f"max(0, map_x + map_scale * {math.radians(LEGEND_EAST):.6f} - {LEGEND_WIDTH})",
        "legend_low": f"map_left + map_scale * {math.radians(LEGEND_LOW_EAST - west):.6f} - {LEGEND_WIDTH}",
        "legend_x": f"low ? max(0, map_left > {LEGEND_WIDTH} ? map_left - {LEGEND_WIDTH} : legend_low) : legend_in",
        "legend_y": f"map_y - map_scale * {_mercator(LEGEND_MIDDLE):.6f}",
    }
    return [alt.param(name=name, expr=formula) for name, formula in formulas.items()]


@cache
def _spec(boundary: Boundary, dark: bool, lang: str, classes: int) -> dict[str, Any]:
    ink = palette(dark)
    fill = fill_scale(classes, dark)
    layers = [*_provinces(boundary, lang, ink, fill), *_archipelagos(lang, ink, fill),
              *legend_layers(ink, fill, "legend_x", "legend_y", LEGEND_WIDTH)]
    projection = {"type": "mercator", "scale": {"expr": "map_scale"}, "translate": {"expr": "[map_x, map_y]"}}
    room = {"least_type": LETTERING, "aspect": ASPECT}
    return finish(alt.layer(*layers), dark, projection=projection, usermeta=room)


def _joined(chart: alt.Chart, key: str) -> alt.Chart:
    """The chart with the columns of `rows` that belong to each mark."""
    fields = [ENTITY, "name", "shade", "value_text", "place", "selected", "spoken"]
    return chart.transform_lookup(lookup=key, from_=alt.LookupData(data=named("rows"), key=ENTITY, fields=fields))


def _provinces(boundary: Boundary, lang: str, ink: Palette, fill: alt.Fill) -> list[alt.Chart]:
    """Coastline, filled units with thin borders, hatching, outline of what does not apply and of the chosen unit."""
    shapes = alt.Chart(named(OBJECTS[boundary]))
    units = _joined(shapes, "id")
    blank = units.transform_filter(alt.datum.shade == "blank")
    either = {"or": [{"field": "selected", "equal": True}, {"param": ENTITY, "empty": False}]}
    chosen = units.transform_filter(either)  # type: ignore[arg-type]  # the stubs forget the dict form
    return [
        shapes.mark_geoshape(filled=False, stroke=ink.neutral, strokeWidth=1.6).add_params(*_measures()),
        pick(units.mark_geoshape(stroke=ink.paper, strokeWidth=0.7, cursor="pointer").encode(
            fill=fill, tooltip=tooltip(lang), description="spoken:N")),
        alt.Chart(named("hatch")).mark_rule(stroke=ink.neutral, strokeWidth=0.8).encode(
            longitude="lon:Q", latitude="lat:Q", longitude2="lon2:Q", latitude2="lat2:Q"),
        blank.mark_geoshape(filled=False, stroke=ink.muted, strokeWidth=1.3),
        chosen.mark_geoshape(filled=False, stroke=ink.accent, strokeWidth=2.2),
    ]


def _archipelagos(lang: str, ink: Palette, fill: alt.Fill) -> list[alt.Chart]:
    """Islands as points in the colour of their province; Hoàng Sa and Trường Sa in labelled frames."""
    points = _joined(alt.Chart(named("islands")), ENTITY)
    label = alt.Chart(named("archipelagos")).encode(longitude="lon:Q", latitude="lat:Q", text="label:N")
    lettering: dict[str, Any] = {"fontSize": LETTERING, "lineBreak": "|", "color": ink.ink, "dx": _either("6", "0"),
                                 "align": _either("'left'", "'right'")}
    above, below = label.transform_filter(alt.datum.above), label.transform_filter(~alt.datum.above)
    line = f"{LETTERING + 6}"
    return [
        alt.Chart(named("frames")).mark_line(stroke=ink.neutral, strokeWidth=1).encode(
            longitude="lon:Q", latitude="lat:Q", order="order:Q", detail="group:N"),
        points.mark_point(filled=True, size=alt.expr(POINT), opacity=1, stroke=ink.muted, strokeWidth=0.8).encode(
            longitude="lon:Q", latitude="lat:Q", fill=fill,
            tooltip=tooltip(lang, alt.Tooltip("island:N", title=say(lang, "Island"))), description="island:N"),
        above.mark_text(baseline=_either("'line-top'", "'line-bottom'"), dy=_either("0", f"-{line}"), **lettering),
        below.mark_text(baseline=_either("'line-bottom'", "'line-top'"), dy=_either(f"4 - {line}", "4"), **lettering),
    ]


def _either(beside: str, over: str) -> Any:
    """What a label needs beside its frame, where the picture has room east of it, or above or below the frame."""
    return alt.expr(f"beside ? {beside} : {over}")
