"""Which indicator a row of the facts measures, after `facts_file` and `facts_measure` of `indicators.csv`."""

from collections import defaultdict
from functools import cache

from . import reconstruction
from .ledger import Row


@cache
def _table() -> dict[tuple[str, str], dict[str, str]]:
    """Indicators of a measure of a file by qualifier (unit, item, scope, kind of entity); "" where it needs none."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in reconstruction.rows("indicators"):
        measure, _, qualifier = row["facts_measure"].partition("|")
        found[(row["facts_file"], measure)][qualifier] = row["id"]
    return found


def indicator(fact: Row) -> str:
    """Id of the indicator of a row with `measure`, `series` or `system`.

    Raises KeyError where `indicators.csv` names none, or none of its qualifiers is in the row.
    """
    measure = fact.get("measure") or fact.get("series") or fact["system"]
    named = _table().get((fact["_file"], measure), {})
    cells = set(fact.values())
    for qualifier, name in named.items():
        if qualifier and qualifier in cells:
            return name
    if "" not in named:
        raise KeyError(
            f"{fact['_file']}: no indicator for {measure} ({', '.join(named) or 'no entry in indicators.csv'})"
        )
    return named[""]
