"""The one module that reads geometry files: boundaries (TopoJSON), islands, tile grid. No geospatial library needed."""

import csv
import hashlib
import itertools
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd

Boundary = Literal["34", "63"]
Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]

GEO_FOLDER = Path(__file__).resolve().parent.parent / "geo"
LAYER_FILE = GEO_FOLDER / "vn-provinces.topojson"
OBJECTS: Mapping[str, str] = {"63": "p63", "34": "p34"}
"""TopoJSON object of each boundary; also the placeholder name of its data source in a specification."""
ATTRIBUTION = (
    "Boundaries: Who's On First (https://whosonfirst.org/docs/licenses/): "
    "Mesoshapes by Mapzen / Art of the Mappable (CC0); includes data from Foursquare Quattroshapes (CC BY 2.0). "
    "Corrected, merged and simplified by this project."
)
"""English message id of the credit every map carries."""


BOUNDARY_TITLE = "Mesoshapes (CC0), Quattroshapes (CC BY 2.0)"
BOUNDARY_URL = "https://whosonfirst.org/docs/licenses/"
HATCH_DEGREES = 0.16
"""Distance between two hatch lines, measured along a parallel."""


@dataclass(frozen=True)
class Inset:
    """Where an archipelago is drawn: its true centre, the centre of its frame, the frame's half sides and the scale."""

    group: str
    label: str
    centre: Point
    placed: Point
    half: Point
    scale: float
    label_above: bool
    label_lat: float
    """Latitude of the label on a map that needs no frame: north of the archipelago, or south."""

    def moved(self, lon: float, lat: float) -> Point:
        """The place on the map, in degrees, of a point of the archipelago."""
        (x, y), (x0, y0) = self.placed, self.centre
        return x + (lon - x0) * self.scale, y + (lat - y0) * self.scale

    def corners(self) -> list[Point]:
        """The frame, from its north-east corner round to it again."""
        (x, y), (dx, dy) = self.placed, self.half
        return [(x + dx, y + dy), (x - dx, y + dy), (x - dx, y - dy), (x + dx, y - dy), (x + dx, y + dy)]

    def label_place(self) -> Point:
        """The corner the label ends at: the eastern one, above or below the frame."""
        return self.corners()[0 if self.label_above else 3]


INSETS = (
    Inset("Hoàng Sa", "Hoàng Sa (Paracel) Islands|(Da Nang)",
          (111.97, 16.44), (110.0, 16.5), (0.95, 0.8), 1.0, True, 17.9),
    Inset("Trường Sa", "Trường Sa (Spratly) Islands|(Khanh Hoa)",
          (113.75, 9.67), (109.7, 9.0), (1.25, 1.1), 0.55, False, 7.1),
)
"""The archipelagos lie 300 to 700 km off the coast; drawn in place they would halve the mainland on a phone."""
EXTENT = (102.0, 7.85, 111.05, 23.5)
"""West, south, east, north of the drawn map: mainland, coastal islands and frames."""


@cache
def topojson_bytes() -> bytes:
    """The boundary layer as stored."""
    return LAYER_FILE.read_bytes()


@cache
def digest() -> str:
    """Start of the layer's SHA-256: part of the address it is served under, so that it may be kept for good."""
    return hashlib.sha256(topojson_bytes()).hexdigest()[:16]


@cache
def layer() -> dict[str, Any]:
    """The TopoJSON, parsed once; not to be changed."""
    parsed: dict[str, Any] = json.loads(topojson_bytes())
    return parsed


def _replaced(node: Any, sources: Mapping[str, Mapping[str, Any]]) -> Any:
    """The node with every `{"name": "p34"}` in it replaced by the data source of that name."""
    if isinstance(node, Mapping):
        if set(node) == {"name"}:
            return sources.get(node["name"], node)
        return {key: _replaced(value, sources) for key, value in node.items()}
    return [_replaced(item, sources) for item in node] if isinstance(node, list) else node


def _with_geometry(spec: Mapping[str, Any], source: Mapping[str, Any]) -> dict[str, Any]:
    sources = {name: {**source, "format": {"type": "topojson", "feature": name}} for name in OBJECTS.values()}
    filled: dict[str, Any] = _replaced(spec, sources)
    return filled


def with_geometry_url(spec: Mapping[str, Any], url: str) -> dict[str, Any]:
    """For the screen: the geometry is fetched from `url`, where the page serves `topojson_bytes()`."""
    return _with_geometry(spec, {"url": url})


def with_geometry_inline(spec: Mapping[str, Any]) -> dict[str, Any]:
    """For a file: the geometry is part of the specification, so that it renders with the network off."""
    return _with_geometry(spec, {"values": layer()})


@cache
def _arcs() -> tuple[Ring, ...]:
    (step_x, step_y), (shift_x, shift_y) = layer()["transform"]["scale"], layer()["transform"]["translate"]
    arcs = []
    for arc in layer()["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((round(x * step_x + shift_x, 4), round(y * step_y + shift_y, 4)))
        arcs.append(tuple(points))
    return tuple(arcs)


def _ring(indices: list[int]) -> Ring:
    points: list[Point] = []
    for index in indices:
        arc = _arcs()[index] if index >= 0 else _arcs()[~index][::-1]
        points.extend(arc[1 if points else 0:])
    return tuple(points)


def _polygons(geometry: Mapping[str, Any]) -> Iterator[Polygon]:
    parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return (tuple(_ring(indices) for indices in part) for part in parts)


@cache
def shapes(boundary: Boundary) -> dict[str, tuple[Polygon, ...]]:
    """Entity id to its polygons (outer ring first, clockwise), longitude and latitude in degrees; not to be changed."""
    return {item["id"]: tuple(_polygons(item)) for item in layer()["objects"][OBJECTS[boundary]]["geometries"]}


@cache
def names(boundary: Boundary) -> dict[str, str]:
    """Entity id to the Vietnamese name of the unit, in order of official code."""
    return {item["id"]: item["properties"]["name"] for item in layer()["objects"][OBJECTS[boundary]]["geometries"]}


def _rows(name: str) -> list[dict[str, str]]:
    with (GEO_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def islands(boundary: Boundary) -> pd.DataFrame:
    """Points of `geo/islands.csv`: name, name_en, kind, group, in_layer, lat, lon, entity (unit of that boundary)."""
    by_name = {name: entity for entity, name in names(boundary).items()}
    field = "province" if boundary == "34" else "province63"
    rows = [{**row, "entity": by_name[row[field]], "lat": float(row["lat"]), "lon": float(row["lon"])}
            for row in _rows("islands.csv")]
    return pd.DataFrame(rows)[["name", "name_en", "kind", "group", "in_layer", "lat", "lon", "entity"]]


@cache
def tiles(boundary: Boundary) -> pd.DataFrame:
    """The tile grid: entity, column, row (from 0, north-west), label (lines parted by `|`), one row a unit."""
    rows = [row for row in _rows("tiles.csv") if row["boundary"] == boundary]
    frame = pd.DataFrame(rows).astype({"column": int, "row": int})
    return frame[["entity", "column", "row", "label"]]


@cache
def landless_islands(boundary: Boundary) -> pd.DataFrame:
    """The islands and reefs without land in the layer, in their true places, as `islands` has them."""
    frame = islands(boundary)
    return frame[(frame["in_layer"] == "no") & (frame["kind"] != "archipelago")].reset_index(drop=True)


@cache
def drawn_islands(boundary: Boundary) -> pd.DataFrame:
    """As `landless_islands`, with lon and lat of the archipelagos moved into their frames."""
    frame, by_group = landless_islands(boundary), {inset.group: inset for inset in INSETS}
    places = [by_group[group].moved(lon, lat) if group in by_group else (lon, lat)
              for group, lon, lat in zip(frame["group"], frame["lon"], frame["lat"], strict=True)]
    return frame.assign(lon=[lon for lon, _ in places], lat=[lat for _, lat in places])


@cache
def hatch(boundary: Boundary, entity: str) -> tuple[tuple[float, float, float, float], ...]:
    """Parallel slanting lines over one unit: (lon, lat, lon2, lat2) in degrees. Even-odd rule, so holes stay free."""
    rings = [ring for polygon in shapes(boundary)[entity] for ring in polygon]
    edges = [edge for ring in rings for edge in itertools.pairwise(ring)]
    starts = [y - x for (x, y), _ in edges]
    first, last = math.ceil(min(starts) / HATCH_DEGREES), math.floor(max(starts) / HATCH_DEGREES)
    return tuple(line for step in range(first, last + 1) for line in _cuts(edges, step * HATCH_DEGREES))


def _cuts(edges: list[tuple[Point, Point]], offset: float) -> Iterator[tuple[float, float, float, float]]:
    """The parts of the line lat = lon + offset that lie inside the edges."""
    crossings = []
    for (x1, y1), (x2, y2) in edges:
        side1, side2 = y1 - x1 - offset, y2 - x2 - offset
        if (side1 < 0) != (side2 < 0):
            crossings.append(x1 + (x2 - x1) * side1 / (side1 - side2))
    ends = sorted(crossings)
    return ((round(a, 4), round(a + offset, 4), round(b, 4), round(b + offset, 4))
            for a, b in zip(ends[::2], ends[1::2], strict=True))
