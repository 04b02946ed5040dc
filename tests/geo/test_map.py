"""The map figure: archipelagos on every picture, honest gaps, colours where they belong, a valid specification."""

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
import pytest
from PIL import Image

from charts import geometry
from charts.figure import Figure
from charts.map import INSET_NOTE, map_figure
from charts.shades import class_colours, draw_rows, legend_rows
from charts.theme import palette
from language import say
from tests.geo.conftest import pixel, rgb

WIDTH, HEIGHT = 600, 900
PLACES = {"ha-noi": (105.7, 21.05), "nghe-an": (104.9, 19.2), "lam-dong": (108.1, 11.55), "thanh-hoa": (105.3, 20.0)}
Draw = Callable[..., Figure]
Picture = Callable[[Figure, int, int], Image.Image]
BOUNDARIES = pytest.mark.parametrize("boundary", ["34", "63"])


def colour_at(image: Image.Image, lon: float, lat: float) -> Any:
    return image.getpixel(pixel(lon, lat, *image.size))


@BOUNDARIES
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("count", [0, 1, 63])
def test_both_archipelagos_are_in_every_map_figure(draw: Draw, count: int, boundary: str, lang: str) -> None:
    figure = draw(map_figure, boundary, lang=lang, rows=draw(map_figure, boundary).table.head(count))
    islands, suffix = figure.datasets["islands"], "" if boundary == "34" else "-63"
    owner = islands.groupby("group")["entity"].unique().map(list)
    assert owner["Hoàng Sa"] == [f"da-nang{suffix}"] and owner["Trường Sa"] == [f"khanh-hoa{suffix}"]
    counts = islands["group"].value_counts()
    assert (counts["Hoàng Sa"], counts["Trường Sa"]) == (17, 31)
    drawn = [layer["data"]["name"] for layer in figure.spec["layer"]]
    assert {"islands", "frames", "archipelagos"} <= set(drawn)
    assert say(lang, INSET_NOTE) in figure.words.notes and say(lang, geometry.ATTRIBUTION) in figure.words.notes


@BOUNDARIES
@pytest.mark.parametrize(("lang", "labels"), [
    ("vi", ["Quần đảo Hoàng Sa", "(Đà Nẵng)", "Quần đảo Trường Sa", "(Khánh Hòa)"]),
    ("en", ["Hoàng Sa (Paracel) Islands", "(Da Nang)", "Trường Sa (Spratly) Islands", "(Khanh Hoa)"])])
def test_archipelagos_are_labelled_in_the_picture(
        draw: Draw, svg: Any, boundary: str, lang: str, labels: list[str]) -> None:
    text = svg(draw(map_figure, boundary, lang=lang), 340, 640)
    assert all(label in text for label in labels)


@BOUNDARIES
def test_points_and_frames_stay_inside_the_drawn_extent(boundary: Any) -> None:
    west, south, east, north = geometry.EXTENT
    points = geometry.drawn_islands(boundary)
    assert points["lon"].between(west, east).all() and points["lat"].between(south, north).all()
    for inset in geometry.INSETS:
        own = points[points["group"] == inset.group]
        (right, top), (left, bottom) = inset.corners()[0], inset.corners()[2]
        assert own["lon"].between(left, right).all() and own["lat"].between(bottom, top).all()
        assert west <= left and right <= east and south <= bottom and top <= north
        assert not any(left < lon < right and bottom < lat < top for polygons in geometry.shapes(boundary).values()
                       for polygon in polygons for lon, lat in polygon[0]), f"land under the frame of {inset.group}"


@BOUNDARIES
@pytest.mark.parametrize("dark", [False, True])
def test_province_sea_and_island_have_their_colours(draw: Draw, picture: Picture, boundary: str, dark: bool) -> None:
    image, ink = picture(draw(map_figure, boundary, dark=dark), WIDTH, HEIGHT), palette(dark)
    lowest, middle, top = map(rgb, class_colours(3, dark))
    assert colour_at(image, *PLACES["ha-noi"]) == top
    assert colour_at(image, *PLACES["thanh-hoa"]) == lowest
    abroad = {colour_at(image, 111.0, 20.0), colour_at(image, 103.0, 17.9)}
    assert abroad == {rgb(ink.paper)}, "a province fills the globe"
    hoang_sa = geometry.drawn_islands(boundary).query("name == 'Đá Lồi'").iloc[0]
    assert colour_at(image, hoang_sa["lon"], hoang_sa["lat"]) == middle


@BOUNDARIES
def test_not_collected_is_hatched_and_does_not_apply_is_blank(draw: Draw, picture: Picture, boundary: str) -> None:
    figure, ink = draw(map_figure, boundary), palette()
    image = picture(figure, WIDTH, HEIGHT)
    x, y = pixel(*PLACES["nghe-an"], WIDTH, HEIGHT)
    around = {image.getpixel((x + step, y)) for step in range(-15, 15)}
    assert rgb(ink.missing) in around and len(around) > 2, "no hatching"
    assert colour_at(image, *PLACES["lam-dong"]) == rgb(ink.paper)
    legend = figure.datasets["legend"].set_index("shade")["label"]
    assert legend["missing"] == "Không thu thập (1)" and legend["blank"] == "Không áp dụng (1)"


def test_a_unit_without_a_row_is_a_gap_and_never_the_lowest_class(draw: Draw) -> None:
    full = draw(map_figure, "34").table
    figure = draw(map_figure, "34", rows=full[full["entity"] != "hue"])
    drawn = figure.datasets["rows"].set_index("entity").loc["hue"]
    assert (drawn["shade"], drawn["value_text"], drawn["name"]) == ("none", "Chưa công bố giá trị", "Huế")


def test_legend_counts_every_unit_once(draw: Draw) -> None:
    legend = draw(map_figure, "34").datasets["legend"]
    assert list(legend["label"]) == ["Điểm", "20–30", "10–20", "0–10", "Không thu thập (1)", "Không áp dụng (1)"]
    assert list(legend["count"].dropna()) == [1, 1, 30, 1, 1]


def test_legend_limits_keep_the_decimals_they_need(draw: Draw, rows: Any) -> None:
    table = rows("34").assign(value=0.5, class_index=0)
    figure = map_figure(table, classes=[(0.0, 0.75)], boundary="34", words=draw(map_figure, "34").words, columns=[],
                        sources=[], snapshot="", lang="vi")
    assert figure.datasets["legend"]["label"].tolist() == ["0,00–0,75"]


def test_long_indicator_name_is_broken_in_the_legend(rows: Any) -> None:
    drawn = draw_rows(rows("34"), "34", [], "vi")
    titles = legend_rows(drawn, [], "Chỉ số chuyển đổi số cấp tỉnh, điểm chung", "vi").query("part == 'title'")["label"]
    assert list(titles) == ["Chỉ số chuyển đổi số", "cấp tỉnh, điểm chung"]


def test_text_of_a_value_is_taken_as_given(draw: Draw, rows: Any) -> None:
    figure = draw(map_figure, "34", rows=rows("34").assign(value_text="0,7012"))
    drawn = figure.datasets["rows"].set_index("entity")["value_text"]
    assert (drawn["ha-noi"], drawn["nghe-an"]) == ("0,7012", "Không thu thập")


def test_credit_of_the_shapes_is_among_the_sources(draw: Draw) -> None:
    assert [line.url for line in draw(map_figure, "34").sources] == ["https://whosonfirst.org/docs/licenses/"]


def test_tooltip_gives_value_and_place_in_the_readers_language(draw: Draw) -> None:
    row = draw(map_figure, "34").datasets["rows"].set_index("entity").loc["ha-noi"]
    assert (row["value_text"], row["place"], row["spoken"]) == ("30,0", "hạng 1/34", "Hà Nội, 30,0, hạng 1/34")
    english = draw(map_figure, "34", lang="en").datasets["rows"].set_index("entity").loc["ha-noi"]
    assert (english["value_text"], english["place"]) == ("30.0", "rank 1 of 34")


def test_chosen_unit_is_outlined(draw: Draw, picture: Picture) -> None:
    accent = rgb(palette().accent)
    plain, chosen = (picture(draw(map_figure, "34", selected=selected), WIDTH, HEIGHT) for selected in (None, "ha-noi"))
    count = [sum(colour == accent for colour in image.get_flattened_data()) for image in (plain, chosen)]
    assert count[0] == 0 and count[1] > 50


def test_clicks_select_the_entity(draw: Draw) -> None:
    spec = draw(map_figure, "34").spec
    picks = [param for param in spec["params"] if "select" in param] + [
        param for layer in spec["layer"] for param in layer.get("params", []) if "select" in param]
    assert [(param["name"], param["select"]["fields"]) for param in picks] == [("entity", ["entity"])]


@BOUNDARIES
def test_specification_is_valid_and_holds_neither_data_nor_shapes(draw: Draw, boundary: str) -> None:
    figure = draw(map_figure, boundary)
    alt.Chart.from_dict(dict(figure.spec), validate=True)
    assert "values" not in str([layer["data"] for layer in figure.spec["layer"]])
    assert figure.geometry == (f"p{boundary}",)
    assert len(str(figure.spec)) < 20_000


def test_specification_is_built_once_for_all_values(draw: Draw, rows: Any) -> None:
    one, other = draw(map_figure, "34"), draw(map_figure, "34", rows=rows("34").assign(value=1.0, class_index=0))
    assert one.spec["layer"] is other.spec["layer"]


@pytest.mark.parametrize(("change", "told"), [
    (lambda table: table.replace({"entity": {"hue": "ninh-binh-63"}}), "Not units of the 34 provinces: ninh-binh-63"),
    (lambda table: pd.concat([table, table.head(1)]), "More than one row for ha-noi"),
    (lambda table: table.assign(class_index=None), "No class for the value of ha-noi"),
])
def test_unfit_rows_are_refused_by_name(draw: Draw, rows: Any, change: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        draw(map_figure, "34", rows=change(rows("34")))


def test_more_classes_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="7 classes"):
        class_colours(7, dark=False)


@BOUNDARIES
@pytest.mark.parametrize(("width", "height"), [(340, 640), (900, 640), (850, 430), (1080, 1080), (340, 900)])
def test_nothing_is_cut_off_in_any_shape(draw: Draw, picture: Picture, boundary: str, width: int, height: int) -> None:
    image, paper = picture(draw(map_figure, boundary), width, height), rgb(palette().paper)
    assert image.size == (width, height)
    edge = [image.getpixel((x, y)) for x in range(width) for y in (0, height - 1)]
    edge += [image.getpixel((x, y)) for y in range(height) for x in (0, width - 1)]
    assert set(edge) == {paper}
