"""Dates and periods as people write them, turned into the declared grammar where they have one reading."""

import datetime as dt
import re
from collections.abc import Callable
from typing import NamedTuple

from language import fold
from snapshots.periods import exists

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_Y = r"(?P<y>(?:19|20)[0-9]{2})"
_M = r"(?P<m>0?[1-9]|1[0-2])"
_Q = r"(?P<q>[1-4]|iv|i{1,3})"
_SERIAL = re.compile(r"[2-5][0-9]{4}\Z")
_SERIAL_EPOCH = dt.date(1899, 12, 30)
_DAY_FIRST = re.compile(r"(?P<a>[0-9]{1,2})[/.-](?P<b>[0-9]{1,2})[/.-](?P<y>(?:19|20)[0-9]{2})\Z")
_YEAR_FIRST = re.compile(rf"{_Y}[/.-]{_M}[/.-](?P<d>0?[1-9]|[12][0-9]|3[01])\Z")
_SPAN = re.compile(r"(?P<a>(?:19|20)[0-9]{2})\s?[-–—]\s?(?P<b>(?:19|20)[0-9]{2})\Z")
_YEARS = re.compile(r"[0-9]{4}")
_EARLIEST, _LATEST = 1900, 2100


def _quarter(found: re.Match[str]) -> str:
    return f"{found['y']}-Q{_ROMAN.get(found['q'], found['q'])}"


def _month(found: re.Match[str]) -> str:
    return f"{found['y']}-{int(found['m']):02d}"


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern + r"\Z"), form) for pattern, form in (
        (rf"(?:nam|year) {_Y}", lambda found: found["y"]),
        (rf"(?:q|quy|quarter) ?{_Q} (?:nam )?{_Y}", _quarter),
        (rf"{_Y} ?(?:q|quy|quarter) ?{_Q}", _quarter),
        (rf"(?:thang|month|t) ?{_M} (?:nam )?{_Y}", _month),
        (rf"{_M} {_Y}", _month),
        (rf"{_Y} (?P<m>[1-9])", _month),
        (rf"(?:h ?1|6 thang dau|6 thang dau nam|nua dau|nua dau nam|first half(?: of)?) (?:nam )?{_Y}",
         lambda found: f"{found['y']}-H1"),
        (rf"(?:h ?2|6 thang cuoi|6 thang cuoi nam|nua cuoi|nua cuoi nam|second half(?: of)?) (?:nam )?{_Y}",
         lambda found: f"{found['y']}-H2"),
        (rf"{_Y} ?h ?(?P<q>[12])", lambda found: f"{found['y']}-H{found['q']}"),
    )
)
"""Patterns over the folded text (small letters, no accents, punctuation as spaces)."""


class Dated(NamedTuple):
    """The declared form, "" where there is none for sure; two candidates where day and month may be either."""

    text: str = ""
    day_first: str = ""
    month_first: str = ""


def read_date(text: str) -> Dated:
    """How a cell that is not in the grammar can be read as a date or period."""
    if len(text) > 40:
        return Dated()
    day, span = _DAY_FIRST.match(text), _SPAN.match(text)
    if day:
        return _of_three(day["y"], int(day["a"]), int(day["b"]))
    if span:
        return Dated(f"{span['a']}/{span['b']}" if span["a"] < span["b"] else "")
    whole = _YEAR_FIRST.match(text)
    if whole:
        return Dated(_iso(whole["y"], int(whole["m"]), int(whole["d"])))
    words = fold(text)
    return Dated(next((form(found) for pattern, form in _FORMS if (found := pattern.match(words))), ""))


def _of_three(year: str, first: int, second: int) -> Dated:
    day_first, month_first = _iso(year, second, first), _iso(year, first, second)
    if day_first and month_first and day_first != month_first:
        return Dated("", day_first, month_first)
    return Dated(day_first or month_first)


def _iso(year: str, month: int, day: int) -> str:
    text = f"{year}-{month:02d}-{day:02d}"
    return text if month <= 12 and exists(text) else ""


def serial_day(text: str) -> str:
    """The day a spreadsheet's day count may stand for; "" where the text is no such count."""
    if not _SERIAL.match(text):
        return ""
    return (_SERIAL_EPOCH + dt.timedelta(days=int(text))).isoformat()


def strange_year(text: str) -> str:
    """A year that no figure here can be about (Buddhist calendar, slip of the keys); "" where there is none."""
    years = (year for part in text.split("/") for year in _YEARS.findall(part[:4]))
    return next((year for year in years if not _EARLIEST <= int(year) <= _LATEST), "")
