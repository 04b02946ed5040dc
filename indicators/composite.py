"""An index as the weighted sum of its main indices: where points come from and where they are lost."""

import pandas as pd

from indicators.precision import at_precision
from indicators.ranking import distinct_rows, observed


def shares(weights: pd.Series) -> pd.Series:
    """Weights (indexed by indicator) as shares of their sum; 50 of 940 becomes 0.0532. Raises ValueError if they sum
    to 0.
    """
    total = float(weights.sum())
    if total <= 0:
        raise ValueError(f"weights of {list(weights.index)} sum to {total}; a sum above 0 is needed")
    return weights.astype(float) / total


def contribution(values: pd.Series, weights: pd.Series) -> pd.Series:
    """Points that each indicator brings to the index: share of weight × value, on the scale of the values; NaN stays
    NaN.
    """
    return shares(weights) * values.reindex(weights.index)


def weighted_overall(values: pd.Series, weights: pd.Series) -> float:
    """Σ weight × value / Σ weight; NaN if any weighted indicator has no value (the rest is not the index)."""
    return float(contribution(values, weights).sum(skipna=False))


def points_lost(values: pd.Series, weights: pd.Series, scale_max: float) -> pd.Series:
    """Points that each indicator lacks against its maximum: share of weight × (scale_max − value); NaN stays NaN."""
    return shares(weights) * (scale_max - values.reindex(weights.index))


def weights_of(weights: pd.DataFrame, edition: str) -> pd.Series:
    """The edition's weights indexed by indicator; empty where none are known."""
    return weights[weights["edition"] == edition].set_index("indicator")["weight"].astype(float)


def recomputed(
    observations: pd.DataFrame, weights: pd.DataFrame, edition: str, overall: str = "", decimals: int = 4
) -> pd.DataFrame:
    """Columns entity, published, recomputed (at `decimals`), difference (recomputed − published); rows with all
    values only.

    `overall` is the index's indicator; by default the one called `<dataset>-overall`. Empty where no weights are
    known.
    """
    known = weights_of(weights, edition)
    values = wide(observations, edition, list(known.index)).dropna()
    dataset = observations.loc[observations["edition"] == edition, "dataset"]
    if known.empty or values.empty:
        return pd.DataFrame(columns=["entity", "published", "recomputed", "difference"])
    name = overall or f"{dataset.iloc[0]}-overall"
    published = wide(observations, edition, [name])[name]
    table = pd.DataFrame(
        {"published": published, "recomputed": values.apply(weighted_overall, axis=1, weights=known)}
    ).dropna()
    table["recomputed"] = table["recomputed"].map(lambda value: at_precision(value, decimals))
    table["difference"] = (table["recomputed"] - table["published"]).round(10)
    return table.rename_axis("entity").reset_index()


def wide(observations: pd.DataFrame, edition: str, indicators: list[str]) -> pd.DataFrame:
    """Entities as rows, the given indicators as columns; NaN where there is no value, or several that differ."""
    columns = {indicator: _single_values(observations, edition, indicator) for indicator in indicators}
    return pd.DataFrame(columns, columns=indicators, dtype=float)


def _single_values(observations: pd.DataFrame, edition: str, indicator: str) -> pd.Series:
    rows = distinct_rows(observed(observations, edition, indicator)).dropna(subset=["value"])
    return rows[~rows["entity"].duplicated(keep=False)].set_index("entity")["value"]
