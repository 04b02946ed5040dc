"""Ministries, agencies, groups and the country as entities."""

from dataclasses import dataclass, field

from . import reconstruction
from .ledger import Ledger, Row
from .naming import slug
from .sources import Sources

REGISTER_KNOWN = "2025-02-18"
"""Resolution 176/2025/QH15, which the register of the facts follows; before it only bodies named by data are kept."""
REORGANISED = "2025-03-01"
RESOLUTION_176 = "Nghị quyết 176/2025/QH15"
_MINISTERIAL = {"ministry", "ministerial agency"}


@dataclass
class Bodies:
    """Entities that are no provinces, their changes, and the lookup from a name to an entity."""

    entities: list[Row] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)
    by_name: dict[str, str] = field(default_factory=dict)

    def find(self, name: str) -> str:
        """Entity id of a body by its name in either language. Raises KeyError for an unknown name."""
        return self.by_name[name]


def load(ledger: Ledger, sources: Sources) -> Bodies:
    """The register of the facts, then the hand-written bodies of `entities_extra.csv`."""
    bodies = Bodies()
    extra = reconstruction.by("entities_extra")
    for row in ledger.rows("resolution57/agencies.csv"):
        ledger.note(row, "entities")
        bodies.entities.append(_registered(row, extra.get(row["agency_id"], {}), sources))
    known = {entity["id"] for entity in bodies.entities}
    bodies.entities += [_added(row) for name, row in extra.items() if name not in known]
    for row in extra.values():
        bodies.changes += _merged(row)
    for entity in bodies.entities:
        bodies.by_name |= {
            name: entity["id"]
            for name in (entity["name_vi"], entity["name_en"], *entity.get("aliases", "").split(";"))
            if name
        }
    return bodies


def _registered(row: Row, more: Row, sources: Sources) -> Row:
    title = "Nghị quyết 176/2025/QH15 về cơ cấu tổ chức của Chính phủ nhiệm kỳ Quốc hội khóa XV"
    return {
        "id": row["agency_id"],
        "kind": "ministry" if row["kind"] in _MINISTERIAL else "agency",
        "subtype": slug(row["kind"]),
        "name_vi": row["name_vi"],
        "name_en": row["name_en"],
        "short_vi": row["short_vi"],
        "aliases": more.get("aliases", ""),
        "bloc": row["bloc_id"],
        "valid_from": more.get("valid_from", ""),
        "in_scope": row["in_scope"],
        "verified": "yes" if row["verified"] == "yes" else "no",
        "source": sources.add(row["source_url"], title, publisher="Thư viện Pháp luật") if row["source_url"] else "",
        "note_vi": more.get("note_vi", ""),
        "note_en": more.get("note_en", "") or row["note"],
        "_known": REGISTER_KNOWN,
        "_by_data": "yes",
    }


def _added(row: Row) -> Row:
    """A body that the register lacks: kept only where data name it (`_by_data`), the country and groups likewise."""
    wanted = (
        "id",
        "kind",
        "subtype",
        "name_vi",
        "name_en",
        "short_vi",
        "aliases",
        "bloc",
        "valid_from",
        "valid_to",
        "in_scope",
        "verified",
        "note_vi",
        "note_en",
    )
    return {key: row.get(key, "") for key in wanted} | {
        "_known": "" if row["kind"] == "country" else "9999",
        "_by_data": "yes",
    }


def _merged(row: Row) -> list[Row]:
    if not row.get("successor"):
        return []
    return [
        {
            "from": row["id"],
            "to": row["successor"],
            "date": REORGANISED,
            "kind": "merge",
            "name_before_vi": row["name_vi"],
            "name_before_en": row["name_en"],
            "subtype_before": row["subtype"],
            "subtype_after": "",
            "document": RESOLUTION_176,
            "note_vi": "Theo hiểu biết chung về đợt sắp xếp bộ máy tháng 3/2025; chưa đối chiếu từng văn bản.",
            "note_en": "From general knowledge of the reorganisation of March 2025; not checked document by document.",
            "_known": REGISTER_KNOWN,
        }
    ]
