"""Targets against what was measured. A target without a measure is not measured: nothing is guessed from a name."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from indicators.periods import last_day, year_of
from indicators.trend import PERCENT, PLACES, change
from indicators.vintages import as_of, latest
from language import number, say, say_many

MET, MISSED, NOT_YET, NOT_MEASURED = "met", "not_met_missed", "not_yet", "not_measured"
CONFLICTING, UNDECIDED = "conflicting", "undecided"
STATUSES = (MET, NOT_YET, MISSED, CONFLICTING, UNDECIDED, NOT_MEASURED)
MINIMUM_YEARS = 3
"""Fewer comparable years than this give no pace of their own and no continuation."""
Row = Mapping[str, Any] | pd.Series


class Pace(NamedTuple):
    """Yearly steps in the unit: `required` from the last point to the target, `so_far` in the comparable years (NaN
    if under three).

    `years_left` to the due year; `reached` is the year in which the pace so far would get there, None where it would
    not or is unknown.
    """

    required: float
    so_far: float
    years_left: int
    reached: int | None


def assess(target_row: Row, observation_row: Row | Sequence[Row] | None, as_of_day: str) -> str:
    """Status of a target (`STATUSES`) on an ISO day, from the observation that measures it, or from several.

    met: the value reaches the goal. not_yet: it does not, and the due period has not ended. not_met_missed: it does
    not, and the period measured is the due one or later. not_measured: no value, or the due period has ended and the
    value is older. undecided: an approximate value or a bound ("over 16.4") leaves it open. conflicting: what
    measures it gives different answers.
    """
    if isinstance(observation_row, (list, tuple)):
        return _together([assess(target_row, one, as_of_day) for one in observation_row])
    if observation_row is None or pd.isna(observation_row["value"]) or pd.isna(target_row["value"]):  # type: ignore[call-overload]
        return NOT_MEASURED
    reached = _reached(target_row, observation_row)  # type: ignore[arg-type]
    if reached is not False:
        return MET if reached else UNDECIDED
    return _unmet(target_row, observation_row, as_of_day)  # type: ignore[arg-type]


def measures(target_row: Row, observations: pd.DataFrame, as_of_day: str = "") -> list[pd.Series]:
    """The observations that measure a target: of each indicator in `measured_by`, the rows of the last period up to
    the due one.

    Latest vintage known on the day; averages and forecasts do not measure; conflicting rows are all given.
    """
    known = as_of(observations, as_of_day)
    found: list[pd.Series] = []
    for indicator in indicators_of(str(target_row["measured_by"])):
        rows = _measured(latest(known[known["indicator"] == indicator]), target_row)
        ends = rows["period"].map(last_day)
        found += [row for _, row in rows[ends == ends.max()].drop_duplicates(["value", "comparator"]).iterrows()]
    return found


def indicators_of(measured_by: str) -> list[str]:
    """The ids in a target's `measured_by` (separated by `;`)."""
    return [part.strip() for part in measured_by.split(";") if part.strip()]


def status_words(lang: str, status: str) -> str:
    """The status with its sign, so that it is never colour alone."""
    return {
        MET: say(lang, "✓ met"),
        MISSED: say(lang, "✗ missed"),
        NOT_YET: say(lang, "→ not reached yet"),
        NOT_MEASURED: say(lang, "? not measured"),
        CONFLICTING: say(lang, "? sources disagree"),
        UNDECIDED: say(lang, "? cannot be decided"),
    }[status]


def distance(target_row: Row, observation_row: Row) -> float:
    """What is still missing to the goal, in the unit; zero or less where it is reached; NaN for a missing value."""
    gap = float(target_row["value"]) - float(observation_row["value"])
    return round(-gap if is_ceiling(target_row) else gap, 10)


def gap_words(lang: str, target_row: Row, observation_row: Row, unit_row: pd.Series, decimals: int = 1) -> str:
    """`0.48 percentage points short`, `12% short`, `21 places short`, `reached`; empty for a missing value or an open
    comparison.
    """
    reached: bool | None = None if pd.isna(observation_row["value"]) else _reached(target_row, observation_row)
    if reached is None:
        return ""
    if reached:
        return say(lang, "reached")
    amount, kind = change(str(unit_row["kind"]), float(observation_row["value"]), float(target_row["value"]))
    if kind == PLACES:
        return say_many(lang, "{count} place short", "{count} places short", int(abs(amount)))
    if kind == PERCENT:
        return say(lang, "{amount}% still missing", amount=number(lang, abs(amount), 1)) if amount == amount else ""
    text = number(lang, abs(amount), decimals)
    if unit_row["kind"] == "index":
        return say(lang, "{amount} points short", amount=text)
    return say(lang, "{amount} percentage points short", amount=text)


def is_ceiling(target_row: Row) -> bool:
    """True where the goal is a value or less (`<=`, `<`, or a rank)."""
    return target_row["comparator"] in ("<=", "<") or target_row["unit"] == "rank"


def pace(points: pd.DataFrame, target: Row) -> Pace | None:
    """Required yearly pace from the last point (columns year, value; comparable years only) to the target; None if
    nothing is left.

    Simple steps, (target − value) / years. With fewer than three comparable years there is no pace so far and no
    continuation.
    """
    due = year_of(str(target["due"]))
    known = points.dropna(subset=["value"]).sort_values("year")
    if due is None or known.empty or known["year"].iloc[-1] >= due:
        return None
    last_year, last = int(known["year"].iloc[-1]), float(known["value"].iloc[-1])
    required = (float(target["value"]) - last) / (due - last_year)
    so_far = _pace_so_far(known)
    return Pace(
        round(required, 10), so_far, due - last_year, _year_reached(last_year, float(target["value"]) - last, so_far)
    )


def _together(statuses: list[str]) -> str:
    measured = [status for status in dict.fromkeys(statuses) if status != NOT_MEASURED]
    if not measured:
        return NOT_MEASURED
    return measured[0] if len(measured) == 1 else CONFLICTING


def _reached(target_row: Row, observation_row: Row) -> bool | None:
    """True, False, or None where the comparator of the value leaves it open. A goal printed as `= 90` means: reach
    90.
    """
    value, goal, sign = float(observation_row["value"]), float(target_row["value"]), observation_row["comparator"]
    if is_ceiling(target_row):
        value, goal, sign = -value, -goal, {">": "<", "<": ">", ">=": "<=", "<=": ">="}.get(sign, sign)
    strict = target_row["comparator"] in (">", "<")
    if sign in ("<", "<="):
        return False if value < goal or (value == goal and (strict or sign == "<")) else None
    reached = value > goal or (value == goal and (not strict or sign == ">"))
    if sign in (">", ">="):
        return True if reached else None
    return None if sign == "~" and value == goal else reached


def _unmet(target_row: Row, observation_row: Row, as_of_day: str) -> str:
    due_end, measured_end = last_day(str(target_row["due"])), last_day(str(observation_row["period"]))
    if not due_end:
        return MISSED
    if as_of_day <= due_end:
        return NOT_YET
    return MISSED if measured_end >= due_end else NOT_MEASURED


def _measured(rows: pd.DataFrame, target_row: Row) -> pd.DataFrame:
    due_end = last_day(str(target_row["due"]))
    rows = rows[(rows["entity"] == target_row["entity"]) & rows["value"].notna()]
    rows = rows[~rows["status"].isin(["period_average", "forecast", "plan"])]
    return rows[rows["period"].map(last_day) <= due_end] if due_end else rows


def _pace_so_far(known: pd.DataFrame) -> float:
    if known["year"].nunique() < MINIMUM_YEARS:
        return float("nan")
    span = int(known["year"].iloc[-1]) - int(known["year"].iloc[0])
    return round((float(known["value"].iloc[-1]) - float(known["value"].iloc[0])) / span, 10)


def _year_reached(last_year: int, gap: float, so_far: float) -> int | None:
    if so_far != so_far or so_far * gap <= 0:
        return None
    return last_year + math.ceil(gap / so_far)
