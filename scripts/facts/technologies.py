"""Strategic technologies and products."""

from . import wording
from .bodies import Bodies
from .dates import known_on
from .ledger import Ledger, Row
from .naming import slug
from .observing import NEWEST
from .sources import Sources

FILE = "resolution57/strategic_technologies.csv"


def load(ledger: Ledger, sources: Sources, bodies: Bodies) -> list[Row]:
    """All rows of technologies; known from the day of the decision."""
    return [_technology(row, ledger, sources, bodies) for row in ledger.rows(FILE)]


def _technology(row: Row, ledger: Ledger, sources: Sources, bodies: Bodies) -> Row:
    ledger.note(row, "technologies")
    note_vi, note_en = wording.notes(row)
    status_vi, status_en = wording.said(row["list_status"])
    target_vi, target_en = wording.said(row["target"])
    return {
        "id": slug(row["row_id"]),
        "list": slug(row["list_id"]),
        "document_vi": row["legal_basis"],
        "document_en": document_en(row["legal_basis"]),
        "decided_on": row["list_date"],
        "list_status_vi": status_vi,
        "list_status_en": status_en,
        "level": slug(row["level"]),
        "group_no": row["group_no"],
        "group_vi": row["group_vi"],
        "group_en": row["group_en"],
        "product_no": row["product_no"],
        "product_vi": row["product_vi"],
        "product_en": row["product_en"],
        "lead_agency": bodies.find(row["lead_agency_vi"]) if row["lead_agency_vi"] else "",
        "deadline": row["deadline"],
        "target_vi": target_vi,
        "target_en": target_en,
        "verified": slug(row["verified"]),
        "source": sources.of(row),
        "note_vi": note_vi,
        "note_en": note_en,
        "_known": known_on(row["list_date"]) or NEWEST,
    }


def document_en(text: str) -> str:
    """`Quyết định 1131/QĐ-TTg` -> `Decision 1131/QĐ-TTg`."""
    return text.replace("Quyết định", "Decision").replace("Nghị quyết", "Resolution")
