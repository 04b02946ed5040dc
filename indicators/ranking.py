"""Ranks. A published rank is data; a computed one says so; a table that does not cover its population is never ranked
by us.
"""

import pandas as pd

from indicators import flags
from indicators.precision import decimals_of, series_at_precision
from indicators.rows import row_of
from indicators.vintages import latest

COLUMNS = [
    "entity",
    "value",
    "rank",
    "rank_basis",
    "out_of",
    "tied",
    "comparator",
    "status",
    "flags",
    "source",
    "published_on",
    "note_vi",
    "note_en",
    "conflict",
    "disagrees",
    "computed",
    "grade",
    "edition",
    "indicator",
    "period",
    "boundary",
    "dataset",
]
EXACT = ("=", "")


def ranking(
    observations: pd.DataFrame, editions: pd.DataFrame, indicators: pd.DataFrame, edition: str, indicator: str
) -> pd.DataFrame:
    """One edition's table (`COLUMNS`), by rank, then value in the indicator's direction, unranked last.

    `rank` is the published one (`rank_basis` published) or, where the edition is `complete` for the indicator, the
    computed one (computed); else NaN and an empty basis. A rank flagged `rank-computed` was computed when the facts
    were gathered, so it counts as ours. `computed` is the rank by our own count wherever it may be counted;
    `disagrees` marks a published rank that differs from it. `conflict`: the entity has several values or ranks, each
    in its own row; `tied`: another entity holds the same rank. Raises `UnknownIdError`.
    """
    edition_row = row_of(editions, edition, "editions")
    indicator_row = row_of(indicators, indicator, "indicators")
    rows = distinct_rows(observed(observations, edition, indicator))
    computed = _computed(rows, indicator_row) if complete(observations, edition_row, indicator) else _nothing(rows)
    published = rows["rank"].mask(flags.has(rows["flags"], flags.RANK_COMPUTED))
    table = rows.assign(computed=computed, rank=published.fillna(computed), rank_basis=_basis(published, computed))
    table["disagrees"] = published.notna() & computed.notna() & (published != computed)
    table["conflict"] = rows.groupby("entity")[["value", "rank", "grade"]].transform("nunique").gt(1).any(axis=1)
    table["out_of"] = rows["out_of"].fillna(population(edition_row) or float("nan"))
    table["tied"] = table["rank"].notna() & table.groupby("rank")["entity"].transform("nunique").gt(1)
    return _in_order(table, indicator_row)[COLUMNS]


def observed(observations: pd.DataFrame, edition: str, indicator: str) -> pd.DataFrame:
    """Latest vintage of one edition's rows for one indicator."""
    return latest(observations[(observations["edition"] == edition) & (observations["indicator"] == indicator)])


def distinct_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows that say the same of one entity (value, rank, comparator, grade) once; rows that differ all stay."""
    return rows.drop_duplicates(["entity", "value", "rank", "comparator", "grade"]).reset_index(drop=True)


def complete(observations: pd.DataFrame, edition_row: pd.Series, indicator: str) -> bool:
    """True if every entity of the edition's population has exactly one exact value (comparator `=`) for the indicator.

    "Over 90" or two sources that differ leave a place open, so such a table is not ranked by us.
    """
    rows = observed(observations, str(edition_row["id"]), indicator)
    valued = rows[rows["value"].notna()]
    per_entity = valued.groupby("entity")["value"].nunique()
    exact = valued["comparator"].isin(EXACT).all()
    return bool(exact and (per_entity == 1).all() and 0 < population(edition_row) == len(per_entity))


def population(edition_row: pd.Series) -> float:
    """Number of entities that the edition is about; 0 where it is not known."""
    declared = pd.to_numeric(edition_row["population"], errors="coerce")
    return 0.0 if declared != declared else float(declared)


def computed_ranks(values: pd.Series, direction: str, decimals: int) -> pd.Series:
    """Places from 1; equal values at `decimals` share the better place (1, 2, 2, 4); NaN has none; direction `none`
    gives none.
    """
    if direction not in ("higher", "lower"):
        return pd.Series(float("nan"), index=values.index)
    return series_at_precision(values, decimals).rank(method="min", ascending=direction == "lower")


def _computed(rows: pd.DataFrame, indicator_row: pd.Series) -> pd.Series:
    return computed_ranks(rows["value"], str(indicator_row["direction"]), decimals_of(indicator_row))


def _nothing(rows: pd.DataFrame) -> pd.Series:
    return pd.Series(float("nan"), index=rows.index, dtype=float)


def _basis(published: pd.Series, computed: pd.Series) -> pd.Series:
    nothing = pd.Series("", index=published.index, dtype="str")
    return nothing.mask(computed.notna(), "computed").mask(published.notna(), "published")


def _in_order(table: pd.DataFrame, indicator_row: pd.Series) -> pd.DataFrame:
    ascending = [True, indicator_row["direction"] == "lower", True]
    return table.sort_values(["rank", "value", "entity"], ascending=ascending, na_position="last").reset_index(
        drop=True
    )
