"""A table set as type: the same texts as on screen, nothing wider than its room, what is left out is counted and named."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pandas as pd
import pytest

from charts.figure import Column, Figure, Words
from charts.theme import LIGHT
from exports.fonts import text_width
from exports.typeset import table

COLUMNS = (
    Column("name", "Tên"),
    Column("value", "Giá trị", 2, "%"),
    Column("note", "Ghi chú"),
    Column("id", "Mã trong tệp dữ liệu"),
)


def figure(count: int = 3, lang: str = "vi", note: str = "ước tính", columns: tuple[Column, ...] = COLUMNS) -> Figure:
    rows = pd.DataFrame(
        {
            "name": [f"Đắk Lắk {index}" for index in range(count)],
            "value": [1234.5 - index if index != 1 else None for index in range(count)],
            "note": [note] * count,
            "id": [f"dak-lak-{index}" for index in range(count)],
        }
    )
    words = Words("Bảng", "Bảng thử", "", "Bảng.")
    return Figure("table", {}, {}, rows, columns, words, (), "2026-11-21", lang)


def texts(svg: str) -> list[ET.Element]:
    return list(ET.fromstring(f"<svg>{svg}</svg>").iter("text"))


def said(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in texts(svg)]


def edges(node: ET.Element) -> tuple[float, float]:
    """Left and right end of a line of type."""
    size, weight = float(node.attrib["font-size"]), int(node.attrib["font-weight"])
    wide, x = text_width(node.text or "", size, weight), float(node.attrib["x"])
    return (x - wide, x) if node.get("text-anchor") == "end" else (x, x + wide)


def test_numbers_are_written_in_the_readers_language_flush_right_and_missing_is_a_dash() -> None:
    vi, en = table(figure(), 600, None, LIGHT, 11), table(figure(lang="en"), 600, None, LIGHT, 11)
    assert {"1.234,50", "–"} <= set(said(vi.svg)) and {"1,234.50", "–"} <= set(said(en.svg))
    ends = {edges(node)[1] for node in texts(vi.svg) if node.text in ("1.234,50", "–", "1.232,50")}
    assert len(ends) == 1
    assert "Giá trị (%)" in said(vi.svg)


def test_without_a_height_all_rows_are_set_and_the_height_is_told() -> None:
    made = table(figure(40), 600, None, LIGHT, 11)
    assert (made.shown, made.left_out, made.dropped) == (40, 0, ())
    assert max(float(node.attrib["y"]) for node in texts(made.svg)) < made.height


@pytest.mark.parametrize("width", [200, 600])
def test_rows_that_find_no_room_are_counted(width: int) -> None:
    made = table(figure(40), width, 220, LIGHT, 11)
    assert made.shown + made.left_out == 40 and made.left_out
    assert made.height <= 220
    names = [text for text in said(made.svg) if text.startswith("Đắk Lắk")]
    assert len(names) == made.shown


def test_the_last_columns_give_way_first_and_are_named() -> None:
    made = table(figure(3), 200, None, LIGHT, 11)
    assert made.dropped == tuple(column.label for column in COLUMNS[4 - len(made.dropped) :]) != ()
    assert "Mã trong tệp dữ liệu" in " ".join(said(made.svg))
    assert "dak-lak-0" not in said(made.svg)


@pytest.mark.parametrize("width", [90, 200, 255, 600, 1000])
def test_nothing_is_wider_than_its_room_or_smaller_than_asked(width: int) -> None:
    long = "Nội dung thành phần về giấy phép xây dựng không còn từ năm 2021, xem https://example.org/" + "trang-" * 40
    made = table(figure(3, note=long), width, None, LIGHT, 7)
    for node in texts(made.svg):
        left, right = edges(node)
        assert left >= -0.1 and right <= width + 0.1, node.text
        assert float(node.attrib["font-size"]) >= 7


def test_a_long_text_takes_three_lines_and_an_ellipsis_and_never_meets_its_neighbour() -> None:
    columns = (COLUMNS[2], COLUMNS[0])
    made = table(figure(1, note="chữ " * 200, columns=columns), 400, None, LIGHT, 11)
    lines = [node for node in texts(made.svg) if (node.text or "").startswith("chữ")]
    assert len(lines) == 3
    assert (lines[-1].text or "").endswith("…")
    neighbour = next(node for node in texts(made.svg) if node.text == "Đắk Lắk 0")
    assert max(edges(node)[1] for node in lines) < edges(neighbour)[0]


def test_every_letter_is_handed_over_for_the_font() -> None:
    made = table(figure(3), 200, None, LIGHT, 11)
    assert set("".join(said(made.svg))) <= set(made.letters)


def test_signs_of_markup_are_text() -> None:
    made = table(figure(1, note="a < b & c"), 600, None, LIGHT, 11)
    assert "a < b & c" in said(made.svg)


def test_an_empty_table_says_so() -> None:
    made = table(replace(figure(), table=pd.DataFrame(), columns=()), 300, 200, LIGHT, 11)
    assert (made.shown, made.left_out) == (0, 0)
    assert said(made.svg) == ["Không có dòng dữ liệu nào cho lựa chọn này."]


def test_the_same_table_twice_is_the_same_text_without_unused_decimals() -> None:
    one, two = table(figure(5), 300, 200, LIGHT, 11), table(figure(5), 300, 200, LIGHT, 11)
    assert one == two
    assert not re.search(r'="\d+\.\d*0"', one.svg)
