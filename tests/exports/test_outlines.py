"""Text as shapes: the picture looks the same, no text or font is left in it, titles and links stay."""

import io
import json
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
import vl_convert
from PIL import Image

from exports.fonts import prepare, text_width
from exports.outlines import UnreadableTextError, _shaped, outlined
from figures import gdp
from figures.context import Context
from figures.rankings import RankingView, ranking
from snapshots.store import Store

STORE = Store(Path(__file__).resolve().parents[2] / "data")
SVG = "{http://www.w3.org/2000/svg}"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = "aăâeêioôơuưy"
LETTERS = [
    *(unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES if vowel in "ăâêôơư" or tone),
    "đ",
]
"""The Vietnamese letters that have a mark, small; with the great ones 134."""
VIETNAMESE = "".join(LETTERS) + "".join(LETTERS).upper()


def picture(body: str, extra: str = "") -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xml:lang="vi" width="900" height="60" viewBox="0 0 900 60">'
        f'{extra}<rect width="900" height="60" fill="#ffffff"/>{body}</svg>'
    )


def pixels(svg: str) -> np.ndarray:
    prepare()
    return np.asarray(Image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=2))).convert("L")).astype(int)


def alike(one: str, two: str) -> bool:
    """No pixel differs by much; only edges of letters may differ a little."""
    distance = np.abs(pixels(one) - pixels(two))
    return distance.max() <= 70 and (distance > 40).mean() < 0.001


def text(letters: str, more: str = 'x="10" y="40"') -> str:
    return f'<text {more} font-family="Source Sans" font-size="20px" fill="#16243B">{letters}</text>'


def chart(name: str) -> str:
    context = Context(STORE.current(), "vi")
    figure = (
        ranking(context, RankingView("dti-2024-34", "dti-overall"))
        if name == "ranking"
        else gdp.ladder(context, "2024")
    )
    datasets = {
        key: json.loads(table.to_json(orient="records", double_precision=15)) for key, table in figure.datasets.items()
    }
    prepare()
    return str(vl_convert.vegalite_to_svg({**figure.spec, "datasets": datasets}))


@pytest.mark.parametrize("name", ["ranking", "ladder"])
def test_a_real_figure_looks_the_same(name: str) -> None:
    made = chart(name)
    drawn = outlined(made)
    assert "<text" in made and "<text" not in drawn and "<tspan" not in drawn
    assert "font" not in drawn
    assert pixels(made).shape == pixels(drawn).shape
    assert alike(made, drawn)


def test_there_are_134_vietnamese_letters_with_marks_and_each_has_its_shape() -> None:
    assert len(VIETNAMESE) == 134
    for weight in (400, 600, 700):
        glyphs = _shaped(VIETNAMESE, weight, "vi")
        assert len(glyphs) == 134 and len({glyph.id for glyph in glyphs}) == 134
        assert all(glyph.id for glyph in glyphs)


def test_composed_and_decomposed_letters_are_the_same_picture() -> None:
    composed = picture(text(VIETNAMESE))
    decomposed = picture(text(unicodedata.normalize("NFD", VIETNAMESE)))
    assert composed != decomposed
    assert outlined(composed) == outlined(decomposed)
    assert alike(composed, outlined(composed))


@pytest.mark.parametrize(
    "more",
    [
        'font-size="20" x="450" y="40" text-anchor="middle"',
        'font-size="15pt" x="890" y="40" text-anchor="end" font-weight="bold"',
        'font-size="20px" transform="translate(40,50) rotate(-8)" font-weight="600" opacity="0.5"',
        'font-size="20px" x="10" dx="1.5" y="30" dy="12"',
        'font-size="20px" x="10" y="40" font-style="italic"',
        'font-size="20px" x="10" y="40" style="font-size: 30px; font-weight: 700; fill: #C0342B"',
    ],
)
def test_places_sizes_and_weights_are_kept(more: str) -> None:
    made = picture(f'<text font-family="Source Sans" fill="#16243B" {more}>Đắk Lắk, AVATAR To</text>')
    assert alike(made, outlined(made))
    assert not alike(made, picture(""))


def test_lines_and_styles_within_a_text_are_kept() -> None:
    lines = (
        "<tspan>Cơ quan</tspan><tspan x='0' dy='18'>14,02% <tspan font-weight='700' fill='#C0342B'>mới</tspan></tspan>"
    )
    made = picture(text(lines, 'transform="translate(300,25)" text-anchor="middle"'))
    drawn = outlined(made)
    assert alike(made, drawn)
    assert len(ET.fromstring(drawn).findall(f".//{SVG}path")) == 3


def test_what_a_group_says_of_type_is_heard_and_taken_away() -> None:
    made = picture('<g font-size="30" font-weight="700" font-family="Source Sans"><text x="10" y="40">Huế</text></g>')
    drawn = outlined(made)
    assert alike(made, drawn) and "font" not in drawn


def test_letters_stand_closer_where_the_font_says_so() -> None:
    advance = sum(glyph.advance for glyph in _shaped("AVATAR To", 400, "vi"))
    assert advance < text_width("AVATAR To", 1) - 0.05


def test_titles_metadata_links_and_labels_stay_and_fonts_go() -> None:
    extra = (
        '<title id="title">Tựa đề</title><desc>Mô tả</desc>'
        '<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Bag/></r:RDF></metadata>'
        "<style>@font-face{font-family:'Source Sans';src:url(data:font/woff2;base64,AAAA)}</style>"
    )
    named = text("Nguồn", 'x="5" y="40" aria-label="Nguồn"')
    body = f'<a href="https://example.org/f">{named}</a>'
    drawn = outlined(picture(body, extra))
    root = ET.fromstring(drawn)
    assert root.find(f"{SVG}title").text == "Tựa đề" and root.find(f"{SVG}desc").text == "Mô tả"
    assert root.find(f"{SVG}metadata")[0].tag.endswith("RDF")
    link = root.find(f"{SVG}a")
    assert link.get("href") == "https://example.org/f" and link[0].get("aria-label") == "Nguồn"
    assert root.find(f"{SVG}style") is None and "font" not in drawn


def test_an_empty_text_leaves_nothing_and_what_follows_stays() -> None:
    drawn = ET.fromstring(outlined(picture(f"{text(' ')}<circle r='3'/>{text('')}")))
    assert [node.tag.removeprefix(SVG) for node in drawn] == ["rect", "circle"]


def test_the_same_picture_twice_is_the_same_text() -> None:
    made = picture(text("Thành phố Hồ Chí Minh"))
    assert outlined(made) == outlined(made)


def test_a_size_that_is_no_length_is_named() -> None:
    with pytest.raises(UnreadableTextError, match="2em"):
        outlined(picture('<text font-size="2em">a</text>'))
