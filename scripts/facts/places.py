"""Provinces: the 63 valid on 2025-06-30 and the 34 valid from 2025-07-01, as entities joined by id, never by code."""

from dataclasses import dataclass, field

from . import reconstruction
from .dates import MERGER_DECIDED, PROVINCES_MERGED
from .ledger import Ledger, Row
from .naming import slug
from .observing import NEWEST
from .sources import Sources

LAST_DAY_63 = "2025-06-30"
RESOLUTION_202 = "Nghị quyết 202/2025/QH15"
REGIONS_KNOWN = "2025-10-05"
"""Resolution 306/NQ-CP sets the regions of the 34."""
HUE = "hue"
HUE_CITY = "2025-01-01"
DONG_NAI = "dong-nai"
DONG_NAI_CITY = "2026-04-30"
CODES_URL = "https://github.com/thanglequoc/vietnamese-provinces-database"
_SPELLING = {"tp-ho-chi-minh": "ho-chi-minh", "thua-thien-hue": "hue"}
_ALIASES = {
    "ho-chi-minh": "TP.HCM;TPHCM;TP HCM;HCM;Hồ Chí Minh;Thành phố Hồ Chí Minh;Sài Gòn;Saigon;HCMC;Ho Chi Minh City",
    "hue": "Thừa Thiên Huế;Thừa Thiên - Huế;Thừa Thiên-Huế;TT-Huế;TT Huế;TP. Huế;Thua Thien Hue",
    "dak-lak": "Đắc Lắc;Đắc Lắk;Đăk Lăk;Dak Lak;Daklak;Dac Lac",
    "dak-nong": "Đắc Nông;Đăk Nông;Dak Nong;Daknong;Dac Nong",
    "ba-ria-vung-tau": "Bà Rịa Vũng Tàu;Bà Rịa-Vũng Tàu;Bà Rịa – Vũng Tàu;BR-VT;BRVT;Vũng Tàu",
    "hoa-binh": "Hoà Bình",
    "khanh-hoa": "Khánh Hoà",
    "thanh-hoa": "Thanh Hoá",
    "bac-kan": "Bắc Cạn;Bac Can",
    "kon-tum": "Kontum;Công Tum",
    "ha-noi": "Hanoi;Thủ đô Hà Nội;TP. Hà Nội",
    "da-nang": "Danang;TP. Đà Nẵng",
    "hai-phong": "Haiphong;TP. Hải Phòng",
    "can-tho": "Cantho;TP. Cần Thơ",
    "lai-chau": "Laichau",
    "quang-ngai": "Quảng Ngải",
}
_SHORT = {"ho-chi-minh": "TP.HCM", "ba-ria-vung-tau": "BR-VT"}
_NAMES = {"ho-chi-minh": "TP. Hồ Chí Minh"}
_ZONE_BASIS = "trọng tâm theo diện tích của các hình đã công bố (quần đảo: tâm của nhóm, có thể nằm trên biển)"
_BASIS = "phường đặt trung tâm do người biên soạn chọn; tọa độ là trọng tâm hình phường trong bộ dữ liệu mở"
_BASIS_EN = "ward of the seat chosen by the compiler; position is the centroid of the ward in the open data set"


@dataclass
class Places:
    """Tables of provinces, and the lookup from a name and a boundary to an entity."""

    entities: list[Row] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)
    zones: list[Row] = field(default_factory=list)
    by_name: dict[tuple[str, str], str] = field(default_factory=dict)
    by_code: dict[tuple[str, str], str] = field(default_factory=dict)

    def find(self, name: str, boundary: str) -> str:
        """Entity id of a province name among the 63 or the 34. Raises KeyError for a name that is not one of them."""
        return self.by_name[(plain(name), boundary)]

    def merged(self, entity: str) -> bool:
        """Whether the unit came out of the merger of 2025."""
        return any(change["to"] == entity and change["kind"] == "merge" for change in self.changes)


def plain(name: str) -> str:
    """Slug of a province without the spelling variants of the facts."""
    key = slug(name)
    return _SPELLING.get(key, key)


def region_id(row: Row) -> str:
    """Id of the region a row of the facts names, from the hand-written regions."""
    named = {region["name_vi"]: region["id"] for region in reconstruction.rows("regions")}
    return named.get(row["region_vi"]) or row["region_id"].lower()


def load(ledger: Ledger, areas: Ledger, sources: Sources) -> Places:
    """All province tables from `provinces_34`, `provinces_63`, `special_zones` and `areas.csv`."""
    places = Places()
    new = list(ledger.rows("resolution57/provinces_34.csv"))
    old = list(ledger.rows("resolution57/provinces_63.csv"))
    kept = {plain(row["name_vi"]) for row in new if row["status_2025"] == "unchanged"}
    origin = sources.add(
        CODES_URL,
        "Bộ dữ liệu mở đơn vị hành chính Việt Nam (vietnamese-provinces-database)",
        publisher="thanglequoc/vietnamese-provinces-database",
    )
    for row in old:
        _former(places, ledger, row, kept, origin)
    for row in new:
        _present(places, ledger, row, kept, origin)
    for row in old:
        _change(places, row, kept, origin)
    _named_changes(places, origin)
    _areas(places, areas, sources, new)
    _zones(places, ledger, origin)
    return places


def _entity(key: str, row: Row, **more: str) -> Row:
    name = _NAMES.get(key, row["name_vi"])
    return {
        "kind": "province",
        "subtype": row["kind_en"],
        "name_vi": name,
        "name_en": row["name_en"],
        "short_vi": _SHORT.get(key, row["name_vi"]),
        "aliases": _ALIASES.get(key, ""),
        "in_scope": "yes",
        "verified": "yes",
    } | more


def _former(places: Places, ledger: Ledger, row: Row, kept: set[str], source: str) -> None:
    key = plain(row["name_vi"])
    entity = key if key in kept else f"{key}-63"
    places.by_name[(key, "63")] = places.by_code[(row["old_code"], "63")] = entity
    ledger.note(row, "entities")
    if key not in kept:
        places.entities.append(
            _entity(key, row, id=entity, code=row["old_code"], valid_to=LAST_DAY_63, source=source, _known="")
        )


def _present(places: Places, ledger: Ledger, row: Row, kept: set[str], source: str) -> None:
    key = plain(row["name_vi"])
    places.by_name[(key, "34")] = places.by_code[(row["code"], "34")] = key
    ledger.note(row, "entities")
    start = "" if key in kept else PROVINCES_MERGED
    places.entities.append(
        _entity(
            key,
            row,
            id=key,
            code=row["code"],
            valid_from=start,
            region=region_id(row),
            source=source,
            _known="" if key in kept else MERGER_DECIDED,
        )
    )


def _change(places: Places, row: Row, kept: set[str], source: str) -> None:
    """Where a former unit went on 2025-07-01: merged, or continued as it was."""
    key = plain(row["name_vi"])
    target = places.by_code[(row["merged_into_code"], "34")]
    after = next(entity for entity in places.entities if entity["id"] == target)
    places.changes.append(
        {
            "from": places.by_name[(key, "63")],
            "to": target,
            "date": PROVINCES_MERGED,
            "kind": "continued" if key in kept else "merge",
            "name_before_vi": _NAMES.get(key, row["name_vi"]),
            "name_before_en": row["name_en"],
            "subtype_before": row["kind_en"],
            "subtype_after": after["subtype"],
            "document": RESOLUTION_202,
            "hosts_seat": row["hosts_admin_centre"],
            "source": source,
            "_known": MERGER_DECIDED,
        }
    )


def _named_changes(places: Places, source: str) -> None:
    """Huế of 2025-01-01 (rename and kind) and Đồng Nai of 2026-04-30 (kind), both named in the facts."""
    common = {"hosts_seat": "", "source": source, "subtype_before": "province", "subtype_after": "city"}
    for kind in ("rename", "kind_change"):
        places.changes.append(
            common
            | {
                "from": HUE,
                "to": HUE,
                "date": HUE_CITY,
                "kind": kind,
                "name_before_vi": "Thừa Thiên Huế",
                "name_before_en": "Thua Thien Hue",
                "document": "",
                "_known": HUE_CITY,
            }
        )
    places.changes.append(
        common
        | {
            "from": DONG_NAI,
            "to": DONG_NAI,
            "date": DONG_NAI_CITY,
            "kind": "kind_change",
            "name_before_vi": "Đồng Nai",
            "name_before_en": "Dong Nai",
            "document": "Nghị quyết 30/2026/QH16",
            "_known": DONG_NAI_CITY,
            "note_vi": "Mười xã thành phường cùng ngày (Nghị quyết 237/NQ-UBTVQH16).",
            "note_en": "Ten communes became wards the same day (Resolution 237/NQ-UBTVQH16).",
        }
    )


def _areas(places: Places, areas: Ledger, sources: Sources, new: list[Row]) -> None:
    """Area, population, counts, seat: `areas.csv` for the 63, Resolution 202 for the 34 (offshore from `areas.csv`)."""
    book = sources.add(
        "",
        "Diện tích các tỉnh, thành phố năm 2023 (số liệu Tổng cục Thống kê; không có địa chỉ trang)",
        publisher="Tổng cục Thống kê",
    )
    offshore: dict[str, str] = {}
    for row in areas.rows("areas.csv"):
        if row["level"] == "34":
            offshore[row["code"]] = row["offshore_km2"]
            areas.note(row, "province_facts: offshore part; the area is Resolution 202/2025/QH15's")
            continue
        areas.note(row, "province_facts")
        places.facts.append(
            {
                "entity": places.by_code[(row["code"], "63")],
                "as_of": "2023",
                "area_km2": row["area_km2"],
                "area_offshore_km2": row["offshore_km2"],
                "area_basis": row["basis"],
                "source_area": book,
                "_known": NEWEST,
            }
        )
    for row in new:
        places.facts.extend(_facts(places, sources, row, offshore[row["code"]]))


def _facts(places: Places, sources: Sources, row: Row, offshore: str) -> list[Row]:
    """The unit on 2025-07-01, and again on 2026-04-30 where its commune counts changed."""
    area = sources.add(
        row["source_area_population_url"], "Quốc hội chốt cả nước còn 34 tỉnh, thành phố", publisher="VnExpress"
    )
    counts = sources.add(
        CODES_URL,
        "Bộ dữ liệu mở đơn vị hành chính Việt Nam (vietnamese-provinces-database)",
        publisher="thanglequoc/vietnamese-provinces-database",
    )
    seat = sources.add(
        row["source_centre_url"],
        _title_34(row["source_centre_url"]),
        publisher="nghean24h.vn",
        note_vi=_BASIS,
        note_en=_BASIS_EN,
    )
    first = {
        "entity": plain(row["name_vi"]),
        "as_of": PROVINCES_MERGED,
        "area_km2": row["area_km2"],
        "area_offshore_km2": offshore,
        "area_basis": "published",
        "population": row["population_resolution_202"],
        "communes_total": row["commune_units_total"],
        "seat_vi": row["centre_ward_vi"],
        "seat_former_unit": places.find(row["admin_centre_in_old_unit_vi"], "63"),
        "centre_lat": row["centre_lat"],
        "centre_lon": row["centre_lon"],
        "source_area": area,
        "source_counts": counts,
        "source_seat": seat,
        "_known": MERGER_DECIDED,
    }
    before, after = (_counts(row, day) for day in ("2025_07_01", "2026_04_30"))
    later = [first | after | {"as_of": DONG_NAI_CITY, "_known": DONG_NAI_CITY}] if after != before else []
    return [first | before, *later]


def _counts(row: Row, day: str) -> Row:
    return {kind: row[f"{kind}_{day}"] for kind in ("wards", "communes", "special_zones")}


def _title_34(url: str) -> str:
    return "34 tỉnh dự kiến hoạt động ngay từ ngày 1/7/2025" if "nghean24h" in url else url


def _zones(places: Places, ledger: Ledger, source: str) -> None:
    for row in ledger.rows("resolution57/special_zones.csv"):
        ledger.note(row, "special_zones")
        places.zones.append(
            {
                "code": row["code"],
                "name_vi": row["name_vi"],
                "name_en": f"{ascii_name(row['short_name_vi'])} Special Zone",
                "entity": places.by_code[(row["province_code"], "34")],
                "lat": row["lat"],
                "lon": row["lon"],
                "basis_vi": _ZONE_BASIS,
                "basis_en": row["coord_basis"],
                "source": source,
                "_known": PROVINCES_MERGED,
            }
        )


def ascii_name(name: str) -> str:
    """`Côn Đảo` -> `Con Dao`."""
    return " ".join(part.capitalize() for part in slug(name).split("-"))
