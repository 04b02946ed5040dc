"""Rules that need more than one cell: scales, ranks, editions, datasets."""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from math import isclose
from operator import itemgetter

from snapshots.cells import number
from snapshots.draft import Row, Sheet
from snapshots.findings import Finding, covering
from snapshots.robust import in_order
from snapshots.territory import provinces

Sheets = Mapping[str, Sheet]
Cells = Mapping[str, str]

_NO_VALUE = ("not_collected", "not_applicable")
_NOT_RANKED = ("country", "group")
_SHOWN_MISSING = 10
_FEW_MISSING = _FEW_RANKS = 3
_SHARE = (0.0, 100.0)
_WHOLES, _ROUNDED = (1.0, 100.0), 0.002


def by_id(sheets: Sheets, table: str) -> dict[str, Cells]:
    """Rows of a table by id; empty where the table or its column was not read."""
    if table not in sheets or "id" not in sheets[table].header:
        return {}
    return {row.cells["id"]: row.cells for row in sheets[table].rows}


def revising_flags(sheets: Sheets) -> set[str]:
    """Ids of the flags that say that a figure was revised."""
    return {name for name, cells in by_id(sheets, "flags").items() if cells.get("kind") == "revision"}


def _observations(sheets: Sheets) -> tuple[Row, ...]:
    return sheets["observations"].rows if "observations" in sheets else ()


def check_observations(sheets: Sheets) -> Iterator[Finding]:
    """Observations that say nothing, or disagree with their indicator, unit, edition or dataset."""
    indicators, units, editions = by_id(sheets, "indicators"), by_id(sheets, "units"), by_id(sheets, "editions")
    kinds = {identity: cells.get("kind", "") for identity, cells in by_id(sheets, "datasets").items()}
    scales = {name: _scale(cells, units.get(cells.get("unit", ""), {})) for name, cells in indicators.items()}
    agreed: set[tuple[str, ...]] = set()
    for row in _observations(sheets):
        sheet, cells = sheets["observations"], row.cells
        yield from _says_nothing(sheet, row)
        if cells.get("indicator", "") in scales:
            yield from _outside(sheet, row, *scales[cells["indicator"]])
        about = tuple([cells.get(name, "") for name in _ABOUT])
        if about not in agreed:
            edition = editions.get(cells.get("edition", ""))
            found: list[Finding] = []
            found += _against_indicator(sheet, row, indicators.get(cells.get("indicator", "")))
            found += _against_edition(sheet, row, edition, kinds) if edition else ()
            found += _rank_in_range(sheet, row, edition or {})
            yield from found
            if not found:
                agreed.add(about)


_ABOUT = ("dataset", "indicator", "edition", "boundary", "period", "rank", "out_of")
"""What decides whether a row agrees with its indicator and edition: each combination is looked at once."""
_Scale = tuple[float | None, float | None, bool, Cells]


def _scale(indicator: Cells, unit: Cells) -> _Scale:
    low, high = number(indicator.get("scale_min", "")), number(indicator.get("scale_max", ""))
    return low, high, unit.get("kind") == "share", indicator


def _outside(
    sheet: Sheet, row: Row, low: float | None, high: float | None, share: bool, indicator: Cells,
) -> Iterator[Finding]:
    text = row.cells.get("value", "")
    value = number(text)
    if value is None:
        return
    if (low is not None and value < low) or (high is not None and value > high):
        yield sheet.fault("scale", row, "value", value=text, indicator=indicator["id"],
                          low=indicator.get("scale_min") or "−∞", high=indicator.get("scale_max") or "∞")
    elif share and not _SHARE[0] <= value <= _SHARE[1]:
        yield sheet.fault("share_range", row, "value", value=text, indicator=indicator["id"])


def _says_nothing(sheet: Sheet, row: Row) -> Iterator[Finding]:
    cells = row.cells
    if cells.get("value") or cells.get("rank") or cells.get("grade"):
        return
    if cells.get("status") not in _NO_VALUE:
        yield sheet.fault("observation_empty", row, "value")


def _against_indicator(sheet: Sheet, row: Row, indicator: Cells | None) -> Iterator[Finding]:
    dataset = indicator.get("dataset", "") if indicator else row.cells.get("dataset", "")
    if indicator and row.cells.get("dataset") != dataset:
        yield sheet.fault("indicator_dataset", row, "dataset", indicator=indicator["id"], dataset=dataset)


def _against_edition(sheet: Sheet, row: Row, edition: Cells, kinds: Mapping[str, str]) -> Iterator[Finding]:
    name, dataset, boundary = edition.get("id", ""), edition.get("dataset", ""), edition.get("boundary", "")
    if row.cells.get("dataset") != dataset:
        yield sheet.fault("edition_dataset", row, "edition", edition=name, dataset=dataset)
    if boundary and row.cells.get("boundary", "") not in ("", boundary):
        yield sheet.fault("edition_boundary", row, "boundary", edition=name, boundary=boundary)
    period = edition.get("period", "")
    if kinds.get(dataset) == "index" and period and row.cells.get("period") != period:
        yield sheet.fault("edition_period", row, "period", edition=name, period=period)


def _rank_in_range(sheet: Sheet, row: Row, edition: Cells) -> Iterator[Finding]:
    rank, out_of = number(row.cells.get("rank", "")), number(row.cells.get("out_of", ""))
    population = number(edition.get("population", ""))
    last = out_of if out_of is not None else population
    if rank is not None and last is not None and rank > last:
        yield sheet.fault("rank_over", row, "rank", rank=row.cells["rank"], out_of=int(last))
    if out_of is not None and population is not None and out_of != population:
        yield sheet.fault("out_of_edition", row, "out_of", out_of=int(out_of), population=int(population))


def check_tasks(sheets: Sheets) -> Iterator[Finding]:
    """Counts of tasks without a value, which must say why."""
    for row in sheets["tasks"].rows if "tasks" in sheets else ():
        if not any(row.cells.get(name) for name in ("value", "note_vi", "note_en")):
            yield sheets["tasks"].fault("task_empty", row, "value")


def check_shares(sheets: Sheets) -> Iterator[Finding]:
    """Targets and tasks in a unit that is a share of a whole, below 0 or above 100."""
    shares = {name for name, cells in by_id(sheets, "units").items() if cells.get("kind") == "share"}
    for sheet in sheets.values():
        if {"value", "unit"} <= set(sheet.header):
            for row in sheet.rows:
                value = number(row.cells["value"])
                if value is not None and row.cells["unit"] in shares and not _SHARE[0] <= value <= _SHARE[1]:
                    yield sheet.fault("share_over", row, "value", value=row.cells["value"], unit=row.cells["unit"])


def check_weights(sheets: Sheets) -> Iterator[Finding]:
    """Weights of one edition under one parent that add up neither to 1 nor to 100 nor to what another edition has."""
    if "weights" not in sheets or not {"edition", "indicator", "weight"} <= set(sheets["weights"].header):
        return
    indicators = by_id(sheets, "indicators")
    levels: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sheets["weights"].rows:
        parent = indicators.get(row.cells["indicator"], {}).get("parent", "")
        levels[row.cells["edition"], parent].append(row)
    totals = {level: sum(number(row.cells["weight"]) or 0.0 for row in rows) for level, rows in levels.items()}
    for level, rows in levels.items():
        others = [total for (edition, parent), total in totals.items() if parent == level[1] and edition != level[0]]
        if len(rows) > 1 and not any(isclose(totals[level], usual, rel_tol=_ROUNDED) for usual in (*_WHOLES, *others)):
            yield sheets["weights"].fault(
                "weights_sum", rows[0], "weight", edition=level[0], parent=level[1] or "–", total=f"{totals[level]:.6g}",
                **covering((row.cells["indicator"], row.cells["weight"]) for row in rows))


def check_scales(sheets: Sheets) -> Iterator[Finding]:
    """Indicators whose scale ends below its beginning."""
    for row in sheets["indicators"].rows if "indicators" in sheets else ():
        low, high = number(row.cells.get("scale_min", "")), number(row.cells.get("scale_max", ""))
        if low is not None and high is not None and low >= high:
            yield sheets["indicators"].fault("scale_order", row, "scale_max")


def _complete(sheets: Sheets) -> dict[str, tuple[Row, int]]:
    """Editions declared complete that say how many units they have."""
    rows = sheets["editions"].rows if "editions" in sheets else ()
    complete = [row for row in rows if row.cells.get("coverage") == "complete"]
    sizes = {row.cells.get("id", ""): (row, number(row.cells.get("population", ""))) for row in complete}
    return {edition: (row, int(size)) for edition, (row, size) in sizes.items() if size is not None}


def _groups(sheets: Sheets, editions: Container[str]) -> dict[str, dict[str, dict[str, list[Row]]]]:
    """Observations of ranked units in these editions: edition, indicator, entity."""
    kinds = {identity: cells.get("kind", "") for identity, cells in by_id(sheets, "entities").items()}
    found: dict[str, dict[str, dict[str, list[Row]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for row in _observations(sheets):
        entity, edition = row.cells.get("entity", ""), row.cells.get("edition", "")
        if edition in editions and kinds.get(entity, _NOT_RANKED[0]) not in _NOT_RANKED:
            found[edition][row.cells.get("indicator", "")][entity].append(row)
    return found


def check_editions(sheets: Sheets) -> Iterator[Finding]:
    """Editions declared complete that are not, and ranks in them that do not follow from the values."""
    complete = _complete(sheets)
    groups = _groups(sheets, complete)
    for edition, (row, population) in complete.items():
        indicators = groups.get(edition, {})
        present = {entity for entities in indicators.values() for entity in entities}
        if len(present) != population:
            yield sheets["editions"].fault("edition_incomplete", row, "coverage", population=population,
                                           count=len(present), names=_missing(sheets, row, present))
            continue
        yield from _partial(sheets, row, indicators, population)
        for indicator, entities in indicators.items():
            if len(entities) == population:
                yield from _check_indicator(sheets, indicator, entities)


def _missing(sheets: Sheets, edition: Row, present: set[str]) -> str:
    boundary = edition.cells.get("boundary", "")
    wanted = provinces(sheets, boundary)
    absent = [cells.get("name_vi", "") for identity, cells in wanted.items() if identity not in present]
    more = f" … (+{len(absent) - _SHOWN_MISSING})" if len(absent) > _SHOWN_MISSING else ""
    return ", ".join(absent[:_SHOWN_MISSING]) + more or "–"


def _partial(
    sheets: Sheets, row: Row, indicators: Mapping[str, Mapping[str, list[Row]]], population: int,
) -> Iterator[Finding]:
    """One question an edition; units are named where only a few are missing, for that may be a slip."""
    parts = []
    for indicator, entities in sorted(indicators.items()):
        lacking = population - len(entities)
        named = f" (– {_missing(sheets, row, set(entities))})" if lacking <= _FEW_MISSING else ""
        if lacking > 0:
            parts.append(f"{indicator} {len(entities)}{named}")
    if parts:
        yield sheets["editions"].fault("indicator_incomplete", row, "coverage", edition=row.cells["id"],
                                       population=population, names=", ".join(parts),
                                       **covering((name, *sorted(units)) for name, units in indicators.items()))


def _check_indicator(sheets: Sheets, indicator: str, entities: Mapping[str, list[Row]]) -> Iterator[Finding]:
    direction = by_id(sheets, "indicators").get(indicator, {}).get("direction", "")
    if direction in ("higher", "lower"):
        latest = [max(rows, key=lambda found: found.cells.get("published_on", "")) for rows in entities.values()]
        yield from _check_ranks(sheets["observations"], latest, direction)


def _check_ranks(sheet: Sheet, rows: list[Row], direction: str) -> Iterator[Finding]:
    """A published rank must lie among the places its value can have; equal values may share or divide them."""
    sign = 1 if direction == "higher" else -1
    values = [number(row.cells.get("value", "")) for row in rows]
    if any(value is None for value in values):
        return
    scores = [sign * value for value in values if value is not None]
    found: list[tuple[float, float, Row, Finding]] = []
    for row, score in zip(rows, scores, strict=True):
        best = 1 + sum(other > score for other in scores)
        last = best + sum(other == score for other in scores) - 1
        rank = number(row.cells.get("rank", ""))
        if rank is not None and not best <= rank <= last:
            found.append((rank, -score, row, sheet.fault(
                "rank_order", row, "rank", rank=row.cells["rank"], value=row.cells["value"],
                expected=str(best) if best == last else f"{best}–{last}")))
    yield from (one[-1] for one in found) if len(found) <= _FEW_RANKS else _ranks_together(sheet, found)


def _ranks_together(sheet: Sheet, found: list[tuple[float, float, Row, Finding]]) -> Iterator[Finding]:
    """One question that names the places out of order; the others have moved because of these."""
    placed = sorted(found, key=itemgetter(0, 1))
    kept = in_order([score for _, score, _, _ in placed])
    out = sorted((row.cells["entity"], finding) for index, (_, _, row, finding) in enumerate(placed) if index not in kept)
    names = [
        f"{entity}: {one.values['rank']} ({one.values['value']} → {one.values['expected']})" for entity, one in out
    ]
    more = f" … (+{len(names) - _SHOWN_MISSING})" if len(names) > _SHOWN_MISSING else ""
    first = next(row for _, _, row, finding in placed if finding is out[0][1])
    yield sheet.fault(
        "rank_order_many", first, "rank", count=len(found), names="; ".join(names[:_SHOWN_MISSING]) + more,
        group=f"{first.cells['indicator']}, {first.cells['edition']}",
        **covering((one.key, one.found, *one.values.values()) for *_, one in found))
