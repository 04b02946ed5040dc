"""Targets: met, missed, not due, not measured, in conflict, undecided."""

import math

import pandas as pd
import pytest

from indicators import targets
from tests.indicators.tables import coverage_5g, gso_share, mic_share, table, unit

TODAY = "2026-11-21"


def goal(due: str, comparator: str, value: float, **columns: object) -> pd.Series:
    return (
        table("targets", [{"due": due, "comparator": comparator, "value": value, "entity": "vn"} | columns])
        .iloc[0]
        .copy()
    )


def seen(period: str, value: float, comparator: str = "=") -> pd.Series:
    return table("observations", [{"period": period, "value": value, "comparator": comparator}]).iloc[0]


@pytest.mark.parametrize(
    ("target", "observation", "status"),
    [
        # Decision 749: digital economy 20% of GDP in 2025; statistics office 14.02
        (goal("2025", "=", 20), seen("2025", 14.02), "not_met_missed"),
        # Resolution 57: at least 30% in 2030
        (goal("2030", ">=", 30), seen("2025", 14.02), "not_yet"),
        # Resolution 57: HDI above 0.7 in 2030; 0.766 measured
        (goal("2030", ">", 0.7), seen("2023", 0.766), "met"),
        # Decision 749: EGDI within the first 70 in 2025; rank 71 is of the 2024 survey, none was made in 2025
        (goal("2025", "<=", 70, unit="rank"), seen("2024", 71), "not_measured"),
        (goal("2026", "<=", 70, unit="rank"), seen("2024", 71), "not_yet"),
        (goal("2030", "=", 50, unit="rank"), seen("2024", 44), "met"),
        # contribution of science, technology, innovation and DX: over 16.4 in 2025 against 17.5 in 2026
        (goal("2026", "=", 17.5), seen("2025", 16.4, ">"), "undecided"),
        (goal("2025", "=", 16), seen("2025", 16.4, ">"), "met"),
        # 5G: about 90 against 90
        (goal("2025", "=", 90), seen("2025-12-31", 90, "~"), "undecided"),
        (goal("2025", "=", 90), seen("2025-12", 40, "~"), "not_met_missed"),
        # at least 3% of the State budget every year
        (goal("yearly", ">=", 3), seen("2025", 3), "met"),
        (goal("yearly", ">=", 3), seen("2023", 0.82), "not_met_missed"),
        # strictly above
        (goal("2025", ">", 50), seen("2025", 50), "not_met_missed"),
        (goal("2025", ">=", 50), seen("2025", 50), "met"),
        (goal("2025", ">=", 50), seen("2025", 50, "<"), "not_met_missed"),
        (goal("2025", ">=", 50), seen("2025", 60, "<="), "undecided"),
        (goal("2025", ">=", 50), seen("2025", math.nan), "not_measured"),
        (goal("2025", ">=", 50), None, "not_measured"),
    ],
)
def test_a_target_has_the_status_that_its_measure_allows(
    target: pd.Series, observation: pd.Series | None, status: str
) -> None:
    assert targets.assess(target, observation, TODAY) == status


def test_a_target_is_not_missed_before_its_due_year_has_ended() -> None:
    target, observation = goal("2025", "=", 20), seen("2025", 14.02)
    assert targets.assess(target, observation, "2025-12-31") == "not_yet"
    assert targets.assess(target, observation, "2026-01-01") == "not_met_missed"


def test_two_series_that_disagree_leave_the_target_in_conflict() -> None:
    target = goal("2025", "=", 16)
    assert targets.assess(target, [seen("2025", 14.02), seen("2025", 18.72)], TODAY) == "conflicting"
    assert targets.assess(target, [seen("2025", 14.02), seen("2025", 15.0)], TODAY) == "not_met_missed"
    assert targets.assess(target, [], TODAY) == "not_measured"


def test_the_measures_are_the_last_period_up_to_the_due_one_of_each_series() -> None:
    target = goal("2024", "=", 17.5, measured_by="gso-digital-va-share-gdp;mic-digital-economy-share-gdp")
    found = targets.measures(target, pd.concat([gso_share(), mic_share()]))
    assert [(row["period"], row["value"]) for row in found] == [("2024", 13.17), ("2024", 18.3)]
    assert targets.assess(target, found, TODAY) == "conflicting"


def test_what_was_not_known_yet_measures_nothing() -> None:
    target = goal("2025", "=", 20, measured_by="gso-digital-va-share-gdp")
    found = targets.measures(target, gso_share(), "2025-06-30")
    assert [(row["period"], row["value"]) for row in found] == [("2024", 13.17)]
    assert targets.assess(target, found, "2025-06-30") == "not_yet"


def test_conflicting_sources_of_one_date_both_measure() -> None:
    target = goal("2025", "=", 80, measured_by="mobile-5g-population-coverage")
    found = targets.measures(target, coverage_5g())
    assert [row["value"] for row in found] == [40, 90]
    assert targets.assess(target, found, TODAY) == "conflicting"


def test_nothing_measures_a_target_without_measured_by() -> None:
    assert targets.measures(goal("2025", "=", 20), gso_share()) == []


def test_every_status_has_words_with_a_sign() -> None:
    for lang in ("vi", "en"):
        words = [targets.status_words(lang, status) for status in targets.STATUSES]
        assert len(set(words)) == len(targets.STATUSES)
        assert {word[0] for word in words} == {"✓", "✗", "→", "?"}


def test_the_distance_is_what_is_missing_in_the_direction_of_the_goal() -> None:
    assert targets.distance(goal("2030", ">=", 30), seen("2025", 14.02)) == 15.98
    assert targets.distance(goal("2030", "<=", 50, unit="rank"), seen("2024", 71)) == 21
    assert targets.distance(goal("2030", "<=", 50, unit="rank"), seen("2024", 44)) == -6


@pytest.mark.parametrize(
    ("target", "observation", "kind", "words"),
    [
        (goal("2030", ">=", 30), seen("2025", 14.02), "share", "15.98 percentage points short"),
        (goal("2030", "<=", 50, unit="rank"), seen("2024", 71), "rank", "21 places short"),
        (goal("2026", "=", 170), seen("2025", 136), "amount", "25.0% still missing"),
        (goal("2030", ">", 0.7), seen("2023", 0.766), "index", "reached"),
        (goal("2026", "=", 17.5), seen("2025", 16.4, ">"), "share", ""),
    ],
)
def test_the_gap_is_worded_in_its_own_unit(target: pd.Series, observation: pd.Series, kind: str, words: str) -> None:
    assert targets.gap_words("en", target, observation, unit(kind), 2) == words


def test_the_pace_that_is_needed_is_told_and_the_pace_so_far_only_from_three_years() -> None:
    points = pd.DataFrame({"year": [2023, 2024, 2025], "value": [12.87, 13.17, 14.02]})
    found = targets.pace(points, goal("2030", ">=", 30))
    assert found is not None
    assert (found.required, found.so_far, found.years_left) == (3.196, 0.575, 5)
    assert found.reached == 2053  # 15.98 points at 0.575 a year: 27.8 years
    short = targets.pace(points.tail(2), goal("2030", ">=", 30))
    assert short is not None and math.isnan(short.so_far) and short.reached is None


def test_a_rank_that_worsens_reaches_no_target() -> None:
    points = pd.DataFrame({"year": [2022, 2023, 2024], "value": [44, 46, 48]})
    found = targets.pace(points, goal("2030", "<=", 40, unit="rank"))
    assert found is not None and found.reached is None


def test_after_the_due_year_there_is_no_pace() -> None:
    assert targets.pace(pd.DataFrame({"year": [2025], "value": [1.0]}), goal("2025", ">=", 3)) is None
    assert targets.pace(pd.DataFrame({"year": [2025], "value": [1.0]}), goal("yearly", ">=", 3)) is None
