"""Whose figures they are: the body named in the facts, never the newspaper; and readings of Resolution 57 as editions."""

import re
from collections import Counter, defaultdict

import pytest

from scripts.facts import producers
from snapshots.store import Snapshot

Rows = list[dict[str, str]]
TABLES = ("observations", "targets", "tasks")


def test_the_facts_publisher_goes_before_the_note_and_the_note_before_the_rest() -> None:
    named = {"publisher": "General Statistics Office of Viet Nam (GSO)", "note": "Directive 33/CT-TTg of 2025-11-06"}
    assert producers.of(named, "mic") == "gso"
    assert producers.of(named | {"publisher": ""}, "mic") == "prime-minister"
    assert producers.of({"note": ""}, "mic") == "mic"
    assert producers.of({"note": ""}) == ""


def test_a_publisher_that_names_nobody_gives_no_producer_even_where_one_is_likely() -> None:
    unclear = {"publisher": "GSO or MIC (not named)", "note": ""}
    assert producers.of(unclear, "gso") == ""
    assert "does not say which" in producers.remarks([unclear["publisher"]])[1]


def test_an_unknown_publisher_is_refused() -> None:
    with pytest.raises(KeyError, match="Ministry of Magic"):
        producers.of({"publisher": "Ministry of Magic"})


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        (("dti-overall", "ha-noi", "2023"), {"mic"}),
        (("dti-overall", "ha-noi", "2024"), {"most"}),
        (("dti-national-overall", "vn", "2024"), {"most"}),
        (("pii-score", "hue", "2025"), {"most"}),
        (("sipas-overall", "hai-phong-63", "2024"), {"moha"}),
        (("papi-total", "hue", "2020"), {"cecodes-undp"}),
        (("service766-overall", "phu-tho", "2025-09"), {"national-service-portal"}),
        (("gso-digital-va-share-gdp", "vn", "2024"), {"gso"}),
        (("gso-digital-va-share-gdp", "vn", "2025"), {"nso"}),
        (("un-egdi-rank", "vn", "2024"), {"un-desa"}),
        (("st-contribution-gdp-total", "vn", "2025"), {""}),
        (("r57-implementation-phase1-province-colour", "ha-noi", "2025-07-31"), {"central-steering-committee"}),
        (("r57-implementation-phase2-overall", "phu-tho", "2025-10-23"), {"central-steering-committee"}),
        (("r57-implementation-communes-all-criteria", "nghe-an", "2025-09-24"), {"localities"}),
        (("r57-implementation-pii-2024-recalculated", "vinh-long", "2024"), {""}),
    ],
)
def test_figures_have_the_producer_of_the_facts(observed: Rows, key: tuple[str, ...], wanted: set[str]) -> None:
    rows = [row for row in observed if (row["indicator"], row["entity"], row["period"]) == key]
    assert {row["producer"] for row in rows} == wanted


def test_every_figure_of_an_index_has_a_producer(newest: Snapshot, observed: Rows) -> None:
    indices = {row["id"] for row in newest.rows("datasets") if row["kind"] == "index"}
    assert len(indices) == 9
    assert [row for row in observed if row["dataset"] in indices and not row["producer"]] == []


def test_figures_without_a_producer_are_counted(newest: Snapshot, observed: Rows) -> None:
    nobody = Counter(row["dataset"] for row in observed if not row["producer"])
    assert nobody == {"gdp": 8, "grdp": 5, "international": 1, "society": 9, "r57-implementation": 6}
    assert [sum(not row["producer"] for row in newest.rows(name)) for name in ("targets", "tasks")] == [8, 11]


def test_counts_a_province_tells_of_itself_are_its_own(newest: Snapshot) -> None:
    provinces = {row["id"] for row in newest.rows("entities") if row["kind"] == "province"}
    own = [row for row in newest.rows("tasks") if row["producer"] == "localities"]
    assert {row["entity"] for row in own} <= provinces
    assert all("self-reported" in row["flags"].split(";") for row in own)
    late = [row for row in newest.rows("tasks") if not row["value"]]
    assert {row["producer"] for row in late} == {"government-steering-committee"}


def test_every_snapshot_holds_the_producers_its_rows_name_and_no_other(chain: list[Snapshot]) -> None:
    for snapshot in chain:
        named = {row["producer"] for name in TABLES for row in snapshot.rows(name)} - {""}
        assert {row["id"] for row in snapshot.rows("producers")} == named
    assert len(chain[-1].rows("producers")) == 40


def test_notes_of_sources_no_longer_carry_the_producers(newest: Snapshot) -> None:
    notes = [(row["note_vi"], row["note_en"]) for row in newest.rows("sources")]
    assert [note for note in notes if "Figures of" in note[1] or "Số liệu của:" in note[0]] == []
    assert all(bool(vi) == bool(en) for vi, en in notes)


def test_readings_of_provinces_are_editions_and_those_of_the_country_are_none(newest: Snapshot, observed: Rows) -> None:
    editions = {row["id"]: row for row in newest.rows("editions") if row["dataset"] == "r57-implementation"}
    rows = [row for row in observed if row["dataset"] == "r57-implementation"]
    assert len(editions) == 14
    for row in rows:
        assert bool(row["edition"]) == (row["entity"] != "vn")
        if row["edition"]:
            edition = editions[row["edition"]]
            slug = row["period"].lower().replace("/", "-")
            assert (edition["id"], edition["period"]) == (f"r57-implementation-{slug}-34", row["period"])
            assert (edition["boundary"], edition["population"], edition["weights_basis"]) == ("34", "34", "none")


def test_readings_are_complete_only_where_one_measure_tells_of_all_34(newest: Snapshot, observed: Rows) -> None:
    told: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in observed:
        if row["dataset"] == "r57-implementation" and row["edition"]:
            told[row["edition"]][row["indicator"]].add(row["entity"])
    full = {name for name, measures in told.items() if any(len(places) == 34 for places in measures.values())}
    editions = [row for row in newest.rows("editions") if row["dataset"] == "r57-implementation"]
    assert {row["id"] for row in editions if row["coverage"] == "complete"} == full
    assert full == {"r57-implementation-2025-07-31-34", "r57-implementation-2025-08-24-34"}
    for row in editions:
        if row["comparable_with"]:
            assert set(told[row["id"]]) & set(told[row["comparable_with"]]), row["id"]
            assert row["comparable_with"] < row["id"]


def test_no_rank_of_a_reading_is_computed(observed: Rows) -> None:
    ranked = [row for row in observed if row["dataset"] == "r57-implementation" and row["rank"]]
    assert len(ranked) == 11
    assert all("rank-computed" not in row["flags"] for row in ranked)


def test_a_release_of_the_statistics_office_has_no_period(newest: Snapshot) -> None:
    editions = newest.rows("editions")
    assert {row["id"] for row in editions if not row["period"]} == {
        row["id"] for row in editions if row["dataset"] == "gdp"
    }


def test_partial_papi_editions_promise_no_ranks(newest: Snapshot) -> None:
    partial = [row for row in newest.rows("editions") if row["dataset"] == "papi" and row["coverage"] == "partial"]
    assert len(partial) == 6
    for row in partial:
        assert "none are computed" in row["caution_en"] and "không tính thứ hạng" in row["caution_vi"]


def test_all_targets_are_loaded_and_those_mapped_say_what_measures_them(newest: Snapshot) -> None:
    targets = newest.rows("targets")
    assert len(targets) == 121
    assert sum(bool(row["measured_by"]) for row in targets) == 52
    assert len([row for row in targets if re.match(r"national-.*-2026$", row["id"])]) == 8
