"""A draft's observations beside those of the snapshot it starts from: what is new, what was changed, what came before."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from snapshots.cells import number
from snapshots.draft import Row, Sheet
from snapshots.identity import identities

Cells = Mapping[str, str]
Series = tuple[str, str, str, str]
"""Dataset, indicator, entity, boundary."""

EXACT = ("", "=", "~")
MEASURED = ("comparator", "value", "rank", "grade")
_YEAR, _MONTH, _DAY = 4, 7, 10


class Point(NamedTuple):
    """One figure of a series: its period, its cell as written and as a number."""

    period: str
    text: str
    value: float


@dataclass(frozen=True)
class History:
    """`added`: rows that are new; `changed`: rows whose figure differs, each with its cells before."""

    sheet: Sheet
    added: tuple[Row, ...]
    changed: tuple[tuple[Row, Cells], ...]
    points: Mapping[Series, Sequence[Point]]
    """Of the draft, by series, in the order of the periods; of several releases the latest."""
    before: Mapping[Series, Sequence[Point]]
    """The same of the snapshot before."""

    @property
    def touched(self) -> tuple[Row, ...]:
        """Rows that are new or whose figure differs."""
        return (*self.added, *(row for row, _ in self.changed))

    def earlier(self, row: Row) -> list[Point]:
        """Figures of the row's series for periods of the same kind before its own, oldest first."""
        period, kind = row.cells.get("period", ""), form(row.cells.get("period", ""))
        points = self.points.get(series(row.cells), ())
        return [point for point in points if point.period < period and form(point.period) == kind != ""]


def history(sheet: Sheet, before: Sequence[Cells]) -> History:
    """The draft's observations against those before."""
    of = identities(sheet.table)
    old = {of(cells): cells for cells in before}
    added, changed = [], []
    for row in sheet.rows:
        known = old.get(of(row.cells))
        if known is None:
            added.append(row)
        elif any(row.cells.get(name, "") != known.get(name, "") for name in MEASURED):
            changed.append((row, known))
    touched = added or changed
    now = _points([row.cells for row in sheet.rows]) if touched else {}
    return History(sheet, tuple(added), tuple(changed), now, _points(before) if touched else {})


def series(cells: Cells) -> Series:
    """The series a row belongs to."""
    return cells.get("dataset", ""), cells.get("indicator", ""), cells.get("entity", ""), cells.get("boundary", "")


def form(period: str) -> str:
    """Kind of a period: year, H, Q, month, day; empty for a span, which has no period before it."""
    if "/" in period:
        return ""
    if period[5:6] in ("H", "Q"):
        return period[5]
    return {_YEAR: "year", _MONTH: "month", _DAY: "day"}.get(len(period), "")


def exact(cells: Cells) -> float | None:
    """The value of a row that states one (not “more than”); None otherwise."""
    return number(cells.get("value", "")) if cells.get("comparator", "") in EXACT else None


def _points(rows: Sequence[Cells]) -> dict[Series, list[Point]]:
    latest: dict[tuple[Series, str], tuple[str, Point]] = {}
    for cells in rows:
        value = exact(cells)
        if value is not None:
            place, known = (series(cells), cells.get("period", "")), cells.get("published_on", "")
            if place not in latest or known >= latest[place][0]:
                latest[place] = known, Point(place[1], cells["value"], value)
    found: dict[Series, list[Point]] = defaultdict(list)
    for (name, _), (_, point) in latest.items():
        found[name].append(point)
    return {name: sorted(points) for name, points in found.items()}


def blocks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows of one dataset, indicator, boundary, edition and period, in the order of the file."""
    names = ("dataset", "indicator", "boundary", "edition", "period")
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple([row.cells.get(name, "") for name in names])].append(row)
    yield from found.values()
