"""A series through the years: latest vintages, honest changes, and the places where a line must be cut."""

from typing import NamedTuple

import pandas as pd

from indicators import flags
from indicators.periods import first_day, is_year, last_day
from indicators.precision import at_precision
from indicators.vintages import latest
from language import number, say, say_many

POINTS, PERCENT, PLACES = "points", "percent", "places"
KINDS = {
    "share": POINTS,
    "growth": POINTS,
    "index": POINTS,
    "amount": PERCENT,
    "count": PERCENT,
    "ratio": PERCENT,
    "rank": PLACES,
}
"""How a change of each kind of unit is counted: shares in points, amounts in per cent, ranks in places."""
AVERAGES = ("period_average",)
EXPECTATIONS = ("forecast", "plan")
EDITION = "edition"


class Annual(NamedTuple):
    """`points` of single years, `averages` over spans of years, `expectations` (forecast, plan): observations, oldest
    first.
    """

    points: pd.DataFrame
    averages: pd.DataFrame
    expectations: pd.DataFrame


class Change(NamedTuple):
    """`amount` in `kind`: points, percent or places (+ = up, a better place); NaN where it cannot be said."""

    amount: float
    kind: str


class Break(NamedTuple):
    """A cut in a line before `period`: `reason` is a flag (`break-before`, `secondary-source`, ...) or `edition`; only
    an edition has texts.
    """

    period: str
    reason: str
    text_vi: str = ""
    text_en: str = ""


def series(observations: pd.DataFrame, indicator: str, entity: str = "vn") -> pd.DataFrame:
    """Latest rows with a value, of periods of any length but averages, by the period's end; adds `day` (its last) and
    `conflict`.

    `conflict` is True where several values stand for one period, or for periods that end on one day and are flagged so
    (December 2025 and 31 December 2025); all of them stay.
    """
    rows = _own(observations, indicator, entity)
    rows = rows[~rows["status"].isin(AVERAGES + EXPECTATIONS)]
    rows = rows.assign(day=rows["period"].map(last_day), start=rows["period"].map(first_day))
    rows = rows.assign(conflict=_in_conflict(rows))
    ordered = rows.sort_values(["day", "start", "published_on"], kind="stable")
    return ordered.drop(columns="start").reset_index(drop=True)


def annual(observations: pd.DataFrame, indicator: str, entity: str = "vn") -> Annual:
    """Yearly points of the latest vintage with columns `year` (int) and `conflict` added; averages and expectations
    apart.

    A year without a value has no row: nothing is filled in.
    """
    rows = _own(observations, indicator, entity)
    points = series(observations, indicator, entity)
    points = points[points["period"].map(is_year).astype(bool)].drop(columns="day").reset_index(drop=True)
    points["year"] = points["period"].astype(int)
    averages, expectations = (
        rows[rows["status"].isin(kinds)].sort_values("period") for kinds in (AVERAGES, EXPECTATIONS)
    )
    return Annual(points, averages.reset_index(drop=True), expectations.reset_index(drop=True))


def change(unit_kind: str, old: float, new: float) -> Change:
    """Change from old to new: shares, growth and indices in points, amounts and counts in per cent of old, ranks in
    places.

    NaN for a missing value, and in per cent where old is not above zero. Raises KeyError for an undeclared kind.
    """
    kind = KINDS[unit_kind]
    if kind == PLACES:
        return Change(old - new, kind)
    if kind == PERCENT:
        return Change((new / old - 1) * 100 if old > 0 else float("nan"), kind)
    return Change(round(new - old, 10), kind)


def change_words(lang: str, unit_row: pd.Series, old: float, new: float, direction: str = "", decimals: int = 1) -> str:
    """`up 0.30 percentage points`, `down 4.1 %`, `up 3 places`; with direction `lower`, that lower is better is
    added. Empty if unknown.

    Differences of shares and indices have the `decimals` of the values, per cents have one, places none.
    """
    amount, kind = change(str(unit_row["kind"]), old, new)
    if amount != amount:
        return ""
    places = {POINTS: decimals, PERCENT: 1, PLACES: 0}[kind]
    size = at_precision(abs(amount), places)
    if size == 0:
        return say(lang, "unchanged")
    text = _change_text(lang, kind, str(unit_row["kind"]), size, places, up=amount > 0)
    return say(lang, "{change} (lower is better)", change=text) if direction == "lower" and kind != PLACES else text


def breaks(points: pd.DataFrame, editions: pd.DataFrame | None = None) -> list[Break]:
    """Cuts between points, in order, one a period.

    By flags of the points (break-before, break-after, definition-change), by method breaks of their editions
    (`editions` is optional), and where a series passes between its own source and a secondary one. A break after a
    point cuts before the next. Points are rows in order of period.
    """
    found: dict[str, Break] = {}
    before: pd.Series | None = None
    for _, row in points.iterrows():
        if before is not None and row["period"] != before["period"]:
            cut = _flag_break(before, row) or _edition_break(row, editions) or _source_break(before, row)
            if cut:
                found.setdefault(row["period"], cut)
        before = row
    return list(found.values())


def segments(points: pd.DataFrame, breaks: list[Break]) -> list[pd.DataFrame]:
    """The points cut before the period of each break; one table a line segment, none empty."""
    cuts = {item.period for item in breaks}
    starts = points["period"].isin(cuts) & ~points["period"].duplicated()
    return [part.reset_index(drop=True) for _, part in points.groupby(starts.cumsum())]


def break_words(lang: str, cut: Break) -> str:
    """Why the line is cut, as a sentence: the edition's own words where it has them."""
    own = {"vi": cut.text_vi, "en": cut.text_en}[lang]
    return own or {
        flags.DEFINITION_CHANGE: say(lang, "The definition changed."),
        flags.SECONDARY_SOURCE: say(lang, "One of the figures comes from a secondary source."),
        EDITION: say(lang, "The method changed."),
    }.get(cut.reason, say(lang, "The figures are hardly on one basis."))


def comparable_pair(points: pd.DataFrame, breaks: list[Break]) -> tuple[pd.Series, pd.Series] | None:
    """The last point and the one of the period before it in the last segment; None where there are not two, or
    sources conflict.
    """
    if points.empty:
        return None
    last = segments(points, breaks)[-1]
    if len(last) < 2 or last.iloc[-2:]["conflict"].any():
        return None
    return last.iloc[-2], last.iloc[-1]


def _own(observations: pd.DataFrame, indicator: str, entity: str) -> pd.DataFrame:
    chosen = (
        (observations["indicator"] == indicator) & (observations["entity"] == entity) & observations["value"].notna()
    )
    return latest(observations[chosen]).drop_duplicates(["period", "value", "comparator", "status"])


def _in_conflict(rows: pd.DataFrame) -> pd.Series:
    flagged = flags.has(rows["flags"], flags.CONFLICT)
    one_day = rows["value"].where(flagged).groupby(rows["day"]).transform("nunique") > 1
    return (rows.groupby("period")["value"].transform("nunique") > 1) | (flagged & one_day)


def _flag_break(before: pd.Series, row: pd.Series) -> Break | None:
    own = flags.split(row["flags"])
    for flag in (flags.BREAK_BEFORE, flags.DEFINITION_CHANGE):
        if flag in own:
            return Break(row["period"], flag)
    return Break(row["period"], flags.BREAK_AFTER) if flags.BREAK_AFTER in flags.split(before["flags"]) else None


def _edition_break(row: pd.Series, editions: pd.DataFrame | None) -> Break | None:
    if editions is None or not row["edition"]:
        return None
    own = editions[(editions["id"] == row["edition"]) & ((editions["break_en"] != "") | (editions["break_vi"] != ""))]
    return Break(row["period"], EDITION, own.iloc[0]["break_vi"], own.iloc[0]["break_en"]) if len(own) else None


def _source_break(before: pd.Series, row: pd.Series) -> Break | None:
    """A figure quoted second-hand may be another body's: TFP until 2019 is the statistics office's, 2022 a firm's."""
    secondary = [flags.SECONDARY_SOURCE in flags.split(one["flags"]) for one in (before, row)]
    return Break(row["period"], flags.SECONDARY_SOURCE) if secondary[0] != secondary[1] else None


def _change_text(lang: str, kind: str, unit_kind: str, size: float, decimals: int, up: bool) -> str:
    amount = number(lang, size, decimals)
    if kind == PLACES:
        if up:
            return say_many(lang, "up {count} place", "up {count} places", int(size))
        return say_many(lang, "down {count} place", "down {count} places", int(size))
    if kind == PERCENT:
        return say(lang, "up {amount}%", amount=amount) if up else say(lang, "down {amount}%", amount=amount)
    if unit_kind == "index":
        return (
            say(lang, "up {amount} points", amount=amount) if up else say(lang, "down {amount} points", amount=amount)
        )
    if up:
        return say(lang, "up {amount} percentage points", amount=amount)
    return say(lang, "down {amount} percentage points", amount=amount)
