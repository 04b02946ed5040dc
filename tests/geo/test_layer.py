"""The stored boundary layer: units, ids, rings, shared borders, areas against the official ones, provenance."""

import csv
import hashlib
import itertools
import re
from typing import Any

import pandas as pd
import pytest
import shapely

from charts import geometry
from charts.geometry import GEO_FOLDER, LAYER_FILE, Ring
from scripts import build_geo

EQUAL_AREA = build_geo.EQUAL_AREA


def shapes(boundary: Any) -> dict[str, shapely.MultiPolygon]:
    return {entity: shapely.MultiPolygon([(polygon[0], list(polygon[1:])) for polygon in polygons])
            for entity, polygons in geometry.shapes(boundary).items()}


def turn(ring: Ring) -> float:
    """Twice the signed area: negative for a clockwise ring."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(ring))


@pytest.mark.parametrize("boundary", ["34", "63"])
def test_layer_holds_every_unit_once(boundary: Any) -> None:
    ids = [item["id"] for item in geometry.layer()["objects"][f"p{boundary}"]["geometries"]]
    assert len(ids) == len(set(ids)) == int(boundary)


def test_only_the_eleven_unchanged_units_are_in_both_layers() -> None:
    both = set(geometry.names("34")) & set(geometry.names("63"))
    assert both == {"ha-noi", "cao-bang", "dien-bien", "lai-chau", "son-la", "lang-son", "quang-ninh", "thanh-hoa",
                    "nghe-an", "ha-tinh", "hue"}
    assert all(entity.endswith("-63") for entity in set(geometry.names("63")) - both)
    assert not any(entity.endswith("-63") for entity in geometry.names("34"))


def test_one_code_means_different_units_in_the_two_layers() -> None:
    codes = {name: {item["properties"]["code"]: item["id"] for item in geometry.layer()["objects"][name]["geometries"]}
             for name in ("p63", "p34")}
    assert (codes["p63"]["15"], codes["p34"]["15"]) == ("yen-bai-63", "lao-cai")


def test_file_is_small_enough_for_a_phone() -> None:
    assert 80_000 < LAYER_FILE.stat().st_size <= 110_000


@pytest.mark.parametrize("boundary", ["34", "63"])
def test_rings_are_closed_and_wound_as_d3_reads_them(boundary: Any) -> None:
    for polygons in geometry.shapes(boundary).values():
        for outer, *holes in polygons:
            assert outer[0] == outer[-1] and len(outer) >= 4 and turn(outer) < 0
            assert all(hole[0] == hole[-1] and turn(hole) > 0 for hole in holes)


@pytest.mark.parametrize("boundary", ["34", "63"])
def test_neighbours_share_their_borders_without_gap_or_overlap(boundary: Any) -> None:
    units = list(shapes(boundary).values())
    assert all(unit.is_valid for unit in units)
    assert shapely.coverage_is_valid(units)


def test_a_new_unit_is_the_union_of_its_former_ones() -> None:
    former = shapes("63")
    parts: dict[str, list[shapely.MultiPolygon]] = {}
    for item in geometry.layer()["objects"]["p63"]["geometries"]:
        parts.setdefault(item["properties"]["part_of"], []).append(former[item["id"]])
    assert set(parts) == set(geometry.names("34"))
    for entity, unit in shapes("34").items():
        assert shapely.union_all(parts[entity]).symmetric_difference(unit).area < 1e-9


def area_errors(boundary: Any) -> pd.Series:
    """Share of the official land area by which each unit's shape is off, in per cent."""
    geopandas = pytest.importorskip("geopandas")
    units = shapes(boundary)
    drawn = geopandas.GeoSeries(units, crs="EPSG:4326").to_crs(EQUAL_AREA).area / 1e6
    with (GEO_FOLDER / "areas.csv").open(encoding="utf-8", newline="") as file:
        official = {row["code"]: float(row["area_km2"]) - float(row["offshore_km2"])
                    for row in csv.DictReader(file) if row["level"] == boundary}
    items = geometry.layer()["objects"][f"p{boundary}"]["geometries"]
    codes = {item["id"]: item["properties"]["code"] for item in items}
    return pd.Series({entity: abs(drawn[entity] / official[codes[entity]] - 1) * 100 for entity in units})


@pytest.mark.parametrize(("boundary", "middle", "worst", "entity"),
                         [("34", 0.46, 8.7, "quang-ninh"), ("63", 0.49, 12.0, "hai-phong-63")])
def test_areas_are_as_near_the_official_ones_as_the_readme_says(
        boundary: str, middle: float, worst: float, entity: str) -> None:
    errors = area_errors(boundary)
    assert errors.median() == pytest.approx(middle, abs=0.02)
    assert errors.max() == pytest.approx(worst, abs=0.1)
    assert errors.idxmax() == entity


@pytest.mark.parametrize("name", ["vn-provinces.topojson", "islands.csv", "areas.csv"])
def test_readme_names_the_checksum_of_each_file(name: str) -> None:
    row = re.search(rf"`{re.escape(name)}`.*`([0-9a-f]{{64}})`", (GEO_FOLDER / "README.md").read_text("utf-8"))
    assert row is not None
    assert row.group(1) == hashlib.sha256((GEO_FOLDER / name).read_bytes()).hexdigest()


def test_inputs_of_the_build_are_the_ones_the_readme_names() -> None:
    readme = (GEO_FOLDER / "README.md").read_text("utf-8")
    assert all(digest in readme for digest in build_geo.SHA256.values())


def test_credit_line_in_the_readme_is_the_one_on_the_map() -> None:
    readme = re.sub(r"\s*\n> ", " ", (GEO_FOLDER / "README.md").read_text("utf-8"))
    assert geometry.ATTRIBUTION in readme


def test_no_geospatial_library_is_imported_by_the_app_side() -> None:
    for path in (GEO_FOLDER.parent / "charts").glob("*.py"):
        assert not re.search(r"^\s*(import|from) (geopandas|shapely|topojson)", path.read_text("utf-8"), re.M), path


@pytest.mark.parametrize("boundary", ["34", "63"])
def test_every_island_belongs_to_a_unit_of_the_boundary(boundary: Any) -> None:
    islands = geometry.islands(boundary)
    assert len(islands) == 74
    owners = islands.groupby("group")["entity"].agg(set)
    suffix = "" if boundary == "34" else "-63"
    assert (owners["Hoàng Sa"], owners["Trường Sa"]) == ({f"da-nang{suffix}"}, {f"khanh-hoa{suffix}"})


def test_hatching_stays_inside_its_province() -> None:
    unit = shapes("34")["quang-ninh"]  # many islands
    lines = [shapely.LineString([line[:2], line[2:]]) for line in geometry.hatch("34", "quang-ninh")]
    assert len(lines) > 10
    assert all(unit.buffer(0.001).covers(line) for line in lines)


def test_hatching_leaves_a_hole_free(monkeypatch: pytest.MonkeyPatch) -> None:
    outer = ((0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (4.0, 0.0), (0.0, 0.0))
    hole = ((1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0))
    monkeypatch.setattr(geometry, "shapes", lambda boundary: {"ring": ((outer, hole),)})
    diagonal = [line for line in geometry.hatch.__wrapped__("34", "ring") if line[0] == line[1]]
    assert diagonal == [(0.0, 0.0, 1.0, 1.0), (3.0, 3.0, 4.0, 4.0)]


def test_placeholder_becomes_an_address_or_the_shapes() -> None:
    spec = {"layer": [{"data": {"name": "p34"}}, {"data": {"name": "rows"}}]}
    by_url, inline = geometry.with_geometry_url(spec, "/geo/abc"), geometry.with_geometry_inline(spec)
    assert by_url["layer"] == [{"data": {"url": "/geo/abc", "format": {"type": "topojson", "feature": "p34"}}},
                               {"data": {"name": "rows"}}]
    assert inline["layer"][0]["data"]["values"]["type"] == "Topology"
    assert spec["layer"][0] == {"data": {"name": "p34"}}
