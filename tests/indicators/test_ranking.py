"""Ranks: published ones kept, computed ones only from whole tables, ties at the better place."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.ranking import complete, computed_ranks, ranking
from indicators.rows import UnknownIdError
from tests.indicators.tables import edition, indicator, scores

# DTI 2022, 63 provinces: ranks 14 to 18 as printed (facts/dti/dti_province.csv, publisher dti.gov.vn)
DTI_2022 = {"hai-phong": 0.6352, "thanh-hoa": 0.6350, "yen-bai": 0.6350, "hau-giang": 0.6342, "vinh-phuc": 0.6341}
SCORES = st.lists(st.integers(0, 40).map(lambda number: number / 1000), min_size=1, max_size=34)


def ranked(values: dict[str, float], population: int, **columns: object) -> pd.DataFrame:
    ranks = columns.pop("ranks", None)
    return ranking(scores(values, ranks, **columns), edition(population), indicator(), "x-2024", "x-overall")  # type: ignore[arg-type]


def test_ties_share_the_better_place_as_on_the_publishers_page() -> None:
    table = ranked(DTI_2022, 5).set_index("entity")
    assert (table["rank"] + 13).to_dict() == {
        "hai-phong": 14,
        "thanh-hoa": 15,
        "yen-bai": 15,
        "hau-giang": 17,
        "vinh-phuc": 18,
    }
    assert table["tied"].to_dict() == {
        "hai-phong": False,
        "thanh-hoa": True,
        "yen-bai": True,
        "hau-giang": False,
        "vinh-phuc": False,
    }
    assert set(table["rank_basis"]) == {"computed"}


def test_a_partial_table_is_not_ranked() -> None:
    table = ranked({"a": 0.5, "b": 0.4}, 3)
    assert table["rank"].isna().all()
    assert set(table["rank_basis"]) == {""}


def test_published_ranks_of_a_partial_table_stand_and_the_others_stay_unranked_and_last() -> None:
    table = ranked({"a": math.nan, "b": 0.4, "c": 0.9}, 63, ranks={"a": 14, "b": 12})
    assert table["entity"].tolist() == ["b", "a", "c"]
    assert table["rank"].tolist()[:2] == [12, 14]
    assert table["rank_basis"].tolist() == ["published", "published", ""]


def test_a_published_rank_that_differs_from_the_order_of_the_values_is_kept_and_marked() -> None:
    table = ranked({"a": 0.9, "b": 0.8, "c": 0.7}, 3, ranks={"c": 2}).set_index("entity")
    assert table.loc["c", "rank"] == 2
    assert table["disagrees"].to_dict() == {"a": False, "b": False, "c": True}
    assert table["rank_basis"].to_dict() == {"a": "computed", "b": "computed", "c": "published"}


def test_a_rank_computed_when_the_facts_were_gathered_is_not_a_published_one() -> None:
    partial = ranked({"a": 44.2, "b": 43.0}, 63, ranks={"a": 1, "b": 2}, flags="rank-computed")
    assert partial["rank"].isna().all()
    whole = ranked({"a": 44.2, "b": 43.0}, 2, ranks={"a": 1, "b": 2}, flags="rank-computed")
    assert whole["rank_basis"].tolist() == ["computed", "computed"]


def test_conflicting_sources_are_both_kept_and_marked() -> None:
    # PAR INDEX 2023, Hải Phòng 91.87 against 91.81 (facts/provincial-indices/README.md, disagreement 3)
    rows = pd.concat(
        [
            scores(
                {"hai-phong": 91.87, "quang-ninh": 92.18},
                {"hai-phong": 2, "quang-ninh": 1},
                published_on="2024-04-17",
                published_basis="source",
            ),
            scores(
                {"hai-phong": 91.81},
                {"hai-phong": 2},
                published_on="2024-04-26",
                published_basis="source",
                flags="doubtful",
            ),
        ]
    )
    table = ranking(rows, edition(63), indicator(decimals=2), "x-2024", "x-overall")
    assert table["value"].tolist() == [92.18, 91.87, 91.81]
    assert table["conflict"].tolist() == [False, True, True]
    assert table["tied"].tolist() == [False, False, False]


def test_two_values_for_one_unit_leave_the_table_unranked() -> None:
    rows = pd.concat([scores({"a": 0.5, "b": 0.4}), scores({"b": 0.6})])
    assert not complete(rows, edition(2).iloc[0], "x-overall")


def test_a_bound_instead_of_a_value_leaves_the_table_unranked() -> None:
    assert complete(scores({"a": 0.5, "b": 0.4}), edition(2).iloc[0], "x-overall")
    assert not complete(scores({"a": 0.5, "b": 0.4}, comparator=">"), edition(2).iloc[0], "x-overall")


def test_where_lower_is_better_the_lowest_value_is_first() -> None:
    table = ranking(scores({"a": 71, "b": 44, "c": 86}), edition(3), indicator("lower", 0), "x-2024", "x-overall")
    assert table["entity"].tolist() == ["b", "a", "c"]


def test_without_a_direction_nothing_is_ranked() -> None:
    table = ranking(scores({"a": 71, "b": 44}), edition(2), indicator("none", 0), "x-2024", "x-overall")
    assert table["rank"].isna().all()


def test_a_unit_without_a_value_is_in_the_table_and_last() -> None:
    table = ranked({"a": math.nan, "b": 0.4}, 2, ranks={"b": 1})
    assert table["entity"].tolist() == ["b", "a"]
    assert math.isnan(table["rank"].iloc[1])


def test_an_unknown_edition_is_named() -> None:
    with pytest.raises(UnknownIdError, match="x-2023"):
        ranking(scores({"a": 1}), edition(1), indicator(), "x-2023", "x-overall")


@given(SCORES)
@settings(max_examples=60, deadline=None)
def test_a_rank_is_one_more_than_the_number_of_better_values(values: list[float]) -> None:
    ranks = computed_ranks(pd.Series(values), "higher", 3)
    assert ranks.tolist() == [1 + sum(other > value for other in values) for value in values]


@given(SCORES, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_rows_changes_no_rank(values: list[float], random: object) -> None:
    named = {f"e{index}": value for index, value in enumerate(values)}
    shuffled = list(named.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first = ranked(named, len(named)).set_index("entity")["rank"].to_dict()
    assert ranked(dict(shuffled), len(named)).set_index("entity")["rank"].to_dict() == first


@given(SCORES)
@settings(max_examples=40, deadline=None)
def test_values_equal_at_published_precision_share_a_place(values: list[float]) -> None:
    exact = computed_ranks(pd.Series(values), "higher", 3)
    noisy = computed_ranks(pd.Series([value + 1e-9 * index for index, value in enumerate(values)]), "higher", 3)
    assert exact.tolist() == noisy.tolist()
