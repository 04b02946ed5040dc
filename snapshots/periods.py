"""Periods and partial dates as days: first and last day, and whether the calendar has them."""

import calendar
import datetime as dt
import re

FIRST, LAST = "0000-00-00", "9999-99-99"
_PART = re.compile(r"([0-9]{4})-([HQ])([1-4])\Z")


def exists(text: str) -> bool:
    """Whether every full date in the text is a day of the calendar."""
    return all(_is_day(part) for part in text.split("/"))


def _is_day(text: str) -> bool:
    if len(text) != len("2025-01-01"):
        return not text.startswith("0000")
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def first_day(text: str) -> str:
    """First day of a period or partial date, as an ISO day; the first of all for an empty text."""
    start = text.split("/")[0]
    part = _PART.match(start)
    if part:
        year, kind, index = part.groups()
        return f"{year}-{1 + (int(index) - 1) * (6 if kind == 'H' else 3):02d}-01"
    return (start + "-01-01")[:len("2025-01-01")] if start else FIRST


def last_day(text: str) -> str:
    """Last day of a period or partial date, as an ISO day; the last of all for an empty text."""
    end = text.split("/")[-1]
    part = _PART.match(end)
    if part:
        year, kind, index = part.groups()
        end = f"{year}-{int(index) * (6 if kind == 'H' else 3):02d}"
    if len(end) == len("2025"):
        end += "-12"
    if len(end) == len("2025-01"):
        end += f"-{calendar.monthrange(int(end[:4]), int(end[5:]))[1]:02d}"
    return end or LAST
