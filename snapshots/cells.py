"""What one cell may hold: text without traps, numbers in plain digits, ids, dates, periods, addresses."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache

from snapshots import periods
from snapshots.draft import Sheet
from snapshots.findings import Finding
from snapshots.schema import Field

Fault = tuple[str, Mapping[str, object]]

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?\Z")
INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_NEGATIVE_ZERO = re.compile(r"-0(\.0+)?\Z")
_COMMA = re.compile(r"-?[0-9]+,[0-9]+\Z")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?P<mark>[., '’\u00a0\u202f])[0-9]{3}((?P=mark)[0-9]{3})*([.,][0-9]+)?\Z")
_WORDS = {
    "nan", "na", "n/a", "null", "none", "inf", "-inf", "infinity", "-", "–", "—", "…", "...", "x", "k",
    "không có", "kxđ",
}
_EXCEL = re.compile(r"#(DIV/0!|N/A|REF!|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!)\Z")
_FORMULA = tuple("=+-@\t＝＋－＠")
_SIGNED_NOTE = re.compile(r"[+-][0-9]+([.,][0-9]+)?([ %].*)?\Z", re.DOTALL)
_DAMAGED = re.compile("Ã[\u0080-\u00bf¡-¿]|Ä[\u0080-\u009f‘’“”•]|Æ[°¡]|á[º»][\u0080-\u00bf“-™]|â€")
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")
_SPACES = {0x00A0, 0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFFFD, 0x2028, 0x2029}
_DIRECTIONS = {0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_UNSEEN = _SPACES | _DIRECTIONS
_SIGNIFICANT = 15
_TEXTS_KNOWN = 200_000
"""So many good texts of a column are remembered, so that a column of different texts takes no more memory."""


def check_cells(sheet: Sheet) -> Iterator[Finding]:
    """Findings about single cells, column by column."""
    for name in dict.fromkeys(sheet.header):
        if name in sheet.table.columns:
            yield from _check_column(sheet, sheet.table.field(name))


def _check_column(sheet: Sheet, field: Field) -> Iterator[Finding]:
    name, good = field.name, set[str]()
    for row in sheet.rows:
        text = row.cells[name]
        if text in good:
            continue
        found = tuple(faults(field, text))
        if not found and len(good) < _TEXTS_KNOWN:
            good.add(text)
        for code, values in found:
            yield sheet.fault(code, row, name, **values)


def faults(field: Field, text: str) -> Iterator[Fault]:
    """Code and values of each fault of a cell in that column; the traps of text first, then its form."""
    if not text:
        if field.required:
            yield "required", {}
        return
    if field.enum and text in field.enum:
        return
    traps = tuple(_traps(field, text))
    yield from traps or _form(field, text)


def _traps(field: Field, text: str) -> Iterator[Fault]:
    plain = text.isprintable() and "\ufffd" not in text
    hidden = None if plain else next((ch for ch in text if _invisible(ch)), None)
    if hidden:
        name = unicodedata.name(hidden, "CONTROL CHARACTER")
        yield "control_character", {"name": name, "code": f"{ord(hidden):04X}"}
    elif "\n" in text and not field.name.endswith(("_vi", "_en")):
        yield "line_break", {}
    elif text != text.strip():
        yield "stray_space", {}
    elif _EXCEL.match(text):
        yield "excel_error", {}
    elif _formula(field, text):
        yield "formula", {}
    elif field.type == "string":
        yield from _letters(field, text)


def _invisible(ch: str) -> bool:
    return ch != "\n" and (unicodedata.category(ch) in ("Cc", "Cs") or ord(ch) in _UNSEEN)


def _formula(field: Field, text: str) -> bool:
    if not text.startswith(_FORMULA):
        return False
    if field.type in ("number", "integer"):
        return text[0] in "=@＝＠"
    return not (field.name.startswith("note") and _SIGNED_NOTE.match(text))


def _letters(field: Field, text: str) -> Iterator[Fault]:
    if _DAMAGED.search(text):
        yield "wrong_letters", {}
    elif _LOST.search(text) and "http" not in text:
        yield "lost_letters", {}
    elif "Ð" in text or "ð" in text:
        yield "letter_eth", {"suggestion": text.replace("Ð", "Đ").replace("ð", "đ")}


def _form(field: Field, text: str) -> Iterator[Fault]:
    if field.enum:
        yield _not_listed(field, text)
    elif field.type in ("number", "integer"):
        yield from _number(field, text)
    elif field.pattern and not re.fullmatch(field.pattern, text):
        yield f"form_{field.form}", {}
    elif field.form in ("date", "period", "due"):
        yield from _dates(text)


def _not_listed(field: Field, text: str) -> Fault:
    close = get_close_matches(text.strip().lower().replace("-", "_"), field.enum, 1)
    names = ", ".join(field.enum)
    if close:
        return "not_in_list_close", {"names": names, "suggestion": close[0]}
    return "not_in_list", {"names": names}


def _dates(text: str) -> Iterator[Fault]:
    if text == "yearly":
        return
    if not periods.exists(text):
        yield "calendar", {}
    elif periods.first_day(text) > periods.last_day(text):
        yield "period_order", {}


def _number(field: Field, text: str) -> Iterator[Fault]:
    if not NUMBER.match(text) or _NEGATIVE_ZERO.match(text):
        yield _not_a_number(text)
    elif field.type == "integer" and not INTEGER.match(text):
        yield "integer_form", {}
    else:
        yield from _range(field, text)


def _not_a_number(text: str) -> Fault:
    plain = re.sub(r"[., '’\u00a0\u202f]", "", text)
    tests: tuple[tuple[str, Callable[[], object], str], ...] = (
        ("number_word", lambda: text.lower() in _WORDS, ""),
        ("number_percent", lambda: text.endswith("%"), ""),
        ("number_thousands", lambda: _THOUSANDS.match(text) and not _COMMA.match(text), plain),
        ("number_comma", lambda: _COMMA.match(text), text.replace(",", ".")),
    )
    return next(((code, {"suggestion": hint}) for code, test, hint in tests if test()), ("number_form", {}))


def _range(field: Field, text: str) -> Iterator[Fault]:
    value = float(text)
    digits = len(text.lstrip("-0.").replace(".", ""))
    if field.minimum is not None and value < field.minimum:
        yield "too_small", {"limit": field.minimum}
    elif field.maximum is not None and value > field.maximum:
        yield "too_large", {"limit": field.maximum}
    elif digits > _SIGNIFICANT:
        yield "precision", {"digits": digits}


@lru_cache(maxsize=_TEXTS_KNOWN)
def number(text: str) -> float | None:
    """The cell as a number; None for an empty cell or one that is not a number."""
    return float(text) if NUMBER.match(text) else None
