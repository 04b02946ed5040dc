"""What was known by a day: rows cut by their date, then every table kept consistent with the others."""

import re
from collections.abc import Iterable, Mapping

from .bodies import REGISTER_KNOWN
from .dates import MERGER_DECIDED
from .ledger import Row
from .observing import NEWEST
from .places import HUE, HUE_CITY, REGIONS_KNOWN

_YEAR = re.compile(r"\b20\d\d\b")
Tables = dict[str, list[Row]]
_DATED = ("observations", "targets", "tasks", "technologies", "province_facts", "special_zones", "entity_changes")


def by(tables: Mapping[str, list[Row]], day: str, newest: bool) -> Tables:
    """The tables as of `day`. `newest`: rows whose publication date nobody saw are kept too."""
    kept = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    for name in _DATED:
        kept[name] = [row for row in kept[name] if _was_known(row, day, newest)]
    used = {row["edition"] for row in kept["observations"]}
    kept["editions"] = [row for row in kept["editions"] if row["id"] in used or _was_known(row, day, newest)]
    kept["observations"] = _superseded(kept["observations"])
    for row in [*kept["observations"], *kept["tasks"]]:
        _forget_later(row, day)
    _metadata(kept)
    _entities(kept, day, newest)
    _statuses(kept, day)
    _sources(kept)
    return kept


def _was_known(row: Row, day: str, newest: bool) -> bool:
    known = row.get("_known", "")
    return known <= day or (newest and known == NEWEST)


def _superseded(rows: list[Row]) -> list[Row]:
    """The flag `superseded` only where the later figure is known too."""
    last: dict[tuple[str, str], str] = {}
    for row in rows:
        key = (row["indicator"], row["entity"])
        last[key] = max(last.get(key, ""), row["published_on"])
    for row in rows:
        if last[(row["indicator"], row["entity"])] <= row["published_on"]:
            row["flags"] = _without(row["flags"], "superseded")
    return rows


def _forget_later(row: Row, day: str) -> None:
    """A note that speaks of a later year was not known, nor the conflict it tells of."""
    if any(year > day[:4] for year in _YEAR.findall(row["note_en"])):
        row |= {"note_vi": "", "note_en": "", "flags": _without(row["flags"], "conflict")}


def _without(flags: str, name: str) -> str:
    return ";".join(flag for flag in flags.split(";") if flag != name)


def _metadata(kept: Tables) -> None:
    """Datasets, indicators, editions, weights, units, flags and scopes that the rows kept need."""
    observed = kept["observations"]
    measured = {row["indicator"] for row in observed}
    kept["indicators"] = _with_parents([row for row in kept["indicators"] if row["id"] in measured], kept["indicators"])
    ids = _ids(kept["indicators"])
    for target in kept["targets"]:
        target["measured_by"] = ";".join(name for name in target["measured_by"].split(";") if name in ids)
        target["indicator"] = target["indicator"] if target["indicator"] in ids else ""
    datasets = (
        {row["dataset"] for row in [*observed, *kept["indicators"]]}
        | {name for name in ("targets", "tasks", "technologies") if kept[name]}
        | {"territory"}
    )
    kept["datasets"] = [row for row in kept["datasets"] if row["id"] in datasets]
    kept["editions"] = [row for row in kept["editions"] if row["dataset"] in datasets]
    editions = _ids(kept["editions"])
    for edition in kept["editions"]:
        edition["comparable_with"] = edition["comparable_with"] if edition["comparable_with"] in editions else ""
    for row in observed:
        row["edition"] = row["edition"] if row["edition"] in editions else ""
    kept["weights"] = [row for row in kept["weights"] if row["edition"] in editions and row["indicator"] in ids]
    kept["units"] = _used(
        kept["units"], (row["unit"] for name in ("indicators", "targets", "tasks") for row in kept[name])
    )
    kept["producers"] = _used(
        kept["producers"], (row["producer"] for name in ("observations", "targets", "tasks") for row in kept[name])
    )
    kept["scopes"] = _used(kept["scopes"], (row["scope"] for row in kept["tasks"]))
    flagged = (
        flag for name in ("observations", "targets", "tasks") for row in kept[name] for flag in row["flags"].split(";")
    )
    kept["flags"] = _used(kept["flags"], flagged)


def _ids(rows: Iterable[Row]) -> set[str]:
    return {row["id"] for row in rows}


def _used(rows: list[Row], wanted: Iterable[str]) -> list[Row]:
    names = set(wanted)
    return [row for row in rows if row["id"] in names]


def _with_parents(rows: list[Row], every: list[Row]) -> list[Row]:
    """Indicators with all their parents."""
    named = {row["id"]: row for row in every}
    found = {row["id"]: row for row in rows}
    waiting = [row["parent"] for row in rows]
    while waiting:
        parent = waiting.pop()
        if parent and parent not in found:
            found[parent] = named[parent]
            waiting.append(named[parent]["parent"])
    return [row for row in every if row["id"] in found]


def _entities(kept: Tables, day: str, newest: bool) -> None:
    """Provinces by their date; bodies of the register by its date; other bodies and groups where data name them."""
    named = {row["entity"] for name in ("observations", "targets", "tasks") for row in kept[name]}
    named |= {row.get("lead_agency", "") for row in kept["technologies"]}
    named |= {row["from"] for row in kept["entity_changes"] if row["from"] in named} | {
        row["to"] for row in kept["entity_changes"] if row["from"] in named
    }
    kept["entities"] = [
        row for row in kept["entities"] if _was_known(row, day, False) or (row.get("_by_data") and row["id"] in named)
    ]
    ids = _ids(kept["entities"])
    kept["entity_changes"] = [row for row in kept["entity_changes"] if row["from"] in ids and row["to"] in ids]
    for row in kept["entities"]:
        _as_known(row, day)
    kept["regions"] = _used(kept["regions"], (row.get("region", "") for row in kept["entities"]))


def _as_known(row: Row, day: str) -> None:
    """An entity as it was then: an end not yet decided, a region not yet set, a name not yet given."""
    if row.get("valid_to") and day < (MERGER_DECIDED if row["kind"] in ("province", "group") else row["valid_to"]):
        row["valid_to"] = ""
    if row["kind"] in ("ministry", "agency") and day < REGISTER_KNOWN:
        row |= {"source": "", "note_vi": "", "note_en": ""}
    if day < REGIONS_KNOWN:
        row["region"] = ""
    if row["id"] == HUE and day < HUE_CITY:
        row |= {
            "name_vi": "Thừa Thiên Huế",
            "name_en": "Thua Thien Hue",
            "short_vi": "Thừa Thiên Huế",
            "subtype": "province",
            "aliases": row["aliases"] + ";Huế",
        }
    if row["id"] == "dong-nai" and day >= "2026-04-30":
        row["subtype"] = "city"


def _statuses(kept: Tables, day: str) -> None:
    """What became of a list of technologies later is not yet known."""
    for row in kept["technologies"]:
        if "2026" in row["list_status_en"] and day < "2026":
            row["list_status_vi"] = row["list_status_en"] = ""


def _sources(kept: Tables) -> None:
    """Sources that a row names."""
    named = {
        row.get(column, "")
        for name, rows in kept.items()
        if name != "sources"
        for row in rows
        for column in ("source", "source_area", "source_counts", "source_seat")
    }
    kept["sources"] = [row for row in kept["sources"] if row["id"] in named]
