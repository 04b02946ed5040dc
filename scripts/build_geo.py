"""Build the boundary layer: one shared-arc TopoJSON of the 63 and the 34 provinces, and the points of the islands.

    python scripts/build_geo.py SOURCE_FOLDER PROVINCES_63_CSV [--out geo]

Run by hand when the source changes; the explorer only reads the result. Settings and their reasons: `geo/README.md`.
"""

import argparse
import csv
import hashlib
import json
import shutil
import sys
import unicodedata
from pathlib import Path
from typing import Any

import geopandas
import shapely
import topojson

SOURCE = "vn-provinces63-rivers-filled.geojson"
ISLANDS = "islands.csv"
AREAS = "areas.csv"
LAYER = "vn-provinces.topojson"
SHA256 = {
    SOURCE: "d0fa783cacbc129d16730f44a8e978585447e56ab139911b3869c060c31bfb27",
    ISLANDS: "665fbcd7010506a00dc2c553ad5bd3a307e6c16ae0adca8f44ae2eedd4107b3e",
    AREAS: "d051aa61c25535c871e179fad0797b50586ae8fcb87b80e850e171d36af5a2b6",
}
WGS84 = "EPSG:4326"
EQUAL_AREA = "+proj=laea +lat_0=16 +lon_0=106 +datum=WGS84 +units=m"
TOLERANCE_M = 700
SMALLEST_M2 = 1_000_000
GRID_DEGREES = 0.0005
PROPERTIES = {"p63": ("id", "code", "name", "part_of"), "p34": ("id", "code", "name")}
BOUNDS = (102.0, 8.0, 110.0, 24.0)  # mainland and coastal islands of Viet Nam


class BoundaryError(ValueError):
    """The boundary source is unfit: every fault found, one a line."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("The boundary source cannot be used:\n" + "\n".join(f"- {fault}" for fault in faults))


def slug(name: str) -> str:
    """Id form of a name: `Bà Rịa - Vũng Tàu` -> `ba-ria-vung-tau`."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    letters = "".join(ch if ch.isalnum() else " " for ch in plain if not unicodedata.combining(ch))
    return "-".join(letters.split())


def check_sums(folder: Path, expected: dict[str, str] = SHA256) -> None:
    """Raise BoundaryError unless every input is there with the expected SHA-256."""
    faults = []
    for name, wanted in expected.items():
        path = folder / name
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no such file"
        if found != wanted:
            faults.append(f"{name}: SHA-256 should be {wanted}, found {found}; fetch it again or review it")
    if faults:
        raise BoundaryError(faults)


def read_register(path: Path) -> list[dict[str, str]]:
    """The 63 former units: old_code, name_vi, merged_into_code, merged_into_name_vi, change."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def shape_faults(feature: dict[str, Any]) -> list[str]:
    """What is wrong with the geometry of one GeoJSON feature; empty if nothing."""
    unit = "{code} {name}".format(**feature["properties"])
    if feature.get("geometry") is None:
        return [f"{unit}: no geometry"]
    if feature["geometry"].get("type") not in ("Polygon", "MultiPolygon"):
        return [f"{unit}: {feature['geometry'].get('type')} found, Polygon or MultiPolygon needed"]
    try:
        shape = shapely.geometry.shape(feature["geometry"])
    except (shapely.errors.GEOSException, ValueError, TypeError, IndexError) as error:
        return [f"{unit}: coordinates cannot be read ({error})"]
    if shape.is_empty:
        return [f"{unit}: empty geometry"]
    if not shape.is_valid:
        return [f"{unit}: {shapely.is_valid_reason(shape)}"]
    if not shapely.box(*BOUNDS).covers(shape):
        return [f"{unit}: lies outside {BOUNDS}, found {tuple(round(edge, 3) for edge in shape.bounds)}"]
    return []


def unit_faults(features: list[dict[str, Any]], register: list[dict[str, str]]) -> list[str]:
    """Units missing, doubled, unknown, or placed in another new unit than the register says."""
    codes = [feature["properties"]["code"] for feature in features]
    wanted = {row["old_code"]: row for row in register}
    faults = [f"code {code}: found {codes.count(code)} times" for code in sorted(set(codes)) if codes.count(code) > 1]
    faults += [f"{code} {row['name_vi']}: missing" for code, row in wanted.items() if code not in codes]
    for feature in features:
        found, row = feature["properties"], wanted.get(feature["properties"]["code"])
        if row is None:
            faults.append(f"{found['code']} {found['name']}: not in the register of former units")
        elif (found["name"], found["code34"]) != (row["name_vi"], row["merged_into_code"]):
            faults.append(f"{found['code']}: {found['name']} in {found['code34']} found, the register has "
                          f"{row['name_vi']} in {row['merged_into_code']}")
    return faults


def coverage_faults(frame: geopandas.GeoDataFrame) -> list[str]:
    """Units that overlap a neighbour or share a border with other vertices than it."""
    edges = shapely.coverage_invalid_edges(frame.geometry.to_numpy())
    return [f"{code} {name}: overlaps a neighbour, or their border has different vertices"
            for code, name, edge in zip(frame["code"], frame["name"], edges, strict=True) if not edge.is_empty]


def read_units(features: list[dict[str, Any]], register: list[dict[str, str]]) -> geopandas.GeoDataFrame:
    """The 63 units as a valid coverage (code, name, id, part_of, code34, name34, geometry).

    Raises BoundaryError with every fault of geometry, membership and coverage.
    """
    faults = [fault for feature in features for fault in shape_faults(feature)] + unit_faults(features, register)
    if faults:
        raise BoundaryError(faults)
    frame = geopandas.GeoDataFrame.from_features(features, crs=WGS84)
    faults = coverage_faults(frame)
    if faults:
        raise BoundaryError(faults)
    kept = {row["old_code"] for row in register if row["change"] == "unchanged"}
    frame["part_of"] = frame["name34"].map(slug)
    frame["id"] = frame["name"].map(slug) + frame["code"].map(lambda code: "" if code in kept else "-63")
    return frame.sort_values("code", ignore_index=True)


def is_large(ring: shapely.LinearRing) -> bool:
    """Whether the ring encloses at least 1 km2."""
    return bool(shapely.Polygon(ring).area >= SMALLEST_M2)


def without_specks(shape: shapely.Geometry) -> shapely.Geometry:
    """The shape without parts or holes under 1 km2; the largest part always stays.

    Both, since the source has an enclave of 73 m2: the part goes from one unit and the hole from the one around it.
    """
    parts = list(getattr(shape, "geoms", [shape]))
    kept = [part for part in parts if part.area >= SMALLEST_M2] or [max(parts, key=lambda part: part.area)]
    filled = [shapely.Polygon(part.exterior, [hole for hole in part.interiors if is_large(hole)]) for part in kept]
    return shapely.MultiPolygon(filled) if len(filled) > 1 else filled[0]


def simplify(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Same borders with fewer vertices, in whole steps of `GRID_DEGREES`; neighbours still share every vertex."""
    flat = frame.to_crs(EQUAL_AREA)
    shapes = shapely.coverage_simplify([without_specks(shape) for shape in flat.geometry], TOLERANCE_M)
    degrees = geopandas.GeoSeries(shapes, crs=EQUAL_AREA).to_crs(WGS84)
    steps = [shapely.transform(shape, lambda points: (points / GRID_DEGREES).round()) for shape in degrees]
    return frame.set_geometry(geopandas.GeoSeries([shapely.remove_repeated_points(shape) for shape in steps]))


def merge(units: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """The 34 units (id, code, name, geometry) as unions of the 63."""
    merged = [{"id": part_of, "code": group["code34"].iloc[0], "name": group["name34"].iloc[0],
               "geometry": shapely.coverage_union_all(group.geometry.to_numpy())}
              for part_of, group in units.groupby("part_of")]
    return geopandas.GeoDataFrame(merged).sort_values("code", ignore_index=True)


def delta(arc: list[list[float]]) -> list[list[int]]:
    """An arc of grid steps as TopoJSON wants it: the first point, then differences."""
    points = [(int(x), int(y)) for x, y in arc]
    previous = [(0, 0), *points[:-1]]
    return [[x - px, y - py] for (x, y), (px, py) in zip(points, previous, strict=True)]


def feature(geometry: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """A TopoJSON geometry with the entity id and the properties named."""
    properties = geometry["properties"]
    return {"type": geometry["type"], "id": properties["id"], "arcs": geometry["arcs"],
            "properties": {key: properties[key] for key in keys}}


def topology(units: geopandas.GeoDataFrame, merged: geopandas.GeoDataFrame) -> dict[str, Any]:
    """Objects `p63` and `p34` over the same arcs; outer rings clockwise, as d3-geo reads them."""
    layers = [layer.set_geometry(shapely.orient_polygons(layer.geometry.to_numpy(), exterior_cw=True))
              for layer in (units, merged)]
    raw = topojson.Topology(layers, object_name=list(PROPERTIES), prequantize=False, winding_order="CW_CCW").to_dict()
    objects = {name: {"type": "GeometryCollection",
                      "geometries": [feature(item, keys) for item in raw["objects"][name]["geometries"]]}
               for name, keys in PROPERTIES.items()}
    return {"type": "Topology", "transform": {"scale": [GRID_DEGREES, GRID_DEGREES], "translate": [0, 0]},
            "objects": objects, "arcs": [delta(arc) for arc in raw["arcs"]]}


def build(features: list[dict[str, Any]], register: list[dict[str, str]]) -> dict[str, Any]:
    """The TopoJSON of both layers. Raises BoundaryError where the source or the simplified result is unfit."""
    units = simplify(read_units(features, register))
    merged = merge(units)
    faults = [f"{code}: the simplified shape is not valid" for code in units["code"][~units.geometry.is_valid]]
    faults += coverage_faults(units) + coverage_faults(merged)
    if faults:
        raise BoundaryError(faults)
    return topology(units, merged)


def main(arguments: list[str] | None = None) -> int:
    """Build into `--out`; 1 and the faults on the error stream if the source is unfit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("source", type=Path)
    parser.add_argument("register", type=Path, help="CSV of the 63 former units and what each became")
    parser.add_argument("--out", type=Path, default=Path("geo"))
    options = parser.parse_args(arguments)
    try:
        check_sums(options.source)
        collection = json.loads((options.source / SOURCE).read_text("utf-8"))
        layer = build(collection["features"], read_register(options.register))
    except BoundaryError as error:
        print(error, file=sys.stderr)
        return 1
    text = json.dumps(layer, ensure_ascii=False, separators=(",", ":"))
    (options.out / LAYER).write_text(text + "\n", encoding="utf-8", newline="\n")
    for name in (ISLANDS, AREAS):
        shutil.copyfile(options.source / name, options.out / name)
    print(f"{LAYER}: {len(text.encode()) / 1000:.0f} KB, {len(layer['arcs'])} arcs, SHA-256 "
          f"{hashlib.sha256((options.out / LAYER).read_bytes()).hexdigest()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
