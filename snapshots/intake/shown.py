"""What a cell of a workbook shows: the number or the day it holds, read through its number format."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from language import fold
from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Place
from snapshots.intake.numbers import hundredfold, stored

_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?P<aside>[^\]]*)\]|[_*].|(?P<plain>.)', re.DOTALL)
_DIGITS = re.compile(r"[0#?@]|general", re.IGNORECASE)
_FRACTION = re.compile(r"\.([0#?]*)")
_SCALED = re.compile(r"[0#?.],+(?![0#?])")
_DATE_WORDS = frozenset({"", "nam", "thang", "ngay", "t"})


class Section(NamedTuple):
    """One part of a number format: its signs, the text it adds, and whether it holds for some numbers only."""

    signs: str
    words: str
    conditional: bool


def number_text(value: float, shown: str, place: Place, book: Ledger) -> str:
    """The stored number with the decimals that the cell shows, and with the per-cent sign that it shows.

    Refuses a cell that shows something else than the number it holds.
    """
    sections = _sections(shown)
    section = _section_for(value, sections)
    differ = section.conditional and len({"%" in other.signs for other in sections}) > 1
    unseen = value != 0 and shown and not _DIGITS.search(section.signs)
    if differ or unseen or section.signs.count("%") > 1 or _SCALED.search(section.signs):
        book.refuse("workbook_format", place, str(stored(value)), shown=shown)
    if "%" in section.signs:
        return f"{hundredfold(value, _decimals(section))}%"
    plain = stored(value, _decimals(section))
    return f"{plain}%" if "%" in section.words else plain


def _sections(shown: str) -> list[Section]:
    found = [Section("", "", False)]
    for token in _TOKEN.finditer(shown):
        signs, words, conditional = found[-1]
        if token["plain"] == ";":
            found.append(Section("", "", False))
        else:
            aside = (token["aside"] or " ")[0] in "<>="
            words += token["quoted"] or token["escaped"] or ""
            found[-1] = Section(signs + (token["plain"] or ""), words, conditional or aside)
    return found


def _section_for(value: float, sections: Sequence[Section]) -> Section:
    """The part that holds for the number: first, negative, nought; the first of parts that hold on conditions."""
    if any(section.conditional for section in sections):
        return sections[0]._replace(conditional=True)
    if value < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


def _decimals(section: Section) -> int:
    fraction = _FRACTION.search(section.signs)
    return fraction[1].count("0") if fraction and "e" not in section.signs.lower() else 0


def date_text(value: Any, shown: str, place: Place, book: Ledger) -> str:
    """A date cell as the day, month or year that it shows; refuses an hour, and words that are no part of a date."""
    if not isinstance(value, dt.date) or (isinstance(value, dt.datetime) and value.time() != dt.time()):
        book.refuse("workbook_time", place, str(value))
        return ""
    day = value.date().isoformat() if isinstance(value, dt.datetime) else value.isoformat()
    section = _sections(shown)[0]
    signs = section.signs.lower()
    if "d" not in signs and not set(fold(section.words).split()) <= _DATE_WORDS:
        book.refuse("workbook_format", place, day, shown=shown)
    text = day if "d" in signs or not {"m", "y"} & set(signs) else day[:7] if "m" in signs else day[:4]
    book.change("date_cell", place, day, text)
    return text
