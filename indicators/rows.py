"""Looking up one row of a table by its id."""

import pandas as pd


class UnknownIdError(KeyError):
    """An id was asked for that the table does not hold."""

    def __init__(self, table: str, wanted: str, known: int) -> None:
        super().__init__(f"{table}: no row with id {wanted!r} among {known} rows; ids are in column 'id'")


def row_of(table: pd.DataFrame, wanted: str, name: str = "table") -> pd.Series:
    """The row whose column `id` is `wanted`. Raises `UnknownIdError` naming the table where there is none."""
    found = table[table["id"] == wanted]
    if found.empty:
        raise UnknownIdError(name, wanted, len(table))
    return found.iloc[0]
