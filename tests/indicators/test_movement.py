"""Places won and lost, and no comparison across a method break or another set of provinces."""

import math

import pandas as pd

from indicators.movement import movement, movement_reason
from indicators.ranking import ranking
from tests.indicators.tables import edition, indicator, scores

BEFORE = edition(2).iloc[0]
AFTER = edition(2, id="x-2025", period="2025", comparable_with="x-2024").iloc[0]


def ranked(values: dict[str, float]) -> pd.DataFrame:
    return ranking(scores(values), edition(len(values)), indicator(), "x-2024", "x-overall")


def moved(after: pd.Series, before: pd.Series | None = BEFORE) -> pd.DataFrame:
    previous = None if before is None else ranked({"a": 0.5, "b": 0.6})
    return movement(ranked({"a": 0.9, "b": 0.8}), previous, after, before).set_index("entity")


def test_a_better_place_is_a_positive_movement() -> None:
    table = moved(AFTER)
    assert table["places"].to_dict() == {"a": 1, "b": -1}
    assert table["change"].to_dict() == {"a": 0.4, "b": 0.2}
    assert set(table["reason"]) == {""}


def test_editions_that_are_not_declared_comparable_are_not_compared() -> None:
    table = moved(edition(2, id="x-2025", period="2025").iloc[0])
    assert set(table["reason"]) == {"method_break"}
    assert table["places"].isna().all() and table["change"].isna().all()


def test_ranks_out_of_63_and_out_of_34_are_not_compared() -> None:
    after = edition(2, id="x-2025", boundary="34", comparable_with="x-2024").iloc[0]
    assert set(moved(after, edition(2, boundary="63").iloc[0])["reason"]) == {"boundary_change"}


def test_without_an_earlier_edition_the_reason_says_so() -> None:
    table = moved(AFTER, None)
    assert set(table["reason"]) == {"no_previous"}
    assert table["rank_before"].isna().all()


def test_a_unit_that_was_not_ranked_before_has_no_movement() -> None:
    current, previous = ranked({"a": 0.9, "b": 0.8}), ranked({"a": 0.5})
    table = movement(current, previous, AFTER, BEFORE).set_index("entity")
    assert table["reason"].to_dict() == {"a": "", "b": "not_ranked"}
    assert math.isnan(table.loc["b", "places"])


def test_a_unit_in_conflict_has_no_movement() -> None:
    rows = pd.concat([scores({"a": 0.9}, {"a": 1}), scores({"a": 0.8}, {"a": 2})])
    current = ranking(rows, edition(9), indicator(), "x-2024", "x-overall")
    assert set(movement(current, ranked({"a": 0.5}), AFTER, BEFORE)["reason"]) == {"conflict"}


def test_the_reason_is_told_in_the_editions_own_words_where_it_has_them() -> None:
    own = edition(2, break_en="47 components since 2024").iloc[0]
    assert movement_reason("en", "method_break", own) == "47 components since 2024"
    assert (
        movement_reason("vi", "method_break", AFTER)
        == "Phương pháp tính thay đổi từ kỳ 2025 nên không so sánh thứ hạng."
    )
    assert movement_reason("en", "", AFTER) == ""
