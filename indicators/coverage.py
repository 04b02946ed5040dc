"""How much of each edition is known: with a value, with a rank only, with neither."""

import pandas as pd

from indicators.ranking import complete, observed, population

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
    """One row per edition and indicator that has any row (`COLUMNS`), counted in entities, in the order of the
    editions.

    `headline` marks the indicator without a parent. `neither` counts the entities of the population without value and
    rank; NaN where the population is not known. An edition without any row is there once, with an empty indicator.
    """
    headlines = set(indicators.loc[indicators["parent"] == "", "id"])
    rows = [row for _, edition in editions.iterrows() for row in _of_edition(observations, edition, headlines)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _of_edition(observations: pd.DataFrame, edition: pd.Series, headlines: set[str]) -> list[dict[str, object]]:
    own = observations[observations["edition"] == edition["id"]]
    names = list(dict.fromkeys(own["indicator"])) or [""]
    return [{**_counts(own, edition, name), "headline": name in headlines} for name in names]


def _counts(own: pd.DataFrame, edition: pd.Series, indicator: str) -> dict[str, object]:
    rows = observed(own, edition["id"], indicator)
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
        "complete": complete(own, edition, indicator),
    }
