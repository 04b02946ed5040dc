"""Every row of the facts is accounted for, and figures of each dataset are as printed."""

import csv
from collections import Counter

import pytest

from scripts.facts.draft import LEFT_OUT
from scripts.write_coverage import LEDGER, PAGE, page
from snapshots.store import Snapshot, Store

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def ledger() -> Rows:
    with LEDGER.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_row_of_the_facts_has_an_outcome(ledger: Rows) -> None:
    counted = Counter[str]()
    for row in ledger:
        counted[row["file"]] += int(row["facts_rows"])
    assert counted == {row["file"]: int(row["rows"]) for row in ledger}
    assert len(counted) == 26


def test_rows_made_are_the_rows_of_the_snapshot(ledger: Rows, newest: Snapshot) -> None:
    made = Counter[str]()
    for row in ledger:
        made[row["outcome"]] += int(row["table_rows"])
    for name in ("observations", "tasks", "technologies", "special_zones"):
        assert made[name] == len(newest.rows(name)), name


def test_only_the_files_named_are_left_out(ledger: Rows) -> None:
    none = {row["file"] for row in ledger} - {row["file"] for row in ledger if int(row["table_rows"])}
    assert none == {*LEFT_OUT, "provincial-indices/dti.csv"}


def test_the_second_copy_of_the_dti_tables_agrees_with_the_first(ledger: Rows) -> None:
    copy = [row for row in ledger if row["file"] == "provincial-indices/dti.csv"]
    assert [(row["outcome"], row["facts_rows"]) for row in copy] == [
        ("left out: second copy of a figure in dti/dti_province.csv", "950")
    ]


def test_related_figures_are_counted_or_kept(ledger: Rows) -> None:
    outcomes = {
        row["outcome"]: int(row["facts_rows"]) for row in ledger if row["file"].endswith("implementation_scores.csv")
    }
    assert outcomes.pop("observations") == 126
    assert sum(outcomes.values()) == 22


def test_the_page_on_coverage_is_up_to_date(store: Store) -> None:
    assert PAGE.read_text("utf-8") == page(store)


def test_no_row_waits_for_its_metadata(newest: Snapshot) -> None:
    for name in ("observations", "tasks", "targets", "technologies"):
        untold = [row["note_en"] for row in newest.rows(name) if row["note_en"] and not row["note_vi"]]
        assert untold == []


@pytest.mark.parametrize(
    ("indicator", "entity", "period", "wanted"),
    [
        ("dti-overall", "ha-noi", "2024", {("34", "0.8241", "1"), ("63", "0.8241", "4")}),
        ("dti-overall", "hue", "2024", {("34", "0.7951", "2"), ("63", "0.7951", "5")}),
        ("dti-overall", "da-nang-63", "2022", {("63", "0.8002", "1")}),
        ("dti-awareness", "ha-noi", "2024", {("34", "1.0000", "1")}),
        ("dti-national-overall", "vn", "2024", {("", "0.7955", "")}),
        ("dti-national-provinces-mean-overall", "provinces-63", "2020", {("63", "0.3026", ""), ("63", "0.326", "")}),
        ("pii-score", "ha-noi", "2025", {("34", "65.68", "1")}),
        ("pii-score", "cao-bang", "2024", {("63", "23.95", "63")}),
        ("par-overall", "hai-phong-63", "2023", {("63", "91.87", "2"), ("63", "91.81", "2")}),
        ("par-ministry-overall", "bo-tp", "2023", {("", "89.95", "1")}),
        ("sipas-overall", "hai-phong-63", "2024", {("63", "91.10", "1")}),
        ("sti-dx-contribution-gdp", "vn", "2025", {("", "16.4", "")}),
        ("mic-digital-economy-share-gdp", "vn", "2024", {("", "18.6", ""), ("", "18.3", "")}),
        ("gso-digital-va-share-grdp", "bac-ninh", "2025", {("34", "46.30", "")}),
        ("un-egdi-rank", "vn", "2024", {("", "71", "")}),
        ("mobile-5g-population-coverage", "vn", "2025-10", {("", "39.52", "")}),
        ("r57-implementation-phase2-overall", "phu-tho", "2025-10-23", {("34", "97.9", "")}),
        ("service766-overall", "bac-ninh", "2025-12", {("34", "", "1")}),
    ],
)
def test_figures_are_as_printed(
    observed: Rows, indicator: str, entity: str, period: str, wanted: set[tuple[str, ...]]
) -> None:
    key = (indicator, entity, period)
    rows = [row for row in observed if (row["indicator"], row["entity"], row["period"]) == key]
    assert {(row["boundary"], row["value"], row["rank"]) for row in rows} == wanted


def test_all_34_provinces_are_green_on_two_days_and_named_so(observed: Rows) -> None:
    green = [row for row in observed if row["indicator"] == "r57-implementation-phase1-province-colour"]
    days = Counter(row["period"] for row in green)
    assert days == {"2025-07-31": 34, "2025-08-24": 34, "2025-10": 1}
    assert {row["grade"] for row in green} == {"green"}


def test_histories_of_merged_provinces_are_flagged(observed: Rows) -> None:
    rows = [
        row
        for row in observed
        if row["dataset"] == "service766" and row["edition"].endswith(("2022-34", "2023-34", "2024-34"))
    ]
    flagged = {row["entity"] for row in rows if "merged-history" in row["flags"].split(";")}
    assert len(rows) == 612
    assert len(flagged) == 23 and "ha-noi" not in flagged and "bac-ninh" in flagged


def test_places_named_as_late_without_a_number_are_kept(newest: Snapshot) -> None:
    named = [row for row in newest.rows("tasks") if not row["value"]]
    assert len(named) == 11
    assert {row["measure"] for row in named} == {"overdue"} and {row["status"] for row in named} == {"reported"}


def test_counts_of_tasks_are_kept_from_both_sources(newest: Snapshot) -> None:
    rows = [
        row
        for row in newest.rows("tasks")
        if (row["entity"], row["as_of"], row["measure"]) == ("vn", "2025-12-25", "completed")
    ]
    assert [row["value"] for row in rows] == ["1227", "1227"]
    assert len({row["source"] for row in rows}) == 2


def test_computed_shares_say_so(newest: Snapshot) -> None:
    shares = {
        row["value"]: row["basis"]
        for row in newest.rows("tasks")
        if row["measure"] == "completed-share" and row["entity"] == "vn"
    }
    assert shares["33.9"] == "computed" and shares["43"] == "source"


def test_both_targets_for_the_egdi_rank_are_kept(newest: Snapshot) -> None:
    rows = [row for row in newest.rows("targets") if row["series"] == "d749-egdi-rank" and row["due"] == "2030"]
    assert {(row["value"], "conflict" in row["flags"]) for row in rows} == {("50", True), ("35", True)}


def test_dong_nai_is_a_city_from_30_april_2026(newest: Snapshot) -> None:
    facts = {
        row["as_of"]: (row["wards"], row["communes"])
        for row in newest.rows("province_facts")
        if row["entity"] == "dong-nai"
    }
    assert facts == {"2025-07-01": ("23", "72"), "2026-04-30": ("33", "62")}
    cities = [
        row["id"] for row in newest.rows("entities") if row["subtype"] == "city" and row["code"] and not row["valid_to"]
    ]
    assert len(cities) == 7 and "dong-nai" in cities


def test_copies_name_the_ministry_and_keep_its_address(newest: Snapshot) -> None:
    originals = {row["original_url"]: row["publisher"] for row in newest.rows("sources") if row["original_url"]}
    assert originals["https://dti.gov.vn/xep-hang-2024"] == "Bộ Khoa học và Công nghệ (dti.gov.vn)"
    assert originals["https://dti.gov.vn/xep-hang-2022"] == "Bộ Thông tin và Truyền thông (dti.gov.vn)"
