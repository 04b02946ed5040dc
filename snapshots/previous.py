"""A draft against the snapshot shown now: rows that vanished, values that look like a slip of unit or decimal point."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from snapshots.cells import number
from snapshots.draft import Row, Sheet
from snapshots.findings import Finding, covering
from snapshots.identity import identities, key_text

FACTORS = (10, 100, 1000)
SINGLE = 3
"""So many alike are asked about one by one; more of them are one question, for they have one cause."""
_CLOSE = 0.02


def check_previous(sheet: Sheet, before: Sequence[Mapping[str, str]]) -> Iterator[Finding]:
    """Questions about a table that has a predecessor."""
    of = identities(sheet.table, sheet.header)
    of_old = identities(sheet.table, ())
    old = {of_old(cells): cells for cells in before}
    known = [(row, old[key]) for row in sheet.rows if (key := of(row.cells)) in old]
    left = {of(row.cells) for row, _ in known}
    removed = [cells for key, cells in old.items() if key not in left]
    if removed:
        first = min(key_text(sheet.table, cells) for cells in removed)
        yield Finding("rows_removed", sheet.table.path, values={
            "count": len(removed), "key": first, **covering(cells.values() for cells in removed)})
    if "value" in sheet.header:
        slips = (_slip(sheet, row, cells.get("value", "")) for row, cells in known)
        yield from alike("unit_slip_many", (found for found in slips if found))


def _slip(sheet: Sheet, row: Row, before: str) -> Finding | None:
    after = row.cells["value"]
    factor = factor_text(after, before, _CLOSE) if after != before else ""
    if not factor:
        return None
    group = ", ".join(row.cells[name] for name in ("indicator", "period", "as_of", "due") if row.cells.get(name))
    return sheet.fault("unit_slip", row, "value", old=before, value=after, factor=factor, group=group or sheet.table.path)


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
