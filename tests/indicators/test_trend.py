"""Series: what a change is, and where a line is cut."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import trend
from indicators.precision import at_precision
from tests.indicators.tables import coverage_5g, gso_share, mic_share, table, unit

SHARE = "gso-digital-va-share-gdp"


def counts(*flags: str) -> pd.DataFrame:
    """Yearly counts 1, 2, 3, ... with these flags."""
    rows = [{"period": str(2020 + place), "value": place + 1.0, "flags": flag} for place, flag in enumerate(flags)]
    return trend.annual(table("observations", rows, indicator="i", entity="vn"), "i").points


def test_yearly_points_are_of_the_latest_vintage_and_averages_stand_apart() -> None:
    found = trend.annual(gso_share(), SHARE)
    assert dict(zip(found.points["year"], found.points["value"], strict=True)) == {
        2020: 12.66,
        2021: 12.87,
        2022: 12.83,
        2023: 12.87,
        2024: 13.17,
        2025: 14.02,
    }
    assert found.averages["period"].tolist() == ["2020/2024"]
    assert not found.points["conflict"].any()


def test_a_forecast_is_no_point() -> None:
    found = trend.annual(mic_share().assign(flags=""), "mic-digital-economy-share-gdp")
    assert found.points["value"].tolist() == [14.26, 16.5, 18.3, 18.72]
    assert found.expectations.empty  # the estimate of 2025-02 replaced it


def test_a_year_without_a_value_has_no_point() -> None:
    rows = table(
        "observations",
        [{"period": "2020", "value": 1}, {"period": "2021", "status": "not_collected"}, {"period": "2022", "value": 3}],
        indicator="i",
        entity="vn",
    )
    assert trend.annual(rows, "i").points["year"].tolist() == [2020, 2022]


def test_a_series_keeps_quarters_and_days_in_order_of_their_end() -> None:
    assert trend.series(coverage_5g(), "mobile-5g-population-coverage")["day"].tolist() == [
        "2025-06-30",
        "2025-10-31",
        "2025-12-31",
        "2025-12-31",
    ]


@pytest.mark.parametrize(
    ("kind", "old", "new", "amount", "counted"),
    [
        ("share", 13.17, 14.02, 0.85, "points"),
        ("index", 0.7951, 0.8241, 0.029, "points"),
        ("growth", 10.4, 12.0, 1.6, "points"),
        ("amount", 200.0, 230.0, 15.0, "percent"),
        ("count", 100.0, 50.0, -50.0, "percent"),
        ("rank", 86.0, 71.0, 15.0, "places"),
        ("rank", 44.0, 46.0, -2.0, "places"),
    ],
)
def test_shares_change_in_points_amounts_in_per_cent_ranks_in_places(
    kind: str, old: float, new: float, amount: float, counted: str
) -> None:
    found = trend.change(kind, old, new)
    assert (round(found.amount, 9), found.kind) == (amount, counted)


def test_from_nothing_there_is_no_per_cent() -> None:
    assert math.isnan(trend.change("amount", 0, 5).amount)
    assert math.isnan(trend.change("share", math.nan, 5).amount)


def test_an_undeclared_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        trend.change("colour", 1, 2)


@pytest.mark.parametrize(
    ("kind", "old", "new", "direction", "english", "vietnamese"),
    [
        ("share", 13.17, 14.02, "higher", "up 0.85 percentage points", "tăng 0,85 điểm phần trăm"),
        ("share", 12.87, 12.83, "higher", "down 0.04 percentage points", "giảm 0,04 điểm phần trăm"),
        ("amount", 200.0, 230.0, "", "up 15.0%", "tăng 15,0%"),
        ("rank", 86.0, 71.0, "lower", "up 15 places", "tăng 15 bậc"),
        ("rank", 44.0, 45.0, "lower", "down 1 place", "giảm 1 bậc"),
        ("index", 0.71, 0.73, "higher", "up 0.02 points", "tăng 0,02 điểm"),
        ("share", 12.66, 12.66, "higher", "unchanged", "không đổi"),
        (
            "share",
            5.0,
            4.0,
            "lower",
            "down 1.00 percentage points (lower is better)",
            "giảm 1,00 điểm phần trăm (thấp hơn là tốt hơn)",
        ),
        ("share", 12.661, 12.663, "higher", "unchanged", "không đổi"),
        ("share", math.nan, 4.0, "lower", "", ""),
    ],
)
def test_changes_are_worded_in_their_own_unit(
    kind: str, old: float, new: float, direction: str, english: str, vietnamese: str
) -> None:
    told = [trend.change_words(lang, unit(kind), old, new, direction, 2) for lang in ("en", "vi")]
    assert told == [english, vietnamese]


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_up_and_down_follow_the_sign_and_zero_is_unchanged(old: int, new: int) -> None:
    words = trend.change_words("en", unit("share"), old / 100, new / 100, "higher", 2)
    assert words.split(" ")[0] == ("up" if new > old else "down" if new < old else "unchanged")


@given(st.integers(-(10**6), 10**6), st.integers(0, 3))
def test_rounding_is_half_up_in_whole_units_of_the_last_place(number: int, decimals: int) -> None:
    value = number / 1000
    places = 10 ** (3 - decimals)
    magnitude = (abs(number) + places // 2) // places if places > 1 else abs(number)
    assert at_precision(value, decimals) == pytest.approx((1 if number >= 0 else -1) * magnitude * places / 1000)


def test_a_line_is_cut_at_breaks_and_changes_of_definition() -> None:
    points = counts("", "break-after", "", "definition-change", "")
    cuts = trend.breaks(points)
    assert [(cut.period, cut.reason) for cut in cuts] == [("2022", "break-after"), ("2023", "definition-change")]
    assert [part["year"].tolist() for part in trend.segments(points, cuts)] == [[2020, 2021], [2022], [2023, 2024]]


def test_a_break_at_the_first_or_after_the_last_point_cuts_nothing() -> None:
    assert trend.breaks(counts("break-before", "", "break-after")) == []


def test_an_editions_break_cuts_with_its_own_words() -> None:
    rows = table(
        "observations",
        [
            {"period": "2023", "value": 0.67, "edition": "dti-2023-63"},
            {"period": "2024", "value": 0.69, "edition": "dti-2024-63"},
        ],
        indicator="i",
        entity="vn",
    )
    editions = table(
        "editions",
        [{"id": "dti-2024-63", "break_en": "47 components", "break_vi": "47 chỉ số thành phần"}, {"id": "dti-2023-63"}],
    )
    cuts = trend.breaks(trend.annual(rows, "i").points, editions)
    assert [(cut.period, cut.text_en) for cut in cuts] == [("2024", "47 components")]


def test_a_line_is_cut_where_a_secondary_source_takes_over() -> None:
    # contribution of TFP: statistics office to 2019, a firm's talk from 2022 (facts/national/gdp_contribution.csv)
    rows = table(
        "observations",
        [
            {"period": "2018", "value": 40.23},
            {"period": "2019", "value": 46.11},
            {"period": "2022", "value": 43.8, "flags": "secondary-source"},
            {"period": "2023", "value": 44.8, "flags": "secondary-source"},
        ],
        indicator="i",
        entity="vn",
    )
    points = trend.annual(rows, "i").points
    cuts = trend.breaks(points)
    assert [part["year"].tolist() for part in trend.segments(points, cuts)] == [[2018, 2019], [2022, 2023]]
    assert trend.break_words("en", cuts[0]) == "One of the figures comes from a secondary source."


def test_points_on_two_sides_of_a_break_are_no_pair() -> None:
    points = counts("", "", "break-before")
    assert trend.comparable_pair(points, trend.breaks(points)) is None
    pair = trend.comparable_pair(points, [])
    assert pair is not None and (pair[0]["year"], pair[1]["year"]) == (2021, 2022)


def test_sources_in_conflict_are_no_pair() -> None:
    rows = table(
        "observations",
        [
            {"period": "2022", "value": 55},
            {"period": "2023", "value": 39, "flags": "conflict"},
            {"period": "2023", "value": 59, "flags": "conflict"},
        ],
        indicator="i",
        entity="vn",
    )
    points = trend.annual(rows, "i").points
    assert points["conflict"].tolist() == [False, True, True]
    assert trend.comparable_pair(points, []) is None
