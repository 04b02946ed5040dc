"""Two clocks: the period described and the day it became known."""

import math

import pandas as pd
import pytest

from indicators.periods import first_day, last_day, year_of
from indicators.vintages import as_of, first_and_latest, ladder, latest, vintage_table
from tests.indicators.tables import gso_share, scores, table

SHARE = "gso-digital-va-share-gdp"


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-H2", "2025-07-01", "2025-12-31"),
        ("2024-Q2", "2024-04-01", "2024-06-30"),
        ("2025-12-04", "2025-12-04", "2025-12-04"),
        ("2021/2025", "2021-01-01", "2025-12-31"),
        ("yearly", "", ""),
        ("", "", ""),
    ],
)
def test_a_period_begins_and_ends_on_these_days(period: str, first: str, last: str) -> None:
    assert (first_day(period), last_day(period)) == (first, last)


def test_the_year_of_a_span_is_its_last() -> None:
    assert (year_of("2021/2030"), year_of("yearly")) == (2030, None)


def test_a_partly_known_date_counts_from_its_last_day() -> None:
    rows = scores({"a": 1}, published_on="2025-02")
    assert as_of(rows, "2025-02-27").empty
    assert len(as_of(rows, "2025-02-28")) == 1


def test_an_unknown_date_is_known_on_no_past_day_but_today() -> None:
    rows = scores({"a": 1})
    assert as_of(rows, "2026-01-01").empty
    assert len(as_of(rows, "2026-01-01", undated=True)) == 1
    assert len(as_of(rows, "")) == 1


def test_the_latest_vintage_of_each_period_stands() -> None:
    rows = latest(gso_share())
    yearly = rows[rows["status"] != "period_average"].set_index("period")["value"].to_dict()
    assert yearly == {"2020": 12.66, "2021": 12.87, "2022": 12.83, "2023": 12.87, "2024": 13.17, "2025": 14.02}


def test_at_the_end_of_2023_the_figure_of_that_day_stands() -> None:
    # 12.86 is known to be of 2023 only; it circulated before the first release of 4 December
    rows = latest(as_of(gso_share(), "2023-12-31"))
    assert rows.set_index("period")["value"].to_dict() == {"2020": 12.66, "2021": 12.88, "2022": 12.63, "2023": 12.33}


def test_another_page_with_another_value_is_no_revision() -> None:
    rows = pd.concat(
        [
            scores({"a": 91.87}, published_on="2024-04-17", published_basis="source"),
            scores({"a": 91.81}, published_on="2024-04-26", published_basis="source"),
        ]
    )
    assert latest(rows)["value"].tolist() == [91.87, 91.81]


def test_rows_in_conflict_stay_beside_a_later_vintage_but_superseded_ones_do_not() -> None:
    # oxford_ai_readiness_rank 2023 and itu_idi_rank 2010 (facts/national/international_rankings.csv)
    kept = table(
        "observations",
        [{"value": 39, "flags": "conflict"}, {"value": 59, "flags": "conflict", "published_on": "2024-01-18"}],
        published_basis="vintage",
    )
    dropped = table(
        "observations",
        [
            {"value": 81, "flags": "superseded;conflict", "published_on": "2011"},
            {"value": 94, "published_on": "2015-11-30"},
        ],
        published_basis="vintage",
    )
    assert latest(kept)["value"].tolist() == [39, 59]
    assert latest(dropped)["value"].tolist() == [94]


def test_the_latest_of_the_latest_is_the_same() -> None:
    rows = latest(gso_share())
    assert latest(rows).equals(rows)


def test_an_empty_table_stays_empty() -> None:
    assert latest(gso_share().iloc[:0]).empty


def test_the_ladder_of_2022_shows_each_revision_in_points() -> None:
    steps = ladder(gso_share(), SHARE, "2022")
    assert steps["value"].tolist() == [12.86, 12.67, 12.63, 12.83]
    assert steps["revision"].tolist()[1:] == [-0.19, -0.04, 0.2]
    assert math.isnan(steps["revision"].iloc[0])


def test_no_revision_is_counted_from_a_page_that_is_not_the_publishers() -> None:
    rows = table(
        "observations",
        [
            {"value": 1.0, "published_on": "2024-01-01", "published_basis": "vintage"},
            {"value": 9.0, "published_on": "2024-06-01", "published_basis": "source"},
            {"value": 1.5, "published_on": "2025-01-01", "published_basis": "vintage"},
        ],
        indicator="i",
        period="2023",
        entity="vn",
    )
    assert ladder(rows, "i", "2023")["revision"].fillna(-1).tolist() == [-1, -1, 0.5]


def test_the_vintage_table_leaves_what_was_not_printed_empty() -> None:
    grid = vintage_table(gso_share(), SHARE)
    assert grid.index.tolist() == ["2020", "2021", "2022", "2023", "2024", "2025"]
    assert grid.loc["2023", "2023-12-29"] == 12.33
    assert math.isnan(grid.loc["2022", "2026-01-05"])


def test_first_and_latest_of_2023_differ_by_the_revision() -> None:
    row = first_and_latest(gso_share(), SHARE).set_index("period").loc["2023"]
    assert (row["first"], row["latest"], row["revision"], row["vintages"]) == (12.33, 12.87, 0.54, 2)
