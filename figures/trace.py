"""Where a row of a figure comes from: table, file and row of the snapshot; what was published earlier, what disagrees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from charts.figure import Figure
from figures.context import Context, remember
from indicators import flags
from indicators.conflicts import TWO_SERIES
from indicators.vintages import OBSERVED, PUBLISHERS_DATE, latest
from snapshots.schema import tables

FIRST_LINE = 2
"""The first row of a table as a spreadsheet counts: below the header, however many lines of text a cell holds."""
OBSERVATIONS = "observations"
MARKS = (
    ("tasks", "scope"),
    ("targets", "measured_by"),
    ("technologies", "product_vi"),
    ("sources", "retrieved_on"),
    ("editions", "comparable_with"),
    ("editions", "with_value"),
    ("indicators", "topic"),
    ("weights", "share"),
    ("province_facts", "seat_vi"),
)
"""Columns that only rows of one table bring with them; every other row with indicator and entity is an observation."""
ALWAYS = ("edition", "boundary", "period", "dataset")
DRAWN = ("source", "published_on", "comparator")
"""Keys that are compared only where the row holds a published figure: a row made for a missing unit has none."""
MEASURED = ("value", "rank", "grade")
COLUMNS = (
    "position",
    "table",
    "line",
    "id",
    "dataset",
    "edition",
    "indicator",
    "entity",
    "boundary",
    "period",
    "published_on",
    "source",
    "value",
    "rank",
)
Row = Mapping[str, Any] | pd.Series


@dataclass(frozen=True)
class Origin:
    """A row of a snapshot's table; `index` as in `context.table(table)`."""

    table: str
    index: int

    @property
    def file(self) -> str:
        return tables()[self.table].path

    @property
    def line(self) -> int:
        """The row as a spreadsheet counts, the header being row 1."""
        return self.index + FIRST_LINE


def rows_of(context: Context, figure: Figure) -> pd.DataFrame:
    """The rows of the snapshot's files behind each row of `figure.table` (`COLUMNS`), in the figure's order.

    `position` is the row of the figure, `table` the file's name, `line` the row as a spreadsheet counts (header 1);
    the keys, value and rank are those of the file, missing where its table has no such column. A row of the figure
    without a row in the files (a unit that nothing was published of) has none here.
    """
    found = [
        {**_described(context, origin), "position": position}
        for position, (_, row) in enumerate(figure.table.iterrows())
        for origin in origins(context, row)
    ]
    return pd.DataFrame(found, columns=list(COLUMNS))


def origins(context: Context, row: Row) -> tuple[Origin, ...]:
    """The rows that hold the figure of one row of a figure's table; empty where nothing was published."""
    row = _as_filed(row)
    table = table_of(row)
    if table == OBSERVATIONS:
        return tuple(Origin(OBSERVATIONS, index) for index in _observed(context, row))
    return tuple(Origin(table, index) for index in _keyed(context, table, row)) if table else ()


def table_of(row: Row) -> str:
    """Name of the table that the row's figure stands in; '' for a row with no keys."""
    row = _as_filed(row) if text(row, "row_kind") else row
    marked = [table for table, mark in MARKS if mark in row and row[mark] is not None and row[mark] == row[mark]]
    if marked:
        return marked[0]
    return OBSERVATIONS if text(row, "indicator") and text(row, "entity") else ""


def _as_filed(row: Row) -> Row:
    """A fact of a brief with the keys of its table; other rows have them."""
    if text(row, "row_kind") == "fact":
        return {"entity": row["entity"], "as_of": row["period"], "seat_vi": ""}
    return row


def text(row: Row, key: str) -> str:
    """A key of the row as text; '' where the row lacks it or it is missing."""
    value = row.get(key)
    return "" if _missing(value) else str(value)


def of(context: Context, origin: Origin) -> pd.Series:
    """The row of an origin, with declared types."""
    return context.table(origin.table).iloc[origin.index]


def observation(context: Context, **keys: str) -> tuple[Origin, ...]:
    """Observations with these keys (indicator and entity at least), latest vintages only."""
    indices = _observed(context, dict(keys))
    rows = latest(context.table(OBSERVATIONS).iloc[indices])
    return tuple(Origin(OBSERVATIONS, int(index)) for index in rows.index)


def earlier(context: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """Figures published before those of `rows` (observations, or rows of `rows_of`) for the same thing and period.

    Columns of observations, their index in it, newest first: rows of the same dataset, indicator, entity and period
    with an earlier `published_on` by the publisher itself, or flagged as superseded.
    """
    return _others(context, rows, _is_earlier)


def later(context: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """As `earlier`, but what the publisher put in their place since."""
    return _others(context, rows, lambda other, own: _is_earlier(own, other))


def conflicting(context: Context, row: Row) -> pd.DataFrame:
    """Figures of other sources, or of the same day, that disagree with the row (columns and index of observations).

    Only what is known last counts: a figure that was revised since is `earlier`, and no conflict.
    """
    observations = context.table(OBSERVATIONS)
    same = observations.iloc[_candidates(context, row)]
    known = [key for key in OBSERVED if text(row, key)]
    same = latest(same[_equal(same, row, known)])
    if same.empty or (len(same) > 1 and "value" not in row):
        return same
    differs = pd.Series(False, index=same.index)
    for key in [*MEASURED, "comparator"]:
        if key in row and not (key == "rank" and text(row, "rank_basis") == "computed"):
            differs |= ~_equal(same, row, [key])
    own = [origin.index for origin in origins(context, row)]
    at = context.table(OBSERVATIONS).iloc[own[0]] if own else None
    revised = [at is not None and (_is_earlier(one, at) or _is_earlier(at, one)) for _, one in same.iterrows()]
    return same[differs & ~same.index.isin(own) & ~pd.Series(revised, index=same.index, dtype=bool)]


def other_series(context: Context, row: Row) -> tuple[Origin, ...]:
    """The figure of the other official series of the same name, for the same entity and period."""
    indicator = text(row, "indicator")
    twin = [two[1 - two.index(indicator)] for two in TWO_SERIES if indicator in two]
    if not twin or table_of(row) != OBSERVATIONS:
        return ()
    return observation(context, indicator=twin[0], entity=text(row, "entity"), period=text(row, "period"))


@remember
def _places(context: Context) -> dict[tuple[str, str], list[int]]:
    """Rows of observations by indicator and entity."""
    rows = context.table(OBSERVATIONS)
    keys = zip(rows["indicator"], rows["entity"], strict=True)
    places: dict[tuple[str, str], list[int]] = {}
    for index, key in enumerate(keys):
        places.setdefault(key, []).append(index)
    return places


@remember
def _records(context: Context) -> list[dict[Any, Any]]:
    """The observations one by one: a dozen rows are compared much faster so than as a table."""
    records: list[dict[Any, Any]] = context.table(OBSERVATIONS).to_dict("records")
    return records


def _alike(context: Context, row: Row, indices: list[int], keys: list[str]) -> list[int]:
    """Those of the observations that agree with the row in these keys; missing agrees with missing only."""
    records = _records(context)
    wanted = [(key, _missing(row[key]), row[key]) for key in keys]
    return [
        index for index in indices
        if all(_missing(records[index][key]) if blank else records[index][key] == value for key, blank, value in wanted)
    ]


def _candidates(context: Context, row: Row) -> list[int]:
    found: list[int] = _places(context).get((text(row, "indicator"), text(row, "entity")), [])
    return found


def _observed(context: Context, row: Row) -> list[int]:
    found = _alike(context, row, _candidates(context, row), [key for key in ALWAYS if text(row, key)])
    if not text(row, "source"):
        return found
    exact = _alike(context, row, found, [key for key in DRAWN if key in row])
    for key in MEASURED:
        kept = _alike(context, row, exact, [key]) if key in row else exact
        exact = kept if kept or key == "value" else exact
    return exact


def _keyed(context: Context, table: str, row: Row) -> list[int]:
    rows = context.table(table)
    key = list(tables()[table].key)
    given: Row = {"id": text(row, "id") or text(row, table.rstrip("s"))} if key == ["id"] else row
    return [int(index) for index in rows[_equal(rows, given, [one for one in key if one in given])].index]


def _equal(rows: pd.DataFrame, row: Row, keys: list[str]) -> pd.Series:
    same = pd.Series(True, index=rows.index)
    for key in keys:
        wanted = row[key]
        blank = rows[key].isna() | (rows[key].astype(object) == "")
        same &= blank if _missing(wanted) else rows[key] == wanted
    return same


def _others(context: Context, rows: pd.DataFrame, chosen: Callable[[pd.Series, pd.Series], bool]) -> pd.DataFrame:
    """Rows of the same thing and period for which `chosen(other, own)` holds."""
    observations = context.table(OBSERVATIONS)
    found: list[int] = []
    for _, row in rows.iterrows():
        keys = [key for key in ("dataset", "period") if text(row, key)]
        same = observations.iloc[_alike(context, row, _candidates(context, row), keys)]
        own = [origin.index for origin in origins(context, row)]
        if own:
            at = observations.iloc[own[0]]
            found += [int(index) for index in same.index if index not in own and chosen(same.loc[index], at)]
    others = observations.iloc[list(dict.fromkeys(found))]
    return others.sort_values("published_on", ascending=False, kind="stable")


def _is_earlier(first: pd.Series, second: pd.Series) -> bool:
    """Whether the publisher gave `first` before `second`; where days do not tell, whether it is flagged superseded."""
    if _is_superseded(first) != _is_superseded(second):
        return _is_superseded(first)
    dated = {first["published_basis"], second["published_basis"]} <= set(PUBLISHERS_DATE)
    return bool(dated and "" < first["published_on"] < second["published_on"])


def _is_superseded(row: pd.Series) -> bool:
    return flags.SUPERSEDED in flags.split(row["flags"])


def _described(context: Context, origin: Origin) -> dict[str, Any]:
    row = of(context, origin)
    keys = {key: row[key] for key in COLUMNS if key in row}
    return {**keys, "table": origin.file, "line": origin.line}


def _missing(value: Any) -> bool:
    return value is None or value is pd.NA or value == "" or value != value
