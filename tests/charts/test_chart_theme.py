"""Colours that can be told apart and read, by the formulas of Machado (2009), CIE Lab and WCAG 2.2."""

import itertools

import pytest

from charts.theme import DARK, FONT, LIGHT, Palette, config, contrast, letters, palette, text_on

SEEN = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)
APART = 15
"""Least distance in CIE Lab; about 2 is just noticeable side by side."""


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def lab(colour: str, seen) -> list[float]:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    light = [min(1, max(0, part)) for part in times(seen, linear)]
    x, y, z = ((part / white) for part, white in zip(times(XYZ, light), WHITE, strict=True))
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]


def distance(one: str, other: str, seen) -> float:
    return sum((a - b) ** 2 for a, b in zip(lab(one, seen), lab(other, seen), strict=True)) ** 0.5


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_every_two_categories_look_different(ink: Palette, seen: str) -> None:
    pairs = itertools.combinations(ink.categorical, 2)
    nearest = min((distance(a, b, SEEN[seen]), a, b) for a, b in pairs)
    assert nearest[0] >= APART, nearest


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_the_chosen_one_stands_out_of_main_and_context(ink: Palette, seen: str) -> None:
    assert min(distance(ink.accent, other, SEEN[seen]) for other in (ink.main, ink.neutral)) >= APART


def test_the_check_would_notice_red_and_green() -> None:
    assert distance("#C00000", "#707000", SEEN["deuteranopia"]) < APART < distance("#C00000", "#707000", SEEN["full"])


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_four_and_a_half_to_one(ink: Palette) -> None:
    texts = (ink.ink, ink.muted, ink.main, ink.accent, *ink.categorical_text)
    assert {colour: contrast(colour, ink.paper) for colour in texts if contrast(colour, ink.paper) < 4.5} == {}


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_graphic_parts_have_three_to_one(ink: Palette) -> None:
    marks = (ink.main, ink.accent, ink.caution, ink.neutral, *ink.categorical)
    assert {colour: contrast(colour, ink.paper) for colour in marks if contrast(colour, ink.paper) < 3} == {}


@pytest.mark.parametrize("dark", [False, True])
def test_numbers_inside_bars_can_be_read(dark: bool) -> None:
    ink = palette(dark)
    for bar in (ink.main, ink.accent, ink.caution, ink.neutral):
        assert contrast(text_on(bar, dark), bar) >= 4.5, bar


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_the_sequence_runs_from_the_background_away(ink: Palette) -> None:
    steps = [contrast(colour, ink.paper) for colour in ink.sequential]
    assert len(steps) == 6
    assert steps == sorted(steps)


def test_a_label_has_the_colour_of_its_mark_where_that_can_be_read() -> None:
    assert letters(LIGHT.main) == LIGHT.main
    assert letters(LIGHT.caution) == LIGHT.categorical_text[3] != LIGHT.caution
    assert letters(DARK.caution, dark=True) == DARK.caution


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("dark", [False, True])
def test_config_has_the_font_and_the_paper(dark: bool) -> None:
    assert config(dark)["font"] == FONT == "Source Sans"
    assert config(dark)["background"] == palette(dark).paper
