"""Numbers at their published precision, so that 0.70950 and 0.7095 are one value and float noise decides nothing."""

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd


def at_precision(value: float, decimals: int) -> float:
    """The value rounded half up on its shortest decimal text, as `language.number` prints it; NaN stays NaN."""
    if value != value:
        return value
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def series_at_precision(values: pd.Series, decimals: int) -> pd.Series:
    """`at_precision` for every value of a Series."""
    return values.map(lambda value: at_precision(value, decimals)).astype(float)


def decimals_of(row: pd.Series) -> int:
    """Declared decimals of an indicator row; 0 where none are declared."""
    declared = row["decimals"]
    return 0 if declared is None or declared != declared or declared == "" else int(declared)
