"""Names to codes of the register: only where one unit, valid in the row's boundary and period, can be meant."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from language import fold
from snapshots.intake.cleaning import Step
from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Place
from snapshots.periods import first_day, last_day
from snapshots.schema import Table
from snapshots.territory import BOUNDARY_DAYS, valid_on
from snapshots.validate import Rows

Cells = Mapping[str, str]
ENTITIES = "entities"
_PERIODS = ("period", "as_of")
_NAMES = ("name_vi", "name_en", "short_vi", "title")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+\Z")
_LONGEST = 200


@dataclass(frozen=True)
class Register:
    """One table of codes, and the names its rows are known by."""

    rows: Sequence[Cells]

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(row["id"] for row in self.rows)

    @cached_property
    def _asked(self) -> dict[str, list[Cells]]:
        return {}

    @cached_property
    def _by_name(self) -> Mapping[str, list[Cells]]:
        found: dict[str, list[Cells]] = {}
        for row in self.rows:
            names = (row.get(name, "") for name in _NAMES)
            for name in {fold(name) for name in (*names, *row.get("aliases", "").split(";"))} - {""}:
                found.setdefault(name, []).append(row)
        return found

    def named(self, text: str) -> list[Cells]:
        """Rows of that name, whatever its spelling; those of exactly that name where there are any."""
        if text not in self._asked:
            self._asked[text] = self._named(text)
        return self._asked[text]

    def _named(self, text: str) -> list[Cells]:
        rows = self._by_name.get(fold(text), []) if len(text) <= _LONGEST else []
        plain = unicodedata.normalize("NFC", text).casefold()
        exact = [row for row in rows if plain in (row.get(name, "").casefold() for name in _NAMES)]
        return exact or rows


class Names:
    """Finds the code for a name, asks where two are possible, refuses a unit that did not exist any more."""

    def __init__(self, base: Rows, table: Table, book: Ledger) -> None:
        self._base, self._table, self._book = base, table, book
        self._registers: dict[str, Register] = {}
        self._found: dict[tuple[str, ...], Step] = {}

    def register(self, name: str) -> Register:
        """The register that a column points to."""
        if name not in self._registers:
            self._registers[name] = Register(self._base.rows(name))
        return self._registers[name]

    def codes(self, column: str) -> frozenset[str]:
        """What needs no reading in that column: its codes, and the empty cell."""
        return self.register(self._table.foreign[column]).ids | {""}

    def read(self, column: str, text: str, cells: Cells, place: Place) -> Step | None:
        """The step from a name to its code; nothing for a code, an unknown name, or a question still open."""
        key = (column, text, cells.get("boundary", ""), cells.get("edition", ""), _period(cells))
        step = self._found.get(key) or self._read(column, text, cells, place)
        if step:
            self._found[key] = step
        return step

    def _read(self, column: str, text: str, cells: Cells, place: Place) -> Step | None:
        target = self._table.foreign.get(column, "")
        if not target or target == self._table.name or "?" in text or _CODE.match(text):
            return None
        rows = self.register(target).named(text)
        found = self._unit(column, text, rows, cells, place) if target == ENTITIES else _only(rows)
        return ("name_id", text, found) if found else None

    def _unit(self, column: str, text: str, rows: Sequence[Cells], cells: Cells, place: Place) -> str:
        boundary, period = (self._boundary(cells), _period(cells)) if column == "entity" else ("", "")
        if not rows or not self._understood(period):
            return ""
        valid = [row for row in rows if _valid(row, boundary, period)]
        if not valid:
            return self._refuse(text, rows[0], boundary, period, place)
        if boundary not in BOUNDARY_DAYS and "boundary" in self._table.columns:
            valid = [*valid, *_namesakes(valid, rows)]
        if len(valid) > 1:
            return self._which(text, valid, period, place)
        return self._one(text, valid[0], boundary, period, place)

    def boundary_of(self, code: str, cells: Cells) -> str:
        """The boundary that a row must name where its unit is not one of its period; "" where it need not, or names one."""
        unit = next((row for row in self.register(ENTITIES).rows if row["id"] == code), None)
        named = "boundary" not in self._table.columns or self._boundary(cells) or not _period(cells)
        if named or unit is None or _valid(unit, "", _period(cells)):
            return ""
        return next(name for name, day in BOUNDARY_DAYS.items() if valid_on(unit, day))

    def _understood(self, period: str) -> bool:
        """Whether the period is in the grammar; a unit is not looked for in one that is not."""
        patterns = [self._table.field(name).pattern or "" for name in _PERIODS if name in self._table.columns]
        return not period or any(re.fullmatch(pattern, period) for pattern in patterns)

    def _boundary(self, cells: Cells) -> str:
        """The boundary of the row, else that of its edition."""
        edition = cells.get("edition", "")
        if cells.get("boundary") or not edition or "boundary" not in self._table.columns:
            return cells.get("boundary", "")
        return self._editions.get(edition, "")

    @cached_property
    def _editions(self) -> Mapping[str, str]:
        return {row["id"]: row.get("boundary", "") for row in self._base.rows("editions")}

    def _refuse(self, text: str, row: Cells, boundary: str, period: str, place: Place) -> str:
        into = ", ".join(f"{name} ({code})" for code, name in self._successors(row)) or "–"
        valid = f"{row.get('valid_from') or '…'} – {row.get('valid_to') or '…'}"
        if boundary == "34" and row.get("valid_to"):
            self._book.refuse("entity_ended", place, text, name=row["name_vi"], day=row["valid_to"], boundary=boundary, into=into)
        else:
            self._book.refuse("entity_outside", place, text, name=row["name_vi"], period=period or boundary, valid=valid,
                              into=f"→ {into}" if row.get("valid_to") else "")
        return ""

    def _successors(self, row: Cells) -> list[tuple[str, str]]:
        names = {unit["id"]: unit["name_vi"] for unit in self.register(ENTITIES).rows}
        into = [change["to"] for change in self._changes if change["from"] == row["id"] and change["to"] != row["id"]]
        return [(code, names.get(code, "")) for code in dict.fromkeys(into)]

    @cached_property
    def _changes(self) -> Sequence[Cells]:
        return self._base.rows("entity_changes")

    def _which(self, text: str, valid: Sequence[Cells], period: str, place: Place) -> str:
        sides = {"63" if row.get("valid_to") else "34": row["id"] for row in valid}
        if len(valid) == len(sides) == len(BOUNDARY_DAYS) and len({fold(row["name_vi"]) for row in valid}) == 1:
            answer = self._book.ask("which_boundary", period, place, text, tuple(sides.items()), period=period or "–")
            return sides.get(answer, "")
        choices = tuple((row["id"], f"{row['name_vi']} ({row['id']})") for row in valid)
        return self._book.ask("which_unit", fold(text), place, text, choices)

    def _one(self, text: str, row: Cells, boundary: str, period: str, place: Place) -> str:
        choices = ((row["id"], f"{row['name_vi']} ({row['id']})"),)
        renamed = self._renamed(text, row)
        if renamed and not (period and last_day(period) < renamed):
            return self._book.ask("former_name", row["id"] + ":" + period, place, text, choices,
                                  name=row["name_vi"], day=renamed, period=period or "–")
        if row.get("valid_to") and not boundary and not period:
            return self._book.ask("ended_unit", row["id"], place, text, choices, day=row["valid_to"])
        return row["id"]

    def _renamed(self, text: str, row: Cells) -> str:
        """The day from which the unit no longer had the name written; "" where it has that name still."""
        day = self._renames.get(row["id"], "")
        return "" if day and fold(text) in {fold(row.get(name, "")) for name in _NAMES} else day

    @cached_property
    def _renames(self) -> Mapping[str, str]:
        return {change["to"]: change["date"] for change in self._changes if change["kind"] == "rename"}


def _only(rows: Sequence[Cells]) -> str:
    return rows[0]["id"] if len(rows) == 1 else ""


def _period(cells: Cells) -> str:
    return next((cells[name] for name in _PERIODS if cells.get(name)), "")


def _valid(row: Cells, boundary: str, period: str) -> bool:
    """Whether the unit can be meant: within the boundary, else in the period, else at any time."""
    if boundary in BOUNDARY_DAYS and row.get("kind") == "province":
        return valid_on(row, BOUNDARY_DAYS[boundary])
    if not period:
        return True
    return first_day(period) <= last_day(row.get("valid_to", "")) and last_day(period) >= first_day(row.get("valid_from", ""))


def _namesakes(valid: Sequence[Cells], rows: Sequence[Cells]) -> list[Cells]:
    """The provinces of today that bear the name of a former one: figures of earlier years are restated for them too."""
    names = {fold(row["name_vi"]) for row in valid if row.get("kind") == "province" and row.get("valid_to")}
    return [row for row in rows if row not in valid and not row.get("valid_to") and fold(row["name_vi"]) in names]


def known_share(column_texts: Sequence[str], register: Register) -> tuple[int, int]:
    """How many of the distinct names are in the register, and how many there are."""
    names = {text for text in column_texts if text}
    return sum(bool(text in register.ids or register.named(text)) for text in names), len(names)


def references(table: Table) -> tuple[str, ...]:
    """The columns of a table that hold codes of units."""
    return tuple(column for column, target in table.foreign.items() if target == ENTITIES and table.name != ENTITIES)
