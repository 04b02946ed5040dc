"""How much of each edition is known: with a value, with a rank only, with neither."""

import pandas as pd

from indicators.ranking import complete, population
from indicators.vintages import latest

COLUMNS = [
    "edition",
    "dataset",
    "indicator",
    "headline",
    "population",
    "with_value",
    "rank_only",
    "neither",
    "complete",
]


def coverage(observations: pd.DataFrame, editions: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """One row per edition and indicator that has any row (`COLUMNS`), counted in entities, in the editions' order.

    `headline` marks the indicator without a parent. `neither` counts the entities of the population without value and
    rank; NaN where the population is not known. `complete` as in `ranking.complete`. An edition without any row is
    there once, with an empty indicator.
    """
    headlines = set(indicators.loc[indicators["parent"] == "", "id"])
    parts = dict(iter(latest(observations).groupby("edition", sort=False)))
    nothing = observations.iloc[:0]
    rows = [row for _, one in editions.iterrows() for row in _of_edition(parts.get(one["id"], nothing), one)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.assign(headline=table["indicator"].isin(headlines))


def _of_edition(rows: pd.DataFrame, edition: pd.Series) -> list[dict[str, object]]:
    if rows.empty:
        return [_counts(rows, edition, "")]
    return [_counts(part, edition, str(indicator)) for indicator, part in rows.groupby("indicator", sort=False)]


def _counts(rows: pd.DataFrame, edition: pd.Series, indicator: str) -> dict[str, object]:
    valued = set(rows.loc[rows["value"].notna(), "entity"])
    rank_only = set(rows.loc[rows["rank"].notna(), "entity"]) - valued
    size = population(edition) or float("nan")
    return {
        "edition": edition["id"],
        "dataset": edition["dataset"],
        "indicator": indicator,
        "population": size,
        "with_value": len(valued),
        "rank_only": len(rank_only),
        "neither": size - len(valued) - len(rank_only),
        "complete": complete(rows, edition, indicator),
    }
