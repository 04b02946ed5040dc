"""Numbers, dates and periods as Babel writes them: decimal comma in Vietnamese, point in English."""

import datetime as dt
import re
from decimal import Decimal

from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from language.catalog import say

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}\Z")
_PART = re.compile(r"([0-9]{4})-([HQ])([1-4])\Z")


def number(lang: str, value: float | None, decimals: int = 0) -> str:
    """The value with exactly `decimals` decimals (half up, on the shortest decimal text); empty for a missing value."""
    if value is None or value != value:
        return ""
    exact = Decimal(repr(float(value)))
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")
    return format_decimal(rounded, format=pattern, locale=lang)


def signed(lang: str, value: float | None, decimals: int = 0) -> str:
    """As `number`, with + or − (U+2212) before it; zero has no sign."""
    text = number(lang, None if value is None else abs(value), decimals)
    if not text or not re.search("[1-9]", text):
        return text
    return ("+" if value and value > 0 else "−") + text


def date(lang: str, iso: str | None) -> str:
    """`2025-10-21` as 21/10/2025 or 21 Oct 2025; a month or a year as precise as it is known; empty for empty."""
    iso = iso or ""
    if _DAY.match(iso):
        day = dt.date.fromisoformat(iso)
        return format_date(day, "dd/MM/yyyy" if lang == "vi" else "d MMM yyyy", locale=lang)
    if _MONTH.match(iso):
        month = dt.date.fromisoformat(iso + "-01")
        return (
            format_date(month, "MM/yyyy", locale=lang) if lang == "vi" else format_skeleton("yMMM", month, locale=lang)
        )
    return iso


def period(lang: str, text: str | None) -> str:
    """A reference period in words: `2024`, `2025-H1`, `2024-Q2`, `2025-12-04`, `2021/2025`, `yearly`."""
    text = text or ""
    if "/" in text:
        start, end = text.split("/", 1)
        return f"{period(lang, start)}–{period(lang, end)}"
    if text == "yearly":
        return say(lang, "every year")
    part = _PART.match(text)
    if part is None:
        return date(lang, text)
    year, kind, index = part.groups()
    if kind == "H":
        return (
            say(lang, "first half of {year}", year=year)
            if index == "1"
            else say(lang, "second half of {year}", year=year)
        )
    return say(lang, "quarter {index} of {year}", index=index, year=year)


def join(lang: str, items: list[str]) -> str:
    """`a, b and c` in the reader's language."""
    return format_list(items, locale=lang)
