"""Whole pictures: exact size, what can never be missing, the same bytes twice, nothing fetched."""

import hashlib
import io
import os
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
import zlib
from dataclasses import replace

import pikepdf
import pytest
import segno

from charts.figure import source_text
from charts.theme import DARK, PAPER, contrast
from exports import address, order
from exports.layout import bottom_line, printed_address
from exports.picture import Look, compose, pdf, png, svg
from exports.shapes import (
    LONGEST_MM,
    MOST_PIXELS,
    SHAPES,
    PictureRatioError,
    PictureTooLargeError,
    PictureTooSmallError,
    UnknownShapeError,
)
from tests.exports.pictures import SVG, bare, box, texts, words_in

VIEW = "ranking/dti-2024-34/dti-overall"
NOTES = ("Một ghi chú về cách tính. " * 4, "Ghi chú thứ hai về địa giới hành chính. " * 3, "Ghi chú cuối cùng.")
SCREEN = [name for name, shape in SHAPES.items() if not shape.print]
PRINT = [name for name, shape in SHAPES.items() if shape.print]


def size_of(image: bytes) -> tuple[int, int]:
    return struct.unpack(">II", image[16:24])


def chunks(image: bytes) -> dict[bytes, bytes]:
    found, at = {}, 8
    while at < len(image):
        (length,) = struct.unpack(">I", image[at : at + 4])
        kind, data = image[at + 4 : at + 8], image[at + 8 : at + 8 + length]
        assert struct.unpack(">I", image[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + data)
        found[kind + data.split(b"\0", 1)[0] if kind == b"iTXt" else kind] = data
        at += 12 + length
    return found


def test_the_seven_shapes_of_the_specification() -> None:
    sizes = {name: (shape.width, shape.height, shape.unit) for name, shape in SHAPES.items()}
    assert sizes == {
        "article": (850, 600, "px"),
        "social": (1200, 628, "px"),
        "square": (1080, 1080, "px"),
        "upright": (1080, 1350, "px"),
        "slide": (1920, 1080, "px"),
        "print-column": (90, None, "mm"),
        "print-half-page": (190, None, "mm"),
    }


@pytest.mark.parametrize("shape", SCREEN)
def test_every_shape_has_its_exact_size(make_ranking, shape: str) -> None:
    figure, size = make_ranking(5), SHAPES[shape]
    assert size_of(png(figure, Look(shape), 1)) == (size.width, size.height)
    root = ET.fromstring(svg(figure, Look(shape)))
    assert (root.get("width"), root.get("height")) == (str(size.width), str(size.height))


@pytest.mark.parametrize("shape", PRINT)
def test_print_shapes_have_their_width_in_mm_in_every_form(make_ranking, shape: str) -> None:
    figure, width = make_ranking(34), SHAPES[shape].width
    sheet = compose(figure, Look(shape))
    root = ET.fromstring(sheet.svg)
    assert (root.get("width"), root.get("height")) == (f"{width}mm", f"{sheet.height:g}mm")
    assert box(root)[2:] == pytest.approx([width * 72 / 25.4, sheet.height * 72 / 25.4], abs=0.01)
    assert (sheet.unit, sheet.width) == ("mm", width)
    assert 60 < sheet.height <= LONGEST_MM
    image = png(figure, Look(shape))
    assert size_of(image) == pytest.approx((width / 25.4 * 300, sheet.height / 25.4 * 300), abs=1)
    assert struct.unpack(">IIB", chunks(image)[b"pHYs"]) == (11811, 11811, 1)
    with pikepdf.open(io.BytesIO(pdf(figure, Look(shape)))) as document:
        sides = [float(side) for side in document.pages[0].MediaBox]
    assert sides[2:] == pytest.approx(box(root)[2:], abs=0.05)


def test_article_is_made_at_twice_its_pixels_and_at_the_scale_asked_for(make_ranking) -> None:
    assert size_of(png(make_ranking(3))) == (1700, 1200)
    assert size_of(png(make_ranking(3), Look(), 3)) == (2550, 1800)


@pytest.mark.parametrize("size", [(1600, 900), (600, 1200), (1000, 500), (400, 400)])
def test_a_size_of_ones_own_is_exact(make_ranking, size: tuple[int, int]) -> None:
    figure = make_ranking(34, notes=NOTES)
    assert size_of(png(figure, Look(size=size))) == size
    assert bare("".join(NOTES)) in words_in(svg(figure, Look(size=size)))


@pytest.mark.parametrize(
    ("look", "scale", "error", "told"),
    [
        (Look("poster"), 0, UnknownShapeError, "'poster'.*article"),
        (Look("slide"), 4, PictureTooLargeError, str(MOST_PIXELS)),
        (Look(size=(5000, 5000)), 0, PictureTooLargeError, str(MOST_PIXELS)),
        (Look(size=(1000, 499)), 0, PictureRatioError, "1000 x 499.*twice"),
        (Look(size=(499, 1000)), 0, PictureRatioError, "499 x 1000.*twice"),
        (Look(size=(0, 0)), 0, PictureRatioError, "0.*twice"),
        (Look(size=(200, 200)), 0, PictureTooSmallError, "at least 300"),
        (Look(), 0.001, PictureTooSmallError, "at least 300"),
    ],
)
def test_absurd_pictures_are_refused_with_the_limit(make_ranking, look, scale, error, told) -> None:
    with pytest.raises(error, match=told):
        png(make_ranking(3), look, scale)


def test_the_same_view_twice_gives_the_same_bytes(make_ranking) -> None:
    assert png(make_ranking(6), Look("square"), 1) == png(make_ranking(6), Look("square"), 1)
    assert svg(make_ranking(6)) == svg(make_ranking(6))
    assert svg(make_ranking(6), outlines=True) == svg(make_ranking(6), outlines=True)
    assert pdf(make_ranking(6), Look("print-column")) == pdf(make_ranking(6), Look("print-column"))
    assert svg(make_ranking(6)) != svg(make_ranking(7))


@pytest.mark.parametrize("shape", SHAPES)
def test_subtitle_notes_source_and_bottom_line_are_whole_on_every_picture(make_ranking, shape: str) -> None:
    figure = replace(make_ranking(34, notes=NOTES), view=VIEW)
    words = words_in(compose(figure, Look(shape)).svg)
    needed = (figure.words.title, figure.words.subtitle, *NOTES, source_text(figure), bottom_line(figure))
    assert {text for text in needed if bare(text) not in words} == set()
    assert bare(printed_address(figure)) in words.replace("·", "")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("plain", [False, True])
def test_plain_takes_away_the_brand_mark_and_nothing_else(make_ranking, shape: str, plain: bool) -> None:
    figure = replace(make_ranking(5, notes=NOTES), view=VIEW)
    drawn = compose(figure, Look(shape, plain=plain)).svg
    framed = compose(figure, Look(shape)).svg
    assert words_in(drawn) == words_in(framed)
    assert framed.count("<rect") - drawn.count("<rect") == (1 if plain else 0)


def test_transparent_takes_away_the_paper_and_nothing_else(make_ranking) -> None:
    figure = replace(make_ranking(5, notes=NOTES), view=VIEW)
    paper = f'<rect width="100%" height="100%" fill="{PAPER}"/>'
    assert compose(figure, Look()).svg.replace(paper, "") == compose(figure, Look(transparent=True)).svg
    assert paper not in compose(figure, Look(transparent=True)).svg


@pytest.mark.parametrize("shape", ["article", "square", "print-column"])
def test_a_figure_without_words_still_has_source_and_bottom_line(make_ranking, shape: str) -> None:
    figure = make_ranking(3)
    bare_figure = replace(figure, words=replace(figure.words, title="", subtitle="", notes=()), sources=())
    assert bare("Bản dữ liệu 2026-11-21") in words_in(svg(bare_figure, Look(shape)))


@pytest.mark.parametrize("shape", SHAPES)
def test_no_line_runs_over_the_edge(make_ranking, shape: str) -> None:
    from exports.fonts import text_width

    figure = make_ranking(34, title="Một tiêu đề rất dài về chuyển đổi số " * 5, notes=("Ghi chú dài. " * 20,))
    sheet = compose(replace(figure, view=f"{VIEW}/mark={'~'.join(['p34-01'] * 40)}"), Look(shape))
    width, height = box(ET.fromstring(sheet.svg))[2:]
    lines = [one for one in texts(sheet.svg) if not one.depth]
    assert len(lines) >= 5
    for line in lines:
        assert line.x + text_width(line.text, line.size, line.weight) <= width
        assert line.y < height


@pytest.mark.parametrize("shape", ["article", "upright", "print-column"])
def test_a_title_has_at_most_two_lines(make_ranking, shape: str) -> None:
    sheet = compose(make_ranking(3, title="Một tiêu đề rất dài về chuyển đổi số " * 9), Look(shape))
    titles = [one.text for one in texts(sheet.svg) if one.weight == 700 and not one.depth]
    assert len(titles) == 2
    assert titles[1].endswith("…")


def test_notes_longer_than_any_of_ours_are_inside_nonetheless(make_ranking) -> None:
    notes = tuple(f"Ghi chú rất dài số {index}. " * 30 for index in range(3))
    for shape in SHAPES:
        assert bare("".join(notes)) in words_in(compose(make_ranking(34, notes=notes), Look(shape)).svg), shape


def test_an_unofficial_figure_has_a_band_across_it(make_ranking) -> None:
    for dark in (False, True):
        figure = replace(make_ranking(5, dark=dark), unofficial="Trọng số của người đọc, không chính thức")
        sheet = compose(figure, Look("square", plain=True, transparent=True)).svg
        (band,) = re.findall(r'<rect x="0" y="[0-9.]+" width="1080" height="[0-9.]+" fill="(#[0-9A-F]+)"/>', sheet)
        (text,) = [one for one in texts(sheet) if one.text == figure.unofficial]
        assert contrast(text.fill, band) >= 4.5
        assert text.size >= 24


@pytest.mark.parametrize("shape", SHAPES)
def test_an_empty_result_says_so_and_keeps_its_source(make_ranking, shape: str) -> None:
    figure = make_ranking(3, notes=NOTES)
    for spec in (figure.spec, {}):
        nothing = replace(figure, spec=spec, datasets={}, table=figure.table.iloc[:0], view=VIEW)
        words = words_in(compose(nothing, Look(shape)).svg)
        assert bare("Không có số liệu cho lựa chọn này.") in words
        assert all(bare(text) in words for text in (figure.words.subtitle, *NOTES, source_text(figure)))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_figure_without_a_chart_shows_its_table(make_ranking, shape: str) -> None:
    figure = replace(make_ranking(5), spec={}, datasets={}, view=VIEW)
    words = words_in(compose(figure, Look(shape)).svg)
    assert all(bare(name) in words for name in figure.table["name"])
    assert "lược" not in words


def test_a_table_too_long_says_what_is_left_out(make_ranking) -> None:
    figure = replace(make_ranking(60), spec={}, datasets={})
    words = words_in(compose(figure, Look("social")).svg)
    drawn = [name for name in figure.table["name"] if bare(name) in words]
    assert bare("lược") in words
    assert len(drawn) < 60


def test_print_carries_the_address_as_a_code_and_others_on_demand(make_ranking) -> None:
    figure = replace(make_ranking(3), view=VIEW)
    for look in (Look("print-column"), Look("print-half-page", transparent=True), Look("square", qr=True)):
        assert code_in(compose(figure, look).svg) == [
            [bool(dark) for dark in row]
            for row in segno.make(address.pinned(figure), error="m", micro=False, boost_error=False).matrix
        ]
    assert code_in(compose(figure, Look("square")).svg) is None
    assert code_in(compose(replace(figure, view=""), Look("print-column")).svg) is None


def code_in(drawn: str) -> list[list[bool]] | None:
    found = re.search(r'<svg class="address-code".*?viewBox="0 0 ([0-9]+) .*?<path d="([^"]*)"', drawn)
    if found is None:
        return None
    dark = {(int(x), int(y)) for x, y in re.findall(r"M([0-9]+) ([0-9]+)h1v1h-1z", found[2])}
    quiet = 4
    inside = range(quiet, int(found[1]) - quiet)
    return [[(x, y) in dark for x in inside] for y in inside]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_link_lies_over_the_printed_address(make_ranking, shape: str) -> None:
    figure = replace(make_ranking(3), view=VIEW)
    sheet = compose(figure, Look(shape))
    x, y, width, height = sheet.link
    lines = [one for one in texts(sheet.svg) if not one.depth and x - 1 <= one.x <= x + 1 and y <= one.y <= y + height]
    assert bare("".join(one.text for one in lines)) == printed_address(figure)
    assert width > 0 and x + width <= box(ET.fromstring(sheet.svg))[2]
    assert compose(make_ranking(3), Look(shape)).link is None


def test_letters_are_those_of_the_picture(make_ranking) -> None:
    sheet = compose(make_ranking(5), Look("square"))
    assert set(sheet.letters) == {letter for one in texts(sheet.svg) for letter in one.text} | {" "}
    assert {"ẵ", "ộ"} - set(sheet.letters) == {"ẵ"}


def test_svg_fetches_nothing_and_carries_its_letters(make_ranking) -> None:
    picture = svg(make_ranking(3)).decode()
    drawn = re.sub(r"<metadata>.*?</metadata>|xmlns(:xlink)?=\"[^\"]*\"", "", picture, flags=re.DOTALL)
    drawn = re.sub(r'data-view="[^"]*"', "", drawn)
    assert "font/woff2;base64," in drawn
    assert re.findall(r'(?:href|src)="|@import|url\((?!data:|#)|https?:', drawn) == []


def test_outlines_have_no_text_and_no_font(make_ranking) -> None:
    picture = svg(make_ranking(3), outlines=True).decode()
    root = ET.fromstring(picture)
    assert list(root.iter(f"{SVG}text")) == []
    assert "font" not in re.sub(r"<metadata>.*?</metadata>", "", picture, flags=re.DOTALL)


def test_files_carry_their_words_with_accents(make_ranking) -> None:
    figure = make_ranking(3)
    assert figure.words.title.encode() in chunks(png(figure, scale=1))[b"iTXtTitle"]
    root = ET.fromstring(svg(figure))
    assert (root.get("lang"), root[0].tag, root[0].text) == ("vi", f"{SVG}title", figure.words.title)
    assert (root[1].tag, root[1].text) == (f"{SVG}desc", figure.words.alt)


def test_dark_figures_have_dark_paper(make_ranking) -> None:
    assert f'height="100%" fill="{PAPER}"' in compose(make_ranking(3), Look()).svg
    assert f'height="100%" fill="{DARK.paper}"' in compose(make_ranking(3, dark=True), Look()).svg
    table = replace(make_ranking(3), spec={}, dark=True)
    assert f'height="100%" fill="{DARK.paper}"' in compose(table, Look()).svg


def test_letters_that_are_markup_are_escaped(make_ranking) -> None:
    root = ET.fromstring(svg(make_ranking(3, title='A < B & "C"')))
    assert root[0].text == 'A < B & "C"'


def test_another_process_makes_the_same_bytes_and_needs_no_streamlit(make_ranking) -> None:
    program = (
        "import hashlib, sys\n"
        "from tests.exports.conftest import ranking\n"
        "from exports.picture import svg\n"
        "print(hashlib.sha256(svg(ranking(4))).hexdigest(), 'streamlit' in sys.modules)\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout.split() == [hashlib.sha256(svg(make_ranking(4))).hexdigest(), "False"]


def test_an_order_knows_every_shape() -> None:
    for shape in SHAPES:
        order.check(order.Order(VIEW, shape=shape))
