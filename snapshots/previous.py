"""A draft against the snapshot shown now: rows that vanished, values that look like a slip of unit or decimal point."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

from snapshots.cells import number
from snapshots.draft import Row, Sheet
from snapshots.findings import Finding, covering
from snapshots.identity import Identity, identities, identity_columns, key_text
from snapshots.schema import Field

Cells = Mapping[str, str]

FACTORS = (10, 100, 1000)
SINGLE = 3
"""So many alike are asked about one by one; more of them are one question, for they have one cause."""
_CLOSE, _NAMED = 0.02, 10
_WITH_HISTORY = ("observations",)
"""Tables whose changes `history_rules` asks about."""


def check_previous(sheet: Sheet, before: Sequence[Cells], revising: Container[str] = ()) -> Iterator[Finding]:
    """Questions about a table that has a predecessor; `revising` are the flags that say that a figure was revised."""
    of, of_old = identities(sheet.table, sheet.header), identities(sheet.table, ())
    old = {of_old(cells): cells for cells in before}
    known = [(row, old[key]) for row in sheet.rows if (key := of(row.cells)) in old]
    left = {of(row.cells) for row, _ in known}
    removed = [cells for key, cells in old.items() if key not in left]
    if removed:
        first = min(key_text(sheet.table, cells) for cells in removed)
        yield Finding("rows_removed", sheet.table.path, values={
            "count": len(removed), "key": first, **covering(cells.values() for cells in removed)})
    columns = [field for field in sheet.table.fields if field.stated and field.name in sheet.header]
    changed = _changed(known, before, [field.name for field in columns])
    slips = [slip for row, cells in changed for field in columns if (slip := _slip(sheet, row, field, cells))]
    yield from alike("unit_slip_many", slips)
    if sheet.table.name not in _WITH_HISTORY:
        slipped = {(slip.row, slip.column) for slip in slips}
        for field in columns:
            yield from _unexplained(sheet, field.name, [
                (row, cells) for row, cells in changed
                if (row.number, field.name) not in slipped and not explained(row.cells, cells, revising)])
        yield from _against_earlier(sheet, before, old, of, columns)


def _changed(
    known: Sequence[tuple[Row, Cells]], before: Sequence[Cells], names: Sequence[str],
) -> list[tuple[Row, Cells]]:
    """Rows that state something else; where two rows are about the same thing, neither differs that was there."""
    different = [(row, old) for row, old in known if any(row.cells[name] != old.get(name, "") for name in names)]
    there = {tuple(sorted(cells.items())) for cells in before} if different else set()
    return [(row, old) for row, old in different if tuple(sorted(row.cells.items())) not in there]


def _slip(sheet: Sheet, row: Row, field: Field, old: Cells) -> Finding | None:
    before, after = old.get(field.name, ""), row.cells[field.name]
    factor = factor_text(after, before, _CLOSE) if field.type != "string" and after != before else ""
    if not factor:
        return None
    group = ", ".join(row.cells[name] for name in ("indicator", "period") if row.cells.get(name))
    if sheet.table.name not in _WITH_HISTORY:
        group = f"{field.name} ({sheet.table.path})"
    return sheet.fault("unit_slip", row, field.name, old=before, value=after, factor=factor, group=group)


def explained(new: Cells, old: Cells, revising: Container[str]) -> bool:
    """Whether a note was written or changed, or a flag that says “revised” was added."""
    if any(new.get(name, "") and new.get(name, "") != old.get(name, "") for name in ("note_vi", "note_en")):
        return True
    added = set(new.get("flags", "").split(";")) - set(old.get("flags", "").split(";"))
    return any(flag in revising for flag in added)


def _unexplained(sheet: Sheet, name: str, changed: Sequence[tuple[Row, Cells]]) -> Iterator[Finding]:
    """One question a column about what was stated and is stated otherwise now, without a word why."""
    found = sorted((key_text(sheet.table, row.cells), old[name], row.cells[name], row) for row, old in changed
                   if old.get(name) and old[name] != row.cells[name])
    if found:
        told = "; ".join(f"{key}: {old} → {new or '∅'}" for key, old, new, _ in found[:_NAMED])
        more = f" … (+{len(found) - _NAMED})" if len(found) > _NAMED else ""
        yield sheet.fault("changed_unexplained", found[0][-1], name, name=name, count=len(found), names=told + more,
                          **covering(places[:-1] for places in found))


def _against_earlier(
    sheet: Sheet, before: Sequence[Cells], old: Container[Identity], of: Callable[[Cells], Identity],
    columns: Sequence[Field],
) -> Iterator[Finding]:
    """A figure of a new day that is about 10, 100 or 1000 times the one of the day before it, or a part of it."""
    names = [name for name in identity_columns(sheet.table) if name not in ("as_of", "source")]
    if "as_of" not in sheet.header or not {*names} <= {*sheet.header}:
        return
    days: dict[Identity, list[Cells]] = defaultdict(list)
    for cells in before:
        days[tuple([cells.get(name, "") for name in names])].append(cells)
    slips = []
    for row in sheet.rows:
        if of(row.cells) not in old:
            earlier = [cells for cells in days[tuple([row.cells[name] for name in names])]
                       if cells.get("as_of", "") < row.cells["as_of"]]
            last = max(earlier, key=lambda cells: cells.get("as_of", ""), default=None)
            slips += [slip for field in columns if last and (slip := _day_slip(sheet, row, field, last))]
    yield from alike("series_slip_many", slips)


def _day_slip(sheet: Sheet, row: Row, field: Field, last: Cells) -> Finding | None:
    factor = factor_text(row.cells[field.name], last.get(field.name, ""), _CLOSE) if field.type != "string" else ""
    if not factor:
        return None
    return sheet.fault("series_slip", row, field.name, value=row.cells[field.name], old=last[field.name],
                       earlier=last.get("as_of", ""), factor=factor, group=f"{field.name} ({sheet.table.path})")


def factor_text(after: str, before: str, close: float) -> str:
    """`×100` where the one is about 10, 100 or 1000 times the other (within `close`, a share), `÷100`, else empty."""
    new, old = number(after), number(before)
    if not new or not old:
        return ""
    ratio, sign = (new / old, "×") if abs(new) > abs(old) else (old / new, "÷")
    return next((f"{sign}{factor}" for factor in FACTORS if abs(ratio / factor - 1) < close), "")


def alike(code: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings; more than SINGLE of the same `group` and `factor` become one, at the row whose key is first."""
    groups: dict[tuple[object, object], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.values.get("group"), finding.values.get("factor")].append(finding)
    for (group, factor), found in groups.items():
        if len(found) <= SINGLE:
            yield from found
        else:
            first = min(found, key=lambda one: one.key)
            keys = {"count": len(found), "group": group, "factor": factor or "", "first": first.key, **covering(
                (one.key, one.column, one.found, *one.values.values()) for one in found)}
            place = (first.file, first.row, first.column, first.letter, first.found)
            yield Finding(code, *place, {**first.values, **keys}, first.key)
