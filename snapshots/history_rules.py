"""Questions a draft raises beside the snapshot it starts from; only rows that are new or changed raise any.

Every rule asks and none blocks: real news looks like an error until somebody has looked. Formulas and limits stand
with each function and in docs/method.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median, quantiles

from snapshots.cells import number
from snapshots.changes import FAR, Usual, changes, told
from snapshots.column_rules import FEW_COPIED, FEW_UNITS, about, check_column, check_ranks_shared, group_of, repeats
from snapshots.draft import Row, Sheet
from snapshots.findings import Finding, covering
from snapshots.history import MEASURED, NEEDED, Cells, History, Point, blocks, exact, form, history, series
from snapshots.identity import key_text
from snapshots.parts_rules import check_parts
from snapshots.periods import first_day
from snapshots.previous import SINGLE, alike, explained, factor_text
from snapshots.robust import in_order, spread
from snapshots.table_rules import Sheets, by_id, revising_flags

HISTORY = 4
"""Points a series must have before its next change is judged."""
_SLIP = 0.15
_NUMBERS = ("amount", "count")
_PLACES = "rank"
_NOT_UNITS = ("country", "group")
_SIGNS = {"higher": 1, "lower": -1}


def check_history(sheets: Sheets, before: Mapping[str, Sequence[Cells]]) -> Iterator[Finding]:
    """Every question about observations that are new or changed; none where the table or a column was not read."""
    if "observations" not in sheets or not NEEDED.issubset(sheets["observations"].header):
        return
    past = history(sheets["observations"], before.get("observations", ()))
    if past.touched:
        yield from _check_changed(sheets, past)
        yield from _check_added(sheets, past)
        yield from _check_blocks(sheets, past)
        yield from check_parts(sheets, past)
        yield from _check_fewer(sheets, past, before)


def kinds(sheets: Sheets) -> dict[str, str]:
    """Kind of the unit (share, amount, ...) of every indicator."""
    units = {identity: cells.get("kind", "") for identity, cells in by_id(sheets, "units").items()}
    return {name: units.get(cells.get("unit", ""), "") for name, cells in by_id(sheets, "indicators").items()}


# a figure of the snapshot before that is another one now


def _check_changed(sheets: Sheets, past: History) -> Iterator[Finding]:
    for row, old in past.changed:
        new, was = number(row.cells.get("value", "")), number(old.get("value", ""))
        if new and was and new * was < 0:
            yield past.sheet.fault("sign_flip", row, "value", old=old["value"], value=row.cells["value"])
    yield from _unexplained(sheets, past)


def _unexplained(sheets: Sheets, past: History) -> Iterator[Finding]:
    """One question an indicator and period: figures changed in place whose notes and flags are as they were."""
    revising = revising_flags(sheets)
    groups: dict[str, list[tuple[Row, Cells]]] = defaultdict(list)
    for row, old in past.changed:
        if not explained(row.cells, old, revising):
            groups[group_of(row.cells)].append((row, old))
    for group, found in groups.items():
        row, old = min(found, key=lambda pair: key_text(past.sheet.table, pair[0].cells))
        column = next(name for name in ("value", "rank", "grade", "comparator") if row.cells.get(name) != old.get(name))
        yield past.sheet.fault(
            "revision_unexplained", row, column, group=group, count=len(found), old=old.get(column) or "∅",
            value=row.cells.get(column) or "∅", first=key_text(past.sheet.table, row.cells),
            **covering(_change(past.sheet, row, old) for row, old in found))


def _change(sheet: Sheet, row: Row, old: Cells) -> Iterator[str]:
    yield key_text(sheet.table, row.cells)
    for name in MEASURED:
        yield row.cells.get(name, "")
        yield old.get(name, "")


# a figure for a period the snapshot before did not have


def _check_added(sheets: Sheets, past: History) -> Iterator[Finding]:
    kind = kinds(sheets)
    broken = {name for name, cells in by_id(sheets, "editions").items() if cells.get("break_vi")}
    usual = Usual(past.points)
    slips: list[Finding] = []
    jumps: list[Finding] = []
    for row in past.touched:
        if row.number not in past.newest:
            continue
        value, unit = exact(row.cells), kind.get(row.cells.get("indicator", ""), "")
        earlier = past.earlier(row) if value is not None and unit != _PLACES else []
        if not earlier or value is None:
            continue
        slip = _series_slip(past.sheet, row, earlier[-1])
        if slip:
            slips.append(slip)
        elif row.cells.get("edition") not in broken:
            jumps += _jump(past.sheet, row, value, earlier, usual, unit in _NUMBERS)
    yield from alike("series_slip_many", slips)
    yield from alike("jump_many", jumps)


def _series_slip(sheet: Sheet, row: Row, before: Point) -> Finding | None:
    """The value is within 15 % of 10, 100 or 1000 times the one for the period before, or of a part of it."""
    factor = factor_text(row.cells["value"], before.text, _SLIP)
    if not factor:
        return None
    return sheet.fault("series_slip", row, "value", value=row.cells["value"], old=before.text, earlier=before.period,
                       factor=factor, group=group_of(row.cells))


def _jump(
    sheet: Sheet, row: Row, value: float, earlier: Sequence[Point], usual: Usual, amount: bool,
) -> Iterator[Finding]:
    """A change beyond its series' own history, which has at least HISTORY points (`changes.Usual` has the formula)."""
    if len(earlier) < HISTORY or form(row.cells["period"]) == "day":
        return
    points = [*earlier, Point(row.cells["period"], row.cells["value"], value)]
    ratio = amount and all(point.value > 0 for point in points)
    found = changes(points, ratio)
    if usual.exceeded(series(row.cells), found, ratio, max(abs(point.value) for point in earlier)):
        yield sheet.fault("jump", row, "value", old=earlier[-1].text, earlier=earlier[-1].period,
                          value=row.cells["value"], change=told(found[-1], ratio),
                          usual=told(median(found[:-1]), ratio), group=group_of(row.cells))


# a column of units


def _check_blocks(sheets: Sheets, past: History) -> Iterator[Finding]:
    kind = kinds(sheets)
    level = {name: cells.get("kind", "") for name, cells in by_id(sheets, "entities").items()}
    editions = by_id(sheets, "editions")
    direction = {name: cells.get("direction", "") for name, cells in by_id(sheets, "indicators").items()}
    for block in blocks(past):
        cells = block[0].cells
        units = [row for row in block if level.get(row.cells.get("entity", ""), "country") not in _NOT_UNITS]
        latest = [row for row in units if row.number in past.newest]
        if kind.get(cells.get("indicator", "")) != _PLACES:
            yield from _outliers(past, latest)
        yield from check_column(past, [row for row in latest if row.number in past.touched_numbers])
        yield from check_ranks_shared(past.sheet, units, past.touched_numbers)
        if not _is_complete(editions.get(cells.get("edition", ""), {}), units):
            yield from _pairs(past, latest, _SIGNS.get(direction.get(cells.get("indicator", ""), ""), 0))
    yield from _copied_country(past, level)


def _outliers(past: History, rows: Sequence[Row]) -> Iterator[Finding]:
    """Values more than FAR times 1.4826 MAD from the median of at least ten units, that were not so far off before."""
    found = [(row, value) for row in rows if (value := exact(row.cells)) is not None]
    if len(found) < FEW_UNITS:
        return
    values = [value for _, value in found]
    low, middle, high = quantiles(values, n=4)
    limit = FAR * spread(values)
    before = _last(past, [row for row, _ in found])
    for row, value in found if limit else ():
        new = row.number in past.touched_numbers
        if new and abs(value - middle) > limit and not _was_far(before, row, value, middle):
            yield past.sheet.fault("outlier", row, "value", value=row.cells["value"], count=len(values) - 1,
                                   low=f"{low:.6g}", high=f"{high:.6g}")


def _last(past: History, rows: Sequence[Row]) -> dict[str, Point]:
    """The figure for the period before, by entity."""
    last = {row.cells["entity"]: past.earlier(row)[-1:] for row in rows}
    return {entity: points[0] for entity, points in last.items() if points}


def _was_far(before: Mapping[str, Point], row: Row, value: float, middle: float) -> bool:
    """Whether the unit lay as far on that side in the period before: then it is how that unit is."""
    values = [point.value for point in before.values()]
    if len(values) < FEW_UNITS or row.cells["entity"] not in before:
        return False
    off = before[row.cells["entity"]].value - median(values)
    return abs(off) > FAR * spread(values) and off * (value - middle) > 0


def _copied_country(past: History, level: Mapping[str, str]) -> Iterator[Finding]:
    """A whole period of one country or group: at least five indicators with the values of the period before."""
    groups: dict[tuple[str, ...], list[tuple[Row, Point]]] = defaultdict(list)
    for row in past.added:
        if level.get(row.cells.get("entity", "")) in _NOT_UNITS and exact(row.cells) is not None:
            for point in past.earlier(row)[-1:]:
                groups[row.cells["dataset"], row.cells["entity"], row.cells["period"]].append((row, point))
    for (dataset, entity, period), pairs in groups.items():
        if len(pairs) >= FEW_COPIED and repeats(pairs):
            yield about(past.sheet, "period_copied", pairs, group=f"{dataset}, {entity}, {period}")


def _pairs(past: History, rows: Sequence[Row], sign: int) -> Iterator[Finding]:
    """Ranks of an incomplete table: the better place must not have the worse value. Complete ones: `rank_order`."""
    placed = sorted(_placed(rows, sign), key=lambda one: (one[0], -one[1])) if sign else []
    asked: dict[int, Finding] = {}
    for one, other in pairwise(placed):
        new = [row for _, _, row in (other, one) if row.number in past.touched_numbers and row.number not in asked]
        if new and _disagree(one, other):
            told_at, against = new[0], other[2] if new[0] is one[2] else one[2]
            asked[told_at.number] = past.sheet.fault(
                "rank_pair", told_at, "rank", rank=told_at.cells["rank"], value=told_at.cells["value"],
                other=against.cells["entity"], other_rank=against.cells["rank"], other_value=against.cells["value"])
    yield from asked.values() if len(asked) <= SINGLE else [_pairs_together(past.sheet, placed)]


def _pairs_together(sheet: Sheet, placed: Sequence[tuple[float, float, Row]]) -> Finding:
    """One question that names the places out of order."""
    kept = in_order([-score for _, score, _ in placed])
    out = {row.cells["entity"]: row for index, (_, _, row) in enumerate(placed) if index not in kept}
    told_at = min(out.values(), key=lambda one: key_text(sheet.table, one.cells))
    names = [f"{entity}: {row.cells['rank']} ({row.cells['value']})" for entity, row in sorted(out.items())]
    more = f" … (+{len(names) - FEW_UNITS})" if len(names) > FEW_UNITS else ""
    return sheet.fault(
        "rank_pair_many", told_at, "rank", count=len(out), names="; ".join(names[:FEW_UNITS]) + more,
        group=group_of(told_at.cells),
        **covering((key_text(sheet.table, row.cells), row.cells["rank"], row.cells["value"]) for _, _, row in placed))


def _disagree(better: tuple[float, float, Row], worse: tuple[float, float, Row]) -> bool:
    """The better place has the worse value, or one place has two values; not where two sources tell of one unit."""
    if better[2].cells.get("entity") == worse[2].cells.get("entity"):
        return False
    return better[1] < worse[1] or (better[0] == worse[0] and better[1] != worse[1])


def _placed(rows: Sequence[Row], sign: int) -> Iterator[tuple[float, float, Row]]:
    for row in rows:
        rank, value = number(row.cells.get("rank", "")), exact(row.cells)
        if rank is not None and value is not None:
            yield rank, sign * value, row


def _is_complete(edition: Cells, rows: Sequence[Row]) -> bool:
    units = {row.cells.get("entity") for row in rows}
    return edition.get("coverage") == "complete" and number(edition.get("population", "")) == len(units)


# fewer units than before


def _check_fewer(sheets: Sheets, past: History, before: Mapping[str, Sequence[Cells]]) -> Iterator[Finding]:
    """Units of the period before (or of the same one, before) that the newest period touched does not have."""
    level = {name: cells.get("kind", "") for name, cells in by_id(sheets, "entities").items()}
    complete = {name for name, cells in by_id(sheets, "editions").items() if cells.get("coverage") == "complete"}
    old = _tables(past.rows_before, level, _groups_of(before.get("editions", ())))
    groups = _groups_of([row.cells for row in sheets["editions"].rows] if "editions" in sheets else ())
    now = _tables((row.cells for row in past.sheet.rows), level, groups)
    touched: dict[_Name, list[Row]] = defaultdict(list)
    for row in past.touched:
        if row.cells.get("edition") not in complete:
            touched[_table_name(row.cells, groups)].append(row)
    for name, rows in touched.items():
        yield from _fewer(sheets, past, name, rows, now.get(name, set()), _before(old, name))


_Name = tuple[str, str, str, str]


def _groups_of(editions: Sequence[Cells]) -> dict[str, str]:
    return {cells.get("id", ""): cells.get("group", "") for cells in editions}


def _table_name(cells: Cells, groups: Mapping[str, str]) -> _Name:
    """Dataset, boundary, group of the edition, period."""
    return cells["dataset"], cells["boundary"], groups.get(cells["edition"], ""), cells["period"]


def _tables(rows: Iterable[Cells], level: Mapping[str, str], groups: Mapping[str, str]) -> dict[_Name, set[str]]:
    found: dict[_Name, set[str]] = defaultdict(set)
    places = {(cells["dataset"], cells["boundary"], cells["edition"], cells["period"], cells["entity"]) for cells in rows}
    for dataset, boundary, edition, period, entity in places:
        if level.get(entity, "country") not in _NOT_UNITS:
            found[dataset, boundary, groups.get(edition, ""), period].add(entity)
    return found


def _before(old: Mapping[_Name, set[str]], name: _Name) -> tuple[str, set[str]]:
    """Period and units of the same table before, or of the newest one for an earlier period."""
    if name in old:
        return name[3], old[name]
    earlier = [known for known in old
               if known[:3] == name[:3] and form(known[3]) == form(name[3]) != "" and known[3] < name[3]]
    newest = max(earlier, default=None)
    return (newest[3], old[newest]) if newest else ("", set())


def _fewer(
    sheets: Sheets, past: History, name: _Name, rows: Sequence[Row], units: set[str], before: tuple[str, set[str]],
) -> Iterator[Finding]:
    entities, (period, known) = by_id(sheets, "entities"), before
    lacking = sorted(unit for unit in known - units if _exists(entities.get(unit, {}), name[3]))
    if len(known) < FEW_UNITS or not lacking or not units:
        return
    names = ", ".join(entities.get(unit, {}).get("name_vi", unit) for unit in lacking[:FEW_UNITS])
    more = f" … (+{len(lacking) - FEW_UNITS})" if len(lacking) > FEW_UNITS else ""
    row = min(rows, key=lambda one: key_text(past.sheet.table, one.cells))
    yield past.sheet.fault("fewer_entities", row, "entity", group=", ".join(part for part in name if part),
                           count=len(units), before=len(known), earlier=period, names=names + more,
                           **covering([lacking, sorted(units)]))


def _exists(entity: Cells, period: str) -> bool:
    end = entity.get("valid_to", "")
    return not end or first_day(period) <= first_day(end)
