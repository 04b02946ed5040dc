"""Vietnamese names: how they are found and how they are sorted."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import fold, sort_key

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Đà Nẵng", "da nang"),
        ("ĐẮK LẮK", "dak lak"),
        ("TP. Hồ Chí Minh", "ho chi minh"),
        ("Thành phố Hồ Chí Minh", "ho chi minh"),
        ("tỉnh Bà Rịa - Vũng Tàu", "ba ria vung tau"),
        ("Bà Rịa – Vũng Tàu", "ba ria vung tau"),
        ("Thừa Thiên  Huế", "thua thien hue"),
        ("Tỉnh", "tinh"),
        ("", ""),
    ],
)
def test_one_key_for_all_spellings(written: str, key: str) -> None:
    assert fold(written) == key


@given(st.text("ĐđÐHhàáạằếộửẵ -.", max_size=20))
def test_folding_does_not_depend_on_the_form_of_the_letters(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert fold(text).isascii()


@pytest.mark.parametrize(
    "ordered",
    [
        ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Điện Biên"],
        ["Dung", "Đà"],
        ["ban", "băn", "bân"],
        ["ton", "tôn", "tơn"],
        ["ta", "tà", "tả", "tã", "tá", "tạ"],
        ["Hà Giang", "Hạ Giang", "Hà Nội"],
    ],
)
def test_vietnamese_order(ordered: list[str]) -> None:
    assert sorted(set(ordered), key=sort_key) == ordered


def test_a_city_written_without_a_space_has_the_same_key() -> None:
    assert fold("TP.Hồ Chí Minh") == "ho chi minh"


def test_the_word_for_city_or_province_does_not_count() -> None:
    names = ["Thành phố Huế", "Hưng Yên", "TP. Hồ Chí Minh", "Tỉnh Gia Lai"]
    assert sorted(names, key=sort_key) == ["Tỉnh Gia Lai", "TP. Hồ Chí Minh", "Thành phố Huế", "Hưng Yên"]


@given(st.lists(st.text(LETTERS + " ", min_size=1, max_size=8), max_size=6))
def test_order_does_not_depend_on_the_form_of_the_letters(names: list[str]) -> None:
    composed = sorted(names, key=sort_key)
    assert sorted(names, key=lambda name: sort_key(unicodedata.normalize("NFD", name))) == composed


@given(st.text(LETTERS, min_size=1, max_size=8), st.text(LETTERS, min_size=1, max_size=8))
def test_two_different_words_have_two_keys(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (one == other)
