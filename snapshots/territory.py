"""Whether the unit named existed: in the boundary of the row (63 or 34 provinces), else in its period."""

from collections.abc import Iterator, Mapping

from snapshots.draft import Row, Sheet
from snapshots.findings import Finding
from snapshots.periods import first_day, last_day

BOUNDARY_DAYS: Mapping[str, str] = {"63": "2025-06-30", "34": "2025-07-01"}
"""The 63 are the provinces valid on the day before the merger of 2025, the 34 those valid on its first day."""

_PERIODS: Mapping[str, str] = {"observations": "period", "tasks": "as_of", "province_facts": "as_of"}


def valid_on(entity: Mapping[str, str], day: str) -> bool:
    """Whether the unit exists on that day; an empty end is open."""
    return first_day(entity.get("valid_from", "")) <= day <= last_day(entity.get("valid_to", ""))


def provinces(sheets: Mapping[str, Sheet], boundary: str) -> dict[str, Mapping[str, str]]:
    """The provinces of a boundary by id; none for an unknown boundary."""
    entities = sheets["entities"].rows if "entities" in sheets and boundary in BOUNDARY_DAYS else ()
    return {
        row.cells.get("id", ""): row.cells for row in entities
        if row.cells.get("kind") == "province" and valid_on(row.cells, BOUNDARY_DAYS[boundary])
    }


def check_territory(sheets: Mapping[str, Sheet]) -> Iterator[Finding]:
    """Rows about a unit that did not exist in their boundary or period."""
    entities = _entities(sheets)
    for name, period in _PERIODS.items():
        existed: set[tuple[str, str, str]] = set()
        for row in sheets[name].rows if name in sheets else ():
            place = row.cells.get("entity", ""), row.cells.get("boundary", ""), row.cells.get(period, "")
            if place not in existed and place[0] in entities:
                found = tuple(_check_row(sheets, sheets[name], row, entities[place[0]], place[2]))
                yield from found
                if not found:
                    existed.add(place)


def _entities(sheets: Mapping[str, Sheet]) -> dict[str, Mapping[str, str]]:
    return {row.cells.get("id", ""): row.cells for row in sheets["entities"].rows} if "entities" in sheets else {}


def _check_row(
    sheets: Mapping[str, Sheet], sheet: Sheet, row: Row, entity: Mapping[str, str], period: str,
) -> Iterator[Finding]:
    boundary = row.cells.get("boundary", "")
    if boundary in BOUNDARY_DAYS:
        if entity.get("kind") == "province" and not valid_on(entity, BOUNDARY_DAYS[boundary]):
            yield _outside_boundary(sheets, sheet, row, entity, boundary)
    elif _outside_period(entity, period):
        yield sheet.fault("entity_outside", row, "entity", name=entity.get("name_vi", ""), period=period,
                          valid=f"{entity.get('valid_from') or '…'} – {entity.get('valid_to') or '…'}",
                          into=f"→ {_successors(sheets, entity)}" if entity.get("valid_to") else "")


def _outside_period(entity: Mapping[str, str], period: str) -> bool:
    ended = first_day(period) > last_day(entity.get("valid_to", ""))
    return ended or last_day(period) < first_day(entity.get("valid_from", ""))


def _outside_boundary(
    sheets: Mapping[str, Sheet], sheet: Sheet, row: Row, entity: Mapping[str, str], boundary: str,
) -> Finding:
    name = entity.get("name_vi", "")
    if last_day(entity.get("valid_to", "")) < BOUNDARY_DAYS[boundary]:
        return sheet.fault("entity_ended", row, "entity", name=name, day=entity["valid_to"], boundary=boundary,
                           into=_successors(sheets, entity))
    return sheet.fault("entity_not_yet", row, "entity", name=name, day=entity["valid_from"], boundary=boundary)


def _successors(sheets: Mapping[str, Sheet], entity: Mapping[str, str]) -> str:
    entities = _entities(sheets)
    changes = sheets["entity_changes"].rows if "entity_changes" in sheets else ()
    into = [change.cells.get("to", "") for change in changes if change.cells.get("from") == entity.get("id")]
    names = [f"{entities[to].get('name_vi', '')} ({to})" for to in dict.fromkeys(into) if to in entities]
    return ", ".join(names) or "–"


def check_validity(sheets: Mapping[str, Sheet]) -> Iterator[Finding]:
    """Units that end before they begin."""
    if "entities" in sheets:
        for row in sheets["entities"].rows:
            if first_day(row.cells.get("valid_from", "")) > last_day(row.cells.get("valid_to", "")):
                yield sheets["entities"].fault("validity_order", row, "valid_to")
