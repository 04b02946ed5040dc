"""The build of the boundary layer, on four squares small enough to draw on paper."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from scripts import build_geo
from scripts.build_geo import BoundaryError

REGISTER = [
    {"old_code": "01", "name_vi": "Hà Nội", "merged_into_code": "01", "change": "unchanged"},
    {"old_code": "35", "name_vi": "Hà Nam", "merged_into_code": "37", "change": "merged"},
    {"old_code": "37", "name_vi": "Ninh Bình", "merged_into_code": "37", "change": "merged"},
]


def square(code: str, name: str, code34: str, name34: str, west: float) -> dict[str, Any]:
    """A square of one degree, its south-west corner at `west`, 20° N; counter-clockwise, as GeoJSON has it."""
    ring = [[west, 20.0], [west + 1, 20.0], [west + 1, 21.0], [west, 21.0], [west, 20.0]]
    return {"type": "Feature", "properties": {"code": code, "name": name, "code34": code34, "name34": name34},
            "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
def squares() -> list[dict[str, Any]]:
    return [square("01", "Hà Nội", "01", "Hà Nội", 104.0), square("35", "Hà Nam", "37", "Ninh Bình", 105.0),
            square("37", "Ninh Bình", "37", "Ninh Bình", 106.0)]


def faults(features: list[dict[str, Any]]) -> list[str]:
    with pytest.raises(BoundaryError) as caught:
        build_geo.build(features, REGISTER)
    return caught.value.faults


def test_merged_units_get_a_suffix_and_unchanged_ones_keep_one_id(squares: list[dict[str, Any]]) -> None:
    layer = build_geo.build(squares, REGISTER)
    ids = {name: [item["id"] for item in layer["objects"][name]["geometries"]] for name in ("p63", "p34")}
    assert ids == {"p63": ["ha-noi", "ha-nam-63", "ninh-binh-63"], "p34": ["ha-noi", "ninh-binh"]}


def test_a_shared_border_is_stored_once(squares: list[dict[str, Any]]) -> None:
    layer = build_geo.build(squares, REGISTER)
    left, middle, right = ({max(arc, ~arc) for arc in item["arcs"][0]}
                           for item in layer["objects"]["p63"]["geometries"])
    assert (len(left & middle), len(middle & right), len(left & right)) == (1, 1, 0)
    assert len(layer["arcs"]) == 6  # western end, border, north and south of the middle square, border, eastern end


def test_name_becomes_an_id_without_accents() -> None:
    assert [build_geo.slug(name) for name in ("Bà Rịa - Vũng Tàu", "Đắk Lắk", "Thừa Thiên Huế")] == [
        "ba-ria-vung-tau", "dak-lak", "thua-thien-hue"]


def test_missing_geometry_is_named(squares: list[dict[str, Any]]) -> None:
    squares[1]["geometry"] = None
    assert faults(squares) == ["35 Hà Nam: no geometry"]


def test_self_crossing_geometry_is_named(squares: list[dict[str, Any]]) -> None:
    ring = squares[0]["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    assert faults(squares)[0].startswith("01 Hà Nội: Self-intersection")


def test_point_instead_of_polygon_is_named(squares: list[dict[str, Any]]) -> None:
    squares[2]["geometry"] = {"type": "Point", "coordinates": [106.0, 20.0]}
    assert faults(squares) == ["37 Ninh Bình: Point found, Polygon or MultiPolygon needed"]


def test_unreadable_coordinates_are_named(squares: list[dict[str, Any]]) -> None:
    squares[0]["geometry"]["coordinates"] = [[[104.0, 20.0], [105.0, 20.0]]]
    assert faults(squares)[0].startswith("01 Hà Nội: coordinates cannot be read")


def test_latitude_and_longitude_exchanged_are_noticed(squares: list[dict[str, Any]]) -> None:
    squares[0]["geometry"]["coordinates"] = [[point[::-1] for point in squares[0]["geometry"]["coordinates"][0]]]
    assert "lies outside" in faults(squares)[0]


def test_missing_doubled_and_unknown_units_are_all_named(squares: list[dict[str, Any]]) -> None:
    twin, stranger = copy.deepcopy(squares[0]), square("99", "Lạ", "37", "Ninh Bình", 107.0)
    assert faults([squares[0], twin, squares[1], stranger]) == [
        "code 01: found 2 times", "37 Ninh Bình: missing", "99 Lạ: not in the register of former units"]


def test_unit_in_another_new_unit_than_the_register_says_is_named(squares: list[dict[str, Any]]) -> None:
    squares[1]["properties"]["code34"] = "01"
    assert faults(squares) == ["35: Hà Nam in 01 found, the register has Hà Nam in 37"]


def test_overlapping_neighbours_are_named(squares: list[dict[str, Any]]) -> None:
    squares[1] = square("35", "Hà Nam", "37", "Ninh Bình", 104.5)
    assert "01 Hà Nội: overlaps a neighbour, or their border has different vertices" in faults(squares)


def test_altered_input_stops_the_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / build_geo.SOURCE).write_text(json.dumps({"features": []}), encoding="utf-8")
    assert build_geo.main([str(tmp_path), str(tmp_path / "none.csv"), "--out", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert f"{build_geo.SOURCE}: SHA-256 should be" in told
    assert "islands.csv: SHA-256 should be" in told
    assert "no such file" in told
    assert not (tmp_path / build_geo.LAYER).exists()
