"""National series: the digital economy in GDP and GRDP, international rankings, the digital society."""

from collections.abc import Iterable

from . import reconstruction
from .bodies import Bodies
from .dates import MERGER_DECIDED, PROVINCES_MERGED, known_on, period, period_end
from .ledger import Ledger, Row
from .measures import indicator
from .observing import observation
from .places import Places
from .sources import Sources

_FILES = {
    "gdp": "national/gdp_contribution.csv",
    "grdp": "national/grdp_digital_share.csv",
    "international": "national/international_rankings.csv",
    "society": "national/digital_society.csv",
}
_GROUPS = {
    "Ministries and agencies": "ministries",
    "World": "world",
    "Asia": "asia",
    "Southeast Asia": "southeast-asia",
    "Việt Nam": "vn",
}
_ALL_PROVINCES = {"Provinces", "Localities"}
GSO = "gso_digital"
YEARLY = "yearly"


def load(ledger: Ledger, sources: Sources, places: Places, bodies: Bodies) -> list[Row]:
    """Observations of every national series; plans a year without a period are targets, not observations."""
    made = []
    for dataset, name in _FILES.items():
        for row in ledger.rows(name):
            if period(row["period"]) == YEARLY:
                ledger.note(row, "targets: a yearly plan has no period to observe")
                continue
            ledger.note(row, "observations")
            made.append(_observe(row, dataset, sources, places))
    return made


def yearly_plans(ledger: Ledger) -> Iterable[Row]:
    """Rows of the GDP file that plan an amount for every year."""
    return (row for row in Ledger(ledger.folder).rows(_FILES["gdp"]) if period(row["period"]) == YEARLY)


def _observe(row: Row, dataset: str, sources: Sources, places: Places) -> Row:
    entity, boundary = where(row["entity"], row.get("boundary", ""), row["period"], places)
    return observation(
        row,
        sources,
        dataset=dataset,
        indicator=indicator(row),
        entity=entity,
        boundary=boundary,
        period=period(row["period"]),
        edition=_vintage(row) if dataset == "gdp" else None,
    )


def _vintage(row: Row) -> Row | None:
    """The statistics office's release a row belongs to, among the hand-written editions."""
    name = f"gso-digital-va-{row['vintage']}"
    return reconstruction.by("editions").get(name) if row["series"].startswith(GSO) else None


def where(name: str, boundary: str, described: str, places: Places) -> tuple[str, str]:
    """Entity and boundary of a place or group; provinces of no stated boundary by the date described."""
    if name in _GROUPS:
        return _GROUPS[name], boundary
    boundary = boundary or ("34" if period_end(period(described)) >= PROVINCES_MERGED else "63")
    if name in _ALL_PROVINCES:
        return f"provinces-{boundary}", boundary
    return places.find(name, boundary), boundary


def boundary_on(day: str) -> str:
    """Units of a place named on a day: the 34 once they were decided; with no day, the 34."""
    return "63" if day and known_on(day) < MERGER_DECIDED else "34"
