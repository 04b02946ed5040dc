"""What was known when: the two clocks of an observation, its period and the day it became known (`published_on`)."""

import pandas as pd

from indicators import flags
from indicators.periods import last_day

OBSERVED = ["dataset", "indicator", "entity", "boundary", "period"]
"""One thing observed; rows that share these differ by vintage or by source only."""


def as_of(observations: pd.DataFrame, day: str) -> pd.DataFrame:
    """Rows known on `day` (ISO). A partly known date counts from its last day (`2025-02` from 2025-02-28): never too
    early.

    Rows without `published_on` are left out, as nobody can say that they were known. An empty `day` gives every row.
    """
    if not day:
        return observations
    known_from = observations["published_on"].map(last_day)
    return observations[(known_from != "") & (known_from <= day)]


def latest(observations: pd.DataFrame) -> pd.DataFrame:
    """The rows of the latest vintage of each thing observed (`OBSERVED`), in their first order.

    A date known only to the month or the year counts as earlier than an exact date in it. Rows flagged `superseded`
    count only where nothing else is there. Sources in conflict (equal date, or flag `conflict`) are all kept: another
    source is no revision.
    """
    if observations.empty:
        return observations
    superseded = flags.has(observations["flags"], flags.SUPERSEDED)
    keys = [observations[key] for key in OBSERVED]
    rows = observations[~(superseded & (~superseded).groupby(keys).transform("any"))]
    newest = rows.groupby(OBSERVED)["published_on"].transform("max")
    return rows[(rows["published_on"] == newest) | flags.has(rows["flags"], flags.CONFLICT)]


def ladder(observations: pd.DataFrame, indicator: str, period: str, entity: str = "vn") -> pd.DataFrame:
    """All vintages of one period, first to last, with column `revision`: change against the vintage before, in the
    unit (points).

    Revision is NaN for the first vintage and after a missing value. Rows of one date are sources side by side: no
    revision between them.
    """
    chosen = observations[
        (observations["indicator"] == indicator)
        & (observations["period"] == period)
        & (observations["entity"] == entity)
    ]
    steps = chosen.sort_values("published_on", kind="stable").reset_index(drop=True)
    same_day = steps["published_on"].eq(steps["published_on"].shift())
    return steps.assign(revision=steps["value"].diff().round(10).mask(same_day))


def vintage_table(observations: pd.DataFrame, indicator: str, entity: str = "vn") -> pd.DataFrame:
    """Periods as rows, publication dates as columns, values in the cells; NaN where a vintage gives no value for the
    period.

    Period averages are left out. Where one date has two values for a period, the last row stands in the cell: use
    `ladder` to see both.
    """
    chosen = observations[
        (observations["indicator"] == indicator)
        & (observations["entity"] == entity)
        & (observations["status"] != "period_average")
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
