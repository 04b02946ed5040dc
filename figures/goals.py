"""Targets in words."""

import pandas as pd

from figures.context import Context, comparator_sign, printed_decimals, spaced
from language import number


def goal_words(context: Context, target: pd.Series) -> str:
    """`≥ 30% of GDP` from comparator, value and unit, with the decimals the document prints."""
    value = number(context.lang, target["value"], printed_decimals(target["value"]))
    symbol = context.row("units", target["unit"])[f"symbol_{context.lang}"]
    return f"{comparator_sign(target['comparator'])}{value}{spaced(symbol)}"
