"""The acceptance set of the export specification (section 10): 504 files, each looked at from every side.

The set is made once a session by two processes (about two minutes on two idle cores). All tests that need it are in this
file, so that `--dist loadfile` gives them to one worker.
"""

import io
import os
import re
import struct
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from charts.figure import Figure, source_text
from exports import address, proof
from exports import order as orders
from exports.acceptance import VIEWS, Accepted, listed, make, shown
from exports.order import PICTURES, Order
from exports.shapes import SHAPES
from language import LANGUAGES, number
from snapshots.store import Store

SVG = "{http://www.w3.org/2000/svg}"
TONES = "\u0300\u0301\u0303\u0309\u0323"
VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
LETTERS = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ("", *TONES)) + "đĐ"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
PAPER_RATIO = 4.5
OWN = os.environ.get("EXPLORER_ACCEPTANCE", "")
"""A folder that holds a set made before, for work on these tests."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    if OWN:
        return Path(OWN)
    made = tmp_path_factory.mktemp("acceptance")
    make(made, processes=2)
    return made


@pytest.fixture(params=VIEWS)
def view(request) -> str:
    return str(request.param)


@pytest.fixture
def files(folder: Path, view: str) -> list[Accepted]:
    return [one for one in listed(folder) if one.name == view]


@cache
def figure_of(name: str, lang: str) -> Figure:
    return shown(name, lang, str(Store().root))


def squeezed(text: str) -> str:
    """Without white space, so that lines broken anywhere are found."""
    return "".join(unicodedata.normalize("NFC", text).split())


def content(folder: Path, one: Accepted) -> bytes:
    return (folder / one.path).read_bytes()


def png_size(image: bytes) -> tuple[int, int]:
    return struct.unpack(">II", image[16:24])


def svg_text(picture: bytes) -> str:
    return squeezed("".join("".join(node.itertext()) for node in ET.fromstring(picture).iter(f"{SVG}text")))


def pdf_text(document: bytes) -> str:
    page = pdfium.PdfDocument(document)[0]
    return squeezed(page.get_textpage().get_text_bounded().replace("\ufffe", "").replace("\x02", "-"))


def page_size(document: bytes) -> tuple[float, float]:
    with pikepdf.open(io.BytesIO(document)) as opened:
        box = [float(side) for side in opened.pages[0].MediaBox]
        assert len(opened.pages) == 1
    return box[2] - box[0], box[3] - box[1]


def test_the_set_is_whole(folder: Path) -> None:
    made = listed(folder)
    assert len(made) == len(VIEWS) * len(SHAPES) * len(LANGUAGES) * len(PICTURES) == 504
    assert len({one.path for one in made}) == 504
    assert {(one.name, one.lang, one.shape, one.form) for one in made} == {
        (name, lang, shape, form) for name in VIEWS for lang in LANGUAGES for shape in SHAPES for form in PICTURES
    }


def test_names_are_ascii_and_short_and_tell_shape_language_and_snapshot(files: list[Accepted], folder: Path) -> None:
    snapshot = Store().current().id
    for one in files:
        name = Path(one.path).name
        assert re.fullmatch(rf"[a-z0-9_-]+_{one.shape}_{one.lang}_{snapshot}_[0-9a-z]{{4}}\.{one.form}", name), name
        assert len(name) <= 100
        assert ("own-weights" in name) == (one.name == "own-weights")


def test_every_size_is_exact(files: list[Accepted], folder: Path) -> None:
    for lang in LANGUAGES:
        for shape in SHAPES.values():
            own = {one.form: content(folder, one) for one in files if (one.lang, one.shape) == (lang, shape.name)}
            root = ET.fromstring(own["svg"])
            sides = (root.get("width", ""), root.get("height", ""))
            wide, high = (float(side.removesuffix("mm")) for side in sides)
            if shape.print:
                assert wide == shape.width and all(side.endswith("mm") for side in sides)
                assert png_size(own["png"]) == pytest.approx((wide / 25.4 * 300, high / 25.4 * 300), abs=1)
                assert page_size(own["pdf"]) == pytest.approx((wide / 25.4 * 72, high / 25.4 * 72), abs=0.01)
            else:
                scale = int(shape.scales[0])
                assert (wide, high) == (shape.width, shape.height)
                assert png_size(own["png"]) == (wide * scale, high * scale)
                assert page_size(own["pdf"]) == pytest.approx((wide * 0.75, high * 0.75), abs=0.01)


def wanted_texts(figure: Figure) -> list[str]:
    words = figure.words
    return [words.subtitle, *words.notes, figure.unofficial, source_text(figure), figure.snapshot, *title_start(figure)]


def title_start(figure: Figure) -> list[str]:
    """A title longer than two lines is cut: its first words must be there whole."""
    return [" ".join(figure.words.title.split()[:4])]


@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_every_text_is_there_with_every_letter(files: list[Accepted], folder: Path, form: str) -> None:
    for one in files:
        if one.form != form:
            continue
        found = (svg_text if form == "svg" else pdf_text)(content(folder, one))
        for text in wanted_texts(figure_of(one.name, one.lang)):
            assert squeezed(text) in found, (one.path, text)


def test_the_address_is_printed_whole(files: list[Accepted], folder: Path) -> None:
    for one in files:
        if one.form == "svg":
            printed = address.short(address.pinned(figure_of(one.name, one.lang)))
            assert squeezed(printed) in svg_text(content(folder, one)), one.path


def fonts_of(document: bytes) -> Iterator[pikepdf.Dictionary]:
    with pikepdf.open(io.BytesIO(document)) as opened:
        for item in opened.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                yield item.FontName, any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_fonts_are_inside(files: list[Accepted], folder: Path) -> None:
    for one in files:
        if one.form == "svg":
            assert b"@font-face" in content(folder, one) and b"url(data:font/woff2;base64," in content(folder, one)
        if one.form == "pdf":
            fonts = list(fonts_of(content(folder, one)))
            assert fonts, one.path
            assert all(embedded for _, embedded in fonts), one.path
            assert all(re.match(r"/[A-Z]{6}\+", str(name)) for name, _ in fonts), one.path


def test_every_letter_of_a_picture_is_in_its_own_font(files: list[Accepted], folder: Path) -> None:
    from base64 import b64decode

    from fontTools.ttLib import TTFont

    for one in files:
        if one.form == "svg" and one.shape in ("article", "print-column"):
            text = content(folder, one).decode()
            packed = re.findall(r"url\(data:font/woff2;base64,([^)]+)\)", text)
            for letters in [set(TTFont(io.BytesIO(b64decode(font))).getBestCmap()) for font in packed]:
                assert {ord(letter) for letter in svg_text(text.encode())} <= letters, one.path


def outside(picture: bytes) -> list[str]:
    """Whatever in an SVG would be fetched: addresses in attributes (but links) and in styles."""
    root = ET.fromstring(picture)
    found = []
    for node in root.iter():
        if "w3.org/2000/svg" not in node.tag or node.tag == f"{SVG}a":
            continue
        found += [value for key, value in node.attrib.items() if _fetched(key, value)]
        if node.tag == f"{SVG}style":
            found += re.findall(r"@import|url\((?!data:)[^)]*\)", node.text or "")
    return found + [node.tag for node in root.iter() if node.tag.endswith(("}script", "}foreignObject"))]


def _fetched(key: str, value: str) -> bool:
    refers = key.endswith("href") or key in ("src", "style") or "url(" in value
    return refers and bool(re.search(r"(?:https?:)?//|url\((?![#\"']?#)(?!data:)", value))


def test_nothing_is_fetched(files: list[Accepted], folder: Path) -> None:
    for one in files:
        if one.form == "svg":
            assert outside(content(folder, one)) == [], one.path
        if one.form == "pdf":
            raw = content(folder, one)
            assert not re.search(rb"/(?:JavaScript|JS|Launch|GoToR|SubmitForm|ImportData|URL)\b", raw), one.path


def test_the_check_for_fetching_finds_what_it_must() -> None:
    bad = (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>@import "//x"; a{fill:url(http://x)}</style>'
        '<image href="https://x/y.png"/><rect fill="url(http://x#a)"/><rect fill="url(#a)"/></svg>'
    )
    assert len(outside(bad.encode())) == 4


def test_metadata_is_read_back_with_its_accents(files: list[Accepted], folder: Path) -> None:
    for one in files:
        figure = figure_of(one.name, one.lang)
        found = proof.read(content(folder, one))
        assert found.intact and found.form == one.form, one.path
        facts = found.facts
        other = next(lang for lang in LANGUAGES if lang != one.lang)
        assert facts.title == {one.lang: figure.words.title, other: figure.other.title}
        assert facts.alt[one.lang] == unicodedata.normalize("NFC", figure.words.alt)
        assert facts.alt.get(other, "") == unicodedata.normalize("NFC", figure.other.alt)
        assert facts.source == unicodedata.normalize("NFC", source_text(figure))
        assert facts.pinned == address.pinned(figure)
        assert (facts.state["view"], facts.state["shape"], facts.state["checksum"]) == (
            figure.view,
            one.shape,
            Store().current().manifest_sha256,
        )


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours_of(root: ET.Element) -> tuple[set[str], set[str]]:
    """Colours of type, and of everything that type may stand on."""
    texts = {_hex(node.get("fill", "#000000")) for node in root.iter(f"{SVG}text")}
    grounds = {_hex(node.get("fill", "")) for node in root.iter() if node.tag in (f"{SVG}rect", f"{SVG}path")}
    return texts - {""}, grounds - {""}


def _hex(colour: str) -> str:
    named = {"white": "#ffffff", "black": "#000000"}
    if colour in named:
        return named[colour]
    if re.fullmatch("#[0-9A-Fa-f]{3}", colour):
        return "#" + "".join(sign * 2 for sign in colour[1:])
    return colour.lower() if re.fullmatch("#[0-9A-Fa-f]{6}", colour) else ""


def test_type_stands_out_from_what_it_is_on(files: list[Accepted], folder: Path) -> None:
    """Type is read on the paper, or (light or dark type inside a mark) on a mark of the picture."""
    for one in files:
        if one.form != "svg":
            continue
        root = ET.fromstring(content(folder, one))
        paper = _hex(root.find(f"{SVG}rect").get("fill", ""))
        texts, grounds = colours_of(root)
        assert texts, one.path
        for text in texts:
            best = contrast(text, paper)
            assert best >= PAPER_RATIO or any(contrast(text, ground) >= PAPER_RATIO for ground in grounds), (
                one.path,
                text,
            )


def test_the_same_order_gives_the_same_bytes(files: list[Accepted], folder: Path) -> None:
    """One file of each form and language made again, each in another shape, through the one way files are made."""
    names, store = list(VIEWS), Store()
    at = names.index(files[0].name)
    for step, (lang, form) in enumerate((lang, form) for lang in LANGUAGES for form in PICTURES):
        shape = list(SHAPES)[(at + step) % len(SHAPES)]
        (one,) = [file for file in files if (file.lang, file.form, file.shape) == (lang, form, shape)]
        made = orders.made(Order(one.view, lang=lang, form=form, shape=shape), store)
        assert made.name == Path(one.path).name
        assert made.content == content(folder, one), one.path


def numbers_in(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def known_numbers(figure: Figure) -> set[str]:
    """Every number that the table, its texts and the heading hold, as the reader's language writes it."""
    table, words = figure.table, figure.words
    told = [words.title, words.subtitle, *words.notes, source_text(figure), str(len(table)), figure.period]
    for column in figure.columns:
        values = table.get(column.key, [])
        if column.decimals is None:
            told += [str(value) for value in values]
        else:
            told += [number(figure.lang, value, column.decimals) for value in values if value == value]
    return {found for text in told for found in numbers_in(text)}


def test_alternative_texts_say_what_the_table_says(view: str) -> None:
    for lang in LANGUAGES:
        figure = figure_of(view, lang)
        words = figure.words
        assert 0 < len(words.alt) <= 200
        assert words.alt.strip(". ") != words.title.strip(". ")
        for text in (words.alt, words.description):
            assert numbers_in(text) <= known_numbers(figure) | computed(figure), (lang, text)


def computed(figure: Figure) -> set[str]:
    """What may be counted from the rows: how many, and of numbers the mean and the difference between two of one series."""
    counts = {str(count) for count in range(len(figure.table) + 1)}
    found = set()
    for column in [column for column in figure.columns if column.decimals is not None and column.key in figure.table]:
        found.add(number(figure.lang, float(figure.table[column.key].mean()), column.decimals or 0))
    if {"value", "indicator", "period_text"} <= set(figure.table):
        for _, rows in figure.table.groupby("indicator"):
            values = rows["value"].dropna().tolist()
            found |= {number(figure.lang, abs(one - other), 2) for one in values for other in values}
    return counts | found


def test_the_check_of_alternative_texts_finds_a_wrong_number() -> None:
    figure = figure_of("profile", "vi")
    wrong = replace(figure, words=replace(figure.words, alt=figure.words.alt + " 0,1234"))
    assert not numbers_in(wrong.words.alt) <= known_numbers(figure) | computed(figure)


def test_a_picture_draws_composed_and_decomposed_letters_the_same() -> None:
    from exports import picture

    figure = figure_of("profile", "vi")
    letters = " ".join(LETTERS[at : at + 12] for at in range(0, len(LETTERS), 12))

    def drawn(note: str) -> bytes:
        return picture.png(replace(figure, words=replace(figure.words, notes=(note,)), other=None))

    composed, apart = drawn(letters), drawn(unicodedata.normalize("NFD", letters))
    assert unicodedata.normalize("NFD", letters) != letters
    assert pixels(composed) == pixels(apart)
    bare = "".join(sign for sign in unicodedata.normalize("NFD", letters) if not unicodedata.combining(sign))
    assert pixels(drawn(bare)) != pixels(composed)


def pixels(image: bytes) -> bytes:
    """The chunks that draw."""
    found, at = b"", 8
    while at < len(image):
        (length,) = struct.unpack(">I", image[at : at + 4])
        if image[at + 4 : at + 8] == b"IDAT":
            found += image[at + 8 : at + 8 + length]
        at += 12 + length
    return found


def test_own_weights_carry_their_band_and_nothing_else_does() -> None:
    for name in VIEWS:
        assert bool(figure_of(name, "vi").unofficial) == (name == "own-weights")


def test_the_views_show_what_they_are_named_for() -> None:
    figures = {name: figure_of(name, "vi") for name in VIEWS}
    assert figures["ranking-with-ties"].table["tied"].any()
    assert figures["ranking-with-a-missing-unit"].table["value"].isna().any()
    assert figures["trend-with-break"].table["segment"].nunique() > 1
    assert figures["trend-with-two-sources"].table["indicator"].nunique() >= 2
    assert (len(figures["map-of-34"].table), len(figures["map-of-63"].table)) == (34, 63)
    assert len(figures["merger-fan"].table) > 1
    assert figures["empty-result"].table.empty
    assert figures["tasks"].table["measure"].nunique() > 1
    assert figures["brief-of-one-unit"].table["row_kind"].nunique() > 3
