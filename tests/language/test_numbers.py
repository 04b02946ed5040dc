"""Numbers as each language writes them; rounding is half up on the decimal text, never on the binary fraction."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import LANGUAGES, number, signed

POINT = {"vi": ",", "en": "."}
GROUP = {"vi": ".", "en": ","}


def _read(lang: str, text: str) -> Decimal:
    return Decimal(text.replace(GROUP[lang], "").replace(POINT[lang], "."))


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1234567.5, 1, "1.234.567,5", "1,234,567.5"),
        (0.7754, 4, "0,7754", "0.7754"),
        (13.16, 2, "13,16", "13.16"),
        (90.0, 0, "90", "90"),
        (1000, 0, "1.000", "1,000"),
        (0.0, 2, "0,00", "0.00"),
        (-0.5, 1, "-0,5", "-0.5"),
    ],
)
def test_comma_in_vietnamese_point_in_english(value: float, decimals: int, vi: str, en: str) -> None:
    assert (number("vi", value, decimals), number("en", value, decimals)) == (vi, en)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.5, 0, "1"),  # Python's own rounding gives 0
        (2.5, 0, "3"),
        (2.675, 2, "2.68"),  # as a binary fraction it lies below the half
        (1.005, 2, "1.01"),
        (16.45, 1, "16.5"),
        (-2.5, 0, "-3"),
        (0.04, 1, "0.0"),
    ],
)
def test_halves_go_up(value: float, decimals: int, text: str) -> None:
    assert number("en", value, decimals) == text


@pytest.mark.parametrize("missing", [None, float("nan")])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_missing_is_empty_not_zero(lang: str, missing: float | None) -> None:
    assert number(lang, missing, 2) == "" == signed(lang, missing, 2)
    assert number(lang, 0.0, 0) == "0"


@given(st.floats(-1e12, 1e12, allow_subnormal=False), st.integers(0, 6), st.sampled_from(LANGUAGES))
def test_what_is_written_reads_back(value: float, decimals: int, lang: str) -> None:
    wanted = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = number(lang, value, decimals)
    assert _read(lang, text) == wanted
    assert len(text.partition(POINT[lang])[2]) == decimals


@given(st.integers(-(10**9), 10**9), st.sampled_from(LANGUAGES))
def test_groups_have_three_digits(value: int, lang: str) -> None:
    first, *rest = number(lang, value).lstrip("-").split(GROUP[lang])
    assert 1 <= len(first) <= 3
    assert all(len(group) == 3 for group in rest)


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(0.3, 2, "+0.30"), (-0.3, 2, "\u22120.30"), (0.0, 2, "0.00"), (-0.001, 2, "0.00")]
)
def test_signs_of_changes(value: float, decimals: int, text: str) -> None:
    assert signed("en", value, decimals) == text
