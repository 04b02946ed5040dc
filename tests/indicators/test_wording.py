"""Findings in words: nobody is first in a tie, nothing rose across a break, units and edition are always named."""

import math

import pandas as pd
import pytest

from indicators import wording
from indicators.ranking import ranking
from indicators.territory import Spread
from indicators.trend import Break, annual, breaks
from indicators.vintages import ladder
from tests.indicators.tables import coverage_5g, edition, gso_share, indicator, scores, table, unit

SHARE = "gso-digital-va-share-gdp"
PER_CENT = unit("share", "%")
NAMES = {"a": "Thanh Hóa", "b": "Yên Bái", "c": "Hậu Giang", "d": "Huế"}


def told(values: dict[str, float], population: int = 3, lang: str = "en", entity: str = "", **columns: object) -> str:
    ranks = columns.pop("ranks", None)
    found = ranking(scores(values, ranks, **columns), edition(population), indicator(), "x-2024", "x-overall")  # type: ignore[arg-type]
    counted = wording.counted_words(lang, "63", population)
    return wording.ranking_finding(lang, found, NAMES, "DTI", "DTI 2022", counted, 4, entity=entity)


def test_who_shares_first_place_is_not_called_first() -> None:
    text = told({"a": 0.635, "b": 0.635, "c": 0.6342})
    assert text.startswith("Thanh Hóa and Yên Bái share first place of 3 former provinces in DTI 2022, with 0.6350.")
    assert "is first" not in text
    assert told({"a": 0.635, "b": 0.635, "c": 0.6342}, lang="vi").startswith(
        "Thanh Hóa và Yên Bái đồng hạng nhất trong 3 tỉnh, thành phố (trước sáp nhập) về DTI 2022, với 0,6350."
    )


def test_a_single_leader_is_first_and_a_computed_rank_says_so() -> None:
    assert told({"a": 0.7, "b": 0.635, "c": 0.6342}) == (
        "Thanh Hóa is first of 3 former provinces in DTI 2022, with 0.7000. "
        "Ranks computed from the complete table of published values; equal values share the better rank."
    )


def test_published_ranks_need_no_such_remark() -> None:
    assert told({"a": 0.7, "b": 0.6, "c": 0.5}, ranks={"a": 1, "b": 2, "c": 3}).endswith("with 0.7000.")


def test_a_partial_table_says_for_how_many_ranks_were_found() -> None:
    text = told({"a": 0.7, "b": math.nan}, 63, ranks={"a": 12, "b": 14})
    assert text == (
        "Thanh Hóa has the best known rank, 12 of 63 former provinces, in DTI 2022, with 0.7000. "
        "Ranks were found for 2 of 63 former provinces only, and none is computed."
    )


def test_a_table_without_ranks_names_no_leader() -> None:
    assert told({"a": 0.7, "b": 0.6}, 63) == "DTI 2022: figures of 2 of 63 former provinces were found, without ranks."


def test_a_chosen_unit_is_told_with_those_who_share_its_rank() -> None:
    text = told({"a": 0.635, "b": 0.635, "c": 0.7}, entity="b")
    assert text.startswith("Yên Bái is ranked 2 of 3 former provinces in DTI 2022, shared with Thanh Hóa, with 0.6350.")


def test_a_chosen_unit_without_a_rank_is_told_so() -> None:
    assert told({"a": 0.7, "d": math.nan}, 63, ranks={"a": 1}, entity="d") == "Huế has no published rank in DTI 2022."


def test_a_chosen_unit_in_conflict_is_told_with_all_its_ranks() -> None:
    rows = pd.concat([scores({"a": math.nan}, {"a": 7}), scores({"a": math.nan}, {"a": 8})])
    found = ranking(rows, edition(63), indicator(), "x-2024", "x-overall")
    text = wording.ranking_finding("en", found, NAMES, "Total", "PAR INDEX 2023", "63 provinces", entity="a")
    assert text == "Sources give Thanh Hóa different figures in Total, PAR INDEX 2023: rank 7 and 8."


def test_a_population_that_is_not_known_is_told_so() -> None:
    found = ranking(scores({"a": 0.5}, {"a": 1}), edition(0), indicator(), "x-2024", "x-overall")
    counted = wording.counted_words("en", "no-services", 0)
    text = wording.ranking_finding("en", found, NAMES, "DTI", "DTI 2022", counted)
    assert text == (
        "Thanh Hóa is first of an unknown number of units in DTI 2022, with 0.5000. "
        "Ranks were found for 1 of an unknown number of units only, and none is computed."
    )
    assert wording.rank_words("en", 3, math.nan) == "rank 3"


def test_many_who_share_a_place_are_counted() -> None:
    names = {str(number): f"P{number}" for number in range(9)}
    found = ranking(scores(dict.fromkeys(names, 1.0)), edition(9), indicator(), "x-2024", "x-overall")
    text = wording.ranking_finding("en", found, names, "Awareness", "DTI 2024", "9 provinces")
    assert text.startswith("P0, P1, P2, and 6 others share first place of 9 provinces")


def share_words(lang: str, flags: str = "", **columns: object) -> str:
    rows = gso_share()
    rows.loc[rows["period"] == "2025", "flags"] = flags
    points = annual(rows, SHARE).points
    name = "Kinh tế số" if lang == "vi" else "Digital economy"
    return wording.trend_finding(lang, name, points, PER_CENT, "higher", 2, breaks(points), **columns)  # type: ignore[arg-type]


def test_a_trend_is_told_in_points_with_the_year_before() -> None:
    assert share_words("en") == "Digital economy: 14.02% in 2025, up 0.85 percentage points from 2024 (13.17%)."
    assert share_words("vi") == "Kinh tế số: 14,02% (2025), tăng 0,85 điểm phần trăm so với 2024 (13,17%)."


def test_nothing_rose_across_a_method_break() -> None:
    text = share_words("en", "break-before")
    assert "up" not in text and "13.17" not in text
    assert (
        text == "Digital economy: 14.02% in 2025. The figures are hardly on one basis. "
        "It is not compared with earlier figures."
    )


def test_a_revision_is_named() -> None:
    assert share_words("en", revision=("2023", 12.33, 12.87)).endswith(
        "The figure for 2023 was revised from 12.33% to 12.87%."
    )
    assert "revised" not in share_words("en", revision=("2020", 12.66, 12.66))


def test_approximate_figures_have_no_change() -> None:
    rows = table(
        "observations",
        [{"period": "2024", "value": 18.3}, {"period": "2025", "value": 18.72, "comparator": "~"}],
        indicator="i",
        entity="vn",
    )
    text = wording.trend_finding("en", "Estimate", annual(rows, "i").points, PER_CENT, "higher", 2)
    assert (
        text == "Estimate: about 18.72% in 2025, 18.30% in 2024; the figures are not exact, so no change is computed."
    )


def test_sources_that_disagree_are_both_told() -> None:
    points = coverage_5g().iloc[2:].assign(period="2025-12", conflict=True)
    text = wording.trend_finding("en", "5G", points, PER_CENT, "higher", 0)
    assert text == "5G, Dec 2025: sources disagree (about 40% and about 90%)."


def test_an_empty_series_says_that_nothing_was_found() -> None:
    assert (
        wording.trend_finding("vi", "TFP", annual(gso_share().iloc[:0], SHARE).points, PER_CENT)
        == "TFP: không tìm thấy số liệu."
    )


def test_a_single_figure_stands_alone() -> None:
    rows = table("observations", [{"period": "2025", "value": 16.4, "comparator": ">"}], indicator="i", entity="vn")
    assert (
        wording.trend_finding("en", "Contribution", annual(rows, "i").points, PER_CENT)
        == "Contribution: over 16.4% in 2025."
    )


def test_the_first_of_a_new_segment_after_an_editions_break_is_not_compared() -> None:
    rows = table(
        "observations",
        [{"period": "2023", "value": 0.7326}, {"period": "2024", "value": 0.7955}],
        indicator="i",
        entity="vn",
    )
    text = wording.trend_finding(
        "en", "DTI", annual(rows, "i").points, unit("index"), "higher", 4, [Break("2024", "edition")]
    )
    assert "up" not in text and "0.7326" not in text


def test_the_vintages_of_a_figure_are_told_first_and_last() -> None:
    text = wording.vintage_finding("en", "Share", ladder(gso_share(), SHARE, "2023"), 2, PER_CENT)
    assert text == "Share, 2023: 12.33% at first (29 Dec 2023), 12.87% now (6 Jan 2025), in 2 figures."


def test_two_series_of_one_name_are_told_apart() -> None:
    text = wording.two_series_finding("en", "2024", ("statistics office", "13.17%"), ("ministry", "18.3%"))
    assert "statistics office (13.17%) and ministry (18.3%)" in text and "not compared" in text


def test_a_map_tells_both_ends_with_ties_and_what_is_missing() -> None:
    drawn = ranking(scores({"a": 0.9, "b": 0.4, "c": 0.4}), edition(5), indicator(), "x-2024", "x-overall")
    text = wording.map_finding("en", drawn, NAMES, "DTI", "DTI 2024", "5 provinces")
    assert (
        text == "DTI 2024: highest in Thanh Hóa (0.9000), lowest in Yên Bái and Hậu Giang (0.4000), of 5 provinces. "
        "2 have no figure."
    )


def test_a_map_without_figures_says_so() -> None:
    drawn = ranking(scores({"a": math.nan}), edition(5), indicator(), "x-2024", "x-overall")
    assert wording.map_finding("en", drawn, NAMES, "DTI", "DTI 2024", "5 provinces").endswith("for any of 5 provinces.")


def test_a_profile_names_strengths_weaknesses_and_the_greatest_loss() -> None:
    place = wording.rank_words("en", 2, 34)
    text = wording.profile_finding("en", "Huế", place, "DTI 2024", ["Security"], [], ("Government", "0.0528"))
    assert text == (
        "Huế: rank 2 of 34 in DTI 2024. Among the first quarter in Security. "
        "Most points are lost in Government (0.0528)."
    )


def test_a_merged_province_is_told_with_its_spread() -> None:
    assert wording.former_finding("en", "Tuyên Quang", Spread(0.6432, 0.7292, 0.086, 0.6862, 2)) == (
        "Tuyên Quang was formed from 2 provinces that scored from 0.6432 to 0.7292; their simple mean is 0.6862."
    )
    assert "not merged" in wording.former_finding("en", "Hà Nội", Spread(0.8, 0.8, 0, 0.8, 1))


def test_the_overview_counts_targets_by_status() -> None:
    statuses = ["met", "met", "not_measured", "not_met_missed"]
    assert wording.overview_finding("en", statuses, "2026-11-21") == (
        "4 targets on 21 Nov 2026: 2 ✓ met, 1 ✗ missed, and 1 ? not measured."
    )
    assert wording.overview_finding("vi", [], "2026-11-21") == "Không tìm thấy mục tiêu nào."


def test_tasks_that_are_not_known_are_not_told() -> None:
    # Resolution 57, all tasks, 4 December 2025 (facts/national/task_execution.csv)
    assert wording.tasks_finding("en", "2025-12-04", "All tasks", 1287, 601, 104) == (
        "All tasks, 4 Dec 2025: 1,287 assigned, 601 completed, and 104 overdue."
    )
    assert (
        wording.tasks_finding("vi", "2025-12-25", "Toàn bộ", 1298, math.nan, math.nan)
        == "Toàn bộ, 25/12/2025: 1.298 được giao."
    )


@pytest.mark.parametrize(
    ("rank", "tied", "basis", "words"),
    [
        (15, True, "published", "rank 15 of 63 (shared)"),
        (1, False, "computed", "rank 1 of 63 (computed)"),
        (2, True, "computed", "rank 2 of 63 (shared, computed)"),
        (math.nan, False, "", "no published rank"),
    ],
)
def test_a_rank_says_how_it_came_about(rank: float, tied: bool, basis: str, words: str) -> None:
    assert wording.rank_words("en", rank, 63, tied, basis) == words


@pytest.mark.parametrize(
    ("comparator", "words"),
    [
        ("=", "16.4%"),
        ("", "16.4%"),
        (">", "over 16.4%"),
        (">=", "at least 16.4%"),
        ("~", "about 16.4%"),
        ("<=", "at most 16.4%"),
    ],
)
def test_a_value_is_told_with_its_comparator(comparator: str, words: str) -> None:
    assert wording.value_words("en", 16.4, 1, PER_CENT, comparator) == words


def test_a_missing_value_is_no_words_and_never_zero() -> None:
    assert wording.value_words("en", math.nan, 1, PER_CENT, ">") == ""
    assert wording.value_words("vi", 1.5, 1, unit("amount", "tỷ USD")) == "1,5\u00a0tỷ USD"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_alternative_text_is_short_and_does_not_repeat_the_title(lang: str) -> None:
    finding = told({"a": 0.635, "b": 0.635, "c": 0.6342}, lang=lang) + " " + "x" * 300
    text = wording.alt_text(lang, "ranking", "DTI", "2022", finding, title="DTI")
    assert len(text) <= 200
    assert text.startswith({"vi": "Biểu đồ điểm: 2022. ", "en": "Dot chart: 2022. "}[lang])
    assert "Thanh Hóa" in text


def test_a_finding_that_is_the_title_is_not_told_twice() -> None:
    text = wording.alt_text("en", "map", "DTI by province", "2024", "Huế leads.", title="Huế leads")
    assert text == "Map: DTI by province, 2024."


def test_a_text_is_cut_at_a_sentence_or_a_word() -> None:
    assert wording.shortened("One sentence here. Another one here.", 30) == "One sentence here."
    assert wording.shortened("one two three four", 10) == "one two…"


def test_a_long_description_names_every_row() -> None:
    assert (
        wording.long_description("en", "Scores.", [("Huế", "0.7951"), ("Cà Mau", "")])
        == "Scores. Huế: 0.7951; Cà Mau: no figure."
    )


def test_movement_is_told_in_places_or_by_its_reason() -> None:
    assert wording.movement_finding("en", 3, "DTI 2022") == "Up 3 places since DTI 2022."
    assert wording.movement_finding("vi", -1, "DTI 2022") == "Giảm 1 bậc so với DTI 2022."
    assert wording.movement_finding("en", 0, "DTI 2022") == "Same rank as in DTI 2022."
    assert wording.movement_finding("en", math.nan, "DTI 2022", "The method changed.") == "The method changed."
