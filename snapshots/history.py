"""A draft's observations beside those of the snapshot it starts from: what is new, what was changed, what came before."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

from snapshots.cells import number
from snapshots.draft import Row, Sheet
from snapshots.identity import identities

Cells = Mapping[str, str]
Series = tuple[str, str, str, str]
"""Dataset, indicator, entity, boundary."""

EXACT = ("", "=", "~")
MEASURED = ("comparator", "value", "rank", "grade")
BLOCK = ("dataset", "indicator", "boundary", "edition", "period")
NEEDED = frozenset({*MEASURED, *BLOCK, "entity", "published_on", "source", "flags", "note_vi", "note_en"})
"""Columns a row must have to be looked at beside its past."""

series: Callable[[Cells], Series] = itemgetter("dataset", "indicator", "entity", "boundary")
"""The series a row belongs to."""
block_name: Callable[[Cells], tuple[str, ...]] = itemgetter(*BLOCK)
"""Dataset, indicator, boundary, edition and period."""
_YEAR, _MONTH, _DAY = 4, 7, 10


class Point(NamedTuple):
    """One figure of a series: its period, its cell as written and as a number."""

    period: str
    text: str
    value: float


Points = Mapping[Series, Sequence[Point]]


@dataclass(frozen=True)
class History:
    """`added`: rows that are new; `changed`: rows whose figure differs, each with its cells before."""

    sheet: Sheet
    added: tuple[Row, ...]
    changed: tuple[tuple[Row, Cells], ...]
    points: Points
    """Of the draft, by series, in the order of the periods; of several releases the latest."""
    before: Points
    """The same of the snapshot before."""
    rows_before: Sequence[Cells]
    """Its rows, with the columns NEEDED."""
    newest: frozenset[int]
    """Numbers of the draft's rows that are the latest release of their figure."""
    _earlier: dict[tuple[Series, str], Sequence[Point]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def touched(self) -> tuple[Row, ...]:
        """Rows that are new or whose figure differs."""
        return (*self.added, *(row for row, _ in self.changed))

    @cached_property
    def touched_numbers(self) -> frozenset[int]:
        """Their numbers."""
        return frozenset(row.number for row in self.touched)

    @cached_property
    def decimals(self) -> Mapping[str, tuple[int, int]]:
        """Of the snapshot before, by indicator: how many values there are, and the most decimals that one has."""
        found: dict[str, tuple[int, int]] = {}
        for cells in self.rows_before:
            if cells["value"]:
                count, most = found.get(cells["indicator"], (0, 0))
                found[cells["indicator"]] = count + 1, max(most, len(cells["value"].partition(".")[2]))
        return found

    def earlier(self, row: Row) -> Sequence[Point]:
        """Figures of the row's series for periods of the same kind before its own, oldest first."""
        period = row.cells["period"]
        place = series(row.cells), period
        if place not in self._earlier:
            kind, points = form(period), self.points.get(place[0], ())
            self._earlier[place] = [
                point for point in points if point.period < period and form(point.period) == kind != ""
            ]
        return self._earlier[place]


def history(sheet: Sheet, before: Sequence[Cells]) -> History:
    """The draft's observations, which have the columns NEEDED, against those before, which may be older than some."""
    before = [cells if cells.keys() >= NEEDED else {**dict.fromkeys(NEEDED, ""), **cells} for cells in before]
    of, of_old = identities(sheet.table, sheet.header), identities(sheet.table, ())
    old = {of_old(cells): cells for cells in before}
    added, changed = [], []
    for row in sheet.rows:
        known = old.get(of(row.cells))
        if known is None:
            added.append(row)
        elif any(row.cells[name] != known[name] for name in MEASURED):
            changed.append((row, known))
    rows = sheet.rows if added or changed else ()
    latest = _latest((row.number, row.cells) for row in rows)
    newest = frozenset(number for number, _ in latest.values())
    then = _latest(enumerate(before)) if rows else {}
    return History(sheet, tuple(added), tuple(changed), _points(latest), _points(then), before, newest)


@lru_cache(maxsize=10_000)
def form(period: str) -> str:
    """Kind of a period: year, H, Q, month, day; empty for a span, which has no period before it."""
    if "/" in period:
        return ""
    if period[5:6] in ("H", "Q"):
        return period[5]
    return {_YEAR: "year", _MONTH: "month", _DAY: "day"}.get(len(period), "")


def exact(cells: Cells) -> float | None:
    """The value of a row that states one (not “more than”); None otherwise."""
    return number(cells["value"]) if cells["comparator"] in EXACT else None


_Latest = dict[tuple[Series, str], tuple[int, Cells]]


def _latest(rows: Iterable[tuple[int, Cells]]) -> _Latest:
    """Of the releases of a figure the latest, with its number; of several on one day the last."""
    found: _Latest = {}
    for place, cells in rows:
        if cells["value"] and cells["comparator"] in EXACT:
            figure = series(cells), cells["period"]
            if figure not in found or cells["published_on"] >= found[figure][1]["published_on"]:
                found[figure] = place, cells
    return found


def _points(latest: _Latest) -> dict[Series, list[Point]]:
    found: dict[Series, list[Point]] = defaultdict(list)
    for (name, period), (_, cells) in latest.items():
        value = exact(cells)
        if value is not None:
            found[name].append(Point(period, cells["value"], value))
    return {name: sorted(points) for name, points in found.items()}


def blocks(past: History) -> Iterator[list[Row]]:
    """Rows of one dataset, indicator, boundary, edition and period of which one is touched, in the order of the file."""
    found: dict[tuple[str, ...], list[Row]] = {block_name(row.cells): [] for row in past.touched}
    for row in past.sheet.rows:
        name = block_name(row.cells)
        if name in found:
            found[name].append(row)
    yield from found.values()
