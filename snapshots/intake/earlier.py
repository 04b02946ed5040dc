"""Earlier values of the same thing: what size a number there usually has."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from snapshots.cells import number
from snapshots.schema import Table
from snapshots.validate import Rows

_ROOM = 2
_GROUPS = ("indicator", "measure", "edition")


class Earlier:
    """Values of a column in the snapshot that the draft starts from, by unit and by what is measured."""

    def __init__(self, base: Rows, table: Table) -> None:
        self._base = base
        self._table = table

    def group(self, cells: Mapping[str, str]) -> str:
        """What the row measures: its indicator or measure; "" where the table has neither."""
        return next((cells[name] for name in _GROUPS if cells.get(name)), "")

    def values(self, column: str, cells: Mapping[str, str]) -> Sequence[float]:
        """Sizes known for the same unit, else for the same measure; none where nothing is known."""
        group = self.group(cells)
        return self.own(column, cells) or self._known.get((column, group, "")) or ()

    def own(self, column: str, cells: Mapping[str, str]) -> Sequence[float]:
        """Sizes known for the same unit and measure."""
        return self._known.get((column, self.group(cells), cells.get("entity", ""))) or ()

    @cached_property
    def _known(self) -> Mapping[tuple[str, str, str], list[float]]:
        columns = [field.name for field in self._table.fields if field.type in ("number", "integer")]
        found: dict[tuple[str, str, str], list[float]] = {}
        for cells in self._base.rows(self._table.name):
            group = self.group(cells)
            for column in columns:
                value = number(cells.get(column, ""))
                if value:
                    found.setdefault((column, group, ""), []).append(abs(value))
                    found.setdefault((column, group, cells.get("entity", "")), []).append(abs(value))
        return found


def fits(text: str, values: Sequence[float]) -> bool:
    """Whether the number is about as large as one of those known: within half the least and twice the largest."""
    value = number(text)
    return bool(values) and value is not None and min(values) / _ROOM <= abs(value) <= max(values) * _ROOM
