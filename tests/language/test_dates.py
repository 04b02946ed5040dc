"""Days, months, years and periods, as exactly as they are known."""

import pytest

from language import LANGUAGES, date, join, period


@pytest.mark.parametrize(
    ("iso", "vi", "en"),
    [
        ("2025-10-21", "21/10/2025", "21 Oct 2025"),
        ("2025-07-01", "01/07/2025", "1 Jul 2025"),
        ("2024-02-29", "29/02/2024", "29 Feb 2024"),
        ("2025-02", "02/2025", "Feb 2025"),
        ("2023", "2023", "2023"),
        ("", "", ""),
    ],
)
def test_dates(iso: str, vi: str, en: str) -> None:
    assert (date("vi", iso), date("en", iso)) == (vi, en)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_date_is_empty(lang: str) -> None:
    assert date(lang, None) == period(lang, None) == ""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("impossible", ["2025-13-01", "2025-02-30", "2025-13"])
def test_a_day_that_does_not_exist_is_not_written_as_one(lang: str, impossible: str) -> None:
    with pytest.raises(ValueError, match="must be in|out of range"):
        date(lang, impossible)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_period_is_as_long_as_it_says(lang: str) -> None:
    texts = ["2024", "2024-H1", "2024-H2", "2024-Q1", "2024-Q4", "2024-06", "2024-06-30", "2021/2025", "yearly"]
    told = [period(lang, text) for text in texts]
    assert len(set(told)) == len(texts)
    assert all("2024" in text for text in told[:7])
    assert "2021" in told[7]
    assert "2025" in told[7]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_span_is_its_two_ends(lang: str) -> None:
    assert period(lang, "2025-07-01/2025-08-19") == f"{date(lang, '2025-07-01')}\u2013{date(lang, '2025-08-19')}"


def test_parts_of_a_year_are_said_in_the_readers_language() -> None:
    for text in ("2024-H1", "2024-Q3", "yearly"):
        assert period("vi", text) != period("en", text)


def test_quarter_is_named_by_its_number() -> None:
    assert "3" in period("vi", "2024-Q3")
    assert "3" in period("en", "2024-Q3")


def test_lists() -> None:
    assert join("vi", ["Huế", "Hà Nội", "Đà Nẵng"]) == "Huế, Hà Nội và Đà Nẵng"
    assert join("en", ["2023", "2024"]) == "2023 and 2024"
    assert join("en", ["2023"]) == "2023"
    assert join("vi", []) == ""
