"""63 provinces, 34 provinces, and names on a date."""

import math

import pandas as pd
import pytest

from indicators import territory
from indicators.trend import change
from tests.indicators.tables import mergers, provinces, scores

# DTI 2024 of the 63: Hà Giang and Tuyên Quang; of the 34: Tuyên Quang 0.6862 (facts/dti/dti_province.csv)
FORMER = {"ha-giang-63": 0.7292, "tuyen-quang-63": 0.6432}


def test_each_set_of_provinces_has_the_units_of_its_day() -> None:
    assert set(territory.provinces(provinces(), "63")["id"]) == {"hue", "ha-noi", "tuyen-quang-63", "ha-giang-63"}
    assert "ha-giang-63" not in set(territory.provinces(provinces(), "34")["id"])
    with pytest.raises(KeyError):
        territory.provinces(provinces(), "64")


def test_former_units_and_successor_are_inverse() -> None:
    assert territory.former_units(mergers(), "tuyen-quang") == ["tuyen-quang-63", "ha-giang-63"]
    assert {territory.successor(mergers(), unit) for unit in FORMER} == {"tuyen-quang"}
    assert territory.former_units(mergers(), "ha-noi") == ["ha-noi"]
    assert territory.successor(mergers(), "ha-noi") == "ha-noi"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2024", "Thừa Thiên Huế"),
        ("2024-12-31", "Thừa Thiên Huế"),
        ("2025-01-01", "Huế"),
        ("2025", "Huế"),
    ],
)
def test_hue_has_the_name_of_the_day(day: str, name: str) -> None:
    assert territory.name_on(provinces(), mergers(), "hue", day, "vi") == name


def test_dong_nai_is_a_city_from_30_april_2026() -> None:
    subtypes = [territory.subtype_on(provinces(), mergers(), "dong-nai", day) for day in ("2026-04-29", "2026-04-30")]
    assert subtypes == ["province", "city"]
    assert territory.subtype_on(provinces(), mergers(), "hue", "2024") == "province"


def test_the_simple_mean_of_the_former_units_is_the_published_value() -> None:
    mean = territory.simple_mean_of_former(scores(FORMER), mergers(), "tuyen-quang", "x-2024", "x-overall")
    assert round(mean, 4) == 0.6862


def test_the_mean_of_some_of_the_former_units_is_not_told() -> None:
    partial = scores({"ha-giang-63": 0.7292})
    assert math.isnan(territory.simple_mean_of_former(partial, mergers(), "tuyen-quang", "x-2024", "x-overall"))
    found = territory.former_scores(partial, mergers(), "tuyen-quang", "x-2024", "x-overall")
    assert found["entity"].tolist() == ["ha-giang-63", "tuyen-quang-63"]


def test_two_values_for_a_former_unit_leave_no_mean() -> None:
    both = pd.concat([scores(FORMER), scores({"ha-giang-63": 0.7})])
    assert math.isnan(territory.simple_mean_of_former(both, mergers(), "tuyen-quang", "x-2024", "x-overall"))


def test_the_spread_of_the_former_units_is_in_the_unit() -> None:
    found = territory.spread(territory.former_scores(scores(FORMER), mergers(), "tuyen-quang", "x-2024", "x-overall"))
    assert (found.low, found.high, found.range, found.units) == (0.6432, 0.7292, 0.086, 2)
    assert change("index", found.low, found.high).amount == found.range
