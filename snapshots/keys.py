"""Keys: no two rows alike, and every id points to a row that exists; near misses are suggested by name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from operator import itemgetter

from language import fold
from snapshots.draft import Row, Sheet
from snapshots.findings import Finding

_NAMES = ("name_vi", "name_en", "short_vi", "title", "code")
_CLOSE = 0.75
_SUGGESTIONS = 3
_SEARCHED = 200
"""Different unknown ids of a column for which near names are searched; so many have one cause, which a few show."""


def check_key(sheet: Sheet) -> Iterator[Finding]:
    """Rows that repeat the key of a row before."""
    key = sheet.table.key
    if not set(key) <= set(sheet.header):
        return
    seen: dict[object, int] = {}
    cells_of = itemgetter(*key)
    for row in sheet.rows:
        first = seen.setdefault(cells_of(row.cells), row.number)
        if first != row.number:
            text, names = ", ".join(cell for name in key if (cell := row.cells[name])), ", ".join(key)
            yield sheet.fault("duplicate_key", row, key[0], first=first, second=row.number, key=text, names=names)


@dataclass(frozen=True)
class Register:
    """The ids of a table, and the names under which people know them."""

    sheet: Sheet

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(row.cells.get("id", "") for row in self.sheet.rows)

    @cached_property
    def _by_name(self) -> Mapping[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.sheet.rows:
            for name in {fold(name) for name in _names(row)} - {""}:
                found.setdefault(name, []).append(row)
        return found

    def suggestions(self, text: str, near: bool = True) -> str:
        """Ids the text may stand for, with name and years of validity, also by a name that is `near`; empty for none."""
        name = fold(text)
        rows = self._by_name.get(name) or (self._near(name) if near else [])
        return "; ".join(dict.fromkeys(_label(row) for row in rows[:_SUGGESTIONS]))

    def _near(self, name: str) -> list[Row]:
        close = get_close_matches(name, self._by_name, _SUGGESTIONS, _CLOSE)
        return [row for match in close for row in self._by_name[match]]


def _names(row: Row) -> list[str]:
    names = [row.cells.get(name, "") for name in ("id", *_NAMES)]
    return [*names, *row.cells.get("aliases", "").split(";")]


def _label(row: Row) -> str:
    cells = row.cells
    name = cells.get("name_vi") or cells.get("title", "")
    start, end = cells.get("valid_from", ""), cells.get("valid_to", "")
    valid = f", {start or '…'} – {end or '…'}" if start or end else ""
    identity = cells.get("id", "")
    return f"{identity} ({name}{valid})" if name else identity


def check_references(sheet: Sheet, registers: Mapping[str, Register]) -> Iterator[Finding]:
    """Ids that the table they point to does not have."""
    for column, target in _references(sheet):
        if target in registers and "id" in registers[target].sheet.header:  # a header without it is told by itself
            yield from _unknown(sheet, column, target, registers[target])


def _references(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for field in sheet.table.fields:
        target = sheet.table.foreign.get(field.name) or field.lists
        if target and field.name in sheet.header:
            yield field.name, target


def _unknown(sheet: Sheet, column: str, target: str, register: Register) -> Iterator[Finding]:
    several = sheet.table.field(column).lists is not None
    near: dict[str, str] = {}
    for row in sheet.rows:
        text = row.cells[column]
        if not text or text in register.ids:
            continue
        for part in text.split(";") if several else [text]:
            if part and part not in register.ids:
                if part not in near:
                    near[part] = register.suggestions(part, len(near) < _SEARCHED)
                code = "unknown_id_close" if near[part] else "unknown_id"
                finding = sheet.fault(code, row, column, table=target, suggestion=near[part])
                yield finding if not several else _about(finding, part)


def _about(finding: Finding, part: str) -> Finding:
    return replace(finding, found=part)
