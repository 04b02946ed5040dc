"""Edits of a table in the browser: rows are known by number, so that what a filter hides is never touched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from language import fold

FIRST_ROW = 2
"""The header is row 1 of a spreadsheet."""
ROW = "\0row"
"""Column of the frame that holds the label of the row; no table has such a name."""
MARK = "▶ "
NEW = "+"
Cells = Mapping[str, str]


@dataclass(frozen=True)
class Working:
    """A table being edited: rows by number, those of the file from FIRST_ROW on, new ones below zero.

    `seen` is the hash of the table that was opened, `before` its rows then.
    """

    columns: tuple[str, ...]
    seen: str
    before: Mapping[int, Cells]
    rows: Mapping[int, Cells]

    @property
    def changed(self) -> bool:
        """Whether anything differs from the table that was opened."""
        return self.rows != self.before


class Edit(NamedTuple):
    """One cell, or a whole row where `column` is empty: row (below zero for a new one), what was and what is now."""

    row: int
    column: str
    was: str
    now: str


def working(columns: Sequence[str], rows: Sequence[Cells], seen: str) -> Working:
    """The table as it was opened."""
    numbered: Mapping[int, Cells] = MappingProxyType(dict(enumerate(rows, FIRST_ROW)))
    return Working(tuple(columns), seen, numbered, numbered)


def ordered(table: Working) -> list[int]:
    """Numbers of the rows as they will be written: those of the file, then new ones in the order they were added."""
    return sorted(number for number in table.rows if number > 0) + sorted((n for n in table.rows if n < 0), reverse=True)


def found(table: Working, text: str = "", equal: Mapping[str, str] = MappingProxyType({})) -> list[int]:
    """Numbers of the rows that hold every word of `text` in some cell and have these cells; new rows always."""
    words = fold(text).split()
    return [
        number for number in ordered(table)
        if number < 0 or (_equal(table.rows[number], equal) and _holds(table.rows[number], words))
    ]


def _equal(cells: Cells, equal: Mapping[str, str]) -> bool:
    return all(cells.get(name, "") == value for name, value in equal.items() if value)


def _holds(cells: Cells, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = fold("\n".join(cells.values()))
    return all(word in text for word in words)


def window(numbers: Iterable[int], begin: int, limit: int) -> list[int]:
    """Of these rows at most `limit` from row `begin` on, and every new one."""
    listed = list(numbers)
    return [one for one in listed if one >= begin][:limit] + [one for one in listed if one < 0]


def frame(table: Working, numbers: Iterable[int], order: Sequence[str], marked: int = 0) -> pd.DataFrame:
    """The rows as text for the editor, a label in front: the number, `+1` for a new row, a sign at the marked one."""
    rows = [
        {ROW: _label(number, marked), **{name: table.rows[number].get(name, "") for name in order}} for number in numbers
    ]
    return pd.DataFrame(rows, columns=[ROW, *order], dtype=object)


def _label(number: int, marked: int) -> str:
    return (MARK if number == marked else "") + (f"{NEW}{-number}" if number < 0 else str(number))


def _number(label: object) -> int:
    """The row a label names; 0 where the row has none, as one just added."""
    text = label.removeprefix(MARK) if isinstance(label, str) else ""
    return -int(text[1:]) if text.startswith(NEW) else int(text or 0)


def merged(table: Working, numbers: Sequence[int], edited: pd.DataFrame) -> Working:
    """The table with the rows `numbers` as edited: changed, deleted where missing, added where without a label.

    Rows not among `numbers` stay as they are; a row added and left empty is none.
    """
    rows = dict(table.rows)
    left = set(numbers)
    added = min([0, *rows])
    for record in edited.to_dict("records"):
        cells = {name: _text(record.get(name)) for name in table.columns}
        number = _number(record[ROW])
        if number in left:
            left.discard(number)
            rows[number] = cells if cells != dict(rows[number]) else rows[number]
        elif any(cells.values()):
            added -= 1
            rows[added] = cells
    for number in left:
        del rows[number]
    return replace(table, rows=rows)


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)


def with_cell(table: Working, number: int, column: str, value: str) -> Working:
    """The table with one cell changed; KeyError where there is no such row."""
    return replace(table, rows={**table.rows, number: {**table.rows[number], column: value}})


def edits(table: Working) -> list[Edit]:
    """What was changed since the table was opened, row by row."""
    return [
        edit for number in sorted({*table.before, *table.rows}, key=lambda n: (n < 0, abs(n)))
        for edit in _row_edits(table, number)
    ]


def _row_edits(table: Working, number: int) -> list[Edit]:
    old, new = table.before.get(number), table.rows.get(number)
    if old is new:
        return []
    if old is None or new is None:
        return [Edit(number, "", _joined(old), _joined(new))]
    return [
        Edit(number, name, old.get(name, ""), new.get(name, "")) for name in table.columns
        if old.get(name, "") != new.get(name, "")
    ]


def _joined(cells: Cells | None) -> str:
    return ", ".join(cell for cell in (cells or {}).values() if cell)


def whole(table: Working) -> list[dict[str, str]]:
    """All rows, as the desk wants them."""
    return [dict(table.rows[number]) for number in ordered(table)]
