"""Cells merged downwards, which leave the cells below the first one empty: filled only when the person says so."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence

from snapshots.findings import letter
from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Grid, Merged

_MOST = 500_000


def fill_merged(grid: Grid, merged: Sequence[Merged], book: Ledger) -> None:
    """Asks, a column at a time, whether empty cells repeat the cell above, and fills them if so.

    Asked about are the cells that the sheet says are merged, and every empty cell of a column that must be filled. Refuses
    cells of the table merged across columns: which of them the text belongs to cannot be known.
    """
    below = _below(grid, merged, book)
    for index, name in enumerate(grid.columns):
        every = grid.table.field(name).required
        empty = [place for place, (_, cells) in enumerate(grid.rows) if not cells[index]] if every else sorted(below[index])
        if empty and empty[0] != 0:
            _ask(grid, index, empty, book)


def _below(grid: Grid, merged: Sequence[Merged], book: Ledger) -> Mapping[int, set[int]]:
    """By column, the positions of the rows whose empty cell belongs to a merged cell that begins in a row above."""
    numbers = [number for number, _ in grid.rows]
    columns = {place: grid.letters.index(letter(place)) for place in range(60) if letter(place) in grid.letters}
    found: dict[int, set[int]] = defaultdict(set)
    count = 0
    for area in merged:
        first, last = bisect_left(numbers, area.top), bisect_right(numbers, area.bottom)
        inside = [columns[place] for place in range(area.left, min(area.right, 60) + 1) if place in columns]
        if first < last and area.right > area.left and inside:
            book.refuse("merged_across", grid.place(numbers[first], inside[0]))
        elif first < last and inside and numbers[first] == area.top:
            count += last - first
            found[inside[0]] |= {place for place in range(first + 1, last) if not grid.rows[place][1][inside[0]]}
        if count > _MOST:
            book.stop("workbook_merged", limit=f"{_MOST:,}")
    return found


def _ask(grid: Grid, index: int, empty: Sequence[int], book: Ledger) -> None:
    number, above = grid.rows[empty[0] - 1]
    choices = (("repeat", above[index]), ("leave", ""))
    name = grid.columns[index]
    if book.ask("merged_blank", name, grid.place(number, index), above[index], choices, count=len(empty)) == "repeat":
        _fill(grid, index, empty, book)


def _fill(grid: Grid, index: int, empty: Sequence[int], book: Ledger) -> None:
    for position in empty:
        number, cells = grid.rows[position]
        cells[index] = grid.rows[position - 1][1][index]
        book.change("merged_blank", grid.place(number, index), "", cells[index])
