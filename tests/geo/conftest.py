"""Small tables and a renderer for the map tests. Values are made up and live only here."""

import io
import json
import math
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
import vl_convert
from PIL import Image

from charts import geometry
from charts.figure import Column, Figure, Words
from charts.geometry import EXTENT
from charts.map import FOOT
from exports import fonts

CLASSES = [(0.0, 10.0), (10.0, 20.0), (20.0, 30.0)]
PADDING = 4
HOLDING = {"34": {"missing": "nghe-an", "blank": "lam-dong"}, "63": {"missing": "nghe-an", "blank": "lam-dong-63"}}


@pytest.fixture(scope="session")
def rows() -> Callable[[str], pd.DataFrame]:
    """Hà Nội in the top class, Đà Nẵng in the middle, Nghệ An not collected, Lâm Đồng not applicable, others lowest."""
    def make(boundary: str) -> pd.DataFrame:
        table = pd.DataFrame(list(geometry.names(boundary).items()), columns=["entity", "name"])
        table["value"] = 5.0
        table.loc[table["entity"] == "ha-noi", "value"] = 30.0
        table.loc[table["entity"].str.removesuffix("-63") == "da-nang", "value"] = 15.0
        table["status"] = ""
        for kind, status in (("missing", "not_collected"), ("blank", "not_applicable")):
            table.loc[table["entity"] == HOLDING[boundary][kind], ["value", "status"]] = [None, status]
        table["class_index"] = [None if value != value else min(int(value // 10), 2) for value in table["value"]]
        table["rank"], table["out_of"] = table["value"].rank(ascending=False, method="min"), len(table)
        return table
    return make


@pytest.fixture(scope="session")
def draw(rows: Callable[[str], pd.DataFrame]) -> Callable[..., Figure]:
    """`draw(map_figure, boundary, **other)` with everything a figure needs."""
    def make(figure: Callable[..., Figure], boundary: str, **other: Any) -> Figure:
        given = {"lang": "vi", "rows": rows(boundary), "classes": CLASSES, **other}
        table = given.pop("rows")
        return figure(table, boundary=boundary, sources=[], snapshot="2026-01-01",
                      words=Words("Tên", "phụ", "kết quả", "chữ thay hình"),
                      columns=[Column("name", "Tỉnh"), Column("value", "Điểm", 1)], **given)
    return make


def filled(figure: Figure, width: int, height: int) -> str:
    """The specification with shapes and data in it, as a file's is."""
    spec = geometry.with_geometry_inline(figure.spec)
    spec["datasets"] = {name: json.loads(table.to_json(orient="records")) for name, table in figure.datasets.items()}
    return json.dumps({**spec, "width": width, "height": height})


@pytest.fixture(scope="session")
def picture() -> Callable[[Figure, int, int], Image.Image]:
    fonts.prepare()

    def make(figure: Figure, width: int, height: int) -> Image.Image:
        return Image.open(io.BytesIO(vl_convert.vegalite_to_png(filled(figure, width, height)))).convert("RGB")
    return make


@pytest.fixture(scope="session")
def svg() -> Callable[[Figure, int, int], str]:
    fonts.prepare()
    return lambda figure, width, height: vl_convert.vegalite_to_svg(filled(figure, width, height))


def pixel(lon: float, lat: float, width: int, height: int) -> tuple[int, int]:
    """Where a point of the map falls in a picture of that size, by the Mercator formula."""
    def north(degrees: float) -> float:
        return math.asinh(math.tan(math.radians(degrees)))
    west, south, east, top = EXTENT
    inner_width, inner_height = width - 2 * PADDING, height - 2 * PADDING - FOOT
    scale = min(inner_width / math.radians(east - west), inner_height / (north(top) - north(south)))
    x = PADDING + inner_width / 2 + scale * math.radians(lon - (west + east) / 2)
    y = PADDING + inner_height / 2 + scale * ((north(top) + north(south)) / 2 - north(lat))
    return int(x), int(y)


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start:start + 2], 16) for start in (1, 3, 5))
