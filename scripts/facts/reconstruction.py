"""The hand-written metadata in `scripts/reconstruction/`: names, flags, scopes, editions, notes in both languages."""

import csv
import unicodedata
from functools import cache
from pathlib import Path

from .ledger import Row

FOLDER = Path(__file__).resolve().parents[1] / "reconstruction"


@cache
def _read(name: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(
            tuple((key, unicodedata.normalize("NFC", value or "").strip()) for key, value in row.items())
            for row in csv.DictReader(stream)
        )


def rows(name: str) -> list[Row]:
    """Rows of `scripts/reconstruction/<name>.csv`, NFC; an empty list where the file does not exist."""
    return [dict(row) for row in _read(name)]


def by(name: str, column: str = "id") -> dict[str, Row]:
    """The same rows by one column; the last of equal keys wins."""
    return {row[column]: row for row in rows(name)}
