"""Cells of data files: what a value of a table is, and text that no spreadsheet runs as a formula."""

import unicodedata
from decimal import Decimal
from typing import Any

import pandas as pd

SIGNS = "=+-@"
"""A spreadsheet takes a cell that begins with one of these as a formula (DDE calls begin so too).

Source: OWASP, CSV Injection."""
BREAKS = "\t\r\n\0"
"""Control letters that a spreadsheet drops or splits at before it looks at the first sign."""
EXACT = 2.0**53
"""Whole floats are exact below this."""
Cell = str | int | float | None


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it; spaces, invisible and full-width letters
    before or in place of the sign do not hide it."""
    return f"'{text}" if text[:1] in tuple(BREAKS) or _first(text) in tuple(SIGNS) else text


def _first(text: str) -> str:
    """The first letter that is neither space nor control nor invisible, in its plain form."""
    return next((sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign)[0] not in "ZC"), "")


def columns(table: pd.DataFrame) -> dict[str, list[Cell]]:
    """The cells of each column; missing is None, whole numbers are integers where the whole column is whole."""
    return {str(name): [cell(value) for value in whole(table[name])] for name in table.columns}


def whole(values: pd.Series) -> pd.Series:
    """Whole numbers without a decimal point (a column of places with a gap is kept as floats)."""
    known = values.dropna()
    if pd.api.types.is_float_dtype(values) and len(known) and known.mod(1).eq(0).all() and known.abs().max() < EXACT:
        return values.astype("Int64")
    return values


def cell(value: Any) -> Cell:
    """One value as a text, an integer, a float or None."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if pd.api.types.is_bool(value):
        return str(bool(value)).lower()
    if pd.api.types.is_integer(value):
        return int(value)
    if pd.api.types.is_float(value):
        return float(value)
    return unicodedata.normalize("NFC", str(value))


def with_comma(value: int | float) -> str:
    """The shortest exact text of a number with a decimal comma, never with an exponent."""
    return format(Decimal(repr(value)), "f").replace(".", ",")
