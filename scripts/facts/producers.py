"""Whose figure a row is: the statistics office, a ministry, a province; the page that prints it is its source."""

from collections.abc import Iterable

from . import reconstruction
from .ledger import Row


def of(fact: Row, otherwise: str = "") -> str:
    """Id of the producer: of the facts' `publisher`, else of a note that names it, else `otherwise`.

    Empty where the facts say that nobody is named. Raises KeyError for a publisher that `publishers.csv` lacks.
    """
    if fact.get("publisher"):
        return reconstruction.by("publishers", "name_en")[fact["publisher"]]["producer"]
    return reconstruction.by("notes", "note").get(fact.get("note", ""), {}).get("producer") or otherwise


def remarks(publishers: Iterable[str]) -> tuple[str, str]:
    """What the facts add to the names of publishers (edition of a report, doubt), in Vietnamese and English."""
    named = [reconstruction.by("publishers", "name_en")[name] for name in publishers]
    vi, en = (" ".join(dict.fromkeys(row[column] for row in named if row[column])) for column in ("note_vi", "note_en"))
    return vi, en
