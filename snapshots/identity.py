"""What a row is about: its key without what is measured. Two rows that agree in it are about the same thing."""

from collections.abc import Callable, Container, Mapping
from operator import itemgetter

from snapshots.schema import Table

Identity = tuple[str, ...]
_MEASURED = ("comparator", "value", "rank")


def identity_columns(table: Table) -> tuple[str, ...]:
    """The key without what is measured: rows that agree in these are about the same thing."""
    return tuple(name for name in table.key if name not in _MEASURED)


def identity(table: Table, cells: Mapping[str, str]) -> Identity:
    """Cells of the identity columns."""
    return tuple(cells.get(name, "") for name in identity_columns(table))


def identities(table: Table, columns: Container[str]) -> Callable[[Mapping[str, str]], Identity]:
    """As `identity`, for many rows that have these columns; quicker where they have all that are needed."""
    names = identity_columns(table)
    if len(names) > 1 and all(name in columns for name in names):
        return itemgetter(*names)
    return lambda cells: tuple([cells.get(name, "") for name in names])


def key_text(table: Table, cells: Mapping[str, str]) -> str:
    """The identity for people: `indicator=dti-overall, entity=ha-noi, …`; empty cells are left out."""
    return ", ".join(f"{name}={cells[name]}" for name in identity_columns(table) if cells.get(name))
