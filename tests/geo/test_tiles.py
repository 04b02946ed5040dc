"""The tile grid: every unit once, near-true neighbours, readable labels, both archipelagos."""

import itertools
from collections.abc import Callable
from typing import Any

import altair as alt
import pytest

from charts import geometry
from charts.figure import Figure
from charts.shades import class_colours, colour_of
from charts.theme import contrast, palette
from charts.tiles import tiles_figure
from tests.geo.conftest import rgb

Draw = Callable[..., Figure]
BOUNDARIES = pytest.mark.parametrize("boundary", ["34", "63"])


def borders(boundary: Any) -> set[frozenset[str]]:
    """Pairs of units with a common border line in the layer."""
    users: dict[int, set[str]] = {}
    for item in geometry.layer()["objects"][f"p{boundary}"]["geometries"]:
        parts = [item["arcs"]] if item["type"] == "Polygon" else item["arcs"]
        for arc in itertools.chain.from_iterable(itertools.chain.from_iterable(parts)):
            users.setdefault(max(arc, ~arc), set()).add(item["id"])
    return {frozenset(pair) for pair in users.values() if len(pair) == 2}


@BOUNDARIES
def test_every_unit_has_one_tile_and_no_two_share_a_cell(boundary: Any) -> None:
    tiles = geometry.tiles(boundary)
    assert sorted(tiles["entity"]) == sorted(geometry.names(boundary))
    assert not tiles.duplicated(["column", "row"]).any()


@BOUNDARIES
def test_nine_of_ten_true_borders_touch_in_the_grid(boundary: Any) -> None:
    place = {row.entity: (row.column, row.row) for row in geometry.tiles(boundary).itertuples()}
    pairs = [[place[entity] for entity in pair] for pair in borders(boundary)]
    near = [max(abs(here - there) for here, there in zip(*pair, strict=True)) for pair in pairs]
    assert sum(distance == 1 for distance in near) / len(near) > 0.9
    assert max(near) <= 3


@BOUNDARIES
def test_north_is_up_and_east_is_right(boundary: Any) -> None:
    place = geometry.tiles(boundary).set_index("entity")
    southernmost = "ca-mau" if boundary == "34" else "ca-mau-63"
    assert place.loc[["cao-bang", "ha-noi", "nghe-an", "hue", southernmost], "row"].is_monotonic_increasing
    assert place.loc[["dien-bien", "ha-noi", "quang-ninh"], "column"].is_monotonic_increasing


@BOUNDARIES
def test_label_is_the_name_of_the_unit(boundary: Any) -> None:
    names, short = geometry.names(boundary), {"ba-ria-vung-tau-63": "Bà Rịa- V. Tàu"}
    for row in geometry.tiles(boundary).itertuples():
        assert row.label.replace("|", " ") == short.get(row.entity, names[row.entity])


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_label_stands_out_from_every_class_and_gap(draw: Draw, dark: bool, count: int) -> None:
    table = draw(tiles_figure, "34").table
    table["class_index"] = [index % count if value == value else None
                            for index, value in zip(range(len(table)), table["value"], strict=True)]
    drawn = draw(tiles_figure, "34", rows=table, classes=[(float(i), i + 1.0) for i in range(count)],
                 dark=dark).datasets["rows"]
    assert set(drawn["shade"]) == {*map(str, range(count)), "missing", "blank"}
    for row in drawn.itertuples():
        assert contrast(row.lettering, colour_of(row.shade, count, dark)) >= 4.5


@BOUNDARIES
def test_archipelagos_are_marked_on_every_grid(draw: Draw, svg: Any, boundary: str) -> None:
    text = svg(draw(tiles_figure, boundary), 340, 760)
    assert "Hoàng Sa" in text and "Trường Sa" in text
    marks = draw(tiles_figure, boundary).datasets["archipelagos"]
    assert [entity.removesuffix("-63") for entity in marks["entity"]] == ["da-nang", "khanh-hoa"]
    taken = set(zip(geometry.tiles(boundary)["column"], geometry.tiles(boundary)["row"], strict=True))  # type: ignore[arg-type]
    assert not {(column + 1, row) for column, row in zip(marks["column"], marks["row"], strict=True)} & taken


@pytest.mark.parametrize(("width", "height", "wide", "high"), [
    (400, 640, 632 / 14, 632 / 14),  # square tiles
    (800, 300, 3.6 * 292 / 14, 292 / 14),  # low picture: wide tiles
])
def test_tile_of_ha_noi_has_the_colour_of_its_class(
        draw: Draw, picture: Any, width: int, height: int, wide: float, high: float) -> None:
    image = picture(draw(tiles_figure, "34"), width, height)
    assert wide * 7.6 <= width - 8
    left = 4 + (width - 8 - wide * 7.6) / 2 + wide * (3 - 1)
    top = 4 + high * (3 - 1)
    assert image.getpixel((int(left + 5), int(top + 4))) == rgb(class_colours(3, dark=False)[2])


def test_gaps_look_different_from_each_other_and_from_classes(draw: Draw) -> None:
    ink = palette()
    assert len({ink.missing, ink.paper, *class_colours(6, dark=False)}) == 8
    spec = str(draw(tiles_figure, "34").spec["layer"])
    assert "datum.shade === 'blank'" in spec and "missing" in spec


@BOUNDARIES
def test_specification_is_valid(draw: Draw, boundary: str) -> None:
    alt.Chart.from_dict(dict(draw(tiles_figure, boundary).spec), validate=True)
