"""Figures published before those of a file for the same thing and period."""

import pandas as pd

from charts.figure import Figure
from figures.context import Context
from indicators import flags
from indicators.vintages import PUBLISHERS_DATE

THING = ["dataset", "indicator", "entity", "boundary", "period"]
"""What is the same when a figure is revised."""
MEASURED = ["comparator", "value", "rank"]
DRAWN = ["source", "published_on"]
"""What a row of a figure must share with an observation besides the thing, to be that observation."""


def earlier(context: Context, figure: Figure) -> pd.DataFrame:
    """Observations that a publisher gave before the newest of the figure's rows for the same thing, newest first.

    Only a publisher's own date makes a figure earlier (`PUBLISHERS_DATE`): the date of a page that was read does not.
    A row flagged as superseded is earlier where the figure draws another. Columns: those of observations; empty for a
    figure without observations or of the reader's own making. Same rule as `indicators.vintages.latest`.
    """
    observations = context.table("observations")
    if figure.unofficial or not set(THING + DRAWN) <= set(figure.table):
        return observations.iloc[:0]
    things = figure.table[THING].dropna().drop_duplicates()
    known = observations.reset_index(names="row").merge(things, on=THING).set_index("row")
    if known.empty:
        return observations.iloc[:0]
    drawn = _is_drawn(known, figure)
    thing = [known[key] for key in THING]
    superseded = flags.has(known["flags"], flags.SUPERSEDED)
    dated = known["published_basis"].isin(PUBLISHERS_DATE) & (known["published_on"] != "")
    newest = known["published_on"].where(dated & drawn, "").groupby(thing).transform("max")
    replaced = superseded & (drawn & ~superseded).groupby(thing).transform("any")
    found = known[(dated & (known["published_on"] < newest)) | replaced]
    return found.sort_values("published_on", ascending=False, kind="stable")


def changed(context: Context, figure: Figure) -> pd.DataFrame:
    """The rows of `earlier` whose value or rank is not that of the newest row of the file, by indicator and period.

    Further columns: value_now and rank_now, those of the file's newest row of the same thing.
    """
    found = earlier(context, figure)
    if found.empty:
        return found.assign(value_now=[], rank_now=[])
    newest = figure.table.sort_values("published_on", kind="stable").drop_duplicates(THING, keep="last")
    now = newest[THING].assign(**{f"{key}_now": newest.get(key) for key in MEASURED})
    both = found.merge(now, on=THING, how="left")
    same = _same(both, "value") & _same(both, "comparator") & (_same(both, "rank") | both["rank_now"].isna())
    return both[~same].sort_values(["indicator", "entity", "period", "published_on"], kind="stable")


def _same(both: pd.DataFrame, key: str) -> pd.Series:
    return (both[key] == both[f"{key}_now"]) | (both[key].isna() & both[f"{key}_now"].isna())


def _is_drawn(known: pd.DataFrame, figure: Figure) -> pd.Series:
    keys = THING + DRAWN
    rows = set(figure.table[keys].dropna().itertuples(index=False, name=None))
    return pd.Series([row in rows for row in known[keys].itertuples(index=False, name=None)], index=known.index)
