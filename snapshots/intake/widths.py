"""Rows as wide as the header: where they are not, whether commas inside numbers are the cause, else which rows."""

import re
from collections.abc import Mapping, Sequence

from snapshots.cells import NUMBER
from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Place
from snapshots.intake.records import Records
from snapshots.schema import Field, Table

_NUMBERS = ("number", "integer")
_LOOKED_AT = 500
_WHOLE, _REST, _THREE = (re.compile(pattern + r"\Z") for pattern in ("-?[0-9]+", r"[0-9]+\s?%?", "[0-9]{3}"))


def widths(rows: Records, width: int, columns: Mapping[int, str], table: Table, book: Ledger) -> Records:
    """Rows as wide as the header. A longer row is refused even where its last cells are empty: a comma inside a number
    may have moved every cell behind it."""
    fields = [table.field(columns[index]) if index in columns else None for index in range(width)]
    longer = [(number, cells) for number, cells in rows if len(cells) > width]
    if longer and not book.noted("separator") and all(_split(cells, fields) for _, cells in longer[:_LOOKED_AT]):
        book.stop("decimal_commas", Place(longer[0][0]), count=len(longer))
    for number, cells in rows:
        if len(cells) != width:
            code = "row_long" if len(cells) > width else "row_short"
            book.refuse(code, Place(number), count=len(cells), wanted=width)
    return [(number, (cells + [""] * width)[:width]) for number, cells in rows]


def _split(cells: Sequence[str], fields: Sequence[Field | None]) -> bool:
    """Whether the row fits its columns once the two parts of split numbers are one cell again, and only then."""
    joined = _joined(cells, fields)
    return len(joined) == len(fields) and _fitting(joined, fields) > _fitting(cells, fields)


def _joined(cells: Sequence[str], fields: Sequence[Field | None]) -> list[str]:
    found: list[str] = []
    left = list(cells)
    while left:
        field = fields[len(found)] if len(found) < len(fields) else None
        more = len(found) + len(left) > len(fields)
        if more and field and len(left) > 1 and _WHOLE.match(left[0]) and _may_follow(field, left[1]):
            left[:2] = [left[0] + ("." if field.type == "number" else "") + left[1]]
        found.append(left.pop(0))
    return found


def _may_follow(field: Field, rest: str) -> bool:
    """Whether these can be the digits behind a comma: decimals, or in a whole number the next three."""
    return bool(_REST.match(rest)) if field.type == "number" else field.type == "integer" and bool(_THREE.match(rest))


def _fitting(cells: Sequence[str], fields: Sequence[Field | None]) -> int:
    return sum(_fits(field, cell) for field, cell in zip(fields, cells, strict=False) if field)


def _fits(field: Field, cell: str) -> bool:
    if not cell:
        return not field.required
    if field.type in _NUMBERS:
        return bool(NUMBER.match(cell))
    return cell in field.enum if field.enum else bool(re.fullmatch(field.pattern, cell)) if field.pattern else True
