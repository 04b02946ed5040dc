"""The 63 provinces until 30 June 2025, the 34 since 1 July 2025, and who became whom."""

from typing import NamedTuple

import pandas as pd

from indicators.periods import last_day
from indicators.ranking import distinct_rows, observed
from indicators.rows import row_of

DAY_OF = {"63": "2025-06-30", "34": "2025-07-01"}
"""A day on which each set of provinces was valid (Resolution 202/2025/QH15: the 34 from 1 July 2025)."""


class Spread(NamedTuple):
    """Lowest, highest, their difference and the simple mean of several scores; NaN where there is none."""

    low: float
    high: float
    range: float
    mean: float
    units: int


def provinces(entities: pd.DataFrame, boundary: str) -> pd.DataFrame:
    """The provinces of boundary `63` or `34` (rows of entities). Raises KeyError for another boundary."""
    return valid_on(entities[entities["kind"] == "province"], DAY_OF[boundary])


def valid_on(entities: pd.DataFrame, day: str) -> pd.DataFrame:
    """Entities that existed on the ISO day; an empty `valid_from` or `valid_to` means no limit known."""
    begun = (entities["valid_from"] == "") | (entities["valid_from"] <= day)
    not_ended = (entities["valid_to"] == "") | (entities["valid_to"] >= day)
    return entities[begun & not_ended]


def former_units(changes: pd.DataFrame, entity: str) -> list[str]:
    """Ids of the units merged into the entity, in the table's order; the entity itself if none was."""
    merged = changes[(changes["to"] == entity) & (changes["kind"] == "merge")]
    return merged["from"].tolist() or [entity]


def successor(changes: pd.DataFrame, entity: str) -> str:
    """Id of the unit that the entity was merged into; the entity itself if it goes on."""
    merged = changes[(changes["from"] == entity) & (changes["kind"] == "merge")]
    return str(merged["to"].iloc[0]) if len(merged) else entity


def name_on(entities: pd.DataFrame, changes: pd.DataFrame, entity: str, date: str, lang: str) -> str:
    """The entity's name on a date or at the end of a period: Huế is Thừa Thiên Huế before 2025-01-01. Raises
    `UnknownIdError`.
    """
    name = f"name_before_{lang}"
    later = _later_changes(changes[changes[name] != ""], entity, date)
    return str(later[name].iloc[0] if len(later) else row_of(entities, entity, "entities")[f"name_{lang}"])


def subtype_on(entities: pd.DataFrame, changes: pd.DataFrame, entity: str, date: str) -> str:
    """`city` or `province` on a date or at the end of a period: Đồng Nai is a city from 2026-04-30. Raises
    `UnknownIdError`.
    """
    later = _later_changes(changes[changes["subtype_before"] != ""], entity, date)
    return str(later["subtype_before"].iloc[0] if len(later) else row_of(entities, entity, "entities")["subtype"])


def former_scores(
    observations: pd.DataFrame, changes: pd.DataFrame, entity: str, edition63: str, indicator: str
) -> pd.DataFrame:
    """Columns entity, value, rank of the units merged into the entity, as published for the 63; NaN where nothing
    was.
    """
    units = former_units(changes, entity)
    rows = distinct_rows(observed(observations, edition63, indicator))
    scores = pd.DataFrame({"entity": units}).merge(rows[["entity", "value", "rank"]], on="entity", how="left")
    return scores.sort_values(["value", "entity"], ascending=[False, True], na_position="last").reset_index(drop=True)


def spread(scores: pd.DataFrame) -> Spread:
    """Spread of column `value` over the rows that have one; `range` is high − low, in the unit."""
    values = scores["value"].dropna()
    low, high = float(values.min()), float(values.max())
    return Spread(low, high, round(high - low, 10), float(values.mean()), len(values))


def simple_mean_of_former(
    observations: pd.DataFrame, changes: pd.DataFrame, entity: str, edition63: str, indicator: str
) -> float:
    """Simple mean of the former units' values, unrounded; NaN unless every unit has exactly one value.

    This is how the ministry made DTI 2024 for the 34 provinces (announced on 21 October 2025).
    """
    scores = former_scores(observations, changes, entity, edition63, indicator)
    clear = scores["value"].notna().all() and not scores["entity"].duplicated().any()
    return float(scores["value"].mean()) if clear else float("nan")


def _later_changes(changes: pd.DataFrame, entity: str, date: str) -> pd.DataFrame:
    own = changes[(changes["from"] == entity) & (changes["to"] == entity) & (changes["date"] > last_day(date))]
    return own.sort_values("date")
