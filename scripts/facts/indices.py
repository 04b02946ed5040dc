"""Indices of provinces and ministries: DTI, service index 766, PII, PAR INDEX, SIPAS, PAPI."""

from collections.abc import Iterable

from .bodies import Bodies
from .ledger import Ledger, Row
from .measures import indicator
from .observing import edition_of, observation
from .places import Places
from .sources import Sources

FOLDER = "provincial-indices"
_OFFICIAL = ("original=", "read on the publisher page")
_GROUPS = {"with_services": "services", "without_services": "no-services"}
_MEANS = {
    "national": ("vn", ""),
    "provinces_mean": ("provinces-63", "63"),
    "ministries_with_services_mean": ("ministries-services", ""),
    "ministries_without_services_mean": ("ministries-no-services", ""),
}
DTI = "dti/dti_province.csv"
_COPY_MEASURES = {
    "dti_total": "overall",
    "main_index_digital_infrastructure": "infrastructure",
    "main_index_digital_government": "government_activity",
    "main_index_digital_economy": "economy_activity",
    "main_index_digital_society": "society_activity",
}
PROVINCES_MEAN = "dti-national-provinces-mean-overall"
E_GOVERNANCE = {"access_to_egovernment_portals", "access_to_internet", "e_responsiveness"}
_RANKED_MINISTRIES = "17"


def load(ledger: Ledger, sources: Sources, places: Places, bodies: Bodies) -> list[Row]:
    """Observations of every index."""
    made = [
        *_dti_provinces(ledger, sources, places),
        *_dti_ministries(ledger, sources, bodies),
        *_dti_national(ledger, sources),
    ]
    made += _second_copy(ledger, sources, places)
    made += _service766(ledger, sources, places)
    for dataset, name in (("pii", "pii"), ("par", "par_index"), ("sipas", "sipas")):
        made += [_press(row, dataset, ledger, sources, places, bodies) for row in ledger.rows(f"{FOLDER}/{name}.csv")]
    return made + _papi(ledger, sources, places)


def _dti_provinces(ledger: Ledger, sources: Sources, places: Places) -> Iterable[Row]:
    for fact in ledger.rows(DTI):
        ledger.note(fact, "observations")
        yield _dti_row(fact, sources, places)


def _dti_row(fact: Row, sources: Sources, places: Places) -> Row:
    boundary = fact["boundary"]
    return observation(
        fact,
        sources,
        dataset="dti",
        indicator=indicator(fact),
        entity=places.find(fact["province_vi"], boundary),
        boundary=boundary,
        period=fact["year"],
        edition=edition_of("dti", fact["year"], boundary),
        official=any(sign in fact["note"] for sign in _OFFICIAL),
        out_of=boundary if fact["rank"] else "",
        more_flags=_dti_flags(fact),
    )


def _second_copy(ledger: Ledger, sources: Sources, places: Places) -> list[Row]:
    """Figures of the second copy of the DTI tables that the first lacks or prints otherwise."""
    first = {_cell(fact): fact for fact in Ledger(ledger.folder).rows(DTI)}
    made = []
    for fact in ledger.rows(f"{FOLDER}/dti.csv"):
        renamed = fact | {"province_vi": fact["entity_vi"], "measure": _COPY_MEASURES[fact["measure"]]}
        if _agrees(renamed, first.get(_cell(renamed))):
            ledger.note(fact, f"left out: second copy of a figure in {DTI}", made=0)
        else:
            ledger.note(fact, "observations")
            made.append(_dti_row(renamed | {"_file": DTI}, sources, places))
    return made


def _cell(fact: Row) -> tuple[str, ...]:
    return tuple(fact[key] for key in ("year", "boundary", "province_vi", "measure"))


def _agrees(fact: Row, other: Row | None) -> bool:
    """Whether the other copy prints the same value and rank, as far as this one gives them."""
    return other is not None and all(
        not fact[key] or (other[key] and float(fact[key]) == float(other[key])) for key in ("value", "rank")
    )


def _dti_flags(row: Row) -> list[str]:
    copy = ["copy-of-official"] if "original=" in row["note"] else []
    return copy + (["rank-only"] if not row["value"] else [])


def _dti_ministries(ledger: Ledger, sources: Sources, bodies: Bodies) -> Iterable[Row]:
    for row in ledger.rows("dti/dti_ministry.csv"):
        ledger.note(row, "observations")
        yield observation(
            row,
            sources,
            dataset="dti-ministry",
            indicator=indicator(row),
            period=row["year"],
            entity=bodies.find(row["unit_vi"]),
            edition=edition_of("dti-ministry", row["year"], group=_GROUPS[row["group"]]),
            out_of=row["group_size"] if row["rank"] else "",
            more_flags=[] if row["value"] else ["rank-only"],
        )


def _dti_national(ledger: Ledger, sources: Sources) -> Iterable[Row]:
    for row in ledger.rows("dti/dti_national.csv"):
        entity, boundary = _MEANS[row["scope"]]
        ledger.note(row, "observations")
        yield observation(
            row,
            sources,
            dataset="dti-national",
            indicator=indicator(row),
            entity=entity,
            boundary=boundary,
            period=row["year"],
            edition=edition_of("dti-national", row["year"]),
        )


def _service766(ledger: Ledger, sources: Sources, places: Places) -> Iterable[Row]:
    for row in ledger.rows(f"{FOLDER}/service766.csv"):
        entity = places.find(row["entity_vi"], "34")
        ledger.note(row, "observations")
        flags = ["copy-of-official"] + (["merged-history"] if places.merged(entity) else [])
        yield observation(
            row,
            sources,
            dataset="service766",
            indicator=indicator(row),
            entity=entity,
            boundary="34",
            period=row["year"],
            edition=edition_of("service766", row["year"], "34"),
            official=True,
            out_of="34" if row["rank"] else "",
            more_flags=flags,
        )


def _press(row: Row, dataset: str, ledger: Ledger, sources: Sources, places: Places, bodies: Bodies) -> Row:
    """A figure of PII, PAR INDEX or SIPAS as read in the press: provinces by boundary, ministries without one."""
    ledger.note(row, "observations")
    boundary = row["boundary"]
    ministry = row["entity_kind"] != "province"
    name = f"{dataset}-ministry" if ministry else dataset
    population = _RANKED_MINISTRIES if ministry else boundary
    return observation(
        row,
        sources,
        dataset=name,
        indicator=indicator(row),
        boundary=boundary,
        period=row["year"],
        entity=bodies.find(row["entity_vi"]) if ministry else places.find(row["entity_vi"], boundary),
        edition=edition_of(name, row["year"], boundary),
        out_of=population if row["rank"] else "",
        more_flags=["rank-only"] if row["rank"] and not row["value"] else [],
    )


def _papi(ledger: Ledger, sources: Sources, places: Places) -> list[Row]:
    """Totals and dimensions, and the e-governance sub-dimensions; computed ranks only where all 63 have a total."""
    rows = [*ledger.rows(f"{FOLDER}/papi.csv"), *_e_governance(ledger)]
    full = {year for year in {row["year"] for row in rows} if sum(_is_total(row, year) for row in rows) == 63}
    return [_papi_row(row, ledger, sources, places, row["year"] in full) for row in rows]


def _is_total(row: Row, year: str) -> bool:
    return row["year"] == year and row["measure"] == "total"


def _e_governance(ledger: Ledger) -> Iterable[Row]:
    for row in ledger.rows(f"{FOLDER}/papi_subdimensions.csv"):
        if row["measure"] in E_GOVERNANCE:
            yield row
        else:
            ledger.note(row, "left out: sub-dimension outside e-governance", made=0)


def _papi_row(row: Row, ledger: Ledger, sources: Sources, places: Places, complete: bool) -> Row:
    """One score; its note only repeats the flags and the indicator's name, and is left to them."""
    ledger.note(row, "observations")
    if row["rank"] and not complete:
        row = row | {"rank": "", "note": "sum of the sub-dimension scores"}
    return observation(
        row,
        sources,
        dataset="papi",
        indicator=indicator(row),
        entity=places.find(row["entity_vi"], "63"),
        boundary="63",
        period=row["year"],
        edition=edition_of("papi", row["year"], "63"),
        official=True,
        out_of="63" if row["rank"] else "",
        more_flags=["copy-of-official"],
        note_vi="",
        note_en="",
    )
