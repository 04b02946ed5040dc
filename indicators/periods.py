"""Periods and partly known dates as days: where they begin and where they end."""

import calendar
import re

_YEAR = re.compile(r"[0-9]{4}\Z")
_PART = re.compile(r"([0-9]{4})-([HQ])([1-4])\Z")
_MONTHS_OF = {"H": 6, "Q": 3}


def is_year(period: str) -> bool:
    """True for a plain year (`2024`); a span, a half-year or a month is not one."""
    return bool(_YEAR.match(period))


def year_of(period: str) -> int | None:
    """The year in which the period ends; None for `yearly` and for an empty period."""
    last = last_day(period)
    return int(last[:4]) if last else None


def first_day(period: str) -> str:
    """ISO day on which the period begins; `2025-H2` gives `2025-07-01`; empty for `yearly` and for empty."""
    start = period.split("/", 1)[0]
    part = _PART.match(start)
    if part:
        year, kind, index = part.groups()
        return f"{year}-{(int(index) - 1) * _MONTHS_OF[kind] + 1:02d}-01"
    return (start + "-01-01"[3 * start.count("-") :]) if start[:4].isdigit() else ""


def last_day(period: str) -> str:
    """ISO day on which the period ends; `2024-02` gives `2024-02-29`; a span ends with its second half; empty for
    `yearly`.
    """
    end = period.rsplit("/", 1)[-1]
    part = _PART.match(end)
    if part:
        year, kind, index = part.groups()
        return _month_end(int(year), int(index) * _MONTHS_OF[kind])
    if not end[:4].isdigit():
        return ""
    if end.count("-") == 2:
        return end
    return _month_end(int(end[:4]), int(end[5:7])) if "-" in end else f"{end}-12-31"


def _month_end(year: int, month: int) -> str:
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"
