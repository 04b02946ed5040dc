"""Shares that are parts of a whole must add up to it; the indicators and the snapshot before say which are."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter

from snapshots.draft import Row
from snapshots.findings import Finding
from snapshots.history import Cells, History, exact
from snapshots.table_rules import Sheets, by_id

WHOLE = 100.0
TOLERANCE = 0.1
_EXACTLY = 1e-9
_Place = tuple[str, ...]
_place: Callable[[Cells], _Place] = itemgetter("entity", "boundary", "period", "published_on", "source")
"""Figures of one unit, one period, one day and one source belong together."""
_Breakdown = tuple[str, tuple[str, ...]]
"""Id of the indicator that is the whole (empty: 100 per cent), and ids of the parts."""


def check_parts(sheets: Sheets, past: History) -> Iterator[Finding]:
    """Breakdowns that were touched and do not add up to their whole within 0.1.

    Candidates are indicators of one parent and one unit of the kind share. They are parts where in the snapshot
    before, at least once and from one source on one day, they added up to 100 (or, in the parent's own unit, to the
    parent). Where nothing of the kind is known, all of them together must not exceed 100.1 in a unit of their own.
    """
    families = _families(sheets)
    known = _breakdowns(families, past.rows_before)
    assumed = {("", parts) for whole, parts in families.items() if "|" in whole and not _has(known, parts)}
    members = _members(families)
    touched = {_place(row.cells) for row in past.touched if row.cells["indicator"] in members}
    rows_of = [row for row in past.sheet.rows if row.cells["indicator"] in members]
    for rows in _placed(rows_of, touched).values():
        found = {row.cells["indicator"]: row for row in rows}
        yield from _check_place(past, found, known, least=0.0)
        yield from _check_place(past, found, assumed, least=WHOLE)


def _families(sheets: Sheets) -> dict[str, tuple[str, ...]]:
    """Shares by parent and unit: `parent` where the unit is the parent's own, else `parent|unit`."""
    indicators = by_id(sheets, "indicators")
    shares = {name for name, cells in by_id(sheets, "units").items() if cells.get("kind") == "share"}
    found: dict[str, list[str]] = defaultdict(list)
    for name, cells in indicators.items():
        parent, unit = cells.get("parent", ""), cells.get("unit", "")
        if parent and unit in shares:
            own = indicators.get(parent, {}).get("unit") == unit
            found[parent if own else f"{parent}|{unit}"].append(name)
    return {whole: tuple(parts) for whole, parts in found.items() if len(parts) > 1}


def _has(known: set[_Breakdown], parts: Sequence[str]) -> bool:
    return any(set(some) <= set(parts) for _, some in known)


def _members(families: Mapping[str, Sequence[str]]) -> set[str]:
    return {name for parts in families.values() for name in parts} | set(families)


def _placed(rows: Sequence[Row], wanted: set[_Place]) -> dict[_Place, list[Row]]:
    found: dict[_Place, list[Row]] = defaultdict(list)
    for row in rows if wanted else ():
        place = _place(row.cells)
        if place in wanted and exact(row.cells) is not None:
            found[place].append(row)
    return found


def _breakdowns(families: Mapping[str, Sequence[str]], before: Sequence[Cells]) -> set[_Breakdown]:
    members = _members(families)
    places: dict[_Place, dict[str, float]] = defaultdict(dict)
    for cells in before:
        value = exact(cells) if cells["indicator"] in members else None
        if value is not None:
            places[_place(cells)][cells["indicator"]] = value
    return {
        (whole if "|" not in whole else "", parts)
        for values in places.values() for whole, every in families.items()
        if len(parts := tuple(name for name in every if name in values)) > 1
        and _adds_up(sum(values[name] for name in parts), WHOLE if "|" in whole else values.get(whole))
    }


def _adds_up(total: float, whole: float | None) -> bool:
    return whole is not None and abs(total - whole) <= TOLERANCE + _EXACTLY


def _check_place(
    past: History, rows: Mapping[str, Row], known: set[_Breakdown], least: float,
) -> Iterator[Finding]:
    for whole, parts in sorted(known):
        if set(parts) <= set(rows) and (not whole or whole in rows):
            total = sum(exact(rows[name].cells) or 0.0 for name in parts)
            target = exact(rows[whole].cells) if whole else WHOLE
            if not _adds_up(total, target) and total > least:
                names = " + ".join(f"{name} {rows[name].cells['value']}" for name in parts)
                yield past.sheet.fault("parts_sum", rows[parts[0]], "value", sum=f"{total:.6g}",
                                       whole=f"{target:.6g}", names=names)
