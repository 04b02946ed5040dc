"""Slips of a whole column of units: copied, shifted, sorted, two swapped, decimals nobody printed, ranks given twice.

Each function takes rows that are new or changed, of one indicator and period, in the order of the file, and gives at
most one question. Formulas and limits stand with each function and in docs/method.md.
"""

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from itertools import combinations, pairwise
from statistics import median

from snapshots.cells import SIGNIFICANT, significant
from snapshots.changes import FAR
from snapshots.draft import Row, Sheet
from snapshots.findings import Finding, covering
from snapshots.history import Cells, History, Point, exact, series
from snapshots.identity import key_text
from snapshots.robust import best_run, rank_correlation, ranks, spread

FEW_UNITS, FEW_COPIED, FEW_SHIFTED, FEW_SHIFTED_IN_PART = 10, 5, 8, 15
_SAME, _VARIED = 0.9, 3
_ALIKE, _HALF, _BETTER, _LAGS = 0.9, 0.5, 0.3, (1, -1, 2, -2)
_BEYOND_CHANCE = {False: 4.0, True: 5.0}
_FEW_LEVELS, _SHARED, _DIGITS_MORE, _NAMED = 5, 3, 2, 10
_MOST_MOVED = 6

Pairs = Sequence[tuple[Row, Point]]
"""Rows with what their units had before."""


def group_of(cells: Cells) -> str:
    """Indicator and period for people, with the boundary where there is one."""
    return ", ".join(cells[name] for name in ("indicator", "period", "boundary") if cells.get(name))


def about(sheet: Sheet, code: str, pairs: Pairs, **values: object) -> Finding:
    """One question about all of these rows, told at the one whose key is first; the earlier period is the first row's."""
    keys = [key_text(sheet.table, row.cells) for row, _ in pairs]
    row = pairs[keys.index(min(keys))][0]
    places = ((key, one.cells["value"], *point) for key, (one, point) in zip(keys, pairs, strict=True))
    given = {"count": len(pairs), "earlier": pairs[0][1].period, "group": group_of(row.cells), **values}
    return sheet.fault(code, row, "value", **given, **covering(places))


def check_column(past: History, rows: Sequence[Row]) -> Iterator[Finding]:
    """The questions about a column of units, of which each row states a value."""
    found = [(row, point) for row in rows if exact(row.cells) is not None and (point := _reference(past, row))]
    yield from _repeated(past.sheet, found) or _moved(past.sheet, found) or _swapped(past.sheet, found)
    yield from _sorted(past, rows)
    yield from _longer(past, rows)


def _reference(past: History, row: Row) -> Point | None:
    """What the row's unit had before: in the same period where that was published already, else in the one before."""
    points = past.before.get(series(row.cells), ())
    same = next((point for point in points if point.period == row.cells["period"]), None)
    return same or next(iter(past.earlier(row)[-1:]), None)


# copied


def repeats(pairs: Pairs) -> bool:
    """All equal, for another period, and not all one value (a full score for everybody is no copy)."""
    values = {point.value for _, point in pairs}
    return all(_is_copy(row, point) for row, point in pairs) and len(values) >= min(3, len(pairs))


def _is_copy(row: Row, point: Point) -> bool:
    return exact(row.cells) == point.value and row.cells["period"] != point.period


def _repeated(sheet: Sheet, pairs: Pairs) -> list[Finding]:
    """All values of at least five units, or nine tenths of those of at least ten, a third of them different ones."""
    if len(pairs) < FEW_COPIED:
        return []
    if repeats(pairs):
        return [about(sheet, "period_copied", pairs)]
    same = [point.value for row, point in pairs if _is_copy(row, point)]
    if len(pairs) < FEW_UNITS or len(same) < _SAME * len(pairs) or _VARIED * len(set(same)) < len(same):
        return []
    names = _names([row for row, point in pairs if not _is_copy(row, point)])
    return [about(sheet, "period_nearly_copied", pairs, same=len(same), names=names)]


def _names(rows: Sequence[Row]) -> str:
    names = sorted(row.cells["entity"] for row in rows)
    return ", ".join(names[:_NAMED]) + (f" … (+{len(names) - _NAMED})" if len(names) > _NAMED else "")


# shifted, and two swapped


def _moved(sheet: Sheet, pairs: Pairs) -> list[Finding]:
    """At least eight values, or fifteen of a longer column, stand one or two rows off their units.

    Rank correlation r with what the neighbour had before is 0.3 above that with the unit's own, and at least 0.9 or, where
    that is less, 4 times (5 times for a part, which was searched for) what chance gives: r √(n - 1), but at least 0.5.
    """
    if len(pairs) < FEW_SHIFTED:
        return []
    now, before = [exact(row.cells) or 0.0 for row, _ in pairs], [point.value for _, point in pairs]
    for lag, run in _runs(ranks(now), ranks(before)):
        part = len(run) < len(pairs) - abs(lag)
        columns = [now[i] for i in run], [before[i] for i in run], [before[i + lag] for i in run]
        if not (part and len(run) < FEW_SHIFTED_IN_PART) and is_shifted(*columns, part):
            named = {"rows": abs(lag), "first": pairs[run[0]][0].cells["entity"], "last": pairs[run[-1]][0].cells["entity"]}
            return [about(sheet, "shifted", pairs, shifted=len(run), **named)]
    return []


def _runs(now: Sequence[float], before: Sequence[float]) -> Iterator[tuple[int, range]]:
    """For each shift the longest stretch that fits the neighbours' ranks better than the units' own."""
    own = [abs(one - other) for one, other in zip(now, before, strict=True)]
    for lag in _LAGS:
        start, stop = max(0, -lag), len(now) - max(0, lag)
        gains = [own[index] - abs(now[index] - before[index + lag]) for index in range(start, stop)]
        whole = range(start, stop)
        yield lag, whole
        first, last = best_run(gains)
        if last - first < len(whole):
            yield lag, whole[first:last]


def is_shifted(now: Sequence[float], own: Sequence[float], neighbours: Sequence[float], part: bool) -> bool:
    """Whether the values go with what the neighbours had before rather than with what their own units had."""
    lagged = rank_correlation(now, neighbours)
    least = min(_ALIKE, max(_HALF, _BEYOND_CHANCE[part] / (len(now) - 1) ** 0.5))
    return lagged >= least and lagged - rank_correlation(now, own) >= _BETTER


def _swapped(sheet: Sheet, pairs: Pairs) -> list[Finding]:
    """Two units of at least ten changed far more than the others, and each has about what the other had."""
    if len(pairs) < FEW_UNITS:
        return []
    moves = [(exact(row.cells) or 0.0) - point.value for row, point in pairs]
    usual, limit = median(moves), FAR * spread(moves)
    far = [index for index, move in enumerate(moves) if abs(move - usual) > limit]
    for one, other in combinations(far, 2) if 1 < len(far) <= _MOST_MOVED else ():
        apart = abs(pairs[one][1].value - pairs[other][1].value)
        crossed = (moves[one] + pairs[one][1].value - pairs[other][1].value,
                   moves[other] + pairs[other][1].value - pairs[one][1].value)
        if apart > 2 * limit and moves[one] * moves[other] < 0 and all(abs(gap - usual) <= limit / 2 for gap in crossed):
            names = _names([pairs[one][0], pairs[other][0]])
            return [about(sheet, "swapped", [pairs[one], pairs[other]], names=names)]
    return []


# sorted, and more decimals than ever


def _sorted(past: History, rows: Sequence[Row]) -> Iterator[Finding]:
    """Values of at least ten units that only rise or only fall, though the units stand in the order of their ids."""
    values = [value for row in rows if (value := exact(row.cells)) is not None]
    if len(values) < FEW_UNITS or len(set(values)) < _FEW_LEVELS or not _is_sorted(values):
        return
    units = [row.cells["entity"] for row in rows if exact(row.cells) is not None]
    before = [point.value for row in rows if (point := _reference(past, row))]
    if all(one < other for one, other in pairwise(units)) and not (len(before) == len(values) and _is_sorted(before)):
        points = [(row, _reference(past, row) or Point("", "", 0.0)) for row in rows if exact(row.cells) is not None]
        yield about(past.sheet, "sorted", points)


def _is_sorted(values: Sequence[float]) -> bool:
    return all(one <= other for one, other in pairwise(values)) or all(one >= other for one, other in pairwise(values))


def _longer(past: History, rows: Sequence[Row]) -> Iterator[Finding]:
    """Values with at least two decimals more than any of the indicator's before, of which there are at least ten."""
    if not rows:
        return
    count, usual = past.decimals.get(rows[0].cells["indicator"], (0, 0))
    if count < FEW_UNITS:
        return
    long = [row for row in rows if decimals(row.cells["value"]) >= usual + _DIGITS_MORE
            and significant(row.cells["value"]) <= SIGNIFICANT]  # the check of the cell asks about longer ones
    if long:
        points = [(row, Point("", "", 0.0)) for row in long]
        yield about(past.sheet, "decimals_more", points, usual=usual, digits=max(decimals(row.cells["value"]) for row in long),
                    names=_names(long))


def decimals(text: str) -> int:
    """How many digits stand after the point."""
    return len(text) - point - 1 if (point := text.find(".")) >= 0 else 0


# ranks


def check_ranks_shared(sheet: Sheet, rows: Sequence[Row], touched: Container[int]) -> Iterator[Finding]:
    """A rank that three units or more have without a value that shows them equal; `touched` are the numbers of new rows."""
    shared: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.cells["rank"] and not row.cells["value"]:
            shared[row.cells["rank"]].append(row)
    for rank, found in shared.items():
        units = {row.cells["entity"] for row in found}
        if len(units) >= _SHARED and any(row.number in touched for row in found):
            row = min(found, key=lambda one: key_text(sheet.table, one.cells))
            yield sheet.fault("rank_shared", row, "rank", rank=rank, count=len(units), group=group_of(row.cells),
                              names=_names(found), **covering([sorted(units)]))
