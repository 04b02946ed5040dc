"""Small tables with the columns of docs/data-model.md; figures typed from the facts name their source."""

from collections.abc import Mapping, Sequence

import pandas as pd

NUMBERS = {"value", "rank", "out_of", "decimals", "scale_min", "scale_max", "position", "weight", "population"}
COLUMNS = {
    "observations": (
        "dataset,edition,indicator,entity,boundary,period,comparator,value,rank,out_of,grade,status,flags,published_on,"
        "published_basis,source,note_vi,note_en"
    ),
    "editions": (
        "id,dataset,period,boundary,group,population,published_on,method_version,comparable_with,break_vi,break_en,"
        "weights_basis,coverage,caution_vi,caution_en,source"
    ),
    "indicators": (
        "id,parent,dataset,name_vi,name_en,definition_vi,definition_en,unit,direction,scale_min,scale_max,decimals,basis,"
        "topic,position"
    ),
    "entities": (
        "id,kind,subtype,code,name_vi,name_en,short_vi,aliases,region,bloc,valid_from,valid_to,in_scope,verified,source,"
        "note_vi,note_en"
    ),
    "entity_changes": (
        "from,to,date,kind,name_before_vi,name_before_en,subtype_before,subtype_after,document,hosts_seat,source,note_vi,"
        "note_en"
    ),
    "weights": "edition,indicator,weight,basis",
    "units": "id,kind,name_vi,name_en,symbol_vi,symbol_en",
    "targets": (
        "id,series,indicator,entity,due,comparator,value,unit,name_vi,name_en,document_vi,document_en,decided_on,"
        "measured_by,flags,status,source,note_vi,note_en"
    ),
    "province_facts": "entity,as_of,population",
}


def table(name: str, rows: Sequence[Mapping[str, object]], **common: object) -> pd.DataFrame:
    """The named table with all its columns: texts are str with "" for empty, numbers float with NaN."""
    columns = COLUMNS[name].split(",")
    unknown = {key for row in rows for key in {**common, **row}} - set(columns)
    assert not unknown, f"{name} has no column {unknown}"
    frame = pd.DataFrame([{**common, **row} for row in rows], columns=columns)
    for column in columns:
        numeric = column in NUMBERS
        frame[column] = (
            frame[column].astype(float) if numeric else frame[column].astype(object).fillna("").astype("str")
        )
    return frame


def scores(values: Mapping[str, float], ranks: Mapping[str, float] | None = None, **common: object) -> pd.DataFrame:
    """Observations of one edition `x-2024` of index `x`, one value an entity."""
    row = {
        "dataset": "x",
        "edition": "x-2024",
        "indicator": "x-overall",
        "period": "2024",
        "status": "reported",
    } | common
    found = [{"entity": entity, "value": value, "rank": (ranks or {}).get(entity)} for entity, value in values.items()]
    return table("observations", found, **row)


def edition(population: int, **columns: object) -> pd.DataFrame:
    """One edition `x-2024`."""
    return table("editions", [{"id": "x-2024", "dataset": "x", "period": "2024", "population": population} | columns])


def indicator(direction: str = "higher", decimals: int = 4) -> pd.DataFrame:
    """One indicator `x-overall`."""
    return table(
        "indicators", [{"id": "x-overall", "dataset": "x", "direction": direction, "decimals": decimals, "unit": "i"}]
    )


def unit(kind: str, symbol: str = "") -> pd.Series:
    """One unit row."""
    return table("units", [{"id": "u", "kind": kind, "symbol_vi": symbol, "symbol_en": symbol}]).iloc[0]


def gso_share() -> pd.DataFrame:
    """Digital economy's share of GDP, statistics office, by vintage (facts/national/gdp_contribution.csv)."""
    vintages = {
        "2023": {"2022": 12.86},
        "2023-12-04": {"2022": 12.67},
        "2023-12-29": {"2020": 12.66, "2021": 12.88, "2022": 12.63, "2023": 12.33},
        "2025-01-06": {"2020": 12.66, "2021": 12.87, "2022": 12.83, "2023": 12.87, "2024": 13.17},
        "2026-01-05": {"2021": 12.87, "2025": 14.02},
    }
    rows = [
        {
            "period": year,
            "value": value,
            "published_on": day,
            "flags": "superseded" if day < "2024" else "",
            "status": "reported",
        }
        for day, values in vintages.items()
        for year, value in values.items()
    ]
    rows.append({"period": "2020/2024", "value": 12.88, "published_on": "2025-01-06", "status": "period_average"})
    return table(
        "observations",
        rows,
        dataset="gdp",
        indicator="gso-digital-va-share-gdp",
        entity="vn",
        comparator="=",
        published_basis="vintage",
        source="gso",
    )


def mic_share() -> pd.DataFrame:
    """The ministry's estimate under the same name (facts/national/gdp_contribution.csv)."""
    rows = [
        {"period": "2022", "value": 14.26, "published_on": "2023-06", "status": "provisional"},
        {"period": "2023", "value": 16.5, "published_on": "2024-01", "status": "estimate"},
        {"period": "2024", "value": 18.6, "published_on": "2024-11-15", "status": "forecast", "flags": "superseded"},
        {"period": "2024", "value": 18.3, "published_on": "2025-02", "status": "estimate"},
        {"period": "2025", "value": 18.72, "published_on": "2025-12-18", "status": "estimate", "comparator": "~"},
    ]
    return table(
        "observations",
        rows,
        dataset="gdp",
        indicator="mic-digital-economy-share-gdp",
        entity="vn",
        published_basis="vintage",
        source="mic",
    )


def coverage_5g() -> pd.DataFrame:
    """5G coverage (facts/national/digital_society.csv): two sources that disagree in December 2025."""
    rows = [
        {"period": "2025-Q2", "value": 26.0, "published_on": "2025-09-05"},
        {"period": "2025-10", "value": 39.52, "published_on": "2025-11-16"},
        {"period": "2025-12", "value": 40.0, "published_on": "2025-12-18", "comparator": "~", "flags": "conflict"},
        {"period": "2025-12-31", "value": 90.0, "published_on": "2026-01-22", "comparator": "~", "flags": "conflict"},
    ]
    return table(
        "observations",
        rows,
        dataset="society",
        indicator="mobile-5g-population-coverage",
        entity="vn",
        status="reported",
        published_basis="vintage",
        source="press",
    )


def provinces() -> pd.DataFrame:
    """A few units with the ids and dates of the data model."""
    rows = [
        {"id": "hue", "name_vi": "Huế", "name_en": "Hue", "subtype": "city", "region": "bac-trung-bo"},
        {"id": "ha-noi", "name_vi": "Hà Nội", "name_en": "Ha Noi", "subtype": "city", "region": "dong-bang-song-hong"},
        {"id": "tuyen-quang", "name_vi": "Tuyên Quang", "name_en": "Tuyen Quang", "valid_from": "2025-07-01"},
        {"id": "tuyen-quang-63", "name_vi": "Tuyên Quang", "name_en": "Tuyen Quang", "valid_to": "2025-06-30"},
        {"id": "ha-giang-63", "name_vi": "Hà Giang", "name_en": "Ha Giang", "valid_to": "2025-06-30"},
        {"id": "khanh-hoa", "name_vi": "Khánh Hòa", "name_en": "Khanh Hoa", "valid_from": "2025-07-01"},
        {"id": "dak-lak", "name_vi": "Đắk Lắk", "name_en": "Dak Lak", "valid_from": "2025-07-01"},
        {
            "id": "ho-chi-minh",
            "name_vi": "TP. Hồ Chí Minh",
            "name_en": "Ho Chi Minh City",
            "aliases": "Sài Gòn;TPHCM",
            "subtype": "city",
            "valid_from": "2025-07-01",
        },
        {"id": "dong-nai", "name_vi": "Đồng Nai", "name_en": "Dong Nai", "subtype": "city", "valid_from": "2025-07-01"},
    ]
    return table("entities", rows, kind="province")


def mergers() -> pd.DataFrame:
    """Changes of those units."""
    rows = [
        {"from": "tuyen-quang-63", "to": "tuyen-quang", "date": "2025-07-01", "kind": "merge"},
        {"from": "ha-giang-63", "to": "tuyen-quang", "date": "2025-07-01", "kind": "merge"},
        {
            "from": "ha-noi",
            "to": "ha-noi",
            "date": "2025-07-01",
            "kind": "continued",
            "name_before_vi": "Hà Nội",
            "name_before_en": "Ha Noi",
            "subtype_before": "city",
            "subtype_after": "city",
        },
        {
            "from": "hue",
            "to": "hue",
            "date": "2025-01-01",
            "kind": "rename",
            "name_before_vi": "Thừa Thiên Huế",
            "name_before_en": "Thua Thien Hue",
            "subtype_before": "province",
            "subtype_after": "city",
        },
        {
            "from": "hue",
            "to": "hue",
            "date": "2025-07-01",
            "kind": "continued",
            "name_before_vi": "Huế",
            "name_before_en": "Hue",
            "subtype_before": "city",
            "subtype_after": "city",
        },
        {
            "from": "dong-nai",
            "to": "dong-nai",
            "date": "2026-04-30",
            "kind": "kind_change",
            "name_before_vi": "Đồng Nai",
            "name_before_en": "Dong Nai",
            "subtype_before": "province",
            "subtype_after": "city",
        },
    ]
    return table("entity_changes", rows)
