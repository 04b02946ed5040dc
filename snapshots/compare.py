"""Two snapshots, or a snapshot and a draft, cell by cell: what was added, removed, revised, corrected, changed.

A revision is a row added beside an older one: same key, later `published_on`, another value, not declared a conflict of
sources. The page it is on does not count: a revision usually stands on another page.
A correction changes a published figure in place. Any other changed cell (a name, a note, a flag) is called a change.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from snapshots.draft import read_folder, read_sheet
from snapshots.findings import Collector
from snapshots.identity import identity, identity_columns, key_text
from snapshots.schema import Table, tables
from snapshots.validate import Rows

KINDS = ("added", "removed", "revision", "correction", "change")
_FIGURES = ("comparator", "value", "rank", "out_of", "grade", "weight", "published_on", "due")
_CONFLICT = "conflict"
_SAID = ("value", "rank", "grade", "name_vi", "title")
_OFFSET = 2  # the header is row 1
_Texts = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Change:
    """One change: `key` names the row; `row_old`, `row_new` are spreadsheet rows, None where there is no row."""

    table: str
    dataset: str
    kind: str
    key: str
    column: str
    old: str
    new: str
    row_old: int | None
    row_new: int | None


class _Line(NamedTuple):
    row: int
    cells: Mapping[str, str]


class FolderRows:
    """Rows of a draft folder, as far as they can be read; FolderError where there is no folder."""

    def __init__(self, folder: Path | str) -> None:
        self._files = read_folder(folder)

    def rows(self, name: str) -> list[dict[str, str]]:
        """Rows of one table as text; empty where the table is missing or unreadable."""
        table = tables()[name]
        sheet = read_sheet(table, self._files[table.path], Collector()) if table.path in self._files else None
        return [row.cells for row in sheet.rows] if sheet else []


def compare(a: Rows, b: Rows) -> list[Change]:
    """Every change from `a` to `b`, table by table in the declared order, rows in the order of the files."""
    found: list[Change] = []
    for table in tables().values():
        found.extend(_compare_table(table, a.rows(table.name), b.rows(table.name)))
    return found


def frame(changes: Sequence[Change]) -> pd.DataFrame:
    """The changes as a table; columns are the fields of `Change`, rows Int64 with missing values."""
    names = list(Change.__dataclass_fields__)
    table = pd.DataFrame([asdict(change) for change in changes], columns=names)
    return table.astype({"row_old": "Int64", "row_new": "Int64"})


def summary(changes: Sequence[Change]) -> dict[tuple[str, str], Counter[str]]:
    """Rows changed by kind, for each table and dataset (empty where a table has none)."""
    rows = {(c.table, c.dataset, c.kind, c.row_old, c.row_new) for c in changes}
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for table, dataset, kind, _, _ in sorted(rows, key=str):
        counts[table, dataset][kind] += 1
    return dict(counts)


def _compare_table(table: Table, before: _Texts, after: _Texts) -> Iterator[Change]:
    old, new = _without_common(_lines(before), _lines(after))
    pairs, old, new = _pair(old, new, lambda cells: identity(table, cells))
    more, old, new = _pair(old, new, lambda cells: _subject(table, cells))
    for pair in sorted([*pairs, *more], key=lambda pair: pair[1].row):
        yield from _cells(table, *pair)
    history = _history(table, before)
    for line in new:
        yield _added(table, line, history.get(_series(table, line.cells), []))
    for line in old:
        yield _whole(table, "removed", line, None)


def _lines(rows: _Texts) -> list[_Line]:
    return [_Line(index + _OFFSET, cells) for index, cells in enumerate(rows)]


def _without_common(old: list[_Line], new: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    left = Counter(_content(line) for line in old) & Counter(_content(line) for line in new)
    return _drop(old, left.copy()), _drop(new, left.copy())


def _content(line: _Line) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, cell) for name, cell in line.cells.items() if cell))


def _drop(lines: list[_Line], common: Counter[tuple[tuple[str, str], ...]]) -> list[_Line]:
    kept = []
    for line in lines:
        content = _content(line)
        if common[content]:
            common[content] -= 1
        else:
            kept.append(line)
    return kept


def _pair(
    old: list[_Line], new: list[_Line], key: Callable[[Mapping[str, str]], tuple[str, ...]],
) -> tuple[list[tuple[_Line, _Line]], list[_Line], list[_Line]]:
    """Rows of the same key, in order; what is left on each side."""
    waiting: dict[tuple[str, ...], list[_Line]] = defaultdict(list)
    for line in old:
        waiting[key(line.cells)].append(line)
    pairs = []
    left = []
    for line in new:
        same = waiting[key(line.cells)]
        if same:
            pairs.append((same.pop(0), line))
        else:
            left.append(line)
    taken = {before.row for before, _ in pairs}
    return pairs, [line for line in old if line.row not in taken], left


def _subject(table: Table, cells: Mapping[str, str]) -> tuple[str, ...]:
    """What a row is about, whenever it became known."""
    return tuple(cells.get(name, "") for name in identity_columns(table) if name != "published_on")


def _history(table: Table, rows: _Texts) -> dict[tuple[str, ...], list[_Line]]:
    found: dict[tuple[str, ...], list[_Line]] = defaultdict(list)
    if "published_on" in table.key:
        for line in _lines(rows):
            found[_series(table, line.cells)].append(line)
    return found


def _series(table: Table, cells: Mapping[str, str]) -> tuple[str, ...]:
    """As `_subject`, on whatever page."""
    return tuple(cells.get(name, "") for name in identity_columns(table) if name not in ("published_on", "source"))


def _added(table: Table, line: _Line, history: list[_Line]) -> Change:
    earlier = [old for old in history if _revises(line.cells, old.cells)]
    newest = max(earlier, key=lambda old: old.cells["published_on"], default=None)
    if newest is None or _figure(newest.cells) == _figure(line.cells):
        return _whole(table, "added", None, line)
    return _whole(table, "revision", newest, line)


def _figure(cells: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(cells.get(name, "") for name in ("comparator", "value", "rank", "grade"))


def _revises(new: Mapping[str, str], old: Mapping[str, str]) -> bool:
    later = "" < old.get("published_on", "") < new.get("published_on", "")
    return later and _CONFLICT not in new.get("flags", "").split(";")


def _cells(table: Table, old: _Line, new: _Line) -> Iterator[Change]:
    for name in table.columns:
        before, after = old.cells.get(name, ""), new.cells.get(name, "")
        if before != after:
            yield _change(table, "correction" if name in _FIGURES else "change", old, new, name, before, after)


def _whole(table: Table, kind: str, old: _Line | None, new: _Line | None) -> Change:
    cells = (new or old or _Line(0, {})).cells
    column = next((name for name in _SAID if cells.get(name)), "")
    before = old.cells.get(column, "") if old else ""
    return _change(table, kind, old, new, column, before, new.cells.get(column, "") if new else "")


def _change(
    table: Table, kind: str, old: _Line | None, new: _Line | None, column: str, before: str, after: str,
) -> Change:
    cells = (new or old or _Line(0, {})).cells
    return Change(
        table=table.name, dataset=cells.get("dataset", ""), kind=kind, key=key_text(table, cells), column=column,
        old=before, new=after, row_old=old.row if old else None, row_new=new.row if new else None)
