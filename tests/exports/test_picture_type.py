"""What is on the pictures of real figures: least type, whole lists, all notes, colours that can be read."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from charts.figure import Figure, source_text
from charts.theme import contrast, palette
from charts.tiles import short_name
from exports import drawing, lists
from exports.layout import bottom_line
from exports.picture import Look, Sheet, compose
from exports.shapes import SHAPES, SMALL
from figures import gdp, maps, movements, profiles, rankings, tasks
from figures.context import Context
from figures.rankings import RankingView
from snapshots.store import Store
from tests.exports.conftest import ranking
from tests.exports.pictures import bare, colours, texts, words_in

LEAST = {"article": 11, "square": 24, "upright": 24, "print-column": 7, "print-half-page": 7}
"""The specification's least type: px at 1x, in print points."""
STORE = Store(Path(__file__).resolve().parents[2] / "data")
MAKERS: dict[str, Callable[[Context], Figure]] = {
    "ranking of 34": lambda context: rankings.ranking(context, RankingView("dti-2024-34", "dti-overall")),
    "ranking of 63": lambda context: rankings.ranking(context, RankingView("dti-2024-63", "dti-overall")),
    "ranking with movement": lambda context: rankings.ranking(context, RankingView("dti-2023-63", "dti-overall")),
    "map of 34": lambda context: maps.province_map(context, "dti-2024-34", "dti-overall"),
    "map of 63": lambda context: maps.province_map(context, "dti-2024-63", "dti-overall"),
    "tiles of 63": lambda context: maps.province_map(context, "dti-2024-63", "dti-overall", form="tiles"),
    "trend": gdp.digital_economy,
    "bump": lambda context: movements.bump(context, RankingView("dti-2023-63", "dti-overall", marked=("hue-63",))),
    "profile": lambda context: profiles.main_indices(context, "phu-tho", "dti-2024-34"),
    "tasks": tasks.national,
    "revisions": lambda context: gdp.ladder(context, "2024"),
}


@cache
def figure_of(name: str, dark: bool = False) -> Figure:
    return replace(MAKERS[name](Context(STORE.current(), "vi", dark)), view="ranking/dti-2024-34/dti-overall")


@cache
def sheet_of(name: str, shape: str, dark: bool = False) -> Sheet:
    return compose(figure_of(name, dark), Look(shape))


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("shape", LEAST)
def test_no_type_is_smaller_than_the_shape_allows(name: str, shape: str) -> None:
    small = {one.text: one.size for one in texts(sheet_of(name, shape).svg) if one.size < LEAST[shape] - 0.01}
    assert small == {}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_all_words_of_a_real_figure_are_inside(name: str, shape: str) -> None:
    figure, words = figure_of(name), words_in(sheet_of(name, shape).svg)
    needed = (figure.words.title, figure.words.subtitle, *figure.words.notes, source_text(figure), bottom_line(figure))
    assert [text for text in needed if bare(text) not in words.replace("·/f", "/f")] == []


@pytest.mark.parametrize("shape", ["upright", "print-column", "print-half-page"])
@pytest.mark.parametrize("name", ["ranking of 34", "ranking of 63"])
def test_long_lists_are_whole_in_upright_and_print(name: str, shape: str) -> None:
    drawn = [one.text for one in texts(sheet_of(name, shape).svg)]
    assert sorted(set(figure_of(name).table["name"]) - set(drawn)) == []
    assert not any("lược" in text for text in drawn)


@pytest.mark.parametrize("shape", ["upright", "print-column"])
def test_rows_of_a_whole_list_do_not_cover_each_other(shape: str) -> None:
    names = set(figure_of("ranking of 63").datasets["rows"]["label"])
    sheet = sheet_of("ranking of 63", shape)
    (size,) = {round(one.size, 2) for one in texts(sheet.svg) if one.text in names}
    assert distance_of_rows(sheet.svg, names, size) >= 0.95 * size


def distance_of_rows(svg: str, names: set[str], size: float) -> float:
    """Distance of two names of a list, in the picture's px or points."""
    pattern = r'<text [^>]*transform="translate\(([-0-9.]+),([-0-9.]+)\)" [^>]*font-size="([0-9.]+)px"[^>]*>([^<]*)<'
    places = [(float(y), float(own)) for _, y, own, text in re.findall(pattern, svg) if text in names]
    steps = sorted(
        after - before for (before, _), (after, _) in zip(places, places[1:], strict=False) if after > before
    )
    return steps[0] * size / places[0][1]


def test_columns_of_a_list_share_one_scale(make_ranking) -> None:
    sheet = compose(make_ranking(34), Look("upright")).svg
    parts = re.findall(r'<svg x="[^"]*" y="[^"]*" width="([^"]*)" height="[^"]*" viewBox="0 0 ([^ ]*)', sheet)
    assert len(parts) == 2
    assert parts[0] == parts[1]
    plots = re.findall(r'class="background"[^>]*d="M0\.?5?,0\.?5?h([0-9.]+)v', sheet)
    plots = [float(width) for width in plots if float(width)]
    assert len(plots) == 2
    assert plots[0] == pytest.approx(plots[1], abs=1.5)
    means = re.findall(r'transform="translate\(([0-9.]+),0\)"[^>]*stroke-dasharray="3,3"', sheet)
    assert len(means) == 2
    assert float(means[0]) == pytest.approx(float(means[1]), abs=1.5)


@pytest.mark.parametrize(("shape", "count"), [("social", 120), ("article", 120), ("slide", 120), ("square", 63)])
def test_a_list_too_long_keeps_top_bottom_and_chosen_and_says_what_is_left_out(
    make_ranking, shape: str, count: int
) -> None:
    figure = make_ranking(count)
    found = [one.text for one in texts(compose(figure, Look(shape)).svg)]
    drawn = [name for name in figure.table["name"] if name in found]
    first, last = figure.table["name"].iloc[[0, -1]]
    assert {first, last, figure.table["name"][count // 2]} <= set(drawn)
    told = bare(f"Vẽ {len(drawn)} trên {count} dòng; lược {count - len(drawn)} dòng")
    assert told in bare("".join(found))
    assert 10 < len(drawn) < count
    assert "…" in found


@pytest.mark.parametrize("count", [1, 3, 8, 34, 63, 120])
@pytest.mark.parametrize("width", [240, 500, 820])
def test_a_plan_shows_every_row_once_or_counts_it_as_left_out(make_ranking, count: int, width: int) -> None:
    for height in (130, 300, 700):
        plan = lists.plan(make_ranking(count), width, height, 1.0)
        shown = [order for column in plan.columns for order in column if float(order).is_integer()]
        assert len(shown) == len(set(shown)) == plan.shown
        assert plan.shown + plan.left == plan.count == count
        assert shown == sorted(shown)
        deepest = max(len(column) for column in plan.columns)
        assert (deepest * plan.pitch + 44) * plan.zoom <= height + 0.01


def test_movements_and_reasons_are_drawn_in_columns_too() -> None:
    figure = figure_of("ranking with movement")
    found = [one.text for one in texts(sheet_of("ranking with movement", "print-half-page").svg)]
    moves = [move for move in figure.datasets["rows"]["movement_text"] if move[:1] in ("▲", "▼")]
    assert len(moves) > 30
    assert sorted(moves) == sorted(text for text in found if text[:1] in ("▲", "▼") and text[1:].isdigit())


@pytest.mark.parametrize("shape", SHAPES)
def test_every_tile_has_its_name(shape: str) -> None:
    drawn = bare("".join(one.text for one in texts(sheet_of("tiles of 63", shape).svg)))
    labels = figure_of("tiles of 63").datasets["rows"]["label"]
    assert [
        one for one in labels if bare(one.replace("|", "")) not in drawn and bare(short_name(one)) not in drawn
    ] == []


def test_shortened_names_of_tiles_stay_apart() -> None:
    shorts = [short_name(label) for label in figure_of("tiles of 63").datasets["rows"]["label"]]
    assert len(set(shorts)) == len(shorts) == 63
    assert {"Q. Nam", "Q. Ngãi", "Huế"} <= set(shorts)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ranking of 63", "map of 34", "trend", "bump", "profile", "revisions"])
def test_every_text_of_a_picture_can_be_read(name: str, dark: bool) -> None:
    paper = palette(dark).paper
    pale = {one.text: one.fill for one in texts(sheet_of(name, "article", dark).svg) if contrast(one.fill, paper) < 4.5}
    assert pale == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ranking of 63", "trend", "bump", "profile", "tasks", "revisions"])
def test_every_mark_of_a_picture_can_be_seen(name: str, dark: bool) -> None:
    ink = palette(dark)
    drawn = colours(sheet_of(name, "article", dark).svg)
    marks = drawn - {ink.paper.upper(), ink.grid.upper(), ink.missing.upper()}
    assert len(marks) >= 2
    assert {colour for colour in marks if contrast(colour, ink.paper) < 3} == set()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_numbers_and_names_on_colours_can_be_read(dark: bool) -> None:
    ink = palette(dark)
    on_marks = set(figure_of("tasks", dark).datasets["rows"]["on"])
    assert on_marks <= {ink.ink, ink.paper}
    rows = figure_of("tasks", dark).datasets["rows"]
    assert min(contrast(on, colour) for on, colour in zip(rows["on"], rows["colour"], strict=True)) >= 4.5


def test_a_map_drawn_twice_is_the_same() -> None:
    figure = figure_of("map of 34")
    assert compose(figure, Look("social")).svg == compose(figure, Look("social")).svg


def test_ids_of_several_charts_stay_apart(make_ranking) -> None:
    for sheet in (compose(make_ranking(34), Look("upright")), sheet_of("map of 34", "article")):
        ids = re.findall(r'\bid="([^"]*)"', sheet.svg)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r"url\(#([^)]*)\)", sheet.svg)) <= set(ids)


@pytest.mark.parametrize("shape", ["article", "square", "upright", "print-column"])
def test_archipelagos_are_on_every_map(shape: str) -> None:
    words = words_in(sheet_of("map of 34", shape).svg)
    assert bare("Hoàng Sa") in words
    assert bare("Trường Sa") in words


def test_a_chart_is_at_least_sixty_mm_high_in_print() -> None:
    for count in (1, 34):
        figure = ranking(count)
        shape = SHAPES["print-column"]
        high = drawing.wanted(figure, shape, 400) * shape.em * 25.4 / 72
        assert high >= 60 - 0.01


def test_small_type_is_the_least_of_the_layout() -> None:
    for name, least in LEAST.items():
        assert SMALL * SHAPES[name].em >= least, name
