"""The brief: one A4 page, nothing clipped or on top of something else, every fact from the snapshot."""

import io
import re
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import dataclass

import pikepdf
import pypdfium2 as pdfium
import pytest

from charts.figure import source_text
from exports import address, brief, proof
from exports.fonts import text_width
from exports.picture import Sheet
from figures import briefs
from figures.context import Context
from figures.views import UnknownViewError
from snapshots.store import Store

SVG = "{http://www.w3.org/2000/svg}"
UNITS = ("phu-tho", "ho-chi-minh", "ba-ria-vung-tau-63", "bo-khcn", "vast", "uy-ban-quan-ly-von-nha-nuoc")
"""A merged province, one with a long name, a former one, a ministry, and agencies with the longest names."""


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float
    text: str


@pytest.fixture(
    scope="module", params=[(unit, lang) for unit in UNITS for lang in ("vi", "en")], ids=lambda one: "-".join(one)
)
def sheet(request) -> Sheet:
    unit, lang = request.param
    return brief.compose(Context(Store().current(), lang), unit)


def boxes(svg: str) -> list[Box]:
    """Every text of the page itself, and every chart, in points."""
    return list(_boxes(ET.fromstring(svg), 0.0, 0.0))


def _boxes(node: ET.Element, x: float, y: float):
    for child in node:
        dx, dy = _moved(child)
        if child.tag == f"{SVG}text":
            yield _text_box(child, x, y)
        elif child.tag == f"{SVG}svg":
            left, top = x + float(child.get("x", "0")), y + float(child.get("y", "0"))
            wide, high = float(child.get("width", "0")), float(child.get("height", "0"))
            yield Box(left, top, left + wide, top + high, "(chart)")
        else:
            yield from _boxes(child, x + dx, y + dy)


def _moved(node: ET.Element) -> tuple[float, float]:
    found = re.fullmatch(r"translate\(([-\d.]+)[ ,]([-\d.]+)\)", node.get("transform", ""))
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)


def _text_box(node: ET.Element, x: float, y: float) -> Box:
    size, text = float(node.get("font-size", "0")), node.text or ""
    wide = text_width(text, size, int(node.get("font-weight", "400")))
    left = x + float(node.get("x", "0")) - (wide if node.get("text-anchor") == "end" else 0)
    foot = y + float(node.get("y", "0"))
    return Box(left, foot - size * 0.72, left + wide, foot + size * 0.2, text)


def overlapping(found: list[Box]) -> list[tuple[str, str]]:
    return [
        (one.text, other.text)
        for at, one in enumerate(found)
        for other in found[at + 1 :]
        if min(one.right, other.right) - max(one.left, other.left) > 0.5
        and min(one.bottom, other.bottom) - max(one.top, other.top) > 0.5
    ]


def test_nothing_lies_on_anything_else(sheet: Sheet) -> None:
    found = boxes(sheet.svg)
    assert len(found) > 8
    assert overlapping(found) == []


def test_nothing_runs_over_the_margins(sheet: Sheet) -> None:
    for box in boxes(sheet.svg):
        assert box.left >= brief.MARGIN - 0.5, box
        assert box.right <= brief.WIDTH - brief.MARGIN + 0.5, box
        assert box.top >= 0 and box.bottom <= brief.HEIGHT - brief.MARGIN + 2, box


def test_no_type_is_below_seven_points(sheet: Sheet) -> None:
    def sizes(node: ET.Element, scale: float):
        for child in node:
            inside = scale
            if child.tag == f"{SVG}svg":
                inside = scale * float(child.get("width", "1")) / float(child.get("viewBox", "").split()[2])
            if child.tag == f"{SVG}text":
                yield float(child.get("font-size", "0").removesuffix("px")) * inside
            yield from sizes(child, inside)

    assert min(sizes(ET.fromstring(sheet.svg), 1.0)) >= brief.LEAST - 0.05


def test_the_overlap_check_finds_what_overlaps() -> None:
    text = '<text x="0" y="10" font-size="10">Huế</text>'
    moved = f'<svg xmlns="http://www.w3.org/2000/svg">{text}<g transform="translate(2 3)">{text}</g></svg>'
    assert overlapping(boxes(moved)) == [("Huế", "Huế")]


@pytest.fixture(scope="module")
def page() -> bytes:
    return brief.brief(Context(Store().current(), "vi"), "phu-tho")


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def test_it_is_one_a4_page_with_its_words_sources_and_address(page: bytes) -> None:
    document = pdfium.PdfDocument(page)
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx((595.28, 841.89), abs=0.01)
    figure = brief.compose(Context(Store().current(), "vi"), "phu-tho").figure
    found = squeezed(document[0].get_textpage().get_text_bounded())
    for text in (
        "Phú Thọ",
        figure.words.finding,
        *figure.words.notes,
        source_text(figure),
        figure.checksum,
        address.short(address.pinned(figure)),
        "20/34",
        "Nhiệm vụ Trung ương giao cho địa phương theo Nghị quyết 57",
    ):
        assert squeezed(text) in found, text


def test_its_facts_are_inside_and_its_fonts_too(page: bytes) -> None:
    told = proof.read(page)
    assert told.intact
    assert told.facts.state["view"] == "brief/phu-tho"
    assert told.facts.title["vi"] == "Phú Thọ: số liệu chính"
    with pikepdf.open(io.BytesIO(page)) as opened:
        assert str(opened.Root.Lang) == "vi"
        fonts = [item for item in opened.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item]
        assert fonts and all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_the_same_brief_twice_is_the_same_file(page: bytes) -> None:
    assert brief.brief(Context(Store().current(), "vi", dark=True), "phu-tho") == page


def test_a_unit_that_is_none_is_refused_in_one_sentence() -> None:
    with pytest.raises(UnknownViewError) as caught:
        brief.brief(Context(Store().current(), "en"), "atlantis")
    assert "atlantis" in caught.value.text("en")


def test_a_country_or_a_group_has_no_brief() -> None:
    for entity in ("vn", "provinces-34"):
        with pytest.raises(UnknownViewError):
            brief.brief(Context(Store().current(), "en"), entity)


def test_the_table_of_a_brief_says_what_was_computed_and_leaves_nothing_out() -> None:
    context = Context(Store().current(), "en")
    table = briefs.unit_brief(context, "phu-tho").table
    standing = table[table["row_kind"] == briefs.STANDING]
    assert standing["place_text"].tolist() == ["20 of 34", "5 of 34"]
    assert standing["edition"].tolist() == ["dti-2024-34", "service766-2025-09-34"]
    main = table[table["row_kind"] == briefs.MAIN]
    assert len(main) == 8
    assert main["place_text"].str.contains("computed").all()
    tasks = table[table["row_kind"] == briefs.TASK]
    assert dict(zip(tasks["measure"], tasks["value"], strict=True)) == {
        "assigned": 147,
        "completed": 82,
        "in-progress": 65,
    }
    assert (table["source_text"] != "").all()
    assert table["value_text"].ne("0").all()


def test_a_unit_without_a_figure_has_an_empty_brief() -> None:
    context = Context(Store().current(), "en")
    entities = context.table("entities")
    without = [
        one for one in entities[entities["kind"].isin(briefs.KINDS)]["id"] if one not in set(briefs.units(context))
    ]
    assert without
    assert briefs.unit_brief(context, without[0]).table.empty
