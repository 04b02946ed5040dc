"""Figures that disagree: kept, grouped and shown, never chosen between."""

import pandas as pd

from indicators import flags
from indicators.vintages import OBSERVED, latest

TWO_SERIES = (
    ("gso-digital-va-share-gdp", "mic-digital-economy-share-gdp"),
    ("gso-digital-va-share-grdp", "mic-digital-economy-share-grdp"),
    ("rd-expenditure-gdp-wb-uis", "rd-expenditure-gdp-reported"),
)
"""Pairs published under one name by two bodies with two methods: two series, side by side, never one line."""


def conflicts(observations: pd.DataFrame) -> pd.DataFrame:
    """Latest rows that disagree on one thing (same dataset, indicator, entity, boundary, period; other value, rank or
    comparator).

    All columns of observations, and `group` (int from 1), by group. Revisions are not conflicts: only rows of the
    latest vintage and those flagged `conflict` stand here.
    """
    rows = latest(observations).reset_index(drop=True)
    several = rows.groupby(OBSERVED)[["value", "rank", "grade"]].transform("nunique").gt(1).any(axis=1)
    found = rows[several].copy()
    found["group"] = found.groupby(OBSERVED, sort=False).ngroup() + 1
    return found.sort_values("group", kind="stable").reset_index(drop=True)


def flagged(observations: pd.DataFrame) -> pd.DataFrame:
    """Latest rows flagged `conflict` whose counterpart is another period, another series or not in the tables."""
    rows = latest(observations)
    marked = rows[flags.has(rows["flags"], flags.CONFLICT)]
    grouped = conflicts(observations)
    keys = set(map(tuple, grouped[OBSERVED].to_numpy()))
    alone = [tuple(row) not in keys for row in marked[OBSERVED].to_numpy()]
    return marked[pd.Series(alone, index=marked.index, dtype=bool)].reset_index(drop=True)


def two_series(observations: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Columns entity, boundary, period, first, second, difference (first − second, in the unit) where both series
    have one value.
    """
    rows = latest(observations)
    keys = ["entity", "boundary", "period"]
    left, right = (_single(rows[rows["indicator"] == name], keys) for name in (first, second))
    table = left.merge(right, on=keys, suffixes=("_first", "_second"))
    table.columns = pd.Index([*keys, "first", "second"])
    return (
        table.assign(difference=(table["first"] - table["second"]).round(10)).sort_values(keys).reset_index(drop=True)
    )


def _single(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    valued = rows[rows["value"].notna() & ~rows["status"].isin(["period_average", "forecast", "plan"])]
    return valued[~valued.duplicated(keys, keep=False)][[*keys, "value"]]
