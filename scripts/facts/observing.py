"""One row of observations, and the day it became known."""

from collections.abc import Iterable

from . import producers, reconstruction, wording
from .dates import known_on
from .ledger import Row
from .sources import Sources


def published(fact: Row, edition: Row | None = None) -> tuple[str, str]:
    """Day of publication and its basis: the vintage; the edition's day, for its official table; the page's date."""
    if fact.get("vintage"):
        return fact["vintage"], "vintage"
    if edition and edition.get("published_on"):
        return edition["published_on"], "edition"
    if fact.get("source_date"):
        return fact["source_date"], "source"
    return "", "retrieved"


def edition_of(dataset: str, year: str, boundary: str = "", group: str = "") -> Row | None:
    """The hand-written edition of an index for a year, a boundary and a group; None where there is none."""
    for row in reconstruction.rows("editions"):
        if (row["dataset"], row["period"], row["boundary"], row["group"]) == (dataset, year, boundary, group):
            return row
    return None


def observation(
    fact: Row,
    sources: Sources,
    *,
    dataset: str,
    indicator: str,
    entity: str,
    period: str,
    boundary: str = "",
    edition: Row | None = None,
    producer: str = "",
    official: bool = False,
    more_flags: Iterable[str] = (),
    **cells: str,
) -> Row:
    """A row of observations from a row of the facts. `official`: the edition's own table or a copy of it.

    `producer`: whose figure it is where the row of the facts does not say; else the edition's.
    """
    day, basis = published(fact, edition if official else None)
    note_vi, note_en = wording.notes(fact)
    flags = dict.fromkeys([*wording.flags(fact), *more_flags])
    return {
        "dataset": dataset,
        "edition": edition["id"] if edition else "",
        "indicator": indicator,
        "entity": entity,
        "boundary": boundary,
        "period": period,
        "comparator": fact.get("comparator") or ("=" if fact.get("value") else ""),
        "value": fact.get("value", ""),
        "rank": fact.get("rank", ""),
        "out_of": fact.get("out_of", ""),
        "grade": "",
        "status": fact.get("status") or "reported",
        "flags": ";".join(flags),
        "published_on": day,
        "published_basis": basis,
        "producer": producers.of(fact, producer or (edition or {}).get("producer", "")),
        "source": sources.of(fact),
        "note_vi": note_vi,
        "note_en": note_en,
        "_known": known_on(day) or NEWEST,
    } | cells


NEWEST = "9999"
"""Known only by now: no date was seen, so the row is in the newest snapshot alone."""
