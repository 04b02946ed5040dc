"""The zoomable map: no address in it, every unit and island, the same gaps, tooltips as text."""

import json
from typing import Any

import pytest

from charts import geometry
from charts.deck import deck
from charts.figure import Column
from charts.shades import class_colours
from charts.theme import palette
from tests.geo.conftest import CLASSES, HOLDING, rgb

COLUMNS = [Column("value", "Điểm", 1)]
BOUNDARIES = pytest.mark.parametrize("boundary", ["34", "63"])


def layers(rows: Any, boundary: Any, **other: Any) -> dict[str, Any]:
    parsed = json.loads(deck(rows(boundary), boundary, CLASSES, COLUMNS, "vi", **other).to_json())
    return {layer["id"]: layer for layer in parsed["layers"]}


@BOUNDARIES
@pytest.mark.parametrize("dark", [False, True])
def test_no_address_and_no_base_map(rows: Any, boundary: Any, dark: bool) -> None:
    text = deck(rows(boundary), boundary, CLASSES, COLUMNS, "vi", dark).to_json()
    assert "http" not in text and "//" not in text
    # Streamlit draws no base map for this value only; without it a third party's style is fetched.
    assert json.loads(text)["mapStyle"] == "__MAP_STYLE__" and "mapProvider" not in json.loads(text)
    assert len(text) < 350_000


@BOUNDARIES
def test_every_unit_and_island_is_drawn_in_its_true_place(rows: Any, boundary: Any) -> None:
    drawn = layers(rows, boundary)
    assert {feature["id"] for feature in drawn["provinces"]["data"]["features"]} == set(geometry.names(boundary))
    points = {(round(point["lon"], 3), round(point["lat"], 3)) for point in drawn["islands"]["data"]}
    assert {(111.608, 16.535), (111.92, 8.645), (107.728, 20.133)} <= points  # Hoàng Sa, Trường Sa, Bạch Long Vĩ
    assert [row["label"] for row in drawn["archipelagos"]["data"]] == ["Quần đảo Hoàng Sa\n(Đà Nẵng)",
                                                                     "Quần đảo Trường Sa\n(Khánh Hòa)"]


def test_label_letters_are_all_in_the_character_set(rows: Any) -> None:
    labels = layers(rows, "34")["archipelagos"]
    assert set("".join(row["label"] for row in labels["data"])) - {"\n"} == set(labels["characterSet"])


@BOUNDARIES
def test_colours_are_those_of_the_map(rows: Any, boundary: Any) -> None:
    drawn = layers(rows, boundary)["provinces"]["data"]["features"]
    features = {feature["id"]: feature["properties"] for feature in drawn}
    assert features["ha-noi"]["fill"] == list(rgb(class_colours(3, dark=False)[2]))
    assert features[HOLDING[boundary]["missing"]]["fill"] == list(rgb(palette().missing))
    assert features[HOLDING[boundary]["blank"]]["fill"] == list(rgb(palette().paper))
    assert features["ha-noi"]["tip"] == f"Hà Nội\n30,0\nhạng 1/{boundary}"


def test_only_units_without_a_value_are_hatched(rows: Any) -> None:
    lines = layers(rows, "34")["hatching"]["data"]
    assert len(lines) == len(geometry.hatch("34", "nghe-an"))
    full = rows("34").assign(value=1.0, class_index=0)
    assert json.loads(deck(full, "34", CLASSES, COLUMNS, "vi").to_json())["layers"][1]["data"] == []


def test_chosen_unit_is_drawn_last_with_the_accent(rows: Any) -> None:
    last = layers(rows, "34", selected="ha-noi")["provinces"]["data"]["features"][-1]
    assert (last["id"], last["properties"]["line"]) == ("ha-noi", list(rgb(palette().accent)))


def test_tooltip_is_text_so_markup_is_never_read(rows: Any) -> None:
    table = rows("34")
    table.loc[table["entity"] == "hue", "name"] = "<img src=x>"
    made = deck(table, "34", CLASSES, COLUMNS, "vi")
    assert made._tooltip == {"text": "{tip}"}
