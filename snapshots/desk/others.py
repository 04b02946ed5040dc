"""A file with some rows of a table: which rows it lacks, and the table with the file's rows put in and the others kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from snapshots.identity import identity
from snapshots.schema import Table
from snapshots.table import read_rows, write_rows

Rows = Sequence[Mapping[str, str]]
_Groups = dict[tuple[str, ...], list[Mapping[str, str]]]


def lacking(table: Table, there: Rows, given: Rows) -> int:
    """How many rows of `there` are about something (`snapshots.identity`) that `given` has no row about."""
    return len(lacking_rows(table, there, given))


def lacking_rows(table: Table, there: Rows, given: Rows) -> list[Mapping[str, str]]:
    """The rows that `lacking` counts."""
    known = {identity(table, row) for row in given}
    return [row for row in there if identity(table, row) not in known]


def kept_and(table: Table, there: Rows, given: Rows) -> list[dict[str, str]]:
    """The rows `there`, those about the same thing replaced by those `given`, new ones last; nothing is removed."""
    old, new = _groups(table, there), _groups(table, given)
    rows = [row for key in dict.fromkeys([*old, *new]) for row in new.get(key, old.get(key, []))]
    return [dict(row) for row in rows]


def file_with_others(table: Table, there: bytes, given: bytes) -> bytes:
    """As `kept_and`, from one strict file of the table and another to such a file."""
    rows = kept_and(table, read_rows(there), read_rows(given))
    return write_rows(table.columns, ([row.get(name, "") for name in table.columns] for row in rows))


def _groups(table: Table, rows: Rows) -> _Groups:
    found: _Groups = defaultdict(list)
    for row in rows:
        found[identity(table, row)].append(row)
    return dict(found)
