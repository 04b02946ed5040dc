"""PDF: exact page, text that can be copied with every accent, embedded subsets, title, language, tags, link, same bytes."""

import hashlib
import io
import re
import subprocess
import sys
import unicodedata
from dataclasses import dataclass, replace

import pikepdf
import pypdfium2
import pytest

from charts.figure import Figure
from charts.theme import FONT
from exports.metadata import facts
from exports.pdf import pdf
from exports.seal import intact
from exports.version import SOFTWARE
from exports.xmp import END, START, parsed

TONES = "\u0300\u0301\u0303\u0309\u0323"
LETTERS = [
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in ("", *TONES)
] + ["đ", "Đ"]
LINES = ["".join(LETTERS[start : start + 36]) for start in range(0, len(LETTERS), 36)]
POINT = 0.01
"""Accuracy of a page's size, in points."""


@dataclass(frozen=True)
class Look:
    shape: str = "article"
    transparent: bool = False
    plain: bool = False
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class Sheet:
    """As the layout makes it: what the PDF needs of it."""

    figure: Figure
    look: Look
    svg: str
    width: float
    height: float
    link: tuple[float, float, float, float] | None = None


def drawing(width: str = "850", height: str = "600") -> str:
    texts = "".join(
        f'<text x="20" y="{60 + index * 40}" font-family="{FONT}" font-size="20" font-weight="{weight}">{line}</text>'
        for index, (line, weight) in enumerate([*((line, 400) for line in LINES), ("Tiêu đề đậm", 700)])
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 850 600">'
        f'<rect width="850" height="600" fill="#fbfaf7"/>{texts}</svg>'
    )


@pytest.fixture
def sheet(make_ranking) -> Sheet:
    figure = replace(make_ranking(3), view="ranking/dti", created="2026-11-21T01:30:00Z", checksum="ab" * 32)
    return Sheet(figure, Look(), drawing(), 850, 600, (20, 570, 100, 12))


@pytest.fixture
def made(sheet: Sheet) -> bytes:
    return pdf(sheet, facts(sheet.figure, sheet.look, "pdf"))


def text_of(content: bytes) -> str:
    return pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()


def test_every_vietnamese_letter_can_be_copied(made: bytes) -> None:
    found = text_of(made)
    assert all(line in found for line in LINES)
    assert set(LETTERS) <= set(found)
    assert "Tiêu đề đậm" in found


def test_fonts_are_embedded_subsets(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
        whole = [font for font in fonts if font.Subtype == "/Type0"]
        assert len(whole) == 2
        for font in whole:
            assert re.fullmatch(r"/[A-Z]{6}\+SourceSans-\w+", str(font.BaseFont))
            inner = font.DescendantFonts[0].FontDescriptor
            assert len(inner.FontFile2.read_bytes()) < 60_000
            assert "/ToUnicode" in font


@pytest.mark.parametrize(
    ("shape", "width", "height", "points"),
    [
        ("article", 850, 600, (637.5, 450)),
        ("social", 1200, 628, (900, 471)),
        ("print-column", 90, 63.5, (90 / 25.4 * 72, 63.5 / 25.4 * 72)),
        ("print-half", 190, 134.1, (190 / 25.4 * 72, 134.1 / 25.4 * 72)),
    ],
)
def test_the_page_is_exactly_as_large_as_the_shape(sheet: Sheet, shape: str, width, height, points) -> None:
    unit = "mm" if shape.startswith("print") else ""
    drawn = replace(
        sheet, look=Look(shape), svg=drawing(f"{width}{unit}", f"{height}{unit}"), width=width, height=height
    )
    page = pypdfium2.PdfDocument(pdf(drawn, facts(sheet.figure, drawn.look, "pdf")))[0]
    assert page.get_size() == pytest.approx(points, abs=POINT)


def test_the_drawing_fills_the_page(made: bytes) -> None:
    image = pypdfium2.PdfDocument(made)[0].render(scale=1).to_pil().convert("RGB")
    corners = [image.getpixel(place) for place in ((0, 0), (image.width - 2, image.height - 2))]
    assert all(
        abs(one - wanted) <= 2 for corner in corners for one, wanted in zip(corner, (251, 250, 247), strict=True)
    )


def test_title_language_and_times_are_set(sheet: Sheet, made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        assert str(document.docinfo.Title) == sheet.figure.words.title
        assert str(document.docinfo.CreationDate) == str(document.docinfo.ModDate) == "D:20261121013000Z"
        assert str(document.docinfo.Creator) == SOFTWARE
        assert str(document.Root.Lang) == "vi"
        assert document.Root.ViewerPreferences.DisplayDocTitle is True
        assert document.check_pdf_syntax() == []
    assert pypdfium2.PdfDocument(made).get_metadata_dict()["Title"] == sheet.figure.words.title


def test_the_page_is_one_figure_with_its_alternative_text(sheet: Sheet, made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        assert document.Root.MarkInfo.Marked is True
        figure, link = document.Root.StructTreeRoot.K.K
        assert (str(figure.S), str(figure.Alt)) == ("/Figure", sheet.figure.words.alt)
        assert link.K.Obj.objgen == document.pages[0].Annots[0].objgen
        numbers = document.Root.StructTreeRoot.ParentTree.Nums
        assert numbers[1][0].objgen == figure.objgen and numbers[3].objgen == link.objgen
        drawn = document.pages[0].Contents.read_bytes()
        assert drawn.startswith(b"/Figure <</MCID 0>> BDC\n") and drawn.endswith(b"\nEMC\n")
        assert drawn.count(b"BDC") == drawn.count(b"EMC")
    assert pypdfium2.PdfDocument(made).is_tagged()


def test_the_printed_address_is_a_link(sheet: Sheet, made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        link = document.pages[0].Annots[0]
        assert str(link.A.URI) == facts(sheet.figure, sheet.look, "pdf").pinned
        rect = [float(corner) for corner in link.Rect]
    assert rect == pytest.approx([15, 450 - 582 * 0.75, 90, 450 - 570 * 0.75], abs=POINT)


def test_a_sheet_without_a_place_for_it_has_no_link(sheet: Sheet) -> None:
    bare = replace(sheet, link=None)
    with pikepdf.open(io.BytesIO(pdf(bare, facts(sheet.figure, sheet.look, "pdf")))) as document:
        assert "/Annots" not in document.pages[0]
        assert len(document.Root.StructTreeRoot.K.K) == 1


def test_the_packet_lies_open_in_the_file_and_gives_every_fact_back(sheet: Sheet, made: bytes) -> None:
    assert made.count(START) == 1
    assert parsed(made[made.index(START) : made.index(END) + len(END)]) == facts(sheet.figure, sheet.look, "pdf")
    with pikepdf.open(io.BytesIO(made)) as document:
        assert document.open_metadata()["dc:title"] == sheet.figure.words.title
        assert "/Filter" not in document.Root.Metadata


def test_a_changed_byte_anywhere_is_noticed(made: bytes) -> None:
    assert intact(made)
    for part in range(100):
        place = part * len(made) // 100
        altered = bytearray(made)
        altered[place] ^= 1
        assert not intact(bytes(altered)), place
    assert not intact(made + b"\n%%EOF\n")


def test_nothing_in_it_is_fetched_or_run(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        keys = {
            str(key) for one in document.objects if isinstance(one, pikepdf.Dictionary | pikepdf.Stream) for key in one
        }
    assert not keys & {"/JavaScript", "/JS", "/AA", "/OpenAction", "/EmbeddedFile", "/EF", "/FS"}


PROGRAM = """
import hashlib
from dataclasses import replace
from tests.exports.conftest import ranking
from tests.exports.test_pdf import Look, Sheet, drawing
from exports.metadata import facts
from exports.pdf import pdf
figure = replace(ranking(3), view="ranking/dti", created="2026-11-21T01:30:00Z", checksum="ab" * 32)
sheet = Sheet(figure, Look(), drawing(), 850, 600, (20, 570, 100, 12))
print(hashlib.sha256(pdf(sheet, facts(figure, Look(), "pdf"))).hexdigest())
"""


def test_the_same_sheet_gives_the_same_bytes_also_in_another_process(sheet: Sheet, made: bytes) -> None:
    for _ in range(4):  # the renderer numbers its objects in another order nearly every time
        assert pdf(sheet, facts(sheet.figure, sheet.look, "pdf")) == made
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [hashlib.sha256(made).hexdigest()]
