"""Zoomable map: the provinces and islands in their true places, drawn by deck.gl with no base map and no tiles."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd
import pydeck
from pydeck.bindings.json_tools import default_serialize
from pydeck.types import String

from charts import geometry
from charts.figure import Column
from charts.geometry import INSETS, Boundary
from charts.shades import HATCHED, colour_of, draw_rows
from charts.theme import FONT, palette
from language import say

CENTRE = {"longitude": 109.1, "latitude": 15.6, "zoom": 3.95}
"""Mainland and both archipelagos fit a picture 340 px wide."""
HEIGHT = 560
TOOLTIP = "{tip}"


class CompactDeck(pydeck.Deck):  # type: ignore[misc]  # pydeck has no types
    """A deck whose JSON has no indentation: the library's own is four times as long, as every number has a line."""

    def to_json(self) -> str:
        return json.dumps(self, sort_keys=True, default=default_serialize, separators=(",", ":"), ensure_ascii=False)


def deck(rows: pd.DataFrame, boundary: Boundary, classes: Sequence[tuple[float, float]], columns: Sequence[Column],
         lang: str, dark: bool = False, selected: str | None = None) -> pydeck.Deck:
    """The rows of `charts.map.map_figure` as a map that can be moved and zoomed; same colours, same hatching.

    Raises ValueError as `charts.shades.draw_rows` does. For the screen only: pictures come from the Figure.
    """
    drawn = draw_rows(rows, boundary, columns, lang, selected).assign(tip=lambda table: _tips(table))
    drawn["fill"] = [_rgb(colour_of(shade, len(classes), dark)) for shade in drawn["shade"]]
    layers = [_provinces(drawn, boundary, dark), _hatching(drawn, boundary, dark),
              _islands(drawn, boundary, lang, dark), _labels(lang, dark)]
    view = pydeck.ViewState(**CENTRE, min_zoom=3, max_zoom=9)
    # No map_style at all: with map_style=None Streamlit puts a third party's base map in (seen in the network log).
    return CompactDeck(layers=layers, initial_view_state=view, height=HEIGHT, map_provider=None,
                       tooltip={"text": TOOLTIP})


def _tips(drawn: pd.DataFrame) -> list[str]:
    """Tooltip of each unit; shown as text, so no mark-up in it is ever read."""
    return ["\n".join(text for text in texts if text)
            for texts in zip(drawn["name"], drawn["value_text"], drawn["place"], strict=True)]


def _rgb(colour: str) -> list[int]:
    return [int(colour[start:start + 2], 16) for start in (1, 3, 5)]


@cache
def _geojson(boundary: Boundary, entity: str) -> dict[str, Any]:
    """A unit as GeoJSON: outer rings counter-clockwise, as that format has them."""
    return {"type": "MultiPolygon",
            "coordinates": [[ring[::-1] for ring in polygon] for polygon in geometry.shapes(boundary)[entity]]}


def _provinces(drawn: pd.DataFrame, boundary: Boundary, dark: bool) -> pydeck.Layer:
    """Units as polygons, the chosen one last, so that its outline lies on top."""
    features = [{"type": "Feature", "id": row.entity, "geometry": _geojson(boundary, str(row.entity)),
                 "properties": {"entity": row.entity, "tip": row.tip, "fill": row.fill, **_outline(row, dark)}}
                for row in drawn.sort_values("selected").itertuples()]
    return pydeck.Layer(
        "GeoJsonLayer", {"type": "FeatureCollection", "features": features}, id="provinces", pickable=True,
        stroked=True, filled=True, get_fill_color="properties.fill", get_line_color="properties.line",
        get_line_width="properties.width", line_width_units=String("pixels"), auto_highlight=True)


def _outline(row: Any, dark: bool) -> dict[str, Any]:
    """Colour and width of the outline: the chosen unit, one the measure does not apply to, the rest."""
    ink = palette(dark)
    if row.selected:
        return {"line": _rgb(ink.accent), "width": 3}
    return {"line": _rgb(ink.muted if row.shade == "blank" else ink.neutral), "width": 1}


def _hatching(drawn: pd.DataFrame, boundary: Boundary, dark: bool) -> pydeck.Layer:
    gaps = drawn["entity"][drawn["shade"].isin(HATCHED)]
    lines = [{"from": line[:2], "to": line[2:]} for entity in gaps for line in geometry.hatch(boundary, entity)]
    return pydeck.Layer("LineLayer", lines, id="hatching", get_source_position="from", get_target_position="to",
                        get_color=_rgb(palette(dark).neutral), get_width=1, width_units=String("pixels"))


def _islands(drawn: pd.DataFrame, boundary: Boundary, lang: str, dark: bool) -> pydeck.Layer:
    """Islands without land in the layer, as points in the colour of their province, in their true places."""
    points = geometry.landless_islands(boundary)
    points = points.merge(drawn[["entity", "tip", "fill"]], on="entity", validate="many_to_one")
    named = points["name"] if lang == "vi" else points["name_en"]
    data = points.assign(tip=named + "\n" + points["tip"])[["lon", "lat", "entity", "tip", "fill"]].to_dict("records")
    return pydeck.Layer("ScatterplotLayer", data, id="islands", pickable=True, stroked=True, get_position="[lon, lat]",
                        get_fill_color="fill", get_line_color=_rgb(palette(dark).muted), get_radius=3,
                        radius_units=String("pixels"), line_width_min_pixels=1)


def _labels(lang: str, dark: bool) -> pydeck.Layer:
    """The names of both archipelagos; the letters they need are listed, since deck.gl draws only ASCII by default."""
    data = [{"place": [inset.centre[0], inset.label_lat], "label": say(lang, inset.label).replace("|", "\n")}
            for inset in INSETS]
    letters = "".join(sorted({letter for row in data for letter in str(row["label"])} - {"\n"}))
    return pydeck.Layer("TextLayer", data, id="archipelagos", get_position="place", get_text="label", get_size=12,
                        get_color=_rgb(palette(dark).ink), font_family=String(f"{FONT}, sans-serif"),
                        character_set=String(letters))
