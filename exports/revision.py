"""The same view made from two snapshots: which cells say something else, which rows came and went.

Rows are paired by what they are about: first with the page and day they are known from, then without.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from charts.figure import Column, Figure
from figures.context import Context, printed_decimals
from language import number, period, say

ABOUT = (
    "id",
    "kind",
    "dataset",
    "edition",
    "indicator",
    "entity",
    "boundary",
    "period",
    "series",
    "as_of",
    "scope",
    "block",
    "measure",
    "due",
)
"""Columns that say what a row is about, in any table."""
KNOWN_FROM = ("source", "published_on")
FACTS = ("comparator", "value", "rank", "out_of", "grade", "status")
"""Columns whose change counts even where no shown column tells it."""
WORDED = ("label", "name", "product", "title", "scope_text", "measure_text", "index_name", "due_text", "publisher")
"""Shown columns that name a row where its keys do not."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One cell that says something else now (`kind` revised), or a row that came or went (added, removed).

    `row` and `column` in the reader's words; `old` and `new` as the figure shows them, empty for nothing.
    """

    kind: str
    row: str
    column: str
    old: str
    new: str


def changes(context: Context, old: Figure, new: Figure) -> tuple[Change, ...]:
    """What the figure of a newer snapshot says otherwise than the old one; `context` (of the newer) names the rows."""
    columns = {column.key: column for column in (*old.columns, *new.columns)}
    before, after = _rows(old), _rows(new)
    named = _Names(context, (before, after), columns)
    found = [*_said(context.lang, old, new)]
    pairs, gone, came = _paired(before, after)
    for one, other in pairs:
        found.extend(_cells(context.lang, named(other), columns, one, other))
    found.extend(_whole(context.lang, "removed", named(row), columns, row) for row in gone)
    found.extend(_whole(context.lang, "added", named(row), columns, row) for row in came)
    return tuple(found)


def _rows(figure: Figure) -> list[Row]:
    return [{str(key): value for key, value in row.items()} for row in figure.table.to_dict("records")]


def _said(lang: str, old: Figure, new: Figure) -> Iterator[Change]:
    """Title, subtitle and finding, which a row's cells may not tell."""
    labels = {
        "title": say(lang, "title of the figure"),
        "subtitle": say(lang, "subtitle"),
        "finding": say(lang, "finding"),
    }
    for name, label in labels.items():
        before, after = getattr(old.words, name), getattr(new.words, name)
        if before != after:
            yield Change("revised", say(lang, "the words"), label, before, after)


def _paired(old: list[Row], new: list[Row]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Rows about the same, in order; what is left on each side."""
    pairs: list[tuple[Row, Row]] = []
    for keys in ((*ABOUT, *KNOWN_FROM), ABOUT):
        more, old, new = _matched(old, new, keys)
        pairs += more
    return pairs, old, new


def _matched(old: list[Row], new: list[Row], keys: Sequence[str]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    waiting: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in new:
        waiting[_key(row, keys)].append(row)
    pairs, left = [], []
    for row in old:
        same = waiting[_key(row, keys)]
        if same:
            pairs.append((row, same.pop(0)))
        else:
            left.append(row)
    return pairs, left, [row for row in new if any(row is one for one in waiting[_key(row, keys)])]


def _key(row: Row, keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(_plain(row.get(name)) for name in keys)


def _plain(value: Any) -> str:
    """A cell as text; empty for a missing value; 1.0 as 1, since a gap in a column makes all its places decimal."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or str(value) in ("nan", "<NA>", "NaT") else str(value)


def _cells(lang: str, row: str, columns: Mapping[str, Column], old: Row, new: Row) -> Iterator[Change]:
    shown = [key for key in columns if _plain(old.get(key)) != _plain(new.get(key))]
    silent = [key for key in FACTS if not shown and _plain(old.get(key)) != _plain(new.get(key))]
    for key in (*shown, *silent):
        column = columns.get(key, Column(key, key))
        before, after = _told(lang, column, old.get(key)), _told(lang, column, new.get(key))
        if before == after:  # rounded for readers to the same text: told with every digit
            exact = Column(key, column.label)
            before, after = _told(lang, exact, old.get(key)), _told(lang, exact, new.get(key))
        yield Change("revised", row, column.label, before, after)


def _whole(lang: str, kind: str, row: str, columns: Mapping[str, Column], cells: Row) -> Change:
    """A row that came or went, told by the first of its values."""
    chosen = next((key for key in ("value_text", *FACTS) if key in columns and _plain(cells.get(key))), "")
    column = columns.get(chosen, Column("", ""))
    text = _told(lang, column, cells.get(chosen)) if chosen else ""
    return Change(kind, row, column.label, *((text, "") if kind == "removed" else ("", text)))


def _told(lang: str, column: Column, value: Any) -> str:
    """The value as a reader sees it; all its decimals where the column declares none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not _plain(value):
        return _plain(value)
    decimals = printed_decimals(value) if column.decimals is None else column.decimals
    return number(lang, value, decimals)


class _Names:
    """What a row is called: its unit, its indicator and edition where they differ in the table, its period."""

    def __init__(self, context: Context, tables: Sequence[Sequence[Row]], columns: Mapping[str, Column]) -> None:
        self.context, self.columns = context, columns
        rows = [row for table in tables for row in table]
        self.differing = {name for name in ABOUT if len({_plain(row.get(name)) for row in rows}) > 1}
        counts = [Counter(self._parts(row) for row in table) for table in tables]
        self.shared = {parts for count in counts for parts, times in count.items() if times > 1}

    def __call__(self, row: Row) -> str:
        """The row's name; with what its shown columns call it where other rows would have the same name."""
        parts = self._parts(row)
        if not parts or parts in self.shared:
            parts = (*parts, *(_plain(row.get(name)) for name in WORDED if name in self.columns))
        return ", ".join(dict.fromkeys(part for part in parts if part))

    def _parts(self, row: Row) -> tuple[str, ...]:
        unit = self._looked_up("entities", row, "entity")
        about = self._looked_up("indicators", row, "indicator") if "indicator" in self.differing or not unit else ""
        edition = _plain(row.get("edition")) if "edition" in self.differing else ""
        release = self.context.edition_title(edition) if self.context.has("editions", edition) else ""
        when = period(self.context.lang, _plain(row.get("period")))
        return tuple(part for part in (unit, about, "" if when in release else when, release) if part)

    def _looked_up(self, table: str, row: Row, key: str) -> str:
        found = _plain(row.get(key))
        return self.context.name(table, found) if found and self.context.has(table, found) else found
