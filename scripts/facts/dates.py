"""Dates as exactly as known: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`; empty where nothing is known."""

import calendar
import re

PROVINCES_MERGED = "2025-07-01"
"""The 34 provinces exist from this day."""
MERGER_DECIDED = "2025-06-12"
"""Resolution 202/2025/QH15: before it only the 63 were known."""
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


def known_on(date: str) -> str:
    """The day by which a partial date had surely passed: end of its month or year; empty stays empty.

    Raises ValueError for text that is no date.
    """
    if not date:
        return ""
    found = _PARTIAL.match(date)
    if not found:
        raise ValueError(f"no date: {date!r}; allowed are YYYY, YYYY-MM, YYYY-MM-DD")
    year, month, day = found.groups()
    month = month or "12"
    return f"{year}-{month}-{day or calendar.monthrange(int(year), int(month))[1]:02}"


def period_end(period: str) -> str:
    """Last day of a period of the data model's grammar (`2024`, `2024-H1`, `2024-Q2`, `2021/2025`)."""
    last = period.split("/")[-1]
    year, _, part = last.partition("-")
    if part[:1] == "H":
        return known_on(f"{year}-{int(part[1]) * 6:02}")
    if part[:1] == "Q":
        return known_on(f"{year}-{int(part[1]) * 3:02}")
    return known_on(last)


def period(text: str) -> str:
    """A period in the data model's grammar: `2021-2025` becomes `2021/2025`, `per year` becomes `yearly`."""
    if text in ("per year", "yearly"):
        return "yearly"
    return re.sub(r"^(\d{4})-(\d{4})$", r"\1/\2", text)
