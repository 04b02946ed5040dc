"""What one cell may hold: text without traps, numbers in plain digits, ids, dates, periods, addresses."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
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
_GROUP = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}\Z")
_THOUSANDS = re.compile(
    r"(?P<whole>-?[1-9][0-9]{0,2}(?P<mark>[., '’\u00a0\u202f])[0-9]{3}((?P=mark)[0-9]{3})*)"
    r"((?!(?P=mark))[.,](?P<part>[0-9]+))?\Z"
)
_WORDS = {
    "nan", "na", "n/a", "null", "none", "inf", "-inf", "infinity", "-", "–", "—", "…", "...", "x", "k",
    "không có", "không có số liệu", "không áp dụng", "chưa có", "chưa có số liệu", "chưa công bố", "kxđ",
}
_EXCEL = re.compile(r"#(DIV/0!|N/A|REF!|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!)\Z")
_FORMULA = tuple("=+-@\t＝＋－＠﹦﹢﹣﹫")
_SIGNED_NOTE = re.compile(r"[+-]([0-9]+([.,][0-9]+)?([ %].*)?| .+)\Z", re.DOTALL)
_REACHING = re.compile(r"""\||!\$?\w|#\$|'#|[A-Za-z0-9.]\(|[A-Za-z0-9.]\s+\([^)]*["(]""")
"""What a formula needs to do more than reckon: another program, another sheet or file, a function."""
_NEW_CELL = re.compile("[;\n]")
"""Where a spreadsheet that separates columns by semicolons begins another cell, even within quotes."""
_DAMAGED = re.compile("Ã[\u0080-\u00bf¡-¿]|Ä[\u0080-\u009f‘’“”•]|Æ[°¡]|á[º»][\u0080-\u00bf“-™]|â€")
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")
_UNSEEN_KINDS = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_UNSEEN = re.compile("[\u00a0\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffd\U000e0100-\U000e01ef]")
"""Letters and marks that show nothing, and the mark for a letter that was lost."""
SIGNIFICANT, _DIGITS = 15, 30
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
    hidden = _hidden(text)
    if hidden:
        name = unicodedata.name(hidden, "PRIVATE USE CHARACTER" if unicodedata.category(hidden) == "Co" else "CONTROL CHARACTER")
        yield "control_character", {"name": name, "code": f"{ord(hidden):04X}"}
    elif "\n" in text and not field.name.endswith(("_vi", "_en")):
        yield "line_break", {}
    elif text != text.strip():
        yield "stray_space", {}
    elif _EXCEL.match(text):
        yield "excel_error", {}
    elif _formula(field, text):
        yield "formula", {}
    elif _hides_formula(text):
        yield "formula_inside", {}
    elif field.type == "string":
        yield from _letters(field, text)


def _hidden(text: str) -> str:
    """The first character of the text that nobody sees; empty where there is none."""
    if text.isascii() and text.isprintable():
        return ""
    unseen = _UNSEEN.search(text)
    if unseen or text.isprintable():
        return unseen[0] if unseen else ""
    return next((ch for ch in text if ch != "\n" and unicodedata.category(ch) in _UNSEEN_KINDS), "")


def _formula(field: Field, text: str) -> bool:
    if not text.startswith(_FORMULA):
        return False
    if field.type in ("number", "integer"):
        return text[0] in "=@＝＠"
    return not (field.name.startswith("note") and _SIGNED_NOTE.match(text) and not _REACHING.search(text))


def _hides_formula(text: str) -> bool:
    """Whether a formula begins after a semicolon or a line break: an equals sign, or another sign that leads out."""
    if "\n" not in text and ";" not in text:
        return False
    begins = [part.strip() for part in _NEW_CELL.split(text)[1:]]
    return any(
        part.startswith(_FORMULA) and (part[0] in "=＝﹦" or _REACHING.search(part) is not None) for part in begins
    )


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
        yield _not_a_number(field, text)
    elif (digits := sum(map(str.isdigit, text))) > _DIGITS:
        yield "number_long", {"digits": digits, "limit": _DIGITS}
    elif field.type == "integer" and not INTEGER.match(text):
        yield "integer_form", {}
    else:
        yield from _range(field, text)


def _not_a_number(field: Field, text: str) -> Fault:
    if text.lower() in _WORDS:
        return "number_word", {}
    if text.endswith("%"):
        return "number_percent", {}
    if _COMMA.match(text):
        return _with_comma(field, text)
    grouped = _THOUSANDS.match(text)
    if grouped:
        part = "." + grouped["part"] if grouped["part"] else ""
        return "number_thousands", {"suggestion": grouped["whole"].replace(grouped["mark"], "") + part}
    return "number_form", {}


def _with_comma(field: Field, text: str) -> Fault:
    """A comma before three digits may stand between thousands, unless the column has no number so large."""
    whole, decimals = text.replace(",", ""), text.replace(",", ".")
    if _GROUP.match(text) and not any(_range(field, whole)):
        return "number_comma_either", {"suggestion": decimals, "whole": whole}
    return "number_comma", {"suggestion": decimals}


def _range(field: Field, text: str) -> Iterator[Fault]:
    value = float(text)
    digits = significant(text)
    if field.minimum is not None and value < field.minimum:
        yield "too_small", {"limit": field.minimum}
    elif field.maximum is not None and value > field.maximum:
        yield "too_large", {"limit": field.maximum}
    elif digits > SIGNIFICANT:
        yield "precision", {"digits": digits}


def significant(text: str) -> int:
    """How many significant digits a number is written with."""
    return len(text.lstrip("-0.").replace(".", ""))


@lru_cache(maxsize=_TEXTS_KNOWN)
def number(text: str) -> float | None:
    """The cell as a number; None for an empty cell, one that is not a number, or one with far too many digits."""
    return float(text) if len(text) <= _DIGITS + 2 and NUMBER.match(text) else None  # with sign and point
