"""Finding a province by whatever name is typed."""

import pytest

from indicators.search import Match, find, highlight, matches, name_order, reason_words
from tests.indicators.tables import mergers, provinces


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("hà nội", "ha-noi"),
        ("HANOI", "ha-noi"),
        ("Thành phố Hà Nội", "ha-noi"),
        ("ha no", "ha-noi"),
        ("tphcm", "ho-chi-minh"),
        ("hcm", "ho-chi-minh"),
        ("TP.HCM", "ho-chi-minh"),
        ("sai gon", "ho-chi-minh"),
        ("Đắc Lắc", "dak-lak"),
        ("đăk lăk", "dak-lak"),
        ("dak lak", "dak-lak"),
        ("daklak", "dak-lak"),
        ("thua thien", "hue"),
        ("Huế", "hue"),
    ],
)
def test_a_name_in_any_spelling_finds_its_unit(text: str, entity: str) -> None:
    assert find(provinces(), mergers(), text)[0] == entity


def test_a_former_name_leads_to_the_unit_of_today_with_its_reason() -> None:
    found = matches(provinces(), mergers(), "ha giang")
    assert found == [Match("tuyen-quang", "Hà Giang", "ha-giang-63")]
    assert reason_words("vi", found[0], provinces(), mergers()) == "Hà Giang đã sáp nhập vào Tuyên Quang từ 01/07/2025"


def test_a_name_that_goes_on_leads_to_itself_and_needs_no_reason() -> None:
    found = matches(provinces(), mergers(), "tuyên quang")
    assert found == [Match("tuyen-quang", "Tuyên Quang")]
    assert reason_words("vi", found[0], provinces(), mergers()) == ""


def test_among_the_63_a_former_unit_is_found_itself() -> None:
    assert find(provinces(), mergers(), "ha giang", "63") == ["ha-giang-63"]


def test_nothing_is_found_for_nothing_or_nonsense() -> None:
    assert find(provinces(), mergers(), "  ") == []
    assert find(provinces(), mergers(), "Hamburg") == []
    assert find(provinces(), mergers(), "chánh hòa") == []


def test_names_are_in_vietnamese_order() -> None:
    assert name_order(["Đồng Nai", "Tuyên Quang", "Đắk Lắk", "Hà Nội", "Cà Mau", "Ăn"]) == [
        "Ăn",
        "Cà Mau",
        "Đắk Lắk",
        "Đồng Nai",
        "Hà Nội",
        "Tuyên Quang",
    ]


@pytest.mark.parametrize(
    ("name", "text", "pieces"),
    [
        ("Đắk Lắk", "dak", [("Đắk", True), (" Lắk", False)]),
        ("TP. Hồ Chí Minh", "ho chi", [("TP. ", False), ("Hồ Chí", True), (" Minh", False)]),
        ("Hà Nội", "x", [("Hà Nội", False)]),
        ("Hà Nội", "", [("Hà Nội", False)]),
    ],
)
def test_the_piece_that_fits_is_marked(name: str, text: str, pieces: list[tuple[str, bool]]) -> None:
    assert highlight(name, text) == pieces
