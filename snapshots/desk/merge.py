"""Bringing a draft up to date: its changed rows onto what was published meanwhile, where they are not the same rows."""

from collections import defaultdict

from snapshots.identity import identity, key_text
from snapshots.schema import Table
from snapshots.table import read_rows, write_rows

_Key = tuple[str, ...]
_Rows = dict[_Key, list[dict[str, str]]]


class ConflictError(Exception):
    """Both sides changed the row; `key` names it for people."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def merged(table: Table, base: bytes, mine: bytes, theirs: bytes) -> bytes:
    """The table with the changes of both sides since `base`: rows in the order of `theirs`, new rows of `mine` last.

    Rows of one identity (`snapshots.identity`) are taken together, so a row is never put together from two sides.
    ConflictError when both sides changed the rows of one identity and not to the same.
    """
    old, own, other = (_by_key(table, raw) for raw in (base, mine, theirs))
    rows: list[dict[str, str]] = []
    for key in dict.fromkeys([*other, *own]):
        rows += _chosen(table, old.get(key, []), own.get(key, []), other.get(key, []))
    return write_rows(table.columns, ([row.get(name, "") for name in table.columns] for row in rows))


def _chosen(
    table: Table, old: list[dict[str, str]], own: list[dict[str, str]], other: list[dict[str, str]],
) -> list[dict[str, str]]:
    if own in (old, other):
        return other
    if other == old:
        return own
    raise ConflictError(key_text(table, (own or other)[0]))


def _by_key(table: Table, raw: bytes) -> _Rows:
    found: _Rows = defaultdict(list)
    for row in read_rows(raw):
        found[identity(table, row)].append(row)
    return dict(found)
