"""Published totals computed a second way, from the rows of the newest snapshot."""

from collections import defaultdict
from statistics import mean

import pytest

from snapshots.store import Snapshot

Rows = list[dict[str, str]]
WEIGHTS_2024 = {
    "dti-awareness": 50,
    "dti-institutions": 50,
    "dti-infrastructure": 140,
    "dti-human-resources": 100,
    "dti-cybersecurity": 100,
    "dti-government-activity": 200,
    "dti-economy-activity": 150,
    "dti-society-activity": 150,
}
WEIGHTS_2022 = dict.fromkeys(list(WEIGHTS_2024)[:5], 0.10) | {
    "dti-government-activity": 0.20,
    "dti-economy-activity": 0.15,
    "dti-society-activity": 0.15,
}
MEASURES_63 = (
    "dti-overall",
    "dti-infrastructure",
    "dti-government-activity",
    "dti-economy-activity",
    "dti-society-activity",
)
GROUPS_766 = 5


def values(rows: Rows, edition: str) -> dict[str, dict[str, float]]:
    """Values by entity and indicator."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        if row["edition"] == edition and row["value"]:
            found[row["entity"]][row["indicator"]] = float(row["value"])
    return found


def ranks(rows: Rows, edition: str, indicator: str = "dti-overall") -> dict[str, int]:
    picked = [row for row in rows if row["edition"] == edition and row["indicator"] == indicator and row["rank"]]
    return {row["entity"]: int(row["rank"]) for row in picked}


def test_dti_2024_of_the_34_is_the_weighted_sum_of_its_eight_main_indices(observed: Rows) -> None:
    table = values(observed, "dti-2024-34")
    assert len(table) == 34
    for row in table.values():
        total = sum(row[name] * weight for name, weight in WEIGHTS_2024.items()) / sum(WEIGHTS_2024.values())
        assert total == pytest.approx(row["dti-overall"], abs=1e-4)


def test_weights_in_the_snapshot_are_those_fitted(newest: Snapshot) -> None:
    stored = {
        row["indicator"]: float(row["weight"]) for row in newest.rows("weights") if row["edition"] == "dti-2024-34"
    }
    scale = sum(stored.values())
    assert {name: round(weight / scale * 940, 1) for name, weight in stored.items()} == WEIGHTS_2024
    assert {row["basis"] for row in newest.rows("weights")} == {"fitted"}


def test_dti_2022_and_2023_are_weighted_sums_in_the_twenty_complete_rows(observed: Rows) -> None:
    complete = [
        row
        for year in ("2022", "2023")
        for row in values(observed, f"dti-{year}-63").values()
        if set(WEIGHTS_2022) <= set(row)
    ]
    assert len(complete) == 20
    for row in complete:
        total = sum(row[name] * weight for name, weight in WEIGHTS_2022.items())
        assert total == pytest.approx(row["dti-overall"], abs=2e-4)


def test_dti_2020_is_the_weighted_sum_of_its_three_pillars(observed: Rows) -> None:
    weights = {"dti-pillar-government": 0.4, "dti-pillar-economy": 0.3, "dti-pillar-society": 0.3}
    complete = [row for row in values(observed, "dti-2020-63").values() if {*weights, "dti-overall"} <= set(row)]
    assert len(complete) == 10
    for row in complete:
        assert sum(row[name] * weight for name, weight in weights.items()) == pytest.approx(
            row["dti-overall"], abs=1e-4
        )


def test_dti_2024_of_the_34_is_the_simple_mean_of_the_former_provinces(newest: Snapshot, observed: Rows) -> None:
    former, merged = values(observed, "dti-2024-63"), values(observed, "dti-2024-34")
    parts = defaultdict(list)
    for change in newest.rows("entity_changes"):
        if change["date"] == "2025-07-01" and change["kind"] in ("merge", "continued"):
            parts[change["to"]].append(change["from"])
    assert len(parts) == 34 and sum(map(len, parts.values())) == 63
    for province, units in parts.items():
        for measure in MEASURES_63:
            assert mean(former[unit][measure] for unit in units) == pytest.approx(
                merged[province][measure], abs=1.01e-4
            )


def test_means_of_the_provinces_are_the_published_ones(observed: Rows) -> None:
    for year, published in (("2023", 0.6783), ("2024", 0.6961)):
        table = [row["dti-overall"] for row in values(observed, f"dti-{year}-63").values()]
        assert len(table) == 63
        assert round(mean(table), 4) == published
        stored = [
            row["value"]
            for row in observed
            if row["indicator"] == "dti-national-provinces-mean-overall" and row["period"] == year
        ]
        assert stored == [str(published)]


@pytest.mark.parametrize(
    ("edition", "tied", "place"),
    [
        ("dti-2022-63", {"thanh-hoa", "yen-bai-63"}, 15),
        ("dti-2023-63", {"an-giang-63", "phu-yen-63"}, 59),
        ("dti-2024-63", {"bac-giang-63", "yen-bai-63"}, 13),
    ],
)
def test_equal_values_share_the_better_place_and_the_next_is_skipped(
    observed: Rows, edition: str, tied: set[str], place: int
) -> None:
    table, published = values(observed, edition), ranks(observed, edition)
    assert {entity for entity, rank in published.items() if rank == place} == tied
    assert place + 1 not in published.values()
    overall = {entity: row["dti-overall"] for entity, row in table.items()}
    computed = {entity: 1 + sum(other > value for other in overall.values()) for entity, value in overall.items()}
    assert computed == published


def test_hau_giang_follows_the_tie_of_2022(observed: Rows) -> None:
    assert ranks(observed, "dti-2022-63")["hau-giang-63"] == 17


def test_the_five_groups_of_the_service_index_add_up(observed: Rows) -> None:
    rows = [row for year in ("2022", "2023", "2024") for row in values(observed, f"service766-{year}-34").values()]
    assert len(rows) == 102
    for row in rows:
        assert len(row) == GROUPS_766 + 1
        assert sum(value for name, value in row.items() if name != "service766-overall") == pytest.approx(
            row["service766-overall"], abs=0.005
        )


def test_par_of_the_ministries_is_appraisal_plus_survey_with_the_published_mean(observed: Rows) -> None:
    table = values(observed, "par-ministry-2023")
    assert len(table) == 17
    for row in table.values():
        total = row["par-ministry-appraisal"] + row["par-ministry-survey"]
        assert total == pytest.approx(row["par-ministry-overall"], abs=0.0101)
    assert round(mean(row["par-ministry-overall"] for row in table.values()), 2) == 84.38


def test_papi_totals_are_the_sum_of_the_dimensions(observed: Rows) -> None:
    below = {"papi-access-to-egovernment-portals", "papi-access-to-internet", "papi-e-responsiveness"}
    count = 0
    for year in range(2011, 2025):
        for row in values(observed, f"papi-{year}-63").values():
            total = row.get("papi-total", row.get("papi-total-6"))
            if total is not None:
                count += 1
                parts = [
                    value for name, value in row.items() if name not in below and not name.startswith("papi-total")
                ]
                assert len(parts) == (6 if year < 2018 else 8)
                assert sum(parts) == pytest.approx(total, abs=0.001)
    assert count == 439 + 430


def test_papi_e_governance_is_the_sum_of_its_components(observed: Rows) -> None:
    parts = ("papi-access-to-egovernment-portals", "papi-access-to-internet", "papi-e-responsiveness")
    rows = [
        row
        for year in range(2019, 2025)
        for row in values(observed, f"papi-{year}-63").values()
        if "papi-e-governance" in row
    ]
    assert len(rows) == 433 - 63
    for row in rows:
        assert sum(row[name] for name in parts) == pytest.approx(row["papi-e-governance"], abs=0.001)


def test_partial_papi_tables_have_no_rank(observed: Rows) -> None:
    ranked = {row["edition"] for row in observed if row["dataset"] == "papi" and row["rank"]}
    assert ranked == {f"papi-{year}-63" for year in (2011, 2012, 2013, 2015, 2016, 2017, 2019, 2020)}
    assert all(
        "rank-computed" in row["flags"].split(";") for row in observed if row["dataset"] == "papi" and row["rank"]
    )


def test_territory_adds_up(newest: Snapshot) -> None:
    units = [row for row in newest.rows("province_facts") if row["as_of"] == "2025-07-01"]
    assert len(units) == 34
    assert round(sum(float(row["area_km2"]) for row in units)) == 331_327
    assert sum(int(row["population"]) for row in units) == 113_571_926
    kinds = ("communes_total", "wards", "communes", "special_zones")
    assert [sum(int(row[kind]) for row in units) for kind in kinds] == [3321, 687, 2621, 13]
    assert all(
        int(row["communes_total"]) == sum(int(row[kind]) for kind in ("wards", "communes", "special_zones"))
        for row in units
    )


def test_eleven_provinces_stayed_and_twenty_three_were_merged(newest: Snapshot) -> None:
    changes = [row for row in newest.rows("entity_changes") if row["date"] == "2025-07-01"]
    assert sum(row["kind"] == "continued" for row in changes) == 11
    assert len({row["to"] for row in changes if row["kind"] == "merge"}) == 23
    assert sum(row["kind"] == "merge" for row in changes) == 52


GSO_TABLE = {
    "2023": {"2022": "12.86"},
    "2023-12-04": {"2022": "12.67"},
    "2023-12-29": {"2020": "12.66", "2021": "12.88", "2022": "12.63", "2023": "12.33"},
    "2025-01-06": {"2020": "12.66", "2021": "12.87", "2022": "12.83", "2023": "12.87", "2024": "13.17"},
    "2026-01-05": {"2021": "12.87", "2025": "14.02"},
}


def test_vintages_of_the_statistics_office_are_the_table_of_the_facts(observed: Rows) -> None:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in observed:
        if row["indicator"] == "gso-digital-va-share-gdp" and "/" not in row["period"]:
            found[row["published_on"]][row["period"]] = row["value"]
    assert found == GSO_TABLE
