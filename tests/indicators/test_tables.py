"""Tables made of tables: peers, profiles, coverage, conflicts, headlines, changes."""

import math

import pandas as pd
import pytest

from indicators import changes, conflicts, coverage, headlines, peers, profile
from tests.indicators.tables import coverage_5g, edition, gso_share, indicator, mic_share, scores, table

# Hà Nội has its population of Resolution 202/2025/QH15 (facts/resolution57/provinces_34.csv); the others are letters
PEOPLE = table(
    "province_facts",
    [
        {"entity": "ha-noi", "as_of": "2025-07-01", "population": 8807523},
        {"entity": "b", "as_of": "2025-07-01", "population": 9000000},
        {"entity": "c", "as_of": "2025-07-01", "population": 4000000},
        {"entity": "d", "as_of": "2025-07-01", "population": 8000000},
        {"entity": "e", "as_of": "2025-07-01"},
    ],
)
REGIONS = table(
    "entities",
    [
        {"id": name, "region": region}
        for name, region in [("ha-noi", "north"), ("b", "south"), ("c", "north"), ("d", ""), ("e", "north")]
    ],
)
EVERYONE = pd.Series({"ha-noi": 1.0, "b": 1.0, "c": 1.0, "d": 1.0, "e": 1.0})


def test_peers_are_the_nearest_in_population() -> None:
    assert peers.peers(PEOPLE, EVERYONE, "ha-noi", 2) == ["b", "d"]


def test_a_unit_without_a_value_or_a_population_is_no_peer() -> None:
    assert peers.peers(PEOPLE, EVERYONE.replace({1.0: 1.0}).mask(EVERYONE.index == "b"), "ha-noi", 9) == ["d", "c"]
    assert peers.peers(PEOPLE, EVERYONE, "e") == []


def test_peers_of_the_region_are_of_the_region() -> None:
    assert peers.peers(PEOPLE, EVERYONE, "ha-noi", rule="region", entities=REGIONS) == ["c"]
    assert peers.peers(PEOPLE, EVERYONE, "d", rule="region", entities=REGIONS) == []


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="neighbours"):
        peers.peers(PEOPLE, EVERYONE, "ha-noi", rule="neighbours")


def indices(values: dict[str, dict[str, float]]) -> pd.DataFrame:
    return pd.concat([scores(found, indicator=name) for name, found in values.items()])


INDICATORS = table(
    "indicators",
    [
        {"id": "x-overall", "position": 1},
        {"id": "x-a", "parent": "x-overall", "position": 2, "name_en": "A"},
        {"id": "x-b", "parent": "x-overall", "position": 3, "name_en": "B"},
    ],
    dataset="x",
    direction="higher",
    decimals=2,
    scale_max=1.0,
    unit="i",
)
WEIGHTS = table(
    "weights", [{"indicator": "x-a", "weight": 3}, {"indicator": "x-b", "weight": 1}], edition="x-2024", basis="fitted"
)
UNITS = table(
    "entities", [{"id": name, "region": "north" if name in "ab" else "south"} for name in "abcd"], kind="province"
)


def main(values: dict[str, dict[str, float]], entity: str = "a", weights: pd.DataFrame = WEIGHTS) -> pd.DataFrame:
    return profile.main_indices(
        indices(values), INDICATORS, "x-2024", entity, editions=edition(4), weights=weights, entities=UNITS
    ).set_index("indicator")


WHOLE = {"x-a": {"a": 0.4, "b": 0.6, "c": 0.8, "d": 0.8}, "x-b": {"a": 0.9, "b": 0.7, "c": 0.5, "d": 0.1}}


def test_a_profile_has_mean_best_region_and_points() -> None:
    row = main(WHOLE).loc["x-a"]
    assert (row["value"], round(row["mean"], 9), row["best"], row["best_entity"]) == (0.4, 0.65, 0.8, "c;d")
    assert row["region_mean"] == 0.5
    assert (row["weight"], round(row["contribution"], 9), round(row["lost"], 9)) == (0.75, 0.3, 0.45)
    assert (row["rank"], row["rank_basis"]) == (4, "computed")


def test_without_every_unit_there_is_no_mean_no_best_and_no_rank() -> None:
    row = main({"x-a": {"a": 0.4, "b": 0.6}, "x-b": WHOLE["x-b"]}).loc["x-a"]
    assert all(pd.isna(row[key]) for key in ("mean", "best", "best_entity", "region_mean", "rank"))


def test_a_unit_without_a_value_has_a_row_of_missing_values() -> None:
    row = main({"x-a": {"b": 0.6, "c": 0.5}, "x-b": WHOLE["x-b"]}).loc["x-a"]
    assert all(pd.isna(row[key]) for key in ("value", "lost", "contribution"))


def test_without_weights_there_are_no_points() -> None:
    found = main(WHOLE, weights=WEIGHTS.iloc[:0])
    assert found.index.tolist() == ["x-a", "x-b"]
    assert found["lost"].isna().all()


def test_the_first_quarter_is_a_strength_and_the_last_a_weakness() -> None:
    found = main(WHOLE).reset_index()
    assert profile.strengths(found)["indicator"].tolist() == ["x-b"]
    assert profile.weaknesses(found)["indicator"].tolist() == ["x-a"]
    third = main(WHOLE, "c").reset_index()
    assert third.set_index("indicator").loc["x-b", "rank"] == 3
    assert profile.weaknesses(third).empty
    assert profile.rule_words("en", 34) == (
        "A strength is a rank among the first 8 of 34; a weakness is a rank among the last 8."
    )


def test_coverage_counts_values_ranks_and_gaps() -> None:
    rows = pd.concat([scores({"a": 0.5, "b": 0.4}, {"a": 1}), scores({"c": math.nan}, {"c": 3})])
    found = coverage.coverage(rows, edition(63), indicator()).iloc[0]
    assert (found["with_value"], found["rank_only"], found["neither"], found["complete"]) == (2, 1, 60, False)
    assert found["headline"]


def test_an_edition_without_figures_is_in_the_coverage() -> None:
    found = coverage.coverage(scores({"a": 1}).iloc[:0], edition(17), indicator())
    assert (found["with_value"].tolist(), found["neither"].tolist()) == ([0], [17])


def test_figures_that_disagree_are_grouped_and_revisions_are_not() -> None:
    both = pd.concat(
        [scores({"a": 39}, flags="conflict"), scores({"a": 59}, flags="conflict", published_on="2024-01-18")]
    )
    found = conflicts.conflicts(pd.concat([both, gso_share()]))
    assert found["value"].tolist() == [39, 59]
    assert found["group"].tolist() == [1, 1]


def test_the_same_figure_on_two_pages_is_no_conflict() -> None:
    assert conflicts.conflicts(pd.concat([scores({"a": 1}, source="s"), scores({"a": 1}, source="t")])).empty


def test_a_conflict_with_another_period_is_flagged_apart() -> None:
    assert conflicts.flagged(coverage_5g())["value"].tolist() == [40, 90]


def test_two_series_of_one_name_stand_side_by_side() -> None:
    found = conflicts.two_series(pd.concat([gso_share(), mic_share()]), *conflicts.TWO_SERIES[0]).set_index("period")
    assert found.loc["2024", ["first", "second", "difference"]].tolist() == [13.17, 18.3, -5.13]


HEADLINE_INDICATORS = table(
    "indicators",
    [
        {"id": "gso-digital-va-share-gdp", "unit": "percent-of-gdp", "direction": "higher", "decimals": 2},
        {"id": "mobile-5g-population-coverage", "unit": "percent", "direction": "higher", "decimals": 2},
        {"id": "un-egdi-rank", "unit": "percent", "direction": "lower", "decimals": 0},
    ],
)
HEADLINE_UNITS = table("units", [{"id": "percent-of-gdp", "kind": "share"}, {"id": "percent", "kind": "share"}])
HEADLINE_TARGETS = table(
    "targets",
    [
        {"id": "d749-2025", "due": "2025", "comparator": "=", "value": 20},
        {"id": "r57-2030", "due": "2030", "comparator": ">=", "value": 30},
    ],
    entity="vn",
    measured_by="gso-digital-va-share-gdp;mic-digital-economy-share-gdp",
    unit="percent-of-gdp",
)


def overview() -> pd.DataFrame:
    known = pd.concat([gso_share(), coverage_5g()])
    return headlines.headlines(known, HEADLINE_INDICATORS, HEADLINE_UNITS, HEADLINE_TARGETS, "2026-11-21").set_index(
        "indicator"
    )


def test_a_headline_has_its_change_history_and_targets() -> None:
    row = overview().loc["gso-digital-va-share-gdp"]
    assert (row["value"], row["period"], row["previous"]) == (14.02, "2025", 13.17)
    assert row["change_vi"] == "tăng 0,85 điểm phần trăm"
    assert row["points"][0] == ("2020", 12.66)
    assert [(goal["due"], goal["status"]) for goal in row["targets"]] == [
        ("2025", "not_met_missed"),
        ("2030", "not_yet"),
    ]
    assert row["targets"][1]["gap_en"] == "15.98 percentage points short"


def test_a_headline_of_approximate_and_conflicting_figures_has_no_change() -> None:
    row = overview().loc["mobile-5g-population-coverage"]
    assert row["change_en"] == "" and math.isnan(row["previous"])
    assert row["conflict"]
    assert [(rival["period"], rival["value"]) for rival in row["rivals"]] == [("2025-12", 40)]


def test_a_conflict_of_another_year_is_no_rival() -> None:
    # R&D of 2011 and 2021 are each in conflict with another series (facts/national/gdp_contribution.csv)
    rows = [{"period": "2011", "value": 0.15}, {"period": "2021", "value": 0.42}]
    known = table("observations", rows, indicator="un-egdi-rank", entity="vn", flags="conflict")
    found = headlines.headlines(known, HEADLINE_INDICATORS, HEADLINE_UNITS, HEADLINE_TARGETS, "2026-11-21").iloc[0]
    assert (found["conflict"], found["rivals"]) == (True, [])


def test_the_history_of_a_yearly_headline_has_no_parts_of_years() -> None:
    rows = [{"period": "2024", "value": 18.3}, {"period": "2024-H1", "value": 18.3}, {"period": "2025", "value": 18.72}]
    known = table("observations", rows, indicator="un-egdi-rank", entity="vn")
    found = headlines.headlines(known, HEADLINE_INDICATORS, HEADLINE_UNITS, HEADLINE_TARGETS, "2026-11-21").iloc[0]
    assert found["points"] == [("2024", 18.3), ("2025", 18.72)]


def test_a_headline_of_a_month_is_not_compared_with_a_year() -> None:
    # digital signatures (facts/national/digital_society.csv), under the id of another headline
    rows = [{"period": "2022", "value": 3}, {"period": "2024", "value": 25}, {"period": "2025-08", "value": 35.18}]
    known = table("observations", rows, indicator="un-egdi-rank", entity="vn")
    found = headlines.headlines(known, HEADLINE_INDICATORS, HEADLINE_UNITS, HEADLINE_TARGETS, "2026-11-21").iloc[0]
    assert (found["value"], found["change_en"], len(found["points"])) == (35.18, "", 3)


def test_a_headline_without_figures_is_left_out() -> None:
    assert overview().index.tolist() == ["gso-digital-va-share-gdp", "mobile-5g-population-coverage"]


def test_every_headline_has_its_reason_in_both_languages() -> None:
    assert 8 <= len(headlines.HEADLINES) <= 12
    assert all(headline.reason_vi and headline.reason_en for headline in headlines.HEADLINES)


def changed(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    return changes.changes(old, new)


def test_a_later_vintage_is_a_revision_with_old_and_new() -> None:
    old = gso_share()[lambda rows: rows["published_on"] < "2024"]
    found = changed(old, gso_share())
    revised = found[(found["kind"] == "revision") & (found["period"] == "2023")].iloc[0]
    assert (revised["old"], revised["new"]) == (12.33, 12.87)
    added = found[found["kind"] == "addition"].iloc[0]
    assert (added["dataset"], added["rows"]) == ("gdp", 3)  # 2024, 2025 and the average 2020-2024
    assert set(found["kind"]) == {"revision", "addition"}


def test_another_value_in_the_same_row_is_a_correction() -> None:
    found = changed(scores({"a": 0.5, "b": 0.4}), scores({"a": 0.5, "b": 0.45}))
    assert found[["kind", "entity", "old", "new"]].to_numpy().tolist() == [["correction", "b", 0.4, 0.45]]
    assert changes.sentence("en", found.iloc[0], {"b": "Huế", "x-overall": "X"}) == (
        "Corrected (an error mended): X, Huế, 2024, from 0.40 to 0.45."
    )


def test_a_rank_that_was_mended_is_a_correction() -> None:
    found = changed(scores({"a": math.nan}, {"a": 8}), scores({"a": math.nan}, {"a": 7}))
    assert found[["kind", "old", "new"]].to_numpy().tolist() == [["correction", 8, 7]]


def test_a_new_edition_is_one_line_and_its_rows_are_no_additions() -> None:
    new = pd.concat([scores({"a": 0.5}), scores({"a": 0.6, "b": 0.7}, edition="x-2025", period="2025")])
    found = changed(scores({"a": 0.5}), new)
    assert found[["kind", "edition", "rows"]].to_numpy().tolist() == [["new_edition", "x-2025", 2]]
    assert changes.sentence("vi", found.iloc[0], {"x-2025": "DTI 2025"}) == "Kỳ công bố mới: DTI 2025 (2 số liệu)."


def test_rows_that_are_gone_are_told() -> None:
    found = changed(scores({"a": 0.5, "b": 0.4}), scores({"a": 0.5}))
    assert found[["kind", "dataset", "rows"]].to_numpy().tolist() == [["removal", "x", 1]]


def test_equal_snapshots_have_no_changes() -> None:
    assert changed(gso_share(), gso_share()).empty
