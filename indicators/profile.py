"""One unit's main indices beside the mean, the best and its region, and where its points are lost."""

import math
from collections.abc import Callable

import pandas as pd

from indicators.composite import contribution, points_lost, weights_of
from indicators.ranking import complete, population, ranking
from indicators.rows import row_of
from language import say

COLUMNS = [
    "indicator",
    "name_vi",
    "name_en",
    "value",
    "rank",
    "rank_basis",
    "out_of",
    "tied",
    "mean",
    "best",
    "best_entity",
    "region_mean",
    "scale_max",
    "lost",
    "weight",
    "weight_basis",
    "contribution",
    "source",
    "published_on",
    "decimals",
]
QUARTER = 4
Standing = Callable[[str], tuple[pd.DataFrame, bool]]
"""By indicator: its `ranking` in the edition, and whether the edition is `complete` for it."""


def main_indices(
    observations: pd.DataFrame,
    indicators: pd.DataFrame,
    edition: str,
    entity: str,
    *,
    editions: pd.DataFrame,
    weights: pd.DataFrame,
    entities: pd.DataFrame,
    standing: Standing | None = None,
) -> pd.DataFrame:
    """One row per main index of the edition (`COLUMNS`), in the order of `position`; NaN where the unit has no value.

    `mean` is the simple mean over the population and `best` the best value (`best_entity`: ids with `;`), both only
    where every entity has a value; `region_mean` the simple mean of the unit's region, only where all its units of
    the edition have one. `contribution` and `lost` are points of the index by its weights (`weight`: share of their
    sum); NaN where none are known. `standing` gives rankings made already. Raises `UnknownIdError`.
    """
    main = main_ids(observations, indicators, weights, edition)
    known = standing or (lambda indicator: standing_of(observations, editions, indicators, edition, indicator))
    rows = [_row(indicators, editions, entities, edition, entity, indicator, *known(indicator)) for indicator in main]
    table = pd.DataFrame(
        rows, columns=[name for name in COLUMNS if name not in ("lost", "weight", "weight_basis", "contribution")]
    )
    return _with_weights(table, weights, edition)[COLUMNS]


def main_ids(observations: pd.DataFrame, indicators: pd.DataFrame, weights: pd.DataFrame, edition: str) -> list[str]:
    """Indicators that the edition's index is made of: those with weights, else the children of its headline, by
    `position`.
    """
    weighted = set(weights_of(weights, edition).index)
    present = set(observations.loc[observations["edition"] == edition, "indicator"])
    headlines = set(indicators.loc[indicators["parent"] == "", "id"])
    children = indicators["id"].isin(present) & indicators["parent"].isin(headlines)
    chosen = indicators["id"].isin(weighted) if weighted else children
    return indicators[chosen].sort_values("position")["id"].tolist()


def strengths(profile: pd.DataFrame) -> pd.DataFrame:
    """Main indices on which the unit is in the first quarter of the population, best place first (ties share the
    better place).
    """
    first = profile["rank"] <= (profile["out_of"] / QUARTER).map(_floor)
    return profile[first].sort_values("rank", kind="stable").reset_index(drop=True)


def weaknesses(profile: pd.DataFrame) -> pd.DataFrame:
    """Main indices on which the unit is in the last quarter of the population, lowest place first."""
    last = profile["rank"] > profile["out_of"] - (profile["out_of"] / QUARTER).map(_floor)
    return profile[last].sort_values("rank", ascending=False, kind="stable").reset_index(drop=True)


def rule_words(lang: str, out_of: int) -> str:
    """The rule of strengths and weaknesses as a sentence."""
    return say(
        lang,
        "A strength is a rank among the first {count} of {out_of}; a weakness is a rank among the last {count}.",
        count=_floor(out_of / QUARTER),
        out_of=out_of,
    )


def standing_of(
    observations: pd.DataFrame, editions: pd.DataFrame, indicators: pd.DataFrame, edition: str, indicator: str
) -> tuple[pd.DataFrame, bool]:
    """The ranking of one indicator, the same for every unit of the edition, and whether it is complete."""
    table = ranking(observations, editions, indicators, edition, indicator)
    return table, complete(observations, row_of(editions, edition, "editions"), indicator)


def _row(
    indicators: pd.DataFrame,
    editions: pd.DataFrame,
    entities: pd.DataFrame,
    edition: str,
    entity: str,
    indicator: str,
    table: pd.DataFrame,
    whole: bool,
) -> dict[str, object]:
    edition_row, described = row_of(editions, edition, "editions"), row_of(indicators, indicator, "indicators")
    own = table[(table["entity"] == entity) & ~table["conflict"]]
    told = own.iloc[0].to_dict() if len(own) else {"out_of": population(edition_row)}
    return {
        **{key: told.get(key) for key in ("value", "rank", "rank_basis", "out_of", "tied", "source", "published_on")},
        **{key: described[key] for key in ("name_vi", "name_en", "scale_max", "decimals")},
        **(_of_all(table, str(described["direction"])) if whole else {}),
        "indicator": indicator,
        "region_mean": _region_mean(table, entities, entity),
    }


def _of_all(table: pd.DataFrame, direction: str) -> dict[str, object]:
    best = table["value"].min() if direction == "lower" else table["value"].max()
    holders = sorted(table.loc[table["value"] == best, "entity"])
    return {"mean": table["value"].mean(), "best": best, "best_entity": ";".join(holders)}


def _region_mean(table: pd.DataFrame, entities: pd.DataFrame, entity: str) -> float:
    regions = table["entity"].map(entities.set_index("id")["region"])
    own = entities.loc[entities["id"] == entity, "region"]
    if own.empty or not own.iloc[0] or (regions.fillna("") == "").any():
        return float("nan")
    values = table.loc[regions == own.iloc[0], "value"]
    return float(values.mean()) if values.notna().all() and table["out_of"].eq(len(table)).all() else float("nan")


def _with_weights(table: pd.DataFrame, weights: pd.DataFrame, edition: str) -> pd.DataFrame:
    known = weights_of(weights, edition)
    if known.empty or table.empty:
        return table.assign(lost=float("nan"), weight=float("nan"), weight_basis="", contribution=float("nan"))
    values = table.set_index("indicator")["value"].astype(float)
    basis = weights[weights["edition"] == edition].set_index("indicator")["basis"]
    top = float(table["scale_max"].astype(float).iloc[0])
    ids = table["indicator"]
    return table.assign(
        lost=ids.map(points_lost(values, known, top)),
        weight=ids.map(known / known.sum()),
        weight_basis=ids.map(basis).fillna(""),
        contribution=ids.map(contribution(values, known)),
    )


def _floor(number: float) -> int:
    return math.floor(number)
