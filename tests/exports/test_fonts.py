"""Every Vietnamese letter has its glyph in every weight, composed or not, and is drawn the same."""

import unicodedata

import pytest
import vl_convert
from fontTools.ttLib import TTFont

from charts.theme import FONT
from exports.fonts import WEIGHTS, font_face, font_file, prepare, text_width, wrap

TONES = "\u0300\u0301\u0303\u0309\u0323"
VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ("", *TONES)] + ["đ", "Đ"]
SIGNS = "▲▼=≥≤≈×…–−·%→"


@pytest.fixture(params=WEIGHTS)
def font(request) -> TTFont:
    return TTFont(font_file(request.param, prepare()))


def test_there_are_134_vietnamese_vowels_and_d() -> None:
    assert len(set(LETTERS)) == 24 * 6 + 2 == 146


def test_every_letter_has_its_own_drawn_glyph(font: TTFont) -> None:
    glyphs = [font.getBestCmap()[ord(letter)] for letter in LETTERS]
    assert len(set(glyphs)) == len(LETTERS)
    assert all(font["glyf"][glyph].numberOfContours != 0 for glyph in glyphs)


def test_marks_and_signs_are_there(font: TTFont) -> None:
    assert [sign for sign in TONES + "\u0302\u0306\u031b" + SIGNS if ord(sign) not in font.getBestCmap()] == []


def test_the_family_is_one_with_three_weights(font: TTFont) -> None:
    assert font["name"].getDebugName(16) == FONT
    assert {TTFont(font_file(weight))["OS/2"].usWeightClass for weight in WEIGHTS} == set(WEIGHTS)


def drawn(text: str, weight: int = 400, family: str = FONT) -> bytes:
    prepare()
    return vl_convert.svg_to_png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="60">'
        f'<text x="4" y="40" font-family="{family}" font-weight="{weight}" font-size="20">{text}</text></svg>'
    )


def test_the_renderer_uses_the_family_and_its_weights() -> None:
    text = "Ngữ Đặng ệ ẫ"
    assert len({drawn(text, 400), drawn(text, 600), drawn(text, 700), drawn(text, 400, "serif")}) == 4


def test_composed_and_decomposed_words_are_drawn_the_same_in_a_picture(make_ranking) -> None:
    from exports.picture import png

    composed = unicodedata.normalize("NFC", "Đường sữa nghị quyết ặẫệữợ")
    apart = unicodedata.normalize("NFD", composed)
    assert composed != apart
    assert png(make_ranking(3, title=apart), scale=1) == png(make_ranking(3, title=composed), scale=1)


def test_widths_add_up_and_bold_is_wider() -> None:
    assert text_width("Huế", 20) == pytest.approx(sum(text_width(letter, 20) for letter in "Huế"))
    assert text_width("Huế", 20, 700) > text_width("Huế", 20) > text_width("Huế", 10)


def test_wrap_keeps_words_and_width() -> None:
    lines = wrap("một hai ba bốn năm sáu", 12, 60)
    assert " ".join(lines) == "một hai ba bốn năm sáu"
    assert len(lines) > 1
    assert all(text_width(line, 12) <= 60 for line in lines)


def test_font_face_holds_only_what_is_asked() -> None:
    few, many = font_face("aệ"), font_face("abcdefghijklmnopqrstuvwxyzệ")
    assert few.count("@font-face") == 3
    assert len(few) < len(many)
    assert font_face("aệ") == few


def test_two_cuts_of_the_font_are_the_same_file(tmp_path) -> None:
    from exports import fonts

    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        fonts._cut([400], folder)
        made.append(font_file(400, folder).read_bytes())
    assert made[0] == made[1] == font_file(400, prepare()).read_bytes()
