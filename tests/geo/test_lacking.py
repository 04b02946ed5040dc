"""A boundary layer that lacks a province is never drawn with a silent hole: the map refuses by name, tables stay whole."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from charts import geometry
from charts.map import map_figure

UNITS = sorted(geometry.names("34"))
CACHED = [value for value in vars(geometry).values() if hasattr(value, "cache_clear")]


def _without(unit: str) -> bytes:
    layer = json.loads(geometry.LAYER_FILE.read_bytes())
    shapes = layer["objects"]["p34"]["geometries"]
    layer["objects"]["p34"]["geometries"] = [shape for shape in shapes if unit not in (shape.get("id"), shape["properties"].get("id"))]
    assert len(layer["objects"]["p34"]["geometries"]) == len(shapes) - 1
    return json.dumps(layer).encode()


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[Callable[[str], None]]:
    def forget() -> None:
        for cached in CACHED:
            cached.cache_clear()

    def remove(unit: str) -> None:
        file = tmp_path / "layer.topojson"
        file.write_bytes(_without(unit))
        monkeypatch.setattr(geometry, "LAYER_FILE", file)
        forget()

    yield remove
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize("unit", UNITS)
def test_a_province_missing_in_the_layer_is_named(unit: str, draw: Any, rows: Any, lacking: Callable[[str], None]) -> None:
    table = rows("34")
    lacking(unit)
    assert unit not in geometry.names("34") and len(geometry.names("34")) == len(UNITS) - 1
    with pytest.raises(ValueError, match=f"Not units of the 34 provinces: {unit}"):
        draw(map_figure, "34", rows=table)
    assert len(table) == len(UNITS)
