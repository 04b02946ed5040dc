"""What was known when: the two clocks of an observation, its period and the day it became known (`published_on`)."""

import pandas as pd

from indicators import flags
from indicators.periods import last_day

OBSERVED = ["dataset", "indicator", "entity", "boundary", "period"]
"""One thing observed; rows that share these differ by vintage or by source only."""


PUBLISHERS_DATE = ("vintage", "edition")
"""Bases of `published_on` that make a vintage; with the others the date is only that of the page that was read."""


def as_of(observations: pd.DataFrame, day: str, undated: bool = False) -> pd.DataFrame:
    """Rows known on `day` (ISO); an empty `day` gives every row.

    A partly known date counts from its last day (`2025-02` from 2025-02-28): never too early. Rows without
    `published_on` are left out, as nobody can say that they were known, unless `undated` (for a view of the present).
    """
    if not day:
        return observations
    known_from = observations["published_on"].map(last_day)
    return observations[(known_from <= day) & ((known_from != "") | undated)]


def latest(observations: pd.DataFrame) -> pd.DataFrame:
    """The rows of the latest vintage of each thing observed (`OBSERVED`), in their first order.

    Only a publisher's own later date replaces a row (`PUBLISHERS_DATE`): another page that prints another value is a
    conflict, and both stay, as do rows flagged `conflict`. Rows flagged `superseded` count only where nothing else is
    there. A date known only to the month or the year counts as earlier than an exact date in it.
    """
    if not observations.duplicated(OBSERVED).any():
        return observations
    superseded = flags.has(observations["flags"], flags.SUPERSEDED)
    current = (~superseded).groupby([observations[key] for key in OBSERVED]).transform("any")
    rows = observations[~(superseded & current)]
    dated = rows["published_basis"].isin(PUBLISHERS_DATE)
    newest = rows["published_on"].where(dated, "").groupby([rows[key] for key in OBSERVED]).transform("max")
    return rows[~dated | (rows["published_on"] == newest) | flags.has(rows["flags"], flags.CONFLICT)]


def ladder(observations: pd.DataFrame, indicator: str, period: str, entity: str = "vn") -> pd.DataFrame:
    """All rows of one period by `published_on`, with `revision`: change against the vintage before, in the unit
    (points).

    Revision is NaN for the first vintage, after a missing value, between two rows of one date, and for rows whose
    date is only that of the page read (they are other sources, not vintages).
    """
    own = (
        (observations["indicator"] == indicator)
        & (observations["period"] == period)
        & (observations["entity"] == entity)
    )
    steps = observations[own].sort_values("published_on", kind="stable").reset_index(drop=True)
    vintages = steps[steps["published_basis"].isin(PUBLISHERS_DATE)]
    same_day = vintages["published_on"].eq(vintages["published_on"].shift())
    return steps.assign(revision=vintages["value"].diff().round(10).mask(same_day))


def vintage_table(observations: pd.DataFrame, indicator: str, entity: str = "vn") -> pd.DataFrame:
    """Periods as rows, publication dates as columns, values in the cells; NaN where a vintage gives no value for the
    period.

    Publishers' own vintages only; averages, forecasts and plans are left out. Where one date has two values for a
    period, the last row stands in the cell: use `ladder` to see both.
    """
    chosen = observations[
        (observations["indicator"] == indicator)
        & (observations["entity"] == entity)
        & ~observations["status"].isin(["period_average", "forecast", "plan"])
        & observations["published_basis"].isin(PUBLISHERS_DATE)
        & observations["value"].notna()
    ]
    return chosen.pivot_table(index="period", columns="published_on", values="value", aggfunc="last").sort_index()


def first_and_latest(observations: pd.DataFrame, indicator: str, entity: str = "vn") -> pd.DataFrame:
    """Columns period, first, first_on, latest, latest_on, revision (latest − first, in the unit) and vintages
    (count).
    """
    table = vintage_table(observations, indicator, entity)
    rows = [_first_and_latest(str(period), values.dropna()) for period, values in table.iterrows()]
    return pd.DataFrame(rows, columns=["period", "first", "first_on", "latest", "latest_on", "revision", "vintages"])


def _first_and_latest(period: str, values: pd.Series) -> tuple[str, float, str, float, str, float, int]:
    first, last = float(values.iloc[0]), float(values.iloc[-1])
    return period, first, str(values.index[0]), last, str(values.index[-1]), round(last - first, 10), len(values)
