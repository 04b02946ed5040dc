"""Flags of a row: ids separated by `;`. The ids that change what is computed are named here, once."""

import pandas as pd

CONFLICT = "conflict"
SUPERSEDED = "superseded"
BREAK_BEFORE = "break-before"
BREAK_AFTER = "break-after"
DEFINITION_CHANGE = "definition-change"
SECONDARY_SOURCE = "secondary-source"
RANK_COMPUTED = "rank-computed"


def split(flags: str) -> list[str]:
    """The ids in order, each written with hyphens; an empty cell gives an empty list."""
    return [part.strip().replace("_", "-") for part in flags.split(";") if part.strip()]


def has(flags: pd.Series, flag: str) -> pd.Series:
    """True where the row carries the flag. Series of str in, Series of bool out."""
    return flags.map(lambda text: flag in split(text)).astype(bool)
