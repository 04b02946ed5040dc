"""A draft against the snapshot shown now: rows that vanished, values that look like a slip of unit or decimal point."""

from collections.abc import Iterator, Mapping, Sequence

from snapshots.cells import number
from snapshots.draft import Row, Sheet
from snapshots.findings import Finding
from snapshots.schema import Table

FACTORS = (10, 100, 1000)
_CLOSE = 0.02
_MEASURED = ("comparator", "value", "rank")


def identity_columns(table: Table) -> tuple[str, ...]:
    """The key without what is measured: rows that agree in these are about the same thing."""
    return tuple(name for name in table.key if name not in _MEASURED)


def identity(table: Table, cells: Mapping[str, str]) -> tuple[str, ...]:
    """Cells of the identity columns."""
    return tuple(cells.get(name, "") for name in identity_columns(table))


def key_text(table: Table, cells: Mapping[str, str]) -> str:
    """The identity for people: `indicator=dti-overall, entity=ha-noi, …`; empty cells are left out."""
    return ", ".join(f"{name}={cells[name]}" for name in identity_columns(table) if cells.get(name))


def check_previous(sheet: Sheet, before: Sequence[Mapping[str, str]]) -> Iterator[Finding]:
    """Questions about a table that has a predecessor."""
    now = {identity(sheet.table, row.cells): row for row in sheet.rows}
    old = {identity(sheet.table, cells): cells for cells in before}
    removed = [cells for key, cells in old.items() if key not in now]
    if removed:
        first = key_text(sheet.table, removed[0])
        yield Finding("rows_removed", sheet.table.path, values={"count": len(removed), "key": first})
    if "value" in sheet.header:
        for key in old.keys() & now.keys():
            yield from _slip(sheet, now[key], old[key].get("value", ""))


def _slip(sheet: Sheet, row: Row, before: str) -> Iterator[Finding]:
    new, old = number(row.cells["value"]), number(before)
    if not new or not old:
        return
    for factor in FACTORS:
        for ratio, text in ((new / old, f"×{factor}"), (old / new, f"÷{factor}")):
            if abs(ratio / factor - 1) < _CLOSE:
                yield sheet.fault("unit_slip", row, "value", old=before, value=row.cells["value"], factor=text)
