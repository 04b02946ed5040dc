"""Whole pictures: exact size, what can never be missing, the same bytes twice, nothing fetched."""

import hashlib
import os
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
import zlib
from dataclasses import replace

import pytest

from charts.figure import source_text
from charts.theme import DARK, PAPER
from exports.picture import SHAPES, PictureTooLargeError, UnknownShapeError, bottom_line, fit, png, svg

SVG = "{http://www.w3.org/2000/svg}"


def size_of(image: bytes) -> tuple[int, int]:
    return struct.unpack(">II", image[16:24])


def texts_of(image: bytes) -> dict[str, str]:
    found, at = {}, 8
    while at < len(image):
        (length,) = struct.unpack(">I", image[at : at + 4])
        kind, data = image[at + 4 : at + 8], image[at + 8 : at + 8 + length]
        assert struct.unpack(">I", image[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + data)
        if kind == b"iTXt":
            key, rest = data.split(b"\0", 1)
            found[key.decode()] = rest[4:].decode()
        at += 12 + length
    return found


def words_in(picture: bytes) -> str:
    return " ".join("".join(node.itertext()) for node in ET.fromstring(picture).iter(f"{SVG}text"))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_has_its_exact_size(make_ranking, shape: str) -> None:
    figure, size = make_ranking(5), SHAPES[shape]
    assert size_of(png(figure, shape, scale=1)) == (size.width, size.height)
    root = ET.fromstring(svg(figure, shape))
    assert (root.get("width"), root.get("height")) == (str(size.width), str(size.height))


def test_twice_the_scale_is_twice_the_pixels(make_ranking) -> None:
    assert size_of(png(make_ranking(3))) == (1700, 1200)


def test_the_same_view_twice_gives_the_same_bytes(make_ranking) -> None:
    assert png(make_ranking(6), "square", 1) == png(make_ranking(6), "square", 1)
    assert svg(make_ranking(6)) == svg(make_ranking(6))
    assert svg(make_ranking(6)) != svg(make_ranking(7))


@pytest.mark.parametrize("shape", SHAPES)
def test_title_subtitle_source_and_bottom_line_are_on_every_picture(make_ranking, shape: str) -> None:
    figure = make_ranking(34, notes=("Một ghi chú rất dài. " * 30,) * 3)
    words = words_in(svg(figure, shape))
    joined = words.replace("  ", " ")
    for needed in (figure.words.subtitle, source_text(figure), bottom_line(figure)):
        assert all(word in joined for word in needed.split()), needed
    assert "dẫn đầu" in joined


@pytest.mark.parametrize("shape", ["article", "square"])
def test_a_figure_without_words_still_has_source_and_bottom_line(make_ranking, shape: str) -> None:
    figure = make_ranking(3)
    bare = replace(figure, words=replace(figure.words, title="", subtitle="", notes=()), sources=())
    assert "Bản dữ liệu 2026-11-21" in words_in(svg(bare, shape))


@pytest.mark.parametrize("shape", SHAPES)
def test_no_line_runs_over_the_edge(make_ranking, shape: str) -> None:
    from exports.fonts import text_width

    figure = make_ranking(34, title="Một tiêu đề rất dài về chuyển đổi số " * 5, notes=("Ghi chú dài. " * 20,))
    root = ET.fromstring(svg(figure, shape))
    width, height = (float(part) for part in root.get("viewBox").split()[2:])
    lines = root.findall(f"{SVG}text")
    assert len(lines) >= 5
    for node in lines:
        right = float(node.get("x")) + text_width(node.text, float(node.get("font-size")), int(node.get("font-weight")))
        assert right <= width
        assert float(node.get("y")) < height


def test_a_title_has_at_most_two_lines(make_ranking) -> None:
    root = ET.fromstring(svg(make_ranking(3, title="Một tiêu đề rất dài về chuyển đổi số " * 9)))
    titles = [node.text for node in root.findall(f"{SVG}text") if node.get("font-weight") == "700"]
    assert len(titles) == 2
    assert titles[1].endswith("…")


def test_thirty_four_rows_fit_whole_in_upright(make_ranking) -> None:
    words = words_in(svg(make_ranking(34), "upright"))
    assert all(name in words for name in make_ranking(34).table["name"])
    assert "lược" not in words


@pytest.mark.parametrize(("shape", "count"), [("social", 34), ("article", 63), ("slide", 63), ("upright", 63)])
def test_a_list_too_long_keeps_top_bottom_and_chosen_and_says_what_is_left_out(
    make_ranking, shape: str, count: int
) -> None:
    figure = make_ranking(count)
    words = words_in(svg(figure, shape))
    drawn = [name for name in figure.table["name"] if f" {name} " in f" {words} "]
    first, last = figure.table["name"].iloc[[0, -1]]
    assert {first, last, figure.table["name"][count // 2]} <= set(drawn)
    assert f"Vẽ {len(drawn)} trên {count} dòng; lược {count - len(drawn)} dòng" in words
    assert len(drawn) < count


def test_smallest_type_is_as_large_as_the_shape_asks(make_ranking) -> None:
    for shape, least in (("article", 11), ("square", 24), ("upright", 24)):
        root = ET.fromstring(svg(make_ranking(34), shape))
        sizes = {float(node.get("font-size").removesuffix("px")) for node in root.iter(f"{SVG}text")}
        assert min(sizes) * SHAPES[shape].unit >= least, shape


def test_fit_counts_what_it_leaves_out(make_ranking) -> None:
    figure, left = fit(make_ranking(34), 300)
    assert left["shown"] + left["left"] == left["count"] == 34
    rows = figure.datasets["rows"]
    assert (rows["name"] == "…").sum() == 2
    assert rows.loc[rows["name"] != "…", "order"].nunique() == left["shown"]
    assert fit(make_ranking(3), 300)[1] == {}


def test_svg_fetches_nothing_and_carries_its_letters(make_ranking) -> None:
    picture = svg(make_ranking(3)).decode()
    body = re.sub(r"<metadata>.*?</metadata>", "", picture).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "font/woff2;base64," in body
    assert re.findall(r'(?:href|src)="|@import|url\((?!data:|#)', body) == []
    assert "http:" not in body.replace('xmlns:xlink="http://www.w3.org/1999/xlink"', "")


def test_svg_has_title_description_and_language(make_ranking) -> None:
    root = ET.fromstring(svg(make_ranking(3)))
    assert root.get("lang") == "vi"
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == "Hà Nội dẫn đầu về chuyển đổi số năm 2024"
    assert root[1].text == "Biểu đồ xếp hạng thử nghiệm."


def test_png_carries_title_description_and_source_with_accents(make_ranking) -> None:
    figure = make_ranking(3)
    texts = texts_of(png(figure, scale=1))
    assert texts["Title"] == figure.words.title
    assert texts["Description"] == figure.words.alt
    assert texts["Source"] == source_text(figure)
    assert texts["Copyright"] == "CC BY 4.0"
    assert texts["Creation Time"] == "2026-11-21"


def test_dark_figures_have_dark_paper(make_ranking) -> None:
    assert f'fill="{PAPER}"'.encode() in svg(make_ranking(3))
    assert f'fill="{DARK.paper}"'.encode() in svg(make_ranking(3, dark=True))


def test_letters_that_are_markup_are_escaped(make_ranking) -> None:
    root = ET.fromstring(svg(make_ranking(3, title='A < B & "C"')))
    assert root[0].text == 'A < B & "C"'


def test_an_unknown_shape_names_the_known_ones(make_ranking) -> None:
    with pytest.raises(UnknownShapeError, match="'poster'.*article"):
        png(make_ranking(3), "poster")


def test_too_many_pixels_are_refused_with_the_limit(make_ranking) -> None:
    with pytest.raises(PictureTooLargeError, match="12750000"):
        png(make_ranking(3), "slide", scale=4)


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
