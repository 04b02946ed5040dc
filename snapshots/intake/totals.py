"""Rows that sum up others: at the end they are left out, in between and for the whole country it is asked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from language import fold
from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Grid, Place

_LABEL = 60
_TAIL = (
    r"(?: (?:[0-9]+|chung|cac|ca|nuoc|toan|quoc|tinh|thanh|pho|tp|don|vi|dia|phuong|bo|nganh|va|cua|theo|the|of|all|for|whole|"
    r"country|national|provinces?|cities|units?))*\Z"
)
_TOTAL = re.compile(
    "(?:tong cong|tong so|tong|cong|tb|trung binh|binh quan|trung vi|grand total|sub ?total|totals?|sum|average|mean|median)" + _TAIL)
_COUNTRY = re.compile("(?:ca nuoc|toan quoc|whole country)" + _TAIL)
_FREE = ("note_vi", "note_en")


def leave_totals(grid: Grid, firsts: Mapping[int, str], book: Ledger) -> None:
    """Takes the rows of totals out of the grid. `firsts` gives for each row its first filled cell, also one of a column left out."""
    kept: list[tuple[int, list[str]]] = []
    below = True
    for number, cells in reversed(grid.rows):
        found = _label(grid, cells, grid.place(number, 0), firsts.get(number, ""))
        if found is None or not _is_left_out(grid, cells, *found, below, book):
            kept.append((number, cells))
            below = below and found is not None and bool(_COUNTRY.match(_folded(found[1])))
    grid.rows = kept[::-1]


@lru_cache(maxsize=10_000)
def _folded(text: str) -> str:
    return fold(text) if len(text) <= _LABEL else ""


def is_label(text: str) -> bool:
    """Whether the text names a total or an average, or the whole country."""
    return bool(_TOTAL.match(_folded(text)) or _COUNTRY.match(_folded(text)))


def _label(grid: Grid, cells: Sequence[str], start: Place, first: str) -> tuple[Place, str] | None:
    """The cell that says so, with its place: that of the unit, else any text of a row without a unit; None where none does."""
    row = start.row or 0
    if "entity" not in grid.columns:
        return (start, first) if _TOTAL.match(_folded(first)) else None
    index = grid.columns.index("entity")
    if cells[index].strip():
        return (grid.place(row, index), cells[index]) if is_label(cells[index]) else None
    return next(_texts(grid, cells, row), (Place(row), first) if is_label(first) else None)


def _texts(grid: Grid, cells: Sequence[str], row: int) -> Iterator[tuple[Place, str]]:
    for index, name in enumerate(grid.columns):
        if name not in _FREE and cells[index] and is_label(cells[index]):
            yield grid.place(row, index), cells[index]


def _is_left_out(grid: Grid, cells: list[str], place: Place, text: str, below: bool, book: Ledger) -> bool:
    if _COUNTRY.match(_folded(text)):
        if not _has_others(grid):
            return False
        answer = book.ask("country_row", "", place, text, (("drop", ""), ("vn", "vn")))
        if answer == "vn":
            _to_country(grid, cells, place.row or 0, book)
        drop = answer == "drop"
    else:
        drop = below or book.ask("totals_inside", "", place, text, (("drop", ""),)) == "drop"
    if drop:
        book.change("totals_row", place, text, "")
    return drop


def _has_others(grid: Grid) -> bool:
    index = grid.columns.index("entity")
    return any(cells[index].strip() and not is_label(cells[index]) for _, cells in grid.rows)


def _to_country(grid: Grid, cells: list[str], number: int, book: Ledger) -> None:
    index = grid.columns.index("entity")
    book.change("name_id", grid.place(number, index), cells[index], "vn")
    cells[index] = "vn"
