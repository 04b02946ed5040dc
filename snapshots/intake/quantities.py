"""The number columns of a grid: read as written where there is one reading, compared with earlier values where there are two."""

import re
from collections.abc import Mapping

from language import LANGUAGES, say
from snapshots.cells import NUMBER
from snapshots.intake.cells import take
from snapshots.intake.earlier import Earlier, fits
from snapshots.intake.labels import label
from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Grid, Place
from snapshots.intake.numbers import Reading, Stored, Style, read_number, style
from snapshots.intake.periods import read_date
from snapshots.intake.texts import MEASURES
from snapshots.schema import Field
from snapshots.validate import Rows

_NUMBERS = ("number", "integer")
_SHOWN = 3
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?\Z")


def number_cells(grid: Grid, base: Rows, book: Ledger) -> None:
    """Writes numbers in plain digits; asks about `1.298` where it may be 1298; refuses a per-cent sign in another unit."""
    fields = [(index, grid.table.field(name)) for index, name in enumerate(grid.columns)]
    columns = [(index, field) for index, field in fields if field.type in _NUMBERS]
    written = style({cells[index] for _, cells in grid.rows for index, _ in columns if not isinstance(cells[index], Stored)})
    reader = _Reader(grid, base, book, written)
    for index, field in columns:
        known: dict[str, Reading] = {}
        dates = {text for text in {cells[index] for _, cells in grid.rows} if _is_date(text)}
        for number, cells in grid.rows:
            text = cells[index]
            if text not in known:
                known[text] = read_number(text)
            if known[text] != _PLAIN:
                reader.read(known[text], field, cells, index, grid.place(number, index))
            elif text in dates:
                book.refuse("number_date", grid.place(number, index), text)


_PLAIN = Reading()


def _is_date(text: str) -> bool:
    """Whether a spreadsheet turned what was typed into a date: `5/1` or `1-2` becomes a day, and the number is lost."""
    if NUMBER.match(text) or not text[:1].isdigit() or read_number(text) != _PLAIN:
        return False
    read = read_date(text)
    return bool(_DAY.match(text) or read.text or read.day_first)


def _measured(group: str, lang: str) -> str:
    """What is counted, or the column, in words; the code where there are none."""
    return say(lang, MEASURES[group]) if group in MEASURES else f"“{label(group, lang)}”"


class _Reader:
    def __init__(self, grid: Grid, base: Rows, book: Ledger, written: Style) -> None:
        self._grid, self._base, self._book, self._style = grid, base, book, written
        self._earlier = Earlier(base, grid.table)
        self._tables: dict[str, Mapping[str, Mapping[str, str]]] = {}

    def read(self, reading: Reading, field: Field, cells: list[str], index: int, place: Place) -> None:
        row = dict(zip(self._grid.columns, cells, strict=True))
        if reading.percent and not self._percent(field, row, place):
            return
        steps = list(reading.steps)
        if reading.thousands:
            chosen = self._chosen(reading, field, row, cells[index], place)
            last = steps[-1][2] if steps else str(cells[index])
            rule = "number_thousands" if chosen == reading.thousands else "number_comma"
            steps = [*steps, (rule, last, chosen)] if chosen and chosen != last else steps if chosen else []
        take(steps, cells, index, place, self._book)

    def _chosen(self, reading: Reading, field: Field, row: Mapping[str, str], text: str, place: Place) -> str:
        """The one of two readings that is certain, or that the person chose; "" while it is open."""
        values = self._earlier.values(field.name, row)
        if field.type == "number" and self._decimal(reading, field, row, text):
            return reading.decimals
        group = self._earlier.group(row)
        shown = ", ".join(f"{value:g}" for value in values[-_SHOWN:]) or "–"
        ways = {"thousands": reading.thousands, "decimals": reading.decimals}
        answer = self._book.ask("thousands", f"{field.name}:{group}", place, text, tuple(ways.items()),
                                earlier=shown, **self._group_name(group or field.name))
        return ways.get(answer, "")

    def _group_name(self, group: str) -> dict[str, object]:
        known = self._known("indicators").get(group, {})
        return {f"group_{lang}": known.get(f"name_{lang}") or _measured(group, lang) for lang in LANGUAGES}

    def _decimal(self, reading: Reading, field: Field, row: Mapping[str, str], text: str) -> bool:
        """Whether the cell or the rest of the file proves that the mark stands before decimals; for a point between commas
        also earlier values of the same unit."""
        values, own = self._earlier.values(field.name, row), self._earlier.own(field.name, row)
        if fits(reading.thousands, values) and not fits(reading.decimals, values):
            return False
        if isinstance(text, Stored):
            return True
        if "," in text:
            return self._style.decimal_comma and not self._style.comma_otherwise
        earlier = fits(reading.decimals, own) and not fits(reading.thousands, own) and not self._book.noted("separator")
        return (self._style.decimal_point or earlier) and not self._style.point_otherwise

    def _percent(self, field: Field, row: Mapping[str, str], place: Place) -> bool:
        """Whether the unit is per cent; refuses where it is another one, and leaves it to the check where it is not known."""
        unit = self._unit(row) if field.name == "value" else ""
        known = self._known("units").get(unit)
        if known and not (unit + "-").startswith("percent-"):
            names = {f"unit_{lang}": known[f"name_{lang}"] for lang in LANGUAGES}
            self._book.refuse("percent_unit", place, row[field.name], **names)
        return bool(known) and (unit + "-").startswith("percent-")

    def _unit(self, row: Mapping[str, str]) -> str:
        return row.get("unit") or self._known("indicators").get(row.get("indicator", ""), {}).get("unit", "")

    def _known(self, table: str) -> Mapping[str, Mapping[str, str]]:
        if table not in self._tables:
            self._tables[table] = {cells["id"]: cells for cells in self._base.rows(table)}
        return self._tables[table]
