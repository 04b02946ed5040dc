"""The table twin as plain CSV: machine column names, point decimals; each row with source, edition and snapshot."""

import unicodedata

import pandas as pd

from charts.figure import Figure

MACHINE = (
    "dataset",
    "edition",
    "indicator",
    "entity",
    "boundary",
    "period",
    "comparator",
    "value",
    "rank",
    "out_of",
    "rank_basis",
    "status",
    "flags",
    "published_on",
    "producer",
    "source",
    "source_url",
)
"""Columns of docs/data-model.md, written where the table has them, so that a program can read the file."""
TRACE = ("source", "edition", "snapshot")
"""Columns that make a row traceable when it has left the file it came in."""


def csv(figure: Figure) -> bytes:
    """The figure's rows: UTF-8 without mark, comma, LF, point decimals, missing as the empty cell.

    Columns: those of `MACHINE` that the table has, the other keys of `figure.columns`, then source (address), edition,
    snapshot. A row's own source or edition is kept; where the table has none, the figure's sources stand in every row,
    separated by `;`.
    """
    machine = [name for name in MACHINE if name in figure.table]
    keys = machine + [
        column.key for column in figure.columns if column.key in figure.table and column.key not in machine
    ]
    own = [name for name in TRACE if name in figure.table and name not in keys]
    table = figure.table[keys + own].assign(
        **{name: text for name, text in _traces(figure).items() if name not in figure.table}
    )
    table = table[[*(key for key in keys if key not in TRACE), *TRACE]]
    shown = pd.DataFrame({name: _plain(table[name]) for name in table.columns})
    return unicodedata.normalize("NFC", shown.to_csv(index=False, lineterminator="\n")).encode()


def _traces(figure: Figure) -> dict[str, str]:
    """Source, edition and snapshot of the whole figure."""
    addresses = dict.fromkeys(line.url for line in figure.sources if line.url)
    editions = dict.fromkeys(line.edition for line in figure.sources if line.edition)
    return {"source": ";".join(addresses), "edition": ";".join(editions), "snapshot": figure.snapshot}


def _plain(values: pd.Series) -> pd.Series:
    """Whole numbers without a decimal point (a column of places with a gap is kept as floats)."""
    if pd.api.types.is_float_dtype(values) and values.notna().any() and values.dropna().mod(1).eq(0).all():
        return values.astype("Int64")
    return values
